"""Keeping an act over many for a second person, and telling those who may be that."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import access, audit, database, notices, organisation, text
from models.organisation import Posting
from models.rights import Actor, DomainError, Right
from models.seconding import OPEN, PreparedAct, Wanted, lasts, pack

PAGE = "/second-person"
NOBODY = 0  # in a pair of places: none in that tree


def prepare(db: Session, actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[PreparedAct, int]:
    """Keep an act that `seconding.guard` refused; return it, and how many may confirm it (0: nobody holds the right).

    The same act that waits already is returned as it is. Raises `DomainError` 'forbidden' (the right is not held).
    """
    if actor.person_id is None or not actor.has(wanted.right):
        raise DomainError("forbidden", right=wanted.right.value)
    waits = select(PreparedAct).where(
        PreparedAct.act == wanted.act, col(PreparedAct.state).in_(OPEN), col(PreparedAct.expires_at) > now
    )
    row = next((one for one in db.exec(waits).all() if one.terms == wanted.terms), None)
    if row is None:
        row = PreparedAct(
            act=wanted.act,
            terms=wanted.terms,
            right=wanted.right,
            course_id=wanted.course_id,
            party=wanted.party,
            places=_places(db, wanted.people, text.local_day(now)),
            people=len(wanted.people),
            touched=pack(wanted.people),
            by_id=actor.person_id,
            prepared_at=now,
            expires_at=lasts(db, now),
        )
        db.add(row)
        db.flush()
        told: dict[str, Any] = {"what": row.act, "people": row.people, "party": row.party}
        audit.record(db, actor, "seconding.prepare", "prepared", row.id, now=now, **told)
    others = seconds(db, row, now=now)
    notices.tell_each(db, [(one, PAGE, {"by": actor.name}) for one in others], "second-waits", now=now, once=row.key)
    return row, len(others)


def seconds(db: Session, row: PreparedAct, *, now: datetime) -> list[int]:
    """Return who may be the second person of a prepared act, as far as their rights and its places say."""
    found = access.holders(db, row.right, now=now, course_id=row.course_id, units=_units(row))
    names = organisation.names(db, found)
    return [one for one in found if one != row.by_id and may_confirm(db, one, names.get(one, ""), row, now=now)]


def may_confirm(
    db: Session, person_id: int, name: str, row: PreparedAct, *, now: datetime, deputies: bool = False
) -> bool:
    """Return whether a person holds the act's right over all that it touches, other than as its preparer's deputy.

    Whoever the preparer stands in for is no second person either: both would act by one grant. ``deputies``: let that
    pass, to tell why somebody may not. The act itself asks once more, and closer, when it is carried out.
    """
    second = access.actor_for(db, person_id, name, now=now, not_for=None if deputies else row.by_id)
    if not reaches(db, second, row, now=now):
        return False
    first = access.actor_for(db, row.by_id, "", now=now)
    alone = access.actor_for(db, row.by_id, "", now=now, not_for=person_id)
    return deputies or reaches(db, alone, row, now=now) or not reaches(db, first, row, now=now)


def reaches(db: Session, actor: Actor, row: PreparedAct, *, now: datetime) -> bool:
    """Return whether an actor holds the act's right over everybody whom it touched when it was prepared."""
    mine = [held for held in actor.held if held.right is row.right]
    if row.party and not actor.has(Right.SEE_PARTY):
        return False
    if row.course_id is not None:
        return any(held.unit_id is None and held.course_id in (None, row.course_id) for held in mine)
    if not any(held.course_id is None for held in mine):
        return False
    scope = access.scope_of(actor, row.right)
    if scope.everywhere:
        return True
    today = text.local_day(now)
    units = [organisation.scope_units(db, scope, tree, today) for tree in organisation.Tree]
    inside = frozenset().union(*units)
    return bool(row.places) and all(not inside.isdisjoint(pair) for pair in row.places)


def _units(row: PreparedAct) -> list[int]:
    return sorted({unit for pair in row.places for unit in pair if unit != NOBODY})


def _places(db: Session, people: Collection[int], today: date) -> list[list[int]]:
    """Return the units of people's main places of today, each combination once."""
    listed, of = sorted(people), dict[int, list[int]]()
    for start in range(0, len(listed), 20_000):
        some = listed[start : start + 20_000]
        rows = db.exec(
            select(Posting.person_id, Posting.unit_id).where(
                database.among(col(Posting.person_id), some),
                col(Posting.main).is_(True),
                col(Posting.voided_at).is_(None),
                col(Posting.from_) <= today,
                or_(col(Posting.until).is_(None), col(Posting.until) > today),
            )
        ).all()
        for person, unit in rows:
            of.setdefault(person, []).append(unit)
    return [list(pair) for pair in sorted({tuple(sorted(of.get(person, [NOBODY]))) for person in listed})]
