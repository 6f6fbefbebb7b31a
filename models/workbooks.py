"""Excel workbooks as we write all of them: text stays text, and a long list takes no more memory than a short one.

The library makes a workbook whole in memory, which is fine for all but long lists. Their rows are put in while the file
is packed: the same cells as the library's own, in a third of its time, and nothing of them is ever on the disk but
packed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
EVERY = 500  # rows between two words about how far it is
DAY_0 = 693_594  # the ordinal of the day that Excel counts from
_SAMPLE = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="([AB])2"( s="\d+")')
_SIZE = re.compile(r'(<dimension ref="A1:[A-Z]+)\d+"')
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold these
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIKE_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A

Row = Sequence[str | int | date | None]
Progress = Callable[[int], object]
Below = Callable[..., None]


def workbook(target: BinaryIO) -> Any:
    """Return an xlsxwriter workbook, for a ``with``."""
    import xlsxwriter  # a tenth of a second that only a file should cost

    return xlsxwriter.Workbook(target, _PLAIN)


@contextmanager
def long_workbook(target: BinaryIO | Path, progress: Progress = lambda _done: None) -> Iterator[tuple[Any, Below]]:
    """Give a workbook and a way to put a long list below the heading of one of its sheets; written at the end.

    ``below(sheet, count, rows, day=…, words=…)`` takes how many rows there are, the rows, and the formats of days and
    of text. ``progress`` hears how many rows of all lists are written, and may end it by an exception.
    Raises `OSError` where it cannot be written.
    """
    lists: dict[str, tuple[int, Iterable[Row]]] = {}

    def below(sheet: Any, count: int, rows: Iterable[Row], *, day: Any, words: Any = None) -> None:
        for column, look in enumerate((words, day)):  # in the place of the first row: how its cells are to look
            sheet.write_blank(1, column, None, look)
        lists[f"xl/worksheets/sheet{sheet.index + 1}.xml"] = (count, rows)

    small = BytesIO()
    with workbook(small) as book:
        yield book, below
    done = 0
    with ZipFile(small) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            if entry.filename not in lists:
                packed.writestr(entry, source.read(entry))
                continue
            count, rows = lists[entry.filename]
            with packed.open(entry.filename, "w", force_zip64=True) as sheet:
                for some, piece in _sheet(source.read(entry).decode(), count, rows):
                    progress(done)
                    sheet.write(piece.encode())
                    done += some


def _sheet(made: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[int, str]]:
    """Give a sheet with rows in place of its sample, piece by piece, and how many rows each piece has."""
    sample = _SAMPLE.search(made)
    assert sample is not None
    looks = dict(_STYLE.findall(sample[0]))
    yield 0, _SIZE.sub(rf'\g<1>{count + 1}"', made[: sample.start()])
    numbered = enumerate(rows, start=2)
    while some := [_row(*one, looks.get("A", ""), looks.get("B", "")) for one in islice(numbered, EVERY)]:
        yield len(some), "".join(some)
    yield 0, made[sample.end() :]


def _row(number: int, row: Row, words: str, day: str) -> str:
    cells = [f'<row r="{number}">']
    for letter, value in zip(_LETTERS, row, strict=False):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            cells.append(f'<c r="{letter}{number}"{words} t="inlineStr"><is>{_words(value)}</is></c>')
        elif isinstance(value, date):
            cells.append(f'<c r="{letter}{number}"{day}><v>{value.toordinal() - DAY_0}</v></c>')
        else:
            cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
    cells.append("</row>")
    return "".join(cells)


@lru_cache(maxsize=10_000)  # units, courses and states come again and again
def _words(value: str) -> str:
    told = escape(CONTROL.sub("", _LIKE_CODE.sub("_x005F_", value)))
    return f"<t>{told}</t>" if value == value.strip() else f'<t xml:space="preserve">{told}</t>'
