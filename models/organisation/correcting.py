"""Correcting what is kept of a person by hand: every change on record, with what stood before, why and by whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import audit, changes, text
from models.organisation import roster_cells as cells
from models.organisation.logins import LOGINS, guarded
from models.organisation.people import describe, phone_key, staff_code_key
from models.organisation.reach import in_reach, person_in_scope
from models.organisation.seen import DETAILS, as_text, hold
from models.organisation.tables import Person, PersonChange
from models.rights import Actor, DomainError, Right, Scope, check, check_shown

YOUNGEST, OLDEST = 14, 100  # years


@dataclass(frozen=True)
class Conflict:
    """A staff code, e-mail or phone that is another's."""

    field: str
    value: str
    holder: Person


def correct_person(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    details: Mapping[str, object],
    *,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> tuple[str, ...]:
    """Set some of a person's details and return which of them changed; '' or None takes an optional one away.

    ``details``: names of `DETAILS` with text, or a day for birth_date. ``seen`` is the `fingerprint` that the officer
    looked at. Raises `DomainError`: 'forbidden'; 'outside-scope'; 'changed-meanwhile'; 'name-missing';
    'detail-invalid' (field, value); 'detail-taken' (value), 'detail-taken-by' (who, where the officer may see them);
    'reason-missing'; of what one signs in with 'code-more-rights' (they hold a right that the officer lacks) and
    'who-anew'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    person_in_scope(db, scope, person_id, now=now)
    person = hold(db, person_id, seen)
    wanted = {name: _read(name, value, now=now) for name, value in details.items()}
    after = {name: value for name, value in wanted.items() if value != getattr(person, name)}
    if not after:
        return ()
    if not text.tidy(reason):
        raise DomainError("reason-missing")
    if (taken := conflict(db, person_id, after)) is not None:
        seen_by_me = db.exec(
            select(Person.id).where(Person.id == taken.holder.id, in_reach(db, scope, on=text.local_day(now)))
        ).first()
        if seen_by_me is None:
            raise DomainError("detail-taken", value=taken.value)
        raise DomainError("detail-taken-by", value=taken.value, who=taken.holder.full_name)
    if not LOGINS.isdisjoint(after):
        if guarded(db, actor.person_id, now=now)(person_id):
            raise DomainError("code-more-rights", person=person_id)
        check_shown(actor, now=now)
    write_details(db, person, after, reason=text.tidy(reason), by_id=actor.person_id, now=now)
    fields = sorted(after)
    audit.record(db, actor, "organisation.correct-person", "person", person_id, now=now, fields=fields)
    changes.note(db, changes.Kind.PERSON, person_id, now=now)
    db.flush()
    return tuple(fields)


def write_details(
    db: Session,
    person: Person,
    after: Mapping[str, Any],
    *,
    reason: str,
    by_id: int | None,
    now: datetime,
    import_id: int | None = None,
) -> None:
    """Set details of a record, and the keys that follow from them, and keep what stood before; nothing is checked."""
    before = {name: getattr(person, name) for name in after}
    describe(person, after)
    db.add(person)
    assert person.id is not None
    db.add(
        PersonChange(
            person_id=person.id,
            before={name: as_text(value) for name, value in before.items()},
            after={name: as_text(getattr(person, name)) for name in after},
            reason=reason,
            by_id=by_id,
            import_id=import_id,
            recorded_at=now,
        )
    )


def changes_of(db: Session, scope: Scope, person_id: int, *, now: datetime) -> list[PersonChange]:
    """Return what was changed of a person's details, the newest first. Raises 'forbidden', 'outside-scope'."""
    person_in_scope(db, scope, person_id, now=now)
    mine = select(PersonChange).where(PersonChange.person_id == person_id)
    return list(db.exec(mine.order_by(col(PersonChange.id).desc())).all())


def conflict(db: Session, person_id: int, details: Mapping[str, Any]) -> Conflict | None:
    """Return the first detail that must be one person's alone and is another record's."""
    folds = {"staff_code": staff_code_key, "email": str.casefold, "phone": phone_key}
    for name, fold in folds.items():
        value = details.get(name)
        if not value:
            continue
        key = fold(str(value))
        # a login is looked up among all three, so one person's staff code may not be another's phone either
        holds = or_(Person.staff_code_key == key, Person.email_key == key, Person.phone_key == key)
        holder = db.exec(select(Person).where(holds, Person.id != person_id)).first()
        if holder is not None:
            return Conflict(name, str(value), holder)
    return None


def from_text(name: str, value: str | None) -> Any:
    """Return a detail from how history keeps it."""
    return date.fromisoformat(value) if name == "birth_date" and value else value


def masked(national_id: str | None) -> str:
    """Return an identity number as it is shown: its last three digits."""
    return "" if not national_id else "•" * (len(national_id) - 3) + national_id[-3:]


def _read(name: str, value: object, *, now: datetime) -> Any:
    """Return a detail as it is stored; raise what `correct_person` names for one that cannot be."""
    if name not in DETAILS:
        raise DomainError("detail-invalid", field=name, value="")
    if name == "birth_date":
        return _birth_date(value, text.local_day(now))
    written = text.tidy(str(value or ""))
    if len(written) > 200:
        raise DomainError("detail-invalid", field=name, value=written[:40] + "…")
    if name == "full_name":
        if not written:
            raise DomainError("name-missing")
        return written
    if not written:
        return None
    try:
        if name == "email":
            return cells.email(written)
        if name == "phone":
            return next(iter(cells.phones(written)), None)
        if name == "national_id":
            return cells.national_id(written)
        if name == "gender":
            return cells.gender(written)
    except cells.CellError:
        raise DomainError("detail-invalid", field=name, value=written) from None
    if not re.search(r"\w", written):
        raise DomainError("detail-invalid", field=name, value=written)
    return written


def _birth_date(value: object, today: date) -> date | None:
    if value in (None, ""):
        return None
    if not isinstance(value, date) or not today.year - OLDEST <= value.year <= today.year - YOUNGEST:
        raise DomainError("detail-invalid", field="birth_date", value=value if isinstance(value, date) else "")
    return value
