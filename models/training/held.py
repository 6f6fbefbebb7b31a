"""Columns as one process holds them at a place of the change log, and what was computed from them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from models import organisation
from models.training import kept_days, ordering
from models.training.columns import NO_DAY, Around, Columns, Flags, Ints, Postings, Renewals, Rows
from models.training.goals import Plans, Targets
from models.training.naming_facts import CourseFact, Units
from models.training.newer import Newer
from models.training.pairing import slices
from models.training.patching import patched
from models.training.states import Pairs, states

KEPT = 8  # results kept beside the columns: all put together, orders
ANSWERS = 512  # small results

Result = TypeVar("Result")
Key = tuple[Any, ...]
_ORDER, _TITLES = ("order",), ("titles",)


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
    def reckoned(self) -> list[Key]:
        """The trees and days whose states are kept, as known at which moments, that asked for last at the end."""
        return list(self._pairs)

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

    def measured_by(self, targets: Targets, place: int) -> "Held":
        """Return the same facts at a later place, measured against other targets."""
        return replace(self, place=place, targets=targets, _answers={})

    def keeping(self, before: "Held", *, but: frozenset[int], titles: bool, pairs: bool) -> "Held":
        """Return the same with those results of what was held ``before`` that stay true.

        They are those of days over, the order of ``titles``, and those true but for the people who were touched now
        (``but``) or since they were computed: the order of people, the states of ``pairs``.
        """
        older = {key: (value, touched | but) for key, (value, touched) in list(before._older.items())}
        order = (before._results[_ORDER], but) if _ORDER in before._results else older.pop(_ORDER, None)
        days = {key: value for key, value in older.items() if key not in before._pairs and key != _ORDER}
        days |= {key: (value, but) for key, value in list(before._pairs.items())}
        kept = {key: days[key] for key in kept_days.last(list(days))} if pairs else {}
        return replace(
            self,
            _results={key: value for key, value in list(before._results.items()) if titles and key == _TITLES},
            _older=kept if order is None else {**kept, _ORDER: order},
            _past=before._past,
        )

    def titles(self) -> ordering.Keys:
        """Return for each course, by its id, which place its title has in list order."""
        return self.kept(_TITLES, lambda: ordering.title_order(self))

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
