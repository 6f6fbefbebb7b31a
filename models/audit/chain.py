"""The chain: each line's seal is the digest of the seal before it and of the line itself.

Lines are sealed after they were committed, some hundred at a time, by their ids as far as they are visible: whoever
writes an act waits for nobody's seal, and what is hashed is hashed outside the lock. One row, the head, says where the
chain ends. Whoever adds to it holds that row, so that two sealers never make two ends.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Field, Session, SQLModel, col

from models.audit.lines import AuditLine
from models.database import UtcMoment

STEP = 500  # lines sealed in one transaction: some milliseconds
TOLD = ("id", "at", "actor_id", "act", "subject_kind", "subject_id", "details", "digest")  # what a seal is made from


class AuditHead(SQLModel, table=True):
    """Where the chain ends, and what the last look at the whole of it found. One row."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    number: int = 0
    seal: str = ""
    sealed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    checked_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    checked_number: int | None = Field(default=None, description="up to which entry all was looked at")
    broken_number: int | None = None
    broken_how: str | None = None


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: how many lines are sealed, and the last seal."""

    number: int = 0
    seal: str = ""


@dataclass(frozen=True)
class Links:
    """Seals worked out for lines that wait: the head they follow, and each line's id, number and seal."""

    after: Head
    sealed: Sequence[tuple[int, int, str]]


def head(db: Session) -> Head:
    """Return the end of the chain."""
    row = db.get(AuditHead, 1)
    return Head() if row is None else Head(row.number, row.seal)


def links(db: Session, *, most: int = STEP) -> Links:
    """Work out the seals of the oldest lines that wait for theirs. Writes nothing."""
    after = _end(db)
    number, before = after.number, after.seal
    found = []
    unsealed = select(*columns()).where(col(AuditLine.seal_number).is_(None)).order_by(col(AuditLine.id)).limit(most)
    for line in db.connection().execute(unsealed):
        number, before = number + 1, seal_of(before, line)
        found.append((line.id, number, before))
    return Links(after, found)


def keep_links(db: Session, made: Links, *, now: datetime) -> bool:
    """Write seals that were worked out, unless the chain went on meanwhile; return whether they stand."""
    if not made.sealed:
        return False
    if db.get(AuditHead, 1) is None:
        db.add(AuditHead())
        db.flush()
    row = db.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    if _end(db) != made.after:
        return False
    values = [{"line": line, "number": number, "own": own} for line, number, own in made.sealed]
    db.connection().execute(_WRITE, values)
    _line, row.number, row.seal = made.sealed[-1]
    row.sealed_at = now
    db.add(row)
    return True


def seal(db: Session, *, now: datetime, most: int = STEP) -> int:
    """Seal the oldest lines that wait, within the caller's transaction; return how many."""
    made = links(db, most=most)
    return len(made.sealed) if keep_links(db, made, now=now) else 0


def waiting(db: Session) -> tuple[int, datetime | None]:
    """Return how many lines wait for their seal, and the moment of the oldest."""
    read = select(func.count(), func.min(col(AuditLine.at))).where(col(AuditLine.seal_number).is_(None))
    number, oldest = db.execute(read).one()
    return number, oldest


def _end(db: Session) -> Head:
    """Return what the next line follows: the head, or the last sealed line where an older version went on from there.

    Where the last line stands before the head, an end was cut off: the gap stays, so that it is seen for ever.
    """
    last = select(col(AuditLine.seal_number), col(AuditLine.seal)).where(col(AuditLine.seal_number).is_not(None))
    found = db.execute(last.order_by(col(AuditLine.seal_number).desc()).limit(1)).first()
    return max(head(db), Head() if found is None else Head(*found), key=lambda one: one.number)


def columns() -> list[Any]:
    """Return the columns that a seal is made from."""
    return [col(getattr(AuditLine, name)) for name in TOLD]


def seal_of(before: str, line: Any) -> str:
    """Return a line's seal after the seal before it."""
    told = [
        before, line.id, line.at.isoformat(), line.actor_id, line.act, line.subject_kind, line.subject_id, line.details
    ]  # fmt: skip
    if line.digest is not None:  # lines of older versions have none
        told.append(line.digest)
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_WRITE = (
    update(AuditLine)
    .where(col(AuditLine.id) == bindparam("line"), col(AuditLine.seal_number).is_(None))
    .values(seal_number=bindparam("number"), seal=bindparam("own"))
)
