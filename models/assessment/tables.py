"""What is stored of assessment: attempts, answers, files, what people judged, and what was marked anew."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class AttemptState(StrEnum):
    """Whether an attempt can still be answered."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Confidence(StrEnum):
    """How sure a person says they are of an answer; it never changes a mark."""

    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


class Told(StrEnum):
    """What a learner who practises has been told of their present answer: whether it is right, or also what is."""

    VERDICT = "verdict"
    ANSWER = "answer"


class Treatment(StrEnum):
    """What a regrade does with a question, in place of the key that it was asked with."""

    KEY = "key"  # answers are marked by another version of it
    DROPPED = "dropped"  # it counts neither in the marks nor in the most that can be had
    FULL = "full"  # everybody has all its marks
    BACK = "back"  # an earlier regrade is taken back


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
        Index(  # figures read who failed how often; the rows themselves are long
            "ix_attempt_failed",
            "person_id",
            "course_id",
            "submitted_at",
            sqlite_where=text("passed = false"),
            postgresql_where=text("passed = false"),
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
    closes_at: datetime | None = Field(
        default=None,
        sa_type=UtcMoment,
        description="when its time is over, all that was added included",
    )
    given_back: int = Field(default=0, description="seconds that outages of the server took and that were given back")
    closes_lessons: bool = Field(default=False, description="the course's lessons are closed while it is open")
    submitted_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    marks: float | None = None
    max_marks: float | None = None
    passed: bool | None = Field(default=None, description="None: open, or some of it waits for a person's judgement")
    vector: list[Any] | None = Field(
        default=None,
        sa_type=JSON,
        description="[question hash, response, mark, seconds, how sure] per item, for statistics",
    )


class AttemptItem(SQLModel, table=True):
    """One question of an attempt: which version, at which place, its options in which order.

    ``waits``: it was handed in and a person has still to judge it.
    """

    __tablename__ = "attempt_item"
    __table_args__ = (
        Index(
            "ix_attempt_item_waits",
            "attempt_id",
            sqlite_where=text("waits"),
            postgresql_where=text("waits"),
        ),
    )

    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id")
    place: int = Field(primary_key=True, description="1 for the first question")
    question_id: str = Field(description="the question's id within its course")
    question_hash: str = Field(foreign_key="content_text.hash")
    option_order: list[str] = Field(default_factory=list, sa_type=JSON)
    flagged: bool = Field(default=False, description="the person wants to look at it again before handing in")
    marks: float | None = Field(default=None, description="what the response earned, once submitted and judged")
    waits: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Response(SQLModel, table=True):
    """What a person answered to one item, the newest answer; it never changes after submission.

    ``device`` and ``sequence`` are those of the newest numbered message, so that an older one that comes late is known.
    In practice with feedback at once ``checks`` counts how often it was given and ``first`` is the answer before the
    first time, which counts; ``told`` is what they know of the present answer.
    """

    __tablename__ = "response"

    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id")
    place: int = Field(primary_key=True)
    answer: Any = Field(default=None, sa_type=JSON)
    answered_at: datetime = Field(sa_type=UtcMoment)
    changes: int = Field(default=0, description="how often the answer was changed before submission")
    confidence: Confidence | None = Field(default=None, sa_type=EnumText(Confidence))
    device: str | None = None
    sequence: int | None = Field(default=None, sa_type=BigInteger)
    checks: int = 0
    first: Any = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    told: Told | None = Field(default=None, sa_type=EnumText(Told))


class Allowance(SQLModel, table=True):
    """Extra time or extra attempts for a person, or for everybody whose main place lies in a unit or under it.

    ``quiz`` None: every quiz of the course. In force on the days [from, until); of several the largest counts.
    """

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_whom"),
        Index("ix_allowance_course", "course_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    course_id: int = Field(foreign_key="course.id")
    quiz: str | None = None
    minutes: int = Field(default=0, description="more time in each attempt")
    attempts: int = Field(default=0, description="more attempts")
    reason: str = ""
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Heartbeat(SQLModel, table=True):
    """The last moment at which the pages were known to answer; one row."""

    __tablename__ = "heartbeat"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcMoment)


class Outage(SQLModel, table=True):
    """A time in which nobody could answer, and how many open attempts it was given back to."""

    __tablename__ = "outage"

    id: int | None = Field(default=None, primary_key=True)
    began_at: datetime = Field(sa_type=UtcMoment)
    ended_at: datetime = Field(sa_type=UtcMoment, unique=True)
    attempts: int = 0
    recorded_at: datetime = Field(sa_type=UtcMoment)


class Handed(SQLModel, table=True):
    """A file that belongs to the answer at one place of an attempt; private to its owner and to who judges it."""

    __tablename__ = "handed"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "place"], ["attempt_item.attempt_id", "attempt_item.place"]),
        UniqueConstraint("attempt_id", "place", "hash", name="uq_handed_content"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    attempt_id: int
    place: int
    name: str = Field(description="as its owner called it, made harmless")
    kind: str = Field(description="what it really is: pdf, docx, xlsx, png, jpg")
    size: int
    hash: str = Field(description="SHA-256 of its bytes, hexadecimal")
    at: datetime = Field(sa_type=UtcMoment)


class HandedContent(SQLModel, table=True):
    """The bytes of a file that was handed in, apart from what lists read."""

    __tablename__ = "handed_content"

    handed_id: int = Field(primary_key=True, foreign_key="handed.id")
    data: bytes = Field(sa_type=LargeBinary)


class Marking(SQLModel, table=True):
    """What one person said about one answer by its rubric. Finished ones are never changed; the newest counts.

    ``finished_at`` None: a draft, of which an answer has one at most; whoever holds it is marking.
    """

    __tablename__ = "marking"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "place"], ["attempt_item.attempt_id", "attempt_item.place"]),
        Index("ix_marking_attempt_id_place", "attempt_id", "place"),
        Index(
            "uq_marking_draft",
            "attempt_id",
            "place",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    attempt_id: int
    place: int
    marker_id: int = Field(foreign_key="person.id")
    levels: list[int | None] = Field(sa_type=JSON, description="the level of each criterion, counted from 0")
    comments: list[str] = Field(sa_type=JSON, description="to each criterion")
    comment: str = ""
    reason: str = Field(default="", description="why a finished marking was changed; empty for the first")
    begun_at: datetime = Field(sa_type=UtcMoment)
    saved_at: datetime = Field(sa_type=UtcMoment)
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Regrade(SQLModel, table=True):
    """A question marked otherwise from now on, in attempts handed in before as in those still open.

    It is in force as soon as it stands here; the attempts handed in before follow person by person. ``reached`` is the
    last of them that has followed, ``finished_at`` when all had: a process that was killed is taken over from there.
    """

    __tablename__ = "regrade"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    question_id: str = Field(description="the question's id within its course")
    treatment: Treatment = Field(sa_type=EnumText(Treatment))
    asked: list[str] = Field(default_factory=list, sa_type=JSON, description="hashes of the versions that it is about")
    marked_by: str | None = Field(default=None, foreign_key="content_text.hash", description="whose key counts")
    undoes_id: int | None = Field(default=None, foreign_key="regrade.id", unique=True)
    why: str
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcMoment)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON, description="what came of it so far")
    reached: int = Field(default=0, description="the last person whose attempts have followed")
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment, index=True)


class Regraded(SQLModel, table=True):
    """What an attempt comes to beside its first result, since a regrade. No row: the first result stands.

    ``kept``: its pass counts although its marks no longer reach it, until an office decides or because one did.
    """

    __tablename__ = "regraded"
    __table_args__ = (
        Index(
            "uq_regraded_attempt",
            "attempt_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    attempt_id: int = Field(foreign_key="attempt.id", index=True)
    marks: float
    max_marks: float
    passed: bool
    kept: bool = False
    vector: list[Any] = Field(sa_type=JSON, description="as the attempt's own, with the marks and versions of now")
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
