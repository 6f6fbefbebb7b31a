"""In which order lists of names stand: by name and course, or the most urgent first."""

from collections.abc import Collection
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlmodel import Session, col

from models import text
from models.organisation import Person
from models.training.columns import CourseFact, Ints
from models.training.states import CODE, Pairs, State

BATCH = 500
_NO_DUE = (1 << 22) - 1  # later than any day
Rows = NDArray[np.intp]
Keys = NDArray[np.int64]


class Numbered(Protocol):
    """What knows all courses, and above which numbers there is no person and no course."""

    @property
    def courses(self) -> tuple[CourseFact, ...]: ...
    @property
    def people_end(self) -> int: ...
    @property
    def courses_end(self) -> int: ...


def everybody(db: Session) -> Ints:
    """Return the ids of all people in list order."""
    ids = db.execute(select(col(Person.id)).order_by(col(Person.sort_key), col(Person.id))).scalars()
    return np.fromiter((number for number in ids if number is not None), dtype=np.int32)


def stands(db: Session, order: Ints, people: Collection[int]) -> bool:
    """Return whether an order still holds although some people were touched: they stand between their neighbours."""
    places = np.flatnonzero(np.isin(order, np.fromiter(people, dtype=np.int32)))
    if len(places) < len(people) or len(people) > BATCH:
        return False
    near = np.unique(np.concatenate((places - 1, places, places + 1)))
    near = near[(near >= 0) & (near < len(order))]
    ids = order[near].tolist()
    rows = db.execute(select(col(Person.id), col(Person.sort_key)).where(col(Person.id).in_(ids)))
    keys = {number: (key, number) for number, key in rows}
    pairs = zip(near[:-1].tolist(), near[1:].tolist(), ids[:-1], ids[1:], strict=True)
    return len(keys) == len(ids) and all(keys[one] < keys[other] for at, then, one, other in pairs if then == at + 1)


def in_list_order(db: Session, pairs: Pairs, rows: Rows, facts: Numbered, *, urgent_first: bool) -> Rows:
    """Return rows by the person's place in Vietnamese order, then by course title; or the most urgent first."""
    people = np.unique(pairs.person[rows]).tolist()
    keys = {}
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        for number, key in db.execute(select(col(Person.id), col(Person.sort_key)).where(col(Person.id).in_(batch))):
            keys[number] = key
    order = np.asarray(sorted(people, key=lambda number: (keys[number], number)), dtype=np.int32)
    if urgent_first:
        return rows[np.argsort(urgency(pairs, rows, facts, order))]
    titles = title_order(facts)
    return rows[np.lexsort((titles[pairs.course[rows]], places_of(facts, order)[pairs.person[rows]]))]


def urgency(pairs: Pairs, rows: Rows, facts: Numbered, order: Ints) -> Keys:
    """Return a number for each row, lower for the more urgent: overdue before others, then by due day, then by name.

    ``order`` holds the ids of (at least) the rows' people in list order. No two rows of a person and course have the
    same number, so that every way of sorting gives one order.
    """
    late = pairs.state[rows] == CODE[State.OVERDUE]
    due = np.where(pairs.due[rows] > 0, pairs.due[rows], _NO_DUE).astype(np.int64)
    key: Keys = (~late).astype(np.int64) << 22 | due
    key = key << 24 | places_of(facts, order)[pairs.person[rows]]
    key = key << 14 | title_order(facts)[pairs.course[rows]]
    return key


def first_of(keys: Keys, skip: int, size: int) -> NDArray[Any]:
    """Return the places of the ``size`` lowest numbers after the first ``skip``, without sorting all."""
    end = min(skip + size, len(keys))
    if skip >= end:
        return np.zeros(0, dtype=np.intp)
    lowest = np.argpartition(keys, end - 1)[:end] if end < len(keys) else np.arange(len(keys))
    return lowest[np.argsort(keys[lowest])][skip:]


def places_of(facts: Numbered, order: Ints) -> Keys:
    """Return the place of each person, by their id, in a list order of (at least) all who are asked for."""
    known = order[order < facts.people_end]
    place = np.zeros(facts.people_end, dtype=np.int64)
    place[known] = np.arange(len(known))
    return place


def title_order(facts: Numbered) -> Keys:
    """Return the place of each course, by its id, among all by title."""
    titles = np.zeros(facts.courses_end, dtype=np.int64)
    by_title = sorted(facts.courses, key=lambda course: (text.sort_key(course.title), course.id))
    titles[[course.id for course in by_title]] = np.arange(len(by_title))
    return titles
