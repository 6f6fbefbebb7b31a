"""What is stored of one person's way: lessons opened and finished, completions, passes that marking anew took."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class Source(StrEnum):
    """How a completion came about."""

    EARNED = "earned"
    TESTED_OUT = "tested-out"
    RECOGNISED = "recognised"
    IMPORTED = "imported"
    CLASS = "class"


class Decision(StrEnum):
    """What an office decided about a pass that marking anew took."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"


class LessonProgress(SQLModel, table=True):
    """A lesson that a person opened, and when they reached its end: first, or again after the last completion."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "lesson", name="uq_lesson_progress"),
        Index("ix_lesson_progress_seen", "seen_at", "course_id", "person_id"),  # who was where lately, by itself
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: int = Field(foreign_key="course.id", index=True)
    lesson: str
    opened_at: datetime = Field(sa_type=UtcMoment)
    seen_at: datetime = Field(sa_type=UtcMoment, description="last visit: where 'continue' leads")
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    heading: str = Field(default="", description="the heading last read, where an unfinished lesson goes on")


class Completion(SQLModel, table=True):
    """A course achieved on a day. ``valid_until`` is the first day on which it no longer counts; None: for ever.

    ``restores_id``: the completion that this one takes up again, or goes on with, after marks changed: the first of
    them, which has the attempt and the certificate.
    """

    __tablename__ = "completion"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    edition: int
    achieved_on: date
    valid_until: date | None = None
    source: Source = Field(sa_type=EnumText(Source))
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id", unique=True)
    restores_id: int | None = Field(default=None, foreign_key="completion.id", index=True)
    evidence: str = ""
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Certificate(SQLModel, table=True):
    """The proof of one completion. Its key is what stands on it and what anyone can check it by."""

    __tablename__ = "certificate"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    completion_id: int = Field(foreign_key="completion.id", unique=True)
    issued_at: datetime = Field(sa_type=UtcMoment)


class LostPass(SQLModel, table=True):
    """A pass that counted and that its marks no longer reach: an office of the person decides what becomes of it.

    A regrade took it, or a judgement that was changed: ``regrade_id`` or ``marking_id`` says which. Until a decision,
    and until ``decide_by`` is over, it counts. A decision voids the row and writes another.
    """

    __tablename__ = "lost_pass"
    __table_args__ = (
        Index(
            "uq_lost_pass_attempt",
            "attempt_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("(regrade_id IS NULL) <> (marking_id IS NULL)", name="one_cause"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    attempt_id: int = Field(foreign_key="attempt.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: int = Field(foreign_key="course.id")
    regrade_id: int | None = Field(default=None, foreign_key="regrade.id")
    marking_id: int | None = Field(default=None, foreign_key="marking.id")
    decide_by: date = Field(description="the last day on which the office decides; then it is withdrawn")
    decision: Decision | None = Field(default=None, sa_type=EnumText(Decision))
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = ""
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
