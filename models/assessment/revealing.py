"""When the answers of a quiz that shows them after closing may be seen."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from models.assessment import versions
from models.assessment.clock import GRACE
from models.assessment.tables import Attempt
from models.courses import Quiz
from models.courses.tables import Release

_OPEN = text("attempt.state = 'open'")


def closing_of(db: Session, attempt: Attempt, quiz: Quiz) -> datetime | None:
    """Return when the quiz closes: as the attempt was told, or as the newest release says if that is later."""
    newest = db.exec(
        select(Release.id).where(Release.course_id == attempt.course_id).order_by(col(Release.id).desc()).limit(1)
    ).one()
    today = versions.released(db, newest or attempt.release_id)[1].quiz(quiz.name)
    closings = [one.closes for one in (quiz, today) if one is not None and one.closes is not None]
    return max(closings, default=None)


def hidden(db: Session, attempt: Attempt, *, now: datetime) -> bool:
    """Return whether its person is at an exam that closes the lessons: then earlier answers are closed, too."""
    at_it = select(Attempt.id).where(
        _OPEN,
        Attempt.person_id == attempt.person_id,
        Attempt.course_id == attempt.course_id,
        col(Attempt.closes_lessons).is_(True),
        or_(col(Attempt.closes_at).is_(None), col(Attempt.closes_at) >= now - GRACE),
    )
    return db.exec(at_it.limit(1)).first() is not None


def revealed(db: Session, attempt: Attempt, quiz: Quiz, closes: datetime | None, *, now: datetime) -> bool:
    """Return whether the quiz is closed and nobody is at it any more, with extra time or time given back."""
    if closes is None or now < closes:
        return False
    still = select(Attempt.id).where(
        _OPEN,
        Attempt.course_id == attempt.course_id,
        col(Attempt.quiz).in_((quiz.name, *quiz.formerly)),
        col(Attempt.closes_at) >= now - GRACE,
    )
    return db.exec(still.limit(1)).first() is None
