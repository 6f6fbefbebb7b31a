"""Erasures that a restore brings back: what was erased after the backup was made has to be erased once more."""

from datetime import datetime

from sqlmodel import Session


def replay_erasures(db: Session, *, since: datetime, now: datetime) -> int:
    """Erase again what was erased after ``since``, the moment a backup was made; return how many people that were.

    `models.restoring` calls this in the transaction that ends a restore, before anybody can sign in. Nothing can be
    erased yet, so there is nothing to replay; whatever comes to erase must keep its list outside the database that
    is restored (ids and moments, beside the backups) and read it here.
    """
    return 0
