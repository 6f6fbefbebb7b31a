"""What was done, by whom, when: one line for each act, written in the act's own transaction.

Lines hold ids, counts and digests only; personal values stand beside them in `AuditValue`, so that a person's data
can be erased while the lines stay. Answers to questions are not audit lines.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, Session, SQLModel

from models.database import UtcMoment
from models.rights import Actor


class AuditLine(SQLModel, table=True):
    """One act. ``seal`` is filled in later by the worker, which chains the lines in commit order."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_subject", "subject_kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcMoment, index=True)
    actor_id: int | None = Field(default=None, index=True)
    act: str = Field(index=True)
    subject_kind: str
    subject_id: int | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    seal_number: int | None = Field(default=None, unique=True)
    seal: str | None = None


class AuditValue(SQLModel, table=True):
    """Personal values of an audit line, apart from it so that they can be erased."""

    __tablename__ = "audit_value"

    line_id: int = Field(primary_key=True, foreign_key="audit_line.id")
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


def record(
    db: Session,
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: int | None = None,
    *,
    now: datetime,
    personal: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Write that ``actor`` did ``act`` ('organisation.transfer') to a subject, with ids and counts as details."""
    line = AuditLine(
        at=now, actor_id=actor.person_id, act=act, subject_kind=subject_kind, subject_id=subject_id, details=details
    )
    db.add(line)
    if personal:
        db.flush()
        assert line.id is not None
        db.add(AuditValue(line_id=line.id, values=personal))
