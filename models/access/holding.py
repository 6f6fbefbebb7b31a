"""Who holds a right today: whom the platform tells that something waits for them, and for whom it counts ahead."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models import organisation, text
from models.access.grants import actor_of, in_force, scope_of
from models.access.tables import Grant
from models.organisation import Posting, Tree
from models.rights import ROLE_RIGHTS, Right, Scope


def holders(
    db: Session,
    right: Right,
    *,
    now: datetime,
    course_id: int | None = None,
    person_id: int | None = None,
    units: Sequence[int] = (),
) -> list[int]:
    """Return the ids of people who hold a right today over a course, over the units of a person's main places, or
    over one of some ``units``.

    Holders over the whole installation are among them.
    """
    today = text.local_day(now)
    roles = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    reach: list[ColumnElement[bool]] = [and_(col(Grant.unit_id).is_(None), col(Grant.course_id).is_(None))]
    if course_id is not None:
        reach.append(col(Grant.course_id) == course_id)
    if person_id is not None:
        reach.append(col(Grant.unit_id).in_(_units_above(db, person_id, now=now)))
    if units:
        trees = [organisation.unit_tree(db, tree, today) for tree in Tree]
        above = {step.id for unit in units for tree in trees for step in tree.path(unit)}
        reach.append(col(Grant.unit_id).in_(above))
    found = select(Grant.person_id).where(col(Grant.role).in_(roles), *in_force(today), or_(*reach))
    return sorted(set(db.exec(found).all()))


def scopes_today(db: Session, right: Right, *, now: datetime) -> dict[int, Scope]:
    """Return the scope of everybody who holds a right over units today, or everywhere, by their id: the very one that
    their pages read within.
    """
    wanted = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    in_force_today = in_force(text.local_day(now))
    officers = select(Grant.person_id).where(
        col(Grant.role).in_(wanted), col(Grant.course_id).is_(None), *in_force_today
    )
    read = select(Grant.person_id, Grant.role, Grant.unit_id, Grant.course_id)
    read = read.where(col(Grant.person_id).in_(officers), *in_force_today).order_by(col(Grant.person_id))
    people = (
        actor_of(person, "", [row[1:] for row in rows])
        for person, rows in groupby(db.exec(read).all(), key=itemgetter(0))
    )
    return {actor.person_id or 0: scope_of(actor, right) for actor in people if actor.has(right)}


@organisation.answered_by
def answering(db: Session, unit_id: int | None, now: datetime) -> list[int]:
    """Return who answers for the people of a unit today: those whose role is given nearest above it.

    Without any, whoever holds the right everywhere. In the Party's tree they must see the Party, too.
    """
    today = text.local_day(now)
    unit = None if unit_id is None else db.get(organisation.Unit, unit_id)
    above = () if unit is None else organisation.unit_tree(db, unit.tree, today).path(unit.id or 0)
    rights = [Right.MANAGE_PEOPLE, *([Right.SEE_PARTY] if unit is not None and unit.tree is Tree.PARTY else [])]
    for place in (*(step.id for step in reversed(above)), None):
        held = [_holders_at(db, right, place, today, above=[step.id for step in above]) for right in rights]
        if found := held[0].intersection(*held[1:]):
            return sorted(found)
    return []


def _holders_at(db: Session, right: Right, place: int | None, today: date, *, above: list[int]) -> set[int]:
    """Return who holds a right by a role given for a unit (None: everywhere); the Party's right, anywhere above."""
    roles = [role for role, rights in ROLE_RIGHTS.items() if right in rights]
    here = col(Grant.unit_id).is_(None) if place is None else col(Grant.unit_id) == place
    if right is Right.SEE_PARTY:
        here = or_(col(Grant.unit_id).is_(None), col(Grant.unit_id).in_(above))
    read = select(Grant.person_id).where(col(Grant.role).in_(roles), *in_force(today), here)
    return set(db.exec(read.where(col(Grant.course_id).is_(None))).all())


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
