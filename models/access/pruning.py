"""Dropping what no longer serves: counted tries, and sessions and codes long over."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from models.access import tries
from models.access.tables import OneTimeCode, ProviderSession, ProviderTrip, SignInSession

KEPT = timedelta(days=30)


def prune(db: Session, *, now: datetime) -> None:
    """Delete tries that no longer count, and sessions and codes over for 30 days (the audit trail keeps the acts)."""
    tries.prune(db, now=now)
    old = now - KEPT
    over = or_(col(SignInSession.expires_at) < old, col(SignInSession.ended_at) < old)
    dead = select(SignInSession.token_hash).where(over)
    db.connection().execute(delete(ProviderSession).where(col(ProviderSession.token_hash).in_(dead)))
    db.connection().execute(delete(SignInSession).where(over))
    db.connection().execute(delete(ProviderTrip).where(col(ProviderTrip.expires_at) < old))
    gone = or_(col(OneTimeCode.expires_at) < old, col(OneTimeCode.used_at) < old, col(OneTimeCode.voided_at) < old)
    db.connection().execute(delete(OneTimeCode).where(gone))
