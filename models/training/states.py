"""The state of a person and a course on a day, as known at a moment: the one definition behind every figure.

docs/decisions/0001-intervals-and-states.md and 0002 are its text; tests compare this with a slow counter written from
there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models import organisation
from models.training import renewing
from models.training.asking import Asked, asked_on, demands
from models.training.columns import (
    NEVER,
    NO_DAY,
    STATUSES,
    TREES,
    Carried,
    Codes,
    Columns,
    Completions,
    Courses,
    Flags,
    Ints,
    micros,
)
from models.training.days import days_of
from models.training.masks import covers, happened, marked, seen_at
from models.training.pairing import slices

DUE_SOON_DAYS = 14
STUCK_DAYS = 14
OFTEN = 2  # failed quizzes from which on somebody needs help rather than another try
Number = TypeVar("Number", np.int8, np.uint16, np.int32)
Rows = NDArray[np.signedinteger[Any]]


class State(StrEnum):
    """What a person and a course are to each other on a day; the first that fits, in this order."""

    INACTIVE = "inactive"
    ON_LEAVE = "on-leave"
    EXEMPT = "exempt"
    NOT_ASSIGNED = "not-assigned"
    COMPLETED = "completed"
    DUE_AGAIN = "due-again"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    IN_PROGRESS = "in-progress"
    NOT_STARTED = "not-started"


STATES = tuple(State)
REQUIRED = frozenset(STATES[STATES.index(State.COMPLETED) :])
CODE = {state: number for number, state in enumerate(STATES)}
FIRST_REQUIRED = CODE[State.COMPLETED]
OPEN = (State.OVERDUE, State.DUE_AGAIN, State.EXPIRED, State.IN_PROGRESS, State.NOT_STARTED)  # the most urgent first


BY_PERSON = {"unit": 0, "category": -1, "head": False, "leader": False}  # columns of `Pairs`, with what nobody has


@dataclass(frozen=True)
class Share:
    """Required and valid pairs."""

    required: int
    valid: int

    @property
    def rate(self) -> float | None:
        """valid ÷ required, from 0 to 1; None when nothing is required."""
        return self.valid / self.required if self.required else None


@dataclass(frozen=True)
class Pairs:
    """Pairs of person and course with what is true of them; arrays of one length, sorted by person, then course.

    ``state`` is an index of `STATES`, ``source`` of `columns.SOURCES` (-1: not completed). ``due`` is the earliest due
    day among the duties in force (0: none); of what has run out, or can be renewed, the last day on which a renewal is
    in time. ``achieved`` and ``valid_until`` belong to the completion that counts, or else to the latest (0: none);
    ``valid_until`` is the first day on which that no longer counts for what is asked. ``assigned``: a duty is in force;
    only such pairs are counted, the others may be listed. ``renewing``: completed, and a rule asks by now to renew it.
    ``started``: the person has opened the course; ``long_ago``: 14 days ago or earlier. ``failed``: they failed its
    quizzes `OFTEN` or more times since the completion that counts, or the latest. Those of `BY_PERSON` are by person
    id, from the main posting: ``unit`` (0: none), ``category``, an index of `columns.CATEGORIES` (-1: none), ``head``
    and ``leader``.
    """

    person: Ints
    course: Courses
    unit: Ints
    state: Codes
    source: Codes
    category: Codes
    due: Ints
    achieved: Ints
    valid_until: Ints
    assigned: Flags
    renewing: Flags
    started: Flags
    long_ago: Flags
    failed: Flags
    head: Flags
    leader: Flags

    @property
    def required(self) -> Flags:
        """Which pairs are required."""
        flags: Flags = self.state >= FIRST_REQUIRED
        return flags

    @property
    def valid(self) -> Flags:
        """Which of them are valid."""
        flags: Flags = self.state == FIRST_REQUIRED
        return flags

    @property
    def open(self) -> Flags:
        """Which of them are not."""
        flags: Flags = self.state > FIRST_REQUIRED
        return flags


def by_pair(of_people: NDArray[Number], person: Ints) -> NDArray[Number]:
    """Return by pair what is true of its person, from what is known by person id."""
    found = np.empty(len(person), dtype=of_people.dtype)
    for part in slices(len(person)):
        found[part] = of_people[person[part]]
    return found


def is_soon(due: Ints, on: int) -> Flags:
    """Return which due days lie within 14 days from the day ``on`` (an ordinal)."""
    return (due >= on) & (due <= on + DUE_SOON_DAYS)


def states(columns: Columns, tree: organisation.Tree, on: date, known_at: datetime | None = None) -> Pairs:
    """Return the state of every pair on a day in a tree, as known at a moment (None: now).

    Pairs are those with a duty, exemption or completion at any time; 'not assigned' and 'inactive' can be seen of such
    pairs only, not of every person with every course, and that is meant: nothing is asked of the others.
    """
    day = on.toordinal()
    known = None if known_at is None else micros(known_at)
    size = len(columns.pair_person)
    status, unit, category, head, leader = places(columns, tree, day, known)
    asked = asked_on(columns, day, known)
    made = _made(columns, asked, day, known)
    assigned, due, renewal = asked.assigned, asked.due, asked.renewal
    del asked  # of millions of pairs nothing is held for longer than it is needed

    exemptions = columns.people.exemptions
    free = covers(exemptions.from_, exemptions.until, day) & seen_at(exemptions.recorded, exemptions.voided, known)
    exempt = marked(size, columns.exemption_pair[free])

    started = started_by(columns, day, known)
    lapsed, renew = np.flatnonzero(made.ran_out), np.zeros(size, dtype=np.bool_)
    again, last = made.valid, made.ran_out[lapsed]
    if renewal is not None:
        last = last + renewal.grace[lapsed]
        again = made.valid.copy()
        again[lapsed[last > day]] = True
        runs_out = made.runs_out
        renew = (runs_out > 0) & (runs_out < NO_DAY) & (runs_out - renewal.window <= day)
        due[renew] = runs_out[renew] - 1
    due[lapsed] = np.maximum(due[lapsed], last - 1)

    state = np.full(size, CODE[State.NOT_STARTED], dtype=np.int8)
    of_person = by_pair(status, columns.pair_person)
    for first, holds in (
        (State.IN_PROGRESS, started),
        (State.OVERDUE, due < day),
        (State.EXPIRED, made.had),
        (State.DUE_AGAIN, again),
        (State.COMPLETED, made.good),
        (State.NOT_ASSIGNED, ~assigned),
        (State.EXEMPT, exempt),
        (State.ON_LEAVE, of_person == STATUSES.index(organisation.Status.ON_LEAVE)),
        (State.INACTIVE, (of_person < 0) | (of_person == STATUSES.index(organisation.Status.INACTIVE))),
    ):
        _at_most(state, CODE[first], holds)
    due *= assigned
    rows, shown = columns.people.completions, made.shown
    achieved = _taken(rows.achieved, shown, made.had, 0)
    return Pairs(
        person=columns.pair_person,
        course=columns.pair_course,
        unit=unit,
        state=state,
        source=_taken(rows.origin, shown, made.good, -1),
        category=category,
        due=due,
        achieved=achieved,
        valid_until=_until(rows, shown, made.had, renewal),
        assigned=assigned,
        renewing=renew & (state == CODE[State.COMPLETED]),
        started=started,
        long_ago=started_by(columns, day - STUCK_DAYS, known),
        failed=_failed(columns, achieved, day, known),
        head=head,
        leader=leader,
    )


@dataclass(frozen=True)
class _Made:
    """What was completed by a day, by pair: whether anything was, is valid, satisfies what is asked.

    ``shown``: the completion that counts, or else the latest (-1: none). ``ran_out``: when the last of what was valid
    once ran out (0: nothing did, or something is valid); ``runs_out``: when the last of what satisfies a rule that
    asks to renew it will (0: nothing).
    """

    had: Flags
    valid: Flags
    good: Flags
    shown: Ints
    ran_out: Ints
    runs_out: Ints


def _made(columns: Columns, asked: Asked, day: int, known: int | None) -> _Made:
    made, size, renewal = columns.people.completions, len(columns.pair_person), asked.renewal
    had = _achieved(made, day, known)
    had, had_pair = _with_joined(had, columns.completion_pair[had], columns.carried_completions, known)
    end = made.until[had]
    if renewal is not None:
        end = renewing.ends(made.achieved[had], end, renewal.months[had_pair])
    is_valid = end > day
    valid, valid_pair = had[is_valid], had_pair[is_valid]
    course = made.course[valid]
    _gone, edition, edition_day = demands(columns, day, known)
    fits = (made.edition[valid] >= edition[course]) | (made.achieved[valid] >= edition_day[course])
    is_good = fits & (made.achieved[valid] >= asked.not_before[valid_pair])
    good, good_pair = valid[is_good], valid_pair[is_good]
    shown = np.full(size, -1, dtype=np.int32)
    _show_latest(shown, made.achieved, had, had_pair)
    _show_latest(shown, made.achieved, good, good_pair)
    had_valid = marked(size, valid_pair)
    over = np.flatnonzero(~had_valid[had_pair])
    runs_out = np.zeros(0, dtype=np.int32)
    if renewal is not None:
        early = np.flatnonzero(renewal.window[good_pair])
        runs_out = _last(size, good_pair[early], end[is_valid][is_good][early])
    ran_out = _last(size, had_pair[over], end[over])
    return _Made(marked(size, had_pair), had_valid, marked(size, good_pair), shown, ran_out, runs_out)


def _achieved(made: Completions, day: int, known: int | None) -> Ints:
    """Return the rows that were achieved by a day, and are known; part by part."""
    found = [np.zeros(0, dtype=np.int32)]
    for part in slices(len(made.person)):
        seen = seen_at(made.recorded[part], made.voided[part], known)
        found.append((np.flatnonzero((made.achieved[part] <= day) & seen) + part.start).astype(np.int32))
    return np.concatenate(found)


def places(
    columns: Columns, tree: organisation.Tree, day: int, known: int | None
) -> tuple[Codes, Ints, Codes, Flags, Flags]:
    """Return, by person id, the main posting's status (-1: none, or merged into another), unit, category, headship."""
    postings = columns.people.postings
    here = (
        (postings.tree == TREES.index(tree))
        & covers(postings.from_, postings.until, day)
        & seen_at(postings.recorded, postings.voided, known)
    )
    merged = columns.people.merged
    gone = merged.person[seen_at(merged.recorded, merged.voided, known)]
    person = postings.person[here]
    status = np.full(columns.people_end, -1, dtype=np.int8)
    status[person] = postings.status[here]
    status[gone] = -1
    unit = np.zeros(columns.people_end, dtype=np.int32)
    unit[person] = postings.unit[here]
    unit[gone] = 0
    category = np.full(columns.people_end, -1, dtype=np.int8)
    category[person] = postings.category[here]
    head, leader = np.zeros(columns.people_end, dtype=np.bool_), np.zeros(columns.people_end, dtype=np.bool_)
    head[person] = postings.head[here]
    leader[person] = postings.leader[here]
    return status, unit, category, head, leader


def _failed(columns: Columns, achieved: Ints, day: int, known: int | None) -> Flags:
    """Return the pairs with at least `OFTEN` failed quizzes after the day on which something was last achieved.

    What was passed after all when it was marked anew is no failure, on any day, from when that was known.
    """
    failures = columns.people.failures
    rows = np.flatnonzero(happened(failures.at, day, known))
    rows, pairs = _with_joined(rows, columns.failure_pair[rows], columns.carried_failures, known)
    rows, pairs = rows[pairs >= 0], pairs[pairs >= 0]
    mended = failures.mended[rows]
    stands = mended == NEVER if known is None else mended > known
    later = stands & (days_of(failures.at[rows]) > achieved[pairs])
    failed = np.sort(pairs[later])
    last = failed[OFTEN - 1 :]
    return marked(len(achieved), last[last == failed[: len(last)]])


def started_by(columns: Columns, day: int, known: int | None = None) -> Flags:
    """Return which pairs were opened or begun on a day or before, and it was known."""
    openings, attempts = columns.people.openings.at, columns.people.attempts.at
    found = np.zeros(len(columns.pair_person), dtype=np.bool_)
    for at, pair, carried in (
        (openings, columns.opening_pair, columns.carried_openings),
        (attempts, columns.attempt_pair, columns.carried_attempts),
    ):
        for part in slices(len(at)):
            pairs = pair[part][happened(at[part], day, known)]
            found[pairs[pairs >= 0]] = True
        joined = happened(at[carried.row], day, known) & seen_at(carried.recorded, carried.voided, known)
        found[carried.pair[joined]] = True
    return found


def _with_joined(rows: Rows, pairs: Ints, carried: Carried, known: int | None) -> tuple[Rows, Ints]:
    """Return rows and their pairs, followed by those of them that count for another record, with that one's pair."""
    if not len(carried.row) or not len(rows):
        return rows, pairs
    chosen = np.zeros(1 + max(int(rows.max()), int(carried.row.max())), dtype=np.bool_)
    chosen[rows] = True
    also = chosen[carried.row] & seen_at(carried.recorded, carried.voided, known)
    return np.concatenate((rows, carried.row[also])), np.concatenate((pairs, carried.pair[also]))


def _show_latest(shown: Ints, achieved: Ints, rows: Rows, pair: Ints) -> None:
    """Show, by pair, the row that was achieved last among ``rows``; what is shown stays where there is none."""
    best = np.zeros(len(shown), dtype=np.int32)
    days = achieved[rows]
    np.maximum.at(best, pair, days)
    top = days == best[pair]
    shown[pair[top]] = rows[top]


def _at_most(state: Codes, code: int, where: Flags) -> None:
    """Lower states to a code where a flag holds: of all states that hold, the first of the definition stays.

    Reckoned, since an assignment to the flagged places takes seventy times as long.
    """
    last = np.int8(len(STATES))
    np.minimum(state, last - where.view(np.int8) * np.int8(last - code), out=state)


def _last(size: int, pair: Ints, end: Ints) -> Ints:
    """Return, by pair, the last of some days, 0 where there is none."""
    found = np.zeros(size, dtype=np.int32)
    np.maximum.at(found, pair, end)
    return found


def _until(made: Completions, rows: Ints, where: Flags, renewal: renewing.Asked | None) -> Ints:
    """Return, by pair, until when a completion counts for what is asked."""
    until = _taken(made.until, rows, where, 0)
    if renewal is None:
        return until
    return renewing.ends(_taken(made.achieved, rows, where, 0), until, np.where(where, renewal.months, 0))


def _taken(values: NDArray[Number], rows: Ints, where: Flags, otherwise: int) -> NDArray[Number]:
    found = np.full(len(rows), otherwise, dtype=values.dtype)
    places = np.flatnonzero(where)  # to take by places is three times as fast as by flags
    found[places] = values[rows[places]]
    return found
