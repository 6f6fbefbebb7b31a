"""Files that take long to make: asked for, looked at, put aside, fetched; each by whoever asked for it and nobody else.

What somebody may see is asked when they ask for a file, when it is made, and each time that it is fetched: a role that
was taken away or narrowed in between closes the file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import Session, col

from models import access, audit, database, settings, text
from models.organisation import Person
from models.reports.looks import known_purpose
from models.reports.tables import AT_WORK, Export, Kind, State
from models.reports.wanted import WANTED, Wanted
from models.rights import Actor, DomainError, Right, Scope, check_shown

AT_ONCE = 2_000  # rows that are made while one waits: some tenths of a second
MOST = 2  # files that one person may wait for at the same time
KEPT = 5  # files of one person that are kept at the same time
SAID = timedelta(days=1)  # so long it is said why there is no file
_TOLD = ("id", "key", "name", "state", "asked_at", "total", "done", "size", "until", "wrong")
_MINE = (
    select(*(col(getattr(Export, name)) for name in _TOLD))
    .where(
        col(Export.by_id) == bindparam("by"),
        col(Export.kind) == bindparam("kind"),
        or_(
            col(Export.state).in_(AT_WORK),
            and_(col(Export.state) == State.READY, col(Export.until) > bindparam("now")),
            and_(col(Export.state) == State.REFUSED, col(Export.ended_at) > bindparam("since")),
        ),
    )
    .order_by(col(Export.id).desc())
)
ACTS = {Kind.COVERAGE: "reports.export-coverage", Kind.STAFF: "reports.export-staff"}


@dataclass(frozen=True)
class Line:
    """A file on its way or ready, as a page shows it; ``before``: how many are made before it."""

    key: str
    name: str
    state: State
    asked_at: datetime
    total: int | None
    done: int
    before: int
    size: int
    until: datetime | None
    wrong: DomainError | None


@dataclass(frozen=True)
class Fetched:
    """A file to send, and the name under which it is saved."""

    path: Path
    name: str


def ask(
    db: Session, actor: Actor, scope: Scope, wanted: Wanted, *, name: str, now: datetime, purpose: str = ""
) -> None:
    """Let a file be made; who asks for one that is on its way already waits for that one.

    ``name`` says what it is of, in the words of the page. Raises `DomainError` 'forbidden', 'not-found' (as the page
    itself), 'export-too-many' (most), 'inspector-long-list', 'who-anew'.
    """
    if actor.person_id is None:
        raise DomainError("forbidden", right=wanted.right.value)
    if actor.has(Right.INSPECT):
        raise DomainError("inspector-long-list")
    reach = wanted.reach(db, scope)
    check_shown(actor, now=now)
    # of two clicks at the same moment one waits for the other
    db.execute(select(col(Person.id)).where(col(Person.id) == actor.person_id).with_for_update(key_share=True))
    mine = db.execute(select(Export).where(col(Export.by_id) == actor.person_id)).scalars().all()
    waiting = [one for one in mine if one.state in AT_WORK]
    if any((one.kind, one.asked) == (wanted.kind, wanted.told()) for one in waiting):
        return
    if len(waiting) >= MOST:
        raise DomainError("export-too-many", most=MOST)
    ready = sorted((one for one in mine if one.state is State.READY), key=lambda one: one.id or 0)
    for oldest in ready[: max(0, len(ready) + len(waiting) + 1 - KEPT)]:
        _drop(db, oldest, now=now)
    made = Export(
        kind=wanted.kind,
        by_id=actor.person_id,
        asked_at=now,
        language=text.language(),
        name=name,
        purpose=known_purpose(purpose).value,
        asked=wanted.told(),
        reach=sorted(reach),
    )
    db.add(made)
    audit.record(db, actor, "reports.ask-export", "unit", None, now=now, on=wanted.on.isoformat(), purpose=made.purpose)


def mine(db: Session, actor: Actor, kind: Kind, *, now: datetime) -> list[Line]:
    """Return the actor's own files that are on their way, ready, or were refused lately; the newest first."""
    found = database.rows(db, _MINE, by=actor.person_id, kind=kind, now=now, since=now - SAID)
    return [_line(db, one) for one in found]


def drop(db: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Cancel one's own file that is on its way, take away one that is ready, or read why there is none.

    Raises `DomainError` 'not-found'.
    """
    _drop(db, _own(db, actor, key), now=now)


def fetch(db: Session, actor: Actor, key: str, *, now: datetime) -> Fetched:
    """Return the file to be sent to whoever asked for it, and put that on record.

    Raises `DomainError` 'not-found' (not theirs, not ready, over), 'forbidden' or 'export-refused' (they may no longer
    see all that it holds), 'who-anew', 'export-gone' (the file is not there any more).
    """
    export = _own(db, actor, key)
    if export.state is not State.READY or export.until is None or export.until <= now:
        raise DomainError("not-found", export=key)
    check_reach(db, access.scope_of(actor, wanted_of(export).right), export)
    check_shown(actor, now=now)
    path = path_of(export)
    if not path.is_file() or path.stat().st_size != export.size:
        raise DomainError("export-gone")
    details: dict[str, Any] = {"rows": export.total, "on": export.asked["on"], "purpose": export.purpose}
    audit.record(db, actor, ACTS[export.kind], "unit", None, now=now, **details)
    return Fetched(path, export.file_name)


def check_reach(db: Session, scope: Scope, export: Export) -> frozenset[int]:
    """Return what a scope lets the export's question speak of now. Raises `DomainError` 'export-refused' where that is
    less than it was.
    """
    try:
        reach = wanted_of(export).reach(db, scope)
    except DomainError:
        raise DomainError("export-refused") from None
    if not reach >= set(export.reach):
        raise DomainError("export-refused")
    return reach


def wanted_of(export: Export) -> Wanted:
    """Return what an export is to hold."""
    return WANTED[export.kind].of(export.asked)


def path_of(export: Export) -> Path:
    """Return where an export's file lies: its name says nothing."""
    return settings.current().exports_dir / f"{export.key}.xlsx"


def _own(db: Session, actor: Actor, key: str) -> Export:
    found: Export | None = db.execute(select(Export).where(col(Export.key) == key)).scalar()
    if found is None or actor.person_id is None or found.by_id != actor.person_id:
        raise DomainError("not-found", export=key)
    return found


def _drop(db: Session, export: Export, *, now: datetime) -> None:
    """The file itself goes within some seconds, by the worker; from here on nobody gets it."""
    export.state, export.ended_at = State.DROPPED, now
    db.add(export)


def _line(db: Session, export: Any) -> Line:
    """Return a line from what `_MINE` reads."""
    before = 0
    if export.state is State.WAITING:
        earlier = select(func.count()).where(col(Export.state).in_(AT_WORK), col(Export.id) < export.id)
        before = int(db.execute(earlier).scalar_one())
    wrong = export.wrong
    return Line(
        key=export.key,
        name=export.name,
        state=export.state,
        asked_at=export.asked_at,
        total=export.total,
        done=export.done,
        before=before,
        size=export.size or 0,
        until=export.until,
        wrong=None if wrong is None else DomainError(wrong["code"], **wrong["values"]),
    )
