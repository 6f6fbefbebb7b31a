"""The change log: what moved, in order, so that every process brings its figures up to date.

A line is written in the transaction of the change itself; one line stands for a whole rule, unit or course.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Integer, delete, func, insert, text
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select

from models.database import EnumText, UtcMoment

BIG_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in INTEGER keys only

KEPT = 1000  # lines that stay however old they are
FEW = 50  # so many people get a line each; more are one line
MARKED = 100  # lines by which a log is known again


class Kind(StrEnum):
    """What a change line names by its id."""

    PERSON = "person"  # postings, duties, completions, exemptions, progress of one person
    PEOPLE = "people"  # very many people at once: everything is read anew
    UNIT = "unit"
    COURSE = "course"
    RULE = "rule"
    TARGET = "target"  # what figures are measured against: all targets are read anew


class Change(SQLModel, table=True):
    """One line of the log. ``writer`` is PostgreSQL's transaction number, by which lines become safe to read."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    sequence: int | None = Field(default=None, primary_key=True, sa_type=BIG_NUMBER)
    at: datetime = Field(sa_type=UtcMoment)
    kind: Kind = Field(sa_type=EnumText(Kind))
    subject_id: int | None = None
    writer: int | None = Field(default=None, sa_type=BigInteger, index=True)


@dataclass(frozen=True)
class News:
    """What changed after a place in the log, and the place to ask from next time."""

    place: int
    lines: tuple[tuple[Kind, int | None], ...]


def note(db: Session, kind: Kind, subject_id: int | None, *, now: datetime) -> None:
    """Write one line: this subject changed."""
    writer = db.execute(text("SELECT txid_current()")).scalar_one() if _postgresql(db) else None
    line = {"at": now, "kind": kind, "subject_id": subject_id, "writer": writer}
    db.connection().execute(_LINE, line)  # at once: an object of it costs thrice the line


def note_people(db: Session, people: Collection[int], *, now: datetime) -> None:
    """Write a line for each of a few people, or one that says that people changed."""
    if len(people) > FEW:
        note(db, Kind.PEOPLE, None, now=now)
    else:
        for person in sorted(people):
            note(db, Kind.PERSON, person, now=now)


def place(db: Session) -> int:
    """Return the present end of the log: everything before it is visible to this transaction."""
    if _postgresql(db):
        return int(db.execute(text("SELECT txid_snapshot_xmin(txid_current_snapshot())")).scalar_one())
    return db.connection().execute(_END).scalar_one() or 0


def since(db: Session, start: int) -> News:
    """Return what changed after ``start`` (a place given by `place` or an earlier `News`).

    SQLite has one writer, so the sequence number is the place. PostgreSQL hands sequence numbers out before a
    transaction commits, so there the place is the oldest transaction still running: lines of older transactions are
    all visible, and none of them is passed over or read twice.
    """
    end = place(db)
    if end == start:  # nothing moved: the usual answer, asked at every click
        return News(place=end, lines=())
    if _postgresql(db):
        span = (col(Change.writer) >= start, col(Change.writer) < end)
    else:
        span = (col(Change.sequence) > start, col(Change.sequence) <= end)
    rows = db.exec(select(Change.kind, Change.subject_id).where(*span).order_by(col(Change.sequence))).all()
    return News(place=end, lines=tuple((Kind(kind), subject) for kind, subject in rows))


def after(db: Session, start: int) -> tuple[tuple[Kind, int | None], ...]:
    """Return all that is visible of what changed after a place; on PostgreSQL some of it may be told again later."""
    here = col(Change.writer) >= start if _postgresql(db) else col(Change.sequence) > start
    rows = db.exec(select(Change.kind, Change.subject_id).where(here).order_by(col(Change.sequence))).all()
    return tuple((Kind(kind), subject) for kind, subject in rows)


def mark(db: Session, start: int) -> str:
    """Return what tells this log up to a place from any other: '' when it has no line there.

    Whoever kept something that was true at that place asks again before going on from there. The answer differs when
    the database is another one, was restored from a backup, or has dropped lines that must still be read.
    """
    if start > place(db):
        return ""
    until = col(Change.writer) < start if _postgresql(db) else col(Change.sequence) <= start
    line = (Change.sequence, Change.at, Change.kind, Change.subject_id, Change.writer)
    rows = db.execute(columns(*map(col, line)).where(until).order_by(col(Change.sequence).desc()).limit(MARKED)).all()
    told = "\n".join(
        f"{number} {at.isoformat()} {kind} {subject} {writer}" for number, at, kind, subject, writer in rows
    )
    return hashlib.sha256(told.encode()).hexdigest() if rows else ""


def prune(db: Session, *, before: datetime) -> None:
    """Drop lines older than ``before`` but for the newest `KEPT`, by which kept columns are known again.

    What goes is the beginning of the log, so that no line is missing between two that are there.
    """
    young = select(func.min(Change.sequence)).where(col(Change.at) >= before)
    newest = select(func.max(Change.sequence))
    first, last = db.exec(young).one(), db.exec(newest).one()
    if last is not None:
        end = min(last + 1 if first is None else first, last - KEPT + 1)
        db.execute(delete(Change).where(col(Change.sequence) < end))


def _postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


_LINE = insert(Change)
_END = select(func.coalesce(func.max(Change.sequence), 0))
