"""What an officer saw of a person before an act, so that nobody overwrites what a colleague has just changed."""

from datetime import date
from hashlib import sha256

from sqlmodel import Session, col, select

from models import staging
from models.organisation.tables import Person, Posting
from models.rights import DomainError

DETAILS = ("full_name", "staff_code", "email", "phone", "birth_date", "gender", "national_id")


def fingerprint(db: Session, person_id: int) -> str:
    """Return a digest of everything that an officer sees of a person, to tell whether somebody changed it since."""
    person = db.get(Person, person_id)
    postings = db.exec(
        select(Posting.id)
        .where(Posting.person_id == person_id, col(Posting.voided_at).is_(None))
        .order_by(col(Posting.id))
    ).all()
    details = [] if person is None else [as_text(getattr(person, name)) for name in (*DETAILS, "same_as_id")]
    return sha256(repr((details, list(postings))).encode()).hexdigest()[:16]


def hold(db: Session, person_id: int, seen: str | None) -> Person:
    """Lock a person's record and return it as it is now; raise 'changed-meanwhile' if it is not what was seen."""
    staging.steady(db)
    # not the key: a rule given meanwhile writes duties that refer to the person, and both would wait in a circle
    locked = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    person = db.exec(locked.execution_options(populate_existing=True)).one()
    if seen is not None and fingerprint(db, person_id) != seen:
        raise DomainError("changed-meanwhile")
    return person


def as_text(value: object) -> str | None:
    """Return a detail as history keeps it: a day as yyyy-mm-dd."""
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
