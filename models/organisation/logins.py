"""Whose login a person may change: what somebody signs in with says who they are to a provider or a directory.

Whoever could put a login of their own in the place of an officer's, or beside it by joining records, would come in as
that officer. Who holds what is known to `access` above, which says here whose it keeps from whom (`guard_logins`).
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

LOGINS = frozenset(("staff_code", "email", "phone"))
Guarded = Callable[[int], bool]  # whether this person's login is kept from the one who changes it
_guards: list[Callable[[Session, int | None, datetime], Guarded]] = []


def guard_logins(
    guard: Callable[[Session, int | None, datetime], Guarded],
) -> Callable[[Session, int | None, datetime], Guarded]:
    """Let a function say, of whoever changes logins (None: the console), whose they may not change."""
    _guards.append(guard)
    return guard


def guarded(db: Session, by: int | None, *, now: datetime) -> Guarded:
    """Return what says of a person whether their login is kept from ``by``."""
    asked = [guard(db, by, now) for guard in _guards]
    return lambda person_id: any(one(person_id) for one in asked)
