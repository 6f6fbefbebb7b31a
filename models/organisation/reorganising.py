"""Ending and splitting units, what such a change touches, and what became of a unit through time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models import audit, changes, database
from models.organisation.following import moved
from models.organisation.intervals import rewrite
from models.organisation.tables import Posting, Status, Succession, Tree, Unit, UnitVersion
from models.organisation.units import UnitTree, add_unit, check_unit, unit_tree
from models.rights import Actor, DomainError


@dataclass(frozen=True)
class NewPart:
    """A unit that a split makes, with who and which child units go over to it."""

    name: str
    people: tuple[int, ...] = ()
    children: tuple[int, ...] = ()


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


def end_unit(db: Session, actor: Actor, unit_id: int, *, on: date, now: datetime, seen: str | None = None) -> None:
    """Let a unit end on a day. Raises 'unit-in-use' (``people``, ``children``: who is still there from then on)."""
    unit = check_unit(db, actor, unit_id, seen)
    people, children = len(_posted(db, unit_id, on)), len(_below(db, unit.tree, unit_id, on))
    if people or children:
        raise DomainError("unit-in-use", people=people, children=children)
    _cut(db, unit_id, on, now=now)
    _done(db, actor, "organisation.end-unit", unit_id, now=now, on=on.isoformat())


def split_unit(
    db: Session,
    actor: Actor,
    unit_id: int,
    parts: Sequence[NewPart],
    *,
    on: date,
    ends: bool,
    now: datetime,
    seen: str | None = None,
) -> list[int]:
    """Let new units beside a unit take over some of its people and child units from a day on; return their ids.

    With ``ends`` the old unit ends that day, and everybody must have gone over. Raises `DomainError`: 'forbidden';
    'unit-unknown'; 'changed-meanwhile'; 'name-missing'; 'split-twice' (somebody goes over to two);
    'split-strange' (a person or child unit that is not there then); 'unit-in-use'.
    """
    unit = check_unit(db, actor, unit_id, seen)
    nodes = unit_tree(db, unit.tree, on).nodes
    if unit_id not in nodes:
        raise DomainError("unit-unknown", unit=unit_id)
    for going in ([p for part in parts for p in part.people], [c for part in parts for c in part.children]):
        if len(going) != len(set(going)):
            raise DomainError("split-twice")
    posted, below = _posted(db, unit_id, on), _below(db, unit.tree, unit_id, on)
    if not {p for part in parts for p in part.people} <= {row.person_id for row in posted} or not {
        c for part in parts for c in part.children
    } <= set(below):
        raise DomainError("split-strange")
    made: list[int] = []
    for part in parts:
        node = nodes[unit_id]
        new = add_unit(db, part.name, tree=unit.tree, parent_id=node.parent_id, from_=on, now=now, kind=node.kind)
        made.append(new)
        mine = [row for row in posted if row.person_id in part.people]
        rewrite(db, mine, on, None, now=now, unit_id=new)
        for child in part.children:
            rewrite(db, _versions(db, child), on, None, now=now, parent_id=new)
        db.add(Succession(old_id=unit_id, new_id=new, on=on, recorded_at=now))
        db.flush()
    if ends:
        people, children = len(_posted(db, unit_id, on)), len(_below(db, unit.tree, unit_id, on))
        if people or children:
            raise DomainError("unit-in-use", people=people, children=children)
        _cut(db, unit_id, on, now=now)
    count = sum(len(part.people) for part in parts)
    _done(db, actor, "organisation.split-unit", unit_id, now=now, on=on.isoformat(), into=made, people=count)
    changes.note(db, changes.Kind.PEOPLE, None, now=now)
    return made


def unit_hit(db: Session, tree: Tree, unit_id: int, on: date) -> UnitHit:
    """Return what a change of a unit touches on a day. The caller may see the tree."""
    units = unit_tree(db, tree, on)
    counts = head_counts(db, tree, on)
    part = units.subtree(unit_id)
    return UnitHit(
        direct=counts.get(unit_id, 0),
        people=sum(counts.get(number, 0) for number in part),
        children=max(0, len(part) - 1),
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
    return sorted({row.person_id for row in _posted(db, unit_id, on)})


def unit_history(db: Session, unit_id: int) -> tuple[list[UnitPast], list[UnitStep]]:
    """Return a unit's names and places as known now, and which units continued it or were continued in it."""
    versions = sorted(_versions(db, unit_id), key=lambda row: row.from_)
    steps = db.exec(
        select(Succession)
        .where(or_(Succession.old_id == unit_id, Succession.new_id == unit_id), col(Succession.voided_at).is_(None))
        .order_by(col(Succession.on))
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


def unit_names(db: Session, units: Collection[int]) -> dict[int, str]:
    """Return units' newest known names by id."""
    return dict(database.rows(db, _UNIT_NAMES, units=list(units))) if units else {}


def units_of_tree(db: Session, tree: Tree, units: Collection[int]) -> set[int]:
    """Return which of these units belong to a tree."""
    rows = db.exec(select(Unit.id).where(col(Unit.id).in_(units), Unit.tree == tree)).all()
    return {number for number in rows if number is not None}


def _posted(db: Session, unit_id: int, on: date) -> list[Posting]:
    rows = select(Posting).where(
        Posting.unit_id == unit_id,
        col(Posting.voided_at).is_(None),
        Posting.status != Status.INACTIVE,
        or_(col(Posting.until).is_(None), col(Posting.until) > on),
    )
    return list(db.exec(rows).all())


def _below(db: Session, tree: Tree, unit_id: int, on: date) -> list[int]:
    """Return the child units of a day and those known to come under it later."""
    rows = db.exec(
        select(UnitVersion.unit_id).where(
            UnitVersion.parent_id == unit_id,
            col(UnitVersion.voided_at).is_(None),
            or_(col(UnitVersion.until).is_(None), col(UnitVersion.until) > on),
        )
    ).all()
    return sorted(set(rows) | set(unit_tree(db, tree, on).children.get(unit_id, ())))


def _versions(db: Session, unit_id: int) -> list[UnitVersion]:
    known = select(UnitVersion).where(UnitVersion.unit_id == unit_id, col(UnitVersion.voided_at).is_(None))
    return list(db.exec(known).all())


def _cut(db: Session, unit_id: int, on: date, *, now: datetime) -> None:
    if not any(row.until is None or row.until > on for row in _versions(db, unit_id)):
        raise DomainError("unit-unknown", unit=unit_id)
    rewrite(db, _versions(db, unit_id), on, None, now=now)
    db.flush()


def _done(db: Session, actor: Actor, act: str, unit_id: int, *, now: datetime, **details: Any) -> None:
    audit.record(db, actor, act, "unit", unit_id, now=now, **details)
    changes.note(db, changes.Kind.UNIT, unit_id, now=now)
    moved(db, None, now=now)


_UNIT_NAMES = (
    columns(col(UnitVersion.unit_id), col(UnitVersion.name))
    .where(col(UnitVersion.unit_id).in_(bindparam("units", expanding=True)), col(UnitVersion.voided_at).is_(None))
    .order_by(col(UnitVersion.from_))
)
