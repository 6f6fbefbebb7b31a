"""A person's steps through the course of the tests."""

from datetime import datetime

from sqlmodel import Session

from models import learning
from models.courses import Completion as Rules
from models.rights import Actor
from tests.models.assessment.released import RIGHT, answer_all

QUIZ_AND_LESSONS = Rules(quiz="final")


def pass_quiz(
    db: Session, actor: Actor, release_id: int, *, now: datetime, right: bool = True, name: str = "final"
) -> learning.Finished:
    """Take a quiz and finish it at ``now``."""
    key = learning.start_quiz(db, actor, release_id, name, now=now)
    answer_all(db, actor, key, RIGHT if right else {"q-single": "b"}, now=now)
    return learning.finish(db, actor, key, now=now)


def read_all(db: Session, actor: Actor, release_id: int, *, now: datetime) -> learning.Achieved | None:
    """Finish both lessons at ``now``."""
    learning.finish_lesson(db, actor, release_id, "01-why", now=now)
    return learning.finish_lesson(db, actor, release_id, "02-mails", now=now)
