"""A record as files that other programs read: Excel with typed cells, and JSON."""

import json
from datetime import date, datetime
from io import BytesIO
from typing import Any

from models import text, workbooks
from models.privacy.parts import Value
from models.privacy.record import Record
from models.text import translate as _

_WIDTH = 22


def as_json(record: Record) -> bytes:
    """Return a record as JSON: days as yyyy-mm-dd, moments in UTC, numbers as numbers, names of fields in English."""
    told: dict[str, Any] = {"full_name": record.full_name, "made_at": _plain(record.made_at)}
    for part in record.parts:
        keys = [key for key, _title in part.columns]
        told[part.name] = [dict(zip(keys, map(_plain, row), strict=True)) for row in part.rows]
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def as_workbook(record: Record) -> bytes:
    """Return a record as an .xlsx file with a sheet for each part; moments stand there by Hanoi's clock."""
    buffer = BytesIO()
    with workbooks.workbook(buffer) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
            str: book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for part in record.parts:
            sheet = book.add_worksheet(part.title[:31])
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(0, len(part.columns) - 1), _WIDTH)
            for column, (_key, title) in enumerate(part.columns):
                sheet.write_string(0, column, title, head)
            for number, row in enumerate(part.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, formats)
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Value, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, _("yes") if value else _("no"), formats[str])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(text.HANOI).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats[date])  # noqa: DTZ001
    else:
        sheet.write_string(row, column, value, formats[str])


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
