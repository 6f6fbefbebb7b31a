"""Handing one's scope over to a deputy from a day to a day.

A deputy's grant names the grant it stands for and holds only while that one does: whoever loses a role loses their
deputies with it. Nobody hands on what was handed to them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from models import audit, notices, organisation, text, workdays
from models.access import tries
from models.access.codes import void_codes
from models.access.grants import in_force
from models.access.inspecting import check_inspector
from models.access.tables import CodePurpose, Grant
from models.organisation import Person
from models.rights import Actor, DomainError, Role, check_shown

LONGEST = timedelta(days=180)
HANDED_OVER = (Role.HR, Role.HEAD, Role.PARTY_HR)


@dataclass(frozen=True)
class OwnScope:
    """A grant of one's own that can be handed over; ``unit_id`` None: everywhere."""

    grant_id: int
    role: Role
    unit_id: int | None
    until: date | None


@dataclass(frozen=True)
class Deputy:
    """Somebody who stands in for another: ``until`` is the first day on which they no longer do."""

    grant_id: int
    holder: str
    deputy: str
    staff_code: str | None
    role: Role
    unit_id: int | None
    from_: date
    until: date


def own_scopes(db: Session, actor: Actor, *, now: datetime) -> list[OwnScope]:
    """Return the grants of the actor that hold today and can be handed over."""
    rows = db.exec(
        select(Grant)
        .where(
            Grant.person_id == actor.person_id,
            col(Grant.role).in_(HANDED_OVER),
            col(Grant.deputy_for_id).is_(None),
            *in_force(text.local_day(now)),
        )
        .order_by(col(Grant.id))
    ).all()
    return [OwnScope(row.id or 0, row.role, row.unit_id, row.until) for row in rows]


def hand_over(
    db: Session, actor: Actor, grant_id: int, login: str, *, from_: date, until: date, now: datetime
) -> Deputy:
    """Let somebody (by staff code, e-mail or phone) hold a grant of the actor's, too, during [from_, until).

    Raises `DomainError`: 'grant-unknown' (not the actor's own, or not in force), 'person-unknown', 'deputy-oneself',
    'deputy-left' (the person has no place today), 'dates-order', 'deputy-too-long' (``days``), 'deputy-twice',
    'inspector-alone', 'who-anew'.
    """
    today = text.local_day(now)
    mine = {scope.grant_id: scope for scope in own_scopes(db, actor, now=now)}
    if grant_id not in mine:
        raise DomainError("grant-unknown", grant=grant_id)
    person = organisation.find_person(db, login=login) if text.tidy(login) else None
    if person is None or person.id is None:
        raise DomainError("person-unknown")
    if person.id == actor.person_id:
        raise DomainError("deputy-oneself")
    if not organisation.placed(db, person.id, today):
        raise DomainError("deputy-left", name=person.full_name)
    if from_ < today:
        raise DomainError("extension-past")
    if until <= from_:
        raise DomainError("dates-order", start=from_, until=until)
    workdays.check_days(from_, now=now)
    if until - from_ > LONGEST:
        raise DomainError("deputy-too-long", days=LONGEST.days)
    check_inspector(db, person.id, mine[grant_id].role, from_=from_, until=until)
    tries.hold(db, tries.account_name(person.id, ""))  # no code is given for the deputy meanwhile
    standing = _of(db, [grant_id], today)
    if any(one.person_id == person.id and one.from_ < until and (one.until or until) > from_ for one in standing):
        raise DomainError("deputy-twice", name=person.full_name)
    check_shown(actor, now=now)
    scope = mine[grant_id]
    row = Grant(
        person_id=person.id,
        role=scope.role,
        unit_id=scope.unit_id,
        from_=from_,
        until=until,
        given_by=actor.person_id,
        deputy_for_id=grant_id,
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    void_codes(db, CodePurpose.SET_PASSWORD, person.id, now=now)
    last = until - timedelta(days=1)
    notices.tell(
        db, person.id, "deputy", now=now, link="/deputies", who=actor.name, start=text.day(from_), end=text.day(last)
    )
    audit.record(db, actor, "access.hand-over", "person", person.id, now=now, grant=row.id, stands_for=grant_id)
    return Deputy(row.id or 0, actor.name, person.full_name, person.staff_code, scope.role, scope.unit_id, from_, until)


def take_back(db: Session, actor: Actor, grant_id: int, *, now: datetime) -> None:
    """End a deputy's time as of now; whoever handed over may, and the deputy too.

    Raises `DomainError` 'grant-unknown' (no such deputy, or neither is the actor, or it is over).
    """
    today = text.local_day(now)
    row = db.get(Grant, grant_id)
    if (
        row is None
        or row.voided_at is not None
        or row.deputy_for_id is None
        or actor.person_id is None
        or actor.person_id not in (row.given_by, row.person_id)
        or (row.until is not None and row.until <= today)
    ):
        raise DomainError("grant-unknown", grant=grant_id)
    row.voided_at = now
    if row.from_ < today:
        kept = row.model_dump(exclude={"id", "until", "recorded_at", "voided_at"})
        db.add(Grant(**kept, until=today, recorded_at=now))
    db.flush()
    audit.record(db, actor, "access.take-back", "person", row.person_id, now=now, grant=grant_id)


def deputies(db: Session, actor: Actor, *, now: datetime) -> tuple[list[Deputy], list[Deputy]]:
    """Return who stands in for the actor, and for whom the actor stands in; today or later, the earliest first."""
    today = text.local_day(now)
    holder, deputy = aliased(Person), aliased(Person)
    read = (
        select(Grant, col(holder.full_name), col(deputy.full_name), col(deputy.staff_code))
        .join(holder, col(holder.id) == col(Grant.given_by))
        .join(deputy, col(deputy.id) == col(Grant.person_id))
        .where(
            col(Grant.deputy_for_id).is_not(None),
            col(Grant.voided_at).is_(None),
            col(Grant.until) > today,
            or_(Grant.given_by == actor.person_id, Grant.person_id == actor.person_id),
        )
        .order_by(col(Grant.from_), col(Grant.id))
    )
    given: list[Deputy] = []
    taken: list[Deputy] = []
    for row, by, name, code in db.exec(read).all():
        assert row.until is not None
        line = Deputy(row.id or 0, by, name, code, row.role, row.unit_id, row.from_, row.until)
        (given if row.given_by == actor.person_id else taken).append(line)
    return given, taken


def _of(db: Session, grant_ids: list[int], today: date) -> list[Grant]:
    read = select(Grant).where(
        col(Grant.deputy_for_id).in_(grant_ids), col(Grant.voided_at).is_(None), col(Grant.until) > today
    )
    return list(db.exec(read).all())
