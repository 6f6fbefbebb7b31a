"""Coverage as an Excel workbook: the figures by unit, course and category, the names behind them, what they mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from models import text, training, workbooks
from models.learning import Source
from models.reports.coverage_report import CoverageReport
from models.reports.looks import purpose_word
from models.text import translate as _
from models.training import By, Coverage, CrossRow, Flag, Outlooks, PersonRow, Row, RowKind, Said

MOST_ROWS = 1_048_575  # below the heading of one sheet, as Excel has it


def write_coverage(
    report: CoverageReport, target: BinaryIO | Path, *, progress: workbooks.Progress = lambda _done: None
) -> None:
    """Write a report as an .xlsx file.

    Sheets: figures (a row for each part and the total, counts as numbers, the rate as a share), one more for each other
    split, people (on as many sheets as they need), and what the figures mean: for which day, as known when, narrowed by
    what, made by whom. ``progress`` hears how many people are written, and may end it by an exception.
    """
    with workbooks.long_workbook(target, progress) as (book, below):
        formats = formats_of(book)
        words = {By.UNIT: _("By unit"), By.COURSE: _("By course")}
        for number, (split, outlook) in enumerate(zip((report.figure, *report.also), report.against, strict=True)):
            title = words.get(split.question.by, _("By staff category")) if number else _("Figures")
            figures_sheet(book, formats, split, outlook, report.explained, title)
        _people(book, formats, report, below)
        shown = report.figure, report.made_by, report.made_at, report.filters
        meaning(book, formats, *shown, purpose=report.purpose)


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


def figures_sheet(
    book: Any,
    formats: dict[str, Any],
    figure: Coverage,
    outlook: Outlooks,
    explained: Mapping[str, Said],
    title: str,
) -> None:
    """Write a sheet of a figure's parts and its total: counts, target and its day, how they stand against it, and what
    a unit says beside its figure.
    """
    sheet = book.add_worksheet(title)
    states = [*training.State]
    heads = [_("Part"), _("Valid"), _("Required"), _("Rate"), *(training.state_word(state) for state in states)]
    heads += [*(training.flag_word(flag) for flag in Flag), _("Kind of unit"), _("Target"), _("Target's last day")]
    heading(sheet, [*heads, _("Against the target"), _("Explanation by the unit")], formats, [44, 10, 10, 10])
    rows = [
        (
            part_name(row),
            row.count,
            row.unit_kind,
            row.goal,
            outlook.parts.get((row.kind, row.key)),
            _said(row, explained),
        )
        for row in figure.rows
    ]
    whole = (_("Total"), figure.total, "", figure.goal, outlook.total, "")
    for number, (name, count, kind, goal, stands, said) in enumerate([*rows, whole], start=1):
        sheet.write_string(number, 0, name)
        sheet.write_number(number, 1, count.valid)
        sheet.write_number(number, 2, count.required)
        if count.rate is not None:
            sheet.write_number(number, 3, count.rate, formats["rate"])
        numbers = [*(count.states.get(state, 0) for state in states), *(count.flags[flag] for flag in Flag)]
        for column, value in enumerate(numbers, start=4):
            sheet.write_number(number, column, value)
        after = 4 + len(numbers)
        sheet.write_number(number, after + 1, goal.share, formats["share"])
        if goal.due is not None:
            sheet.write_datetime(number, after + 2, cell(goal.due), formats["left"])
        against = "" if stands is None or stands.small else training.standing_word(stands.standing)
        for column, words in ((after, kind), (after + 3, against), (after + 4, said)):
            if words:
                sheet.write_string(number, column, words)
    sheet.autofilter(0, 0, len(rows), 3)


def _said(row: Row, explained: Mapping[str, Said]) -> str:
    if row.kind is not RowKind.UNIT or row.key not in explained:
        return ""
    said = explained[row.key]
    by = _("{name}, {day}", name=said.by or _("the platform"), day=text.local_day(said.at))
    return f"{said.words} ({by})"


def part_name(row: Row | CrossRow) -> str:
    """Return what a part of a split is called in a file."""
    if row.kind is RowKind.CATEGORY:
        return training.category_word(row.key)
    if row.kind is RowKind.NO_PLACE:
        return _("Without a place in the tree")
    if row.kind is RowKind.TOPIC and not row.key:
        return _("courses that name none")
    return _("{unit} (directly)", unit=row.name) if row.kind is RowKind.DIRECT else row.name


def _people(book: Any, formats: dict[str, Any], report: CoverageReport, below: workbooks.Below) -> None:
    rows = _person_rows(report.people)
    for begin in range(0, max(1, report.total), MOST_ROWS):
        sheet = _people_sheet(book, formats, 1 + begin // MOST_ROWS)
        count = min(MOST_ROWS, report.total - begin)
        below(sheet, count, islice(rows, count), day=formats["day"])


def _person_rows(people: Iterable[PersonRow]) -> Iterator[workbooks.Row]:
    states = {state: training.state_word(state) for state in training.State}
    sources = {source: training.source_word(source) for source in Source}
    for one in people:
        told = (one.full_name, one.staff_code, one.unit_name, one.course_title, states[one.state])
        how = None if one.source is None else sources[one.source]
        yield (*told, one.due, one.completed_on, one.valid_until, how)


def _people_sheet(book: Any, formats: dict[str, Any], number: int) -> Any:
    sheet = book.add_worksheet(_("People") if number == 1 else f"{_('People')} {number}")
    heads = [_("Full name"), _("Staff code"), _("Unit"), _("Course"), _("State"), _("Due"), _("Completed on")]
    heads += [_("Valid until"), _("How it was completed")]
    heading(sheet, heads, formats, [28, 14, 34, 40, 16, 12, 12, 12, 24])
    return sheet


def meaning(
    book: Any,
    formats: dict[str, Any],
    figure: Coverage,
    made_by: str,
    now: datetime,
    filters: Sequence[str],
    *,
    purpose: str = "",
) -> None:
    """Write the sheet that says for which day, as known when and by which definition a file counts."""
    sheet = book.add_worksheet(_("What the figures mean"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    asked = figure.question
    told: list[tuple[str, str | date | float]] = [
        (_("Unit"), figure.unit.name if figure.unit else _("all of my units")),
        (_("Day"), asked.on),
        (_("As known at"), asked.known_at or now),
        (_("Narrowed by"), "; ".join(filters) or _("nothing")),
        (_("People with a required course"), figure.people_required),
        (_("of them all completed"), figure.people_all_valid),
        (_("Target"), figure.goal.share),
        *([(_("Target's last day"), figure.goal.due)] if figure.goal.due else []),
        (_("Definition"), training.definition()),
        (_("Made by"), made_by),
        (_("Made at"), now),
        *([(_("Taken along for"), purpose_word(purpose))] if purpose else []),
    ]
    for number, (name, value) in enumerate(told):
        sheet.write_string(number, 0, name, formats["head"])
        if isinstance(value, datetime):
            local = value.astimezone(text.HANOI).replace(tzinfo=None, second=0, microsecond=0)
            sheet.write_datetime(number, 1, local, formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(number, 1, cell(value), formats["left"])
        elif isinstance(value, float):
            sheet.write_number(number, 1, value, formats["share"])
        elif isinstance(value, int):
            sheet.write_number(number, 1, value, formats["wrap"])
        else:
            sheet.write_string(number, 1, value, formats["wrap"])


def cell(day: date) -> datetime:
    """Return a day as a file's library takes it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a day in Excel has no zone)


def heading(sheet: Any, heads: Sequence[str], formats: dict[str, Any], widths: Sequence[int]) -> None:
    """Write the head of a sheet, which stays in sight."""
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, widths[column] if column < len(widths) else 13)
    sheet.freeze_panes(1, 1)
