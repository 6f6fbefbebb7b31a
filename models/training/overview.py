"""How a part of the tree stands today: against its target, since the last look, who needs help and why, what is due.

Computed from the very columns of `coverage`; days past are counted as they were known at the end of that day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import numpy as np

from models import text
from models.rights import Scope
from models.training.columns import NO_DAY
from models.training.coverage import (
    Count,
    Coverage,
    Flag,
    Question,
    Row,
    RowKind,
    Selection,
    counted,
    coverage,
    number_of_people,
    select,
    target_for,
    tree_on,
    trees_of,
)
from models.training.events import Events, events
from models.training.funnel import accounts_opened
from models.training.goals import Goal
from models.training.held import Held
from models.training.outlook import SMALL, Light, Outlook, Outlooks, outlooks
from models.training.states import State, is_soon

BACK = (7, 30)
NEEDY = 5
REASONS = 2  # told of each unit


class Reason(StrEnum):
    """What holds a unit back: what is overdue first, then what there is most of."""

    OVERDUE = "overdue"
    NO_ACCOUNT = "no-account"  # they have never been let in, so nothing else can be asked of them yet
    NOT_STARTED = "not-started"
    LAPSED = "lapsed"  # expired, or due again
    FAILING = "failing"  # the quiz was failed twice or more
    STUCK = "stuck"  # begun two weeks ago or longer, and still in progress
    IN_PROGRESS = "in-progress"


@dataclass(frozen=True)
class Need:
    """A unit below its target, how it stands, and what holds it back: one or two reasons with how many pairs each.

    Of those without an account it is how many people.
    """

    row: Row
    outlook: Outlook
    reasons: tuple[tuple[Reason, int], ...]


@dataclass(frozen=True)
class Upcoming:
    """A course of which something falls due within two weeks: how many pairs, the first on which day."""

    course: str
    title: str
    pairs: int
    first: date


@dataclass(frozen=True)
class Since:
    """The total of a past day, as it was known at its end, and what has happened since."""

    day: date
    then: Count
    events: Events


@dataclass(frozen=True)
class Overview:
    """The answer of the day; ``before``: the reader's last look, where there was one, and the days of `BACK`."""

    figure: Coverage
    outlook: Outlook
    before: tuple[Since, ...]
    needs: tuple[Need, ...]
    overdue_people: int
    upcoming: tuple[Upcoming, ...]


def overview(held: Held, scope: Scope, *, now: datetime, last_look: date | None = None) -> Overview:
    """Return how the whole scope stands today against what is asked of it, in the tree where it lies.

    ``last_look``: the day on which the reader was here last. Raises `DomainError` as `coverage` does.
    """
    today = text.local_day(now)
    question = Question(on=today, tree=trees_of(held, scope, today)[0])
    return held.answer(("overview", scope, today, last_look), lambda: _overview(held, scope, question, last_look))


def days_before(today: date, last_look: date | None) -> list[date]:
    """Return the days past that an overview stands beside: the reader's last look, where there was one, and `BACK`."""
    asked = [*([last_look] if last_look else []), *(today - timedelta(days=back) for back in BACK)]
    return [day for day in dict.fromkeys(asked) if day < today]


def end_of(day: date) -> datetime:
    """Return the last moment of a day by Hanoi's clock."""
    return datetime.combine(day, time.max, text.HANOI)


def coverage_then(held: Held, scope: Scope, question: Question, day: date) -> Coverage:
    """Return the figure of a question on a past day, as it was known when that day ended."""
    then = replace(question, on=day, known_at=end_of(day))
    return held.past(("coverage", scope, then), lambda: coverage(held, scope, then))


def goal_on(held: Held, figure: Coverage, day: date, *, known_then: bool) -> Goal:
    """Return what was asked of a figure's unit and course on another day, as known when it ended or as the figure is.

    Of a unit that did not stand on that day what is asked of it on the figure's own day.
    """
    asked = replace(figure.question, on=day, unit=None if figure.unit is None else figure.unit.key)
    if known_then and day < figure.question.on:
        ended = end_of(day)
        asked = replace(asked, known_at=ended if asked.known_at is None else min(ended, asked.known_at))
    node = None if asked.unit is None else tree_on(held, asked).by_key(asked.unit)
    return figure.goal if asked.unit is not None and node is None else target_for(held, asked)


def _overview(held: Held, scope: Scope, question: Question, last_look: date | None) -> Overview:
    today = question.on
    days = days_before(today, last_look)
    then = [coverage_then(held, scope, question, day).total for day in days]  # at first: this takes the most memory
    chosen = select(held, scope, question)
    figure = counted(held, question, chosen)
    happened = events(held, scope, question, chosen, days)
    before = tuple(Since(*told) for told in zip(days, then, happened, strict=True))
    pairs, soon = chosen.pairs, chosen.open[is_soon(chosen.due, today.toordinal())]
    of_course, due = pairs.course[soon], pairs.due[soon]
    first = np.full(held.courses_end, NO_DAY, dtype=np.int32)
    np.minimum.at(first, of_course, due)
    number, courses = np.bincount(of_course), {course.id: course for course in held.courses}
    upcoming = [
        Upcoming(courses[one].slug, courses[one].title, int(number[one]), date.fromordinal(int(first[one])))
        for one in np.flatnonzero(number).tolist()
    ]
    found = outlooks(held, figure, chosen)
    return Overview(
        figure=figure,
        outlook=found.total,
        before=before,
        needs=_needs(held, figure, found, chosen),
        overdue_people=number_of_people(pairs, chosen.late),
        upcoming=tuple(sorted(upcoming, key=lambda one: (one.first, -one.pairs))),
    )


def _needs(held: Held, figure: Coverage, found: Outlooks, chosen: Selection) -> tuple[Need, ...]:
    below = [
        (row, found.parts[row.kind, row.key])
        for row in figure.rows
        if row.kind is RowKind.UNIT and row.count.required and (row.count.rate or 0) < row.goal.share
    ]
    below.sort(key=_urgency)
    if not below:
        return ()
    shut_out = _shut_out(held, chosen)
    return tuple(_need(row, outlook, *shut_out[row.kind, row.key]) for row, outlook in below[:NEEDY])


def _shut_out(held: Held, chosen: Selection) -> dict[tuple[RowKind, str], tuple[int, int]]:
    """Return for each part how many people have something to do and no account, and how many pairs that is."""
    rows = chosen.open[~accounts_opened(held)[chosen.pairs.person[chosen.open]]]
    part, person = chosen.split(rows), chosen.pairs.person[rows]
    first = np.flatnonzero(np.diff(person, prepend=0))  # pairs are in the order of people, whose ids begin with 1
    people, pairs = (np.bincount(one, minlength=len(chosen.labels)).tolist() for one in (part[first], part))
    return {(kind, key): (people[place], pairs[place]) for place, (kind, key, *_rest) in enumerate(chosen.labels)}


def _urgency(one: tuple[Row, Outlook]) -> tuple[bool, bool, float, float, int]:
    """Return by what units are ranked: red before all, the largest share overdue, the lowest rate; small ones last."""
    count, light = one[0].count, one[1].light
    late = count.states[State.OVERDUE] / count.required
    return count.required < SMALL, light is not Light.RED, -late, count.rate or 0, -count.required


def _need(row: Row, outlook: Outlook, people: int, pairs: int) -> Need:
    """Return a unit's need; without an account are so many people, who have so many pairs to do."""
    stuck = row.count.flags[Flag.STUCK]
    states = row.count.states
    counts = {
        Reason.OVERDUE: states[State.OVERDUE],
        Reason.NO_ACCOUNT: pairs,  # before what it is the cause of, where that is as much
        Reason.NOT_STARTED: states[State.NOT_STARTED],
        Reason.LAPSED: states[State.EXPIRED] + states[State.DUE_AGAIN],
        Reason.FAILING: row.count.flags[Flag.FAILING],
        Reason.STUCK: stuck,
        Reason.IN_PROGRESS: states[State.IN_PROGRESS] if not stuck else 0,
    }
    ordered = sorted(counts, key=lambda one: (one is not Reason.OVERDUE, -counts[one]))
    told = {**counts, Reason.NO_ACCOUNT: people}
    return Need(row, outlook, tuple((reason, told[reason]) for reason in ordered if counts[reason])[:REASONS])
