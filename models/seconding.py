"""Acts that touch very many people need a second person: what they leave here, and how they know that they may go on.

An act calls `guard` once it has checked everything and before it writes. Above the number that administrators set it
is refused with `SecondNeeded`, which names the act and its terms; `models.mass_acts` keeps these as a prepared act
and carries it out when a second person confirms. What the console and the worker do is not asked: whoever has the
machine has everything. To remember: after `guard` an act writes, and raises nothing that another could have told it.
"""

import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Session, SQLModel, col, select

from models import choices
from models.database import EnumText, UtcMoment, new_key
from models.rights import Actor, DomainError, Right

MORE = "second_person_from"  # the setting: acts that touch more people than that; 0: none
DAYS = "second_person_days"
_GOING_ON = "seconding"  # where a transaction keeps the act that goes on in it


class PreparedState(StrEnum):
    """How far a prepared act is. ``confirmed``: its preparer carries it out, since they alone may see what comes."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    FAILED = "failed"


OPEN = (PreparedState.WAITING, PreparedState.CONFIRMED)


class PreparedAct(SQLModel, table=True):
    """An act that one person has prepared and another confirms or refuses, within a time."""

    __tablename__ = "prepared_act"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    act: str
    terms: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    right: Right = Field(sa_type=EnumText(Right))
    course_id: int | None = Field(default=None, description="the course over which the right is asked, if it is one's")
    party: bool = Field(default=False, description="a matter of the Party's organisation")
    places: list[list[int]] = Field(default_factory=list, sa_type=JSON, description="the units of whom it touches")
    people: int
    touched: bytes = Field(default=b"", description="the ids of whom it touches, while it is open")
    by_id: int = Field(index=True)
    prepared_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment)
    state: PreparedState = Field(default=PreparedState.WAITING, sa_type=EnumText(PreparedState), index=True)
    settled_by: int | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    why: str = Field(default="", description="the reason of a refusal")
    wrong: dict[str, Any] | None = Field(default=None, sa_type=JSON, description="the error that ended it")


@dataclass(frozen=True)
class Wanted:
    """An act over many: its name as in the audit trail, its terms (plain values), whom it touches, what it asks for."""

    act: str
    right: Right
    people: frozenset[int]
    terms: dict[str, Any]
    course_id: int | None = None
    party: bool = False


class SecondNeeded(DomainError):  # noqa: N818 (no fault: the act is prepared then)
    """An act touches so many people that a second person must confirm it."""

    def __init__(self, wanted: Wanted, more: int) -> None:
        super().__init__("second-needed", people=len(wanted.people), more=more)
        self.wanted = wanted


class Reached(BaseException):
    """Raised by `guard` when an act is only tried: all that it checks has been checked, nothing is written."""


@dataclass
class GoingOn:
    """The prepared act that a transaction carries out, or only tries (``trial``)."""

    act: str
    terms: dict[str, Any]
    shown: frozenset[int]
    trial: bool = False
    met: bool = field(default=False)


def guard(
    db: Session,
    actor: Actor,
    act: str,
    right: Right,
    people: Collection[int],
    terms: dict[str, Any],
    *,
    now: datetime,
    course_id: int | None = None,
    party: bool = False,
    taken_up: bool = False,
) -> None:
    """Return if an act may go on: it touches few, or a second person has confirmed this very act.

    ``terms`` are all that it needs to be carried out later, as JSON has it. ``taken_up``: what comes of the act is for
    its preparer's eyes only (codes), so it is they who carry it out once it was confirmed. Raises `SecondNeeded`;
    `DomainError` 'second-changed' (``people``: how many it would touch beyond those that were shown).
    """
    wanted = Wanted(act, right, frozenset(people), terms, course_id, party)
    if _goes_on(db, wanted) or actor.person_id is None:
        return
    more = choices.current(db).second_person_from
    if not more or len(wanted.people) <= more:
        return
    confirmed = _confirmed(db, actor.person_id, wanted, now=now) if taken_up else None
    if confirmed is None:
        raise SecondNeeded(wanted, more)
    _within(wanted.people, unpack(confirmed.touched))
    confirmed.state, confirmed.touched = PreparedState.DONE, b""
    db.add(confirmed)


def carry(db: Session, going_on: GoingOn | None) -> None:
    """Say which prepared act this transaction carries out from here on; None: none any more."""
    db.info[_GOING_ON] = going_on


def lasts(db: Session, now: datetime) -> datetime:
    """Return until when an act that is prepared now can be confirmed."""
    return now + timedelta(days=choices.current(db).second_person_days)


def pack(people: Collection[int]) -> bytes:
    """Return ids as they are kept."""
    return zlib.compress(",".join(map(str, sorted(people))).encode())


def unpack(kept: bytes) -> frozenset[int]:
    """Return kept ids."""
    listed = zlib.decompress(kept).decode() if kept else ""
    return frozenset(map(int, listed.split(","))) if listed else frozenset()


def _goes_on(db: Session, wanted: Wanted) -> bool:
    """Return whether this transaction carries out this very act, for nobody beyond those shown; a trial ends here."""
    going_on: GoingOn | None = db.info.get(_GOING_ON)
    if going_on is None or (going_on.act, going_on.terms) != (wanted.act, wanted.terms):
        return False
    _within(wanted.people, going_on.shown)
    going_on.met = True
    if going_on.trial:
        raise Reached
    return True


def _within(people: frozenset[int], shown: frozenset[int]) -> None:
    if beyond := len(people - shown):
        raise DomainError("second-changed", people=beyond)


def _confirmed(db: Session, person_id: int, wanted: Wanted, *, now: datetime) -> PreparedAct | None:
    mine = select(PreparedAct).where(
        PreparedAct.by_id == person_id,
        PreparedAct.act == wanted.act,
        PreparedAct.state == PreparedState.CONFIRMED,
        col(PreparedAct.expires_at) > now,
    )
    found = db.exec(mine.order_by(col(PreparedAct.id)).with_for_update()).all()
    return next((one for one in found if one.terms == wanted.terms), None)


@choices.before_changing(MORE, DAYS)
def guard_itself(db: Session, actor: Actor, name: str, before: int, value: int, now: datetime) -> None:
    """Let the number be raised or switched off, and the days be more, by two people only: or one could undo the rule.

    Whom a switch concerns cannot be counted: it touches everybody, of whom nobody is named.
    """
    weaker = value > before if name == DAYS else bool(before) and (value > before or not value)
    if not weaker or actor.person_id is None:
        return
    terms = {"name": name, "value": value, "seen": before}
    wanted = Wanted("choices.choose", Right.ADMINISTER, frozenset(), terms)
    if not _goes_on(db, wanted):
        raise SecondNeeded(wanted, before)
