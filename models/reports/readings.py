"""The figures of a chart as an Excel workbook: bars and what stands at them, units and courses, weeks, two days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from models import text, training, workbooks
from models.learning import Source
from models.reports.excel import cell, figures_sheet, formats_of, heading, meaning, part_name
from models.text import translate as _
from models.training import Bridge, Coverage, Cross, Outlooks, Point, Question, RowKind, Said, Share, Steps

Value = str | int | float | date | None  # a float is a share


def cross_workbook(found: Cross, **about: Any) -> bytes:
    """Return an .xlsx file of units (or categories) and courses: rates, and beside them completed and required.

    ``about``, here and in the others: what the sheet on the meaning says (`meaning`).
    """
    titles = [course.title for course in found.courses]
    counted = [
        _("{course}: {what}", course=title, what=what) for title in titles for what in (_("Valid"), _("Required"))
    ]

    def line(name: str, whole: Share, cells: Sequence[Share]) -> list[Value]:
        numbers = [number for one in cells for number in (one.valid, one.required)]
        return [name, whole.rate, *(one.rate for one in cells), whole.valid, whole.required, *numbers]

    total = Share(sum(one.required for one in found.whole), sum(one.valid for one in found.whole))
    rows = [line(part_name(row), row.whole, row.cells) for row in found.rows]
    heads = [_("Part"), _("All courses"), *titles, _("Valid"), _("Required"), *counted]
    return _workbook(_("Units and courses"), heads, [*rows, line(_("Total"), total, found.whole)], **about)


def weeks_workbook(points: Sequence[Point], goal: Callable[[date], float], **about: Any) -> bytes:
    """Return an .xlsx file of a figure at the end of each week, with the target of that day."""
    heads = [_("Day"), _("Valid"), _("Required"), _("Rate"), _("Target")]
    rows: list[list[Value]] = [
        [one.on, one.valid, one.required, one.rate, float(goal(one.on))] if one.there else [one.on] for one in points
    ]
    return _workbook(_("Week by week"), heads, rows, **about)


def bridge_workbook(found: Bridge, **about: Any) -> bytes:
    """Return an .xlsx file of two figures and the steps between them, which add up."""
    heads = [_("Step"), _("Day"), _("As known at"), _("Valid"), _("Required"), _("Rate"), _("people")]

    def end(name: str, asked: Question, share: Share) -> list[Value]:
        known = asked.known_at or about["now"]
        return [name, asked.on, text.moment(known), share.valid, share.required, share.rate]

    steps: list[list[Value]] = [
        [training.step_word(one.step), None, None, one.valid, one.required, None, one.people] for one in found.changes
    ]
    rows = [end(_("First day"), found.first, found.before), *steps, end(_("Second day"), found.second, found.after)]
    return _workbook(_("From one day to the other"), heads, rows, **about)


def bars_workbook(
    split: Coverage,
    outlook: Outlooks,
    *,
    explained: Mapping[str, Said],
    ways: Coverage,
    exempt: Sequence[tuple[str, int]],
    steps: Sequence[Steps],
    **about: Any,
) -> bytes:
    """Return an .xlsx file of all that stands at the bars: the parts with their targets; the states of the whole; how
    completions came about (``ways``: the figure by source) and why people are exempt; and, where there are ``steps``,
    from the staff list to everything done.
    """
    total = split.total
    states: list[list[Value]] = [
        [training.state_word(one), number, number / total.required if one in training.REQUIRED else None]
        for one, number in total.states.items()
        if number
    ]
    came: list[list[Value]] = [
        [training.source_word(Source(row.key)), row.count.valid] for row in ways.rows if row.count.valid
    ]
    people = [
        _("On the list"),
        _("Account opened"),
        _("Have a course"),
        _("Begun"),
        _("All done"),
        _("List brought in"),
    ]
    buffer = BytesIO()
    with workbooks.workbook(buffer) as book:
        formats = formats_of(book)
        figures_sheet(book, formats, split, outlook, explained, _("Figures"))
        _sheet(book, formats, _("States of all"), [_("State"), _("Number"), _("Of those required")], states)
        _sheet(book, formats, _("Ways of completion"), [_("How it was completed"), _("Completed")], came)
        heads = [_("Why exempt"), training.state_word(training.State.EXEMPT)]
        _sheet(book, formats, _("Reasons for exemption"), heads, [[why or _("other reasons"), n] for why, n in exempt])
        if steps:
            rows = [_steps(one, whole=not number) for number, one in enumerate(steps)]
            _sheet(book, formats, _("Steps of each unit"), [_("Unit"), *people], rows)
        meaning(book, formats, about["figure"], about["made_by"], about["now"], about["filters"])
    return buffer.getvalue()


def _steps(one: Steps, *, whole: bool) -> list[Value]:
    name = _("Total") if whole else one.name
    if one.kind is RowKind.DIRECT:
        name = _("{unit} (directly)", unit=one.name)
    listed = None if one.listed_at is None else text.local_day(one.listed_at)
    return [name, one.roster, one.account, one.asked, one.started, one.done, listed]


def _workbook(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    *,
    figure: Coverage,
    made_by: str,
    now: datetime,
    filters: Sequence[str],
) -> bytes:
    buffer = BytesIO()
    with workbooks.workbook(buffer) as book:
        formats = formats_of(book)
        _sheet(book, formats, title, heads, rows)
        meaning(book, formats, figure, made_by, now, filters)
    return buffer.getvalue()


def _sheet(
    book: Any, formats: dict[str, Any], title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]
) -> None:
    sheet = book.add_worksheet(title)
    heading(sheet, heads, formats, [44])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, cell(value), formats["left"])
            elif isinstance(value, float):
                sheet.write_number(number, column, value, formats["rate"])
            elif value is not None:
                sheet.write_number(number, column, value)
