"""What is stored of one person's way: lessons opened and finished, completions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class Source(StrEnum):
    """How a completion came about."""

    EARNED = "earned"
    TESTED_OUT = "tested-out"
    RECOGNISED = "recognised"
    IMPORTED = "imported"
    CLASS = "class"


class LessonProgress(SQLModel, table=True):
    """A lesson that a person opened, and when they reached its end: first, or again after the last completion."""

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "lesson", name="uq_lesson_progress"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: int = Field(foreign_key="course.id", index=True)
    lesson: str
    opened_at: datetime = Field(sa_type=UtcMoment)
    seen_at: datetime = Field(sa_type=UtcMoment, description="last visit: where 'continue' leads")
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    heading: str = Field(default="", description="the heading last read, where an unfinished lesson goes on")


class Completion(SQLModel, table=True):
    """A course achieved on a day. ``valid_until`` is the first day on which it no longer counts; None: for ever."""

    __tablename__ = "completion"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    edition: int
    achieved_on: date
    valid_until: date | None = None
    source: Source = Field(sa_type=EnumText(Source))
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id", unique=True)
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
