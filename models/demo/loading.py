"""Loading the prepared file into an empty database, SQLite or PostgreSQL, within a second or two."""

import base64
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Date, LargeBinary, Table, delete, func, select
from sqlalchemy import text as sql
from sqlmodel import Session, col

from models import audit, changes, text
from models.courses.tables import ContentText, CourseAlias, CourseCheck, CourseRecord, Media, Release
from models.database import UtcMoment
from models.demo.moving import close, end_on, moved_days
from models.demo.prepared import Prepared, misfits, tables
from models.rights import DomainError

BATCH = 5000
_CONTENT = frozenset({"course", "course_alias", "content_text", "media", "release"})
_TRAIL = frozenset({"audit_line", "audit_value"})  # an installation may have lines before it has people


def is_empty(db: Session) -> bool:
    """Return whether the database holds nothing but courses and the trail of its start."""
    ours = [table for table in tables() if table.name not in _CONTENT | _TRAIL]
    ours.sort(key=lambda table: table.name != "person")  # of all but the first start, one question is enough
    return all(db.execute(select(sql("1")).select_from(table).limit(1)).first() is None for table in ours)


def lock(db: Session) -> None:
    """Let one process at a time fill an empty database (SQLite has one writer anyway)."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SET LOCAL lock_timeout = '60s'"))
        db.execute(sql("SELECT pg_advisory_xact_lock(45)"))


def load(db: Session, story: Prepared, *, now: datetime) -> None:
    """Write a story's rows into a database that `is_empty`, moved so that it ends today or less than a week ago.

    Courses that were taken up before are taken up anew after it: without people nothing refers to them, and the
    story's own have ids of their own. Raises `DomainError` 'demo-unfit' when a table or column is not known.
    """
    wrong = misfits(story)
    if wrong:
        raise DomainError("demo-unfit", what="; ".join(wrong))
    known = {table.name: table for table in tables()}
    end = end_on(story.end, text.local_day(now))
    for taken_up in (CourseCheck, Release, CourseAlias, CourseRecord):
        db.execute(delete(taken_up))
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sql("PRAGMA defer_foreign_keys=ON"))
    before = db.execute(select(func.coalesce(func.max(col(audit.AuditLine.id)), 0))).scalar_one()
    for name, table in known.items():
        columns = story.tables.get(name)
        if columns is None:
            continue
        values = [_moved(table, table.columns[column], told, end, before) for column, told in columns.items()]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
        _write(db, table, _fresh(db, table, rows))
    _count_on(db, known)
    changes.note(db, changes.Kind.PEOPLE, None, now=now)
    changes.note(db, changes.Kind.UNIT, None, now=now)
    changes.note(db, changes.Kind.COURSE, None, now=now)


def _moved(table: Table, column: Column[Any], told: Sequence[Any], end: date, before: int) -> list[Any]:
    """Return a column's values as they stand in a database whose story ends on ``end``."""
    change = _change(column, end)
    if (table.name, column.name) in (("audit_line", "id"), ("audit_value", "line_id")):
        return [one + before for one in told]
    return list(told) if change is None else [None if one is None else change(one) for one in told]


def _change(column: Column[Any], end: date) -> Callable[[Any], Any] | None:
    moment = close(end)
    if isinstance(column.type, UtcMoment):
        return lambda one: moment + timedelta(seconds=one)
    if isinstance(column.type, Date):
        return lambda one: end + timedelta(days=one) if isinstance(one, int) else date.fromisoformat(one)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode
    return (lambda one: moved_days(one, end)) if isinstance(column.type, JSON) else None


def _fresh(db: Session, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows without the texts and pictures that are there already, by their hash."""
    if table.name not in (ContentText.__tablename__, Media.__tablename__):
        return rows
    there = set(db.execute(select(table.c.hash)).scalars())
    return [row for row in rows if row["hash"] not in there]


def _write(db: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        db.connection().execute(table.insert(), rows[start : start + BATCH])


def _count_on(db: Session, known: dict[str, Table]) -> None:
    """Let PostgreSQL count on after the ids that were written (SQLite does so by itself)."""
    if db.get_bind().dialect.name != "postgresql":
        return
    for name, table in known.items():
        if "id" in table.columns:
            read = f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))"  # noqa: S608
            db.execute(sql(read))
