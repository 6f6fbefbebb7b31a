"""The staff lists that were brought in, each with a moment of its own by which its rows are found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from models import text
from models.organisation.reach import scope_units, trees_of
from models.organisation.tables import ImportRun, PartyMembership, Posting, UnitVersion
from models.rights import Actor, DomainError, Right, Scope


@dataclass(frozen=True)
class ImportLine:
    """A list that was brought in, for a list of them. ``undone_at`` None: it stands."""

    key: str
    at: datetime
    by_id: int | None
    file_name: str
    on: date
    counts: dict[str, int]
    undone_at: datetime | None


def import_runs(db: Session, actor: Actor, scope: Scope, *, now: datetime, limit: int = 20) -> list[ImportLine]:
    """Return the lists that an officer may know of, the newest first: all, or their own and those of their units.

    Raises `DomainError` 'forbidden' for a scope of another right.
    """
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    query = select(ImportRun).order_by(col(ImportRun.at).desc(), col(ImportRun.id).desc())
    if not scope.everywhere:
        today = text.local_day(now)
        units = frozenset[int]().union(*(scope_units(db, scope, tree, today) for tree in trees_of(scope)))
        mine = col(ImportRun.by_id) == (actor.person_id or 0)
        query = query.where(or_(mine, col(ImportRun.unit_id).in_(units)))
    return [_line(run) for run in db.exec(query.limit(limit)).all()]


def runs_named(db: Session, keys: Sequence[str]) -> dict[str, ImportLine]:
    """Return lists by their keys; the caller has asked who may know of them."""
    found = db.exec(select(ImportRun).where(col(ImportRun.key).in_(keys))).all() if keys else ()
    return {run.key: _line(run) for run in found}


def _line(run: ImportRun) -> ImportLine:
    return ImportLine(run.key, run.at, run.by_id, run.file_name, run.on, run.counts, run.undone_at)


def last_lists(db: Session) -> dict[int | None, datetime]:
    """Return when a staff list that stands was last brought in, by the unit that it was of (None: it named none)."""
    rows = db.exec(select(ImportRun.unit_id, ImportRun.at).where(col(ImportRun.undone_at).is_(None)))
    found: dict[int | None, datetime] = {}
    for unit, at in rows:
        found[unit] = max(at, found.get(unit, at))
    return found


def own_moment(db: Session, now: datetime) -> datetime:
    """Return ``now``, or the first microsecond after it at which nothing was recorded or voided."""
    while _taken(db, now):
        now += timedelta(microseconds=1)
    return now


def _taken(db: Session, moment: datetime) -> bool:
    if db.exec(select(ImportRun.id).where(ImportRun.at == moment)).first() is not None:
        return True
    return any(
        db.exec(select(table.id).where(or_(table.recorded_at == moment, table.voided_at == moment)).limit(1)).first()
        is not None
        for table in (Posting, PartyMembership, UnitVersion)
    )
