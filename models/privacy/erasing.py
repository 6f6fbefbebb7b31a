"""Erasing what tells who somebody was, while every figure of the past stays as it is.

What goes is said in the register (`register.py`), column by column. The keys of erased records stand in a file beside
the database, too: a database that was restored from an earlier backup erases them again (`replay`).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, Table, and_, delete, exists, or_, select, update
from sqlmodel import Session, SQLModel, col

from models import access, assessment, audit, changes, organisation, reports, text
from models.access.tables import Grant
from models.organisation import Person, Posting, Status
from models.organisation.tables import UnitContact
from models.privacy.erased import keep_erasures
from models.privacy.register import Kept, register
from models.privacy.tables import Erasure
from models.rights import Actor, DomainError, Right, check, check_shown


def erase(db: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Erase a record, and those joined to it, and keep that in the file beside the database.

    Only of who has left: the law lets an organisation keep what its duties ask for. Raises `DomainError`: 'forbidden';
    'not-found'; 'erase-own'; 'erase-done'; 'erase-still-here' (a place, or one to come); 'erase-holds-role';
    'who-anew'.
    """
    check(actor, Right.ADMINISTER)
    person = db.get(Person, person_id, with_for_update=True)
    if person is None or person.same_as_id is not None:
        raise DomainError("not-found", person=person_id)
    if actor.person_id == person_id:
        raise DomainError("erase-own")
    if db.get(Erasure, person_id) is not None:
        raise DomainError("erase-done")
    records = _records(db, person_id)
    today = text.local_day(now)
    here = select(col(Posting.id)).where(
        col(Posting.person_id).in_(records),
        col(Posting.voided_at).is_(None),
        col(Posting.status) != Status.INACTIVE,
        or_(col(Posting.until).is_(None), col(Posting.until) > today),
    )
    if db.execute(here).first() is not None:
        raise DomainError("erase-still-here")
    held = select(col(Grant.id)).where(
        col(Grant.person_id).in_(records),
        col(Grant.voided_at).is_(None),
        or_(col(Grant.until).is_(None), col(Grant.until) > today),
    )
    if db.execute(held).first() is not None:
        raise DomainError("erase-holds-role")
    check_shown(actor, now=now)
    keys = _erase(db, actor, records, now=now)
    audit.record(db, actor, "privacy.erase", "person", person_id, now=now)
    db.flush()
    keep_erasures(dict.fromkeys(keys, now))  # last: what is in the file is erased, now or by the next replay


def replay(db: Session, erasures: Iterable[str], *, now: datetime) -> int:
    """Erase again what was erased before, by the keys of the records; return how many were not.

    A restored database is no longer asked whether it may be done: it was.
    """
    back = brought_back(db, erasures)
    records = set(db.execute(select(col(Person.id)).where(col(Person.key).in_(back))).scalars())
    if records:
        actor = access.operator()
        _erase(db, actor, records, now=now)
        audit.record(db, actor, "privacy.replay-erasures", "person", None, now=now, people=len(records))
    return len(records)


def brought_back(db: Session, erasures: Iterable[str]) -> list[str]:
    """Return the keys among these whose record is there and has not been erased."""
    gone = exists().where(col(Erasure.person_id) == col(Person.id))
    return list(db.execute(select(col(Person.key)).where(col(Person.key).in_(list(erasures)), ~gone)).scalars())


def _records(db: Session, person_id: int) -> set[int]:
    return set(db.execute(organisation.records_of(person_id)).scalars())


def _erase(db: Session, actor: Actor, records: Collection[int], *, now: datetime) -> list[str]:
    """Do what the register says to the rows of these records, and return the records' keys."""
    people = {one.id: one for one in db.execute(select(Person).where(col(Person.id).in_(records))).scalars() if one.id}
    _unit_contact(db, list(people.values()))  # found by what stands in the record, so before that is emptied
    for name, entry in register().items():
        table = SQLModel.metadata.tables[name]
        special = _SPECIAL.get(name)
        if special is not None:
            special(db, list(people.values()))
        elif entry.rows:
            db.execute(delete(table).where(_belongs(table, entry, records)))
        elif entry.erased and entry.whose:
            empty = {column: _empty(table, column) for column in entry.erased}
            db.execute(update(table).where(_belongs(table, entry, records)).values(empty))
    db.expire_all()
    for person_id in people:
        db.add(Erasure(person_id=person_id, at=now, by_id=actor.person_id))
        changes.note(db, changes.Kind.PERSON, person_id, now=now)
    if people:
        reports.close_all(db, now=now)
    return [one.key for one in people.values()]


def _belongs(table: Table, entry: Kept, records: Collection[int]) -> Any:
    """Return the condition that a row belongs to one of these records, by any of the ways the entry names."""
    return or_(*(_way(table, way.split(">"), records) for way in entry.whose))


def _way(table: Table, steps: list[str], records: Collection[int]) -> Any:
    column, *further = steps
    if not further:
        return table.c[column].in_(records)
    name, _dot, next_column = further[0].partition(".")
    other = SQLModel.metadata.tables[name]
    (own_key,) = other.primary_key.columns
    return table.c[column].in_(select(own_key).where(_way(other, [next_column, *further[1:]], records)))


def _empty(table: Table, name: str) -> Any:
    column = table.c[name]
    if column.nullable:
        return None
    return b"" if isinstance(column.type, LargeBinary) else {} if isinstance(column.type, JSON) else ""


def _person(db: Session, people: list[Person]) -> None:
    for one in people:
        name = f"(đã xóa {one.key[:6]})"  # of a record among others in an old list it is still told which is which
        for column in register()["person"].erased:
            setattr(one, column, None)
        one.full_name, one.sort_key, one.search_key = name, text.name_sort_key(name), text.search_key(name)
        db.add(one)
    db.flush()


def _response(db: Session, people: list[Person]) -> None:
    """Empty what was answered in one's own words; a choice among given ones tells of nobody, and is marked anew."""
    response, marking, attempt = assessment.tables.Response, assessment.tables.Marking, assessment.tables.Attempt
    judged = exists().where(
        col(marking.attempt_id) == col(response.attempt_id), col(marking.place) == col(response.place)
    )
    item = assessment.tables.AttemptItem
    waits = exists().where(
        col(item.attempt_id) == col(response.attempt_id), col(item.place) == col(response.place), col(item.waits)
    )
    own = select(col(attempt.id)).where(col(attempt.person_id).in_([one.id for one in people]))
    theirs = col(response.attempt_id).in_(own)
    db.execute(update(response).where(theirs).values(device=None))
    db.execute(update(response).where(theirs, or_(judged, waits)).values(answer=None, first=None))


def _marking(db: Session, people: list[Person]) -> None:
    marking, attempt = assessment.tables.Marking, assessment.tables.Attempt
    own = select(col(attempt.id)).where(col(attempt.person_id).in_([one.id for one in people]))
    for one in db.execute(select(marking).where(col(marking.attempt_id).in_(own))).scalars():
        one.comments, one.comment, one.reason = ["" for _ in one.comments], "", ""
        db.add(one)
    db.flush()


def _unit_contact(db: Session, people: list[Person]) -> None:
    """Empty what names one of them; a unit whose contact that was uses its parent's."""
    for one in people:
        same = or_(
            col(UnitContact.name) == one.full_name,
            *([and_(col(UnitContact.phone) != "", col(UnitContact.phone) == one.phone)] if one.phone else []),
            *([and_(col(UnitContact.email) != "", col(UnitContact.email) == one.email)] if one.email else []),
        )
        db.execute(update(UnitContact).where(same).values(name="", phone="", email="", words=""))


def _audit_value(db: Session, people: list[Person]) -> None:
    """Let go what stands beside lines about them, or about their attempts; the chain stays whole."""
    line, attempt = audit.AuditLine, assessment.tables.Attempt
    ids = [one.id for one in people]
    attempts = select(col(attempt.id)).where(col(attempt.person_id).in_(ids))
    about = or_(
        and_(col(line.subject_kind) == "person", col(line.subject_id).in_(ids)),
        and_(col(line.subject_kind) == "attempt", col(line.subject_id).in_(attempts)),
    )
    value = audit.AuditValue
    db.execute(delete(value).where(col(value.line_id).in_(select(col(line.id)).where(about))))


_SPECIAL: dict[str, Callable[[Session, list[Person]], None]] = {
    "person": _person,
    "response": _response,
    "marking": _marking,
    "audit_value": _audit_value,
}
