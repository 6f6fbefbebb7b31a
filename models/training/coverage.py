"""Coverage: valid ÷ required pairs within a scope, split by unit, course, category, source or state.

One definition for page, chart, export and command. Every split adds up to its total.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from models import organisation
from models.organisation import Tree, UnitNode, UnitTree
from models.rights import DomainError, Right, Scope
from models.training.columns import CATEGORIES, SOURCES, Flags, Ints, Units, micros
from models.training.goals import Goal
from models.training.held import Held
from models.training.naming_facts import asked_courses, find_course, of_courses
from models.training.pairing import slices
from models.training.questions import Attribute as Attribute
from models.training.questions import By as By
from models.training.questions import Flag as Flag
from models.training.questions import Question as Question
from models.training.questions import RowKind as RowKind
from models.training.states import CODE, REQUIRED, STATES, Pairs, Share, State, by_pair, is_soon

NO_SOURCE = "none"
Rows = np.ndarray[tuple[int], np.dtype[np.intp]]
Whole = np.ndarray[Any, np.dtype[np.integer[Any]]]


Label = tuple[RowKind, str, str, bool]
Groups = tuple[tuple[RowKind, UnitNode | None, frozenset[int]], ...]


@dataclass(frozen=True)
class Count(Share):
    """How many pairs are required and valid, and how many are in each state (the pairs not required too).

    ``flags``: how many of those that are required and not valid are due within 14 days, were begun, are stuck or
    failing; how many of the valid ones can be renewed by now.
    """

    states: Mapping[State, int]
    flags: Mapping[Flag, int]


@dataclass(frozen=True)
class Row:
    """One part of a split; ``key`` is a unit's public key, a course's slug, or the value itself.

    ``unit_kind`` is the word for a unit's kind ('phường', 'sở'), '' for other rows. ``goal`` is what is asked of this
    part: a unit's or a course's own target, of other parts that of the whole figure.
    """

    kind: RowKind
    key: str
    name: str
    count: Count
    goal: Goal
    unit_kind: str = ""


@dataclass(frozen=True)
class Crumb:
    """A unit on the way from the top of the scope to the chosen one."""

    key: str
    name: str


@dataclass(frozen=True)
class Coverage:
    """A figure with its split: the answer to a `Question`; ``goal`` is what is asked of the whole."""

    question: Question
    unit: Crumb | None
    total: Count
    people_required: int
    people_all_valid: int
    rows: tuple[Row, ...]
    crumbs: tuple[Crumb, ...]
    goal: Goal


@dataclass(frozen=True)
class Part:
    """The part of a tree that a question may speak of: the chosen unit (None: not one top) and its groups.

    ``everything``: people whose unit stands in no tree on that day belong to it too, so that nobody vanishes.
    """

    tree: UnitTree
    unit: UnitNode | None
    groups: Groups
    crumbs: tuple[UnitNode, ...]
    everything: bool

    @cached_property
    def units(self) -> frozenset[int]:
        """Every unit of the part."""
        return frozenset().union(*(units for _, _, units in self.groups))


def coverage(held: Held, scope: Scope, question: Question) -> Coverage:
    """Return the figure for a question, computed over what lies in the scope and nothing else.

    Counted are pairs with a duty in force whose person's main posting in the tree lies in the part asked for; voluntary
    completions are not. Raises `DomainError` 'not-found': a unit outside the scope or tree, an unknown course or
    path, the Party's tree without the right to see it.
    """
    return held.answer(("coverage", scope, question), lambda: counted(held, question, select(held, scope, question)))


@dataclass(frozen=True)
class Selection:
    """The pairs that a question speaks of: which of ``pairs``, and what tells to which part of the split some belong.

    A label's last word says whether its part is shown without pairs, too.
    """

    part: Part
    pairs: Pairs
    inside: Flags
    labels: list[Label]
    split: Callable[[Rows], Ints]

    @cached_property
    def required(self) -> Rows:
        """The places of those that are required."""
        return np.flatnonzero(self.inside & self.pairs.required)

    @cached_property
    def valid(self) -> Rows:
        """The places of those that are valid."""
        return np.flatnonzero(self.inside & self.pairs.valid)

    @cached_property
    def open(self) -> Rows:
        """The places of those that are required and not valid."""
        return np.flatnonzero(self.inside & self.pairs.open)

    @cached_property
    def late(self) -> Rows:
        """The places of those that are overdue."""
        return np.flatnonzero(self.inside & (self.pairs.state == CODE[State.OVERDUE]))

    @cached_property
    def achieved(self) -> Ints:
        """When each of the valid ones was achieved."""
        return self.pairs.achieved[self.valid]

    @cached_property
    def due(self) -> Ints:
        """When each of the open ones is due."""
        return self.pairs.due[self.open]


def select(held: Held, scope: Scope, question: Question) -> Selection:
    """Return the pairs that a question speaks of. Raises `DomainError` as `coverage` does."""
    part = find_part(tree_on(held, question), scope, question)
    courses = asked_courses(held.courses, question.course, question.path)
    pairs = held.pairs(question.tree, question.on, question.known_at)
    groups = groups_of(part, pairs)
    inside = narrowed((groups >= 0) & pairs.assigned, pairs, question, courses)
    return Selection(part, pairs, inside, *split_by(By(question.by), part, held, pairs, groups))


def counted(held: Held, question: Question, chosen: Selection) -> Coverage:
    """Return the figure of the pairs that were selected for a question."""
    part, pairs, labels, size = chosen.part, chosen.pairs, chosen.labels, len(chosen.labels)
    table: Whole = np.zeros(size * len(STATES), dtype=np.int64)
    for one in slices(len(chosen.inside)):
        rows = np.flatnonzero(chosen.inside[one]) + one.start
        table += np.bincount(chosen.split(rows) * len(STATES) + pairs.state[rows], minlength=len(table))
    table = table.reshape(-1, len(STATES))

    def having(flag: Flag) -> Whole:
        # by all pairs, then by places: to take the flags of some places takes ten times as long
        places = np.flatnonzero(chosen.inside & flagged(pairs, flag, question.on))
        return np.bincount(chosen.split(places), minlength=size)

    flags = {flag: having(flag) for flag in Flag}
    counts = _counts(table, flags)
    required = number_of_people(pairs, np.flatnonzero(chosen.inside & pairs.required))
    kinds = {node.key: node.kind for _, node, _ in part.groups if node is not None}
    goals = _goals(held, question, part)
    shown = [
        Row(kind, key, name, count, goals(kind, key), kinds.get(key, "") if kind is RowKind.UNIT else "")
        for (kind, key, name, always), count in zip(labels, counts, strict=True)
        if always or any(count.states.values())
    ]
    total, *_none = _counts(table.sum(axis=0)[None], {flag: number.sum()[None] for flag, number in flags.items()})
    return Coverage(
        question=question,
        unit=None if part.unit is None else Crumb(part.unit.key, part.unit.name),
        total=total,
        people_required=required,
        people_all_valid=required - number_of_people(pairs, chosen.open),
        rows=tuple(shown),
        crumbs=tuple(Crumb(node.key, node.name) for node in part.crumbs),
        goal=goals(None, ""),
    )


def number_of_people(pairs: Pairs, rows: Rows) -> int:
    """Return how many people some pairs, in their order, are of."""
    people = pairs.person[rows]  # those of one person stand together
    return int(np.count_nonzero(people[1:] != people[:-1])) + bool(len(people))


def target_for(held: Held, question: Question) -> Goal:
    """Return what is asked on a question's day of its unit (None: of the whole installation) and course (None: all).

    As known at the question's moment, so that a past figure stands beside the target that was asked then. Raises
    `DomainError` 'not-found': no such unit in that tree on that day, no such course.
    """
    return _targets(held, question)(question.unit, question.course)


def _targets(held: Held, question: Question) -> Callable[[str | None, str | None], Goal]:
    """Return what tells the goal of a unit and a course, by their keys, as `target_for` does."""
    tree, plans = tree_on(held, question), held.plans(question.known_at)

    def told(unit: str | None, slug: str | None) -> Goal:
        node = None if unit is None else tree.by_key(unit)
        if unit is not None and node is None:
            raise DomainError("not-found", unit=unit)
        course = find_course(held.courses, slug)
        path = () if node is None else tree.path(node.id)
        return plans.goal(path, None if course is None else course.id, question.on)

    return told


def _goals(held: Held, question: Question, part: Part) -> Callable[[RowKind | None, str], Goal]:
    """Return what tells the goal of a part of the split, by its kind and key (None: of the whole figure)."""
    targets, unit = _targets(held, question), None if part.unit is None else part.unit.key

    def told(kind: RowKind | None, key: str) -> Goal:
        if kind is RowKind.UNIT:
            return targets(key, question.course)
        return targets(unit, key if kind is RowKind.COURSE else question.course)

    return told


def trees_of(held: Held, scope: Scope, on: date) -> tuple[Tree, ...]:
    """Return the trees in which a scope has units on a day, the administration's first; the first is its home."""
    trees = (Tree.ADMINISTRATION, Tree.PARTY)
    found = tuple(tree for tree in trees if organisation.tops(tree_on(held, Question(on, tree)), scope))
    return found or (Tree.ADMINISTRATION,)


def tree_on(held: Held, question: Question) -> UnitTree:
    """Return the question's tree as it stood on its day, from the columns."""
    return tree_of(held.units, question)


def tree_of(units: Units, question: Question) -> UnitTree:
    """Return the question's tree as it stood on its day, from versions of units."""
    known = None if question.known_at is None else micros(question.known_at)
    return units.tree(question.tree, question.on.toordinal(), known)


def find_part(tree: UnitTree, scope: Scope, question: Question) -> Part:
    """Return the part of a tree that a question speaks of, within a scope.

    Raises `DomainError`: 'not-found'; 'forbidden' (the scope is of another right than seeing coverage).
    """
    if scope.right is not Right.SEE_COVERAGE:
        raise DomainError("forbidden", right=Right.SEE_COVERAGE.value)
    if tree.tree is Tree.PARTY and not scope.party:
        raise DomainError("not-found", tree=tree.tree.value)
    tops = organisation.tops(tree, scope)
    below = {top: tree.subtree(top) for top in tops}
    limited = tree.tree is Tree.PARTY and scope.party_roots is not None
    everything = scope.everywhere and question.unit is None and not limited
    if question.unit is None and len(tops) != 1:
        groups = tuple((RowKind.UNIT, tree.nodes[top], below[top]) for top in tops)
        return Part(tree, None, groups, (), everything)
    node = tree.nodes[tops[0]] if question.unit is None else tree.by_key(question.unit)
    over = [] if node is None else [top for top in tops if node.id in below[top]]
    if node is None or not over:
        raise DomainError("not-found", unit=question.unit)
    path = tree.path(node.id)
    crumbs = path[[step.id for step in path].index(over[0]) :]
    return Part(tree, node, tree.once(("groups", node), lambda: _groups(tree, node)), crumbs, everything)


def _groups(tree: UnitTree, node: UnitNode) -> Groups:
    """Return a unit itself and the units right under it, each with everything under it."""
    children = ((RowKind.UNIT, tree.nodes[child], tree.subtree(child)) for child in tree.children.get(node.id, ()))
    return ((RowKind.DIRECT, node, frozenset({node.id})), *children)


def narrowed(chosen: Flags, pairs: Pairs, question: Question, courses: frozenset[int] | None) -> Flags:
    """Return which of the chosen pairs are of some courses (None: any) and of the people whom a question narrows to."""
    if courses is not None:
        chosen = chosen & of_courses(pairs.course, courses)
    if question.category is not None:
        chosen = chosen & (pairs.category == CATEGORIES.index(question.category))[pairs.person]
    if question.attribute is not None:
        has = pairs.head if question.attribute is Attribute.HEADS else pairs.leader
        chosen = chosen & has[pairs.person]
    return chosen


def flagged(pairs: Pairs, flag: Flag, on: date) -> Flags:
    """Return of which pairs a flag is true on the day that they are of."""
    if flag is Flag.RENEWING:
        return pairs.renewing
    if flag is Flag.STUCK:
        stuck: Flags = (pairs.state == CODE[State.IN_PROGRESS]) & pairs.long_ago
        return stuck
    if flag is Flag.DUE_SOON:
        return pairs.open & is_soon(pairs.due, on.toordinal())
    return pairs.open & (pairs.failed if flag is Flag.FAILING else pairs.started)


def groups_of(part: Part, pairs: Pairs) -> Ints:
    """Return the number of the group in which each pair's unit lies, -1 for none; the last number is 'no place'."""
    end = 1 + max((*part.tree.nodes, int(pairs.unit.max(initial=0))), default=0)
    group_of = np.full(end, len(part.groups) if part.everything else -1, dtype=np.int32)
    group_of[0] = -1
    for number, (_, _, units) in enumerate(part.groups):
        group_of[list(units)] = number
    return by_pair(group_of[pairs.unit], pairs.person)


def lie_in(units: Ints, wanted: frozenset[int]) -> Flags:
    """Return which units are among the wanted ones: by a table, since very many sort slowly."""
    flags: Flags = np.zeros(1 + max(*wanted, int(units.max(initial=0)), 0), dtype=np.bool_)
    flags[list(wanted)] = True
    chosen: Flags = flags[units]
    return chosen


def split_by(by: By, part: Part, held: Held, pairs: Pairs, groups: Ints) -> tuple[list[Label], Callable[[Rows], Ints]]:
    """Return the labels of a split (with whether a row without pairs is shown), and what tells the label's number of
    some pairs.
    """
    if by is By.UNIT:
        labels = [
            (kind, "" if node is None else node.key, "" if node is None else node.name, kind is RowKind.UNIT)
            for kind, node, _ in part.groups
        ]
        return [*labels, (RowKind.NO_PLACE, "", "", False)], groups.__getitem__
    if by in (By.COURSE, By.TASK, By.PILLAR, By.COMPETENCE):
        place = np.zeros(held.courses_end, dtype=np.int32)
        known = {course.id: number for number, course in enumerate(held.courses)}
        place[list(known)] = list(known.values())
        return [(RowKind.COURSE, c.slug, c.title, False) for c in held.courses], lambda rows: place[pairs.course[rows]]
    if by is By.CATEGORY:
        values = [(RowKind.CATEGORY, value.value, value.value, False) for value in CATEGORIES]
        none = (RowKind.CATEGORY, "", "", False)
        return [none, *values], lambda rows: pairs.category[pairs.person[rows]].astype(np.int32) + 1
    if by is By.SOURCE:
        values = [(RowKind.SOURCE, value.value, value.value, False) for value in SOURCES]
        none = (RowKind.SOURCE, NO_SOURCE, NO_SOURCE, False)
        source = np.where(pairs.valid, pairs.source, -1)
        return [none, *values], lambda rows: source[rows].astype(np.int32) + 1
    values = [(RowKind.STATE, state.value, state.value, False) for state in STATES]
    return values, lambda rows: pairs.state[rows].astype(np.int32)


def _counts(table: Whole, flags: Mapping[Flag, Whole]) -> list[Count]:
    """Return the counts of parts, from a line of states for each and a column for each flag."""
    required = table[:, [CODE[state] for state in REQUIRED]].sum(axis=1).tolist()
    shown = zip(*(numbers.tolist() for numbers in flags.values()), strict=True)  # lists: numpy's numbers are slow alone
    return [
        Count(
            number,
            line[CODE[State.COMPLETED]],
            dict(zip(STATES, line, strict=True)),
            dict(zip(flags, few, strict=True)),
        )
        for number, line, few in zip(required, table.tolist(), shown, strict=True)
    ]
