"""One owner for the timed work of the whole installation, and a successor when it dies."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_

from models import database, revisions
from models.rights import Unavailable
from models.worker.tables import Lease

LASTS = timedelta(seconds=20)


def hold(name: str, owner: str, *, now: datetime) -> bool:
    """Take or renew a lease; return whether ``owner`` holds it now. Opens its own short transaction.

    Raises `Unavailable` 'schema-unknown' or 'schema-old' when another version has changed the database's schema since
    this program started: what runs once is that version's from then on, and it need not wait.
    """
    try:
        keep_to_schema()
    except Unavailable:
        give_back(name, owner, now=now)
        raise
    try:
        with database.writing() as db:
            if _renewed(db, name, owner, now=now):
                return True
            if db.get(Lease, name) is None:
                db.add(Lease(name=name, owner=owner, until=now + LASTS))
                return True
    except IntegrityError:  # another process made the row in the same moment
        return False
    return False


def keep_to_schema() -> None:
    """Return if the database still has this program's schema. Raises `Unavailable` as `hold`."""
    with database.reading() as db:
        revisions.still_fits(db)


def give_back(name: str, owner: str, *, now: datetime) -> None:
    """End a lease at a clean stop, so that a successor need not wait."""
    with database.writing() as db:
        db.execute(update(Lease).where(col(Lease.name) == name, col(Lease.owner) == owner).values(until=now))


def _renewed(db: Session, name: str, owner: str, *, now: datetime) -> bool:
    free = or_(col(Lease.owner) == owner, col(Lease.until) <= now)
    done = db.execute(update(Lease).where(col(Lease.name) == name, free).values(owner=owner, until=now + LASTS))
    return bool(getattr(done, "rowcount", 0))
