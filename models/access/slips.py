"""Slips to hand out: a one-time code for everybody of a unit who has no password yet, all at once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col, or_

from models import audit, organisation, seconding, text
from models.access import tries
from models.access.codes import new_code
from models.access.grants import actor_to_be
from models.access.reach import holds_all
from models.access.tables import Account, CodePurpose, Grant
from models.organisation import Person, Posting, Status, Tree
from models.rights import Actor, DomainError, Right, Scope, check, check_shown

MOST_SLIPS = 500


@dataclass(frozen=True)
class Slip:
    """What one person gets: their name, where they work, with what they sign in, the code."""

    full_name: str
    unit: str
    login: str
    code: str


@dataclass(frozen=True)
class Slips:
    """Slips by unit and name; ``left_out`` names those who hold a right that the giver lacks, or have no login."""

    slips: tuple[Slip, ...]
    left_out: tuple[str, ...]


def waiting_for_slips(db: Session, scope: Scope, unit_id: int, *, now: datetime) -> int:
    """Return how many people of a unit and everything under it have no password yet. Raises as `give_slips` does."""
    return len(_without_password(db, scope, unit_id, now=now))


def give_slips(db: Session, actor: Actor, scope: Scope, unit_id: int, *, now: datetime) -> Slips:
    """Give a code to everybody of a unit and everything under it who has no password yet; earlier codes are void.

    The codes are returned and kept nowhere. Raises `DomainError`: 'forbidden'; 'outside-scope' (the unit);
    'slips-too-many' (``most``: choose a smaller unit); 'who-anew'; what `seconding.guard` raises.
    """
    check(actor, Right.GIVE_CODES)
    people = _without_password(db, scope, unit_id, now=now)
    if len(people) > MOST_SLIPS:
        raise DomainError("slips-too-many", most=MOST_SLIPS)
    check_shown(actor, now=now)
    today = text.local_day(now)
    ids = [person for person, *_ in people]
    tries.hold(db, *(tries.account_name(person, "") for person in ids))  # no role is given to them meanwhile
    officers = _with_grants(db, ids)
    terms = {"unit": unit_id}
    seconding.guard(db, actor, "access.give-slips", Right.GIVE_CODES, ids, terms, now=now, taken_up=True)
    made: list[Slip] = []
    left_out: list[str] = []
    for person_id, name, unit, login in people:
        more = person_id in officers and not holds_all(db, actor, actor_to_be(db, person_id, name, now=now), on=today)
        if more or person_id == actor.person_id or not login:
            left_out.append(name)
            continue
        made.append(Slip(name, unit, login, new_code(db, CodePurpose.SET_PASSWORD, actor, person_id, now=now)))
    audit.record(db, actor, "access.give-slips", "unit", unit_id, now=now, people=len(made), left_out=len(left_out))
    return Slips(tuple(made), tuple(left_out))


def _without_password(db: Session, scope: Scope, unit_id: int, *, now: datetime) -> list[tuple[int, str, str, str]]:
    """Return (person id, name, unit, login) of the administration's tree, by unit as the tree has them, then name."""
    if scope.right is not Right.GIVE_CODES:
        raise DomainError("forbidden", right=Right.GIVE_CODES.value)
    today = text.local_day(now)
    tree = organisation.unit_tree(db, Tree.ADMINISTRATION, today)
    below = tree.subtree(unit_id)
    if not below or not below <= organisation.scope_units(db, scope, Tree.ADMINISTRATION, today):
        raise DomainError("outside-scope", unit=unit_id)
    order = {unit: place for place, unit in enumerate(sorted(below))}
    rows = _rows(db, sorted(below), today)
    rows.sort(key=lambda row: (order[row.unit_id], row.sort_key))
    return [
        (row.id, row.full_name, tree.nodes[row.unit_id].name, row.staff_code or row.email or row.phone or "")
        for row in rows
    ]


def _rows(db: Session, units: list[int], today: date) -> list[Row[Any]]:
    who = (col(Person.id), col(Person.full_name), col(Person.sort_key), col(Posting.unit_id))
    logins = (col(Person.staff_code), col(Person.email), col(Person.phone))
    read = (
        select(*who, *logins)
        .join(Posting, col(Posting.person_id) == col(Person.id))
        .outerjoin(Account, col(Account.person_id) == col(Person.id))
        .where(
            col(Account.password_hash).is_(None),
            col(Account.opened_at).is_(None),
            col(Person.same_as_id).is_(None),
            col(Posting.main).is_(True),
            col(Posting.tree) == Tree.ADMINISTRATION,
            col(Posting.status) != Status.INACTIVE,
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
        )
    )
    found: list[Row[Any]] = []
    for start in range(0, len(units), 500):
        found += db.execute(read.where(col(Posting.unit_id).in_(units[start : start + 500]))).all()
    return found


def _with_grants(db: Session, people: list[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(people), 500):
        batch = people[start : start + 500]
        found.update(db.execute(select(col(Grant.person_id)).where(col(Grant.person_id).in_(batch))).scalars())
    return found
