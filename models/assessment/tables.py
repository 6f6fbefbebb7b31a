"""What is stored of assessment: attempts, what each asked, and what was answered when."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class AttemptState(StrEnum):
    """Whether an attempt can still be answered."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Attempt(SQLModel, table=True):
    """One try of one person at one quiz, on the release it was started on."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "quiz", "number", name="uq_attempt_number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "course_id",
            "quiz",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    quiz: str = Field(description="the quiz's file name without its ending")
    number: int = Field(description="1 for a person's first attempt at this quiz")
    release_id: int = Field(foreign_key="release.id")
    seed: int = Field(description="from which the draw and the order of options came")
    state: AttemptState = Field(default=AttemptState.OPEN, sa_type=EnumText(AttemptState))
    started_at: datetime = Field(sa_type=UtcMoment)
    closes_at: datetime | None = Field(default=None, sa_type=UtcMoment, description="when its time is over")
    submitted_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    marks: float | None = None
    max_marks: float | None = None
    passed: bool | None = None
    vector: list[Any] | None = Field(
        default=None, sa_type=JSON, description="[question hash, response, mark, seconds] per item, for statistics"
    )


class AttemptItem(SQLModel, table=True):
    """One question of an attempt: which version, at which place, its options in which order."""

    __tablename__ = "attempt_item"

    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id")
    place: int = Field(primary_key=True, description="1 for the first question")
    question_id: str = Field(description="the question's id within its course")
    question_hash: str = Field(foreign_key="content_text.hash")
    option_order: list[str] = Field(default_factory=list, sa_type=JSON)
    marks: float | None = Field(default=None, description="what the response earned, once submitted")


class Response(SQLModel, table=True):
    """What a person answered to one item, the newest answer; it never changes after submission."""

    __tablename__ = "response"

    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id")
    place: int = Field(primary_key=True)
    answer: Any = Field(default=None, sa_type=JSON)
    answered_at: datetime = Field(sa_type=UtcMoment)
    changes: int = Field(default=0, description="how often the answer was changed before submission")
