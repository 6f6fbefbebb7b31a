"""Who must hear that people or units moved, within the same transaction, and who answers for a unit.

Duties follow from postings, but `models.training` stands above this subject. It registers its `reconcile` here, so
that no caller of a transfer, an import or a merger can forget the duties that follow from it. In the same way
`models.access`, which knows who holds what, says here who answers for a unit.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlmodel import Session

Follower = Callable[[Session, Collection[int] | None, datetime], None]
Finder = Callable[[Session, int | None, datetime], Sequence[int]]

_followers: list[Follower] = []
_finders: list[Finder] = []


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


def answered_by(finder: Finder) -> Finder:
    """Register ``finder(db, unit, now)``, which gives the people who answer for a unit (None: for no unit)."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def answering(db: Session, unit_id: int | None, *, now: datetime) -> set[int]:
    """Return the people who answer for a unit today: those nearest to it who manage its people."""
    return {person for finder in _finders for person in finder(db, unit_id, now)}
