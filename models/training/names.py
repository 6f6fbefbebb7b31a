"""The names behind a number, always read from the database.

The same `states` as for figures says what is true of each, so a list has exactly the numbers of `coverage`. Without
columns at hand the rows are read at that moment, and what that costs grows with the part of the tree asked for.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from models import database, learning, organisation, text
from models.organisation import Person
from models.rights import Scope
from models.training import ordering
from models.training.columns import (
    SOURCES,
    Around,
    Columns,
    Flags,
    Ints,
    PersonTables,
    Releases,
    Renewals,
    among,
    day_of,
)
from models.training.coverage import (
    By,
    Flag,
    Part,
    Question,
    find_part,
    flagged,
    lie_in,
    narrowed,
    tree_of,
    tree_on,
)
from models.training.held import Held
from models.training.naming_facts import CourseFact, asked_courses, read_courses, read_units
from models.training.pairing import Courses, find_places, pair_key
from models.training.states import CODE, STATES, Pairs, State, states

BATCH = 500
Places = np.ndarray[tuple[int], np.dtype[np.intp]]
_PEOPLE = select(col(Person.id), col(Person.key), col(Person.full_name), col(Person.staff_code)).where(
    col(Person.id).in_(bindparam("people", expanding=True))
)
_SAME = organisation.SamePerson
_JOINED = select(col(_SAME.person_id)).where(col(_SAME.same_as_id).in_(bindparam("people", expanding=True)))


@dataclass(frozen=True)
class PersonRow:
    """A person and a course, as a list of names shows them.

    ``within`` is the group of the question that the person's unit lies under ('' for the group itself): the ward of an
    office that every ward has.
    """

    person: str
    full_name: str
    staff_code: str | None
    unit: str
    unit_name: str
    within: str
    course: str
    course_title: str
    state: State
    due: date | None
    due_soon: bool
    started: bool
    completed_on: date | None
    valid_until: date | None
    source: learning.tables.Source | None


@dataclass(frozen=True)
class NamesPage:
    """One page of a list of names; ``total`` counts the rows of all pages."""

    total: int
    page: int
    size: int
    rows: tuple[PersonRow, ...]


def names(
    db: Session,
    scope: Scope,
    question: Question,
    *,
    state: State | Collection[State] | None = None,
    direct: bool = False,
    page: int = 1,
    size: int = 50,
    search: str = "",
    unassigned: bool = False,
    flag: Flag | None = None,
    urgent_first: bool = False,
    held: Held | None = None,
) -> NamesPage:
    """Return the people and courses that `coverage` counts for a question, listed by name, then course.

    ``state`` narrows to states; ``direct`` to people in the chosen unit itself; ``search`` to names (without regard to
    accents) and staff codes that hold the words; ``unassigned`` adds pairs without a duty (voluntary completions);
    ``flag`` narrows to pairs that are due soon, begun and not yet valid, stuck or failing.
    ``urgent_first``: who is overdue longest comes first, then who is due soonest, instead of the order of names.
    ``page`` counts from 1. With ``held`` (brought up to date for this question) the columns say how many there are, who
    is on the page and what is true of them, and only the names of these people are read (their facts too, in a
    transaction that writes or where the columns are behind): a large part of the tree then costs no more than a small
    one.
    Raises `DomainError` as `coverage` does.
    """
    units = read_units(db) if held is None else held.units
    tree = tree_of(units, question) if held is None else tree_on(held, question)
    part = find_part(tree, scope, question)
    courses = read_courses(db) if held is None else held.courses
    wanted = Wanted(
        units=None
        if part.everything and not direct
        else frozenset({part.unit.id})
        if direct and part.unit
        else part.units,
        courses=asked_courses(courses, question.course, question.path),
        question=question,
        states=None if state is None else frozenset({state} if isinstance(state, State) else state),
        people=None if not search else people_found(db, search),
        unassigned=unassigned,
        flag=flag,
    )
    skip = max(page - 1, 0) * size
    if held is not None and size <= BATCH:
        pairs = held.pairs(question.tree, question.on, question.known_at)
        asked = (scope, replace(question, by=By.UNIT), wanted.states, flag, direct, unassigned)
        order, total = _page(db, held, pairs, wanted, asked, skip, size, urgent_first=urgent_first)
        if database.only_reads(db) and held.as_of is None:
            return NamesPage(total, page, size, person_rows(db, order, pairs, held.courses, part, question.on))
        return NamesPage(total, page, size, _still(db, held, pairs, order, wanted, part, urgent_first=urgent_first))
    tables = PersonTables.read(db, wanted.condition(db), course=wanted.course_id)
    around = Around(units, courses, Releases.read(db), Renewals.read(db)) if held is None else held.around
    columns = Columns(tables, around)
    pairs = states(columns, question.tree, question.on, question.known_at)
    order = ordering.in_list_order(db, pairs, np.flatnonzero(wanted.among(pairs)), columns, urgent_first=urgent_first)
    shown = person_rows(db, order[skip : skip + size], pairs, columns.courses, part, question.on)
    return NamesPage(len(order), page, size, shown)


def people_condition(question: Question, units: Collection[int] | None) -> str:
    """Return the SQL condition on ``person_id`` of all who were, known now or voided, in these units on that day,
    and of the records that were ever joined to theirs.
    """
    day = question.on.isoformat()
    placed = (
        f"SELECT p.person_id FROM posting AS p WHERE p.main AND p.tree = '{question.tree.value}'"  # noqa: S608
        f" AND p.\"from\" <= '{day}' AND (p.until IS NULL OR p.until > '{day}')"
    )
    there = placed if units is None else f"{placed} AND {among('p.unit_id', units)}"
    joined = f"SELECT s.person_id FROM same_person AS s WHERE s.same_as_id IN ({there})"  # noqa: S608
    return f"person_id IN ({there} UNION {joined})"


def with_joined(db: Session, people: Collection[int]) -> list[int]:
    """Return these people and every record that was ever joined to one of theirs: its achievements may be theirs."""
    wanted = sorted(people)
    found = set(wanted)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        found.update(db.execute(_JOINED, {"people": batch}).scalars())
    return sorted(found)


@dataclass(frozen=True)
class Wanted:
    """Which pairs a list asks for; None: no condition."""

    units: frozenset[int] | None
    courses: frozenset[int] | None
    question: Question
    states: frozenset[State] | None
    people: list[int] | None
    unassigned: bool
    flag: Flag | None

    @property
    def course_id(self) -> int | None:
        """The one course of which rows are needed; None where it is not one."""
        return min(self.courses) if self.courses is not None and len(self.courses) == 1 else None

    def condition(self, db: Session) -> str:
        """Return the SQL condition on ``person_id`` of everybody whose rows the list may need."""
        where = people_condition(self.question, self.units)
        few = self.people is not None and len(self.people) <= BATCH
        return f"{where} AND {among('person_id', with_joined(db, self.people or ()))}" if few else where

    def among(self, pairs: Pairs) -> Flags:
        """Return which pairs are on the list."""
        there: Flags = pairs.unit > 0 if self.units is None else lie_in(pairs.unit, self.units)
        chosen = there[pairs.person]
        if not self.unassigned:
            chosen = chosen & pairs.assigned
        chosen = narrowed(chosen, pairs, self.question, self.courses)
        if self.flag is not None:
            chosen = chosen & flagged(pairs, self.flag, self.question.on)
        if self.states is not None:
            wanted = np.zeros(len(STATES), dtype=np.bool_)  # by a table: ten times as quick as to compare
            wanted[[CODE[state] for state in self.states]] = True
            chosen = chosen & wanted[pairs.state]
        if self.people is not None:
            chosen = chosen & np.isin(pairs.person, self.people)
        return chosen


def _still(
    db: Session, held: Held, pairs: Pairs, order: Places, wanted: Wanted, part: Part, *, urgent_first: bool
) -> tuple[PersonRow, ...]:
    """Return the lines of a page of which all is still true in this transaction: who is not, is not shown."""
    question, people = wanted.question, np.unique(pairs.person[order]).tolist()
    tables = PersonTables.read(db, among("person_id", with_joined(db, people)), course=wanted.course_id)
    columns = Columns(tables, held.around)
    now = states(columns, question.tree, question.on, question.known_at)
    listed = pair_key(pairs.person[order], pairs.course[order])
    here = wanted.among(now) & np.isin(pair_key(now.person, now.course), listed)
    kept = ordering.in_list_order(db, now, np.flatnonzero(here), columns, urgent_first=urgent_first)
    return person_rows(db, kept, now, columns.courses, part, question.on)


def _page(
    db: Session, held: Held, pairs: Pairs, wanted: Wanted, asked: Hashable, skip: int, size: int, *, urgent_first: bool
) -> tuple[Places, int]:
    """Return which pairs stand on a page, and how many there are on all pages.

    Who these are is kept, until anything changes, for the next click that asks for the same list, however the figure
    above it is split; ``asked`` says which list it is, but for a search, of which nothing is kept.
    """

    def found() -> tuple[Ints, Courses, int]:
        page_of = _urgent_page if urgent_first else _on_page
        order, total = page_of(db, held, pairs, wanted, skip, size)
        return pairs.person[order], pairs.course[order], total

    key = ("listed", asked, urgent_first, skip, size)
    people, courses, total = held.answer(key, found) if wanted.people is None else found()
    return find_places(pairs, people, courses), total


def _on_page(db: Session, held: Held, pairs: Pairs, wanted: Wanted, skip: int, size: int) -> tuple[Places, int]:
    """Return which pairs stand on a page, in list order, and how many there are on all pages."""
    chosen = wanted.among(pairs)
    order = held.order(db)
    each = np.bincount(pairs.person[chosen], minlength=held.people_end)
    order = order[order < len(each)]
    reached = np.cumsum(each[order])
    first, last = np.searchsorted(reached, [skip, skip + size - 1], side="right")
    before = int(reached[first - 1]) if first else 0
    titles = held.titles()
    found: list[int] = []
    for person in order[first : last + 1].tolist():
        begin, end = np.searchsorted(pairs.person, np.array([person, person + 1], dtype=np.int32))  # sorted by it
        mine = range(int(begin), int(end))
        found += sorted((i for i in mine if chosen[i]), key=lambda i: titles[pairs.course[i]])
    return np.array(found[skip - before : skip - before + size], dtype=np.intp), int(np.count_nonzero(chosen))


def _urgent_page(db: Session, held: Held, pairs: Pairs, wanted: Wanted, skip: int, size: int) -> tuple[Places, int]:
    """Return which pairs stand on a page with the most urgent first, and how many there are on all pages."""
    rows = np.flatnonzero(wanted.among(pairs))
    late = rows[pairs.state[rows] == CODE[State.OVERDUE]]
    first = late if skip + size <= len(late) else rows  # what is overdue comes first: as a rule the others may wait
    page = ordering.first_of(ordering.urgency(pairs, first, held, held.order(db)), skip, size)
    return first[page], len(rows)


def people_found(db: Session, search: str) -> list[int]:
    """Return the ids of all whose name, without regard to accents, or staff code holds what was typed."""
    typed = text.searched(search)
    words = text.search_key(typed)
    code = typed.casefold()
    read = select(col(Person.id)).where(
        or_(
            col(Person.search_key).contains(words, autoescape=True),
            col(Person.staff_code_key).contains(code, autoescape=True),
        )
    )
    return [number for number in db.execute(read).scalars() if number is not None]


def person_rows(
    db: Session,
    shown: Places,
    pairs: Pairs,
    known: tuple[CourseFact, ...],
    part: Part,
    on: date,
) -> tuple[PersonRow, ...]:
    """Return the lines of a list for pairs, as they are on a day, in the order given; their names are read."""
    wanted = np.unique(pairs.person[shown]).tolist()
    people = {}
    for start in range(0, len(wanted), BATCH):
        for row in database.rows(db, _PEOPLE, people=wanted[start : start + BATCH]):
            people[row.id] = row
    courses = {course.id: course for course in known}
    soon = flagged(pairs, Flag.DUE_SOON, on)[shown].tolist()
    within = {unit: group.name for _, group, units in part.groups if group for unit in units if unit != group.id}
    found = []
    for i, due_soon in zip(shown.tolist(), soon, strict=True):
        person, course = people[int(pairs.person[i])], courses[int(pairs.course[i])]
        node: organisation.UnitNode | None = part.tree.nodes.get(int(pairs.unit[pairs.person[i]]))
        found.append(
            PersonRow(
                person=person.key,
                full_name=person.full_name,
                staff_code=person.staff_code,
                unit="" if node is None else node.key,
                unit_name="" if node is None else node.name,
                within="" if node is None else within.get(node.id, ""),
                course=course.slug,
                course_title=course.title,
                state=STATES[pairs.state[i]],
                due=day_of(pairs.due[i]),
                due_soon=due_soon,
                started=bool(pairs.started[i]),
                completed_on=day_of(pairs.achieved[i]),
                valid_until=day_of(pairs.valid_until[i]),
                source=SOURCES[pairs.source[i]] if pairs.source[i] >= 0 else None,
            )
        )
    return tuple(found)
