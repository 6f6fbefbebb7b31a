"""Random organisations for hypothesis: two trees that move and merge, people through them, rules and proofs.

A world is plain rows with both clocks already set (`facts.Facts`). All its days lie within two months and all its
knowledge came at six moments, so that ends and beginnings meet often. `write` puts rows into a database: all of them,
or what became known after one moment and by another.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from hypothesis import strategies as st
from sqlalchemy import insert, update
from sqlmodel import Session

from models import assessment, courses, learning, organisation, training, workdays
from tests.models.training import facts as plain
from tests.models.training.facts import Facts, Posting, Version

FIRST = date(2026, 1, 1)
SPAN = 60
STUCK = timedelta(days=14)
ADMINISTRATION, PARTY = "administration", "party"
TREES = (ADMINISTRATION, PARTY)
CATEGORIES = ("canbo", "congchuc", "vienchuc")
STATUSES = ("active", "on-leave", "inactive")
SOURCES = ("earned", "tested-out", "recognised", "imported", "class")
# Days of Hanoi begin at 17:00 UTC: most of the moments are another day there than in UTC, two at its very edge.
MOMENTS = (
    datetime(2025, 12, 20, 2, 0, tzinfo=UTC),
    datetime(2026, 1, 9, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 1, 20, 17, 0, tzinfo=UTC),
    datetime(2026, 2, 3, 20, 30, tzinfo=UTC),
    datetime(2026, 2, 20, 23, 59, tzinfo=UTC),
    datetime(2026, 3, 20, 3, 0, tzinfo=UTC),
)
BEGINNING, LATER = MOMENTS[0], MOMENTS[1:]
RENEWAL = ("renew_months", "renew_window", "renew_grace")

Row = TypeVar("Row", Posting, Version)


class Reach(NamedTuple):
    """Who asks: whoever answers for the subtrees of ``roots`` (None: for everybody), with or without the right to see
    the Party's tree, under ``party_roots`` alone or (None) wherever they reach.
    """

    roots: tuple[int, ...] | None = None
    party: bool = True
    party_roots: tuple[int, ...] | None = None


class Question(NamedTuple):
    """What a figure is asked for, and by whom."""

    tree: str
    on: date
    known_at: datetime
    root: int | None
    course: int | None
    category: str | None
    path: tuple[int, ...] | None = None
    attribute: str | None = None
    reach: Reach = Reach()


days = st.integers(0, SPAN).map(lambda number: FIRST + timedelta(days=number))
open_ends = st.one_of(st.none(), days)
early = st.one_of(st.just(FIRST), st.just(FIRST), days)
recordings = st.sampled_from((*[BEGINNING] * 7, *LATER))
happenings = st.builds(
    lambda day, minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute),
    st.integers(-3, SPAN),
    st.sampled_from((0, 16 * 60 + 59, 17 * 60, 23 * 60)),
)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[date, date | None]:
    """A first day and the first day after it that no longer belongs, or None."""
    begins, ends = draw(days), draw(open_ends)
    return begins, None if ends is not None and ends <= begins else ends


def questions(facts: Facts) -> st.SearchStrategy[Question]:
    """Questions about a world: mostly days on which or beside which something begins or ends, as known at the last
    moment, or before, at and after any.
    """
    spoken_of = sorted({day + timedelta(days=shift) for day in _days_of(facts) for shift in (-1, 0, 1)})
    moments = [moment + timedelta(microseconds=shift) for moment in MOMENTS for shift in (-1, 0, 1)]
    some = st.lists(st.sampled_from([unit.id for unit in facts.units]), max_size=3, unique=True).map(tuple)
    reaches = st.builds(Reach, roots=some, party=st.booleans(), party_roots=st.one_of(st.none(), some))
    everywhere = st.builds(Reach, party_roots=st.one_of(st.none(), some))
    paths = st.sampled_from([tuple(facts.courses[:2]), tuple(facts.courses[1:] or [1])])
    return st.builds(
        Question,
        tree=st.sampled_from((*[ADMINISTRATION] * 3, PARTY)),
        on=st.one_of(st.sampled_from(spoken_of), days),
        known_at=_mostly(MOMENTS[-1], st.sampled_from(moments)),
        root=_mostly(None, st.sampled_from([unit.id for unit in facts.units])),
        course=_mostly(None, st.sampled_from(facts.courses)),
        category=_mostly(None, st.sampled_from(CATEGORIES)),
        path=_mostly(None, paths),
        attribute=_mostly(None, st.sampled_from(("heads", "leaders"))),
        reach=st.one_of(st.just(Reach()), everywhere, reaches),
    )


def _mostly(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Five times of six the usual, so that several narrowings at once seldom leave nobody to be counted."""
    return st.sampled_from((*[True] * 5, False)).flatmap(lambda alone: st.just(usual) if alone else other)


def _days_of(facts: Facts) -> set[date]:
    rows = (*facts.versions, *facts.postings, *facts.rules, *facts.duties, *facts.exemptions, *facts.extensions)
    rows = (*rows, *facts.completions)
    found = {
        getattr(row, name, None) for row in rows for name in ("from_", "until", "due", "achieved_on", "valid_until")
    }
    found |= {_day_of(row.at) for row in (*facts.releases, *facts.openings)}
    found |= {_day_of(row.at) + STUCK for row in facts.openings}
    return {day for day in found if day is not None}


def _day_of(moment: datetime) -> date:
    return (moment + timedelta(hours=7)).date()


@st.composite
def worlds(draw: st.DrawFn, *, ruled: bool) -> Facts:
    """A world; ``ruled``: it has rules and no duty rows (reconcile shall write them), else duty rows at random."""
    facts = Facts(courses=[1, 2, 3][: draw(st.integers(1, 3))])
    _units(draw, facts)
    _people(draw, facts)
    _joinings(draw, facts)
    _merger(draw, facts)
    if not ruled:
        facts.duties = [
            draw(_duties(person.id, course))
            for person in facts.people
            for course in facts.courses
            for _ in range(draw(st.sampled_from((1, 1, 1, 0, 2))))
        ]
    _proofs(draw, facts)
    _calendar(draw, facts)
    if ruled:
        facts.rules = [rule for _ in range(draw(st.integers(1, 3))) for rule in draw(_rules(facts, len(facts.rules)))]
        for number in range(len(facts.rules)):
            facts.rules[number] = facts.rules[number]._replace(id=number + 1)
    else:
        facts.rules = [
            plain.Rule(course, f"rule-{course}", course, plain.Whom(), FIRST, due_days=30, **draw(_renewals()))
            for course in facts.courses
        ]
        second = len(facts.courses) + 1  # whose duties stand beside the others', with terms of its own
        facts.rules.append(facts.rules[0]._replace(id=second, key="second", **draw(_renewals())))
        facts.duties = [duty._replace(rule=draw(st.sampled_from((duty.rule, second)))) for duty in facts.duties]
    return facts


def _units(draw: st.DrawFn, facts: Facts) -> None:
    sizes = (draw(st.integers(2, 6)), draw(st.integers(1, 3)))
    for tree, size in zip(TREES, sizes, strict=True):
        above: list[int | None] = [None]
        for _ in range(size):
            number = len(facts.units) + 1
            facts.units.append(plain.Unit(number, tree))
            rows = [Version(number, draw(st.sampled_from(above)), draw(early), recorded_at=draw(recordings))]
            # A parent always has a smaller number, so no world holds a ring.
            for _ in range(draw(st.integers(0, 2))):
                parent = draw(st.sampled_from(above))
                rows = rewritten(rows, *draw(intervals()), draw(st.sampled_from(LATER)), parent=parent)
            facts.versions.extend(rows)
            above.append(number)


def _people(draw: st.DrawFn, facts: Facts) -> None:
    for person in range(1, draw(st.integers(2, 5)) + 1):
        facts.people.append(plain.Person(person))
        for tree in TREES[: draw(st.sampled_from((1, 2)))]:
            facts.postings.extend(_main_line(draw, facts, person, tree))
        for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
            unit = draw(st.sampled_from(facts.units))
            beside = Posting(person, unit.id, *draw(intervals()), unit.tree, main=False, **_job(draw))
            recorded_at, voided_at = draw(clocks())
            facts.postings.append(beside._replace(recorded_at=recorded_at, voided_at=voided_at))


def _joinings(draw: st.DrawFn, facts: Facts) -> None:
    """Records joined, separated and joined again: some people are only ever kept, the others dropped into those."""
    people = [person.id for person in facts.people]
    if len(people) < 2 or draw(st.booleans()):
        return
    kept = people[: draw(st.integers(1, len(people) - 1))]
    for person in people[len(kept) :]:
        free = list(MOMENTS)
        while free and draw(st.sampled_from((True, True, False))):
            recorded_at = draw(st.sampled_from(free))
            later = [moment for moment in free if moment > recorded_at]
            voided_at = draw(st.sampled_from([None, *later]))
            facts.same.append(plain.Same(person, draw(st.sampled_from(kept)), recorded_at, voided_at))
            free = [] if voided_at is None else [moment for moment in later if moment >= voided_at]


def _main_line(draw: st.DrawFn, facts: Facts, person: int, tree: str) -> list[Posting]:
    places = st.sampled_from([unit.id for unit in facts.units if unit.tree == tree])
    rows = [Posting(person, draw(places), draw(early), None, tree, recorded_at=draw(recordings), **_job(draw))]
    for _ in range(draw(st.integers(0, 3))):
        window = (*draw(intervals()), draw(st.sampled_from(LATER)))
        act = draw(st.sampled_from(("transfer", "transfer", "status", "job", "cut")))
        if act == "transfer":
            rows = rewritten(rows, *window, unit=draw(places))
        elif act == "status":
            rows = rewritten(rows, *window, status=draw(st.sampled_from(STATUSES)))
        elif act == "job":
            rows = rewritten(rows, *window, **_job(draw))
        else:
            rows = rewritten(rows, *window)
    return rows


def _job(draw: st.DrawFn) -> dict[str, Any]:
    category = draw(st.sampled_from((None, *CATEGORIES)))
    head, leader = draw(st.sampled_from((False, False, True))), draw(st.sampled_from((False, True)))
    return {"category": category, "head": head, "leader": leader}


def _merger(draw: st.DrawFn, facts: Facts) -> None:
    if not draw(st.booleans()):
        return
    numbers = [unit.id for unit in facts.units if unit.tree == ADMINISTRATION]
    old = draw(st.sampled_from(numbers[1:]))
    into = draw(st.sampled_from([number for number in numbers if number < old]))
    day, now = draw(days), draw(st.sampled_from(LATER))
    facts.versions = _each(facts.versions, lambda row: row.unit == old, day, now)
    facts.versions = _each(facts.versions, lambda row: row.parent == old, day, now, parent=into)
    facts.postings = _each(facts.postings, lambda row: row.unit == old, day, now, unit=into)


def _each(rows: list[Row], chosen: Callable[[Row], bool], day: date, now: datetime, **changed: Any) -> list[Row]:
    kept = [row for row in rows if not chosen(row)]
    return kept + rewritten([row for row in rows if chosen(row)], day, None, now, **changed)


def _proofs(draw: st.DrawFn, facts: Facts) -> None:
    people, course = st.sampled_from([person.id for person in facts.people]), st.sampled_from(facts.courses)
    asked = [(duty.person, duty.course) for duty in facts.duties]
    pairs = st.one_of(st.sampled_from(asked), st.tuples(people, course)) if asked else st.tuples(people, course)
    lasting = st.one_of(st.none(), st.none(), st.integers(1, 40))
    for _ in range(draw(st.integers(2, 8))):
        day, length, (recorded_at, voided_at) = draw(early), draw(lasting), draw(clocks())
        until = None if length is None else day + timedelta(days=length)
        edition, source = draw(st.sampled_from((1, 1, 2, 3))), draw(st.sampled_from(SOURCES))
        row = plain.Completion(*draw(pairs), day, until, edition, source, recorded_at, voided_at)
        facts.completions.append(row)
    for _ in range(draw(st.integers(0, 3))):
        exemption = plain.Exemption(draw(people), draw(course), *draw(intervals()), *draw(clocks()))
        facts.exemptions.append(exemption)
    for _ in range(draw(st.integers(0, 3))):
        given = draw(days)
        longer = given + timedelta(days=draw(st.integers(0, 60)))
        facts.extensions.append(plain.Extension(draw(people), draw(course), given, longer, *draw(clocks())))
    for _ in range(draw(st.integers(0, 4))):
        facts.openings.append(plain.Opening(*draw(pairs), draw(happenings)))
    failing, twice = draw(pairs), draw(st.one_of(st.just([]), st.lists(happenings, min_size=2, max_size=3)))
    achieved = [made.achieved_on for made in facts.completions if (made.person, made.course) == failing]
    if twice and achieved and draw(st.booleans()):  # the last of them at noon of a day on which the course was passed
        day = draw(st.sampled_from(achieved))
        twice[-1] = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    facts.openings.extend(plain.Opening(*failing, at, failed=at) for at in twice)
    for number in facts.courses:
        facts.releases.append(plain.Release(number, 1, BEGINNING))
        for _ in range(draw(st.integers(0, 3))):
            edition, renews = draw(st.sampled_from((2, 2, 3, 1))), draw(st.sampled_from((True, True, False)))
            status = "retired" if draw(st.integers(0, 7)) == 7 else "published"
            facts.releases.append(plain.Release(number, edition, draw(st.sampled_from(LATER)), renews, status))
    facts.releases = [row._replace(id=number) for number, row in enumerate(facts.releases, 1)]


def _calendar(draw: st.DrawFn, facts: Facts) -> None:
    """Days off and weekend days that are worked, some of them known late, or taken out again."""
    for _ in range(draw(st.integers(0, 6))):
        day = draw(days)
        kind = "worked" if day.weekday() > 4 and draw(st.booleans()) else "off"
        facts.calendar.append(plain.CalendarDay(day, kind, *draw(clocks())))


@st.composite
def clocks(draw: st.DrawFn) -> tuple[datetime, datetime | None]:
    """A moment of recording and, for one row in four, a later one of voiding."""
    recorded_at = draw(recordings)
    later = [moment for moment in MOMENTS if moment > recorded_at]
    return recorded_at, draw(st.sampled_from([None, None, None, *later[:1], *later[-1:]]))


@st.composite
def _duties(draw: st.DrawFn, person: int, course: int) -> plain.Duty:
    begins, ends = draw(_mostly((FIRST, None), intervals()))
    demand = draw(_mostly(None, days))
    recorded_at, voided_at = draw(clocks())
    return plain.Duty(person, course, begins, draw(days), ends, demand, course, recorded_at, voided_at)


@st.composite
def _rules(draw: st.DrawFn, facts: Facts, number: int) -> list[plain.Rule]:
    """One rule in the versions it had: as it was made and, perhaps, as it was ended or changed later."""
    units = [unit.id for unit in facts.units]
    whom = plain.Whom(
        units=tuple(draw(st.lists(st.sampled_from(units), max_size=2, unique=True))),
        categories=tuple(draw(st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True))),
        head=draw(st.sampled_from((None, None, True, False))),
        leader=draw(st.sampled_from((None, None, None, True))),
        joined_after=draw(st.one_of(st.none(), st.none(), days)),
    )
    if draw(st.sampled_from((False, False, True))):
        people = [person.id for person in facts.people]
        whom = plain.Whom(people=tuple(draw(st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True))))
    fixed = draw(st.one_of(st.none(), days))
    relative = None if fixed else draw(st.sampled_from((14, 15, 30)))
    key, course = f"rule-{draw(st.uuids())}", draw(st.sampled_from(facts.courses))
    not_before, recorded_at = draw(st.one_of(st.none(), days)), draw(recordings)
    first = plain.Rule(0, key, course, whom, *draw(intervals()), fixed, relative, not_before, recorded_at)
    first = first._replace(working=relative is not None and draw(st.booleans()), **draw(_renewals()))
    if draw(st.sampled_from((False, False, True))):
        first = first._replace(path="p", steps=draw(_steps(facts)), due_on=None, due_days=None, working=False)
    later = [moment for moment in MOMENTS if moment > recorded_at]
    if not later or draw(st.booleans()):
        return [first]
    moment = draw(st.sampled_from(later))
    from_, until = draw(intervals())
    demand = draw(st.one_of(st.none(), days))
    second = first._replace(from_=from_, until=until, not_before=demand, recorded_at=moment)
    if draw(st.booleans()):
        second = second._replace(**draw(_renewals()))
    if first.path:
        second = second._replace(steps=draw(_steps(facts)))
    return [first._replace(voided_at=moment), second]


def _renewals() -> st.SearchStrategy[dict[str, Any]]:
    """What a rule says of renewing; mostly nothing."""
    said = st.builds(
        lambda months, window, grace: dict(zip(RENEWAL, (months, window, grace), strict=True)),
        st.sampled_from((None, 1, 2)),
        st.sampled_from((0, 5, 20)),
        st.sampled_from((0, 3, 15)),
    )
    return st.one_of(st.just(dict(zip(RENEWAL, (None, 0, 0), strict=True))), said)


@st.composite
def _steps(draw: st.DrawFn, facts: Facts) -> tuple[plain.Step, ...]:
    """The courses of a learning path; some came to it later, some were taken out."""
    found = []
    for course in draw(st.lists(st.sampled_from(facts.courses), min_size=1, max_size=3, unique=True)):
        fixed = draw(st.one_of(st.none(), days))
        relative = None if fixed else draw(st.sampled_from((10, 14, 20)))
        since, until = draw(st.one_of(st.just((None, None)), intervals()))
        working = relative is not None and draw(st.booleans())
        found.append(plain.Step(course, fixed, relative, working, since, until))
    return tuple(found)


def rewritten(rows: list[Row], start: date, end: date | None, now: datetime, **changed: Any) -> list[Row]:
    """Make ``changed`` true within [start, end), or cut the window out, as rows that are voided and written anew at
    ``now``. A row that is recorded later than ``now``, or already voided, stays as it is.
    """
    result: list[Row] = []
    for row in rows:
        later_known = row.recorded_at > now or row.voided_at is not None
        apart = (row.until is not None and row.until <= start) or (end is not None and row.from_ >= end)
        if later_known or apart:
            result.append(row)
            continue
        result.append(row._replace(voided_at=now))
        if row.from_ < start:
            result.append(row._replace(until=start, recorded_at=now))
        if changed:
            until = row.until if end is None else end if row.until is None else min(row.until, end)
            result.append(row._replace(from_=max(row.from_, start), until=until, recorded_at=now, **changed))
        if end is not None and (row.until is None or row.until > end):
            result.append(row._replace(from_=end, recorded_at=now))
    return result


def write(db: Session, facts: Facts, after: datetime | None, by: datetime) -> None:
    """Bring a database from what was known at ``after`` (None: nothing is there yet) to what was known at ``by``.

    Rows of ``facts`` have the ids of their places in their lists, from 1.
    """
    o, t = organisation.tables, training.tables
    if after is None:
        _fixed_rows(db, facts)
    moved: tuple[tuple[Any, list[Any], Callable[[Any], dict[str, Any]]], ...] = (
        (o.UnitVersion, facts.versions, lambda row: {"unit_id": row.unit, "parent_id": row.parent, "name": "U"}),
        (o.SamePerson, facts.same, lambda row: {"person_id": row.person, "same_as_id": row.into}),
        (o.Posting, facts.postings, _posting_values),
        (workdays.tables.CalendarDay, facts.calendar, lambda row: {"day": row.day, "kind": row.kind, "name": "N"}),
        (t.Rule, facts.rules, _rule_values),
        (
            t.Duty,
            facts.duties,
            lambda row: {**_own(row), "rule_id": row.rule, "due": row.due, "not_before": row.not_before},
        ),
        (t.Exemption, facts.exemptions, lambda row: {**_own(row), "reason": "R"}),
        (t.Extension, facts.extensions, lambda row: {**_own(row), "due": row.due, "reason": "R"}),
        (learning.tables.Completion, facts.completions, _completion_values),
    )
    for table, rows, values in moved:
        written = []
        for number, row in enumerate(rows, 1):
            fresh = (after is None or row.recorded_at > after) and row.recorded_at <= by
            gone = row.voided_at is not None and row.voided_at <= by
            if fresh:
                clock = {"recorded_at": row.recorded_at, "voided_at": row.voided_at if gone else None}
                written.append({"id": number, **_interval(row), **values(row), **clock})
            elif gone and after is not None and row.recorded_at <= after < row.voided_at:
                db.execute(update(table).where(table.id == number).values(voided_at=row.voided_at))
        if written:
            db.execute(insert(table), written)
    for number, release in enumerate(facts.releases, 1):
        if (after is None or release.at > after) and release.at <= by:
            _write_release(db, number, release)
    for number, opening in enumerate(facts.openings, 1):
        if (after is None or opening.at > after) and opening.at <= by:
            _write_opening(db, number, opening)


def _fixed_rows(db: Session, facts: Facts) -> None:
    o = organisation.tables
    db.execute(insert(o.Unit), [{"id": row.id, "key": f"u{row.id}", "tree": row.tree} for row in facts.units])
    for person in facts.people:
        keys = {"key": f"p{person.id}", "full_name": f"P {person.id}", "sort_key": f"{person.id}", "search_key": "p"}
        db.execute(insert(o.Person), [{"id": person.id, "recorded_at": BEGINNING, **keys}])
    rows = [{"id": number, "slug": f"c{number}", "first_seen_at": BEGINNING} for number in facts.courses]
    db.execute(insert(courses.tables.CourseRecord), rows)
    db.execute(insert(courses.tables.ContentText), [{"hash": "h", "text": "{}"}])


def _own(row: Any) -> dict[str, Any]:
    return {"person_id": row.person, "course_id": row.course}


def _interval(row: Any) -> dict[str, Any]:
    # A completion has no interval of that form, an extension no end of it.
    return {name: getattr(row, name) for name in ("from_", "until") if hasattr(row, name)}


def _posting_values(row: Posting) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("tree", "main", "category", "head", "leader", "status")}
    return {"person_id": row.person, "unit_id": row.unit, **same}


def _rule_values(row: plain.Rule) -> dict[str, Any]:
    names = ("key", "due_on", "due_days", "not_before", "working", "path", *RENEWAL)
    same = {name: getattr(row, name) for name in names}
    steps = [plain.step_json(step) for step in row.steps]
    return {"course_id": row.course, "whom": plain.whom_json(row.whom), "steps": steps, **same}


def _duty_values(row: plain.Duty) -> dict[str, Any]:
    return {**_own(row), "rule_id": row.rule, "due": row.due, "not_before": row.not_before}


def _completion_values(row: plain.Completion) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("edition", "achieved_on", "valid_until", "source")}
    return {**_own(row), **same}


def _write_release(db: Session, number: int, row: plain.Release) -> None:
    same = {"course_id": row.course, "edition": row.edition, "status": row.status, "renews": row.renews}
    values = {"id": number, "hash": "h", "title": "T", "released_at": row.at, **same}
    db.execute(insert(courses.tables.Release), [values])


def _write_opening(db: Session, number: int, row: plain.Opening) -> None:
    if number % 2 and row.failed is None:
        lesson = {"lesson": f"l{number}", "opened_at": row.at, "seen_at": row.at}
        db.execute(insert(learning.tables.LessonProgress), [{**_own(row), **lesson}])
        return
    attempt = {"quiz": "q", "number": number, "release_id": 1, "seed": 1, "state": "submitted", "started_at": row.at}
    result = {"submitted_at": row.failed, "passed": None if row.failed is None else False}
    db.execute(insert(assessment.tables.Attempt), [{"key": f"a{number}", **_own(row), **attempt, **result}])
