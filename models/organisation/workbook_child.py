"""The child process that opens an uploaded workbook: ``python workbook_child.py MEMORY_BYTES SECONDS ROWS < workbook``.

A tiny file can make the reader ask for 500 GB and abort the process, so this runs apart, under a memory limit where
the system has one, and imports nothing of the platform. It answers in JSON lines on standard output:
``{"sheet": name, "merged": [[row, column, row, column], …] | null, "rows": […], "columns": […]}`` with its hidden rows
and columns, then ``[row, [cell, …]]`` for each row that holds anything (rows and columns from 0); ``{"hidden": name}``
for a hidden sheet; at the end ``{"done": true}`` or ``{"error": code}``. A cell is text, a number, true/false, null,
or ``{"date": …}``, ``{"date": …, "time": …}``, ``{"time": …}``; the error of a formula is text ('#REF!').

What is hidden and which formulas failed is told for xlsx and xlsm only: the reader says nothing of either, so it is
looked up in the file's own XML, piece by piece.
"""

import contextlib
import datetime
import io
import json
import posixpath
import re
import sys
import zipfile
from typing import Any

MAX_COLUMNS = 400
MAX_ANSWER = 300_000_000  # characters: one long shared text can stand in a million cells

_PIECE = 1_000_000
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_MARK = re.compile(
    rb'<(?:\w+:)?(?:(?P<kind>row|col)\b(?P<about>[^>]*\bhidden="(?:1|true)"[^>]*)'
    rb'|c\b(?P<cell>[^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b.*?</(?:\w+:)?f>)?'
    rb"<(?:\w+:)?v>(?P<error>[^<]{1,20})</)"
)
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_NO_XLSX = (zipfile.BadZipFile, KeyError, IndexError, StopIteration, OSError, ValueError, NotImplementedError)

_said = 0


def main(memory: int, seconds: int, rows: int) -> None:
    """Read a workbook from standard input and write its visible sheets, or why it cannot be read."""
    _limit(memory, seconds)
    import python_calamine as calamine  # after the limit, so that it holds for the reader from its first byte

    try:
        data = sys.stdin.buffer.read()
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for place, sheet in enumerate(book.sheets_metadata):
                if sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible is calamine.SheetVisibleEnum.Visible:
                    _write_sheet(book.get_sheet_by_name(sheet.name), _marks(data, place), rows)
                else:
                    _say({"hidden": sheet.name})
    except calamine.PasswordError:
        _say({"error": "workbook-encrypted"})
    except MemoryError:
        sys.stdout.write('{"error": "workbook-too-large"}\n')
    except (calamine.CalamineError, OSError, ValueError):
        _say({"error": "workbook-unreadable"})
    else:
        _say({"done": True})


class _Marks:
    """What a sheet's XML says beside its values: hidden rows and columns, and the errors of formulas by place."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.errors: dict[tuple[int, int], str] = {}


def _write_sheet(sheet: Any, marks: _Marks, most: int) -> None:
    merged = sheet.merged_cell_ranges
    spans = merged and [[*first, *last] for first, last in merged[:20_000]]
    _say({"sheet": sheet.name, "merged": spans, "rows": marks.rows, "columns": marks.columns})
    written = 0
    left = [None] * (sheet.start[1] if sheet.start else 0)  # the reader begins at the first column that holds anything
    failed = {row for row, _ in marks.errors}
    for number, row in enumerate(sheet.iter_rows()):
        cells: list[Any] = [*left, *(_plain(value) for value in row[:MAX_COLUMNS])]
        if number in failed:
            cells = [marks.errors.get((number, column), cell) for column, cell in enumerate(cells)]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if cells:
            written += 1
            if written > most:
                raise MemoryError
            _say([number, cells])


def _marks(data: bytes, place: int) -> _Marks:
    """Return the marks of the sheet at a place in the workbook, none when the file is no xlsx or is put otherwise."""
    marks = _Marks()
    with (
        contextlib.suppress(*_NO_XLSX),
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        archive.open(_sheet_file(archive, place)) as xml,
    ):
        rest = b""
        while piece := xml.read(_PIECE):
            rest = _read_piece(rest + piece, marks)
    return marks


def _sheet_file(archive: zipfile.ZipFile, place: int) -> str:
    sheets = [_attributes(found[1]) for found in _SHEET.finditer(archive.read("xl/workbook.xml"))]
    relations = [_attributes(found[1]) for found in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels"))]
    targets = {relation[b"Id"]: relation[b"Target"].decode() for relation in relations}
    target = targets[next(value for name, value in sheets[place].items() if name.endswith(b":id"))]
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _read_piece(xml: bytes, marks: _Marks) -> bytes:
    """Take in the marks of whole rows and return what follows the last of them."""
    end = max(xml.rfind(b"</row>"), xml.rfind(b":row>")) + 1 or min(len(xml), _PIECE)
    for found in _MARK.finditer(xml[:end]):
        about = _attributes(found["about"] or found["cell"])
        if found["kind"] == b"row":
            marks.rows.append(int(about[b"r"]) - 1)
        elif found["kind"] == b"col":
            last = min(int(about[b"max"]), MAX_COLUMNS)
            marks.columns.extend(range(int(about[b"min"]) - 1, last))
        elif at := _PLACE.fullmatch(about[b"r"]):
            column = 0
            for letter in at[1]:
                column = column * 26 + letter - ord("A") + 1
            marks.errors[int(at[2]) - 1, column - 1] = found["error"].decode()
    return xml[end:]


def _attributes(written: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(written))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return {"date": value.isoformat()[:10], "time": value.isoformat()[11:]}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return {"time": str(value)}
    return value


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's time-out alone
        return
    # macOS refuses to limit address space; a limit that cannot be set must not stop the reading
    for kind, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount))


def _say(line: Any) -> None:
    global _said
    written = json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n"
    _said += len(written)
    if _said > MAX_ANSWER:
        raise MemoryError
    sys.stdout.write(written)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
