"""The slow counter, line by line: whom a figure counts in which state, what is told beside it, and into which row of
which split each of them falls, for whoever asks. Loops and ifs like `reference`, whose definitions it uses.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.models.training import reference
from tests.models.training.facts import Completion, Facts
from tests.models.training.reference import COMPLETED, IN_PROGRESS, NOT_COUNTED, day_of, lies_in, version_of
from tests.models.training.worlds import PARTY, Question

SOON = STUCK = timedelta(days=14)
OFTEN = 2


class Line(NamedTuple):
    """A person and a course of which a duty is in force, with all that a figure or a list of names tells of them."""

    person: int
    course: int
    unit: int
    state: str
    category: str | None
    due: date
    source: str | None
    completed_on: date | None
    valid_until: date | None
    flags: frozenset[str]
    started: bool

    @property
    def required(self) -> bool:
        return self.state not in NOT_COUNTED


class Tally(NamedTuple):
    """How many there are in each state and with each flag, of those that there are any of."""

    required: int
    valid: int
    states: dict[str, int]
    flags: dict[str, int]


class Figure(NamedTuple):
    """A figure with its splits: by what, then by kind and key of the row."""

    total: Tally
    people_required: int
    people_all_valid: int
    splits: dict[str, dict[tuple[str, str], Tally]]


def figure(facts: Facts, question: Question) -> Figure | None:
    """Count what a question asks for; None where who asks may not, or where the unit has no place on that day."""
    found = lines(facts, question)
    if found is None:
        return None
    people: dict[int, bool] = {}
    for line in found:
        if line.required:
            people[line.person] = people.get(line.person, True) and line.state == COMPLETED
    splits: dict[str, dict[tuple[str, str], list[Line]]] = {
        by: {} for by in ("unit", "course", "category", "source", "state")
    }
    top, below = _groups(facts, question)
    for unit in below:
        splits["unit"]["unit", f"u{unit}"] = []  # a unit is shown without anybody, too
    for line in found:
        rows = {
            "unit": _unit_row(facts, question, line.unit, top, below),
            "course": ("course", f"c{line.course}"),
            "category": ("category", line.category or ""),
            "source": ("source", line.source if line.state == COMPLETED and line.source else "none"),
            "state": ("state", line.state),
        }
        for by, row in rows.items():
            splits[by].setdefault(row, []).append(line)
    return Figure(
        tally(found),
        len(people),
        sum(people.values()),
        {by: {row: tally(some) for row, some in rows.items()} for by, rows in splits.items()},
    )


def tally(some: list[Line]) -> Tally:
    states: dict[str, int] = {}
    flags: dict[str, int] = {}
    for line in some:
        states[line.state] = states.get(line.state, 0) + 1
        for flag in line.flags:
            flags[flag] = flags.get(flag, 0) + 1
    return Tally(sum(line.required for line in some), states.get(COMPLETED, 0), states, flags)


def lines(facts: Facts, question: Question) -> list[Line] | None:
    """Whom a question speaks of: everybody with a duty in force who lies in its part and whom nothing narrows out."""
    tree, on, known_at, reach = question.tree, question.on, question.known_at, question.reach
    if tree == PARTY and not reach.party:
        return None
    if question.root is not None:
        if [unit.tree for unit in facts.units if unit.id == question.root] != [tree]:
            return None
        if version_of(facts, question.root, on, known_at) is None or not reaches(facts, question, question.root):
            return None
    found = []
    for person in facts.people:
        posting = reference.main_posting(facts, person.id, tree, on, known_at)
        if posting is None or reference.joined_to(facts, person.id, known_at) is not None:
            continue  # counted nowhere
        if question.root is not None and not lies_in(facts, posting.unit, question.root, on, known_at):
            continue
        if not reaches(facts, question, posting.unit):
            continue
        if question.category is not None and posting.category != question.category:
            continue
        if (question.attribute == "heads" and not posting.head) or (
            question.attribute == "leaders" and not posting.leader
        ):
            continue
        for course in facts.courses:
            if question.course is not None and course != question.course:
                continue
            if question.path is not None and course not in question.path:
                continue
            if reference.retired(facts, course, on, known_at):
                continue
            if reference.duties_in_force(facts, person.id, course, on, known_at):
                found.append(_line(facts, person.id, course, posting.unit, posting.category, question))
    return found


def reaches(facts: Facts, question: Question, unit: int) -> bool:
    """Whether who asks may see people of a unit: in the Party's tree both by their own reach and by the Party's.

    Who answers for everybody sees those, too, whose unit has no place on that day.
    """
    reach, on, known_at = question.reach, question.on, question.known_at

    def under(roots: tuple[int, ...] | None) -> bool:
        return roots is None or any(lies_in(facts, unit, root, on, known_at) for root in roots)

    if question.tree == PARTY:
        return reach.party and under(reach.roots) and under(reach.party_roots)
    return under(reach.roots)


def _groups(facts: Facts, question: Question) -> tuple[int | None, list[int]]:
    """The one unit that a split by unit stands under (None: several) and the units that are its rows."""
    on, known_at = question.on, question.known_at
    here = [
        unit.id
        for unit in facts.units
        if unit.tree == question.tree and version_of(facts, unit.id, on, known_at) and reaches(facts, question, unit.id)
    ]
    parents = {}
    for unit in here:
        version = version_of(facts, unit, on, known_at)
        assert version is not None
        parents[unit] = version.parent
    top = question.root
    if top is None:
        tops = [unit for unit in here if parents[unit] not in here]
        if len(tops) != 1:
            return None, tops
        top = tops[0]
    return top, [unit for unit in here if parents[unit] == top]


def _unit_row(facts: Facts, question: Question, unit: int, top: int | None, below: list[int]) -> tuple[str, str]:
    if unit == top:
        return "direct", f"u{unit}"
    for row in below:
        if lies_in(facts, unit, row, question.on, question.known_at):
            return "unit", f"u{row}"
    return "no-place", ""


def _line(facts: Facts, person: int, course: int, unit: int, category: str | None, question: Question) -> Line:
    on, known_at = question.on, question.known_at
    state = reference.state_of(facts, person, course, question.tree, on, known_at)
    due = reference.due_of(facts, person, course, on, known_at)
    renewal = reference.renewal_of(facts, reference.duties_in_force(facts, person, course, on, known_at))
    told, good = _told(facts, person, course, on, known_at)
    flags = set()
    started = _opened(facts, person, course, on, known_at)
    if state not in (*NOT_COUNTED, COMPLETED):
        # "due soon": within 14 days; "started": opened; "failing": two failed quizzes since anything was achieved
        if on <= due <= on + SOON:
            flags.add("due-soon")
        if started:
            flags.add("started")
        if _failed(facts, person, course, None if told is None else told.achieved_on, on, known_at) >= OFTEN:
            flags.add("failing")
    # "stuck": in progress for two weeks or longer
    if state == IN_PROGRESS and _opened(facts, person, course, on - STUCK, known_at):
        flags.add("stuck")
    if state == COMPLETED and reference.is_renewing(facts, person, course, on, known_at):
        flags.add("renewing")
    return Line(
        person=person,
        course=course,
        unit=unit,
        state=state,
        category=category,
        due=due,
        source=told.source if told is not None and good else None,
        completed_on=None if told is None else told.achieved_on,
        valid_until=None if told is None else reference.end_of(told, renewal),
        flags=frozenset(flags),
        started=started,
    )


def _told(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> tuple[Completion | None, bool]:
    """The completion that is told of, and whether it counts for all that is asked: of those that do the one achieved
    last, else the one achieved last; of several of one day the one that was written last, and before those of the
    person's own record one of a record that is joined to it.
    """
    duties = reference.duties_in_force(facts, person, course, on, known_at)
    renewal, asked = reference.renewal_of(facts, duties), reference.edition_asked(facts, course, on, known_at)
    last = last_good = None
    had = reference.had_by(facts, person, course, on, known_at)
    own, joined = ([row for row in had if (row.person == person) is mine] for mine in (True, False))
    for completion in (*own, *joined):
        if last is None or completion.achieved_on >= last.achieved_on:
            last = completion
        good = reference.counts(completion, renewal, on) and reference.satisfies(completion, duties, asked)
        if good and (last_good is None or completion.achieved_on >= last_good.achieved_on):
            last_good = completion
    return (last, False) if last_good is None else (last_good, True)


def _opened(facts: Facts, person: int, course: int, on: date, known_at: datetime) -> bool:
    records = reference.records_of(facts, person, known_at)
    for row in facts.openings:
        if row.person in records and row.course == course and day_of(row.at) <= on and row.at <= known_at:
            return True
    return False


def _failed(facts: Facts, person: int, course: int, since: date | None, on: date, known_at: datetime) -> int:
    number = 0
    for row in facts.openings:
        if row.person not in reference.records_of(facts, person, known_at) or row.course != course:
            continue
        if row.failed is None or row.failed > known_at or day_of(row.failed) > on:
            continue
        if since is None or day_of(row.failed) > since:
            number += 1
    return number
