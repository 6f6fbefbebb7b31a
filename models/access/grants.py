"""Who holds what: grants in force, the acts that give and end them, and the only maker of `Actor` and `Scope`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from models import database, text
from models.access.tables import Grant
from models.rights import ROLE_RIGHTS, Actor, DomainError, Held, Right, Role, Scope

OVER_UNITS = frozenset({Role.HR, Role.HEAD, Role.PARTY_HR, Role.INSPECTOR})


def operator(name: str = "console") -> Actor:
    """Return the platform itself as an actor (command line, worker): every right everywhere, no person."""
    return Actor(person_id=None, name=name, held=frozenset(Held(right) for right in Right), shown_at=None)


def actor_for(db: Session, person_id: int, name: str, *, now: datetime, not_for: int | None = None) -> Actor:
    """Return a person as an actor with the rights that their grants give on the day of ``now``, and no others.

    ``not_for``: without those that they hold only in the place of this other person.
    """
    mine = select(Grant.role, Grant.unit_id, Grant.course_id).where(Grant.person_id == person_id)
    if not_for is not None:
        theirs = select(Grant.id).where(Grant.person_id == not_for)
        mine = mine.where(or_(col(Grant.deputy_for_id).is_(None), col(Grant.deputy_for_id).not_in(theirs)))
    return actor_of(person_id, name, db.exec(mine.where(*in_force(text.local_day(now)))).all())


def roles_of(db: Session, person_id: int, *, now: datetime) -> frozenset[Role]:
    """Return the roles that a person's grants give on the day of ``now``."""
    today = text.local_day(now)
    return database.once(
        db,
        ("roles", person_id, today),
        lambda: frozenset(Role(role) for (role,) in database.rows(db, _ROLES, person=person_id, today=today)),
    )


def actor_to_be(db: Session, person_id: int, name: str, *, now: datetime) -> Actor:
    """Return a person as an actor with all that their grants give today or will give from a later day."""
    mine = select(Grant.role, Grant.unit_id, Grant.course_id).where(Grant.person_id == person_id)
    ends = col(Grant.until).is_(None) | (col(Grant.until) > text.local_day(now))
    return actor_of(person_id, name, db.exec(mine.where(col(Grant.voided_at).is_(None), ends)).all())


def actor_of(
    person_id: int, name: str, granted: Iterable[tuple[Any, Any, Any]], *, shown_at: datetime | None = None
) -> Actor:
    """Return a person as an actor with what the grants in force (role, unit, course) give, and the right to learn.

    A head of no unit is head of nothing; the other roles without a unit or course hold everywhere. ``shown_at``: of a
    session, when its person last showed who they are.
    """
    held = {
        Held(right, unit_id=unit_id, course_id=course_id)
        for role, unit_id, course_id in granted
        if unit_id is not None or role != Role.HEAD
        for right in ROLE_RIGHTS[role]
    }
    return Actor(person_id=person_id, name=name, held=frozenset({Held(Right.LEARN), *held}), shown_at=shown_at)


def in_force(today: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a grant holds on a day (a date, or a bound parameter for one).

    A deputy's grant holds only while the grant that was handed over does.
    """
    handed_over = aliased(Grant)
    stands = select(handed_over.id).where(col(handed_over.id) == col(Grant.deputy_for_id), *_holds(handed_over, today))
    return (*_holds(Grant, today), or_(col(Grant.deputy_for_id).is_(None), stands.exists()))


def _holds(grant: type[Grant], today: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        col(grant.voided_at).is_(None),
        col(grant.from_) <= today,
        or_(col(grant.until).is_(None), col(grant.until) > today),
    )


_ROLES: Any = columns(col(Grant.role)).where(  # made once: these conditions take longer to put together than to ask
    col(Grant.person_id) == bindparam("person"), *in_force(bindparam("today", type_=Date))
)


def scope_of(actor: Actor, right: Right) -> Scope:
    """Return the part of the organisation over which the actor holds the right; raise 'forbidden' if none at all."""
    mine = [held for held in actor.held if held.right is right and held.course_id is None]
    if not mine:
        raise DomainError("forbidden", right=right.value)
    party = [held.unit_id for held in actor.held if held.right is Right.SEE_PARTY and held.course_id is None]
    return Scope(
        right=right,
        roots=frozenset(held.unit_id for held in mine if held.unit_id is not None),
        everywhere=any(held.unit_id is None for held in mine),
        party=bool(party),
        party_roots=frozenset(unit for unit in party if unit is not None) if party and None not in party else None,
    )
