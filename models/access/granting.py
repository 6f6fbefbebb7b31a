"""Giving roles and taking them away; what changes here holds from the person's next click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import audit, notices, organisation, seconding, text, workdays
from models.access import tries
from models.access.codes import void_codes
from models.access.grants import OVER_UNITS, in_force
from models.access.inspecting import check_inspector
from models.access.tables import CodePurpose, Grant
from models.organisation import Person
from models.rights import Actor, DomainError, Right, Role, check, check_shown


@dataclass(frozen=True)
class GrantLine:
    """A grant in force, for the list of who holds what."""

    id: int
    person_id: int
    full_name: str
    staff_code: str | None
    role: Role
    unit_id: int | None
    course_id: int | None
    from_: date
    until: date | None
    deputy_for: str | None = None
    deputy_for_id: int | None = None


@dataclass(frozen=True)
class Refused:
    """A line of a list of logins that got no role, and the code of the error that says why."""

    login: str
    code: str


class Terms(TypedDict, total=False):
    """What a role is given over, and from when until when, as `grant_role` takes it."""

    unit_id: int | None
    course_id: int | None
    from_: date | None
    until: date | None


def grant_role(
    db: Session,
    actor: Actor,
    person_id: int,
    role: Role,
    *,
    now: datetime,
    unit_id: int | None = None,
    course_id: int | None = None,
    from_: date | None = None,
    until: date | None = None,
) -> int:
    """Give a person a role over a unit's subtree, for a course, or everywhere, and return the grant's id.

    ``from_`` is today unless given; ``until`` is the first day on which it no longer holds. Codes given out for the
    person before are void, since whoever gave them may hold less than the person does now.
    Raises `DomainError`: 'forbidden'; 'who-anew'; 'person-unknown'; 'unit-unknown'; 'grant-reach' (a role over the
    wrong kind of thing: only trainers have courses, only offices and inspectors have units, a head has one always);
    'dates-order'; 'inspector-end', 'inspector-alone'.
    """
    check(actor, Right.ADMINISTER)
    check_shown(actor, now=now)
    tries.hold(db, tries.account_name(person_id, ""))  # no code is given for the person meanwhile
    person = db.get(Person, person_id)
    if person is None or person.same_as_id is not None:
        raise DomainError("person-unknown", person=person_id)
    if unit_id is not None and db.get(organisation.Unit, unit_id) is None:
        raise DomainError("unit-unknown", unit=unit_id)
    misplaced = unit_id is not None and role not in OVER_UNITS
    if misplaced or (course_id is not None and role is not Role.TRAINER) or (unit_id is None and role is Role.HEAD):
        raise DomainError("grant-reach", role=role.value)
    workdays.check_days(from_, until, now=now)
    start = from_ or text.local_day(now)
    if until is not None and until <= start:
        raise DomainError("dates-order", start=start, until=until)
    check_inspector(db, person_id, role, from_=start, until=until)
    row = Grant(
        person_id=person_id,
        role=role,
        unit_id=unit_id,
        course_id=course_id,
        from_=start,
        until=until,
        given_by=actor.person_id,
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    void_codes(db, CodePurpose.SET_PASSWORD, person_id, now=now)
    details = {"role": role.value, "unit": unit_id, "course": course_id, "grant": row.id}
    audit.record(db, actor, "access.grant", "person", person_id, now=now, personal=None, **details)
    _tell(db, actor, person_id, "role-given", now=now)
    return row.id or 0


def grant_to_many(
    db: Session, actor: Actor, logins: Sequence[str], role: Role, *, now: datetime, **terms: Unpack[Terms]
) -> tuple[list[str], list[Refused]]:
    """Give a role to each of these people (staff code, e-mail or phone); return their names, and who got none and why.

    Somebody who holds the very role over the same thing today is passed over ('grant-held'). With anybody unknown,
    nothing is given to anyone: the list is mended first. Raises `DomainError` as `grant_people` does.
    """
    check(actor, Right.ADMINISTER)
    held = {(line.person_id, line.role, line.unit_id, line.course_id) for line in grants(db, actor, now=now)}
    people: dict[int, str] = {}
    refused: list[Refused] = []
    for login in dict.fromkeys(filter(None, map(text.tidy, logins))):
        person = organisation.find_person(db, login=login)
        if person is None or person.id is None:
            refused.append(Refused(login, "person-unknown"))
        elif (person.id, role, terms.get("unit_id"), terms.get("course_id")) in held:
            refused.append(Refused(login, "grant-held"))
        else:
            people[person.id] = person.full_name
    if any(one.code == "person-unknown" for one in refused):
        return [], refused
    grant_people(db, actor, list(people), role, now=now, **terms)
    return list(people.values()), refused


def grant_people(
    db: Session, actor: Actor, people: Sequence[int], role: Role, *, now: datetime, **terms: Unpack[Terms]
) -> None:
    """Give a role to each of these people. Raises `DomainError` as `grant_role`, and what `seconding.guard` raises."""
    check(actor, Right.ADMINISTER)
    check_shown(actor, now=now)
    from_, until = terms.get("from_"), terms.get("until")
    kept = {
        "people_ids": sorted(people),
        "role": role.value,
        "unit": terms.get("unit_id"),
        "course": terms.get("course_id"),
        "from": None if from_ is None else from_.isoformat(),
        "until": None if until is None else until.isoformat(),
    }
    seconding.guard(db, actor, "access.grant", Right.ADMINISTER, people, kept, now=now)
    for person_id in people:
        grant_role(db, actor, person_id, role, now=now, **terms)


def end_grant(db: Session, actor: Actor, grant_id: int, *, now: datetime) -> None:
    """Take a role away as of now: the row is voided, and another keeps the days on which it held.

    Raises `DomainError`: 'forbidden'; 'grant-unknown'; 'last-administrator' (nobody would be left to give roles).
    """
    check(actor, Right.ADMINISTER)
    tries.hold(db, "administrators")  # two who take each other's role away at once would leave nobody
    row = db.get(Grant, grant_id)
    today = text.local_day(now)
    if row is None or row.voided_at is not None or (row.until is not None and row.until <= today):
        raise DomainError("grant-unknown", grant=grant_id)
    if row.role is Role.ADMINISTRATOR and not _another_administrator(db, grant_id, today):
        raise DomainError("last-administrator")
    row.voided_at = now
    if row.from_ < today:
        kept = row.model_dump(exclude={"id", "until", "recorded_at", "voided_at"})
        db.add(Grant(**kept, until=today, recorded_at=now))
    db.flush()
    audit.record(db, actor, "access.end-grant", "person", row.person_id, now=now, role=row.role.value, grant=grant_id)
    _tell(db, actor, row.person_id, "role-ended", now=now)


def _tell(db: Session, actor: Actor, person_id: int, kind: str, *, now: datetime) -> None:
    """Tell a person what a colleague changed about their roles; what the console did, whoever is there knows."""
    if actor.person_id not in (None, person_id):
        notices.tell(db, person_id, kind, now=now, by=actor.name)


def give_back(db: Session, actor: Actor, grant_id: int, *, now: datetime) -> int:
    """Give a role that was taken away once more, as it was: over the same thing, with the same end; return the new id.

    A deputy's is not given back: whoever handed it over may do so again. Raises `DomainError`: 'grant-unknown' (none
    that was taken away, or one whose end has passed); 'grant-held' (the person has it again already); as `grant_role`.
    """
    check(actor, Right.ADMINISTER)
    row, today = db.get(Grant, grant_id), text.local_day(now)
    if row is None or row.voided_at is None or row.deputy_for_id is not None or (row.until and row.until <= today):
        raise DomainError("grant-unknown", grant=grant_id)
    same = (row.person_id, row.role, row.unit_id, row.course_id)
    if same in {(line.person_id, line.role, line.unit_id, line.course_id) for line in grants(db, actor, now=now)}:
        raise DomainError("grant-held", grant=grant_id)
    start, over = max(row.from_, today), {"unit_id": row.unit_id, "course_id": row.course_id}
    return grant_role(db, actor, row.person_id, row.role, from_=start, until=row.until, now=now, **over)


def grants(db: Session, actor: Actor, *, now: datetime) -> list[GrantLine]:
    """Return all grants that hold today or will, by name. Raises `DomainError` 'forbidden'."""
    check(actor, Right.ADMINISTER)
    today = text.local_day(now)
    giver = aliased(Person)
    rows = db.exec(
        select(Grant, col(Person.full_name), col(Person.staff_code), col(giver.full_name))
        .join(Person, col(Person.id) == col(Grant.person_id))
        .outerjoin(giver, (col(giver.id) == col(Grant.given_by)) & col(Grant.deputy_for_id).is_not(None))
        .where(col(Grant.voided_at).is_(None), (col(Grant.until).is_(None)) | (col(Grant.until) > today))
        .order_by(col(Person.sort_key), col(Grant.id))
    ).all()
    return [
        GrantLine(
            id=grant.id or 0,
            person_id=grant.person_id,
            full_name=name,
            staff_code=code,
            role=grant.role,
            unit_id=grant.unit_id,
            course_id=grant.course_id,
            from_=grant.from_,
            until=grant.until,
            deputy_for=holder,
            deputy_for_id=grant.deputy_for_id,
        )
        for grant, name, code, holder in rows
    ]


def _another_administrator(db: Session, grant_id: int, today: date) -> bool:
    others = select(Grant.id).where(
        Grant.role == Role.ADMINISTRATOR, Grant.id != grant_id, col(Grant.until).is_(None), *in_force(today)
    )
    return db.exec(others).first() is not None
