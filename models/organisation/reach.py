"""Whose records an officer may see and touch: people whose place today lies in the officer's part of a tree."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import database, staging, text
from models.organisation.tables import Person, Posting, Tree
from models.organisation.units import UnitTree, unit_tree
from models.rights import DomainError, Right, Scope


def scope_units(db: Session, scope: Scope, tree: Tree, on: date) -> frozenset[int]:
    """Return the units of a tree that lie in a scope on a day; the Party's as far as the right to see it reaches."""
    units = unit_tree(db, tree, on)
    return frozenset().union(*(units.subtree(top) for top in tops(units, scope)))


def tops(units: UnitTree, scope: Scope) -> tuple[int, ...]:
    """Return the highest units of a tree that lie in a scope, none of them under another."""
    return party_tops(units, scope) if units.tree is Tree.PARTY else _highest(units, scope)


def party_tops(units: UnitTree, scope: Scope) -> tuple[int, ...]:
    """Return the highest units of a tree under which a scope may read who is a member of the Party."""
    if not scope.party:
        return ()
    mine = _highest(units, scope)
    if scope.party_roots is None:
        return mine
    party = _under_no_other(units, scope.party_roots)
    return tuple(sorted({*_below(units, mine, party), *_below(units, party, mine)}))


def party_units(db: Session, scope: Scope, on: date) -> frozenset[int]:
    """Return the units of all trees in which a scope may read who is a member of the Party."""
    trees = [unit_tree(db, tree, on) for tree in Tree]
    return frozenset().union(*(units.subtree(top) for units in trees for top in party_tops(units, scope)))


def party_throughout(db: Session, scope: Scope, on: date, units: frozenset[int] | None = None) -> bool:
    """Return whether membership of the Party may be read in all these units (None: of the whole scope)."""
    if not scope.party or scope.party_roots is None:
        return scope.party
    if units is None:
        units = frozenset[int]().union(*(scope_units(db, scope, tree, on) for tree in Tree))
    return not scope.everywhere and units <= party_units(db, scope, on)


def trees_of(scope: Scope) -> tuple[Tree, ...]:
    """Return the trees that a scope may read: the Party's only with the right to see it."""
    return tuple(tree for tree in Tree if tree is not Tree.PARTY or scope.party)


def people_of_scope(db: Session, scope: Scope, on: date) -> Any:
    """Return the query for the ids of who has their main place of a day in the administration's part of a scope."""
    units = scope_units(db, scope, Tree.ADMINISTRATION, on)
    return select(col(Posting.person_id)).where(
        database.among(col(Posting.unit_id), units),
        col(Posting.main).is_(True),
        col(Posting.voided_at).is_(None),
        _on(Posting, on),
    )


def in_reach(db: Session, scope: Scope, *, on: date, tree: Tree | None = None) -> ColumnElement[bool]:
    """Return the condition on `Person` that a record lies in a scope on a day.

    It does when its main place on that day does, in a tree that the scope may read (or in ``tree``, which the caller
    knows that it may); who has left stays with the unit they left. A record that has no main place on that day belongs
    to whoever it had, or will have, one with.
    Raises `DomainError` 'forbidden' for a scope of another right than managing people.
    """
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    if scope.everywhere:
        return col(Person.recorded_at) < staging.NOT_YET
    trees = trees_of(scope) if tree is None else (tree,)
    units = frozenset[int]().union(*(scope_units(db, scope, one, on) for one in trees))
    if not units:
        return false()
    mine, other = aliased(Posting), aliased(Posting)
    of_tree = () if tree is None else (col(other.tree) == tree,)
    here = select(col(mine.person_id)).where(
        database.among(col(mine.unit_id), units),
        col(mine.main).is_(True),
        col(mine.voided_at).is_(None),
        or_(
            _on(mine, on),
            ~exists().where(
                col(other.person_id) == col(mine.person_id),
                *of_tree,
                col(other.main).is_(True),
                col(other.voided_at).is_(None),
                _on(other, on),
            ),
        ),
    )
    return col(Person.id).in_(here)


def person_in_scope(db: Session, scope: Scope, person_id: int, *, now: datetime, on: date | None = None) -> Person:
    """Return a person's record if it lies in a scope on a day (None: today).

    Raises `DomainError` 'forbidden', 'outside-scope'.
    """
    inside = in_reach(db, scope, on=on or text.local_day(now))
    found = db.exec(select(Person).where(Person.id == person_id, inside)).first()
    if found is None:
        raise DomainError("outside-scope", person=person_id)
    return found


def answers_for(db: Session, scope: Scope, person_id: int, tree: Tree, *, now: datetime) -> bool:
    """Return whether a person's record lies in a scope today by their place in a tree. Raises 'forbidden'."""
    if tree not in trees_of(scope):
        return False
    inside = in_reach(db, scope, on=text.local_day(now), tree=tree)
    return db.exec(select(Person.id).where(Person.id == person_id, inside)).first() is not None


def holds_unit(db: Session, scope: Scope, tree: Tree, unit_id: int, on: date) -> bool:
    """Return whether a unit lies in a scope on a day."""
    return tree in trees_of(scope) and unit_id in scope_units(db, scope, tree, on)


def unit_in_scope(db: Session, scope: Scope, tree: Tree, unit_id: int, on: date) -> None:
    """Return if a unit lies in a scope on a day. Raises `DomainError` 'forbidden', 'outside-scope'."""
    units_in_scope(db, scope, tree, (unit_id,), on)


def units_in_scope(db: Session, scope: Scope, tree: Tree, units: Iterable[int], on: date) -> None:
    """Return if all these units lie in a scope on a day. Raises `DomainError` 'forbidden', 'outside-scope'."""
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    inside = scope_units(db, scope, tree, on) if tree in trees_of(scope) else frozenset()
    for unit_id in units:
        if unit_id not in inside:
            raise DomainError("outside-scope", unit=unit_id)


def _highest(units: UnitTree, scope: Scope) -> tuple[int, ...]:
    return units.children.get(None, ()) if scope.everywhere else _under_no_other(units, scope.roots)


def _under_no_other(units: UnitTree, roots: frozenset[int]) -> tuple[int, ...]:
    known = [root for root in sorted(roots) if root in units.nodes]
    return tuple(root for root in known if not any(step.id in roots for step in units.path(root)[:-1]))


def _below(units: UnitTree, some: Iterable[int], others: Iterable[int]) -> list[int]:
    """Return those of some units that are one of the others or lie under one."""
    over = frozenset(others)
    return [unit for unit in some if any(step.id in over for step in units.path(unit))]


def _on(posting: type[Posting], on: date) -> ColumnElement[bool]:
    return and_(col(posting.from_) <= on, or_(col(posting.until).is_(None), col(posting.until) > on))
