"""The columns that one process holds and brings up to date from the change log, and what was computed from them.

Asking for them costs two small queries when nothing changed. Rows of changed people and rules are read again; when very
many changed, everything is. What is held is swapped whole, so a reader keeps the columns it has begun with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar

from sqlmodel import Session

from models import changes, organisation
from models.training.columns import Columns, Releases, load, read_courses, read_units
from models.training.states import Pairs, states

MANY = 500  # changed people or rules from which on everything is read anew
KEPT = 8  # results kept beside the columns: a few trees on a few days
ANSWERS = 512  # small results

Result = TypeVar("Result")


@dataclass(frozen=True)
class Held:
    """Columns at a place of the change log of one database, with the results computed from them."""

    columns: Columns
    place: int
    database: Any
    _results: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _answers: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _past: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _few: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def pairs(self, tree: organisation.Tree, on: date, known_at: datetime | None) -> Pairs:
        """Return the state of every pair; figures as known now are kept, time travel is computed afresh."""
        if known_at is not None:
            return states(self.columns, tree, on, known_at)
        return self.kept(("pairs", tree, on), lambda: states(self.columns, tree, on))

    def answer(self, key: tuple[Any, ...], compute: Callable[[], Result]) -> Result:
        """Return a small result (some rows) kept under ``key`` until anything changes."""
        return _kept(self._answers, ANSWERS, key, compute)

    def few(self, key: tuple[Any, ...], compute: Callable[[], Result]) -> Result:
        """Return a result with a line for each of many people; the last few are kept until anything changes."""
        return _kept(self._few, KEPT, key, compute)

    def past(self, key: tuple[Any, ...], compute: Callable[[], Result]) -> Result:
        """Return a small result about a day over, as known when it ended: what becomes known later cannot move it."""
        return _kept(self._past, ANSWERS, key, compute)

    def kept(self, key: tuple[Any, ...], compute: Callable[[], Result]) -> Result:
        """Return a large result kept under ``key`` until anything changes, computed on first use."""
        return _kept(self._results, KEPT, key, compute)


def _kept(
    results: dict[tuple[Any, ...], Any], most: int, key: tuple[Any, ...], compute: Callable[[], Result]
) -> Result:
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
        self._lock = Lock()
        self._held: Held | None = None

    def refresh(self, db: Session) -> Held:
        """Return the columns as of this transaction (or a later one that another thread has already seen).

        Within `writing()` everything is read for this call alone: what is not committed must not be held.
        """
        engine = db.get_bind()
        database = getattr(engine, "pool", None)  # an engine's own; survives `execution_options`
        if "begin_as" in engine.get_execution_options():
            return Held(columns=load(db), place=0, database=database)
        with self._lock:
            held = self._held
            if held is None or held.database is not database:
                held = Held(place=changes.place(db), columns=load(db), database=database)
            else:
                news = changes.since(db, held.place)
                if news.place > held.place:
                    columns = _renewed(db, held.columns, news.lines) if news.lines else held.columns
                    results, answers = ({}, {}) if news.lines else (held._results, held._answers)
                    all_anew = any(kind is changes.Kind.PEOPLE for kind, _ in news.lines)
                    past = {} if all_anew else held._past  # records of one person may have been joined
                    few = {} if news.lines else held._few
                    held = Held(columns, news.place, database, results, answers, past, few)
            self._held = held
            return held


def _renewed(db: Session, old: Columns, lines: tuple[tuple[changes.Kind, int | None], ...]) -> Columns:
    kinds = changes.Kind
    people = {number for kind, number in lines if kind is kinds.PERSON and number is not None}
    rules = {number for kind, number in lines if kind is kinds.RULE and number is not None}
    seen = {kind for kind, _ in lines}
    if kinds.PEOPLE in seen or len(people) > MANY or len(rules) > MANY:
        return load(db)
    return Columns(
        old.people.reread(db, people, rules) if people or rules else old.people,
        read_units(db) if kinds.UNIT in seen else old.units,
        read_courses(db) if kinds.COURSE in seen else old.courses,
        Releases.read(db) if kinds.COURSE in seen else old.releases,
    )
