"""Units as trees with a history: reading a tree on a day, and the acts that change it from a day on."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, func
from sqlalchemy import select as columns
from sqlalchemy import text as sql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from models import audit, changes, database, staging, text, workdays
from models.database import EnumText
from models.organisation.following import moved
from models.organisation.tables import Tree, Unit, UnitVersion
from models.rights import Actor, DomainError, Right, check

KEPT = 12  # trees: each of a few days

Made = TypeVar("Made")


@dataclass(frozen=True)
class UnitNode:
    """A unit as it was on a day."""

    id: int
    key: str
    code: str | None
    name: str
    kind: str
    parent_id: int | None


@dataclass(frozen=True)
class UnitTree:
    """All units of one tree on one day, children in the order they were made."""

    tree: Tree
    nodes: dict[int, UnitNode]
    children: dict[int | None, tuple[int, ...]]
    _by_key: dict[str, int] = field(default_factory=dict, repr=False)
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, tree: Tree, nodes: dict[int, UnitNode]) -> "UnitTree":
        """Return the tree that units make; one whose parent is not among them stands at the top."""
        below: dict[int | None, list[int]] = {}
        for node in nodes.values():
            parent = node.parent_id if node.parent_id in nodes else None
            below.setdefault(parent, []).append(node.id)
        return cls(
            tree=tree,
            nodes=nodes,
            children={parent: tuple(ids) for parent, ids in below.items()},
            _by_key={node.key: node.id for node in nodes.values()},
        )

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """Return what follows from this tree and the key alone: made once, since a tree is never changed."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    def subtree(self, unit_id: int) -> frozenset[int]:
        """Return the unit and everything under it; nothing when it has no place on that day."""
        if unit_id not in self.nodes:
            return frozenset()
        return self.once(("subtree", unit_id), lambda: self._subtree(unit_id))

    def _subtree(self, unit_id: int) -> frozenset[int]:
        found, waiting = {unit_id}, [unit_id]
        while waiting:
            below = [child for child in self.children.get(waiting.pop(), ()) if child not in found]
            found.update(below)
            waiting.extend(below)
        return frozenset(found)

    def path(self, unit_id: int) -> tuple[UnitNode, ...]:
        """Return the units from the top down to this one; none when it has no place on that day."""
        if unit_id not in self.nodes:
            return ()
        return self.once(("path", unit_id), lambda: self._path(unit_id))

    def _path(self, unit_id: int) -> tuple[UnitNode, ...]:
        steps: list[UnitNode] = []
        node = self.nodes.get(unit_id)
        while node is not None and node not in steps:
            steps.insert(0, node)
            node = self.nodes.get(node.parent_id) if node.parent_id is not None else None
        return tuple(steps)

    def by_key(self, key: str) -> UnitNode | None:
        """Return the unit with this public key, or None."""
        found = self._by_key.get(key)
        return None if found is None else self.nodes[found]


# A city has 1,200 units, every page of an officer asks for their trees, and they change a few times a year: the trees
# last read are kept beside the number of versions that there were, and that is asked each time.
_kept: dict[tuple[Any, ...], UnitTree] = {}


def unit_tree(db: Session, tree: Tree, on: date, *, known_at: datetime | None = None) -> UnitTree:
    """Return a tree as it stood on a day, as known at a moment (None: now)."""
    if known_at is not None or not database.only_reads(db):
        return database.once(db, ("unit-tree", tree, on, known_at), lambda: _read_tree(db, tree, on, known_at))
    stamp = database.once(db, ("unit-stamp",), lambda: tuple(db.connection().execute(_STAMP).one()))
    key = (getattr(db.get_bind(), "pool", None), tree, on, *stamp)
    found = _kept.get(key)
    if found is None:
        found = _read_tree(db, tree, on, None)
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def every_unit(db: Session, tree: Tree, on: date) -> frozenset[int]:
    """Return the ids of all units that a tree ever had; kept beside the tree, which is read anew when one is added."""
    read = columns(col(Unit.id)).where(col(Unit.tree) == tree)
    kept = unit_tree(db, tree, on)
    return kept.once(("every unit",), lambda: frozenset(row[0] for row in database.rows(db, read)))


def unit_path(db: Session, tree: Tree, unit_id: int, on: date) -> tuple[UnitNode, ...]:
    """Return what `UnitTree.path` returns of a day, as known now, by reading these units only."""
    rows = db.connection().execute(_ABOVE, {"tree": tree, "unit": unit_id, "on": on})
    return UnitTree.of(tree, _nodes(rows)).path(unit_id)


def with_above(db: Session, tree: Tree, unit_id: int, name: str, on: date) -> str:
    """Return a unit's name with what it belongs to below the top: many wards have an office of one name."""
    path = unit_path(db, tree, unit_id, on)
    return f"{name}, {path[-2].name}" if len(path) > 2 else name


def _read_tree(db: Session, tree: Tree, on: date, known_at: datetime | None) -> UnitTree:
    asked = {"tree": tree, "on": on}
    if known_at is None:
        rows = db.connection().execute(_TREE.where(col(UnitVersion.voided_at).is_(None)), asked)
    else:
        rows = db.connection().execute(
            _TREE.where(
                col(UnitVersion.recorded_at) <= known_at,
                or_(col(UnitVersion.voided_at).is_(None), col(UnitVersion.voided_at) > known_at),
            ),
            asked,
        )
    return UnitTree.of(tree, _nodes(rows))


def _nodes(rows: Iterable[Any]) -> dict[int, UnitNode]:
    return {row[0]: UnitNode(*row) for row in rows}


def unit_named(units: UnitTree, wanted: str) -> int:
    """Return the unit with a key, code or name; raise `DomainError` 'not-found' or 'unit-ambiguous' (``keys``)."""
    folded = text.search_key(wanted)
    nodes = list(units.nodes.values())
    for same in (
        [node for node in nodes if node.key == wanted],
        [node for node in nodes if node.code and text.search_key(node.code) == folded],
        [node for node in nodes if text.tidy(node.name).casefold() == text.tidy(wanted).casefold()],
        [node for node in nodes if text.search_key(node.name) == folded],
    ):
        if len(same) == 1:
            return same[0].id
        if same:
            raise DomainError("unit-ambiguous", unit=wanted, keys=", ".join(node.key for node in same))
    raise DomainError("not-found", unit=wanted)


def unit_names(db: Session, units: Collection[int]) -> dict[int, str]:
    """Return units' newest known names by id; of a unit that was taken back altogether, what it was last called."""
    return dict(database.rows(db, _UNIT_NAMES, units=list(units))) if units else {}


def create_unit(
    db: Session,
    actor: Actor,
    name: str,
    *,
    tree: Tree,
    parent_id: int | None,
    from_: date,
    now: datetime,
    kind: str = "",
    code: str | None = None,
) -> int:
    """Make a unit under a parent from a day on and return its id.

    Raises `DomainError`: 'forbidden'; 'unit-nameless'; 'unit-unknown' (no such parent in that tree then);
    'unit-code-taken'.
    """
    check(actor, Right.ADMINISTER)
    if tree is Tree.PARTY:
        check(actor, Right.SEE_PARTY)
    workdays.check_days(from_, now=now)
    made = add_unit(db, name, tree=tree, parent_id=parent_id, from_=from_, now=now, kind=kind, code=code)
    audit.record(db, actor, "organisation.create-unit", "unit", made, now=now, parent=parent_id)
    changes.note(db, changes.Kind.UNIT, made, now=now)
    moved(db, (), now=now)
    return made


def add_unit(
    db: Session,
    name: str,
    *,
    tree: Tree,
    parent_id: int | None,
    from_: date,
    now: datetime,
    kind: str = "",
    code: str | None = None,
) -> int:
    """Write a unit for an act that checks rights and records itself (an import makes many); see `create_unit`."""
    name = text.tidy(name)
    if not name:
        raise DomainError("unit-nameless")
    if parent_id is not None and parent_id not in unit_tree(db, tree, from_).nodes:
        raise DomainError("unit-unknown", unit=parent_id)
    key = text.search_key(code) if code else None
    if key is not None and db.exec(select(Unit.id).where(Unit.code_key == key)).first() is not None:
        raise DomainError("unit-code-taken", taken=code)
    unit = Unit(tree=tree, code=text.tidy(code) if code else None, code_key=key)
    db.add(unit)
    db.flush()
    assert unit.id is not None
    db.add(UnitVersion(unit_id=unit.id, name=name, kind=kind, parent_id=parent_id, from_=from_, recorded_at=now))
    db.flush()
    return unit.id


def check_unit(db: Session, actor: Actor, unit_id: int, seen: str | None) -> Unit:
    """Return a unit that the actor may change, with the trees held, if it is still what was seen.

    Raises `DomainError`: 'forbidden' (the Party's units need its right, too); 'unit-unknown'; 'changed-meanwhile'.
    """
    check(actor, Right.ADMINISTER)
    unit = unit_of(db, unit_id)
    if unit.tree is Tree.PARTY:
        check(actor, Right.SEE_PARTY)
    _hold_trees(db)
    if seen is not None and unit_fingerprint(db, unit_id) != seen:
        raise DomainError("changed-meanwhile")
    return unit


def unit_fingerprint(db: Session, unit_id: int) -> str:
    """Return what tells whether a unit's name, place or end was changed since: the rows that stand."""
    known = select(UnitVersion.id).where(UnitVersion.unit_id == unit_id, col(UnitVersion.voided_at).is_(None))
    return "-".join(str(number) for number in sorted(number or 0 for number in db.exec(known).all()))


def unit_of(db: Session, unit_id: int) -> Unit:
    """Return a unit. Raises `DomainError` 'unit-unknown'."""
    unit = db.get(Unit, unit_id)
    if unit is None:
        raise DomainError("unit-unknown", unit=unit_id)
    return unit


def _hold_trees(db: Session) -> None:
    """Let nobody else change the trees until this transaction ends, or two moves could make a ring."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SELECT pg_advisory_xact_lock(42)"))


def refuse_cycle(db: Session, tree: Tree, unit_id: int, parent_id: int, on: date) -> None:
    """Return if a unit may stand under another from a day on. Raises 'unit-cycle', 'unit-unknown'."""
    _hold_trees(db)
    days = db.exec(
        select(col(UnitVersion.from_))
        .where(col(UnitVersion.voided_at).is_(None), col(UnitVersion.from_) > on)
        .distinct()
    ).all()
    if parent_id not in unit_tree(db, tree, on).nodes:
        raise DomainError("unit-unknown", unit=parent_id)
    for day in (on, *days):
        if parent_id in unit_tree(db, tree, day).subtree(unit_id):
            raise DomainError("unit-cycle", unit=unit_id, parent=parent_id)


# Versions are added and voided: two numbers grow with every change, and a third tells those of a big write apart.
_STAMP = columns(*map(func.count, (UnitVersion.id, UnitVersion.voided_at, staging.stored(UnitVersion).c.batch_id)))


def _stands(version: Any) -> ColumnElement[bool]:
    day = bindparam("on", type_=Date)
    return and_(col(version.from_) <= day, or_(col(version.until).is_(None), col(version.until) > day))


_NODE = (
    col(Unit.id),
    col(Unit.key),
    col(Unit.code),
    col(UnitVersion.name),
    col(UnitVersion.kind),
    col(UnitVersion.parent_id),
)
_TREE = (
    columns(*_NODE)
    .join(UnitVersion, col(UnitVersion.unit_id) == col(Unit.id))
    .where(col(Unit.tree) == bindparam("tree", type_=EnumText(Tree)), _stands(UnitVersion))
    .order_by(col(Unit.id))
)
_FIRST, _NEXT = aliased(UnitVersion), aliased(UnitVersion)
_STEPS = (
    columns(col(_FIRST.unit_id), col(_FIRST.parent_id))
    .where(col(_FIRST.unit_id) == bindparam("unit", type_=Integer), col(_FIRST.voided_at).is_(None), _stands(_FIRST))
    .cte("steps", recursive=True)
)
_STEPS = _STEPS.union(  # no row twice: a circle ends
    columns(col(_NEXT.unit_id), col(_NEXT.parent_id))
    .join(_STEPS, col(_NEXT.unit_id) == _STEPS.c.parent_id)
    .where(col(_NEXT.voided_at).is_(None), _stands(_NEXT))
)
_ABOVE = (
    _TREE.join(_STEPS, _STEPS.c.unit_id == col(Unit.id))
    .where(col(UnitVersion.voided_at).is_(None))
    .order_by(None)  # in the order of units SQLite would look at all of them, for the few that are asked for
)
_UNIT_NAMES = (
    columns(col(UnitVersion.unit_id), col(UnitVersion.name))
    .where(col(UnitVersion.unit_id).in_(bindparam("units", expanding=True)))
    .order_by(col(UnitVersion.voided_at).is_(None), col(UnitVersion.from_), col(UnitVersion.id))  # the last one counts
)
