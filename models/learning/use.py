"""How much a course is used, for those who keep it: counts of people, never names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import distinct, func, select
from sqlmodel import Session, col

from models.learning.tables import Completion, LessonProgress
from models.rights import Actor, Right, check

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Use:
    """How many people opened a lesson of a course, and completed it; ever, and within the last 30 days."""

    opened: int
    opened_recently: int
    completed: int
    completed_recently: int


def use_of(db: Session, actor: Actor, course_id: int, *, now: datetime) -> Use:
    """Return how many people use a course. Raises `DomainError` 'forbidden' (the actor does not keep it)."""
    check(actor, Right.AUTHOR, course_id=course_id)
    since = now - RECENT
    opened = select(func.count(distinct(col(LessonProgress.person_id)))).where(
        col(LessonProgress.course_id) == course_id
    )
    done = select(func.count(distinct(col(Completion.person_id)))).where(
        col(Completion.course_id) == course_id, col(Completion.voided_at).is_(None)
    )
    return Use(
        opened=db.execute(opened).scalar_one(),
        opened_recently=db.execute(opened.where(col(LessonProgress.seen_at) >= since)).scalar_one(),
        completed=db.execute(done).scalar_one(),
        completed_recently=db.execute(done.where(col(Completion.recorded_at) >= since)).scalar_one(),
    )
