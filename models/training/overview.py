"""How a part of the tree stands against the target today: the pace, which units need help and why, what falls due.

Computed from the very columns of `coverage`; days past are counted as they were known at the end of that day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import numpy as np

from models import text
from models.rights import Scope
from models.training.columns import day_of
from models.training.coverage import (
    Count,
    Coverage,
    Flag,
    Question,
    Row,
    RowKind,
    chosen_pairs,
    coverage,
    find_part,
    tree_on,
    trees_of,
)
from models.training.figures import Held
from models.training.states import CODE, State

BACK = (7, 30)
SMALL = 10  # below so many required pairs a rate says little, and the unit is ranked after the others
NEEDY = 5


class Reason(StrEnum):
    """What holds a unit back: what is overdue, and where nothing is, what there is most of."""

    OVERDUE = "overdue"
    NOT_STARTED = "not-started"
    LAPSED = "lapsed"  # expired, or due again
    STUCK = "stuck"  # begun two weeks ago or longer, and still in progress
    IN_PROGRESS = "in-progress"


class Standing(StrEnum):
    """Whether the target will be met."""

    NOTHING = "nothing"  # nobody has to take a course
    REACHED = "reached"
    ON_COURSE = "on-course"
    BEHIND = "behind"  # at the present pace the target is missed on ``needed_by``
    MISSED = "missed"  # more is overdue already than the target allows
    TOO_EARLY = "too-early"  # nothing to compare with yet


@dataclass(frozen=True)
class Need:
    """A unit below the target, what holds it back, and how many pairs that is."""

    row: Row
    reason: Reason
    pairs: int


@dataclass(frozen=True)
class Upcoming:
    """A course of which something falls due within two weeks: how many pairs, the first on which day."""

    course: str
    title: str
    pairs: int
    first: date


@dataclass(frozen=True)
class Overview:
    """The answer of the day; ``before`` has the total of so many days ago, as it was known then.

    ``needed_by`` is the day after whose end too much would be overdue for the target, if nobody did anything more;
    ``expected`` the rate on that day at the pace of the longest of the past spans that can be compared.
    """

    figure: Coverage
    target: float
    standing: Standing
    before: tuple[tuple[int, Count], ...]
    needed_by: date | None
    expected: float | None
    needs: tuple[Need, ...]
    overdue_people: int
    upcoming: tuple[Upcoming, ...]


def overview(held: Held, scope: Scope, *, target: float, now: datetime) -> Overview:
    """Return how the whole scope stands today against a target (a share from 0 to 1), in the tree where it lies.

    Raises `DomainError` as `coverage` does.
    """
    today = text.local_day(now)
    question = Question(on=today, tree=trees_of(held, scope, today)[0])
    return held.answer(("overview", scope, target, today), lambda: _overview(held, scope, question, target))


def end_of(day: date) -> datetime:
    """Return the last moment of a day by Hanoi's clock."""
    return datetime.combine(day, time.max, text.HANOI)


def coverage_then(held: Held, scope: Scope, question: Question, day: date) -> Coverage:
    """Return the figure of a question on a past day, as it was known when that day ended."""
    then = replace(question, on=day, known_at=end_of(day))
    return held.past(("coverage", scope, then), lambda: coverage(held, scope, then))


def _overview(held: Held, scope: Scope, question: Question, target: float) -> Overview:
    figure = coverage(held, scope, question)
    before = tuple(
        (days, coverage_then(held, scope, question, question.on - timedelta(days=days)).total) for days in BACK
    )
    part = find_part(tree_on(held, question), scope, question)
    pairs = held.pairs(question.tree, question.on, None)
    _groups, inside = chosen_pairs(part, pairs)
    open_ = inside & pairs.required & ~pairs.valid
    late = inside & (pairs.state == CODE[State.OVERDUE])
    soon = open_ & pairs.due_soon(question.on.toordinal())
    courses = {course.id: course for course in held.courses}
    upcoming = []
    for number in np.unique(pairs.course[soon]).tolist():
        these = soon & (pairs.course == number)
        first = day_of(int(pairs.due[these].min()))
        assert first is not None
        upcoming.append(Upcoming(courses[number].slug, courses[number].title, int(these.sum()), first))
    standing, needed_by, expected = judge(figure.total, before, np.sort(pairs.due[open_]).tolist(), target, question.on)
    return Overview(
        figure=figure,
        target=target,
        standing=standing,
        before=before,
        needed_by=needed_by,
        expected=expected,
        needs=_needs(figure, target),
        overdue_people=len(np.unique(pairs.person[late])),
        upcoming=tuple(sorted(upcoming, key=lambda one: (one.first, -one.pairs))),
    )


def judge(
    total: Count, before: tuple[tuple[int, Count], ...], open_dues: list[int], target: float, on: date
) -> tuple[Standing, date | None, float | None]:
    """Return whether a figure is on course: the standing, the day by which it shows, the rate expected on that day.

    ``open_dues``: the due days (ordinals, in order) of all required pairs that are not valid.
    """
    if total.rate is None:
        return Standing.NOTHING, None, None
    allowed = int(total.required * (1 - target) + 1e-9)
    if len(open_dues) <= allowed:
        return Standing.REACHED, None, None
    by = date.fromordinal(open_dues[allowed])
    if by < on:
        return Standing.MISSED, None, None
    paces = [(total.rate - then.rate) / days for days, then in before if then.rate is not None]
    if not paces:
        return Standing.TOO_EARLY, by, None
    expected = min(1.0, max(0.0, total.rate + paces[-1] * (by - on).days))
    return (Standing.ON_COURSE if expected >= target - 1e-9 else Standing.BEHIND), by, expected


def _needs(figure: Coverage, target: float) -> tuple[Need, ...]:
    below = [row for row in figure.rows if row.kind is RowKind.UNIT and (row.count.rate or 0) < target]
    below = [row for row in below if row.count.required]
    below.sort(key=_urgency)
    return tuple(_need(row) for row in below[:NEEDY])


def _urgency(row: Row) -> tuple[bool, float, float, int]:
    """Return by what units are ranked: the largest share overdue, then the lowest rate; small ones come last."""
    count = row.count
    late = count.states[State.OVERDUE] / count.required
    return count.required < SMALL, -late, count.rate or 0, -count.required


def _need(row: Row) -> Need:
    stuck = row.count.flags[Flag.STUCK]
    states = row.count.states
    counts = {
        Reason.OVERDUE: states[State.OVERDUE],
        Reason.NOT_STARTED: states[State.NOT_STARTED],
        Reason.LAPSED: states[State.EXPIRED] + states[State.DUE_AGAIN],
        Reason.STUCK: stuck,
        Reason.IN_PROGRESS: states[State.IN_PROGRESS] if not stuck else 0,
    }
    largest = max(counts, key=lambda one: counts[one])  # the first of the largest
    reason = Reason.OVERDUE if counts[Reason.OVERDUE] else largest
    return Need(row, reason, counts[reason])
