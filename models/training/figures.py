"""The columns that one process holds, brought up to date from the change log.

Asking for them costs two small queries when nothing changed. Rows of people who were touched are read again and stand
beside the large columns until `settle` puts all together; when very many were, everything is read. What is held is
swapped whole, so a reader keeps the columns it has begun with.
"""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session

from models import changes
from models.training import kept_columns
from models.training.columns import (
    Around,
    Columns,
    Releases,
    Renewals,
    among,
    load,
)
from models.training.freed import give_back
from models.training.goals import read_targets
from models.training.held import Held, Key
from models.training.naming_facts import read_courses, read_units
from models.training.newer import read_newer, with_joined

log = logging.getLogger("kns.training")
MANY = 20_000  # touched people or rules from which on everything is read anew
SETTLED = 2_000  # people whose rows stand beside the columns before all is put together
LARGE = 300_000  # pairs from which on to read everything takes longer than anybody should wait
KEEP_EVERY = 600.0  # seconds between two writings of the file
REST_EVERY = 20.0  # seconds between two times that memory is given back: to take it again costs, too


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
        reckoned = [] if held is None else held.reckoned
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
        return held.measured_by(targets, news.place)
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
    now = Held(
        base,
        news.place,
        held.database,
        settled=news.place if anew and newer is None else held.settled,
        newer=newer,
        targets=targets,
    )
    return now.keeping(held, but=people, titles=kinds.COURSE not in seen, pairs=not anew and kinds.COURSE not in seen)
