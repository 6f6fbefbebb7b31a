"""Numbering pairs of person and course, and finding what counts for another record of the same person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Courses = NDArray[np.uint16]  # ids, which stay below 65,536
Moments = NDArray[np.int64]
COURSE_BITS = 16
PART = 250_000  # rows that are reckoned at a time: what they take beside them is little, and stays in the processor

_NONE: Moments = np.zeros(0, dtype=np.int64)


class Rows(Protocol):
    """Rows of people and courses."""

    @property
    def person(self) -> Ints: ...
    @property
    def course(self) -> Courses: ...


class Joinings(Protocol):
    """Records that are read as another's, with the clock of knowing it."""

    @property
    def person(self) -> Ints: ...
    @property
    def into(self) -> Ints: ...
    @property
    def recorded(self) -> Moments: ...
    @property
    def voided(self) -> Moments: ...


@dataclass(frozen=True)
class Carried:
    """Rows of a table that count for another record, with the pair they count for and since and until when we know."""

    row: Ints
    pair: Ints
    recorded: Moments
    voided: Moments


def slices(rows: int) -> Iterator[slice]:
    """Give so many rows part by part."""
    return (slice(start, min(start + PART, rows)) for start in range(0, rows, PART))


def pair_key(person: Ints, course: Courses) -> Moments:
    """Return the number of each pair of person and course; by it pairs are sorted."""
    return (person.astype(np.int64) << COURSE_BITS) | course


def keys_of(*tables: Rows, more: Moments) -> Moments:
    """Return the numbers of the pairs of all rows of some tables, and some more."""
    found = np.empty(sum(len(rows.person) for rows in tables) + len(more), dtype=np.int64)
    end = 0
    for rows in tables:
        for part in slices(len(rows.person)):
            start, end = end, end + part.stop - part.start
            found[start:end] = pair_key(rows.person[part], rows.course[part])
    found[end:] = more
    return found


def persons_and_courses(known: Moments) -> tuple[Ints, Courses]:
    """Return of which person and which course the pairs with some numbers are."""
    person = np.empty(len(known), dtype=np.int32)
    np.right_shift(known, COURSE_BITS, out=person, casting="unsafe")  # without a wide array in between
    return person, known.astype(np.uint16)  # the lowest bits


def find_pairs(known: Moments, wanted: Moments) -> Ints:
    """Return the place of each key among the pairs, -1 where the person has nothing but this row for the course."""
    if not len(known):
        return np.full(len(wanted), -1, dtype=np.int32)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    place[known[place] != wanted] = -1
    return place.astype(np.int32)


def find_places(known: Rows, person: Ints, course: Courses) -> NDArray[np.intp]:
    """Return the places of some pairs among known ones, which stand in the order of their keys and hold them all."""
    ends = (np.searchsorted(known.person, person, side=side).tolist() for side in ("left", "right"))
    mine = zip(*ends, course.tolist(), strict=True)
    found = (first + np.searchsorted(known.course[first:last], wanted) for first, last, wanted in mine)
    return np.fromiter(found, dtype=np.intp, count=len(person))


def pairs_of(known: Moments, rows: Rows) -> Ints:
    """Return the place of each row's pair among the known ones, as `find_pairs` does; in parts, which need little
    memory beside the millions of rows.
    """
    found = np.empty(len(rows.person), dtype=np.int32)
    for part in slices(len(found)):
        found[part] = find_pairs(known, pair_key(rows.person[part], rows.course[part]))
    return found


@dataclass(frozen=True)
class Carrying:
    """Rows that count for another record: their number, the key of the pair, and the clock of the joining."""

    row: Ints
    key: Moments
    recorded: Moments
    voided: Moments

    def among(self, known: Moments) -> Carried:
        """Return them by the place of their pair among the known ones."""
        pair = find_pairs(known, self.key)
        there = pair >= 0
        return Carried(self.row[there], pair[there], self.recorded[there], self.voided[there])


def carried(merged: Joinings, rows: Rows) -> Carrying:
    """Return every row of a record once for each time that the record was joined to another."""
    if not len(merged.person):  # as a rule nobody of those asked about was ever joined
        return Carrying(_NONE.astype(np.int32), _NONE, _NONE, _NONE)
    order = np.argsort(merged.person, kind="stable")
    people = merged.person[order]
    row = np.flatnonzero(np.isin(rows.person, people)).astype(np.int32)
    first = np.searchsorted(people, rows.person[row], side="left")
    times = np.searchsorted(people, rows.person[row], side="right") - first
    again = np.repeat(np.arange(len(row)), times)
    nth = np.arange(len(again)) - np.repeat(np.cumsum(times) - times, times)
    joining, row = order[first[again] + nth], row[again]
    return Carrying(
        row, pair_key(merged.into[joining], rows.course[row]), merged.recorded[joining], merged.voided[joining]
    )
