"""Slowing down strangers who try numbers or names on a public page, by the address that they come from."""

from datetime import datetime

from sqlmodel import Session

from models.access import tries


def waits_until(db: Session, door: str, address: str, *, now: datetime) -> datetime | None:
    """Return until when an address has to wait before a door ('certificate'); None when it may try now."""
    return tries.waits_until(db, "", _name(door, address), now=now)


def knocked(db: Session, door: str, address: str, *, now: datetime) -> None:
    """Count a wrong try; as many as wrong sign-ins make the address wait, for this door only."""
    tries.fail(db, _name(door, address), now=now)


def _name(door: str, address: str) -> str:
    return f"{door} {tries.address_name(address)}"
