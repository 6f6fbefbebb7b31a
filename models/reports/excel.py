"""Coverage as an Excel workbook: the figures by unit, course and category, the names behind them, what they mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from models import text, training, workbooks
from models.learning import Source
from models.reports.coverage_report import CoverageReport
from models.reports.fingerprints import Fingerprint, fingerprint, passing, row_digest
from models.reports.looks import purpose_word
from models.reports.sheets import Sheet, Value, formats_of, heading, local_minute, write_cell, write_sheet
from models.text import translate as _
from models.training import By, Count, Coverage, CrossRow, Flag, Goal, Outlook, Outlooks, PersonRow, Row, RowKind, Said

MOST_ROWS = 1_048_575  # below the heading of one sheet, as Excel has it


def write_coverage(
    report: CoverageReport, target: BinaryIO | Path, *, progress: workbooks.Progress = lambda _done: None
) -> Fingerprint:
    """Write a report as an .xlsx file and return its fingerprint.

    Sheets: figures (a row for each part and the total, counts as numbers, the rate as a share), one more for each other
    split, people (on as many sheets as they need), and what the figures mean: for which day, as known when, narrowed by
    what, made by whom. ``progress`` hears how many people are written, and may end it by an exception.
    """
    words = {By.UNIT: _("By unit"), By.COURSE: _("By course")}
    sheets = []
    for number, (split, outlook) in enumerate(zip((report.figure, *report.also), report.against, strict=True)):
        title = words.get(split.question.by, _("By staff category")) if number else _("Figures")
        sheets.append(figures_sheet(split, outlook, report.explained, title))
    about = meaning(report.figure, report.made_by, report.made_at, report.filters, purpose=report.purpose)
    mark, listed = fingerprint([*sheets, about]), dict[str, list[bytes]]()
    with workbooks.long_workbook(target, progress) as (book, below):
        formats = formats_of(book)
        for sheet in sheets:
            write_sheet(book, formats, sheet)
        _people(book, formats, report, below, mark.salt, listed)
        write_meaning(book, formats, about, mark)
    return mark.beside(listed)


def figures_sheet(figure: Coverage, outlook: Outlooks, explained: Mapping[str, Said], title: str) -> Sheet:
    """Return the sheet of a figure's parts and its total: counts, target and its day, how they stand against it, and
    what a unit says beside its figure.
    """
    states = [*training.State]
    heads = [_("Part"), _("Valid"), _("Required"), _("Rate"), *(training.state_word(state) for state in states)]
    heads += [*(training.flag_word(flag) for flag in Flag), _("Kind of unit"), _("Target"), _("Target's last day")]
    heads += [_("Against the target"), _("Explanation by the unit")]

    def line(name: str, count: Count, kind: str, goal: Goal, stands: Outlook | None, said: str) -> list[Value]:
        numbers = [*(count.states.get(state, 0) for state in states), *(count.flags[flag] for flag in Flag)]
        against = "" if stands is None or stands.small else training.standing_word(stands.standing)
        return [name, count.valid, count.required, count.rate, *numbers, kind, goal.share, goal.due, against, said]

    rows = [
        line(
            part_name(row),
            row.count,
            row.unit_kind,
            row.goal,
            outlook.parts.get((row.kind, row.key)),
            _said(row, explained),
        )
        for row in figure.rows
    ]
    whole = line(_("Total"), figure.total, "", figure.goal, outlook.total, "")
    looks = {heads.index(_("Target")): "share"}
    return Sheet(title, heads, [*rows, whole], looks=looks, widths=(44, 10, 10, 10), sorting=4)


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


def _people(
    book: Any,
    formats: Mapping[str, Any],
    report: CoverageReport,
    below: workbooks.Below,
    salt: str,
    listed: dict[str, list[bytes]],
) -> None:
    """Let the people be written on as many sheets as they need; ``listed`` has the digests of their rows afterwards."""
    heads = [_("Full name"), _("Staff code"), _("Unit"), _("Course"), _("State"), _("Due"), _("Completed on")]
    heads += [_("Valid until"), _("How it was completed")]
    rows = _person_rows(report.people)
    for begin in range(0, max(1, report.total), MOST_ROWS):
        sheet = book.add_worksheet(_("People") if not begin else f"{_('People')} {1 + begin // MOST_ROWS}")
        heading(sheet, heads, formats, [28, 14, 34, 40, 16, 12, 12, 12, 24])
        digests = listed[sheet.name] = [row_digest(salt, heads)]
        count = min(MOST_ROWS, report.total - begin)
        below(sheet, count, passing(salt, islice(rows, count), digests), day=formats["day"])


def _person_rows(people: Iterable[PersonRow]) -> Iterator[workbooks.Row]:
    states = {state: training.state_word(state) for state in training.State}
    sources = {source: training.source_word(source) for source in Source}
    for one in people:
        told = (one.full_name, one.staff_code, one.unit_name, one.course_title, states[one.state])
        how = None if one.source is None else sources[one.source]
        yield (*told, one.due, one.completed_on, one.valid_until, how)


def meaning(figure: Coverage, made_by: str, now: datetime, filters: Sequence[str], *, purpose: str = "") -> Sheet:
    """Return the sheet that says for which day, as known when and by which definition a file counts."""
    asked = figure.question
    told: list[tuple[str, Value]] = [
        (_("Unit"), figure.unit.name if figure.unit else _("all of my units")),
        (_("Day"), asked.on),
        (_("As known at"), local_minute(asked.known_at or now)),
        (_("Narrowed by"), "; ".join(filters) or _("nothing")),
        (_("People with a required course"), figure.people_required),
        (_("of them all completed"), figure.people_all_valid),
        (_("Target"), figure.goal.share),
        *([(_("Target's last day"), figure.goal.due)] if figure.goal.due else []),
        (_("Definition"), training.definition()),
        (_("Made by"), made_by),
        (_("Made at"), local_minute(now)),
        *([(_("Taken along for"), purpose_word(purpose))] if purpose else []),
        (_("Check code"), None),
    ]
    return Sheet(_("What the figures mean"), (), told)


def write_meaning(book: Any, formats: Mapping[str, Any], about: Sheet, mark: Fingerprint) -> None:
    """Write the sheet on the meaning, with the code by which the file can be checked in its last row."""
    sheet = book.add_worksheet(about.title)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    *told, (last, _none) = about.rows
    for number, (name, value) in enumerate([*told, (last, mark.code)]):
        sheet.write_string(number, 0, name, formats["head"])
        write_cell(sheet, number, 1, value, formats, look="share" if isinstance(value, float) else "wrap")
