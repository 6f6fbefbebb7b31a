"""Setting targets by unit, course and day, and taking them back: by whoever answers for the units they are set for.

A share for a unit is set by whoever answers for the unit above it as well. Who answers for the unit alone may ask
more of it than those above do, never less, or a unit could turn itself green.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import audit, changes, courses, organisation, text
from models.database import new_key
from models.organisation import Tree, UnitNode
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import units_of
from models.training.goals import Path, read_targets
from models.training.tables import Target

FURTHEST = timedelta(days=3660)  # a plan of ten years


@dataclass(frozen=True)
class TargetLine:
    """A target as a list shows it; ``unit`` '' is the whole installation, ``mine``: the reader may take it back.

    ``ended_at``, ``ended_by``: when and by whom it was taken back or replaced; None while it stands.
    """

    id: int
    unit: str
    unit_key: str | None
    course_id: int | None
    percent: int
    due: date
    own: bool
    set_by: str
    set_at: datetime
    mine: bool
    ended_at: datetime | None
    ended_by: str


def set_target(
    db: Session,
    actor: Actor,
    scope: Scope,
    *,
    unit_id: int | None,
    course_id: int | None,
    percent: int,
    due: date,
    now: datetime,
) -> Target:
    """Ask a share of a unit and everything under it by the end of a day, in place of what was asked for that day.

    ``scope`` is the actor's for Right.ASSIGN; ``unit_id`` None is the whole installation, for whoever reaches all of
    it. Raises `DomainError`: 'forbidden'; 'outside-scope'; 'course-unknown'; 'target-percent'; 'target-day' (past, or
    ten years ahead); 'target-below' (``asked``: those above the unit ask for more by that day).
    """
    check(actor, Right.ASSIGN)
    path = _path(db, scope, unit_id, now=now)
    if course_id is not None and db.get(courses.tables.CourseRecord, course_id) is None:
        raise DomainError("course-unknown", course=course_id)
    if not 1 <= percent <= 100:
        raise DomainError("target-percent")
    if not text.local_day(now) <= due <= text.local_day(now) + FURTHEST:
        raise DomainError("target-day")
    own = not _reaches_above(db, scope, path, now=now)
    if unit_id is not None:
        db.get(organisation.Unit, unit_id, with_for_update=True)  # two who set one at once come one after the other
    asked = read_targets(db).plans(None).from_above(path, course_id, due)
    if own and percent < asked.percent:
        raise DomainError("target-below", asked=asked.percent)
    before = db.exec(
        select(Target).where(
            Target.unit_id == unit_id,
            Target.course_id == course_id,
            Target.due == due,
            col(Target.own).is_(own),
            col(Target.voided_at).is_(None),
        )
    ).first()
    row = Target(
        key=new_key() if before is None else before.key,
        unit_id=unit_id,
        course_id=course_id,
        percent=percent,
        due=due,
        own=own,
        set_by=actor.person_id,
        recorded_at=now,
    )
    if before is not None:
        before.voided_at, before.voided_by = now, actor.person_id
        db.add(before)
    db.add(row)
    _done(db, actor, "training.set-target", row, now=now)
    return row


def end_target(db: Session, actor: Actor, scope: Scope, target_id: int, *, now: datetime) -> None:
    """Take a target back: what is asked otherwise holds again; it stays on record.

    Raises `DomainError`: 'forbidden'; 'not-found' (no such target in the scope, or one that no longer stands);
    'target-from-above' (set by those above the unit).
    """
    check(actor, Right.ASSIGN)
    row = db.exec(select(Target).where(Target.id == target_id).with_for_update()).first()
    if row is None or row.voided_at is not None:
        raise DomainError("not-found", target=target_id)
    try:
        path = _path(db, scope, row.unit_id, now=now)
    except DomainError as error:
        raise DomainError("not-found", target=target_id) if error.code == "outside-scope" else error from None
    if not row.own and not _reaches_above(db, scope, path, now=now):
        raise DomainError("target-from-above")
    row.voided_at, row.voided_by = now, actor.person_id
    db.add(row)
    _done(db, actor, "training.end-target", row, now=now)


def targets_in_scope(db: Session, scope: Scope, *, now: datetime, ended: bool = False) -> list[TargetLine]:
    """Return the targets that stand (``ended``: that no longer do, the newest first) for units of a scope.

    Those for units above it, and for the whole installation, are told too where they stand: they reach into it.
    Raises `DomainError` 'forbidden' for a scope of another right.
    """
    _check_scope(scope)
    today = text.local_day(now)
    inside = units_of(db, scope, now=now)
    shown: dict[int, UnitNode] = {}
    reachable: set[int | None] = {None} if scope.everywhere else set()
    trees = [tree for tree in Tree if tree is not Tree.PARTY or scope.party]
    for tree in (organisation.unit_tree(db, one, today) for one in trees):
        for top in organisation.tops(tree, scope):
            path = tree.path(top)
            shown |= {} if ended else {node.id: node for node in path}
            shown |= {unit: tree.nodes[unit] for unit in tree.subtree(top)}
            reachable |= tree.subtree(top) - ({top} if len(path) > 1 and not scope.everywhere else set())
    stands = col(Target.voided_at).is_not(None) if ended else col(Target.voided_at).is_(None)
    ordered = (col(Target.voided_at).desc(), col(Target.id)) if ended else (col(Target.due), col(Target.id))
    rows = [
        row
        for row in db.exec(select(Target).where(stands).order_by(*ordered)).all()
        if row.unit_id in shown or (row.unit_id is None and (scope.everywhere or not ended))
    ]
    people = {one for row in rows for one in (row.set_by, row.voided_by) if one is not None}
    names = organisation.names(db, people)
    return [
        TargetLine(
            id=row.id or 0,
            unit="" if row.unit_id is None else shown[row.unit_id].name,
            unit_key=None if row.unit_id is None else shown[row.unit_id].key,
            course_id=row.course_id,
            percent=row.percent,
            due=row.due,
            own=row.own,
            set_by=names.get(row.set_by or 0, ""),
            set_at=row.recorded_at,
            mine=not ended and (row.unit_id in reachable or (row.own and row.unit_id in inside)),
            ended_at=row.voided_at,
            ended_by=names.get(row.voided_by or 0, ""),
        )
        for row in rows
    ]


def _path(db: Session, scope: Scope, unit_id: int | None, *, now: datetime) -> Path:
    """Return the way from the top of its tree to a unit of the scope, () for the whole installation."""
    _check_scope(scope)
    if unit_id is None:
        if not scope.everywhere:
            raise DomainError("outside-scope", unit=None)
        return ()
    unit = db.get(organisation.Unit, unit_id)
    if unit is None or unit_id not in units_of(db, scope, now=now):
        raise DomainError("outside-scope", unit=unit_id)
    return organisation.unit_tree(db, unit.tree, text.local_day(now)).path(unit_id)


def _reaches_above(db: Session, scope: Scope, path: Path, *, now: datetime) -> bool:
    """Return whether whoever has this scope answers for the unit above as well, or there is none above."""
    return scope.everywhere or len(path) < 2 or path[-2].id in units_of(db, scope, now=now)


def _check_scope(scope: Scope) -> None:
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)


def _done(db: Session, actor: Actor, act: str, row: Target, *, now: datetime) -> None:
    changes.note(db, changes.Kind.TARGET, row.unit_id, now=now)
    told: dict[str, Any] = {"course": row.course_id, "asked": row.percent, "due": row.due.isoformat()}
    audit.record(db, actor, act, "unit", row.unit_id, now=now, key=row.key, **told)
    db.flush()
