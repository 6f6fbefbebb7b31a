"""The columns in a file of this machine's own, so that a start need not read millions of rows.

A file is used only where it surely belongs: it has the layout of this code and the schema of this database, it is
whole, and the change log still has the very lines before the place it stands at. From there the log is followed, and
at the end duties and completions are counted in the database. Whatever else is found is left alone, and the rows are
read. It is read into memory, not mapped: whoever overwrites a file in place would change figures under our hands.
"""

import hashlib
import json
import logging
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from sqlalchemy import text as sql
from sqlmodel import Session

from models import changes, staging
from models.training.columns import CATEGORIES, SOURCES, STATUSES, TREES, Columns, PersonTables, Rare, Table, micros
from models.training.newer import Newer
from models.training.reading_rows import is_rare

log = logging.getLogger("kns.training")
NAME = "columns"
LAYOUT = 2  # counted up when what a column means changes, and neither its name nor its kind does
ALIGNED = 64
HEAD = 65_536  # a head is shorter than that
_NOT_YET = micros(staging.NOT_YET)


@dataclass(frozen=True)
class KeptColumns:
    """What a file holds: the rows of people, and the place in the change log at which they were true."""

    people: PersonTables
    place: int


def keep(folder: Path, people: PersonTables, place: int, db: Session) -> bool:
    """Write the columns that were true at a place of the log; return whether they could be known again later.

    The file appears whole or not at all, and only this user can read it. ``db``: a transaction that sees that place.
    """
    mark = changes.mark(db, place)
    if not mark:
        return False
    arrays = list(_arrays(people))
    check = 0
    for array in arrays:
        check = zlib.crc32(_padding(array), zlib.crc32(array.data, check))
    head = {
        "layout": _layout(),
        "schema": _schema(db),
        "place": place,
        "mark": mark,
        "rows": [len(array) for array in arrays],
        "check": check,
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = folder / f"{NAME}.{secrets.token_hex(4)}.part"  # processes of two containers have the same ids
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            for array in arrays:
                file.write(array.data)
                file.write(_padding(array))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / NAME)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return True


def read(folder: Path, db: Session) -> KeptColumns | None:
    """Return what the file holds if it belongs to this code and this database and is whole, else None."""
    try:
        with (folder / NAME).open("rb") as file:
            head = json.loads(file.readline(HEAD))
            if (head["layout"], head["schema"]) != (_layout(), _schema(db)):
                return None
            place = int(head["place"])
            if not head["mark"] or head["mark"] != changes.mark(db, place):
                log.info("the kept columns are of another state of the database; the rows are read")
                return None
            people, check = _tables(file, head["rows"])
        if check != head["check"]:
            raise ValueError("the sum does not fit")
        return KeptColumns(people, place)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        log.warning("the kept columns cannot be used, the rows are read: %s", error)
        return None


def agrees(db: Session, base: Columns, newer: Newer | None) -> bool:
    """Return whether the database has as many duties and completions of each course as the columns with those newer.

    What a big write has written and nobody may see yet is left out: the columns hear of it when all of it is known.
    """
    for name, seen in (("duties", staging.SEEN), ("completions", "TRUE")):
        rows = getattr(base.people, name)
        there = rows.recorded < _NOT_YET
        if newer is not None:
            there &= ~rows.are_of(newer.people)
        counts = np.bincount(rows.course[there], minlength=0 if newer is None else newer.columns.courses_end)
        if newer is not None:
            more = getattr(newer.columns.people, name)
            counts += np.bincount(more.course[more.recorded < _NOT_YET], minlength=len(counts))
        asked = sql(f"SELECT course_id, COUNT(*) FROM {rows.source} WHERE {seen} GROUP BY course_id")  # noqa: S608
        stored = {tuple(row) for row in db.connection().execute(asked)}
        if stored != {(course, number) for course, number in enumerate(counts.tolist()) if number}:
            return False
    return True


def _arrays(people: PersonTables) -> Iterator[Any]:
    for part in fields(people):
        table: Table = getattr(people, part.name)
        for column in fields(table):
            held = getattr(table, column.name)
            yield from (held.has, held.rows, held.values) if isinstance(held, Rare) else (held,)


def _tables(file: BinaryIO, rows: list[int]) -> tuple[PersonTables, int]:
    """Return the tables, each column with memory of its own, so that it goes when it is replaced; and their sum."""
    lengths, check, left = iter(rows), 0, os.fstat(file.fileno()).st_size - file.tell()

    def following(kind: Any) -> Any:
        nonlocal check, left
        dtype, length = np.dtype(kind), next(lengths)
        left -= length * dtype.itemsize
        if length < 0 or left < 0:
            raise ValueError("it is shorter than it says")
        found = np.fromfile(file, dtype=dtype, count=length)
        check = zlib.crc32(file.read(len(_padding(found))), zlib.crc32(found.data, check))
        return found

    tables: dict[str, Any] = {}
    for part in fields(PersonTables):
        kind: Any = _KINDS[part.name]
        columns = []
        for column in fields(kind):
            dtype = column.metadata["dtype"]
            rare = is_rare(column)
            columns.append(
                Rare(following(np.bool_), following(np.int32), following(dtype)) if rare else following(dtype)
            )
        if len({len(column) for column in columns}) > 1:
            raise ValueError("its columns are not of one length")
        tables[part.name] = kind(*columns)
    if file.read(1):
        raise ValueError("it is longer than it says")
    return PersonTables(**tables), check


def _padding(array: Any) -> bytes:
    return bytes(-array.nbytes % ALIGNED)


def _layout() -> str:
    kinds = [
        (
            name,
            [
                (column.name, np.dtype(column.metadata["dtype"]).str, column.metadata["sqlite"])
                for column in fields(kind)
            ],
        )
        for name, kind in _KINDS.items()
    ]
    codes = [[str(value) for value in values] for values in (CATEGORIES, SOURCES, STATUSES, TREES)]
    return hashlib.sha256(json.dumps([LAYOUT, kinds, codes]).encode()).hexdigest()


def _schema(db: Session) -> str:
    found = db.connection().execute(sql("SELECT version_num FROM alembic_version")).scalar()
    return f"{db.get_bind().dialect.name} {found}"


_KINDS: dict[str, Any] = {part.name: part.type for part in fields(PersonTables)}
