"""Tables as files bring them: Excel, OpenDocument and CSV, bytes in, sheets of typed cells out.

Nothing here knows what a staff list is. A workbook is opened in a child process (`workbook_child`), so that a file
made to hurt kills the child and not the server; that process is a plain script, never this program started again.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models import zips
from models.organisation.workbook_csv import read_csv
from models.rights import DomainError

MAX_BYTES = 30_000_000
MAX_UNPACKED = 500_000_000
MAX_ROWS = 250_000  # of a sheet
MEMORY = 1_000_000_000
SECONDS = 60

Cell = str | float | bool | date | None  # a date may be a datetime where moments are asked for

_CHILD = Path(__file__).with_name("workbook_child.py")
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Row:
    """One row that holds anything: its number as the file's reader sees it (from 1) and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return the cell in a column (from 0), None beyond the last."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True)
class Span:
    """A merged range, both ends included; rows from 1, columns from 0. Its value stands in the first cell."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: the rows that hold anything, in order, and its merged ranges (None: the format does not tell).

    ``hidden``: nobody sees the sheet, and none of its rows is here. ``hidden_rows`` (from 1) and ``hidden_columns``
    (from 0) are read as the others are; only xlsx and xlsm tell of them.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Span, ...] | None
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def open_workbook(
    data: bytes, *, seconds: float = SECONDS, rows: int = MAX_ROWS, moments: bool = False
) -> tuple[Sheet, ...]:
    """Return the sheets of an xlsx, xlsm, xlsb, xls or ods file; a CSV or text file gives one sheet named ''.

    ``rows``: so many a sheet may have. ``moments``: a day with an hour is told with it, else as the day alone.
    The kind is told from the content, never from the file's name. Text is as the file has it, not yet normalised.
    Raises `DomainError`: 'workbook-empty'; 'workbook-too-large' (bytes, unpacked size, memory or rows);
    'workbook-encrypted'; 'workbook-slow'; 'workbook-html' (a web page saved under an Excel name); 'workbook-unreadable'
    (anything else that is no table); 'csv-encoding' (line, encoding).
    """
    if not data.strip(b" \t\r\n\0"):
        raise DomainError("workbook-empty")
    if len(data) > MAX_BYTES:
        raise DomainError("workbook-too-large", megabytes=MAX_BYTES // 1_000_000)
    if data.startswith(_ZIP):
        _check_zip(data)
        return tuple(_from_child(data, seconds, rows, moments))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise DomainError("workbook-encrypted")
        return tuple(_from_child(data, seconds, rows, moments))
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head")):
        raise DomainError("workbook-html")
    if start.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"gif8", b"\xff\xd8\xff")):
        raise DomainError("workbook-unreadable")
    lines = enumerate(read_csv(data), start=1)
    return (Sheet("", tuple(Row(number, tuple(cells)) for number, cells in lines if any(cells)), None),)


def column_letter(column: int) -> str:
    """Return Excel's name of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zips.BROKEN as fault:
        raise DomainError("workbook-unreadable") from fault
    if unpacked > MAX_UNPACKED:
        raise DomainError("workbook-too-large", megabytes=MAX_UNPACKED // 1_000_000)


def _from_child(data: bytes, seconds: float, rows: int, moments: bool) -> Iterator[Sheet]:
    command = [sys.executable, "-P", str(_CHILD), str(MEMORY), str(int(seconds) + 1), str(rows)]
    try:
        answer = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as slow:
        raise DomainError("workbook-slow", seconds=int(seconds)) from slow
    lines = answer.stdout.splitlines()
    end: Any = json.loads(lines[-1]) if lines and answer.returncode == 0 else None
    if not isinstance(end, dict) or ("error" not in end and "done" not in end):
        # a reader that asks for more memory than it may have aborts without a word
        raise DomainError("workbook-too-large" if answer.returncode < 0 else "workbook-unreadable")
    if "error" in end:
        raise DomainError(end["error"])
    return _sheets(lines[:-1], moments)


def _sheets(lines: list[bytes], moments: bool) -> Iterator[Sheet]:
    sheet: Sheet | None = None
    rows: list[Row] = []
    for line in lines:
        said: Any = json.loads(line)
        if not isinstance(said, dict):
            rows.append(Row(said[0] + 1, tuple(_typed(cell, moments) for cell in said[1])))
            continue
        if sheet is not None:
            yield replace(sheet, rows=tuple(rows))
        sheet, rows = _begun(said), []
    if sheet is not None:
        yield replace(sheet, rows=tuple(rows))


def _begun(said: dict[str, Any]) -> Sheet:
    if "hidden" in said:
        return Sheet(said["hidden"], (), None, hidden=True)
    spans = said["merged"]
    return Sheet(
        said["sheet"],
        (),
        None if spans is None else tuple(Span(a + 1, b, c + 1, d) for a, b, c, d in spans),
        hidden_rows=frozenset(row + 1 for row in said["rows"]),
        hidden_columns=frozenset(said["columns"]),
    )


def _typed(said: Any, moments: bool) -> Cell:
    if isinstance(said, dict):
        if "date" not in said:
            return str(said["time"])
        if moments and "time" in said:
            return datetime.fromisoformat(f"{said['date']}T{said['time']}")
        return date.fromisoformat(said["date"])
    cell: Cell = said
    return None if cell == "" else cell
