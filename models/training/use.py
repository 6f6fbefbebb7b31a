"""How much courses are used, for those who keep them: counts of people, never names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import bindparam, distinct, func, literal_column, select
from sqlmodel import Session, col

from models import database, learning
from models.database import UtcMoment
from models.rights import Actor, Right, check
from models.training.columns import Completions, Openings, micros
from models.training.held import Held

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Use:
    """How many people opened a lesson of a course, and completed it; ever, and within the last 30 days."""

    opened: int
    opened_recently: int
    completed: int
    completed_recently: int


def uses(db: Session, held: Held, actor: Actor, courses: Collection[int], *, now: datetime) -> dict[int, Use]:
    """Return how many people use some courses. Raises `DomainError` 'forbidden' (the actor does not keep them all).

    When somebody was in a course last is no fact of the columns: that is read, for all courses at once.
    """
    for course in courses:
        check(actor, Right.AUTHOR, course_id=course)
    if not courses:
        return {}
    lately = {row[0]: row[1] for row in database.rows(db, _LATELY, since=now - RECENT)}
    among = list(courses)
    opened = held.rows(Openings, lambda rows: np.isin(rows.course, among))
    done = held.rows(Completions, lambda rows: np.isin(rows.course, among) & (rows.voided.never))
    recent = done.recorded >= micros(now - RECENT)
    return {
        course: Use(
            opened=int(np.count_nonzero(opened.course == course)),  # one line for each person and course
            opened_recently=lately.get(course, 0),
            completed=len(np.unique(done.person[done.course == course])),
            completed_recently=len(np.unique(done.person[recent & (done.course == course)])),
        )
        for course in courses
    }


# By the number plus nothing: else SQLite takes the course's index and looks every line up, eight times as long.
_COURSE: Any = literal_column("lesson_progress.course_id + 0")
_LATELY = (
    select(_COURSE, func.count(distinct(col(learning.tables.LessonProgress.person_id))))
    .where(col(learning.tables.LessonProgress.seen_at) >= bindparam("since", type_=UtcMoment))
    .group_by(_COURSE)
)
