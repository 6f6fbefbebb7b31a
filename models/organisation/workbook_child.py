"""The child process that opens an uploaded workbook: ``python workbook_child.py MEMORY_BYTES SECONDS < workbook``.

A tiny file can make the reader ask for 500 GB and abort the process, so this runs apart, under a memory limit where
the system has one, and imports nothing of the platform. It answers in JSON lines on standard output:
``{"sheet": name, "merged": [[row, column, row, column], …] | null}``, then ``[row, [cell, …]]`` for each row that holds
anything (rows and columns from 0), and at the end ``{"done": true}`` or ``{"error": code}``. A cell is text, a number,
true/false, null, or ``{"date": …}``, ``{"time": …}``.
"""

import contextlib
import datetime
import io
import json
import sys
from typing import Any

MAX_ROWS = 250_000
MAX_COLUMNS = 400
MAX_ANSWER = 300_000_000  # characters: one long shared text can stand in a million cells

_said = 0


def main(memory: int, seconds: int) -> None:
    """Read a workbook from standard input and write its visible sheets, or why it cannot be read."""
    _limit(memory, seconds)
    import python_calamine as calamine  # after the limit, so that it holds for the reader from its first byte

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible is calamine.SheetVisibleEnum.Visible and sheet.typ is calamine.SheetTypeEnum.WorkSheet:
                    _write_sheet(book.get_sheet_by_name(sheet.name))
    except calamine.PasswordError:
        _say({"error": "workbook-encrypted"})
    except MemoryError:
        sys.stdout.write('{"error": "workbook-too-large"}\n')
    except (calamine.CalamineError, OSError, ValueError):
        _say({"error": "workbook-unreadable"})
    else:
        _say({"done": True})


def _write_sheet(sheet: Any) -> None:
    merged = sheet.merged_cell_ranges
    _say({"sheet": sheet.name, "merged": merged and [[*first, *last] for first, last in merged[:20_000]]})
    written = 0
    left = [None] * (sheet.start[1] if sheet.start else 0)  # the reader begins at the first column that holds anything
    for number, row in enumerate(sheet.iter_rows()):
        cells: list[Any] = [*left, *(_plain(value) for value in row[:MAX_COLUMNS])]
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if cells:
            written += 1
            if written > MAX_ROWS:
                raise MemoryError
            _say([number, cells])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):  # a datetime is a date too
        return {"date": value.isoformat()[:10]}
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
    main(int(sys.argv[1]), int(sys.argv[2]))
