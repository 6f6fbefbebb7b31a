"""Whether a target will be met: what is done, at which pace, what that comes to by the day, in red, amber and green.

The pace is what was completed within the last thirty days, or since the first of its courses was asked of anybody,
and counts today: for each part of a split by itself, as if it were asked for alone; what will lapse before the day
must be made up for. Where a target names no day, it is needed by the day after whose end too much would be overdue,
if nobody did anything more. Computed from the very pairs behind `coverage`.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

import numpy as np

from models.rights import Scope
from models.training.columns import NO_DAY, Courses, Ints
from models.training.coverage import Count, Coverage, Question, RowKind, Selection, counted, select
from models.training.goals import Goal
from models.training.held import Held
from models.training.states import Rows

WINDOW = 30  # days over which a pace is taken
SHORTEST = 7  # of fewer days nothing is said
AHEAD = 3 * 366  # days; what falls due later is counted as of then
SMALL = 10  # below so many required pairs a rate says little: no colour, and the unit is ranked after the others


class Standing(StrEnum):
    """Whether the target will be met."""

    NOTHING = "nothing"  # nobody has to take a course
    REACHED = "reached"
    ON_COURSE = "on-course"
    BEHIND = "behind"  # at the present pace the target is missed, but it can still be met
    MISSED = "missed"  # its day is over, or more is overdue already than it allows
    TOO_EARLY = "too-early"  # too short a time to tell a pace


class Light(StrEnum):
    """Red, amber or green, and no colour where there is too little to tell."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


LIGHTS = {
    Standing.REACHED: Light.GREEN,
    Standing.ON_COURSE: Light.GREEN,
    Standing.BEHIND: Light.AMBER,
    Standing.MISSED: Light.RED,
}


@dataclass(frozen=True)
class Pace:
    """What was completed within the last ``days`` and counts today; ``lapsing``: what lapses by the target's day."""

    done: int
    days: int
    lapsing: int = 0


@dataclass(frozen=True)
class Outlook:
    """How a figure stands against its goal.

    ``by``: the day by which it is needed (None: it is reached, or there is nothing to reach). ``missing``: how many
    are still to be completed by then, what lapses included; ``a_week``: how many a week that is (None: less than a
    week is left). ``expected``: the rate on that day at the present pace; ``reached_on``: the day on which the pace
    would reach the goal (None: it never would, or there is too little to tell).
    """

    standing: Standing
    goal: Goal
    pace: Pace
    by: date | None = None
    missing: int = 0
    a_week: int | None = None
    expected: float | None = None
    reached_on: date | None = None
    small: bool = False

    @property
    def light(self) -> Light:
        """The colour; none for small numbers."""
        return Light.NONE if self.small else LIGHTS.get(self.standing, Light.NONE)


@dataclass(frozen=True)
class Outlooks:
    """The outlook of a whole figure, and of each part of its split by kind and key."""

    total: Outlook
    parts: dict[tuple[RowKind, str], Outlook]


def judged(held: Held, scope: Scope, question: Question) -> tuple[Coverage, Outlooks]:
    """Return a figure, and how it and the parts of its split stand against what is asked of them on its day.

    Raises `DomainError` as `coverage` does.
    """

    def both() -> tuple[Coverage, Outlooks]:
        chosen = select(held, scope, question)
        figure = counted(held, question, chosen)
        return figure, outlooks(held, figure, chosen)

    return held.answer(("judged", scope, question), both)


def judge(count: Count, goal: Goal, pace: Pace, *, by: date | None, on: date) -> Outlook:
    """Return how a figure stands on a day against a goal that is needed ``by`` a day."""
    small = count.required < SMALL
    if not count.required:
        return Outlook(Standing.NOTHING, goal, pace)
    need = wanted(count, goal)
    if count.valid >= need:
        return Outlook(Standing.REACHED, goal, pace, small=small)
    daily = pace.done / pace.days if pace.days >= SHORTEST else 0.0
    if by is None or by < on:
        missing = need - count.valid
        reached = _reached(missing, daily, on)
        return Outlook(Standing.MISSED, goal, pace, by, missing, reached_on=reached, small=small)
    days, missing = (by - on).days, need - count.valid + pace.lapsing
    a_week = ceil(missing * 7 / days) if days >= 7 else None
    if pace.days < SHORTEST:
        return Outlook(Standing.TOO_EARLY, goal, pace, by, missing, a_week, small=small)
    then = count.valid - pace.lapsing + daily * days
    standing = Standing.ON_COURSE if then >= need - 1e-9 else Standing.BEHIND
    expected = min(1.0, max(0.0, then / count.required))
    return Outlook(standing, goal, pace, by, missing, a_week, expected, _reached(missing, daily, on), small)


def _reached(missing: int, daily: float, on: date) -> date | None:
    """Return the day on which what is missing is done at a pace; None: never, or years away."""
    return on + timedelta(ceil(missing / daily - 1e-9)) if daily and missing / daily <= AHEAD else None


def wanted(count: Count, goal: Goal) -> int:
    """Return how many valid pairs reach a goal."""
    return -(-count.required * goal.percent // 100)


def outlooks(held: Held, figure: Coverage, chosen: Selection) -> Outlooks:
    """Return how a figure and its parts stand, from the pairs behind it."""
    pairs, labels = chosen.pairs, chosen.labels
    day, size = figure.question.on, len(labels)
    on = day.toordinal()
    of_valid, of_open = chosen.split(chosen.valid), chosen.split(chosen.open)
    whole, known = figure.goal, {(row.kind, row.key): row for row in figure.rows}
    goals = [known[label[:2]].goal if label[:2] in known else whole for label in labels]
    first, first_of_all = _first_asked(
        held, size, (of_valid, chosen.valid), (of_open, chosen.open), course=pairs.course
    )
    since = np.maximum(first, on - WINDOW + 1)
    done = np.bincount(of_valid[chosen.achieved >= since[of_valid]], minlength=size)
    done_in_all = int(np.count_nonzero(chosen.achieved >= max(first_of_all, on - WINDOW + 1)))
    lapsing, lapsing_in_all = np.zeros(size, dtype=np.int64), 0
    if any(goal.due for goal in (whole, *goals)):
        until = pairs.valid_until[chosen.valid]
        ends = np.array([goal.due.toordinal() if goal.due else 0 for goal in goals], dtype=np.int32)
        lapsing = np.bincount(of_valid[until <= ends[of_valid]], minlength=size)
        lapsing_in_all = int(np.count_nonzero(until <= (whole.due.toordinal() if whole.due else 0)))
    waiting = np.clip(chosen.due - (on - 1), 0, AHEAD)  # 0: overdue
    table = np.bincount(of_open * (AHEAD + 1) + waiting, minlength=size * (AHEAD + 1)).reshape(size, -1)
    days = np.clip(on - first, 0, WINDOW)
    ending = _ending(pairs.valid_until[chosen.valid], of_valid, on, size)

    def told(count: Count, goal: Goal, pace: Pace, falling_due: Ints, ends: Ints) -> Outlook:
        by = goal.due or _needed_by(count, goal, falling_due, day)
        if goal.due is None and by is not None and by >= day:  # of a target that names no day it is known only now
            pace = replace(pace, lapsing=int(ends[: (by - day).days + 1].sum()))
        return judge(count, goal, pace, by=by, on=day)

    parts = {
        label[:2]: told(
            known[label[:2]].count, goal, Pace(int(done[i]), int(days[i]), int(lapsing[i])), table[i], ending[i]
        )
        for i, (label, goal) in enumerate(zip(labels, goals, strict=True))
        if label[:2] in known
    }
    pace = Pace(done_in_all, min(WINDOW, max(0, on - first_of_all)), lapsing_in_all)
    return Outlooks(told(figure.total, whole, pace, table.sum(axis=0), ending.sum(axis=0)), parts)


def _ending(until: Ints, part: Ints, on: int, size: int) -> Ints:
    """Return, by part and number of days after a day, how many valid pairs no longer count from then on."""
    soon = np.flatnonzero(until < on + AHEAD)
    places = part[soon] * AHEAD + (until[soon] - on)
    return np.bincount(places, minlength=size * AHEAD).reshape(size, AHEAD).astype(np.int32)


def _needed_by(count: Count, goal: Goal, falling_due: Ints, on: date) -> date | None:
    """Return the day after whose end more would be overdue than the goal allows, if nobody did anything more."""
    allowed = count.required - wanted(count, goal)
    over = np.flatnonzero(np.cumsum(falling_due) > allowed)
    return on + timedelta(int(over[0]) - 1) if len(over) else None


def _first_asked(
    held: Held, size: int, *places: tuple[Ints, Rows], course: Courses
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]:
    """Return, for each part of a split and for all of it, the day on which the first of its courses was first asked of
    anybody; `columns.NO_DAY` where nothing is. ``places``: the part of each required pair, and the pair.
    """
    many = held.courses_end
    asked = sum(np.bincount(part * many + course[rows], minlength=size * many) for part, rows in places)
    part, course_id = np.nonzero(np.reshape(asked, (size, many)))
    on = np.array([held.first_asked(one) for one in range(many)], dtype=np.int64)
    first = np.full(size, NO_DAY, dtype=np.int64)
    np.minimum.at(first, part, on[course_id])
    return first, int(first.min(initial=NO_DAY))
