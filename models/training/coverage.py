"""Coverage: valid ÷ required pairs within a scope, split by unit, course, category, source or state.

One definition for page, chart, export and command. Every split adds up to its total.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

import numpy as np

from models import organisation
from models.organisation import Category, Tree, UnitNode, UnitTree
from models.rights import DomainError, Right, Scope
from models.training.columns import CATEGORIES, SOURCES, CourseFact, Flags, Ints, UnitFact, micros
from models.training.figures import Held
from models.training.goals import Goal
from models.training.states import FIRST_REQUIRED, REQUIRED, STATES, Pairs, Share, State

NO_SOURCE = "none"
Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


class By(StrEnum):
    """By what a figure is split."""

    UNIT = "unit"
    COURSE = "course"
    CATEGORY = "category"
    SOURCE = "source"
    STATE = "state"
    TASK = "task"  # the directive's; like the two below, by course first, then `topics.grouped`
    PILLAR = "pillar"  # and foundation
    COMPETENCE = "competence"


class Attribute(StrEnum):
    """What a posting may say beside its category; leadership is an attribute, never a category."""

    HEADS = "heads"
    LEADERS = "leaders"


class Flag(StrEnum):
    """What may be true of a required pair beside its state."""

    DUE_SOON = "due-soon"
    STARTED = "started"
    STUCK = "stuck"  # in progress for two weeks or longer
    FAILING = "failing"  # quizzes failed twice or more since anything was achieved
    RENEWING = "renewing"  # completed, and a rule asks by now to renew it


class RowKind(StrEnum):
    """What a row of a split stands for."""

    UNIT = "unit"  # a unit with everything under it
    DIRECT = "direct"  # people in the chosen unit itself
    NO_PLACE = "no-place"  # people whose unit stands in no tree on that day
    COURSE = "course"
    CATEGORY = "category"  # key: a Category, or '' for none
    SOURCE = "source"  # key: how the completion came about, or 'none' for pairs that are not valid
    STATE = "state"
    TOPIC = "topic"  # a task, pillar or competence; '' for courses that serve none


Label = tuple[RowKind, str, str, bool]
Groups = tuple[tuple[RowKind, UnitNode | None, frozenset[int]], ...]


@dataclass(frozen=True)
class Question:
    """What is asked: which tree and day, as known when, which part of it, split by what.

    ``unit`` is a unit's public key (None: the whole scope), ``course`` a slug (None: all), ``attribute`` narrows to
    heads of units or to all in leading positions.
    """

    on: date
    tree: Tree = Tree.ADMINISTRATION
    unit: str | None = None
    course: str | None = None
    category: Category | None = None
    attribute: Attribute | None = None
    known_at: datetime | None = None
    by: By = By.UNIT


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
    completions are not. Raises `DomainError` 'not-found': a unit outside the scope or tree, an unknown course, the
    Party's tree without the right to see it.
    """
    return held.answer(("coverage", scope, question), lambda: counted(held, question, select(held, scope, question)))


@dataclass(frozen=True)
class Selection:
    """The pairs that a question speaks of: their places in ``pairs``, and which part of the split each belongs to.

    A label's last word says whether its part is shown without pairs, too.
    """

    part: Part
    pairs: Pairs
    rows: Rows
    labels: list[Label]
    split: Ints


def select(held: Held, scope: Scope, question: Question) -> Selection:
    """Return the pairs that a question speaks of. Raises `DomainError` as `coverage` does."""
    part, pairs, groups, rows = asked_pairs(held, scope, question)
    return Selection(part, pairs, rows, *split_by(By(question.by), part, held, pairs, rows, groups))


def counted(held: Held, question: Question, chosen: Selection) -> Coverage:
    """Return the figure of the pairs that were selected for a question."""
    part, pairs, rows, labels, split = chosen.part, chosen.pairs, chosen.rows, chosen.labels, chosen.split
    state = pairs.state[rows]
    table = np.bincount(split * len(STATES) + state, minlength=len(labels) * len(STATES)).reshape(-1, len(STATES))
    person = pairs.person[rows]  # below by places, not by flags, which takes three times as long
    asked = _marked_people(held.people_end, person[np.flatnonzero(state >= FIRST_REQUIRED)])
    lacking = _marked_people(held.people_end, person[np.flatnonzero(state > FIRST_REQUIRED)])
    hits = {flag: np.flatnonzero(flagged(pairs, flag, question.on)[rows]) for flag in Flag}
    flags = {flag: np.bincount(split[places], minlength=len(labels)) for flag, places in hits.items()}
    counts = [_count(line, {f: n[i] for f, n in flags.items()}) for i, line in enumerate(table)]
    kinds = {node.key: node.kind for _, node, _ in part.groups if node is not None}
    goals = _goals(held, question, part)
    shown = [
        Row(kind, key, name, count, goals(kind, key), kinds.get(key, "") if kind is RowKind.UNIT else "")
        for (kind, key, name, always), count in zip(labels, counts, strict=True)
        if always or any(count.states.values())
    ]
    return Coverage(
        question=question,
        unit=None if part.unit is None else Crumb(part.unit.key, part.unit.name),
        total=_count(table.sum(axis=0), {flag: number.sum() for flag, number in flags.items()}),
        people_required=int(asked.sum()),
        people_all_valid=int((asked & ~lacking).sum()),
        rows=tuple(shown),
        crumbs=tuple(Crumb(node.key, node.name) for node in part.crumbs),
        goal=goals(None, ""),
    )


def asked_pairs(held: Held, scope: Scope, question: Question) -> tuple[Part, Pairs, Ints, Rows]:
    """Return the part asked for, the state of all pairs, the number of each one's group, and which pairs are counted.

    Raises `DomainError` as `coverage` does.
    """
    part = find_part(tree_on(held, question), scope, question)
    course = find_course(held.courses, question.course)
    pairs = held.pairs(question.tree, question.on, question.known_at)
    groups, chosen = chosen_pairs(part, pairs)
    if course is not None:
        chosen &= pairs.course == course.id
    if question.category is not None:
        chosen &= pairs.category == CATEGORIES.index(question.category)
    if question.attribute is not None:
        chosen &= has_attribute(pairs, question.attribute)
    return part, pairs, groups, np.flatnonzero(chosen)


def target_for(held: Held, question: Question) -> Goal:
    """Return what is asked on a question's day of its unit (None: of the whole installation) and course (None: all).

    As known at the question's moment, so that a past figure stands beside the target that was asked then. Raises
    `DomainError` 'not-found': no such unit in that tree on that day, no such course.
    """
    tree = tree_on(held, question)
    node = None if question.unit is None else tree.by_key(question.unit)
    if question.unit is not None and node is None:
        raise DomainError("not-found", unit=question.unit)
    course = find_course(held.courses, question.course)
    path = () if node is None else tree.path(node.id)
    return held.plans(question.known_at).goal(path, None if course is None else course.id, question.on)


def _goals(held: Held, question: Question, part: Part) -> Callable[[RowKind | None, str], Goal]:
    """Return what tells the goal of a part of the split, by its kind and key (None: of the whole figure)."""
    whole = replace(question, unit=None if part.unit is None else part.unit.key)

    def told(kind: RowKind | None, key: str) -> Goal:
        if kind is RowKind.UNIT:
            return target_for(held, replace(whole, unit=key))
        return target_for(held, replace(whole, course=key) if kind is RowKind.COURSE else whole)

    return told


def trees_of(held: Held, scope: Scope, on: date) -> tuple[Tree, ...]:
    """Return the trees in which a scope has units on a day, the administration's first; the first is its home."""
    trees = (Tree.ADMINISTRATION, Tree.PARTY)
    found = tuple(tree for tree in trees if organisation.tops(tree_on(held, Question(on, tree)), scope))
    return found or (Tree.ADMINISTRATION,)


def tree_on(held: Held, question: Question) -> UnitTree:
    """Return the question's tree as it stood on its day, from the columns."""
    tree, on, known_at = question.tree, question.on, question.known_at
    if known_at is not None:
        return tree_of(held.units, question)
    return held.kept(("tree", tree, on), lambda: tree_of(held.units, question))


def tree_of(units: Iterable[UnitFact], question: Question) -> UnitTree:
    """Return the question's tree as it stood on its day, from versions of units."""
    day = question.on.toordinal()
    known = None if question.known_at is None else micros(question.known_at)
    nodes = {fact.node.id: fact.node for fact in units if fact.tree is question.tree and fact.holds(day, known)}
    return UnitTree.of(question.tree, nodes)


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


def find_course(courses: Iterable[CourseFact], slug: str | None) -> CourseFact | None:
    """Return the course with a slug (None: none asked for); raises `DomainError` 'not-found'."""
    if slug is None:
        return None
    for course in courses:
        if course.slug == slug:
            return course
    raise DomainError("not-found", course=slug)


def has_attribute(pairs: Pairs, attribute: Attribute) -> Flags:
    """Return which pairs are of people who head a unit, or lead."""
    flags: Flags = (pairs.head if attribute is Attribute.HEADS else pairs.leader)[pairs.person]
    return flags


def flagged(pairs: Pairs, flag: Flag, on: date) -> Flags:
    """Return of which pairs a flag is true on the day that they are of."""
    if flag is Flag.DUE_SOON:
        return pairs.due_soon(on.toordinal())
    if flag is Flag.FAILING:
        return pairs.failing
    if flag is Flag.RENEWING:
        return pairs.renewing
    return pairs.begun if flag is Flag.STARTED else pairs.stuck


def chosen_pairs(part: Part, pairs: Pairs) -> tuple[Ints, Flags]:
    """Return the group of each pair's unit, and which assigned pairs lie in any; the last group is 'no place'."""
    end = 1 + max((*part.tree.nodes, int(pairs.unit.max()) if len(pairs.unit) else 0), default=0)
    group_of = np.full(end, len(part.groups) if part.everything else -1, dtype=np.int32)
    group_of[0] = -1
    for number, (_, _, units) in enumerate(part.groups):
        group_of[list(units)] = number
    groups: Ints = group_of[pairs.unit]
    inside: Flags = (groups >= 0) & pairs.assigned
    return groups, inside


def split_by(by: By, part: Part, held: Held, pairs: Pairs, rows: Rows, groups: Ints) -> tuple[list[Label], Ints]:
    """Return the labels of a split (with whether a row without pairs is shown) and the label's number for each row."""
    if by is By.UNIT:
        labels = [
            (kind, "" if node is None else node.key, "" if node is None else node.name, kind is RowKind.UNIT)
            for kind, node, _ in part.groups
        ]
        return [*labels, (RowKind.NO_PLACE, "", "", False)], groups[rows]
    if by in (By.COURSE, By.TASK, By.PILLAR, By.COMPETENCE):
        place = np.zeros(held.courses_end, dtype=np.int32)
        known = {course.id: number for number, course in enumerate(held.courses)}
        place[list(known)] = list(known.values())
        return [(RowKind.COURSE, c.slug, c.title, False) for c in held.courses], place[pairs.course[rows]]
    if by is By.CATEGORY:
        values = [(RowKind.CATEGORY, value.value, value.value, False) for value in CATEGORIES]
        none = (RowKind.CATEGORY, "", "", False)
        return [none, *values], pairs.category[rows].astype(np.int32) + 1
    if by is By.SOURCE:
        values = [(RowKind.SOURCE, value.value, value.value, False) for value in SOURCES]
        valid = np.where(pairs.valid[rows], pairs.source[rows], -1)
        return [(RowKind.SOURCE, NO_SOURCE, NO_SOURCE, False), *values], valid.astype(np.int32) + 1
    return [(RowKind.STATE, state.value, state.value, False) for state in STATES], pairs.state[rows].astype(np.int32)


def _count(line: Iterable[int], flags: Mapping[Flag, int]) -> Count:
    found = {state: int(number) for state, number in zip(STATES, line, strict=True)}
    return Count(
        required=sum(number for state, number in found.items() if state in REQUIRED),
        valid=found[State.COMPLETED],
        states=found,
        flags={flag: int(number) for flag, number in flags.items()},
    )


def _marked_people(end: int, people: Ints) -> Flags:
    marks = np.zeros(end, dtype=np.bool_)
    marks[people] = True
    return marks
