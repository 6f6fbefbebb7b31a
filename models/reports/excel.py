"""Coverage as an Excel workbook: the figures, the names behind them, and what they mean."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from models import text, training
from models.text import translate as _
from models.training import Coverage, PersonRow

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def coverage_workbook(figure: Coverage, names: Iterable[PersonRow], *, made_by: str, now: datetime) -> bytes:
    """Return an .xlsx file of a figure, its split and the people behind it.

    Sheets: figures (a row for each part and the total, counts as numbers, the rate as a share), people, and what the
    figures mean, for which day, as known when, made by whom.
    """
    import xlsxwriter  # a tenth of a second that only an export should cost

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _PLAIN) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "rate": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _figures(book, formats, figure)
        _people(book, formats, names)
        _meaning(book, formats, figure, made_by, now)
    return buffer.getvalue()


def _figures(book: Any, formats: dict[str, Any], figure: Coverage) -> None:
    sheet = book.add_worksheet(_("Figures"))
    heads = [_("Part"), _("Valid"), _("Required"), _("Rate"), *(training.state_word(state) for state in training.State)]
    _heading(sheet, heads, formats, [44, 10, 10, 10])
    rows = [(row.name, row.count) for row in figure.rows]
    for number, (name, count) in enumerate([*rows, (_("Total"), figure.total)], start=1):
        sheet.write_string(number, 0, name)
        sheet.write_number(number, 1, count.valid)
        sheet.write_number(number, 2, count.required)
        if count.rate is not None:
            sheet.write_number(number, 3, count.rate, formats["rate"])
        for column, state in enumerate(training.State, start=4):
            sheet.write_number(number, column, count.states.get(state, 0))


def _people(book: Any, formats: dict[str, Any], names: Iterable[PersonRow]) -> None:
    sheet = book.add_worksheet(_("People"))
    heads = [_("Full name"), _("Staff code"), _("Unit"), _("Course"), _("State"), _("Due"), _("Completed on")]
    _heading(sheet, [*heads, _("Valid until")], formats, [28, 14, 34, 40, 16, 12, 12, 12])
    for number, row in enumerate(names, start=1):
        told: Sequence[str | date | None] = (
            row.full_name,
            row.staff_code,
            row.unit_name,
            row.course_title,
            training.state_word(row.state),
            row.due,
            row.completed_on,
            row.valid_until,
        )
        for column, value in enumerate(told):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
            elif value:
                sheet.write_string(number, column, value)


def _meaning(book: Any, formats: dict[str, Any], figure: Coverage, made_by: str, now: datetime) -> None:
    sheet = book.add_worksheet(_("What the figures mean"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    asked = figure.question
    told = [
        (_("Unit"), figure.unit.name if figure.unit else _("all of my units")),
        (_("Day"), text.day(asked.on)),
        (_("As known at"), text.moment(asked.known_at or now)),
        (_("Definition"), training.definition()),
        (_("Made by"), made_by),
        (_("Made at"), text.moment(now)),
    ]
    for number, (name, value) in enumerate(told):
        sheet.write_string(number, 0, name, formats["head"])
        sheet.write_string(number, 1, value, formats["wrap"])


def _heading(sheet: Any, heads: Sequence[str], formats: dict[str, Any], widths: Sequence[int]) -> None:
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, widths[column] if column < len(widths) else 13)
    sheet.freeze_panes(1, 1)
