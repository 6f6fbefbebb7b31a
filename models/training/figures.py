"""The columns that one process holds and brings up to date from the change log, and what was computed from them.

Asking for them costs two small queries when nothing changed. Rows of people who were touched are read again and stand
beside the large columns until `settle` puts all together; when very many were, everything is read. What is held is
swapped whole, so a reader keeps the columns it has begun with.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import text as sql
from sqlmodel import Session

from models import changes, organisation
from models.training import kept_columns, kept_days, ordering
from models.training.columns import (
    NO_DAY,
    Around,
    Columns,
    Flags,
    Ints,
    Postings,
    Releases,
    Renewals,
    Rows,
    among,
    load,
)
from models.training.freed import give_back
from models.training.goals import Plans, Targets, read_targets
from models.training.naming_facts import CourseFact, Units, read_courses, read_units
from models.training.newer import Newer, read_newer, with_joined
from models.training.pairing import slices
from models.training.patching import patched
from models.training.states import Pairs, states

log = logging.getLogger("kns.training")
MANY = 20_000  # touched people or rules from which on everything is read anew
SETTLED = 2_000  # people whose rows stand beside the columns before all is put together
LARGE = 300_000  # pairs from which on to read everything takes longer than anybody should wait
KEPT = 8  # results kept beside the columns: all put together, orders
ANSWERS = 512  # small results
KEEP_EVERY = 600.0  # seconds between two writings of the file
REST_EVERY = 20.0  # seconds between two times that memory is given back: to take it again costs, too

Result = TypeVar("Result")
Key = tuple[Any, ...]
_ORDER = ("order",)


@dataclass(frozen=True)
class Held:
    """Columns at a place of the change log of one database, with the results computed from them.

    ``base`` is as it was at ``settled``, an earlier place; of the people of ``newer`` only what that says counts.
    ``targets``: what figures are measured against.
    ``as_of``: None where nothing else is known; a moment where very much has changed since, which is being read.
    """

    base: Columns
    place: int
    database: Any
    settled: int = 0
    newer: Newer | None = None
    as_of: datetime | None = None
    targets: Targets = field(default_factory=Targets)
    _results: dict[Key, Any] = field(default_factory=dict)
    _pairs: dict[Key, Pairs] = field(default_factory=dict)
    _older: dict[Key, tuple[Any, frozenset[int]]] = field(default_factory=dict)  # true but for some people
    _answers: dict[Key, Any] = field(default_factory=dict)
    _past: dict[Key, Any] = field(default_factory=dict)
    _few: dict[Key, Any] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """All columns put together; what a page needs of them at every click is to be had without."""
        if self.newer is None:
            return self.base
        tables, newer = self.base.people, self.newer
        return self.kept(
            ("columns",), lambda: Columns(tables.replaced(newer.people, newer.columns.people), self.around, self.base)
        )

    def rows(self, kind: type[Rows], which: Callable[[Rows], Flags]) -> Rows:
        """Return, of one kind, the rows of everybody that ``which`` says."""
        return kind.joined([kind.of(()), *self.parts(kind, which)])

    def parts(self, kind: type[Rows], which: Callable[[Rows], Flags]) -> Iterator[Rows]:
        """Give the same rows, some at a time: all of them may be millions."""
        whole, newer = self.base.people.rows(kind), self.newer
        for part in slices(len(whole.person)):
            rows = whole.taken(part)
            yield rows.taken(which(rows) if newer is None else which(rows) & ~rows.are_of(newer.people))
        if newer is not None:
            fresh = newer.columns.people.rows(kind)
            yield fresh.taken(which(fresh))

    @property
    def around(self) -> Around:
        """What belongs to no person."""
        return self.base.around

    @property
    def units(self) -> Units:
        """Every version of every unit, and the trees that they make."""
        return self.around.units

    @property
    def courses(self) -> tuple[CourseFact, ...]:
        """Every course."""
        return self.around.courses

    @property
    def people_end(self) -> int:
        """A number above the ids of all people."""
        return max(self.base.people_end, 0 if self.newer is None else self.newer.columns.people_end)

    @property
    def courses_end(self) -> int:
        """A number above the ids of all courses."""
        return max(self.base.courses_end, 0 if self.newer is None else self.newer.columns.courses_end)

    def plans(self, known_at: datetime | None) -> Plans:
        """Return the targets as known at a moment (None: now), ready to be asked."""
        return self.answer(("plans", known_at), lambda: self.targets.plans(known_at))

    def first_asked(self, course: int) -> int:
        """Return the day (an ordinal) on which a course was first asked of anybody; `columns.NO_DAY`: never."""
        held = [self.base] if self.newer is None else [self.base, self.newer.columns]
        return min((int(one.first_asked[course]) for one in held if course < len(one.first_asked)), default=NO_DAY)

    def postings_of(self, person: int) -> Postings:
        """Return main postings among which are all of one person."""
        touched = self.newer is not None and person in self.newer.people
        return self.newer.columns.people.postings if self.newer and touched else self.base.people.postings

    def pairs(self, tree: organisation.Tree, on: date, known_at: datetime | None) -> Pairs:
        """Return the state of every pair; the last few that were asked for are kept until anything changes."""
        key = (tree, on, known_at)
        found = self._pairs.pop(key, None)
        others = [one for one in self._days() if one != key]
        self._forget(set(others) - set(kept_days.last([*others, key])))  # at first: what is reckoned takes their place
        if found is None:
            found = self._computed(key)
        self._pairs[key] = found  # the last one asked for goes last
        self._older.pop(key, None)
        return found

    @property
    def knows_no_past(self) -> bool:
        """Whether nothing is kept about days over: at the start, and when everything was read anew."""
        return not self._past

    def forget_past(self) -> None:
        """Let go of the states of days past, which whoever asks has reckoned again: their place is needed."""
        self._forget(set(days := self._days()) - set(kept_days.present(days)))

    def _days(self) -> list[Key]:
        return [one for one in (*list(self._older), *list(self._pairs)) if one != _ORDER]

    def _forget(self, days: Iterable[Key]) -> None:
        for day in days:
            self._pairs.pop(day, None)
            self._older.pop(day, None)

    def supposing(self, renewals: Renewals) -> "Held":
        """Return the same facts with other words of rules on renewing; nothing is computed of them yet."""
        around = replace(self.around, renewals=renewals)
        newer = None if self.newer is None else self.newer.beside(around)
        return Held(self.base.beside(around), self.place, self.database, newer=newer, targets=self.targets)

    def order(self, db: Session) -> Ints:
        """Return the ids of all people in list order."""

        def read() -> Ints:
            order, touched = self._older.get(_ORDER, (None, frozenset()))
            return order if order is not None and ordering.stands(db, order, touched) else ordering.everybody(db)

        return self.kept(_ORDER, read)

    def _computed(self, key: Key) -> Pairs:
        if self.newer is None:
            return states(self.base, *key)
        fresh = states(self.newer.columns, *key)
        old, touched = self._older.get(key, (None, frozenset()))
        if old is not None and touched <= self.newer.people:
            return patched(old, fresh, touched)
        return patched(states(self.base, *key), fresh, self.newer.people, own=True)

    def warm(self, db: Session, on: date) -> None:
        """Compute what most people ask for next, so that nobody waits for it."""
        self.pairs(organisation.Tree.ADMINISTRATION, on, None)
        self.order(db)
        assert self.base.first_asked is not None  # kept with the columns

    def answer(self, key: Key, compute: Callable[[], Result]) -> Result:
        """Return a small result (some rows) kept under ``key`` until anything changes."""
        return _kept(self._answers, ANSWERS, key, compute)

    def few(self, key: Key, compute: Callable[[], Result]) -> Result:
        """Return a result with a line for each of many people; the last few are kept until anything changes."""
        return _kept(self._few, KEPT, key, compute)

    def past(self, key: Key, compute: Callable[[], Result]) -> Result:
        """Return a small result about a day over, as known when it ended: what becomes known later cannot move it."""
        return _kept(self._past, ANSWERS, key, compute)

    def kept(self, key: Key, compute: Callable[[], Result]) -> Result:
        """Return a large result kept under ``key`` until anything changes, computed on first use."""
        return _kept(self._results, KEPT, key, compute)


def _kept(results: dict[Key, Any], most: int, key: Key, compute: Callable[[], Result]) -> Result:
    found: Result | None = results.get(key)
    if found is None:
        found = compute()
        if len(results) >= most:
            results.clear()
        results[key] = found
    return found


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self.folder: Path | None = None  # where columns are kept for the next start; None: nowhere
        self._lock = Lock()
        self._held: Held | None = None
        self._seen = datetime.now(UTC)  # when what is held was last compared with the database
        self._touched: set[int] | None = None  # while `settle` is at work: whom it does not know of
        self._kept: tuple[int, float] = (-1, 0.0)
        self._rested: tuple[list[Key], float] = ([], 0.0)

    def refresh(self, db: Session, *, wait: bool = False) -> Held:
        """Return the columns as of this transaction (or a later one that another thread has already seen).

        Where very much changed in a large city, the columns from before are returned, with ``as_of``, until whoever
        can ``wait`` has read everything. Within `writing()` everything is read for this call alone: what is
        not committed must not be held.
        """
        engine = db.get_bind()
        database = getattr(engine, "pool", None)  # an engine's own; survives `execution_options`
        if "begin_as" in engine.get_execution_options():
            return Held(base=load(db), place=0, database=database, targets=read_targets(db))
        with self._lock:
            held = self._held
            if held is None or held.database is not database:
                followed: Held | None = self._begun(db, database)
            else:
                followed = _followed(db, held, changes.since(db, held.place), self._touched)
                if followed is None and len(held.base.pair_person) < LARGE:
                    followed = _read(db, database)
                if followed is None and not wait:
                    return replace(held, as_of=self._seen)
                if followed is None:
                    held.forget_past()
                    give_back()
            if followed is not None:
                self._held, self._seen = followed, datetime.now(UTC)
                return followed
        anew = _read(db, database)  # while others go on with what was there before
        with self._lock:
            self._held, self._seen = anew, datetime.now(UTC)
        give_back()
        return anew

    def settle(self) -> None:
        """Put the columns together with the rows that stand beside them; others go on meanwhile."""
        with self._lock:
            held = self._held
            if held is None or held.newer is None:
                return
            self._touched = set()
        held.forget_past()
        give_back()  # what was reckoned in, too
        whole = held.columns
        with self._lock:
            now, touched = self._held, self._touched or set()
            self._touched = None
            if now is None or now.newer is None or now.base.people is not held.base.people:
                return  # everything was read meanwhile
            self._held = replace(
                now,
                base=whole.beside(now.around),
                newer=now.newer.of(touched) if touched else None,
                settled=held.place,
            )

    def keep(self, db: Session, *, at_once: bool = False) -> None:
        """Write the columns for the next start, if it is time for it; ``db``: a transaction that sees them."""
        held, (place, again) = self._held, self._kept
        if self.folder is None or held is None:
            return
        if held.newer is not None and (len(held.newer.people) >= SETTLED or at_once or time.monotonic() >= again):
            self.settle()
            held = self._held
        if held is None or held.settled == place or not (at_once or time.monotonic() >= again):
            return
        self._kept = (held.settled, time.monotonic() + KEEP_EVERY)
        kept_columns.keep(self.folder, held.base.people, held.settled, db)
        give_back()

    def rest(self, *, at_once: bool = False) -> None:
        """Give back the memory that pages reckoned in: after a new day was asked for, now and then, or ``at_once``."""
        held, (before, again) = self._held, self._rested
        reckoned = [] if held is None else list(held._pairs)
        if at_once or (reckoned != before and time.monotonic() >= again):
            self._rested = (reckoned, time.monotonic() + REST_EVERY)
            give_back()

    def _begun(self, db: Session, database: Any) -> Held:
        """Return the columns of the kept file with what was changed since, or else as read."""
        kept = None if self.folder is None else kept_columns.read(self.folder, db)
        if kept is not None:
            columns = Columns(kept.people, Around.read(db))
            held: Held | None = Held(columns, kept.place, database, settled=kept.place, targets=read_targets(db))
            assert held is not None
            held = _followed(db, held, changes.since(db, kept.place), None)
            if held is not None and kept_columns.agrees(db, held.base, held.newer):
                self._kept = (kept.place, time.monotonic() + KEEP_EVERY)
                return held
            log.info("the kept columns are too old or do not agree with the database; the rows are read")
        return _read(db, database)


def _read(db: Session, database: Any) -> Held:
    place = changes.place(db)
    return Held(base=load(db), place=place, database=database, settled=place, targets=read_targets(db))


def _followed(db: Session, held: Held, news: changes.News, touched: set[int] | None) -> Held | None:
    """Return what is held with the changes since, None where everything must be read; ``touched`` is added to."""
    if news.place <= held.place:
        return held
    if not news.lines:
        return replace(held, place=news.place)
    kinds = changes.Kind
    seen = {kind for kind, _ in news.lines}
    targets = read_targets(db) if kinds.TARGET in seen else held.targets
    if seen == {kinds.TARGET}:
        return replace(held, place=news.place, targets=targets, _answers={})
    people = frozenset(number for kind, number in news.lines if kind is kinds.PERSON and number is not None)
    rules = {number for kind, number in news.lines if kind is kinds.RULE and number is not None}
    if kinds.PEOPLE in seen or len(people) > MANY or len(rules) > MANY:
        return None
    base, newer = held.base, held.newer
    if seen & {kinds.UNIT, kinds.COURSE, kinds.RULE}:
        around = base.around
        around = Around(
            read_units(db) if kinds.UNIT in seen else around.units,
            read_courses(db) if kinds.COURSE in seen else around.courses,
            Releases.read(db) if kinds.COURSE in seen else around.releases,
            Renewals.read(db) if kinds.RULE in seen else around.renewals,
        )
        base, newer = base.beside(around), None if newer is None else newer.beside(around)
    anew = False
    if rules:
        given = f"SELECT DISTINCT person_id FROM duty WHERE {among('rule_id', rules)} LIMIT {MANY + 1}"  # noqa: S608
        held_by = frozenset(db.connection().execute(sql(given)).scalars())
        anew = len(held_by) > MANY
        if anew:
            held.forget_past()
            base = Columns(base.people.reread(db, rules), base.around)
            people, newer = people | (frozenset() if newer is None else newer.people), None
        else:
            people |= held_by
    if people:
        people = with_joined(db, people)
        newer = read_newer(db, newer, base, people)
        if touched is not None:
            touched.update(people)
    stays = () if kinds.COURSE in seen else ("titles",)
    return Held(
        base,
        news.place,
        held.database,
        settled=news.place if anew and newer is None else held.settled,
        newer=newer,
        targets=targets,
        _results={key: value for key, value in list(held._results.items()) if key[0] in stays},
        _older=_older(held, people, with_pairs=not anew and kinds.COURSE not in seen),
        _past=held._past,
    )


def _older(held: Held, people: frozenset[int], *, with_pairs: bool) -> dict[Key, tuple[Any, frozenset[int]]]:
    """Return the results that stay true but for some people, who were touched now or since they were computed."""
    older = {key: (value, touched | people) for key, (value, touched) in list(held._older.items())}
    order = (held._results[_ORDER], people) if _ORDER in held._results else older.pop(_ORDER, None)
    pairs = {key: value for key, value in older.items() if key not in held._pairs and key != _ORDER}
    pairs |= {key: (value, people) for key, value in list(held._pairs.items())}
    kept = {key: pairs[key] for key in kept_days.last(list(pairs))} if with_pairs else {}
    return kept if order is None else {**kept, _ORDER: order}
