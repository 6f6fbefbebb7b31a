"""The fingerprint of a report: SHA-256 of what its cells say, by which a file is known again wherever it was saved.

Values are hashed and not bytes, so that a spreadsheet program may write the file anew in its own way. What a program
changes without being asked is no difference: the form of a number or a day, blanks around a text, how an accent is
stored, empty rows; nor is the order of rows, since a list that was sorted says what it said before.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from models.reports.sheets import DIGITS, Sheet, Value
from models.workbooks import CONTROL, DAY_0

CODE = re.compile(r"([0-9a-f]{16})-([0-9a-f]{64})")


@dataclass(frozen=True)
class Fingerprint:
    """A digest of each sheet by its title, and one of all that were there when the ``salt`` was thrown.

    The salt stands in the file alone: from the digests nobody can find out by trying whom a list names.
    """

    salt: str
    whole: str
    sheets: Mapping[str, str]

    @property
    def code(self) -> str:
        """What stands in the file: by it the export is found again."""
        return f"{self.salt}-{self.whole}"

    def details(self) -> dict[str, Any]:
        """Return what an audit line keeps of it."""
        return {"hash": self.whole, "sheets": dict(self.sheets)}

    def beside(self, rows: Mapping[str, list[bytes]]) -> "Fingerprint":
        """Return it with further sheets, by the digests of their rows (`row_digest`)."""
        return replace(self, sheets={**self.sheets, **{title: _together(these) for title, these in rows.items()}})


def fingerprint(sheets: Sequence[Sheet]) -> Fingerprint:
    """Return the fingerprint of sheets that are about to be written."""
    salt = secrets.token_hex(8)
    found = {one.title: sheet_digest(salt, [one.heads, *one.rows]) for one in sheets}
    told = "\n".join(f"{title}\x1f{digest}" for title, digest in found.items())
    return Fingerprint(salt, sha256(told.encode()).hexdigest(), found)


def sheet_digest(salt: str, rows: Iterable[Sequence[Value]]) -> str:
    """Return the digest of a sheet, from all of its rows."""
    return _together([one for one in (row_digest(salt, row) for row in rows) if one])


def row_digest(salt: str, row: Sequence[Value]) -> bytes:
    """Return the digest of a row, b'' of one without any value; a cell with a code in it counts as empty."""
    cells = "\x1f".join(f"{column}{told}" for column, value in enumerate(row) if (told := _told(value)))
    return sha256(f"{salt}\x1f{cells}".encode()).digest() if cells else b""


def passing(salt: str, rows: Iterable[Sequence[Value]], digests: list[bytes]) -> Iterator[Any]:
    """Give rows on, and keep the digest of each while it is written."""
    for row in rows:
        digests.append(row_digest(salt, row))
        yield row


def _together(digests: list[bytes]) -> str:
    return sha256(b"".join(sorted(digests))).hexdigest()


def _told(value: Value) -> str:
    """Return what a cell says, with a letter for its kind; '' when it is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _words(value)
    if isinstance(value, datetime):
        # to the second: a part of a day is seldom stored to the last digit
        seconds = round(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
        return _told(value.toordinal() - DAY_0 + seconds / 86_400)
    if isinstance(value, date):  # a program may show the number of a day as a number
        return f"n{value.toordinal() - DAY_0}"
    if isinstance(value, float):
        return f"n{round(value, DIGITS):.15g}"
    return f"b{value}" if isinstance(value, bool) else f"n{value}"


@lru_cache(maxsize=10_000)  # units, courses and states come again and again
def _words(value: str) -> str:
    told = CONTROL.sub("", unicodedata.normalize("NFC", value)).strip()
    if "\r" in told:
        told = told.replace("\r\n", "\n").replace("\r", "\n")
    return "" if not told or CODE.fullmatch(told) else f"s{told}"
