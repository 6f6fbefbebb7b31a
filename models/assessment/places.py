"""The places of an attempt: what was asked at each with what is answered, and one of an attempt that is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import database, organisation
from models.assessment import versions
from models.assessment.clock import is_over
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Confidence, Response, Told
from models.rights import Actor, DomainError, Right, check

MOST = 10_000  # no attempt has so many places, and a database takes no number of any length
Filled = tuple[AttemptItem, Response | None]


class Item(NamedTuple):
    """A place of an attempt as it is read to be shown: see `AttemptItem`."""

    place: int
    question_hash: str
    option_order: list[str]
    flagged: bool
    marks: float | None


class Given(NamedTuple):
    """What is answered at a place, as it is read to be shown: see `Response`."""

    answer: Any
    answered_at: datetime
    changes: int
    confidence: Confidence | None
    checks: int
    first: Any
    told: Told | None


AnyItem = AttemptItem | Item
AnyGiven = Response | Given

SAME_PLACE: Any = (col(Response.attempt_id) == AttemptItem.attempt_id) & (col(Response.place) == AttemptItem.place)
_FILLED = (
    select(AttemptItem, Response)
    .join(Response, SAME_PLACE, isouter=True)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(col(AttemptItem.place))
    .execution_options(populate_existing=True)  # answers are written past the session's own objects
)

_READ: Any = (
    columns(
        *(col(getattr(AttemptItem, name)) for name in Item._fields),
        *(col(getattr(Response, name)) for name in Given._fields),
    )
    .join_from(AttemptItem, Response, SAME_PLACE, isouter=True)
    .where(col(AttemptItem.attempt_id) == bindparam("attempt"))
    .order_by(col(AttemptItem.place))
)
_FILLED_AT = _FILLED.where(AttemptItem.place == bindparam("place"))
_OPEN: Any = (
    columns(
        *(col(getattr(Attempt, name)) for name in ("id", "release_id", "quiz")),
        col(AttemptItem.question_hash),
        col(Attempt.state),
        col(Attempt.closes_at),
    )
    .join(AttemptItem, (col(AttemptItem.attempt_id) == Attempt.id) & (col(AttemptItem.place) == bindparam("place")))
    .where(
        col(Attempt.key) == bindparam("key"),
        col(Attempt.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))),
    )
)
_LOCKED = _OPEN.with_for_update(of=Attempt)


@dataclass(frozen=True)
class OpenPlace:
    """A place of an open attempt, and what its quiz and question are."""

    attempt_id: int
    release_id: int
    quiz: str
    question_hash: str


def filled(db: Session, attempt_id: int | None) -> Sequence[Filled]:
    """Return all places of an attempt in their order, each with what is answered there, None for nothing yet."""
    return db.exec(_FILLED, params={"attempt": attempt_id}).all()


def read(db: Session, attempt_id: int | None) -> list[tuple[Item, Given | None]]:
    """Return what `filled` does, to be shown or counted and not to be changed: at a part of its cost."""
    found, cut = database.rows(db, _READ, attempt=attempt_id), len(Item._fields)
    return [(Item(*row[:cut]), Given(*row[cut:]) if row.answered_at is not None else None) for row in found]


def filled_at(db: Session, attempt_id: int | None, place: int) -> Filled | None:
    """Return one place of an attempt as `filled` does, None where the attempt has no such place."""
    if not is_number(place):
        return None
    return db.exec(_FILLED_AT, params={"attempt": attempt_id, "place": place}).first()


def open_place(db: Session, actor: Actor, key: str, place: int, *, now: datetime, lock: bool = True) -> OpenPlace:
    """Return a place of the actor's open attempt, whose row is locked from here on.

    Raises `DomainError` 'not-found' (another's attempt, a place that it does not have), 'attempt-closed', 'time-over'.
    """
    check(actor, Right.LEARN)
    if not is_number(place):
        raise DomainError("not-found")
    asked = {"key": versions.clean_key(key), "person": actor.person_id, "place": place}
    rows = database.rows(db, _LOCKED if lock else _OPEN, **asked)
    if not rows:
        raise DomainError("not-found")
    *found, state, closes_at = rows[0]
    if state is not AttemptState.OPEN:
        raise DomainError("attempt-closed")
    if is_over(closes_at, now):
        raise DomainError("time-over")
    return OpenPlace(*found)


def is_number(place: object) -> bool:
    """Return whether something that came from outside can be the number of a place."""
    return isinstance(place, int) and 1 <= place <= MOST
