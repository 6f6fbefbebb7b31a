"""What is stored of files that people asked for and that are made beside the pages: what for, how far they are."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.database import EnumText, UtcMoment, new_key


class Kind(StrEnum):
    """What a file holds."""

    COVERAGE = "coverage"
    STAFF = "staff"


class Purpose(StrEnum):
    """What somebody takes a list of names along for."""

    FOLLOW_UP = "follow-up"
    REPORT = "report"
    CORRECT = "correct"
    EVALUATE = "evaluate"
    OTHER = "other"


class State(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"  # ``wrong`` says why; there is no file
    DROPPED = "dropped"  # by whoever had asked for it


AT_WORK = (State.WAITING, State.MAKING)


class Export(SQLModel, table=True):
    """A file that somebody asked for. ``reach``: the units that it speaks of, as its question gives them.

    ``tries`` counts the processes that began it: the last one alone may end it.
    """

    __tablename__ = "export"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    kind: Kind = Field(sa_type=EnumText(Kind))
    state: State = Field(default=State.WAITING, sa_type=EnumText(State), index=True)
    by_id: int = Field(foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_type=UtcMoment)
    language: str
    name: str = Field(description="what it is of, in the words of the page")
    purpose: str = Field(default="", description="a `Purpose`, what it is taken for")
    asked: dict[str, Any] = Field(sa_type=JSON, description="the question")
    reach: list[int] = Field(sa_type=JSON)
    total: int | None = Field(default=None, description="of how many rows")
    done: int = 0
    tries: int = 0
    size: int | None = Field(default=None, description="bytes")
    file_name: str = ""
    wrong: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="a DomainError's code and values")
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    until: datetime | None = Field(default=None, sa_type=UtcMoment, description="when the file goes")


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
