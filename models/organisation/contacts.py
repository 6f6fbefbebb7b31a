"""Whom the people of a unit ask for help: the nearest unit upward that says so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import audit, database, text
from models.organisation.people import phone_key
from models.organisation.reach import scope_units
from models.organisation.tables import Posting, Tree, Unit, UnitContact
from models.organisation.units import UnitNode, unit_path, unit_tree
from models.rights import Actor, DomainError, Right, Scope, check

_DAY = bindparam("on", type_=Date)
_MAIN = columns(col(Posting.tree), col(Posting.unit_id), col(Posting.position)).where(
    col(Posting.person_id) == bindparam("person", type_=Integer),
    col(Posting.main).is_(True),
    col(Posting.voided_at).is_(None),
    col(Posting.from_) <= _DAY,
    or_(col(Posting.until).is_(None), col(Posting.until) > _DAY),
)
_TOLD = ("id", "unit_id", "name", "phone", "email", "words")
_NAMED = columns(*(col(getattr(UnitContact, name)) for name in _TOLD)).where(
    col(UnitContact.unit_id).in_(bindparam("units", expanding=True)), col(UnitContact.voided_at).is_(None)
)
CONTACT_LENGTHS = {"name": 120, "phone": 40, "email": 120, "words": 400}


@dataclass(frozen=True)
class Contact:
    """Whom to ask: ``unit_name`` is the unit that named them; ``id`` tells whether it was changed since."""

    id: int

    unit_id: int
    unit_name: str
    name: str
    phone: str
    email: str
    words: str


@dataclass(frozen=True)
class Place:
    """Where a person's main place in a tree is on a day."""

    unit_id: int
    unit_name: str
    path: tuple[str, ...]
    position: str


def place_of(db: Session, person_id: int, on: date) -> Place | None:
    """Return a person's main place of a day: the administration's, or the first other tree's; None without one."""
    posting, path = _main(db, person_id, on)
    if not path:
        return None
    return Place(posting.unit_id, path[-1].name, tuple(node.name for node in path), posting.position)


def contact_for(db: Session, person_id: int, on: date) -> Contact | None:
    """Return whom a person asks: their own unit's contact, or that of the nearest unit above which has one."""
    posting, path = _main(db, person_id, on)
    return None if posting is None else _nearest(db, path)


def contact_of(db: Session, scope: Scope, unit_id: int, on: date) -> Contact | None:
    """Return the contact that a unit of the scope has named itself. Raises `DomainError` 'outside-scope'."""
    node = _inside(db, scope, unit_id, on)
    return _nearest(db, (node,))


def set_contact(
    db: Session,
    actor: Actor,
    scope: Scope,
    unit_id: int,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    words: str = "",
    now: datetime,
    seen: int | None = None,
) -> None:
    """Say whom the people of a unit ask; an empty name takes the unit's own contact away (its parent's counts then).

    ``scope`` is the actor's for Right.GIVE_CODES; ``seen`` the id of the contact that the actor looked at, 0 for none.
    Raises `DomainError`: 'forbidden'; 'outside-scope'; 'contact-way-missing' (neither phone nor e-mail);
    'contact-long' (``field``, ``most``); 'phone-odd'; 'email-odd'; 'changed-meanwhile'.
    """
    check(actor, Right.GIVE_CODES)
    if scope.right is not Right.GIVE_CODES:
        raise DomainError("forbidden", right=Right.GIVE_CODES.value)
    _inside(db, scope, unit_id, text.local_day(now))
    told: dict[str, Any] = {
        "name": text.tidy(name),
        "phone": text.tidy(phone),
        "email": text.tidy(email),
        "words": text.tidy(words),
    }
    for field, value in told.items():
        if len(value) > CONTACT_LENGTHS[field]:
            raise DomainError("contact-long", field=field, most=CONTACT_LENGTHS[field])
    if told["name"] and not (told["phone"] or told["email"]):
        raise DomainError("contact-way-missing")
    if told["phone"] and len(phone_key(told["phone"])) < 3:  # inner lines have few digits
        raise DomainError("phone-odd")
    if told["email"] and ("@" not in told["email"] or " " in told["email"]):
        raise DomainError("email-odd")
    db.get(Unit, unit_id, with_for_update=True)  # two who write at once come one after the other
    named = select(UnitContact).where(UnitContact.unit_id == unit_id, col(UnitContact.voided_at).is_(None))
    standing = db.exec(named).all()
    if seen is not None and [seen] != ([row.id for row in standing] or [0]):
        raise DomainError("changed-meanwhile", unit=unit_id)
    for row in standing:
        row.voided_at = now
        db.add(row)
    if told["name"]:
        db.add(UnitContact(unit_id=unit_id, by_id=actor.person_id, recorded_at=now, **told))
    audit.record(db, actor, "organisation.set-contact", "unit", unit_id, now=now, named=bool(told["name"]))
    db.flush()


def _main(db: Session, person_id: int, on: date) -> tuple[Any, tuple[UnitNode, ...]]:
    """A person's main posting of a day, of the first tree that has one, and its unit with those above it."""

    def read() -> tuple[Any, tuple[UnitNode, ...]]:
        rows = database.rows(db, _MAIN, person=person_id, on=on)
        posting = min(rows, key=lambda row: list(Tree).index(row.tree), default=None)
        return posting, () if posting is None else unit_path(db, posting.tree, posting.unit_id, on)

    return database.once(db, ("main posting", person_id, on), read)


def _inside(db: Session, scope: Scope, unit_id: int, on: date) -> UnitNode:
    unit = db.get(Unit, unit_id)
    if unit is None or unit_id not in scope_units(db, scope, unit.tree, on):
        raise DomainError("outside-scope", unit=unit_id)
    return unit_tree(db, unit.tree, on).nodes[unit_id]


def _nearest(db: Session, path: tuple[UnitNode, ...]) -> Contact | None:
    """The contact of the last unit of a path that has one."""
    rows = database.rows(db, _NAMED, units=[node.id for node in path])
    by_unit = {row.unit_id: row for row in rows}
    for node in reversed(path):
        if row := by_unit.get(node.id):
            return Contact(row.id or 0, node.id, node.name, row.name, row.phone, row.email, row.words)
    return None
