"""CSV as offices save it: one of four separators, UTF-8 with or without its mark, or UTF-16; no guessing."""

import csv
import io
from collections import Counter
from typing import NoReturn

from models.organisation.roster_text import as_windows_1252, legacy_encoding
from models.rights import DomainError

MAX_ROWS = 250_000
_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 60


def read_csv(data: bytes) -> list[list[str | None]]:
    """Return the records of a CSV file, blank lines as empty records, so that the n-th is the reader's row n.

    Raises `DomainError`: 'csv-encoding' (line, encoding: tcvn3, vni, mojibake or unknown) when the text is not Unicode;
    'workbook-unreadable' when it is no text; 'workbook-too-large' beyond 250,000 records.
    """
    text = _decode(data)
    if "\0" in text:
        raise DomainError("workbook-unreadable")
    rows: list[list[str | None]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append([cell or None for cell in row])
            if len(rows) > MAX_ROWS:
                raise DomainError("workbook-too-large", rows=MAX_ROWS)
    except csv.Error as fault:
        raise DomainError("workbook-unreadable", line=len(rows) + 1) from fault
    return rows


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            _refuse(data)
    if b"\0" in data[:200]:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as fault:
            raise DomainError("workbook-unreadable") from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(data)


def _refuse(data: bytes) -> NoReturn:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            encoding = legacy_encoding(as_windows_1252(line)) or "unknown"
            raise DomainError("csv-encoding", line=number, encoding=encoding) from fault
    raise DomainError("workbook-unreadable")


def _separator(text: str) -> str:
    """Return the separator by which most lines agree on a width; a comma inside a sentence agrees with nobody."""
    sample = "\n".join(text.split("\n", _SAMPLE_ROWS)[:_SAMPLE_ROWS])

    def agreement(separator: str) -> int:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
        except csv.Error:
            return 0
        return max((rows * (width - 1) for width, rows in widths.items()), default=0)

    return max(_SEPARATORS, key=agreement)
