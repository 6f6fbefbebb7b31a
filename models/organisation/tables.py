"""What is stored of places and people: units and postings as intervals with two clocks.

Every interval is half-open, [from, until): ``until`` is the first day on which it no longer holds. Rows never change
but for ``voided_at``: a correction voids a row and writes another, so "on D, as known at K" is a query.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from models import staging
from models.database import EnumText, KeyText, UtcMoment, new_key


class Tree(StrEnum):
    """One of the parallel trees of units."""

    ADMINISTRATION = "administration"
    PARTY = "party"
    UNION = "union"


class Category(StrEnum):
    """Staff categories of Vietnamese law (party membership and leadership are attributes, never categories)."""

    CANBO = "canbo"
    CONGCHUC = "congchuc"
    VIENCHUC = "vienchuc"
    HOPDONG = "hopdong"
    KHONGCHUYENTRACH = "khongchuyentrach"


class Status(StrEnum):
    """Whether a posting is being worked in."""

    ACTIVE = "active"
    ON_LEAVE = "on-leave"
    INACTIVE = "inactive"


class Leave(StrEnum):
    """Why somebody is on leave. Illness has no word of its own: that it is the law's leave is enough to know."""

    STATUTORY = "statutory"
    STUDY = "study"
    SECONDED = "seconded"
    UNPAID = "unpaid"
    OTHER = "other"


@staging.marked
class Unit(SQLModel, table=True):
    """A unit's lasting identity; its name and place are in `UnitVersion`."""

    __tablename__ = "unit"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    code: str | None = Field(default=None, description="national body code, or the agency's own")
    code_key: str | None = Field(default=None, unique=True, description="search_key of the code")
    tree: Tree = Field(sa_type=EnumText(Tree))


@staging.marked
class UnitVersion(SQLModel, table=True):
    """What a unit was called and where it stood during an interval."""

    __tablename__ = "unit_version"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str
    kind: str = Field(default="", description="sở, phường, phòng, chi bộ …: a word, not a code")
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))


class Succession(SQLModel, table=True):
    """One unit continued in another from a day on (a merger has several old units, a split several new ones)."""

    __tablename__ = "succession"

    id: int | None = Field(default=None, primary_key=True)
    old_id: int = Field(foreign_key="unit.id", index=True)
    new_id: int = Field(foreign_key="unit.id", index=True)
    on: date
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


@staging.marked
class Person(SQLModel, table=True):
    """Somebody who works, or worked, for the organisation. ``same_as_id`` points to the record that counts."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    staff_code: str | None = None
    staff_code_key: str | None = Field(default=None, unique=True, description="NFC, casefolded, trimmed")
    full_name: str
    sort_key: str = Field(sa_type=KeyText, index=True)
    search_key: str = Field(sa_type=KeyText)
    email: str | None = None
    email_key: str | None = Field(default=None, unique=True)
    phone: str | None = None
    phone_key: str | None = Field(default=None, unique=True)
    birth_date: date | None = None
    gender: str | None = None
    national_id: str | None = Field(default=None, description="shown masked")
    same_as_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))


@staging.marked
class PartyMembership(SQLModel, table=True):
    """Membership of the Party as an interval; reading it needs Right.SEE_PARTY."""

    __tablename__ = "party_membership"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))


@staging.marked
class Posting(SQLModel, table=True):
    """Where a person was, as what, during an interval. The one main posting of a tree decides where they count."""

    __tablename__ = "posting"
    __table_args__ = (
        Index(
            "uq_posting_open_main",
            "person_id",
            "tree",
            unique=True,
            sqlite_where=text("main = 1 AND until IS NULL AND voided_at IS NULL"),
            postgresql_where=text("main AND until IS NULL AND voided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    tree: Tree = Field(sa_type=EnumText(Tree))
    main: bool = True
    position: str = ""
    category: Category | None = Field(default=None, sa_type=EnumText(Category))
    rank: str = ""
    head: bool = Field(default=False, description="head of the unit (người đứng đầu)")
    leader: bool = Field(default=False, description="lãnh đạo: in a leading position, deputies included")
    status: Status = Field(default=Status.ACTIVE, sa_type=EnumText(Status))
    leave: Leave | None = Field(default=None, sa_type=EnumText(Leave), description="why on leave, where that was said")
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))


class PersonChange(SQLModel, table=True):
    """What one act changed of a person's details (not of their places, which are intervals): before and after."""

    __tablename__ = "person_change"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="column → value as text, or None")
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    reason: str = ""
    by_id: int | None = None
    import_id: int | None = Field(default=None, foreign_key="import_run.id", index=True)
    recorded_at: datetime = Field(sa_type=UtcMoment)


class SamePerson(SQLModel, table=True):
    """Two records of one person: ``person_id`` is read as ``same_as_id`` while this is known."""

    __tablename__ = "same_person"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    same_as_id: int = Field(foreign_key="person.id", index=True)
    by_id: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class ImportRun(SQLModel, table=True):
    """A staff list that was brought in: the rows it wrote and voided carry exactly its moment ``at``."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    at: datetime = Field(sa_type=UtcMoment, unique=True)
    by_id: int | None = None
    file_name: str = ""
    on: date
    unit_id: int | None = Field(default=None, foreign_key="unit.id", description="the unit that the list was of")
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON, description="outcome → how many people")
    undone_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    undone_by_id: int | None = None


class TransferState(StrEnum):
    """How far a request is that somebody come from a unit that others answer for."""

    ASKED = "asked"  # waits for whoever answers for the person
    RELEASED = "released"  # they let the person go; waits for the new unit's word
    DONE = "done"  # the move is written
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the person moved or left otherwise meanwhile, or went to somebody else who had asked


class TransferRequest(SQLModel, table=True):
    """Somebody is asked for by a unit whose officers do not answer for them; what became of it: `TransferStep`."""

    __tablename__ = "transfer_request"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    tree: Tree = Field(sa_type=EnumText(Tree))
    from_id: int | None = Field(default=None, foreign_key="unit.id", index=True, description="where they stood")
    left: bool = Field(default=False, description="they had left that unit already")
    offered: bool = Field(default=False, description="asked by the unit where they stood, not by the one they go to")
    to_id: int = Field(foreign_key="unit.id", index=True)
    on: date = Field(description="the day that was asked for")
    position: str = ""
    category: Category | None = Field(default=None, sa_type=EnumText(Category))
    rank: str = ""
    head: bool = False
    leader: bool = False
    said_name: str = Field(default="", description="name and code as whoever asked wrote them: all that they know")
    said_code: str = ""
    note: str = ""
    by_id: int | None = None
    import_id: int | None = Field(default=None, foreign_key="import_run.id", index=True)
    row: int = Field(default=0, description="of the list; 0: asked by hand")
    recorded_at: datetime = Field(sa_type=UtcMoment)


class TransferStep(SQLModel, table=True):
    """What a request came to, by whom and why; the one that is not voided holds."""

    __tablename__ = "transfer_step"
    __table_args__ = (
        Index(
            "uq_transfer_step_standing",
            "request_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index(
            "ix_transfer_step_state",
            "state",
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="transfer_request.id", index=True)
    state: TransferState = Field(sa_type=EnumText(TransferState))
    on: date | None = Field(default=None, description="the day that was agreed")
    by_id: int | None = None
    reason: str = ""
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class UnitContact(SQLModel, table=True):
    """Whom the people of a unit ask for help; a unit without one uses its parent's."""

    __tablename__ = "unit_contact"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str
    phone: str = ""
    email: str = ""
    words: str = Field(default="", description="where and when, in the unit's own words")
    by_id: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
