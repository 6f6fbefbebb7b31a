"""One person as HR and heads see them: places, courses with due days and why, proofs, results, exemptions.

Results are scores and days, never answers. Who lies outside the reader's scope is not found, like somebody unknown.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import assessment, learning, organisation, text
from models import courses as catalogue
from models.organisation import Category, Posting, Status, Tree
from models.rights import DomainError, Right, Scope
from models.training.bounds import Bounds
from models.training.names import PersonCourse, person_courses
from models.training.standing_rules import RuleWords, rule_words
from models.training.tables import Duty, Exemption, Rule


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
class CourseRecord:
    """A course and a person: the state of today, and all that led to it."""

    state: PersonCourse
    slug: str
    title: str
    asked: tuple[Asked, ...]
    proofs: tuple[Proof, ...]
    tries: tuple[Try, ...]
    freed: tuple[Freed, ...]


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
    change = organisation.tables.PersonChange
    return Record(
        person_id=person.id,
        key=person.key,
        full_name=person.full_name,
        staff_code=person.staff_code,
        places=_places(db, scope, person.id, today),
        courses=_courses(db, scope, person.id, now=now),
        changed=tuple(
            Change(tuple(row.after), row.reason, row.recorded_at)
            for row in db.exec(
                select(change)
                .where(change.person_id == person.id)
                .order_by(col(change.recorded_at).desc(), col(change.id).desc())
                .limit(20)
            )
        ),
    )


def _inside(db: Session, scope: Scope, person_id: int, today: date) -> bool:
    rows = db.exec(
        select(Posting.tree, Posting.unit_id).where(
            Posting.person_id == person_id,
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
        )
    ).all()
    if scope.everywhere:
        return True
    return any(unit in organisation.scope_units(db, scope, Tree(tree), today) for tree, unit in rows)


def _places(db: Session, scope: Scope, person_id: int, today: date) -> tuple[Place, ...]:
    names: dict[int, str] = {}
    version = organisation.UnitVersion
    rows = db.exec(
        select(Posting)
        .where(Posting.person_id == person_id, col(Posting.voided_at).is_(None))
        .order_by(col(Posting.from_).desc(), col(Posting.main).desc(), col(Posting.id))
    ).all()
    here = frozenset(row.unit_id for row in rows if row.from_ <= today and (row.until is None or row.until > today))
    party = scope.party and (
        scope.party_roots is None or not here.isdisjoint(organisation.party_units(db, scope, today))
    )
    shown = [row for row in rows if party or row.tree is not Tree.PARTY]
    for unit, name in db.exec(
        select(version.unit_id, version.name)
        .where(col(version.unit_id).in_([row.unit_id for row in shown]), col(version.voided_at).is_(None))
        .order_by(col(version.from_))
    ):
        names[unit] = name  # the newest name last
    return tuple(
        Place(
            unit=names.get(row.unit_id, ""),
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
    asked = _asked(db, scope, person_id, today, now=now)
    proofs: dict[int, list[Proof]] = {}
    for row in db.exec(
        select(learning.tables.Completion)
        .where(col(learning.tables.Completion.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(learning.tables.Completion.achieved_on).desc(), col(learning.tables.Completion.id).desc())
    ):
        proof = Proof(row.achieved_on, row.valid_until, row.edition, row.source, row.voided_at is not None)
        proofs.setdefault(row.course_id, []).append(proof)
    tries: dict[int, list[Try]] = {}
    attempt = assessment.tables.Attempt
    mine = select(attempt).where(col(attempt.person_id).in_(organisation.records_of(person_id)))
    for tried in db.exec(mine.order_by(col(attempt.id).desc())):
        one = Try(
            tried.quiz,
            tried.number,
            tried.started_at,
            tried.submitted_at,
            tried.marks,
            tried.max_marks,
            tried.passed,
        )
        tries.setdefault(tried.course_id, []).append(one)
    freed = _freed(db, person_id)
    found = [
        CourseRecord(
            state=one,
            slug=slugs[one.course_id][0],
            title=slugs[one.course_id][1],
            asked=tuple(asked.get(one.course_id, ())),
            proofs=tuple(proofs.get(one.course_id, ())),
            tries=tuple(tries.get(one.course_id, ())),
            freed=tuple(freed.get(one.course_id, ())),
        )
        for one in known
    ]
    return tuple(sorted(found, key=lambda one: (not one.state.assigned, text.sort_key(one.title))))


def _titles(db: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    course, release = catalogue.tables.CourseRecord, catalogue.tables.Release
    found = {
        number: (slug, slug)
        for number, slug in db.exec(select(course.id, course.slug).where(col(course.id).in_(ids)))
        if number is not None
    }
    for number, title in db.exec(
        select(release.course_id, release.title)
        .where(col(release.course_id).in_(ids))
        .order_by(col(release.released_at), col(release.id))
    ):
        found[number] = (found[number][0], title)
    return found


def _asked(db: Session, scope: Scope, person_id: int, today: date, *, now: datetime) -> dict[int, list[Asked]]:
    rows = db.exec(
        select(Duty, Rule)
        .join(Rule, col(Rule.id) == col(Duty.rule_id))
        .where(
            Duty.person_id == person_id,
            col(Duty.voided_at).is_(None),
            or_(col(Duty.until).is_(None), col(Duty.until) > today),
        )
        .order_by(col(Duty.due), col(Duty.id))
    ).all()
    bounds = Bounds(db, scope, now=now)
    words = rule_words(db, scope, [rule for _, rule in rows if bounds.may_read(rule)], now=now)
    found: dict[int, list[Asked]] = {}
    for duty, rule in rows:
        told = Asked(duty.due, duty.from_, duty.until, words.get(rule.id or 0))
        found.setdefault(duty.course_id, []).append(told)
    return found


def _freed(db: Session, person_id: int) -> dict[int, list[Freed]]:
    rows = db.exec(
        select(Exemption)
        .where(Exemption.person_id == person_id, col(Exemption.voided_at).is_(None))
        .order_by(col(Exemption.from_).desc(), col(Exemption.id).desc())
    ).all()
    names = organisation.names(db, {row.granted_by for row in rows if row.granted_by is not None})
    found: dict[int, list[Freed]] = {}
    for row in rows:
        assert row.id is not None
        by = names.get(row.granted_by or 0, "")
        freed = Freed(row.id, row.from_, row.until, row.reason, by, row.recorded_at)
        found.setdefault(row.course_id, []).append(freed)
    return found
