"""What is stored of people's rights over their own data: the notice they read, requests, erasures, looks in bulk."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary
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


class BulkLook(SQLModel, table=True):
    """Somebody took a list of names along, and said what for. Whom it held stands in `BulkLookPart`."""

    __tablename__ = "bulk_look"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcMoment, index=True)
    by_id: int | None = None
    kind: str = Field(description="the audit line's act")
    purpose: str = ""
    people: int = 0


class BulkLookPart(SQLModel, table=True):
    """Which of 256 people with neighbouring ids a look held, a bit each: small to write, and quick to ask for one."""

    __tablename__ = "bulk_look_part"
    __table_args__ = (Index("ix_bulk_look_part_block", "block", "look_id"),)

    look_id: int = Field(primary_key=True, foreign_key="bulk_look.id")
    block: int = Field(primary_key=True)
    bits: bytes = Field(sa_type=LargeBinary)
