"""Who must hear that people or units moved, within the same transaction.

Duties follow from postings, but `models.training` stands above this subject. It registers its `reconcile` here, so
that no caller of a transfer, an import or a merger can forget the duties that follow from it.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlmodel import Session

Follower = Callable[[Session, Collection[int] | None, datetime], None]

_followers: list[Follower] = []


def followed_by(follower: Follower) -> Follower:
    """Register ``follower(db, people, now)``; people is None when units moved and anybody may be concerned."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def moved(db: Session, people: Collection[int] | None, *, now: datetime) -> None:
    """Tell all followers; what they write belongs to the caller's transaction."""
    db.flush()
    for follower in _followers:
        follower(db, people, now)
