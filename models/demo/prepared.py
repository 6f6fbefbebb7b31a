"""The prepared file: every row of the played year, small, and the same bytes for the same rows.

Tables are stored by columns. Days are numbers counted from the story's last day and moments seconds from its close, so
that the whole story moves when it is loaded; what seldom differs is an index into its different values.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import brotli
from sqlalchemy import JSON, Column, Date, LargeBinary, Table
from sqlmodel import Session, SQLModel, col, select

from models import choices, messages, notices
from models.courses.tables import CourseRecord, Release
from models.database import UtcMoment
from models.demo.moving import told_day, told_days, told_moment

FILE = Path(__file__).with_name("hanoi.json.br")
KEPT_OUT = frozenset(  # what belongs to one installation and its days, not to the story
    {
        "sign_in_session",
        "sign_in_try",
        "one_time_code",
        "change",
        "lease",
        "course_check",
        "heartbeat",
        "outage",
        "calendar_day",
        "audit_head",
        "notice_read",
        "data_request",
        "erasure",
        "bulk_look",
        "bulk_look_part",
        "backup_run",
    }
)
SECRET = frozenset({("audit_line", "digest"), ("audit_value", "salt")})  # of chance, over values whose days will move
SUBJECTS = (choices, messages, notices)  # known here, so that no table is forgotten; all others are used anyway
Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class Prepared:
    """A story as it is stored: the day of its end, its courses' hashes, and for each table each column's values."""

    end: date
    courses: dict[str, str]
    tables: dict[str, Rows]

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(next(iter(self.tables.get(table, {}).values()), ()))


def tables() -> list[Table]:
    """Return the tables whose rows belong to the story, parents before children."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in KEPT_OUT]


def taken(db: Session, end: date) -> Prepared:
    """Return all rows of a database in which a story was played, each table's by its primary key."""
    found: dict[str, Rows] = {}
    for table in tables():
        rows = db.connection().execute(table.select().order_by(*table.primary_key.columns)).all()
        if rows:
            columns = zip(table.columns, zip(*rows, strict=True), strict=True)
            found[table.name] = {
                column.name: [_told(column, one, end) for one in values]
                for column, values in columns
                if (table.name, column.name) not in SECRET
            }
    newest = select(CourseRecord.slug, Release.hash).join(Release).order_by(col(Release.id))
    return Prepared(end, dict(db.exec(newest).all()), found)


def packed(story: Prepared) -> bytes:
    """Return a story as the bytes of a file."""
    told = {
        "end": story.end.isoformat(),
        "courses": story.courses,
        "tables": {
            name: {column: _folded(values) for column, values in rows.items()} for name, rows in story.tables.items()
        },
    }
    return bytes(brotli.compress(_json(told).encode(), quality=11, lgwin=24))


def unpacked(data: bytes) -> Prepared:
    """Return the story of a file's bytes."""
    told = json.loads(brotli.decompress(data))
    return Prepared(
        date.fromisoformat(told["end"]),
        told["courses"],
        {name: {column: _unfolded(values) for column, values in rows.items()} for name, rows in told["tables"].items()},
    )


def stored(file: Path = FILE) -> Prepared:
    """Return the story of the prepared file."""
    return unpacked(file.read_bytes())


def misfits(story: Prepared) -> list[str]:
    """Return what of a story has no place in the schema of this code, and what the schema asks that it lacks."""
    known = {table.name: table for table in tables()}
    found = [f"{name}: no such table" for name in story.tables if name not in known]
    for name, rows in story.tables.items():
        columns = {column.name: column for column in known[name].columns} if name in known else {}
        found += [f"{name}.{column}: no such column" for column in rows if columns and column not in columns]
        found += [
            f"{name}.{column.name}: missing"
            for column in columns.values()
            if column.name not in rows and not column.nullable and column.default is None
        ]
    return found


def _told(column: Column[Any], value: Any, end: date) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcMoment):
        return told_moment(value, end)
    if isinstance(column.type, Date):
        return told_day(value, end) if column.name != "birth_date" else value.isoformat()
    if isinstance(column.type, LargeBinary):
        return base64.b64encode(value).decode()
    return told_days(value, end) if isinstance(column.type, JSON) else value


def _folded(values: Sequence[Any]) -> Any:
    if isinstance(values[0], int) and list(values) == list(range(values[0], values[0] + len(values))):
        return {"from": values[0], "many": len(values)}
    different: dict[str, int] = {}
    places = [different.setdefault(_json(value), len(different)) for value in values]
    if len(different) * 2 > len(values):
        return list(values)
    return {"of": [json.loads(one) for one in different], "at": places}


def _unfolded(told: Any) -> list[Any]:
    if isinstance(told, Mapping):
        if "many" in told:
            return list(range(told["from"], told["from"] + told["many"]))
        return [told["of"][place] for place in told["at"]]
    return list(told)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
