"""Whom a rule would hit, before it is given: how many, where, which categories, who is done already, who would be late.

The very evaluation that `reconcile` writes duties from, so that what is shown is what is written.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlmodel import Session, col, select

from models import organisation, text, workdays
from models.rights import Scope
from models.training.columns import CATEGORIES, NO_DAY, Codes, Ints, RulePostings, among
from models.training.due_days import due_days as days_due
from models.training.held import Held
from models.training.reconciling import known_joined, known_members, known_places, known_postings
from models.training.rules import FOREVER, PathStep, PostingFact, Span, Terms, Whom, due_day, runs
from models.training.states import FIRST_REQUIRED

SHOWN_NAMES = 20
FEW_UNITS = 500  # so many are named in a condition


@dataclass(frozen=True)
class UnitCount:
    """How many people of a part of the tree, or of a staff category, a rule would hit."""

    name: str
    people: int


@dataclass(frozen=True)
class Preview:
    """Whom a rule would hit on its first day (today, if that has passed): how many, in which parts and categories.

    Parts are the units that were chosen; where one was, the units right under it.

    ``names`` are one page in list order. ``later``: who would get it on a later day only, as known now. ``completed``:
    who has a completion that satisfies it, of a learning path one for each of its courses; ``late``: who would be
    overdue at once; ``asked``: of whom a course of it is asked already that they have not completed, so that the
    earlier last day counts. These need columns and a course. ``due``: the last day, for each course that is given, of
    who gets it on the rule's first day.
    """

    count: int
    names: tuple[str, ...]
    by_unit: tuple[UnitCount, ...]
    by_category: tuple[UnitCount, ...] = ()
    later: int = 0
    completed: int = 0
    late: int = 0
    asked: int = 0
    due: tuple[date, ...] = ()


@dataclass(frozen=True)
class _Hit:
    people: Ints
    start: Ints
    until: Ints
    later: int
    by_unit: tuple[UnitCount, ...]
    by_category: tuple[UnitCount, ...]


def preview_of(
    db: Session,
    scope: Scope,
    meant: Whom,
    *,
    from_: date,
    now: datetime,
    until: date | None = None,
    due_on: date | None = None,
    due_days: int | None = None,
    working: bool = False,
    not_before: date | None = None,
    course_id: int | None = None,
    steps: Sequence[PathStep] = (),
    held: Held | None = None,
    page: int = 1,
) -> Preview:
    """Return whom a rule would hit that means ``meant`` (already held within the scope), without writing anything.

    ``steps``: the courses of a learning path, where that is given. With ``held`` what was found is kept until anything
    changes, so that turning a page of names reads one page.
    """
    today = text.local_day(now)
    on = max(from_, today)
    whom = Terms(id=0, course=0, whom=meant, from_=from_, until=until or FOREVER)
    hit = _hit(db, whom, on) if held is None else held.few(("whom", whom, on), lambda: _hit(db, whom, on))
    given = steps or (PathStep(course=course_id or 0, due_on=due_on, due_days=due_days, working=working),)
    every = [
        replace(whom, course=one.course, due_on=one.due_on or _endless(one), due_days=one.due_days, working=one.working)
        for one in given
    ]
    calendars = workdays.known(db)
    completed, late, asked = 0, 0, 0
    if held is not None and (steps or course_id is not None):
        completed, late, asked = _standing(held, hit, every, not_before, today, calendars)
    return Preview(
        count=len(hit.people),
        names=_names(db, hit.people, held, max(page, 1)),
        by_unit=hit.by_unit,
        by_category=hit.by_category,
        later=hit.later,
        completed=completed,
        late=late,
        asked=asked,
        due=tuple(due_day(terms, from_, FOREVER, calendars) for terms in every),
    )


def _endless(step: PathStep) -> date | None:
    """Return the last of all days where a form does not say yet by when."""
    return FOREVER if step.due_days is None else None


def _hit(db: Session, terms: Terms, on: date) -> _Hit:
    whom = terms.whom
    places = known_places(db)
    people = frozenset(whom.people) or None
    inside = places.within(whom.subtree) if whom.subtree else None
    if inside is not None and not (people or whom.positions or whom.joined_after or whom.party_member):
        plain, known = _plain(db, terms, inside, on)
    else:
        plain = _Plain.none()
        known = known_postings(db, people, None if inside is None else frozenset(inside), whom=whom)
    joined = known_joined(db, people) if whom.joined_after else {}
    members = known_members(db, people) if whom.party_member else {}
    found = zip(plain.people.tolist(), plain.start.tolist(), plain.until.tolist(), strict=True)
    spans = {person: (start, end) for person, start, end in found}
    later = set(plain.later.tolist())
    for run in runs(terms, known, places, joined=joined, members=members):
        if run.from_ <= on < run.until:
            spans[run.person] = (run.from_.toordinal(), NO_DAY if run.until == FOREVER else run.until.toordinal())
        elif run.from_ > on:
            later.add(run.person)
    unit_of: dict[int, int] = {}
    category_of: dict[int, str] = {}
    for fact in known:
        here = inside is None or any(start <= on < end for start, end in inside.get(fact.unit, ()))
        if fact.person in spans and fact.from_ <= on < fact.until and here:
            unit_of[fact.person] = fact.unit
            category_of[fact.person] = fact.category.value if fact.category else ""
    names = _parts(db, whom, on)
    categories = [*(category.value for category in CATEGORIES), ""]  # -1, the last, is a posting without one
    ordered = sorted(spans)
    return _Hit(
        people=np.array(ordered, dtype=np.int32),
        start=np.array([spans[person][0] for person in ordered], dtype=np.int32),
        until=np.array([spans[person][1] for person in ordered], dtype=np.int32),
        later=len(later - spans.keys()),
        by_unit=_counted(names.get(unit, "") for unit in (*unit_of.values(), *plain.unit.tolist())),
        by_category=_counted((*category_of.values(), *(categories[code] for code in plain.category.tolist()))),
    )


def _parts(db: Session, whom: Whom, on: date) -> dict[int, str]:
    """Return in which part each unit lies: the chosen unit, or the one under it where only one was chosen."""
    found: dict[int, str] = {}
    for tree in organisation.Tree:
        units = organisation.unit_tree(db, tree, on)
        for unit_id in units.nodes:
            path = units.path(unit_id)
            depth = next((place for place, step in enumerate(path) if step.id in whom.subtree), 0)
            part = path[depth : depth + (2 if len(whom.subtree) < 2 else 1)][-1]
            found[unit_id] = part.name
    return found


@dataclass(frozen=True)
class _Plain:
    """Whom a rule hits through one posting in a unit that has always stood inside: arrays of one length, and who later.

    They are nearly all of a large hit, and evaluated at once they cost a tenth of `runs`.
    """

    people: Ints
    start: Ints
    until: Ints
    unit: Ints
    category: Codes
    later: Ints

    @classmethod
    def none(cls) -> "_Plain":
        empty = np.zeros(0, dtype=np.int32)
        return cls(empty, empty, empty, empty, np.zeros(0, dtype=np.int8), empty)


def _plain(
    db: Session, terms: Terms, inside: Mapping[int, Sequence[Span]], on: date
) -> tuple[_Plain, list[PostingFact]]:
    """Return whom a rule plainly hits, and the postings of the others, which `runs` has to look at."""
    whom, day = terms.whom, on.toordinal()
    rows = RulePostings.read(db, among("unit_id", inside) if len(inside) <= FEW_UNITS else "TRUE")
    end = 1 + max((int(rows.unit.max()) if len(rows.unit) else 0, *inside))
    low, high = np.zeros(end, dtype=np.int32), np.zeros(end, dtype=np.int32)
    broken = np.zeros(end, dtype=np.bool_)
    for place, spans in inside.items():
        low[place], high[place] = spans[0][0].toordinal(), spans[0][1].toordinal()
        broken[place] = len(spans) > 1
    meant = high[rows.unit] > 0
    if whom.categories:
        meant &= np.isin(rows.category, [CATEGORIES.index(one) for one in whom.categories])
    if whom.head is not None:
        meant &= rows.head == whom.head
    if whom.leader is not None:
        meant &= rows.leader == whom.leader
    several = np.bincount(rows.person[meant], minlength=1) > 1
    odd = meant & broken[rows.unit]
    hard = np.zeros(len(several), dtype=np.bool_)
    hard[rows.person[odd]] = True
    hard |= several
    simple = np.flatnonzero(meant)
    simple = simple[~hard[rows.person[simple]]]
    unit = rows.unit[simple]
    start = np.maximum(np.maximum(rows.from_[simple], low[unit]), terms.from_.toordinal())
    until = np.minimum(np.minimum(rows.until[simple], high[unit]), terms.until.toordinal())
    until = np.where(until >= FOREVER.toordinal(), NO_DAY, until).astype(np.int32)
    hit, later = (start <= day) & (until > day), (start > day) & (until > start)
    chosen = simple[hit]
    where, who = rows.unit[chosen], rows.category[chosen]
    plain = _Plain(rows.person[chosen], start[hit], until[hit], where, who, rows.person[simple[later]])
    people = np.unique(rows.person[meant & hard[np.minimum(rows.person, len(hard) - 1)]]).tolist()
    return plain, known_postings(db, people, frozenset(inside), whom=whom) if people else []


def _counted(values: object) -> tuple[UnitCount, ...]:
    counts = Counter(values)  # type: ignore[call-overload]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], text.sort_key(item[0])))
    return tuple(UnitCount(name, people) for name, people in ordered)


def _standing(
    held: Held, hit: _Hit, given: Sequence[Terms], not_before: date | None, today: date, calendars: workdays.Calendars
) -> tuple[int, int, int]:
    """Return how many of those hit have completed all that is given, how many would be overdue with one of it, and of
    how many one of it is asked already and not completed.
    """
    has_all, is_late = np.ones(len(hit.people), dtype=np.bool_), np.zeros(len(hit.people), dtype=np.bool_)
    pairs = held.pairs(organisation.Tree.ADMINISTRATION, today, None)
    waits, is_asked = pairs.assigned & (pairs.state > FIRST_REQUIRED), is_late.copy()
    for terms in given:
        has = np.isin(hit.people, _done(held, terms.course, not_before, today))
        has_all &= has
        is_asked |= np.isin(hit.people, pairs.person[waits & (pairs.course == terms.course)])
        is_late |= (days_due(terms, hit.start, hit.until, calendars) < today.toordinal()) & ~has
    return int(has_all.sum()), int(is_late.sum()), int(is_asked.sum())


def _done(held: Held, course_id: int, not_before: date | None, today: date) -> Ints:
    """Return who has a completion of a course that counts today and was achieved late enough."""
    pairs = held.pairs(organisation.Tree.ADMINISTRATION, today, None)
    done = (pairs.course == course_id) & (pairs.source >= 0)
    if not_before is not None:
        done &= pairs.achieved >= not_before.toordinal()
    people: Ints = pairs.person[done]
    return people


def _names(db: Session, people: Ints, held: Held | None, page: int) -> tuple[str, ...]:
    if held is not None:
        order = held.order(db)
        shown = order[np.isin(order, people)][(page - 1) * SHOWN_NAMES : page * SHOWN_NAMES].tolist()
    else:
        shown = people.tolist()
    person = organisation.Person
    rows = [
        row
        for start in range(0, len(shown), 500)
        for row in db.exec(
            select(person.sort_key, person.full_name).where(col(person.id).in_(shown[start : start + 500]))
        ).all()
    ]
    return tuple(name for _, name in sorted(rows)[:SHOWN_NAMES])
