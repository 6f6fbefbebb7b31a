"""Making the files that wait, one at a time: taken, written beside, moved to its place whole, and only then ready.

A process that dies leaves its export as one that is being made; the next one begins it anew, three times at the most.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from models import access, audit, notices, organisation, settings, training
from models.reports.asking import ACTS, check_reach, path_of, wanted_of
from models.reports.coverage_report import coverage_report
from models.reports.excel import write_coverage
from models.reports.fingerprints import Fingerprint
from models.reports.looks import ids_of_codes, ids_of_keys, note_look
from models.reports.staff_list import staff_list, write_staff
from models.reports.tables import AT_WORK, Export, Kind, State
from models.reports.wanted import CoverageWanted
from models.rights import DomainError

TRIES = 3
FORGOTTEN = timedelta(days=30)  # after which nothing is kept of a file that is gone
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LINKS = {Kind.COVERAGE: "/coverage", Kind.STAFF: "/staff-list"}

Told = Callable[[int, int], object]  # how many rows are written, of how many


@dataclass(frozen=True)
class Made:
    """What a file that was made holds: whom it names, and by what it is known again (a staff list: None)."""

    named: Collection[int] = ()
    mark: Fingerprint | None = None


def is_waited_for(db: Session) -> bool:
    """Return whether any file waits, or was begun by a process that is gone (nobody else makes any)."""
    return db.execute(select(col(Export.id)).where(col(Export.state).in_(AT_WORK)).limit(1)).scalar() is not None


def take_next(db: Session, *, now: datetime) -> Export | None:
    """Return the export to make next, as one that this process has begun; what has failed too often is refused."""
    begun = col(Export.state) == State.MAKING
    waiting = select(Export).where(col(Export.state).in_(AT_WORK)).order_by(begun.desc(), col(Export.id))
    found: list[Export] = list(db.execute(waiting).scalars())
    for export in found:
        if export.tries < TRIES:
            export.state, export.tries, export.done, export.total = State.MAKING, export.tries + 1, 0, None
            db.add(export)
            return export
        refuse(db, export, DomainError("export-failed"), now=now)
    return None


def make(db: Session, figures: training.Figures, export: Export, path: Path, told: Told, *, now: datetime) -> Made:
    """Write an export's file, where nobody looks for it yet, and return what it holds.

    ``db`` is a transaction of `reading`: all of the file is of its moment. ``told`` hears how far it is, and may end it
    by an exception. Raises `DomainError` 'export-refused' (a right or a part of the scope is gone), 'export-disk'.
    """
    wanted = wanted_of(export)
    name = organisation.names(db, [export.by_id]).get(export.by_id, "")
    try:
        scope = access.scope_of(access.actor_for(db, export.by_id, name, now=now), wanted.right)
    except DomainError:
        raise DomainError("export-refused") from None
    export.reach = sorted(check_reach(db, scope, export))
    with _disk():
        if isinstance(wanted, CoverageWanted):
            held = figures.refresh(db, wait=True)
            report = coverage_report(db, held, scope, wanted, made_by=name, purpose=export.purpose, now=now)
            export.total, export.file_name = report.total, report.file_name
            told(0, report.total)
            mark = write_coverage(report, path, progress=lambda done: told(done, report.total))
            made = Made(ids_of_keys(db, report.named), mark)
        else:
            staff = staff_list(db, scope, wanted)
            export.total, export.file_name = staff.total, staff.file_name
            told(0, staff.total)
            marks: dict[str, Any] = {"made_by": name, "purpose": export.purpose, "now": now}
            write_staff(staff, path, **marks, progress=lambda done: told(done, staff.total))
            made = Made(ids_of_codes(db, (row.staff_code for row in staff.people)))
        with path.open("rb+") as written:
            os.fsync(written.fileno())
    told(export.total, export.total)
    return made


def finish(db: Session, export: Export, path: Path, made: Made, *, now: datetime) -> bool:
    """Put a file in its place and say that it is ready; False where it was cancelled or another process has it.

    Kept are whom it names, for those who ask who took lists with their name along, and by what it is known again.
    """
    if not stands(db, export):
        return False
    with _disk():
        size = path.stat().st_size
        path.replace(path_of(export))
    values: dict[str, Any] = {
        "reach": export.reach,
        "total": export.total,
        "done": export.total,
        "file_name": export.file_name,
    }
    until = now + timedelta(hours=settings.current().export_hours)
    values |= {"state": State.READY, "size": size, "ended_at": now, "until": until}
    db.execute(update(Export).where(col(Export.id) == export.id).values(values))
    note_look(db, export.by_id, ACTS[export.kind], made.named, export.purpose, now=now)
    if made.mark is not None:
        details: dict[str, Any] = {"rows": export.total, "on": export.asked["on"], **made.mark.details()}
        maker = access.actor_for(db, export.by_id, "", now=now)
        audit.record(db, maker, "reports.make-coverage", "unit", None, now=now, **details)
    _say(db, export, "export-ready", now=now)
    return True


def refuse(db: Session, export: Export, error: DomainError, *, now: datetime) -> None:
    """Say why there is no file, unless it was cancelled meanwhile."""
    if stands(db, export):
        wrong = {"code": error.code, "values": error.values}
        values = {"state": State.REFUSED, "wrong": wrong, "ended_at": now}
        db.execute(update(Export).where(col(Export.id) == export.id).values(values))
        _say(db, export, "export-not-made", now=now)


def stands(db: Session, export: Export) -> bool:
    """Return whether an export is still this process's to make."""
    mine = (col(Export.id) == export.id, col(Export.state) == State.MAKING, col(Export.tries) == export.tries)
    return db.execute(select(col(Export.id)).where(*mine).with_for_update()).scalar() is not None


def say_how_far(db: Session, export: Export, done: int, total: int) -> bool:
    """Write how far it is; False where it is not this process's to make any more."""
    if not stands(db, export):
        return False
    db.execute(update(Export).where(col(Export.id) == export.id).values(done=done, total=total))
    return True


def put_back(db: Session, export: Export) -> None:
    """Let another process begin it, when this one was told to stop: that is no failure."""
    if stands(db, export):
        values = {"state": State.WAITING, "tries": export.tries - 1, "done": 0, "total": None}
        db.execute(update(Export).where(col(Export.id) == export.id).values(values))


def close_all(db: Session, *, now: datetime) -> None:
    """Close every file that is ready, and begin anew what is on its way: somebody whom it names was erased.

    Which of them name that person nobody knows any more; whoever asked is told to ask again. PostgreSQL holds off
    whoever asks for one just now: it would not be seen here, and could be begun before the erasure is there to be read.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.connection().exec_driver_sql("LOCK TABLE export IN SHARE ROW EXCLUSIVE MODE")
    begun = update(Export).where(col(Export.state).in_(AT_WORK))  # those that wait, too: none is taken meanwhile
    db.execute(begun.values(state=State.WAITING, done=0, total=None))
    wrong = {"code": "export-erased", "values": {}}
    ready = update(Export).where(col(Export.state) == State.READY, col(Export.until) > now)
    db.execute(ready.values(state=State.REFUSED, wrong=wrong, ended_at=now))


def clear(db: Session, *, now: datetime) -> list[Path]:
    """Return the files that are no export's that is ready, or just getting so; forget what is long over.

    The caller removes them after this transaction.
    """
    over = col(Export.ended_at) < now - FORGOTTEN
    db.execute(delete(Export).where(over))
    ready = (col(Export.state) == State.READY) & (col(Export.until) > now)
    kept = set(db.execute(select(col(Export.key)).where(ready | (col(Export.state) == State.MAKING))).scalars())
    return [path for path in settings.current().exports_dir.glob("*.xlsx") if path.stem not in kept]


def remove(path: Path) -> None:
    """Take a file away, if it is there; where somebody is just sending it, some systems keep it until the next time."""
    with contextlib.suppress(OSError):
        path.unlink()


def _say(db: Session, export: Export, kind: str, *, now: datetime) -> None:
    notices.tell(db, export.by_id, kind, now=now, link=LINKS[export.kind], once=export.key, name=export.name)


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """Tell a full disk from every other failure."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DomainError("export-disk") from error
        raise
