"""Numbering pairs of person and course, and finding what counts for another record of the same person."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Moments = NDArray[np.int64]
COURSE_BITS = 20  # course ids stay below a million
PART = 250_000  # rows of which the pairs are looked up at a time

_NONE: Moments = np.zeros(0, dtype=np.int64)


class Rows(Protocol):
    """Rows of people and courses."""

    @property
    def person(self) -> Ints: ...
    @property
    def course(self) -> Ints: ...


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


def pair_key(person: Ints, course: Ints) -> Moments:
    """Return the number of each pair of person and course; by it pairs are sorted."""
    return (person.astype(np.int64) << COURSE_BITS) | course


def find_pairs(known: Moments, wanted: Moments) -> Ints:
    """Return the place of each key among the pairs, -1 where the person has nothing but this row for the course."""
    if not len(known):
        return np.full(len(wanted), -1, dtype=np.int32)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    place[known[place] != wanted] = -1
    return place.astype(np.int32)


def pairs_of(known: Moments, rows: Rows) -> Ints:
    """Return the place of each row's pair among the known ones, as `find_pairs` does; in parts, which need little
    memory beside the millions of rows.
    """
    found = np.empty(len(rows.person), dtype=np.int32)
    for start in range(0, len(found), PART):
        part = slice(start, start + PART)
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
