"""The sheets of a report as values, before they are written: what is checked later is what stands here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models import text

Value = str | int | float | date | datetime | None  # a float is a share
DIGITS = 9  # of a share behind the point: every program saves as many without changing them


@dataclass(frozen=True)
class Sheet:
    """A sheet with its heading and its rows.

    ``looks``: of a column's numbers, where it is not that of their kind. ``sorting``: so many columns by which all rows
    but the last, the total, can be sorted and filtered.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    looks: Mapping[int, str] = field(default_factory=dict)
    widths: Sequence[int] = (44,)
    sorting: int = 0


def formats_of(book: Any) -> dict[str, Any]:
    """Return the formats of a workbook's cells by what they are for."""
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "rate": book.add_format({"num_format": "0.0%"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        "left": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "share": book.add_format({"num_format": "0%", "align": "left"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def write_sheet(book: Any, formats: Mapping[str, Any], one: Sheet) -> None:
    """Write a sheet below its heading."""
    sheet = book.add_worksheet(one.title)
    heading(sheet, one.heads, formats, one.widths)
    for number, row in enumerate(one.rows, start=1):
        for column, value in enumerate(row):
            write_cell(sheet, number, column, value, formats, look=one.looks.get(column))
    if one.sorting:
        sheet.autofilter(0, 0, len(one.rows) - 1, one.sorting - 1)


def write_cell(
    sheet: Any, row: int, column: int, value: Value, formats: Mapping[str, Any], *, look: str | None = None
) -> None:
    """Write a value as what it is; nothing where there is none."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, formats.get(look or ""))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["left"])  # noqa: DTZ001 (a day in Excel has no zone)
    elif isinstance(value, float):
        sheet.write_number(row, column, round(value, DIGITS), formats[look or "rate"])
    else:
        sheet.write_number(row, column, value, formats.get(look or ""))


def local_minute(moment: datetime) -> datetime:
    """Return a moment as a cell tells it: Hanoi's clock, to the minute."""
    return moment.astimezone(text.HANOI).replace(tzinfo=None, second=0, microsecond=0)


def heading(sheet: Any, heads: Sequence[str], formats: Mapping[str, Any], widths: Sequence[int]) -> None:
    """Write the head of a sheet, which stays in sight."""
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, widths[column] if column < len(widths) else 13)
    sheet.freeze_panes(1, 1)
