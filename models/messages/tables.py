"""What is stored of inquiries: what they are about, and the messages in their order."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class Kind(StrEnum):
    """What an inquiry is; it decides who is asked to answer."""

    QUESTION = "question"  # about a lesson or a question, to the course's trainers
    MISTAKE = "mistake"  # something in a course is wrong, to its trainers
    MARK = "mark"  # objection to a mark, to the course's trainers
    FIGURE = "figure"  # objection to a state or figure about oneself, to the officers of one's unit


class Inquiry(SQLModel, table=True):
    """What somebody asks, reports or objects to. Open while ``closed_at`` is empty."""

    __tablename__ = "inquiry"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    kind: Kind = Field(sa_type=EnumText(Kind))
    person_id: int = Field(foreign_key="person.id", index=True, description="who asks")
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)
    lesson: str = ""
    question_id: str = ""
    question_hash: str | None = Field(default=None, foreign_key="content_text.hash", description="as it was asked")
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    place: int | None = Field(default=None, description="the question's place in the attempt")
    about: str = Field(default="", description="what it is about in words, as the asker saw it")
    at: datetime = Field(sa_type=UtcMoment)
    closed_at: datetime | None = Field(default=None, sa_type=UtcMoment, index=True)
    closed_by_id: int | None = None


class Message(SQLModel, table=True):
    """One thing said in an inquiry, by the asker or by somebody who answers."""

    __tablename__ = "message"

    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", index=True)
    author_id: int = Field(foreign_key="person.id", index=True)
    words: str
    at: datetime = Field(sa_type=UtcMoment)
