"""One person's own courses: the state of each, and which of them come first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from models import learning
from models.organisation import Tree
from models.training.columns import SOURCES, TREES, Around, Columns, Units, day_of
from models.training.coverage import Flag, flagged
from models.training.one_person import read_one
from models.training.states import OPEN, STATES, State, states


@dataclass(frozen=True)
class PersonCourse:
    """A course and its state for one person; ``assigned`` says whether a duty is in force.

    ``renewing``: completed, and to be renewed until ``due``.
    """

    course_id: int
    state: State
    assigned: bool
    due: date | None
    due_soon: bool
    started: bool
    completed_on: date | None
    valid_until: date | None
    source: learning.tables.Source | None
    renewing: bool = False


def person_courses(db: Session, person_id: int, on: date) -> list[PersonCourse]:
    """Return a person's courses with a duty, an exemption or a completion, as known now, by course id.

    The tree is the first in which they have a main posting on that day: administration, party, union.
    """
    tables, releases, renewals = read_one(db, person_id)
    columns = Columns(tables, Around(Units(), (), releases, renewals))
    postings, day = columns.people.postings, on.toordinal()
    known = (postings.person == person_id) & (postings.voided.never)
    here = known & (postings.from_ <= day) & (postings.until > day)
    tree = TREES[int(postings.tree[here].min())] if here.any() else Tree.ADMINISTRATION
    pairs = states(columns, tree, on)
    soon = flagged(pairs, Flag.DUE_SOON, on)
    return [
        PersonCourse(
            course_id=int(pairs.course[i]),
            state=STATES[pairs.state[i]],
            assigned=bool(pairs.assigned[i]),
            renewing=bool(pairs.renewing[i]),
            due=day_of(pairs.due[i]),
            due_soon=bool(soon[i]),
            started=bool(pairs.started[i]),
            completed_on=day_of(pairs.achieved[i]),
            valid_until=day_of(pairs.valid_until[i]),
            source=SOURCES[pairs.source[i]] if pairs.source[i] >= 0 else None,
        )
        for i in np.flatnonzero(pairs.person == person_id).tolist()
    ]


def most_urgent_first(found: Iterable[PersonCourse]) -> list[PersonCourse]:
    """Return the courses that a person still has to do: the earliest due date first, those without one last.

    On the same day, what is required again or ran out comes before what was begun, and that before what was not; what
    still counts and is to be renewed comes last.
    """
    todo = [one for one in found if one.state in OPEN or one.renewing]
    order = (*OPEN, State.COMPLETED)
    return sorted(todo, key=lambda one: (one.due is None, one.due, order.index(one.state), one.course_id))
