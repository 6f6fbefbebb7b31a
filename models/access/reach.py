"""For whom somebody may hand out a way into an account: people in their reach who hold nothing that they lack."""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import organisation, text
from models.access import tries
from models.access.grants import actor_for, actor_to_be
from models.access.tables import Grant
from models.organisation import Posting, Tree
from models.rights import Actor, DomainError, Held, Right, Scope, check


def answers_for(db: Session, actor: Actor, scope: Scope, person_id: int, *, now: datetime) -> organisation.Person:
    """Return the person if the actor may hand out a way into their account; see `give_code` for what is raised."""
    check(actor, Right.GIVE_CODES)
    tries.hold(db, tries.account_name(person_id, ""))  # no role is given to the person between this look and the act
    if scope.right is not Right.GIVE_CODES:
        raise DomainError("forbidden", right=Right.GIVE_CODES.value)
    if person_id == actor.person_id:
        raise DomainError("code-for-oneself")
    person = db.get(organisation.Person, person_id)
    if person is None or person.same_as_id is not None or not inside(db, scope, person_id, now=now):
        raise DomainError("outside-scope", person=person_id)
    today = text.local_day(now)
    # a code outlives the day: what the person will hold tomorrow counts like what they hold
    if not holds_all(db, actor, actor_to_be(db, person_id, person.full_name, now=now), on=today):
        raise DomainError("code-more-rights", person=person_id)
    return person


@organisation.guard_logins
def whose_login_is_kept(db: Session, by: int | None, now: datetime) -> Callable[[int], bool]:
    """Say whose e-mail, phone and staff code are kept from somebody: of those who hold a right that they lack.

    A provider or a directory knows people by these, so whoever had an officer's would come in as that officer.
    """
    today = text.local_day(now)
    lasting = or_(col(Grant.until).is_(None), col(Grant.until) > today)
    holders = set(db.exec(select(Grant.person_id).where(col(Grant.voided_at).is_(None), lasting)).all())
    if by is None or not holders:
        return lambda _person_id: False
    actor, joined = actor_for(db, by, "", now=now), organisation.joinings(db)

    def kept(person_id: int) -> bool:
        opened = joined.get(person_id, person_id)  # whose account the login leads to
        if opened == by or opened not in holders:
            return False
        return not holds_all(db, actor, actor_to_be(db, opened, "", now=now), on=today)

    return kept


def holds_all(db: Session, actor: Actor, other: Actor, *, on: date) -> bool:
    """Return whether every right of ``other``, reach included, is also the actor's.

    Who may give any right (ADMINISTER everywhere) is taken to hold them all. The right to learn is everybody's.
    """
    if any(held.right is Right.ADMINISTER and held.unit_id is None and held.course_id is None for held in actor.held):
        return True
    return all(held.right is Right.LEARN or _covered(db, actor, held, on) for held in other.held)


def inside(db: Session, scope: Scope, person_id: int, *, now: datetime) -> bool:
    """Return whether a person's main place of today, in any tree, lies in a scope."""
    if scope.everywhere:
        return True
    today = text.local_day(now)
    return any(
        unit_id in organisation.scope_units(db, scope, Tree(tree), today)
        for tree, unit_id in db.exec(
            select(Posting.tree, Posting.unit_id).where(
                Posting.person_id == person_id,
                col(Posting.main).is_(True),
                col(Posting.voided_at).is_(None),
                col(Posting.from_) <= today,
                or_(col(Posting.until).is_(None), col(Posting.until) > today),
            )
        )
    )


def _covered(db: Session, actor: Actor, wanted: Held, on: date) -> bool:
    for mine in actor.held:
        if mine.right is not wanted.right:
            continue
        if mine.unit_id is None and mine.course_id is None:
            return True
        if wanted.course_id is not None and mine.course_id == wanted.course_id:
            return True
        if wanted.unit_id is not None and mine.unit_id is not None and _below(db, mine.unit_id, wanted.unit_id, on):
            return True
    return False


def _below(db: Session, top: int, unit_id: int, on: date) -> bool:
    unit = db.get(organisation.Unit, top)
    return unit is not None and unit_id in organisation.unit_tree(db, unit.tree, on).subtree(top)
