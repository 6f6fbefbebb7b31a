"""From the figure of one day to that of another: who came and went, what was finished and what lapsed between.

Every pair of person and course whose part in the figure is another on the second day stands in exactly one step; what
the steps add up to is the second figure less the first, in required and in valid pairs alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from models.organisation import UnitNode, UnitTree
from models.rights import DomainError, Scope
from models.training.columns import Codes, Flags
from models.training.coverage import (
    Crumb,
    Part,
    Question,
    RowKind,
    find_part,
    groups_of,
    narrowed,
    tree_on,
)
from models.training.held import Held
from models.training.masks import marked
from models.training.names import NamesPage, person_rows
from models.training.naming_facts import asked_courses
from models.training.states import CODE, Pairs, Share, State

Merger = tuple[int, int]  # the id of a unit that ended, and of the one that continued it


class Step(StrEnum):
    """Why a pair's part in the figure is another than before; the first that fits.

    Not required before, and now: the person did not count in the part asked for (elsewhere, inactive, of another
    category); was on leave; was exempt; the course had not been given to them. Required before, and no longer: the same
    four. Required on both days: valid now; valid no longer, for one of three reasons.
    """

    JOINED = "joined"
    BACK = "back"
    NO_LONGER_EXEMPT = "no-longer-exempt"
    GIVEN = "given"
    LEFT = "left"
    ON_LEAVE = "on-leave"
    EXEMPT = "exempt"
    RELEASED = "released"
    COMPLETED = "completed"
    EXPIRED = "expired"
    DUE_AGAIN = "due-again"
    WITHDRAWN = "withdrawn"  # the completion that counted does so no more: taken back, or separated from this record


@dataclass(frozen=True)
class Change:
    """What a step adds to required and to valid pairs (below zero: takes away), and how many people it is about."""

    step: Step
    required: int
    valid: int
    people: int


@dataclass(frozen=True)
class Bridge:
    """Two figures and the steps between them, in the order of `Step`, without those that are about nobody.

    ``merged``: units that counted on the first day because they were continued in the part asked for.
    """

    first: Question
    second: Question
    before: Share
    after: Share
    changes: tuple[Change, ...]
    merged: tuple[Crumb, ...]


def bridge(held: Held, scope: Scope, first: Question, second: Question, *, mergers: Iterable[Merger] = ()) -> Bridge:
    """Return the two figures and what lies between; the questions differ in day and in when they were known at most.

    ``mergers``: units that ended between the two days, with those that continued them. On the first day the old ones
    count for the part as it stands on the second (those that lie in the scope), so that a merger alone moves nothing;
    without them each day is counted by the tree as it stood.
    Raises `DomainError` as `coverage` does for the second question; 'unit-not-then' (day) where the unit did not stand
    in the scope on the first day, nor anything that was continued in it.
    """
    walk = _walked(held, scope, first, second, mergers)
    merged = tuple(Crumb(node.key, node.name) for node in walk.merged)
    return Bridge(first, second, *walk.shares, changes=walk.changes, merged=merged)


def bridge_names(
    db: Session,
    held: Held,
    scope: Scope,
    first: Question,
    second: Question,
    step: Step,
    *,
    mergers: Iterable[Merger] = (),
    page: int = 1,
    size: int = 20,
) -> NamesPage:
    """Return the people and courses that a step of `bridge` counts, in list order.

    They stand as they are on the second day; who left as they were on the first, since where they went may lie outside
    the scope. Raises `DomainError` as `bridge` does.
    """
    walk = _walked(held, scope, first, second, mergers)
    rows = walk.steps[step]
    left = step is Step.LEFT
    part, asked = (walk.before, first) if left else (walk.after, second)
    pairs = held.pairs(asked.tree, asked.on, asked.known_at)
    order = held.order(db)
    rank = np.full(held.people_end, len(order), dtype=np.int32)
    rank[order[order < len(rank)]] = np.arange(len(order), dtype=np.int32)[order < len(rank)]
    skip = max(page - 1, 0) * size
    shown = rows[np.argsort(rank[pairs.person[rows]], kind="stable")][skip : skip + size]
    return NamesPage(len(rows), page, size, person_rows(db, shown, pairs, held.courses, part, asked.on))


@dataclass(frozen=True)
class _Walk:
    """The parts of both days, what they come to, and the pairs of each step."""

    before: Part
    after: Part
    merged: tuple[UnitNode, ...]
    shares: tuple[Share, Share]
    steps: Mapping[Step, NDArray[np.intp]]
    changes: tuple[Change, ...]


def _walked(held: Held, scope: Scope, first: Question, second: Question, mergers: Iterable[Merger]) -> _Walk:
    known = tuple(sorted(mergers))
    return held.few(("bridge", scope, first, second, known), lambda: _walk(held, scope, first, second, known))


def _walk(held: Held, scope: Scope, first: Question, second: Question, mergers: tuple[Merger, ...]) -> _Walk:
    part_after = find_part(tree_on(held, second), scope, second)
    part_before, merged = _before(held, scope, first, part_after, mergers)
    courses = asked_courses(held.courses, second.course, second.path)
    before = held.pairs(first.tree, first.on, first.known_at)
    after = held.pairs(second.tree, second.on, second.known_at)  # the same pairs in the same order
    one, two = _side(part_before, before, first, courses), _side(part_after, after, second, courses)
    moved = np.flatnonzero((one.required != two.required) | (one.valid != two.valid))
    steps = {step: moved[flags] for step, flags in _steps(one.of(moved), two.of(moved)).items()}
    changes = [
        Change(
            step,
            required=int(two.required[rows].sum()) - int(one.required[rows].sum()),
            valid=int(two.valid[rows].sum()) - int(one.valid[rows].sum()),
            people=int(marked(held.people_end, after.person[rows]).sum()),
        )
        for step, rows in steps.items()
        if len(rows)
    ]
    shares = tuple(Share(int(side.required.sum()), int(side.valid.sum())) for side in (one, two))
    return _Walk(part_before, part_after, merged, (shares[0], shares[1]), steps, tuple(changes))


@dataclass(frozen=True)
class _Side:
    """What is true of pairs on one of the two days; ``here``: the person counts there, on leave or exempt too."""

    required: Flags
    valid: Flags
    here: Flags
    state: Codes

    def of(self, rows: NDArray[np.intp]) -> "_Side":
        return _Side(self.required[rows], self.valid[rows], self.here[rows], self.state[rows])


def _side(part: Part, pairs: Pairs, question: Question, courses: frozenset[int] | None) -> _Side:
    there: Flags = (groups_of(part, pairs) >= 0) & (pairs.state != CODE[State.INACTIVE])
    here = narrowed(there, pairs, question, courses)
    return _Side(here & pairs.required, here & pairs.valid, here, pairs.state)


def _steps(one: _Side, two: _Side) -> dict[Step, Flags]:
    came, went = two.required & ~one.required, one.required & ~two.required
    stayed = one.required & two.required
    lapsed = stayed & one.valid
    expired, again = two.state == CODE[State.EXPIRED], two.state == CODE[State.DUE_AGAIN]
    return {
        Step.JOINED: came & ~one.here,
        Step.BACK: came & one.here & (one.state == CODE[State.ON_LEAVE]),
        Step.NO_LONGER_EXEMPT: came & one.here & (one.state == CODE[State.EXEMPT]),
        Step.GIVEN: came & one.here & (one.state == CODE[State.NOT_ASSIGNED]),
        Step.LEFT: went & ~two.here,
        Step.ON_LEAVE: went & two.here & (two.state == CODE[State.ON_LEAVE]),
        Step.EXEMPT: went & two.here & (two.state == CODE[State.EXEMPT]),
        Step.RELEASED: went & two.here & (two.state == CODE[State.NOT_ASSIGNED]),
        Step.COMPLETED: stayed & two.valid,
        Step.EXPIRED: lapsed & expired,
        Step.DUE_AGAIN: lapsed & again,
        Step.WITHDRAWN: lapsed & ~expired & ~again,
    }


def _before(
    held: Held, scope: Scope, first: Question, after: Part, mergers: tuple[Merger, ...]
) -> tuple[Part, tuple[UnitNode, ...]]:
    """Return the part that counts on the first day, and the units in it that were continued in the later one."""
    tree, there = tree_on(held, first), True
    try:
        part = find_part(tree, scope, first)
    except DomainError:
        part, there = Part(tree, None, (), (), everything=False), False
    found: list[UnitNode] = []
    units, inside, waiting = set(after.units), set(part.units), sorted(after.units)
    while waiting:
        into = waiting.pop()
        for old in sorted({old for old, new in mergers if new == into} - units):
            units.add(old)
            waiting.append(old)
            node = tree.nodes.get(old)
            if node is not None and old not in inside and _reaches(tree, scope, first, node):
                found.append(node)
                inside |= tree.subtree(old)
    if not there and not found:
        raise DomainError("unit-not-then", day=first.on)
    more = tuple((RowKind.UNIT, node, tree.subtree(node.id)) for node in found)
    return replace(part, groups=(*part.groups, *more)), tuple(found)


def _reaches(tree: UnitTree, scope: Scope, first: Question, node: UnitNode) -> bool:
    try:
        find_part(tree, scope, replace(first, unit=node.key))
    except DomainError:
        return False
    return True
