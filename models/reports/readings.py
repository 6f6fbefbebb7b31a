"""The figures of a chart as an Excel workbook: bars and what stands at them, units and courses, weeks, two days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from models import text, training, workbooks
from models.learning import Source
from models.reports.excel import figures_sheet, meaning, part_name, write_meaning
from models.reports.fingerprints import Fingerprint, fingerprint
from models.reports.sheets import Sheet, Value, formats_of, write_sheet
from models.text import translate as _
from models.training import Bridge, Coverage, Cross, Outlooks, Point, Question, RowKind, Said, Share, Steps

Workbook = tuple[bytes, Fingerprint]


def cross_workbook(found: Cross, **about: Any) -> Workbook:
    """Return an .xlsx file of units (or categories) and courses: rates, and beside them completed and required.

    Here and in the others: with its fingerprint; ``about``: what the sheet on the meaning says (`meaning`).
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
    rows.append(line(_("Total"), total, found.whole))
    return _workbook([Sheet(_("Units and courses"), heads, rows)], **about)


def weeks_workbook(points: Sequence[Point], goal: Callable[[date], float], **about: Any) -> Workbook:
    """Return an .xlsx file of a figure at the end of each week, with the target of that day."""
    heads = [_("Day"), _("Valid"), _("Required"), _("Rate"), _("Target")]
    rows: list[list[Value]] = [
        [one.on, one.valid, one.required, one.rate, float(goal(one.on))] if one.there else [one.on] for one in points
    ]
    return _workbook([Sheet(_("Week by week"), heads, rows)], **about)


def bridge_workbook(found: Bridge, **about: Any) -> Workbook:
    """Return an .xlsx file of two figures and the steps between them, which add up."""
    heads = [_("Step"), _("Day"), _("As known at"), _("Valid"), _("Required"), _("Rate"), _("people")]

    def end(name: str, asked: Question, share: Share) -> list[Value]:
        known = asked.known_at or about["now"]
        return [name, asked.on, text.moment(known), share.valid, share.required, share.rate]

    steps: list[list[Value]] = [
        [training.step_word(one.step), None, None, one.valid, one.required, None, one.people] for one in found.changes
    ]
    rows = [end(_("First day"), found.first, found.before), *steps, end(_("Second day"), found.second, found.after)]
    return _workbook([Sheet(_("From one day to the other"), heads, rows)], **about)


def bars_workbook(
    split: Coverage,
    outlook: Outlooks,
    *,
    explained: Mapping[str, Said],
    ways: Sequence[tuple[Source, int]],
    exempt: Sequence[tuple[str, int]],
    steps: Sequence[Steps],
    **about: Any,
) -> Workbook:
    """Return an .xlsx file of all that stands at the bars: the parts with their targets; the states of the whole; how
    completions came about and why people are exempt; and, where there are ``steps``, from the staff list to
    everything done.
    """
    total = split.total
    states: list[list[Value]] = [
        [training.state_word(one), number, number / total.required if one in training.REQUIRED else None]
        for one, number in total.states.items()
        if number
    ]
    came: list[list[Value]] = [[training.source_word(source), number] for source, number in ways]
    people = [
        _("On the list"),
        _("Account opened"),
        _("Have a course"),
        _("Begun"),
        _("All done"),
        _("List brought in"),
    ]
    share = [_("State"), _("Number"), _("Of those required")]
    why = [_("Why exempt"), training.state_word(training.State.EXEMPT)]
    sheets = [
        figures_sheet(split, outlook, explained, _("Figures")),
        Sheet(_("States of all"), share, states),
        Sheet(_("Ways of completion"), [_("How it was completed"), _("Completed")], came),
        Sheet(_("Reasons for exemption"), why, exempt),
    ]
    if steps:
        rows = [_steps(one, whole=not number) for number, one in enumerate(steps)]
        sheets.append(Sheet(_("Steps of each unit"), [_("Unit"), *people], rows))
    return _workbook(sheets, **about)


def _steps(one: Steps, *, whole: bool) -> list[Value]:
    name = _("Total") if whole else one.name
    if one.kind is RowKind.DIRECT:
        name = _("{unit} (directly)", unit=one.name)
    listed = None if one.listed_at is None else text.local_day(one.listed_at)
    return [name, one.roster, one.account, one.asked, one.started, one.done, listed]


def _workbook(sheets: Sequence[Sheet], **about: Any) -> Workbook:
    said, buffer = meaning(**about), BytesIO()
    mark = fingerprint([*sheets, said])
    with workbooks.workbook(buffer) as book:
        formats = formats_of(book)
        for sheet in sheets:
            write_sheet(book, formats, sheet)
        write_meaning(book, formats, said, mark)
    return buffer.getvalue(), mark
