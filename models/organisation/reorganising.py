"""What a change of a unit touches, and what became of a unit through time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from models.organisation.tables import Posting, Status, Succession, Tree, Unit, UnitVersion
from models.organisation.unit_changes import posted_in
from models.organisation.unit_drafts import standing_versions
from models.organisation.units import UnitTree, unit_names, unit_tree


@dataclass(frozen=True)
class UnitHit:
    """What a change of a unit touches on a day: people in the unit itself, in its whole part, and child units."""

    direct: int
    people: int
    children: int


@dataclass(frozen=True)
class UnitPast:
    """A time in a unit's life: its name and the unit above."""

    name: str
    parent: str
    from_: date
    until: date | None


@dataclass(frozen=True)
class UnitStep:
    """One unit continued in another from a day on; ``into`` says whether the other continues this one."""

    other: str
    into: bool
    on: date


def unit_hit(db: Session, tree: Tree, unit_ids: Collection[int], on: date) -> UnitHit:
    """Return what a change of units touches on a day, each person once. The caller may see the tree."""
    units = unit_tree(db, tree, on)
    counts = head_counts(db, tree, on)
    part = frozenset().union(*(units.subtree(one) for one in unit_ids))
    return UnitHit(
        direct=sum(counts.get(one, 0) for one in unit_ids),
        people=sum(counts.get(number, 0) for number in part),
        children=len(part.difference(unit_ids)),
    )


def head_counts(db: Session, tree: Tree, on: date) -> dict[int, int]:
    """Return how many people have their main place in each unit on a day and have not left."""
    rows = db.exec(
        select(Posting.unit_id, func.count())
        .where(
            Posting.tree == tree,
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            Posting.status != Status.INACTIVE,
            col(Posting.from_) <= on,
            or_(col(Posting.until).is_(None), col(Posting.until) > on),
        )
        .group_by(col(Posting.unit_id))
    ).all()
    return dict(rows)


def subtree_counts(units: UnitTree, counts: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Return for each unit how many units stand below it and how many people its whole part has."""
    found: dict[int, tuple[int, int]] = {}
    order: list[int] = []
    waiting = list(units.children.get(None, ()))
    while waiting:
        step = waiting.pop()
        order.append(step)
        waiting.extend(units.children.get(step, ()))
    for unit in reversed(order):
        below = [found[child] for child in units.children.get(unit, ()) if child in found]
        found[unit] = (
            sum(one[0] + 1 for one in below),
            counts.get(unit, 0) + sum(one[1] for one in below),
        )
    return {unit: found.get(unit, (0, counts.get(unit, 0))) for unit in units.nodes}


def unit_people(db: Session, unit_id: int, on: date) -> list[int]:
    """Return who has a posting in a unit itself on a day or later, for a split."""
    return sorted({row.person_id for row in posted_in(db, unit_id, on)})


def unit_history(db: Session, unit_id: int) -> tuple[list[UnitPast], list[UnitStep]]:
    """Return a unit's names and places as known now, and which units continued it or were continued in it."""
    versions = sorted(standing_versions(db, unit_id), key=lambda row: row.from_)
    steps = db.exec(
        select(Succession)
        .where(or_(Succession.old_id == unit_id, Succession.new_id == unit_id), col(Succession.voided_at).is_(None))
        .order_by(col(Succession.on), col(Succession.id))
    ).all()
    others = {row.parent_id for row in versions if row.parent_id is not None}
    others |= {step.old_id for step in steps} | {step.new_id for step in steps}
    names = unit_names(db, others)
    past = [
        UnitPast(row.name, names.get(row.parent_id, "") if row.parent_id else "", row.from_, row.until)
        for row in versions
    ]
    told = [
        UnitStep(
            names.get(step.new_id if step.old_id == unit_id else step.old_id, "–"), step.old_id == unit_id, step.on
        )
        for step in steps
    ]
    return past, told


def mergers(db: Session, after: date, until: date) -> tuple[tuple[int, int], ...]:
    """Return which unit was continued in which from a day later than ``after``, not later than ``until``, by id."""
    rows = select(Succession.old_id, Succession.new_id).where(
        col(Succession.on) > after, col(Succession.on) <= until, col(Succession.voided_at).is_(None)
    )
    return tuple(sorted(db.exec(rows).all()))


def unit_ends(db: Session, units: Collection[int]) -> dict[int, date]:
    """Return, of those of some units that have an end, the first day without them, as known now."""
    ended: dict[int, date | None] = {}
    for row in db.exec(
        select(UnitVersion)
        .where(col(UnitVersion.unit_id).in_(units), col(UnitVersion.voided_at).is_(None))
        .order_by(col(UnitVersion.from_))
    ):
        ended[row.unit_id] = row.until
    return {unit: day for unit, day in ended.items() if day is not None}


def units_of_tree(db: Session, tree: Tree, units: Collection[int]) -> set[int]:
    """Return which of these units belong to a tree."""
    rows = db.exec(select(Unit.id).where(col(Unit.id).in_(units), Unit.tree == tree)).all() if units else ()
    return {number for number in rows if number is not None}
