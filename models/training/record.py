"""One person as HR and heads see them: places, courses with due days and why, proofs, results, exemptions.

Results are scores and days, never answers. Who lies outside the reader's scope is not found, like somebody unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, bindparam, or_, select
from sqlmodel import Session, col

from models import assessment, database, learning, organisation, text
from models import courses as catalogue
from models.organisation import Category, Posting, Status, Tree
from models.rights import DomainError, Right, Scope
from models.training.bounds import Bounds
from models.training.own_courses import PersonCourse, person_courses
from models.training.releasing import EndedDuty, Release, ended_duties
from models.training.standing_rules import RuleWords, rule_words
from models.training.tables import Duty, Exemption, Extension, Rule


@dataclass(frozen=True)
class Place:
    """A posting during an interval, as known now."""

    unit: str
    tree: Tree
    main: bool
    position: str
    category: Category | None
    head: bool
    leader: bool
    status: Status
    from_: date
    until: date | None


@dataclass(frozen=True)
class Asked:
    """A duty in force or to come: due when, from when, by which rule (None: one that is not for this reader)."""

    due: date
    from_: date
    until: date | None
    rule: RuleWords | None


@dataclass(frozen=True)
class Over:
    """A duty that is over, and why (None with the rule: one that is not for this reader)."""

    from_: date
    until: date
    why: Release | None
    rule: RuleWords | None


@dataclass(frozen=True)
class Proof:
    """A completion; ``revoked`` when it was taken back, for instance by a regrade."""

    achieved_on: date
    valid_until: date | None
    edition: int
    source: learning.Source
    revoked: bool


@dataclass(frozen=True)
class Try:
    """An attempt: its quiz, when, and the score of one that was handed in."""

    quiz: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    marks: float | None
    max_marks: float | None
    passed: bool | None
    first: assessment.First | None = None
    kept: bool = False


@dataclass(frozen=True)
class Freed:
    """An exemption as known now, with who granted it and why."""

    id: int
    from_: date
    until: date | None
    reason: str
    granted_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Longer:
    """A later last day that the person was given, by whom and why; who took it back, and when, if somebody did."""

    id: int
    due: date
    reason: str
    granted_by: str
    recorded_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str


@dataclass(frozen=True)
class CourseRecord:
    """A course and a person: the state of today, and all that led to it."""

    state: PersonCourse
    slug: str
    title: str
    asked: tuple[Asked, ...]
    over: tuple[Over, ...]
    proofs: tuple[Proof, ...]
    tries: tuple[Try, ...]
    freed: tuple[Freed, ...]
    longer: tuple[Longer, ...]


@dataclass(frozen=True)
class Change:
    """What an act changed of the person's details: which of them, when and why; the values are not for this page."""

    fields: tuple[str, ...]
    reason: str
    at: datetime


@dataclass(frozen=True)
class Record:
    """A person's page."""

    person_id: int
    key: str
    full_name: str
    staff_code: str | None
    places: tuple[Place, ...]
    courses: tuple[CourseRecord, ...]
    changed: tuple[Change, ...]


def person_record(db: Session, scope: Scope, key: str, *, now: datetime) -> Record:
    """Return what HR and heads see of a person whose main place of today lies in the scope.

    Raises `DomainError`: 'not-found' (unknown, or outside the scope); 'forbidden' (a scope of another right).
    """
    if scope.right is not Right.SEE_COVERAGE:
        raise DomainError("forbidden", right=Right.SEE_COVERAGE.value)
    today = text.local_day(now)
    person = organisation.find_person(db, key=key)
    if person is None or person.id is None or not _inside(db, scope, person.id, today):
        raise DomainError("not-found", person=key)
    return Record(
        person_id=person.id,
        key=person.key,
        full_name=person.full_name,
        staff_code=person.staff_code,
        places=_places(db, scope, person.id, today),
        courses=_courses(db, scope, person.id, now=now),
        changed=tuple(
            Change(tuple(row.after), row.reason, row.recorded_at)
            for row in database.rows(db, _CHANGES, person=person.id)
        ),
    )


def _inside(db: Session, scope: Scope, person_id: int, today: date) -> bool:
    if scope.everywhere:
        return True
    rows = database.rows(db, _MAIN_PLACES, person=person_id, today=today)
    return any(unit in organisation.scope_units(db, scope, Tree(tree), today) for tree, unit in rows)


def _units_above(db: Session, person_id: int, today: date) -> set[int]:
    """Return the units of somebody's main places of today and all above them, by which most rules reach them."""
    rows = database.rows(db, _MAIN_PLACES, person=person_id, today=today)
    return {step.id for tree, unit in rows for step in organisation.unit_tree(db, Tree(tree), today).path(unit)}


def _places(db: Session, scope: Scope, person_id: int, today: date) -> tuple[Place, ...]:
    rows = database.rows(db, _PLACES, person=person_id)
    here = frozenset(row.unit_id for row in rows if row.from_ <= today and (row.until is None or row.until > today))
    party = scope.party and (
        scope.party_roots is None or not here.isdisjoint(organisation.party_units(db, scope, today))
    )
    shown = [row for row in rows if party or row.tree is not Tree.PARTY]
    names = organisation.unit_names(db, {row.unit_id for row in shown})
    return tuple(
        Place(
            unit=organisation.with_above(db, row.tree, row.unit_id, names.get(row.unit_id, ""), row.from_),
            tree=row.tree,
            main=row.main,
            position=row.position,
            category=row.category,
            head=row.head,
            leader=row.leader,
            status=row.status,
            from_=row.from_,
            until=row.until,
        )
        for row in shown
    )


def _courses(db: Session, scope: Scope, person_id: int, *, now: datetime) -> tuple[CourseRecord, ...]:
    today = text.local_day(now)
    known = person_courses(db, person_id, today)
    slugs = _titles(db, [one.course_id for one in known])
    duties, ended = database.rows(db, _DUTIES, person=person_id, today=today), ended_duties(db, person_id, today=today)
    words = _words(db, scope, person_id, [*duties, *(one.rule for one in ended)], today, now=now)
    asked, over = _asked(duties, words), _over(ended, words)
    proofs: dict[int, list[Proof]] = {}
    for row in learning.newest_of_each(database.rows(db, _PROOFS, person=person_id)):
        proof = Proof(row.achieved_on, row.valid_until, row.edition, row.source, row.voided_at is not None)
        proofs.setdefault(row.course_id, []).append(proof)
    tries: dict[int, list[Try]] = {}
    for course_id, *told in database.rows(db, _TRIES, person=person_id):
        tried, anew = told[: -len(_ANEW)], told[-len(_ANEW) :]
        tries.setdefault(course_id, []).append(_as_marked_now(Try(*tried), anew))
    freed, longer = _freed(db, person_id), _longer(db, person_id)
    found = [
        CourseRecord(
            state=one,
            slug=slugs[one.course_id][0],
            title=slugs[one.course_id][1],
            asked=tuple(asked.get(one.course_id, ())),
            over=tuple(over.get(one.course_id, ())),
            proofs=tuple(proofs.get(one.course_id, ())),
            tries=tuple(tries.get(one.course_id, ())),
            freed=tuple(freed.get(one.course_id, ())),
            longer=tuple(longer.get(one.course_id, ())),
        )
        for one in known
    ]
    return tuple(sorted(found, key=lambda one: (not one.state.assigned, text.sort_key(one.title))))


def _as_marked_now(tried: Try, anew: Sequence[Any]) -> Try:
    """An attempt as it is marked now; ``anew`` is what `_ANEW` names, empty where its first result stands."""
    marks, most, passed, kept, at = anew
    if at is None or (marks, most, passed, kept) == (tried.marks, tried.max_marks, tried.passed, False):
        return tried
    was, of = tried.marks or 0.0, tried.max_marks or 0.0
    first = assessment.First(was, of, assessment.percent_of(was, of), bool(tried.passed), at)
    now: Try = replace(tried, marks=marks, max_marks=most, passed=passed, first=first, kept=kept)
    return now


def _titles(db: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return the slug and the newest title of courses."""
    rows = database.rows(db, _TITLES, courses=ids) if ids else ()
    return {number: (slug, title or slug) for number, slug, title in rows}


def _words(
    db: Session, scope: Scope, person_id: int, rules: Sequence[Any], today: date, *, now: datetime
) -> dict[int, RuleWords]:
    """Return those of some rules in words that are for this reader, by id; the person's own units are named first."""
    bounds, near = Bounds(db, scope, now=now), _units_above(db, person_id, today)
    return rule_words(db, scope, [rule for rule in rules if bounds.may_read(rule)], now=now, near=near)


def _asked(rows: Sequence[Any], words: Mapping[int, RuleWords]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = {}
    for row in rows:
        told = Asked(row.due, row.from_, row.until, words.get(row.id))
        found.setdefault(row.course_id, []).append(told)
    return found


def _over(ended: Sequence[EndedDuty], words: Mapping[int, RuleWords]) -> dict[int, list[Over]]:
    """Return what is asked no more, by course; what ended a rule that is not for this reader would tell of it."""
    found: dict[int, list[Over]] = {}
    for one in ended:
        told = words.get(one.rule.id or 0)
        found.setdefault(one.course_id, []).append(Over(one.from_, one.until, one.why if told else None, told))
    return found


def _freed(db: Session, person_id: int) -> dict[int, list[Freed]]:
    rows = database.rows(db, _FREED, person=person_id)
    names = organisation.names(db, {row.granted_by for row in rows if row.granted_by is not None})
    found: dict[int, list[Freed]] = {}
    for row in rows:
        by = names.get(row.granted_by or 0, "")
        freed = Freed(row.id, row.from_, row.until, row.reason, by, row.recorded_at)
        found.setdefault(row.course_id, []).append(freed)
    return found


def exemption_of(db: Session, person_id: int, course_id: int, *, on: date) -> Freed | None:
    """Return by which exemption a person need not take a course on a day, for themselves to read; None: by none."""
    known = _freed(db, person_id).get(course_id, ())
    return next((one for one in known if one.from_ <= on and (one.until is None or one.until > on)), None)


def _longer(db: Session, person_id: int) -> dict[int, list[Longer]]:
    """Return every extension by course, those taken back too, the newest first."""
    read = select(Extension).where(col(Extension.person_id) == person_id)
    rows = db.execute(read.order_by(col(Extension.id).desc()).limit(100)).scalars().all()
    by = {one for row in rows for one in (row.granted_by, row.taken_back_by) if one is not None}
    names = organisation.names(db, by)
    found: dict[int, list[Longer]] = {}
    for row in rows:
        assert row.id is not None
        given, back = (names.get(one or 0, "") for one in (row.granted_by, row.taken_back_by))
        one = Longer(row.id, row.due, row.reason, given, row.recorded_at, row.voided_at, back)
        found.setdefault(row.course_id, []).append(one)
    return found


def _of(kind: Any, *names: str) -> list[Any]:
    return [col(getattr(kind, name)).label(name) for name in names]


_PERSON: Any = bindparam("person", type_=Integer)
_TODAY: Any = bindparam("today", type_=Date)
_DONE, _TRIED, _CHANGED = learning.tables.Completion, assessment.tables.Attempt, organisation.tables.PersonChange
_COURSE, _RELEASE = catalogue.tables.CourseRecord, catalogue.tables.Release
_CHANGES = (
    select(*_of(_CHANGED, "after", "reason", "recorded_at"))
    .where(col(_CHANGED.person_id) == _PERSON)
    .order_by(col(_CHANGED.recorded_at).desc(), col(_CHANGED.id).desc())
    .limit(20)
)
_MAIN_PLACES = select(col(Posting.tree), col(Posting.unit_id)).where(
    col(Posting.person_id) == _PERSON,
    col(Posting.main).is_(True),
    col(Posting.voided_at).is_(None),
    col(Posting.from_) <= _TODAY,
    or_(col(Posting.until).is_(None), col(Posting.until) > _TODAY),
)
_PLACES = (
    select(*_of(Posting, "unit_id", *(one.name for one in fields(Place) if one.name != "unit")))
    .where(col(Posting.person_id) == _PERSON, col(Posting.voided_at).is_(None))
    .order_by(col(Posting.from_).desc(), col(Posting.main).desc(), col(Posting.id))
)
_PROOFS = (
    select(
        *_of(_DONE, "id", "restores_id", "course_id", "achieved_on", "valid_until", "edition", "source", "voided_at")
    )
    .where(col(_DONE.person_id).in_(organisation.records_of(_PERSON)))
    .order_by(col(_DONE.achieved_on).desc(), col(_DONE.id).desc())
)
_STORED_OF_A_TRY = [one.name for one in fields(Try) if one.name not in ("first", "kept")]
_ANEW = ("marks", "max_marks", "passed", "kept", "recorded_at")
_REGRADED = assessment.tables.Regraded
_TRIES = (
    select(*_of(_TRIED, "course_id", *_STORED_OF_A_TRY), *_of(_REGRADED, *_ANEW))
    .join_from(
        _TRIED,
        _REGRADED,
        (col(_REGRADED.attempt_id) == col(_TRIED.id)) & col(_REGRADED.voided_at).is_(None),
        isouter=True,
    )
    .where(col(_TRIED.person_id).in_(organisation.records_of(_PERSON)))
    .order_by(col(_TRIED.id).desc())
)
_TITLES = (
    select(col(_COURSE.id), col(_COURSE.slug), col(_RELEASE.title))
    .join(_RELEASE, col(_RELEASE.course_id) == col(_COURSE.id), isouter=True)
    .where(col(_COURSE.id).in_(bindparam("courses", expanding=True)))
    .order_by(col(_RELEASE.released_at), col(_RELEASE.id))
)
_DUTIES = (
    select(*_of(Duty, "course_id", "due", "from_", "until"), *_of(Rule, "id", "title", "whom", "created_by"))
    .join(Rule, col(Rule.id) == col(Duty.rule_id))
    .where(
        col(Duty.person_id) == _PERSON,
        col(Duty.voided_at).is_(None),
        or_(col(Duty.until).is_(None), col(Duty.until) > _TODAY),
    )
    .order_by(col(Duty.due), col(Duty.id))
)
_FREED = (
    select(*_of(Exemption, "id", "course_id", "from_", "until", "reason", "granted_by", "recorded_at"))
    .where(col(Exemption.person_id) == _PERSON, col(Exemption.voided_at).is_(None))
    .order_by(col(Exemption.from_).desc(), col(Exemption.id).desc())
)
