"""Inspectors: they read for a time, over a part of the tree, write nothing, and all that they open is written down.

Nobody is an inspector and holds another role at the same time: what they may not write as one they could as the other.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from models import audit
from models.access.tables import Grant
from models.rights import Actor, DomainError, Right, Role

LONGEST = timedelta(days=90)
ACT = "access.inspect"


def check_inspector(db: Session, person_id: int, role: Role, *, from_: date, until: date | None) -> None:
    """Return if a person may be given a role from a day on, beside what they hold then or later.

    Raises `DomainError`: 'inspector-end' (``days``: an inspector's last day is missing or too late); 'inspector-alone'.
    """
    if role is Role.INSPECTOR and (until is None or until - from_ > LONGEST):
        raise DomainError("inspector-end", days=LONGEST.days)
    others = col(Grant.role) != Role.INSPECTOR if role is Role.INSPECTOR else col(Grant.role) == Role.INSPECTOR
    beside = select(Grant.id).where(
        Grant.person_id == person_id,
        others,
        col(Grant.voided_at).is_(None),
        or_(col(Grant.until).is_(None), col(Grant.until) > from_),
        *(() if until is None else (col(Grant.from_) < until,)),
    )
    if db.exec(beside).first() is not None:
        raise DomainError("inspector-alone")


def note_inspection(
    db: Session, actor: Actor, page: str, *, units: Collection[int] = (), person_id: int | None = None, now: datetime
) -> None:
    """Write down what an inspector opens: which page, about whom or which units; before they see it.

    Without a person or unit it is about all that they may read: their roots, or the whole installation.
    """
    if not actor.has(Right.INSPECT):
        raise DomainError("forbidden", right=Right.INSPECT.value)
    if person_id is not None:
        audit.record(db, actor, ACT, "person", person_id, now=now, page=page)
        return
    roots = {held.unit_id for held in actor.held if held.right is Right.INSPECT}
    for unit in units or roots:
        kind = "installation" if unit is None else "unit"
        audit.record(db, actor, ACT, kind, unit, now=now, page=page)
