"""What happened in a part of the tree since a day: completed, renewed, run out, newly overdue, who joined and left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

import numpy as np

from models.organisation import Tree
from models.rights import Scope
from models.training.columns import STATUSES, Columns, Flags, Ints, Moments, PersonTables
from models.training.coverage import Question, Selection, find_part, lie_in, tree_on
from models.training.held import Held
from models.training.pairing import COURSE_BITS, pair_key
from models.training.states import CODE, FIRST_REQUIRED, Pairs, State, places, states

GONE = STATUSES.index("inactive")


@dataclass(frozen=True)
class Events:
    """Counts: of pairs what became of them after a day; of people who came into the part, and left it.

    Of the pairs those that are so today: ``completed``, and did not count on that day; ``renewed``: completed anew
    while they counted; ``lapsed``: what was completed has run out; ``overdue``. People as their main places say,
    whether they moved or their unit did.
    """

    completed: int
    renewed: int
    lapsed: int
    overdue: int
    joined: int
    left: int


def events(held: Held, scope: Scope, question: Question, chosen: Selection, days: Iterable[date]) -> list[Events]:
    """Return what happened from the end of each of some days until the question's day to the pairs selected for it."""
    pairs, since = chosen.pairs, list(days)
    lately = chosen.achieved > min((day.toordinal() for day in since), default=0)
    done, achieved = chosen.valid[lately], chosen.achieved[lately]
    key = pair_key(pairs.person[done], pairs.course[done])
    state = pairs.state[chosen.open]
    ended = pairs.valid_until[chosen.open[(state == CODE[State.EXPIRED]) | (state == CODE[State.DUE_AGAIN])]]
    due = pairs.due[chosen.late]
    now = _inside(held, scope, question)
    found = []
    for day, counted in zip(since, _counted(held, pairs, question, key, since), strict=True):
        before, then = _inside(held, scope, replace(question, on=day)), day.toordinal()
        again = np.isin(key, counted, assume_unique=True)  # each pair stands in either once
        found.append(
            Events(
                completed=int(np.count_nonzero((achieved > then) & ~again)),
                renewed=int(np.count_nonzero((achieved > then) & again)),
                lapsed=int(np.count_nonzero((ended > then) & (ended <= question.on.toordinal()))),
                overdue=int(np.count_nonzero(due >= then)),
                joined=int(np.count_nonzero(now & ~before)),
                left=int(np.count_nonzero(before & ~now)),
            )
        )
    return found


def _counted(held: Held, pairs: Pairs, question: Question, keys: Moments, days: Sequence[date]) -> list[Moments]:
    """Return, for each of some days, pairs that counted as completed on it, as known now: all of ``keys`` among them,
    the pairs completed since the first of the days, and nobody whose rows tell otherwise.

    Only the rows of those are reckoned who have an earlier completion of the same course; as a rule they are few. Of
    whom nothing changed since the columns were read it is reckoned once.
    """
    if not len(keys):
        return [keys for _day in days]
    touched = np.zeros(held.people_end, dtype=np.bool_)
    if held.newer is not None:
        touched[list(held.newer.people)] = True

    @cache
    def settled_before() -> Columns | None:
        rows = np.flatnonzero(pairs.valid & (pairs.achieved > min(days).toordinal()))
        rows = rows[~touched[pairs.person[rows]]]
        return _before(held.base, pair_key(pairs.person[rows], pairs.course[rows]), days)

    def reckoned_once(day: date) -> Moments:
        return _valid_on(settled_before(), question.tree, day)

    key = ("counted", question.tree, question.on, *days)
    settled = [held.base.once((*key, day), partial(reckoned_once, day)) for day in days]
    found = [known[~touched[known >> COURSE_BITS]] for known in settled]
    if held.newer is None:
        return found
    newer = _before(held.newer.columns, keys[touched[keys >> COURSE_BITS]], days)
    return [
        np.concatenate((known, _valid_on(newer, question.tree, day))) for known, day in zip(found, days, strict=True)
    ]


def _before(columns: Columns, keys: Moments, days: Sequence[date]) -> Columns | None:
    """Return the rows of those who had completed one of these pairs by the last of the days, if there are any."""
    people = _earlier(columns.people, keys, max(days).toordinal()) if len(keys) else []
    return Columns(columns.people.of(people), columns.around) if people else None


def _valid_on(columns: Columns | None, tree: Tree, day: date) -> Moments:
    """Return which pairs of some rows counted as completed on a day."""
    if columns is None:
        return np.empty(0, dtype=np.int64)
    pairs = states(columns, tree, day)
    valid = pairs.state == FIRST_REQUIRED
    return pair_key(pairs.person[valid], pairs.course[valid])


def _earlier(tables: PersonTables, keys: Moments, day: int) -> list[int]:
    """Return whose pairs among these had a completion by a day, and every record that was joined to one of theirs."""
    made, merged = tables.completions, tables.merged
    size = 1 + max(int(ids.max(initial=0)) for ids in (keys >> COURSE_BITS, made.person, merged.person, merged.into))
    stands_for = np.arange(size, dtype=np.int32)
    stands_for[merged.person] = merged.into
    asked = np.zeros(size, dtype=np.bool_)
    asked[keys >> COURSE_BITS] = True
    rows = np.flatnonzero(asked[stands_for[made.person]] & (made.achieved <= day) & (made.voided.never))
    known = pair_key(stands_for[made.person[rows]], made.course[rows])
    people = np.unique(known[np.isin(known, keys)] >> COURSE_BITS)
    found: list[int] = np.union1d(people, merged.person[np.isin(merged.into, people)]).tolist()
    return found


def _inside(held: Held, scope: Scope, question: Question) -> Flags:
    """Return, by person id, who had their place in the part on the question's day, as known now."""
    part = find_part(tree_on(held, question), scope, question)
    return lie_in(units_of_people(held, question.tree, question.on.toordinal()), part.units)


def units_of_people(held: Held, tree: Tree, day: int) -> Ints:
    """Return, by person id, the unit in which somebody was, 0 for nobody and for who is no longer at work."""
    found = np.zeros(held.people_end, dtype=np.int32)
    settled = held.base.once(("units", tree, day), lambda: _units(held.base, tree, day))
    found[: len(settled)] = settled
    if held.newer is not None:
        ids = np.fromiter(held.newer.people, dtype=np.int32, count=len(held.newer.people))
        found[ids[ids < len(found)]] = 0
        newer = _units(held.newer.columns, tree, day)
        ids = ids[ids < len(newer)]
        found[ids] = newer[ids]
    return found


def _units(columns: Columns, tree: Tree, day: int) -> Ints:
    status, unit, *_rest = places(columns, tree, day, None)
    return np.where((status < 0) | (status == GONE), 0, unit).astype(np.int32)
