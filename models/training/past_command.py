"""`python -m models coverage --by week` and `--compare DAY`: the looks back of the page, for a terminal."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import StringIO

from models import text
from models.organisation import UnitNode
from models.rights import Scope
from models.text import translate as _
from models.training.bridge import Bridge, Merger, bridge
from models.training.coverage import Crumb, Question, coverage, find_part, tree_on
from models.training.held import Held
from models.training.naming_facts import find_course
from models.training.overview import end_of
from models.training.states import Share
from models.training.weeks import Point, up_to_day, week_ends
from models.training.wording import filters_in_words, step_word, still_to_come

WEEKS = 13
Line = Sequence[object]


def weeks_printed(held: Held, scope: Scope, question: Question, *, as_format: str, now: datetime) -> str:
    """Return the past weeks of a question, each as it was known when it ended unless the question says as known when,
    and last its day.

    Raises `DomainError` as `coverage` and `by_week` do.
    """
    days = week_ends(min(question.on, text.local_day(now)), WEEKS)
    points = up_to_day(held, scope, coverage(held, scope, question), days, known_then=question.known_at is None)
    heads = ("day", "required", "valid", "rate")
    if as_format == "text":
        table = [(_("Day"), _("Required"), _("Valid"), _("Rate"))]
        known = _("Each week as it was known when it ended; last the day asked for.")
        if question.known_at is not None:
            known = _("as known on {when}", when=question.known_at) + "."
        lines = aligned([*table, *((text.day(one.on), *_told(one)) for one in points)])
        return _above(held, scope, question) + lines + f"\n{known}\n"
    return _for_programs(heads, [(one.on.isoformat(), *_numbers(one)) for one in points], as_format)


def bridge_printed(
    held: Held,
    scope: Scope,
    question: Question,
    first: date,
    *,
    mergers: Sequence[Merger],
    as_format: str,
    now: datetime,
) -> str:
    """Return what lies between another day and that of a question, known as in `weeks_printed`.

    Raises `DomainError` as `bridge` does.
    """
    known = end_of(first) if question.known_at is None else question.known_at
    found = bridge(held, scope, replace(question, on=first, known_at=known), question, mergers=mergers)
    if as_format == "text":
        return _above(held, scope, question) + aligned(_bridge_lines(found)) + _known(found, now)
    rows: list[Line] = [("first", first.isoformat(), *_numbers(found.before), "")]
    rows += [(one.step.value, "", one.required, one.valid, "", one.people) for one in found.changes]
    rows.append(("second", question.on.isoformat(), *_numbers(found.after), ""))
    return _for_programs(("step", "day", "required", "valid", "rate", "people"), rows, as_format)


def _above(held: Held, scope: Scope, question: Question) -> str:
    return heading(held, question, find_part(tree_on(held, question), scope, question).crumbs)


def heading(held: Held, question: Question, crumbs: Iterable[UnitNode | Crumb]) -> str:
    """Return the lines above a printed table: of which unit it is, and to what it is narrowed."""
    course = find_course(held.courses, question.course)
    by_day = replace(question, known_at=None)  # day and moment are told beside the figures
    narrowed = filters_in_words(by_day, "" if course is None else course.title, today=question.on)
    lines = (" › ".join(one.name for one in crumbs), "; ".join(narrowed))
    return "".join(f"{line}\n" for line in lines if line)


def to_come(on: date, now: datetime) -> list[str]:
    """Return what has to be said of the figures of a day that is still to come."""
    return [still_to_come()] if on > text.local_day(now) else []


def _bridge_lines(found: Bridge) -> list[Sequence[str]]:
    lines: list[Sequence[str]] = [(_("Step"), _("Required"), _("Valid"), _("Rate"), _("people"))]
    lines.append((text.day(found.first.on), *_told(found.before), ""))
    lines += [
        (step_word(one.step), text.signed(one.required), text.signed(one.valid), "", text.number(one.people))
        for one in found.changes
    ]
    return [*lines, (text.day(found.second.on), *_told(found.after), "")]


def _known(found: Bridge, now: datetime) -> str:
    told = [text.moment(one.known_at or now) for one in (found.first, found.second)]
    lines = [_("First day as known on {first}, second as known on {second}.", first=told[0], second=told[1])]
    if found.merged:
        names = ", ".join(unit.name for unit in found.merged)
        lines.append(_("Counted in on the first day, since they were merged into this: {units}.", units=names))
    return "\n".join(["", *lines, ""])


def _told(one: Point | Share) -> tuple[str, str, str]:
    return text.number(one.required), text.number(one.valid), text.percent(one.valid, one.required)


def _numbers(one: Point | Share) -> tuple[int, int, float | str]:
    return one.required, one.valid, "" if one.rate is None else round(one.rate, 6)


def _for_programs(heads: Sequence[str], rows: Sequence[Line], as_format: str) -> str:
    if as_format == "json":
        told = [{name: None if value == "" else value for name, value in zip(heads, row, strict=True)} for row in rows]
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows([heads, *rows])
    return written.getvalue()


def aligned(table: Sequence[Sequence[str]]) -> str:
    """Return a table as lines of text, numbers under numbers."""
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in table
    )
    return "\n".join(line.rstrip() for line in lines) + "\n"
