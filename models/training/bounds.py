"""What of the rules somebody may see and change: those of their own part of the tree, and what reaches into it."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, or_, select

from models import organisation, text
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.rules import Whom
from models.training.tables import Rule


def units_of(db: Session, scope: Scope, *, now: datetime) -> frozenset[int]:
    """Return the units of all trees that lie in a scope today; the Party's only for those who may see it."""
    today = text.local_day(now)
    return frozenset().union(*(organisation.scope_units(db, scope, tree, today) for tree in organisation.Tree))


def members_told(db: Session, scope: Scope, whom: Whom, *, now: datetime) -> bool:
    """Return whether a scope may read who is a member of the Party in every unit that a rule means."""
    if not scope.party or scope.party_roots is None:
        return scope.party
    units = organisation.party_units(db, scope, text.local_day(now))
    return bool(whom.subtree) and units.issuperset(whom.subtree)


def check_settling(
    db: Session, actor: Actor, scope: Scope, people: Collection[int], *, own: str, now: datetime
) -> None:
    """Let an officer settle what is asked of single people (exempt them, give them longer): all must be their scope's.

    Raises `DomainError`: 'forbidden'; the code ``own`` where they are one of them; 'outside-scope' (a person whose
    main places of today all lie elsewhere).
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    if actor.person_id in people:
        raise DomainError(own)
    if scope.everywhere:
        return
    today = text.local_day(now)
    posting = organisation.Posting
    rows = db.exec(
        select(posting.person_id, posting.unit_id).where(
            col(posting.person_id).in_(people),
            col(posting.main).is_(True),
            col(posting.voided_at).is_(None),
            col(posting.from_) <= today,
            or_(col(posting.until).is_(None), col(posting.until) > today),
        )
    ).all()
    units = units_of(db, scope, now=now)
    here = {person for person, unit in rows if unit in units}
    for person in people:
        if person not in here:
            raise DomainError("outside-scope", person=person)


class Bounds:
    """Says if a rule lies wholly within a scope; what would give Party matters away needs the right to see them."""

    def __init__(self, db: Session, scope: Scope, *, now: datetime) -> None:
        self._scope = scope
        self.units = units_of(db, scope, now=now)
        self._members = partial(members_told, db, scope, now=now)
        self._secret: frozenset[int] = frozenset()
        if not scope.party or scope.party_roots is not None:
            self._secret = organisation.every_unit(db, organisation.Tree.PARTY, text.local_day(now)) - self.units

    def __call__(self, whom: Whom) -> bool:
        """Return whether a rule lies wholly within the scope, so that it may be changed."""
        if self._is_secret(whom):
            return False
        return self._scope.everywhere or (bool(whom.subtree) and self.units.issuperset(whom.subtree))

    def may_read(self, rule: Rule) -> bool:
        """Return whether a rule may be told in words: one's own, or another's that names no people and no Party."""
        whom = Whom.model_validate(rule.whom)
        return self(whom) or not (whom.people or self._is_secret(whom))

    def _is_secret(self, whom: Whom) -> bool:
        return (whom.party_member and not self._members(whom)) or not self._secret.isdisjoint(whom.subtree)
