"""Dropping what no longer serves: counted tries, and sessions and codes long over."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, or_

from models.access import tries
from models.access.tables import OneTimeCode, SignInSession

KEPT = timedelta(days=30)


def prune(db: Session, *, now: datetime) -> None:
    """Delete tries that no longer count, and sessions and codes over for 30 days (the audit trail keeps the acts)."""
    tries.prune(db, now=now)
    old = now - KEPT
    over = or_(col(SignInSession.expires_at) < old, col(SignInSession.ended_at) < old)
    db.connection().execute(delete(SignInSession).where(over))
    gone = or_(col(OneTimeCode.expires_at) < old, col(OneTimeCode.used_at) < old, col(OneTimeCode.voided_at) < old)
    db.connection().execute(delete(OneTimeCode).where(gone))
