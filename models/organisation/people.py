"""People, and the acts that move them: place, transfer, leave, departure. Nothing is overwritten."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import audit, changes, database, staging, text, workdays
from models.organisation.following import moved
from models.organisation.intervals import rewrite
from models.organisation.reach import unit_in_scope
from models.organisation.seen import hold
from models.organisation.tables import Category, Leave, Person, Posting, Status, Tree, Unit
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check

_BY_KEY = select(Person).where(Person.key == bindparam("key"))


@dataclass(frozen=True)
class Job:
    """What a posting says beside place and time."""

    position: str = ""
    category: Category | None = None
    rank: str = ""
    head: bool = False
    leader: bool = False

    def values(self) -> dict[str, Any]:
        """Return the posting's columns."""
        return dict(vars(self))


def staff_code_key(code: str) -> str:
    """Return the form by which staff codes are the same: NFC, trimmed, casefolded ('CB01' is 'cb01')."""
    return text.tidy(code).casefold()


def phone_key(phone: str) -> str:
    """Return a Vietnamese phone number's digits with a leading 0 ('+84 912…' is '0912…')."""
    digits = "".join(char for char in phone if char.isdigit())
    if digits.startswith("84") and len(digits) > 10:
        digits = "0" + digits[2:]
    return digits


def person_row(full_name: str, *, now: datetime, **details: Any) -> Person:
    """Return a new person with every stored key made; nothing is written.

    ``details``: staff_code, email, phone, birth_date, gender, national_id, each optional.
    Raises `DomainError` 'name-missing'.
    """
    return Person(**described({"full_name": full_name, **details}), recorded_at=now)


def described(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person's details tidied, with the keys that follow from them. Raises `DomainError` 'name-missing'."""
    told = {name: (text.tidy(value) or None) if isinstance(value, str) else value for name, value in details.items()}
    if not told.get("full_name"):
        raise DomainError("name-missing")
    code, email, phone = told.get("staff_code"), told.get("email"), told.get("phone")
    return told | {
        "sort_key": text.name_sort_key(str(told["full_name"])),
        "search_key": text.search_key(str(told["full_name"])),
        "staff_code_key": staff_code_key(code) if code else None,
        "email_key": email.casefold() if email else None,
        "phone_key": phone_key(phone) or None if phone else None,
    }


def describe(row: Person, details: Mapping[str, Any]) -> None:
    """Set a person's details and the keys that follow from them."""
    kept = {name: getattr(row, name) for name in ("full_name", "staff_code", "email", "phone")}
    for name, value in described({**kept, **details}).items():
        setattr(row, name, value)


def add_person(
    db: Session,
    actor: Actor,
    scope: Scope,
    full_name: str,
    *,
    unit_id: int,
    from_: date,
    now: datetime,
    job: Job | None = None,
    **details: Any,
) -> int:
    """Bring a new person into a unit of the scope and return their id.

    Raises `DomainError`: 'forbidden', 'name-missing', 'person-known' (staff code, e-mail or phone is another's),
    'outside-scope'. Whom others answer for is asked for instead (`transfer_asking`).
    """
    check(actor, Right.MANAGE_PEOPLE)
    row = person_row(full_name, now=now, **details)
    for column, value in (
        (Person.staff_code_key, row.staff_code_key),
        (Person.email_key, row.email_key),
        (Person.phone_key, row.phone_key),
    ):
        if value and db.exec(select(Person.id).where(column == value)).first() is not None:
            raise DomainError("person-known", value=value)
    db.add(row)
    db.flush()
    assert row.id is not None
    place(db, actor, scope, row.id, unit_id=unit_id, from_=from_, now=now, job=job)
    return row.id


def place(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    *,
    unit_id: int,
    from_: date,
    now: datetime,
    job: Job | None = None,
    main: bool = True,
    until: date | None = None,
) -> None:
    """Put a person into a unit from a day on: as their main place in its tree (a transfer), or beside it.

    Raises `DomainError`: 'forbidden'; 'outside-scope' (the new unit, or the person's present one); 'unit-unknown'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    workdays.check_days(from_, until, now=now)
    unit = db.get(Unit, unit_id)
    if unit is None or unit_id not in unit_tree(db, unit.tree, from_).nodes:
        raise DomainError("unit-unknown", unit=unit_id)
    unit_in_scope(db, scope, unit.tree, unit_id, from_)
    before = main_postings(db, person_id, unit.tree)
    if main:
        for posting in before:
            if posting.until is None or posting.until > from_:
                unit_in_scope(db, scope, unit.tree, posting.unit_id, max(posting.from_, from_))
        rewrite(db, before, from_, until, now=now)
        db.flush()
    db.add(
        Posting(
            person_id=person_id,
            unit_id=unit_id,
            tree=unit.tree,
            main=main,
            from_=from_,
            until=until,
            recorded_at=now,
            **(job or Job()).values(),
        )
    )
    act = "organisation.place" if main else "organisation.place-beside"
    moved_person(db, actor, act, person_id, now=now, unit=unit_id, on=from_.isoformat())


def take_leave(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    tree: Tree,
    *,
    from_: date,
    until: date | None,
    why: Leave = Leave.OTHER,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Set a person on leave for an interval, written ahead, so that the return needs no further act."""
    _set_status(db, actor, scope, person_id, tree, Status.ON_LEAVE, from_, until, leave=why, now=now, seen=seen)


def end_leave(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    tree: Tree,
    *,
    on: date,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Let a person who is on leave be back from a day on, earlier than was written ahead.

    Raises `DomainError` 'leave-missing' where they are on no leave from that day on, and what `take_leave` raises.
    """
    _set_status(db, actor, scope, person_id, tree, Status.ACTIVE, on, None, now=now, seen=seen)


def depart(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    tree: Tree,
    *,
    on: date,
    now: datetime,
    seen: str | None = None,
) -> None:
    """End a person's main place in a tree on a day: from then on they are inactive there."""
    _set_status(db, actor, scope, person_id, tree, Status.INACTIVE, on, None, now=now, seen=seen)


def main_postings(db: Session, person_id: int, tree: Tree) -> list[Posting]:
    """Return a person's main postings in a tree as known now, the earliest first; the person is locked meanwhile."""
    staging.steady(db)
    # not the key: a rule given meanwhile writes duties that refer to the person, and both would wait in a circle
    db.exec(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).first()
    return list(
        db.exec(
            select(Posting)
            .where(
                Posting.person_id == person_id,
                Posting.tree == tree,
                col(Posting.main).is_(True),
                col(Posting.voided_at).is_(None),
            )
            .order_by(col(Posting.from_))
        ).all()
    )


def find_person(db: Session, *, key: str | None = None, login: str | None = None) -> Person | None:
    """Return the person with a public key, staff code, e-mail or phone; merged records give the one that counts."""
    if key is not None:
        found = db.exec(_BY_KEY, params={"key": key}).first()
    else:
        folded = staff_code_key(login or "")
        found = db.exec(select(Person).where(Person.staff_code_key == folded)).first()
        if found is None:
            other = or_(Person.email_key == folded, Person.phone_key == (phone_key(folded) or "-"))
            found = db.exec(select(Person).where(other)).first()
    while found is not None and found.same_as_id is not None:
        found = db.get(Person, found.same_as_id)
    return None if found is None or found.recorded_at == staging.NOT_YET else found


def placed(db: Session, person_id: int, on: date) -> bool:
    """Return whether a person has a main place on a day, in any tree, that is not inactive."""
    found = select(Posting.id).where(
        Posting.person_id == person_id,
        col(Posting.main).is_(True),
        col(Posting.voided_at).is_(None),
        Posting.status != Status.INACTIVE,
        col(Posting.from_) <= on,
        or_(col(Posting.until).is_(None), col(Posting.until) > on),
    )
    return db.exec(found).first() is not None


def ids_of(db: Session, keys: Collection[str]) -> dict[str, int]:
    """Return people's ids by their public keys; what is nobody's key is left out."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        read = select(Person.key, Person.id).where(col(Person.key).in_(wanted[start : start + 500]))
        found.update({key: number for key, number in db.exec(read) if number is not None})
    return found


def names(db: Session, people: Iterable[int]) -> dict[int, str]:
    """Return the full names of people by id; the caller has asked who may see them."""
    wanted = list(people)
    return dict(database.rows(db, _NAMES, people=wanted)) if wanted else {}


def _set_status(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    tree: Tree,
    status: Status,
    from_: date,
    until: date | None,
    *,
    leave: Leave | None = None,
    now: datetime,
    seen: str | None,
) -> None:
    check(actor, Right.MANAGE_PEOPLE)
    if actor.person_id == person_id and status is not Status.ACTIVE:
        raise DomainError("own-leave")  # it would let them off every course
    workdays.check_days(from_, until, now=now)
    if until is not None and until <= from_:
        raise DomainError("interval-empty")
    hold(db, person_id, seen)
    wanted = {Status.ON_LEAVE} if status is Status.ACTIVE else {Status.ACTIVE, Status.ON_LEAVE}
    postings = [row for row in main_postings(db, person_id, tree) if row.status in wanted]
    parts = rewrite(db, postings, from_, until, now=now, status=status, leave=leave)
    if not parts:
        raise DomainError("leave-missing" if status is Status.ACTIVE else "posting-missing", person=person_id)
    for part in parts:
        unit_in_scope(db, scope, tree, part.unit_id, part.from_)
    moved_person(db, actor, f"organisation.{status}", person_id, now=now, on=from_.isoformat(), tree=tree.value)


def moved_person(db: Session, actor: Actor, act: str, person_id: int, *, now: datetime, **details: Any) -> None:
    """Record an act that moved a person, and let figures and duties follow."""
    audit.record(db, actor, act, "person", person_id, now=now, **details)
    changes.note(db, changes.Kind.PERSON, person_id, now=now)
    moved(db, (person_id,), now=now)


_NAMES = columns(col(Person.id), col(Person.full_name)).where(col(Person.id).in_(bindparam("people", expanding=True)))
