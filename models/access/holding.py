"""Who holds a right over a course or a person today: whom the platform tells that something waits for them."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models import organisation, text
from models.access.grants import in_force
from models.access.tables import Grant
from models.organisation import Posting, Tree
from models.rights import ROLE_RIGHTS, Right


def holders(
    db: Session, right: Right, *, now: datetime, course_id: int | None = None, person_id: int | None = None
) -> list[int]:
    """Return the ids of people who hold a right today over a course, or over the units of a person's main places.

    Holders over the whole installation are among them.
    """
    today = text.local_day(now)
    roles = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    reach: list[ColumnElement[bool]] = [and_(col(Grant.unit_id).is_(None), col(Grant.course_id).is_(None))]
    if course_id is not None:
        reach.append(col(Grant.course_id) == course_id)
    if person_id is not None:
        reach.append(col(Grant.unit_id).in_(_units_above(db, person_id, now=now)))
    found = select(Grant.person_id).where(col(Grant.role).in_(roles), *in_force(today), or_(*reach))
    return sorted(set(db.exec(found).all()))


def _units_above(db: Session, person_id: int, *, now: datetime) -> list[int]:
    today = text.local_day(now)
    places = select(Posting.tree, Posting.unit_id).where(
        Posting.person_id == person_id,
        col(Posting.main).is_(True),
        col(Posting.voided_at).is_(None),
        col(Posting.from_) <= today,
        or_(col(Posting.until).is_(None), col(Posting.until) > today),
    )
    return [
        unit.id
        for tree, unit_id in db.exec(places).all()
        for unit in organisation.unit_tree(db, Tree(tree), today).path(unit_id)
    ]
