"""What joining two records of one person would do to figures: what goes over, and what stays behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from models import assessment, learning, organisation
from models.rights import Scope
from models.training.tables import Exemption, Extension


@dataclass(frozen=True)
class Joining:
    """What the record to be given up holds: completions, courses opened and attempts go over; exemptions and
    extensions stay.
    """

    completions: int
    courses_opened: int
    attempts: int
    exemptions: int
    extensions: int


def preview_joining(db: Session, scope: Scope, drop_id: int, *, now: datetime) -> Joining:
    """Return what a record to be given up holds. Raises `DomainError` 'forbidden', 'outside-scope'."""
    organisation.person_in_scope(db, scope, drop_id, now=now)
    completion, opened, attempt = learning.tables.Completion, learning.tables.LessonProgress, assessment.tables.Attempt

    def count(what: Any, table: Any, *more: Any) -> int:
        return int(db.execute(select(func.count(what)).where(table.person_id == drop_id, *more)).scalar_one())

    return Joining(
        completions=count(col(completion.id), completion, col(completion.voided_at).is_(None)),
        courses_opened=count(col(opened.course_id).distinct(), opened),
        attempts=count(col(attempt.id), attempt),
        exemptions=count(col(Exemption.id), Exemption, col(Exemption.voided_at).is_(None)),
        extensions=count(col(Extension.id), Extension, col(Extension.voided_at).is_(None)),
    )
