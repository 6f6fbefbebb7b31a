"""Two records of one person, joined and separated again (docs/decisions/0002-two-records-of-one-person.md).

Whoever joins records for a user calls `access.merge_people`, which also sees to sign-in.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlmodel import Session, col
from sqlmodel import select as rows

from models import audit, changes, database, staging, text
from models.organisation.following import moved
from models.organisation.logins import guarded
from models.organisation.reach import person_in_scope
from models.organisation.tables import Person, SamePerson
from models.rights import Actor, DomainError, Right, Scope, check, check_shown

_SAME_AS: Any = select(col(Person.same_as_id)).where(col(Person.id) == bindparam("person"))


def records_of(person: Any) -> Any:
    """Return the query for the ids of a person's record and of those joined to it now, for ``column.in_(…)``.

    ``person`` is an id, or a parameter of a statement that is written once and asked often.
    """
    joined = select(col(SamePerson.person_id)).where(
        col(SamePerson.same_as_id) == person, col(SamePerson.voided_at).is_(None)
    )
    return union_all(select(literal(person) if isinstance(person, int) else person), joined)


def counting(db: Session, person_id: int) -> int:
    """Return the record that counts for a record: the one that it is joined to now, or itself."""
    found = database.once(db, ("same", person_id), lambda: database.rows(db, _SAME_AS, person=person_id))
    into: int | None = found[0][0] if found else None
    return person_id if into is None else into


def joined_to(db: Session, person_id: int) -> list[Person]:
    """Return the records that are joined to a person's now, in the order in which they were."""
    return list(
        db.exec(
            rows(Person)
            .join(SamePerson, col(SamePerson.person_id) == col(Person.id))
            .where(SamePerson.same_as_id == person_id, col(SamePerson.voided_at).is_(None))
            .order_by(col(SamePerson.id))
        ).all()
    )


def joinings(db: Session) -> dict[int, int]:
    """Return every record that is joined to another one now, with the one that counts."""
    known = select(col(SamePerson.person_id), col(SamePerson.same_as_id)).where(col(SamePerson.voided_at).is_(None))
    return {row.person_id: row.same_as_id for row in db.execute(known)}


def join_records(
    db: Session, actor: Actor, scope: Scope, keep_id: int, drop_id: int, *, reason: str, now: datetime
) -> None:
    """Let one record be read as another from now on; both belong to one person.

    Raises `DomainError`: 'forbidden'; 'outside-scope' (either record); 'own-record'; 'same-record' (a record with
    itself); 'same-already' (one of them is joined to another); 'same-chain' (others are joined to the one dropped);
    'reason-missing'; since the dropped one's logins open the kept account, 'code-more-rights' (who is kept holds a
    right that the officer lacks) and 'who-anew'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    if keep_id == drop_id:
        raise DomainError("same-record")
    if actor.person_id in (keep_id, drop_id):
        raise DomainError("own-record")
    keep, drop = _locked(db, keep_id, drop_id)
    for person_id in (keep_id, drop_id):
        person_in_scope(db, scope, person_id, now=now)
    if keep.same_as_id is not None or drop.same_as_id is not None:
        raise DomainError("same-already")
    if joined_to(db, drop_id):
        raise DomainError("same-chain")
    if not text.tidy(reason):
        raise DomainError("reason-missing")
    if guarded(db, actor.person_id, now=now)(keep_id):
        raise DomainError("code-more-rights", person=keep_id)
    check_shown(actor, now=now)
    drop.same_as_id = keep_id
    db.add(drop)
    db.add(SamePerson(person_id=drop_id, same_as_id=keep_id, by_id=actor.person_id, recorded_at=now))
    said = {"reason": text.tidy(reason)}
    audit.record(db, actor, "organisation.merge-people", "person", keep_id, now=now, personal=said, dropped=drop_id)
    _done(db, keep_id, drop_id, now=now)


def separate_records(db: Session, actor: Actor, scope: Scope, drop_id: int, *, now: datetime) -> int:
    """Take a joining back and return the record that was kept: from now on each record has its own again.

    Raises `DomainError`: 'forbidden', 'not-found' (it is joined to nothing), 'outside-scope', 'own-record'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    known = rows(SamePerson).where(SamePerson.person_id == drop_id, col(SamePerson.voided_at).is_(None))
    row = db.exec(known).first()
    if row is None:
        raise DomainError("not-found", person=drop_id)
    keep_id = row.same_as_id
    if actor.person_id in (keep_id, drop_id):
        raise DomainError("own-record")
    _, drop = _locked(db, keep_id, drop_id)
    db.refresh(row)
    if row.voided_at is not None:  # somebody was quicker
        raise DomainError("changed-meanwhile")
    person_in_scope(db, scope, keep_id, now=now)
    row.voided_at = now
    drop.same_as_id = None
    db.add(row)
    db.add(drop)
    audit.record(db, actor, "organisation.unmerge-people", "person", keep_id, now=now, dropped=drop_id)
    _done(db, keep_id, drop_id, now=now)
    return keep_id


def _locked(db: Session, keep_id: int, drop_id: int) -> tuple[Person, Person]:
    """Return both records as they are now, and let nobody else join them meanwhile."""
    staging.steady(db)
    wanted = rows(Person).where(col(Person.id).in_((keep_id, drop_id))).order_by(col(Person.id))
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = {person.id: person for person in db.exec(locked)}
    if keep_id not in found or drop_id not in found:
        raise DomainError("not-found")
    return found[keep_id], found[drop_id]


def _done(db: Session, keep_id: int, drop_id: int, *, now: datetime) -> None:
    changes.note(db, changes.Kind.PEOPLE, None, now=now)  # figures of past days move with it, too
    moved(db, (keep_id, drop_id), now=now)
