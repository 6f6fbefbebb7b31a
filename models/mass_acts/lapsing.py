"""Prepared acts that nobody confirmed in time are over; their preparers are told."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import access, audit, notices
from models.mass_acts.preparing import PAGE
from models.seconding import OPEN, PreparedAct, PreparedState


def lapse(db: Session, *, now: datetime) -> int:
    """End the acts whose time is over; return how many. Nothing of them was done, and none could be from then on."""
    over = select(PreparedAct).where(col(PreparedAct.state).in_(OPEN), col(PreparedAct.expires_at) <= now)
    rows = db.exec(over.with_for_update()).all()
    for row in rows:
        row.state, row.settled_at, row.touched = PreparedState.LAPSED, now, b""
        db.add(row)
        told: dict[str, Any] = {"what": row.act, "people": row.people, "party": row.party, "prepared_by": row.by_id}
        audit.record(db, access.operator("worker"), "seconding.lapse", "prepared", row.id, now=now, **told)
        notices.tell(db, row.by_id, "second-lapsed", now=now, link=PAGE)
    return len(rows)
