"""Joining two records of one person, as far as signing in is concerned: what ends with the record that is dropped."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models import organisation, text
from models.access import tries
from models.access.codes import void_codes
from models.access.sessions import end_sessions
from models.access.tables import CodePurpose, Grant
from models.rights import Actor, DomainError, Scope


def merge_people(
    db: Session, actor: Actor, scope: Scope, keep_id: int, drop_id: int, *, reason: str, now: datetime
) -> None:
    """Let one record be read as another's from now on: its logins lead there, its sessions and codes end.

    Raises `DomainError` 'same-grants' (the record to be dropped holds a role), and what `organisation.join_records`
    raises.
    """
    tries.hold(db, tries.account_name(drop_id, ""))  # no role is given to the record meanwhile
    today = text.local_day(now)
    held = select(Grant.id).where(
        Grant.person_id == drop_id,
        col(Grant.voided_at).is_(None),
        or_(col(Grant.until).is_(None), col(Grant.until) > today),
    )
    organisation.join_records(db, actor, scope, keep_id, drop_id, reason=reason, now=now)
    if db.exec(held).first() is not None:
        raise DomainError("same-grants")
    end_sessions(db, drop_id, now=now)
    void_codes(db, CodePurpose.SET_PASSWORD, drop_id, now=now)


def unmerge_people(db: Session, actor: Actor, scope: Scope, drop_id: int, *, now: datetime) -> int:
    """Take a joining back and return the record that was kept; see `organisation.separate_records`."""
    return organisation.separate_records(db, actor, scope, drop_id, now=now)
