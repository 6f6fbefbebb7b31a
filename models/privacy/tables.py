"""What is stored of people's rights over their own data: the notice they read, requests, erasures."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class RequestKind(StrEnum):
    """What somebody asks for about their own data."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"


class NoticeRead(SQLModel, table=True):
    """Somebody has read what is kept about people here and why, in one of its versions."""

    __tablename__ = "notice_read"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    version: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcMoment)


class DataRequest(SQLModel, table=True):
    """Somebody asks about their own data; open while ``answered_at`` is empty, in time until the end of ``due``."""

    __tablename__ = "data_request"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: RequestKind = Field(sa_type=EnumText(RequestKind))
    words: str = ""
    by_id: int | None = Field(default=None, description="who entered it: the person, or an office that got a letter")
    asked_at: datetime = Field(sa_type=UtcMoment)
    due: date
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, index=True)
    answered_by: int | None = None
    granted: bool | None = None
    answer: str = ""


class Erasure(SQLModel, table=True):
    """What told who somebody was is gone from their records; what counts in figures stays under a number."""

    __tablename__ = "erasure"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcMoment)
    by_id: int | None = None
