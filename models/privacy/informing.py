"""The notice about personal data: shown at the first sign-in until it was read, and again in a new edition."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models import database
from models.privacy.register import register
from models.privacy.tables import NoticeRead
from models.rights import Actor, DomainError

EDITION = "1"  # of the words; what is kept, what for and for how long counts by itself


def version() -> str:
    """Return the version of the notice: it follows what is kept, what for and how long, whatever the language."""
    told = [(name, one.why.value, one.until.value, one.columns) for name, one in register().items()]
    said = repr(sorted((name, why, until, sorted(columns)) for name, why, until, columns in told))
    return f"{EDITION}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def has_read(db: Session, person_id: int) -> bool:
    """Return whether somebody has read the notice as it is now."""
    return bool(database.rows(db, _READ, person=person_id, edition=f"{EDITION}-%"))


def mark_read(db: Session, actor: Actor, *, now: datetime) -> None:
    """Keep that the actor has read the notice as it is now; once. Raises `DomainError` 'forbidden'."""
    if actor.person_id is None:
        raise DomainError("forbidden", right="learn")
    if not has_read(db, actor.person_id):
        db.merge(NoticeRead(person_id=actor.person_id, version=version(), at=now))


def read_at(db: Session, person_id: int) -> tuple[str, datetime] | None:
    """Return the version that somebody read last, and when."""
    newest = select(NoticeRead).where(col(NoticeRead.person_id) == person_id).order_by(col(NoticeRead.at).desc())
    row = db.execute(newest.limit(1)).scalar()
    return None if row is None else (row.version, row.at)


_READ = select(col(NoticeRead.version)).where(
    col(NoticeRead.person_id) == bindparam("person"), col(NoticeRead.version).like(bindparam("edition"))
)
