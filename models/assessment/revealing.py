"""When the answers of a quiz that shows them after closing may be seen."""

from datetime import datetime

from sqlalchemy import Integer, bindparam, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import database
from models.assessment import versions
from models.assessment.clock import GRACE
from models.assessment.tables import Attempt
from models.courses import Quiz
from models.courses.tables import Release
from models.database import UtcMoment

_OPEN = text("attempt.state = 'open'")
_AT_IT = (
    columns(col(Attempt.id))
    .where(
        _OPEN,
        col(Attempt.person_id) == bindparam("person", type_=Integer),
        col(Attempt.course_id) == bindparam("course", type_=Integer),
        col(Attempt.closes_lessons).is_(True),
        or_(col(Attempt.closes_at).is_(None), col(Attempt.closes_at) >= bindparam("since", type_=UtcMoment)),
    )
    .limit(1)
)


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
    asked = {"person": attempt.person_id, "course": attempt.course_id, "since": now - GRACE}
    return bool(database.rows(db, _AT_IT, **asked))


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
