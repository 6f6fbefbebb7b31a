"""Letting go what has served, after the times that the register names."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from models import seconding, staging
from models.notices import Notice
from models.reports.tables import BulkLook, BulkLookPart

YEAR = timedelta(days=365)
MONTH = timedelta(days=30)
MOST = 5000  # rows of a kind that go at once: the rest goes the next day


def prune(db: Session, *, now: datetime) -> None:
    """Delete notices and looks at lists a year after them, and after a month what previews of big writes told and what
    was prepared for a second person, once that is over: what was done stands in the audit trail.
    """
    old = select(col(Notice.id)).where(col(Notice.at) < now - YEAR).limit(MOST)
    db.execute(delete(Notice).where(col(Notice.id).in_(old)))
    looks = list(db.execute(select(col(BulkLook.id)).where(col(BulkLook.at) < now - YEAR).limit(MOST)).scalars())
    db.execute(delete(BulkLookPart).where(col(BulkLookPart.look_id).in_(looks)))
    db.execute(delete(BulkLook).where(col(BulkLook.id).in_(looks)))
    prepared = seconding.PreparedAct
    over = select(col(prepared.id)).where(
        col(prepared.state).not_in(seconding.OPEN),
        col(prepared.settled_at) < now - MONTH,
        col(prepared.id) < select(func.max(prepared.id)).scalar_subquery(),  # else its number would be another's
    )
    db.execute(delete(prepared).where(col(prepared.id).in_(over.limit(MOST))))
    batch = staging.Batch
    db.execute(update(batch).where(col(batch.ended_at) < now - MONTH).values(told={}, wrong=None, name=""))
