"""What weighs much asks once more who it is: a screen left open, or a stolen session, gives no role and takes no list.

An act calls `check_shown` before it writes. Whoever showed who they are within the last minutes (a setting) goes on;
others are refused with 'who-anew', show it (`models.access.anew`), and the act is done again. It is the act that asks,
so no page can forget it. Not asked: the console and the worker, and what is carried out later for somebody who was
asked when they prepared it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from models import choices, settings
from models.access.tables import Account
from models.rights import Actor, DomainError


def check_shown(db: Session, actor: Actor, *, now: datetime) -> None:
    """Return if whoever acts has shown who they are lately. Raises `DomainError` 'who-anew' (``minutes``)."""
    if actor.shown_at is None or _has_no_password(db, actor):
        return
    minutes = settings.current().show_anew_minutes
    if actor.shown_at <= now - timedelta(minutes=minutes):
        raise DomainError("who-anew", minutes=minutes)


@choices.before_changing("second_step_roles")
def ask_who_guards_less(db: Session, actor: Actor, _name: str, _before: Any, _value: Any, now: datetime) -> None:
    """Let nobody take the second step off roles from a screen that was left open."""
    check_shown(db, actor, now=now)


def _has_no_password(db: Session, actor: Actor) -> bool:
    """Return whether somebody came into the demonstration by one click: they have nothing to show."""
    if not settings.current().demo:
        return False
    account = db.get(Account, actor.person_id or 0)
    return account is None or account.password_hash is None
