"""Letting go what has served, after the times that the register names."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from models import staging
from models.notices import Notice
from models.reports.tables import BulkLook, BulkLookPart

YEAR = timedelta(days=365)
MONTH = timedelta(days=30)
MOST = 5000  # rows of a kind that go at once: the rest goes the next day


def prune(db: Session, *, now: datetime) -> None:
    """Delete notices and looks at lists a year after them, and what previews of big writes told after a month."""
    old = select(col(Notice.id)).where(col(Notice.at) < now - YEAR).limit(MOST)
    db.execute(delete(Notice).where(col(Notice.id).in_(old)))
    looks = list(db.execute(select(col(BulkLook.id)).where(col(BulkLook.at) < now - YEAR).limit(MOST)).scalars())
    db.execute(delete(BulkLookPart).where(col(BulkLookPart.look_id).in_(looks)))
    db.execute(delete(BulkLook).where(col(BulkLook.id).in_(looks)))
    batch = staging.Batch
    db.execute(update(batch).where(col(batch.ended_at) < now - MONTH).values(told={}, wrong=None, name=""))
