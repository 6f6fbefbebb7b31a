"""Making the duties that are known follow from the rules and extensions that are known: the only writer of `Duty`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy import text as sql
from sqlmodel import Session, col

from models import changes, organisation, staging, text, workdays
from models import courses as catalogue
from models.training.rules import FOREVER, Longer, Places, PostingFact, Span, Terms, Whom, retired_spans, runs
from models.training.steps import steps_of
from models.training.tables import Duty, Extension, Rule

BATCH = 500  # ids in one statement

Wanted = tuple[int, int, int, date, date | None, date, date | None, str]
Only = frozenset[int] | None


@dataclass(frozen=True)
class Differences:
    """Duty rows that stand and should not, rows that are missing, and the people of both."""

    stale: list[int]
    missing: list[Wanted]
    touched: set[int]


@dataclass(frozen=True)
class Reconciled:
    """How many duty rows were voided and written."""

    voided: int
    written: int


def reconcile(
    db: Session,
    *,
    people: Iterable[int] | None = None,
    rules: Iterable[int] | None = None,
    courses: Iterable[int] | None = None,
    now: datetime,
) -> Reconciled:
    """Void the duties known now that the rules known now do not give, and write those that are missing.

    Looks at all time, past and future. ``people``, ``rules`` (ids of rule rows, voided ones too) and ``courses`` narrow
    the work to them; None means all. Whoever moves people, changes rules, extends a due day or releases a course that
    is or was retired calls it. Run twice, the second changes nothing. What changed is noted in the change log.
    """
    only_people = None if people is None else frozenset(people)
    only_rules = None if rules is None else frozenset(rules)
    only_courses = None if courses is None else frozenset(courses)
    if frozenset() in (only_people, only_rules, only_courses):
        return Reconciled(0, 0)
    db.flush()
    lock_duties(db)
    found = compare_duties(db, people=only_people, rules=only_rules, courses=only_courses)
    write_duties(db, found, now=now)
    _note(db, only_rules, found.touched, now=now)
    return Reconciled(voided=len(found.stale), written=len(found.missing))


def lock_duties(db: Session) -> None:
    """Let nobody else write duties until this transaction ends: two would each miss what the other is writing."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SELECT pg_advisory_xact_lock(43)"))


def compare_duties(
    db: Session,
    *,
    people: Only = None,
    rules: Only = None,
    courses: Only = None,
    batch: int | None = None,
    places: Places | None = None,
    today: date | None = None,
) -> Differences:
    """Return how the duties differ from what the rules give, as known now or (``batch``) when a batch has flipped.

    ``places``: what `known_places` gives, for who asks many times; ``today``: on which day the batch is to flip.
    """
    wanted = set(_wanted(db, people, rules, courses, batch, places, today))
    stale: list[int] = []
    touched: set[int] = set()
    for row_id, *values in _present(db, people, rules, courses, batch):
        row: Any = tuple(values)
        if row in wanted:
            wanted.remove(row)
        else:
            stale.append(row_id)
            touched.add(row[0])
    touched.update(row[0] for row in wanted)
    return Differences(stale, sorted(wanted, key=_order), touched)


def write_duties(db: Session, found: Differences, *, now: datetime, batch: int | None = None) -> None:
    """Void and write duties as a comparison asks: now, or as a batch's."""
    staging.void(db, Duty, found.stale, batch, now)
    names = ("person_id", "course_id", "rule_id", "from", "until", "due", "not_before", "reason")
    staging.write(db, Duty, names, found.missing, batch, now)


def terms(rule: Rule) -> list[Terms]:
    """Return a stored rule as a plain value; of a learning path one for each of its courses."""
    assert rule.id is not None
    until = rule.until or FOREVER
    whom, not_before = Whom.model_validate(rule.whom), rule.not_before
    return [
        Terms(
            id=rule.id,
            course=step.course,
            whom=whom,
            from_=max(rule.from_, step.since or rule.from_),
            until=min(until, step.until or until),
            due_on=step.due_on,
            due_days=step.due_days,
            not_before=not_before,
            working=step.working,
        )
        for step in steps_of(rule)
    ]


def known_places(db: Session, batch: int | None = None) -> Places:
    """Return where the units stand through time, as known now or (``batch``) when a batch has flipped."""
    version = organisation.UnitVersion
    rows = db.execute(
        select(col(version.unit_id), col(version.parent_id), col(version.from_), col(version.until)).where(
            staging.known(version, batch)
        )
    )
    return Places((unit, parent, start, end or FOREVER) for unit, parent, start, end in rows)


def known_postings(
    db: Session,
    people: Collection[int] | None,
    units: Collection[int] | None = None,
    whom: Whom | None = None,
    batch: int | None = None,
) -> list[PostingFact]:
    """Return the postings known now that are not inactive, of some people, in some units (None: all).

    With ``whom`` those are left out that it cannot mean, so that a rule for a few reads few.
    """
    posting = organisation.Posting
    read = select(
        col(posting.person_id),
        col(posting.unit_id),
        col(posting.category),
        col(posting.position),
        col(posting.head),
        col(posting.leader),
        col(posting.from_),
        col(posting.until),
    ).where(staging.known(posting, batch), col(posting.status) != organisation.Status.INACTIVE)
    if people is None and units is not None and len(units) <= BATCH:
        read = read.where(col(posting.unit_id).in_(units))
    if whom is not None and whom.categories:
        read = read.where(col(posting.category).in_(whom.categories))
    if whom is not None and whom.positions:
        words = [text.search_key(word) for word in whom.positions]
        held = list(db.execute(select(col(posting.position)).distinct()).scalars())
        fitting = [one for one in held if any(word in text.search_key(one) for word in words)]
        read = read.where(col(posting.position).in_(fitting)) if len(fitting) <= BATCH else read
    if whom is not None and whom.head is not None:
        read = read.where(col(posting.head).is_(whom.head))
    if whom is not None and whom.leader is not None:
        read = read.where(col(posting.leader).is_(whom.leader))
    folded: dict[str, str] = {}
    found: list[PostingFact] = []
    for person, unit, category, position, head, leader, start, end in _by(db, read, posting.person_id, people):
        key = folded.get(position)
        if key is None:
            key = folded[position] = text.search_key(position)
        found.append(PostingFact(person, unit, category, key, head, leader, start, end or FOREVER))
    return found


def known_joined(db: Session, people: Collection[int] | None, batch: int | None = None) -> dict[int, date]:
    """Return the first day of each person's first posting known now, whatever its status."""
    posting = organisation.Posting
    read = select(col(posting.person_id), func.min(posting.from_)).where(staging.known(posting, batch))
    rows = _by(db, read.group_by(col(posting.person_id)), posting.person_id, people)
    return dict(rows)


def known_members(db: Session, people: Collection[int] | None, batch: int | None = None) -> dict[int, list[Span]]:
    """Return the spans of party membership known now by person."""
    member = organisation.PartyMembership
    read = select(col(member.person_id), col(member.from_), col(member.until)).where(staging.known(member, batch))
    found: dict[int, list[Span]] = {}
    for person, start, end in _by(db, read, member.person_id, people):
        found.setdefault(person, []).append((start, end or FOREVER))
    return found


def _wanted(
    db: Session,
    people: Only,
    rules: Only,
    courses: Only,
    batch: int | None,
    places: Places | None,
    today: date | None,
) -> Iterable[Wanted]:
    read = select(Rule).where(staging.known(Rule, batch))
    if rules is not None:
        read = read.where(col(Rule.id).in_(rules))
    if courses is not None:
        read = read.where(or_(col(Rule.course_id).in_(courses), col(Rule.path) != ""))
    every = [one for rule in db.execute(read).scalars() for one in terms(rule)]
    known = [one for one in every if courses is None or one.course in courses]
    if not known:
        return
    places = places or known_places(db, batch)
    units: set[int] | None = set()
    for rule in known:
        if not rule.whom.subtree:
            units = None
        elif units is not None:
            units.update(places.within(rule.whom.subtree))
    postings = known_postings(db, people, units, batch=batch)
    asks_joined = any(rule.whom.joined_after for rule in known)
    asks_members = any(rule.whom.party_member for rule in known)
    joined = known_joined(db, people, batch) if asks_joined else {}
    members = known_members(db, people, batch) if asks_members else {}
    retired = _retired(db)
    longer = _longer(db, people, {rule.course for rule in known})
    calendars = workdays.known(db, batch, today=today) if any(rule.working for rule in known) else None
    for rule in known:
        gone, more = retired.get(rule.course, ()), longer.get(rule.course, {})
        for run in runs(
            rule, postings, places, joined=joined, members=members, retired=gone, longer=more, calendars=calendars
        ):
            end = None if run.until == FOREVER else run.until
            yield (run.person, rule.course, rule.id, run.from_, end, run.due, run.not_before, run.reason)


def _present(db: Session, people: Only, rules: Only, courses: Only, batch: int | None) -> Iterable[Any]:
    read = select(
        col(Duty.id),
        col(Duty.person_id),
        col(Duty.course_id),
        col(Duty.rule_id),
        col(Duty.from_),
        col(Duty.until),
        col(Duty.due),
        col(Duty.not_before),
        col(Duty.reason),
    ).where(staging.known(Duty, batch))
    if rules is not None:
        read = read.where(col(Duty.rule_id).in_(rules))
    if courses is not None:
        read = read.where(col(Duty.course_id).in_(courses))
    return _by(db, read.order_by(col(Duty.id)), Duty.person_id, people)


def _retired(db: Session) -> dict[int, list[Span]]:
    release = catalogue.tables.Release
    rows = db.execute(
        select(col(release.course_id), col(release.released_at), col(release.status)).order_by(
            col(release.released_at), col(release.id)
        )
    )
    known: dict[int, list[tuple[date, str]]] = {}
    for course, at, status in rows:
        known.setdefault(course, []).append((text.local_day(at), status))
    return {course: retired_spans(releases) for course, releases in known.items()}


def _longer(db: Session, people: Only, courses: Collection[int]) -> dict[int, dict[int, list[Longer]]]:
    """Return the extensions known now by course and person."""
    one = Extension
    read = select(col(one.course_id), col(one.person_id), col(one.from_), col(one.due)).where(
        col(one.voided_at).is_(None), col(one.course_id).in_(courses)
    )
    found: dict[int, dict[int, list[Longer]]] = {}
    for course, person, given, due in _by(db, read, one.person_id, people):
        found.setdefault(course, {}).setdefault(person, []).append(Longer(given, due))
    return found


def _note(db: Session, rules: Only, touched: set[int], *, now: datetime) -> None:
    if rules is not None:
        for rule in sorted(rules):
            changes.note(db, changes.Kind.RULE, rule, now=now)
    else:
        changes.note_people(db, touched, now=now)
    db.flush()


def _by(db: Session, read: Select[*tuple[Any, ...]], column: Any, ids: Collection[int] | None) -> Iterable[Any]:
    """Run a reading for all, or in batches for some."""
    if ids is None:
        yield from db.execute(read)
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        yield from db.execute(read.where(col(column).in_(wanted[start : start + BATCH])))


def _order(row: Wanted) -> tuple[int, int, int, date]:
    return row[0], row[1], row[2], row[3]
