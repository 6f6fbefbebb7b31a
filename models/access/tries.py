"""Guessing made slow: failed tries by account and by address, counted in a table that all processes share.

Five failures within 15 minutes make an account wait, each further one twice as long; ten lock it for 15 minutes.
Thirty failures from one address make that address wait. Known and unknown accounts are counted alike. A try during
a wait is neither looked at nor counted, so nobody is locked out for good by knocking.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from models.access.tables import SignInTry

WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)
FREE_TRIES, LOCKING_TRIES, ADDRESS_TRIES = 5, 10, 30
FIRST_WAIT = timedelta(seconds=15)


def delay(failures: int) -> timedelta:
    """Return how long an account waits after so many failures within the window."""
    if failures >= LOCKING_TRIES:
        return LOCK
    return FIRST_WAIT * 2 ** (failures - FREE_TRIES) if failures >= FREE_TRIES else timedelta()


def address_delay(failures: int) -> timedelta:
    """Return how long an address waits after so many failures within the window."""
    return LOCK if failures >= ADDRESS_TRIES else timedelta()


def account_name(person_id: int | None, login_key: str) -> str:
    """Return under what an account's failures are counted: the person, by whichever login, or the unknown login."""
    return "account:" + _digest(f"login {login_key}" if person_id is None else f"person {person_id}")


def second_name(person_id: int) -> str:
    """Return under what wrong codes of a person's second step are counted: a right password does not forget these."""
    return "second:" + _digest(f"person {person_id}")


def address_name(address: str) -> str:
    """Return under what an address's failures are counted; of IPv6 the /64, which is one household's or office's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address:" + _digest(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return "address:" + _digest(str(parsed.ipv4_mapped))
        return "address:" + _digest(f"{int(parsed) >> 64:x}/64")
    return "address:" + _digest(str(parsed))


def waits_until(db: Session, account: str, address: str, *, now: datetime) -> datetime | None:
    """Return until when this account or this address has to wait; None when a try may be made now."""
    ends = [end for end in (_account_end(db, account, now), _address_end(db, address, now)) if end and end > now]
    return max(ends, default=None)


def hold(db: Session, *names: str) -> None:
    """Let whoever works on these names take turns until this transaction ends (SQLite's writers do so anyway)."""
    if db.get_bind().dialect.name == "postgresql":
        for number in sorted(int(_digest(name)[:15], 16) for name in names):
            db.connection().execute(sql("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def fail(db: Session, *names: str, now: datetime) -> None:
    """Count a failure under each name."""
    for name in names:
        db.add(SignInTry(what=name, at=now))
    db.flush()


def forget(db: Session, name: str) -> None:
    """Drop the failures counted under a name."""
    db.connection().execute(delete(SignInTry).where(col(SignInTry.what) == name))


def prune(db: Session, *, now: datetime) -> None:
    """Drop failures that no longer count."""
    db.connection().execute(delete(SignInTry).where(col(SignInTry.at) < now - WINDOW - LOCK))


def is_locked(db: Session, account: str, *, now: datetime) -> bool:
    """Return whether the account's latest failure was one too many."""
    times = _times(db, account, now)
    return bool(times) and _within(times, times[-1]) >= LOCKING_TRIES


def _account_end(db: Session, account: str, now: datetime) -> datetime | None:
    times = _times(db, account, now)
    waits = [(at, delay(_within(times, at))) for at in times]
    return max((at + wait for at, wait in waits if wait), default=None)


def _address_end(db: Session, address: str, now: datetime) -> datetime | None:
    times = _times(db, address, now)
    wait = address_delay(_within(times, times[-1])) if times else None
    return times[-1] + wait if wait else None


def _within(times: Sequence[datetime], end: datetime) -> int:
    return sum(end - WINDOW < at <= end for at in times)


def _times(db: Session, name: str, now: datetime) -> Sequence[datetime]:
    since = now - WINDOW - LOCK
    return db.exec(
        select(SignInTry.at).where(SignInTry.what == name, SignInTry.at > since).order_by(col(SignInTry.at))
    ).all()


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "replace")).hexdigest()
