"""Coverage at the end of each of many days in one pass over the columns, where `coverage` would take a pass for each.

A set of days is a number with a bit for each of them. A row holds from one day to another and is known from one moment
to another; as days and moments follow one another, the days on which it counts are a run of bits. What a pair is on
all days at once is then the "and", "or" and "not" of its rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models import organisation
from models.rights import DomainError, Scope
from models.training import renewing
from models.training.asking import demands
from models.training.columns import CATEGORIES, NEVER, NO_DAY, STATUSES, TREES, Columns, Flags, Ints, Moments, micros
from models.training.coverage import Attribute, Coverage, Question, find_part, tree_on
from models.training.held import Held
from models.training.naming_facts import asked_courses, of_courses
from models.training.overview import end_of
from models.training.pairing import slices
from models.training.states import Share

MOST = 63  # days of one pass
NOW = NEVER - 1  # what is known at that moment is what is known now

Bits = NDArray[np.unsignedinteger[Any]]  # as narrow as the number of days allows: there are millions of them
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Point(Share):
    """Required and valid pairs on a day; ``there``: the unit asked for stood in the scope on that day."""

    on: date
    there: bool = True


def week_ends(before: date, number: int) -> tuple[date, ...]:
    """Return the last so many Sundays before a day, the earliest first; fewer where the calendar begins."""
    last = before.toordinal() - before.isoweekday()
    return tuple(date.fromordinal(day) for day in range(last - 7 * (number - 1), last + 1, 7) if day >= 1)


def by_week(
    held: Held, scope: Scope, question: Question, days: Sequence[date], *, known_then: bool
) -> tuple[Point, ...]:
    """Return what `coverage` says of a question on each of up to 63 days that are over, the earliest first.

    ``known_then``: each day as it was known when it ended (where the question says as known when: not later than
    that); otherwise all as the question says, as known now where it says nothing.
    Raises `DomainError` as `coverage` does; 'not-found' where the unit stood in the scope on none of these days.
    """
    if not 0 < len(days) <= MOST or list(days) != sorted(set(days)):
        raise ValueError("days must follow one another, 1 to 63 of them")
    asked = tuple(
        replace(question, on=day, known_at=_ended(day, question.known_at) if known_then else question.known_at)
        for day in days
    )
    keep = held.past if known_then else held.answer
    return keep(("by week", scope, asked), lambda: _points(held, scope, asked))


def up_to_day(
    held: Held, scope: Scope, figure: Coverage, days: Sequence[date], *, known_then: bool
) -> tuple[Point, ...]:
    """Return what `by_week` says of a figure's question on each of some days, and last the figure itself."""
    points = by_week(held, scope, figure.question, days, known_then=known_then)
    return (*points, Point(figure.total.required, figure.total.valid, figure.question.on))


def _kind(days: int) -> type[np.unsignedinteger[Any]]:
    """Return the narrowest kind of number with a bit for each of so many days."""
    return np.min_scalar_type((1 << days) - 1).type


def took_in(db: Session, held: Held, question: Question, since: date) -> bool:
    """Return whether other units were merged into a question's unit after a day: weeks before count it alone."""
    node = None if question.unit is None else tree_on(held, question).by_key(question.unit)
    merged = () if node is None else organisation.mergers(db, since, question.on)
    return node is not None and any(new == node.id for _old, new in merged)


def _ended(day: date, at_the_latest: datetime | None) -> datetime:
    return end_of(day) if at_the_latest is None else min(end_of(day), at_the_latest)


def _points(held: Held, scope: Scope, asked: tuple[Question, ...]) -> tuple[Point, ...]:
    places, there = _places(held, scope, asked)
    newer = held.newer
    counts = _counted(held, held.base, asked, places, () if newer is None else newer.people)
    if newer is not None:
        counts = counts + _counted(held, newer.columns, asked, places, ())
    return tuple(
        Point(int(required), int(valid), question.on, stood)
        for question, (required, valid), stood in zip(asked, counts.tolist(), there, strict=True)
    )


def _places(held: Held, scope: Scope, asked: tuple[Question, ...]) -> tuple[Bits, list[bool]]:
    """Return, by unit id, on which days a unit lies in the part asked for, and on which days that part was there."""
    trees = [tree_on(held, question) for question in asked]
    ends = [fact.node.id for fact in held.units.facts] + [int(held.base.people.postings.unit.max(initial=0))]
    ends += [] if held.newer is None else [int(held.newer.columns.people.postings.unit.max(initial=0))]
    kind = _kind(len(asked))
    places, there = np.zeros(1 + max(ends), dtype=kind), []
    refused: DomainError | None = None
    for number, (tree, question) in enumerate(zip(trees, asked, strict=True)):
        try:
            part = find_part(tree, scope, question)
        except DomainError as error:
            if error.code != "not-found":
                raise
            refused = error
            there.append(False)
            continue
        there.append(True)
        units: Any = slice(1, None) if part.everything else list(part.units)
        places[units] |= kind(1 << number)
    if refused is not None and not any(there):
        raise refused
    return places, there


def _counted(
    held: Held, columns: Columns, asked: tuple[Question, ...], places: Bits, without: Sequence[int] | frozenset[int]
) -> NDArray[np.int64]:
    """Return for each day how many pairs of these columns are required and valid, those of some people left out."""
    question = asked[0]
    courses = asked_courses(held.courses, question.course, question.path)
    when = _When.of(asked)
    counting = _counting(columns, question, when, places)
    counting[[person for person in without if person < len(counting)]] = 0
    mine: Flags = (counting != 0)[columns.pair_person]
    if courses is not None:
        mine &= of_courses(columns.pair_course, courses)
    gone, demanded = _demanded(columns, asked)

    required, bound, bound_on = _asked(columns, when, mine, gone)
    freed = columns.people.exemptions
    free = np.flatnonzero(mine[columns.exemption_pair])
    np.bitwise_and.at(required, columns.exemption_pair[free], ~when.of_rows(freed, free))
    for part in slices(len(mine)):
        required[part] &= counting[columns.pair_person[part]]

    made = columns.people.completions
    row, holder, held_on = _completions(columns, when, mine)
    for number, edition, since, days in demanded:
        theirs = np.flatnonzero(made.course[row] == number)
        failing = (made.edition[row[theirs]] < edition) & (made.achieved[row[theirs]] < since)
        held_on[theirs[failing]] &= ~days
    achieved, kind = made.achieved[row], _kind(len(asked))
    all_days = kind((1 << len(asked)) - 1)
    duties = columns.people.duties
    pair, not_before = columns.duty_pair[bound], duties.not_before[bound]
    months = renewing.months_of(columns.around.renewals, duties.rule[bound])

    def too_early(duty: Rows, one: Rows) -> Bits:
        return np.where(achieved[one] < not_before[duty], all_days, kind(0))

    def too_old(duty: Rows, one: Rows) -> Bits:
        end = renewing.ends(achieved[one], made.until[row[one]], months[duty])
        return when.true(end, np.full(len(end), NO_DAY, dtype=np.int32))

    for some, refuses in ((not_before > 0, too_early), (months > 0, too_old)):
        held_on &= ~_refused(np.flatnonzero(some), pair, bound_on, holder, refuses)
    valid = _together(len(mine), holder, held_on)
    valid &= required
    return np.stack((_per_day(required, len(asked)), _per_day(valid, len(asked))), axis=1)


@dataclass(frozen=True)
class _When:
    """The days asked about and the moments of knowing, both in order."""

    days: Ints
    known: Moments

    @classmethod
    def of(cls, asked: tuple[Question, ...]) -> "_When":
        known = [NOW if question.known_at is None else micros(question.known_at) for question in asked]
        return cls(
            np.array([question.on.toordinal() for question in asked], dtype=np.int32),
            np.array(known, dtype=np.int64),
        )

    def true(self, start: Ints, end: Ints) -> Bits:
        """Return on which days rows hold that hold from a day to another."""
        return _during(self.days, start, end)

    def seen(self, rows: Any, chosen: Rows | Ints) -> Bits:
        """Return on which days rows are known."""
        return _during(self.known, rows.recorded[chosen], rows.voided[chosen])

    def of_rows(self, rows: Any, chosen: Rows) -> Bits:
        """Return on which days rows hold and are known."""
        return self.true(rows.from_[chosen], rows.until[chosen]) & self.seen(rows, chosen)


def _during(points: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> Bits:
    """Return the bits of the points that lie in [start, end); most rows hold at all of them or at none."""
    kind = _kind(len(points))
    whole = kind((1 << len(points)) - 1)
    found: Bits = np.where((start <= points[0]) & (end > points[-1]), whole, kind(0))
    rest = np.flatnonzero((found == 0) & (start <= points[-1]) & (end > points[0]))
    since = np.array([int(whole) & -(1 << number) for number in range(len(points) + 1)], dtype=kind)
    first, last = np.searchsorted(points, start[rest]), np.searchsorted(points, end[rest])
    found[rest] = since[first] & ~since[last]
    return found


def _together(size: int, places: NDArray[Any], bits: Bits) -> Bits:
    """Return by place what the bits of its rows are together."""
    found: Bits = np.zeros(size, dtype=bits.dtype)
    _add(found, places, bits)
    return found


def _add(found: Bits, places: NDArray[Any], bits: Bits) -> None:
    """Add the bits of rows to those of their places; few places have more than one row that says anything."""
    found[places] |= bits
    more = np.flatnonzero(bits & ~found[places])
    np.bitwise_or.at(found, places[more], bits[more])


def _asked(columns: Columns, when: _When, mine: Flags, gone: Bits) -> tuple[Bits, Rows, Bits]:
    """Return by pair the days on which a duty is in force; and duties that not every completion satisfies, with theirs.

    Part by part: there are millions of duties.
    """
    duties, renewals = columns.people.duties, columns.around.renewals
    found: Bits = np.zeros(len(mine), dtype=gone.dtype)
    bound, bound_on = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=gone.dtype)]
    for part in slices(len(duties.person)):
        given = np.flatnonzero(mine[columns.duty_pair[part]]) + part.start
        in_force = when.of_rows(duties, given) & ~gone[duties.course[given]]
        _add(found, columns.duty_pair[given], in_force)
        some = (duties.not_before[given] > 0) | (renewing.months_of(renewals, duties.rule[given]) > 0)
        bound.append(given[some])
        bound_on.append(in_force[some])
    return found, np.concatenate(bound), np.concatenate(bound_on)


def _counting(columns: Columns, question: Question, when: _When, places: Bits) -> Bits:
    """Return, by person id, the days on which somebody counts in the part asked for: active there, and themselves."""
    postings, merged = columns.people.postings, columns.people.merged
    active = (postings.tree == TREES.index(question.tree)) & (
        postings.status == STATUSES.index(organisation.Status.ACTIVE)
    )
    if question.category is not None:
        active &= postings.category == CATEGORIES.index(question.category)
    if question.attribute is not None:
        active &= postings.head if question.attribute is Attribute.HEADS else postings.leader
    rows = np.flatnonzero(active & (places != 0)[postings.unit])
    here = when.of_rows(postings, rows) & places[postings.unit[rows]]
    found = _together(columns.people_end, postings.person[rows], here)
    anybody = np.arange(len(merged.person))
    np.bitwise_and.at(found, merged.person, ~when.seen(merged, anybody))
    return found


def _demanded(columns: Columns, asked: tuple[Question, ...]) -> tuple[Bits, list[tuple[int, int, int, Any]]]:
    """Return, by course id, the days on which it is retired; and which edition of which course, or an achievement
    since when, is demanded on which days.
    """
    kind = _kind(len(asked))
    gone: Bits = np.zeros(columns.courses_end, dtype=kind)
    days: dict[tuple[int, int, int], int] = {}
    for number, question in enumerate(asked):
        known = None if question.known_at is None else micros(question.known_at)
        retired, edition, since = demands(columns, question.on.toordinal(), known)
        gone[retired] |= kind(1 << number)
        for course in np.flatnonzero(edition).tolist():
            demand = (course, int(edition[course]), int(since[course]))
            days[demand] = days.get(demand, 0) | 1 << number
    return gone, [(*demand, kind(bits)) for demand, bits in days.items()]


def _completions(columns: Columns, when: _When, mine: Flags) -> tuple[Rows, Ints, Bits]:
    """Return completions of the pairs asked for: the row, the pair it counts for and the days on which it is valid.

    One that counts for another record too stands twice.
    """
    made, joined = columns.people.completions, columns.carried_completions
    own = np.flatnonzero(mine[columns.completion_pair])
    also = np.flatnonzero(mine[joined.pair])
    row: Rows = np.concatenate((own, joined.row[also]))
    valid: Bits = np.empty(len(row), dtype=_kind(len(when.days)))
    for part in slices(len(row)):
        some = row[part]
        valid[part] = when.true(made.achieved[some], made.until[some]) & when.seen(made, some)
    valid[len(own) :] &= when.seen(joined, also)
    return row, np.concatenate((columns.completion_pair[own], joined.pair[also])), valid


def _refused(duties: Rows, pair: Ints, in_force: Bits, holder: Ints, refuses: Callable[[Rows, Rows], Bits]) -> Bits:
    """Return for completions the days on which one of some duties of their pair does not count them.

    ``pair`` and ``in_force`` are of all duties; ``refuses`` says it of duties and completions, one beside the other.
    """
    found: Bits = np.zeros(len(holder), dtype=in_force.dtype)
    order = duties[np.argsort(pair[duties], kind="stable")]
    demanding = pair[order]
    nth, last = np.searchsorted(demanding, holder, side="left"), np.searchsorted(demanding, holder, side="right")
    left = np.flatnonzero(nth < last)
    while len(left):  # once for each duty that the same pair has
        duty = order[nth[left]]
        found[left] |= in_force[duty] & refuses(duty, left)
        nth[left] += 1
        left = left[nth[left] < last[left]]
    return found


def _per_day(bits: Bits, days: int) -> NDArray[np.int64]:
    """Return how many have the bit of each day."""
    each = np.zeros((-(-days // 8), 256), dtype=np.int64)
    for part in slices(len(bits)):
        found = bits[part][bits[part] != 0]
        for number, shift in enumerate(range(0, days, 8)):
            each[number] += np.bincount(((found >> shift) & 255).astype(np.uint8), minlength=256)
    of_bit = (np.arange(256)[:, None] >> np.arange(8)) & 1
    return (each @ of_bit).ravel()[:days]
