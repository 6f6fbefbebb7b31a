"""What is asked on a day, by pair of person and course: the duties in force, and editions that must be renewed."""

from dataclasses import dataclass

import numpy as np

from models.training import renewing
from models.training.columns import Columns, Flags, Ints
from models.training.days import days_of
from models.training.masks import covers, seen_at
from models.training.pairing import slices


@dataclass(frozen=True)
class Asked:
    """What the duties in force on a day ask, by pair; ``due``: the earliest day, ``not_before``: the latest."""

    assigned: Flags
    due: Ints
    not_before: Ints
    renewal: renewing.Asked | None


def asked_on(columns: Columns, day: int, known: int | None) -> Asked:
    """Return what is asked on a day (an ordinal), as known at a moment (None: now)."""
    duties, size = columns.people.duties, len(columns.pair_person)
    gone, *_editions = demands(columns, day, known)
    assigned = np.zeros(size, dtype=np.bool_)
    due = np.full(size, np.iinfo(np.int32).max, dtype=np.int32)
    not_before = np.zeros(size, dtype=np.int32)
    renewal = renewing.Gathered(columns.around.renewals, size)
    for part in slices(len(duties.person)):
        covering = covers(duties.from_[part], duties.until[part], day)
        force = np.flatnonzero(covering & seen_at(duties.recorded[part], duties.voided[part], known)) + part.start
        if gone.any():
            force = force[~gone[duties.course[force]]]
        pair = columns.duty_pair[force]
        assigned[pair] = True
        np.minimum.at(due, pair, duties.due[force])
        bound = force[duties.not_before[force] > 0]
        np.maximum.at(not_before, columns.duty_pair[bound], duties.not_before[bound])
        renewal.add(duties.rule[force], pair)
    return Asked(assigned, due, not_before, renewal.asked())


def demands(columns: Columns, day: int, known: int | None) -> tuple[Flags, Ints, Ints]:
    """Return, by course id, whether it is retired, the edition asked for (0: any), and from which day.

    The edition asked for is the highest of a release that renews; where it was released more than once, the first
    time counts, so that a mended spelling asks nothing of anybody.
    """
    gone = np.zeros(columns.courses_end, dtype=np.bool_)
    asked = np.zeros(columns.courses_end, dtype=np.int32)
    asked_day = np.zeros(columns.courses_end, dtype=np.int32)
    releases = columns.around.releases
    days = days_of(releases.at)
    for row in np.flatnonzero((days <= day) & ((releases.at <= known) if known is not None else True)):
        course = releases.course[row]
        gone[course] = releases.retired[row]
        if releases.renews[row] and releases.edition[row] > asked[course]:
            asked[course], asked_day[course] = releases.edition[row], days[row]
    return gone, asked, asked_day
