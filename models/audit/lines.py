"""The lines of the trail: written in an act's own transaction, read newest first."""

import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, and_, func, insert, or_, true
from sqlmodel import Field, Session, SQLModel, col, select

from models.database import UtcMoment
from models.rights import Actor


class AuditLine(SQLModel, table=True):
    """One act. ``seal`` is filled in later by the worker; triggers let nothing else change, and no line go."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_subject", "subject_kind", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcMoment, index=True)
    actor_id: int | None = Field(default=None, index=True)
    act: str = Field(index=True)
    subject_kind: str
    subject_id: int | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    digest: str | None = Field(default=None, description="of the personal values, with their salt")
    seal_number: int | None = Field(default=None, unique=True)
    seal: str | None = None


class AuditValue(SQLModel, table=True):
    """Personal values of an audit line, apart from it so that they can be erased.

    The line holds their digest. Once the salt is gone with them, nobody can find out by trying what they were.
    """

    __tablename__ = "audit_value"

    line_id: int = Field(primary_key=True, foreign_key="audit_line.id")
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    salt: str | None = None


_LINE = insert(AuditLine)


def record(
    db: Session,
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: int | None = None,
    *,
    now: datetime,
    personal: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Write that ``actor`` did ``act`` ('organisation.transfer') to a subject, with ids and counts as details."""
    told: dict[str, Any] = {
        "at": now,
        "actor_id": actor.person_id,
        "act": act,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
    }
    if not personal:  # written at once: an object of it costs thrice the line
        db.connection().execute(_LINE, {**told, "details": details})
        return
    salt = secrets.token_hex(16)
    line = AuditLine(**told, details=details, digest=digest_of(salt, personal))
    db.add(line)
    db.flush()
    assert line.id is not None
    db.add(AuditValue(line_id=line.id, values=personal, salt=salt))


def digest_of(salt: str, values: dict[str, Any]) -> str:
    """Return the digest by which a line knows its personal values again."""
    return hashlib.sha256((salt + json.dumps(values, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked for; None: no condition. ``person_id`` did it or it was done to them, as ``part`` says."""

    act: str | None = None
    person_id: int | None = None
    part: str = "either"  # 'did', 'to' or 'either'
    subject_kind: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    people: Any = None  # the query for the ids of those of whom may be read; None: of everybody
    units: frozenset[int] = frozenset()  # the units of which may be read, beside them
    but: Any = None  # the condition of lines that are left out, as if they were not there

    def conditions(self) -> list[Any]:
        """Return the conditions on `AuditLine`."""
        found: list[Any] = []
        if self.act is not None:
            found.append(col(AuditLine.act) == self.act)
        if self.subject_kind is not None:
            found.append(col(AuditLine.subject_kind) == self.subject_kind)
        if self.person_id is not None:
            did = col(AuditLine.actor_id) == self.person_id
            to = and_(col(AuditLine.subject_kind) == "person", col(AuditLine.subject_id) == self.person_id)
            found.append({"did": did, "to": to}.get(self.part, or_(did, to)))
        if self.people is not None:
            found.append(self._within())
        if self.since is not None:
            found.append(col(AuditLine.at) >= self.since)
        if self.before is not None:
            found.append(col(AuditLine.at) < self.before)
        if self.but is not None:
            found.append(self.but.is_not(true()))  # unknown, as of a detail that a line lacks, is no yes
        return found

    def _within(self) -> Any:
        """What was done to these people and units, and what these people did for themselves."""
        kind, subject = col(AuditLine.subject_kind), col(AuditLine.subject_id)
        own = and_(kind.in_(("attempt", "completion", "inquiry")), col(AuditLine.actor_id).in_(self.people))
        everywhere = and_(kind == "installation", col(AuditLine.act) == "access.inspect")  # them, too
        theirs = and_(kind == "person", subject.in_(self.people))
        return or_(everywhere, theirs, and_(kind == "unit", subject.in_(self.units)), own)


def lines(
    db: Session, *, act: str | None = None, wanted: Wanted | None = None, limit: int = 50, offset: int = 0
) -> list[AuditLine]:
    """Return lines of the trail, newest first, those of one act, those wanted, or all."""
    query = select(AuditLine).where(*(wanted or Wanted(act=act)).conditions())
    return list(db.exec(query.order_by(col(AuditLine.id).desc()).limit(limit).offset(offset)).all())


def with_detail(db: Session, acts: Collection[str], name: str, value: str) -> list[AuditLine]:
    """Return the lines of some acts that have a detail of this value, the oldest first."""
    told = col(AuditLine.details)[name].as_string()
    return list(
        db.exec(select(AuditLine).where(col(AuditLine.act).in_(acts), told == value).order_by(col(AuditLine.id)))
    )


def count(db: Session, *, act: str | None = None, wanted: Wanted | None = None) -> int:
    """Return how many lines there are, as `lines`."""
    query = select(func.count(col(AuditLine.id)))
    return db.exec(query.where(*(wanted or Wanted(act=act)).conditions())).one()


def acts(db: Session) -> list[str]:
    """Return the acts that occur, in alphabetical order."""
    return list(db.exec(select(AuditLine.act).distinct().order_by(AuditLine.act)).all())
