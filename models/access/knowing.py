"""Who somebody is here of whom a provider or a directory says a staff code or an e-mail address."""

from sqlmodel import Session, select

from models import organisation
from models.organisation import Person


def known_as(db: Session, value: object, *, by_email: bool) -> Person | None:
    """Return the person with this e-mail address or staff code; of merged records the one that counts."""
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        return None
    column = Person.email_key if by_email else Person.staff_code_key
    found = db.exec(select(Person).where(column == organisation.staff_code_key(value))).first()
    return None if found is None else organisation.find_person(db, key=found.key)
