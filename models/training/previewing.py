"""Whom a rule would hit, before it is given: how many, where, which categories, who is done already, who would be late.

The very evaluation that `reconcile` writes duties from, so that what is shown is what is written.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlmodel import Session, col, select

from models import organisation, text
from models.rights import Scope
from models.training.columns import Ints
from models.training.figures import Held
from models.training.names import everybody
from models.training.reconciling import known_joined, known_members, known_places, known_postings
from models.training.rules import FOREVER, Terms, Whom, runs

SHOWN_NAMES = 20


@dataclass(frozen=True)
class UnitCount:
    """How many people of a unit, or of a staff category, a rule would hit."""

    name: str
    people: int


@dataclass(frozen=True)
class Preview:
    """Whom a rule would hit on its first day (today, if that has passed): how many, in which units and categories.

    ``names`` are one page in list order. ``later``: who would get it on a later day only, as known now. ``completed``:
    who has a completion that satisfies it; ``late``: who would be overdue at once. Both need columns and a course.
    """

    count: int
    names: tuple[str, ...]
    by_unit: tuple[UnitCount, ...]
    by_category: tuple[UnitCount, ...] = ()
    later: int = 0
    completed: int = 0
    late: int = 0


@dataclass(frozen=True)
class _Hit:
    people: Ints
    due: Ints
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
    not_before: date | None = None,
    course_id: int | None = None,
    held: Held | None = None,
    page: int = 1,
) -> Preview:
    """Return whom a rule would hit that means ``meant`` (already held within the scope), without writing anything.

    With ``held`` what was found is kept until anything changes, so that turning a page of names reads one page.
    """
    on = max(from_, text.local_day(now))
    terms = Terms(
        id=0,
        course=course_id or 0,
        whom=meant,
        from_=from_,
        until=until or FOREVER,
        due_on=due_on or (FOREVER if due_days is None else None),
        due_days=due_days,
        not_before=not_before,
    )
    hit = _hit(db, terms, on) if held is None else held.few(("whom", terms, on), lambda: _hit(db, terms, on))
    completed = late = 0
    if held is not None and course_id is not None:
        done = _done(held, course_id, not_before, text.local_day(now))
        has = np.isin(hit.people, done)
        completed = int(has.sum())
        late = int(((hit.due < text.local_day(now).toordinal()) & ~has).sum())
    return Preview(
        count=len(hit.people),
        names=_names(db, hit.people, held, max(page, 1)),
        by_unit=hit.by_unit,
        by_category=hit.by_category,
        later=hit.later,
        completed=completed,
        late=late,
    )


def _hit(db: Session, terms: Terms, on: date) -> _Hit:
    whom = terms.whom
    places = known_places(db)
    people = frozenset(whom.people) or None
    inside = places.within(whom.subtree) if whom.subtree else None
    known = known_postings(db, people, None if inside is None else frozenset(inside), whom=whom)
    joined = known_joined(db, people) if whom.joined_after else {}
    members = known_members(db, people) if whom.party_member else {}
    due: dict[int, int] = {}
    later: set[int] = set()
    for run in runs(terms, known, places, joined=joined, members=members):
        if run.from_ <= on < run.until:
            due[run.person] = run.due.toordinal()
        elif run.from_ > on:
            later.add(run.person)
    unit_of: dict[int, int] = {}
    category_of: dict[int, str] = {}
    for fact in known:
        here = inside is None or any(start <= on < end for start, end in inside.get(fact.unit, ()))
        if fact.person in due and fact.from_ <= on < fact.until and here:
            unit_of[fact.person] = fact.unit
            category_of[fact.person] = fact.category.value if fact.category else ""
    names = {
        node.id: node.name for tree in organisation.Tree for node in organisation.unit_tree(db, tree, on).nodes.values()
    }
    ordered = sorted(due)
    return _Hit(
        people=np.array(ordered, dtype=np.int32),
        due=np.array([due[person] for person in ordered], dtype=np.int32),
        later=len(later - due.keys()),
        by_unit=_counted(names.get(unit, "") for unit in unit_of.values()),
        by_category=_counted(category_of.values()),
    )


def _counted(values: object) -> tuple[UnitCount, ...]:
    counts = Counter(values)  # type: ignore[call-overload]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], text.sort_key(item[0])))
    return tuple(UnitCount(name, people) for name, people in ordered)


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
        order = held.kept(("order",), lambda: everybody(db))
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
