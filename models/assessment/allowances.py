"""Extra time and extra attempts for a person or a unit: for those who need them, with a reason, on record.

Given by an officer within their scope, or by whoever keeps the course; nobody gives any to themselves. They count for
attempts that start while they are in force; extra time also reaches an attempt that is open when it is given. Of
several the largest counts. Taken back they count no more, but an open attempt keeps the end it was promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam
from sqlalchemy import select as columns
from sqlalchemy import text as sql
from sqlmodel import Session, col, or_, select

from models import audit, courses, database, notices, organisation, text, workdays
from models.assessment import versions
from models.assessment.clock import ending
from models.assessment.tables import Allowance, Attempt
from models.courses import Quiz
from models.organisation import Posting, Tree
from models.rights import Actor, DomainError, Right, Scope, check

MOST_MINUTES, MOST_ATTEMPTS, REASON_LIMIT = 600, 20, 500
_OPEN = sql("attempt.state = 'open'")
_REACH = ("person_id", "unit_id", "quiz", "minutes", "attempts", "from_", "until", "granted_by")
_OF_COURSE: Any = columns(*(col(getattr(Allowance, name)).label(name) for name in _REACH)).where(
    col(Allowance.course_id) == bindparam("course", type_=Integer), col(Allowance.voided_at).is_(None)
)


@dataclass(frozen=True)
class Extra:
    """What is added for one person to a quiz: minutes to each attempt, and attempts."""

    minutes: int = 0
    attempts: int = 0


NOTHING_EXTRA = Extra()


@dataclass(frozen=True)
class AllowanceLine:
    """An allowance as a list shows it. ``quiz`` None: every quiz of the course; ``until``: the first day without it."""

    id: int
    person: str | None
    unit: str | None
    course_id: int
    quiz: str | None
    minutes: int
    attempts: int
    reason: str
    from_: date
    until: date | None
    granted_by: str
    recorded_at: datetime


def extra_for(db: Session, person_id: int, course_id: int, quiz: Quiz, *, now: datetime) -> Extra:
    """Return what is added for a person to a quiz at this moment."""
    rows = database.once(db, ("allowances", course_id), lambda: database.rows(db, _OF_COURSE, course=course_id))
    return _largest(db, person_id, quiz, rows, text.local_day(now)) if rows else NOTHING_EXTRA


def allow(
    db: Session,
    actor: Actor,
    scope: Scope | None,
    *,
    course_id: int,
    reason: str,
    now: datetime,
    person_id: int | None = None,
    unit_id: int | None = None,
    quiz: str | None = None,
    minutes: int = 0,
    attempts: int = 0,
    until: date | None = None,
) -> int:
    """Give a person or a unit more time or attempts from today on (until a day) and return the allowance's id.

    ``scope``: that of an officer who assigns; None: the actor keeps the course. Raises `DomainError`: 'forbidden',
    'outside-scope', 'own-allowance', 'course-unknown', 'allowance-size' (``minutes``, ``attempts``: the most that are
    possible), 'reason-missing', 'words-long', 'interval-empty'.
    """
    today = text.local_day(now)
    _may_give(db, actor, scope, course_id, today, person_id=person_id, unit_id=unit_id)
    if db.get(courses.tables.CourseRecord, course_id) is None:
        raise DomainError("course-unknown", course=course_id)
    possible = 0 <= minutes <= MOST_MINUTES and 0 <= attempts <= MOST_ATTEMPTS and minutes + attempts > 0
    if not possible:
        raise DomainError("allowance-size", minutes=MOST_MINUTES, attempts=MOST_ATTEMPTS)
    why = text.tidy(reason)
    if not why:
        raise DomainError("reason-missing")
    if len(why) > REASON_LIMIT:
        raise DomainError("words-long", given=len(why), most=REASON_LIMIT)
    workdays.check_days(until, now=now)
    if until is not None and until <= today:
        raise DomainError("interval-empty")
    row = Allowance(
        person_id=person_id,
        unit_id=unit_id,
        course_id=course_id,
        quiz=quiz,
        minutes=minutes,
        attempts=attempts,
        reason=why,
        from_=today,
        until=until,
        granted_by=actor.person_id,
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    kind, subject = ("person", person_id) if person_id is not None else ("unit", unit_id)
    about: dict[str, Any] = {"course_id": course_id, "quiz": quiz, "minutes": minutes, "attempts": attempts}
    about |= {"allowance": row.id, "personal": {"reason": why}}
    audit.record(db, actor, "assessment.allow", kind, subject, now=now, **about)
    _lengthen(db, row, now)
    if person_id is not None:
        slug = db.get_one(courses.tables.CourseRecord, course_id).slug
        link, values = f"/course?course={slug}", {"minutes": minutes, "attempts": attempts}
        notices.tell(db, person_id, "allowance", now=now, link=link, once=str(row.id), by=actor.name, **values)
    return row.id


def end_allowance(db: Session, actor: Actor, scope: Scope | None, allowance_id: int, *, now: datetime) -> None:
    """Take an allowance back; done again it changes nothing. Raises 'not-found' and what `allow` raises."""
    row = db.get(Allowance, allowance_id)
    if row is None:
        raise DomainError("not-found", allowance=allowance_id)
    today = text.local_day(now)
    _may_give(db, actor, scope, row.course_id, today, person_id=row.person_id, unit_id=row.unit_id)
    if row.voided_at is not None:
        return
    row.voided_at = now
    db.add(row)
    whom = ("person", row.person_id) if row.person_id is not None else ("unit", row.unit_id)
    audit.record(db, actor, "assessment.end-allowance", *whom, now=now, allowance=row.id, course_id=row.course_id)
    db.flush()


def allowances(
    db: Session, actor: Actor, scope: Scope | None, *, course_id: int | None = None, now: datetime
) -> list[AllowanceLine]:
    """Return the allowances in force, the newest first: those that reach into an officer's scope; or, of the actor's
    own course (``scope`` None), those that the actor gave, since the others' reasons may be private.

    Raises `DomainError` 'forbidden'.
    """
    today = text.local_day(now)
    wanted = select(Allowance).where(
        col(Allowance.voided_at).is_(None), or_(col(Allowance.until).is_(None), col(Allowance.until) > today)
    )
    if course_id is not None:
        wanted = wanted.where(Allowance.course_id == course_id)
    if scope is None:
        check(actor, Right.AUTHOR, course_id=course_id)
        wanted = wanted.where(Allowance.granted_by == actor.person_id)
    rows = db.exec(wanted.order_by(col(Allowance.id).desc())).all()
    if scope is not None:
        units = _units(db, _for_assigning(actor, scope), today)
        inside = _placed_in(db, {row.person_id for row in rows if row.person_id is not None}, units, today)
        everywhere = scope.everywhere
        rows = [row for row in rows if everywhere or row.unit_id in units or row.person_id in inside]
    return _lines(db, rows, today)


def _may_give(
    db: Session,
    actor: Actor,
    scope: Scope | None,
    course_id: int,
    today: date,
    *,
    person_id: int | None,
    unit_id: int | None,
) -> None:
    if scope is None:
        check(actor, Right.AUTHOR, course_id=course_id)
    else:
        _for_assigning(actor, scope)
    if (person_id is None) == (unit_id is None):
        raise DomainError("person-unknown")
    if person_id is not None:
        if db.get(organisation.Person, person_id) is None:
            raise DomainError("person-unknown")
        if actor.person_id is not None and organisation.counting(db, person_id) == actor.person_id:
            raise DomainError("own-allowance")
    if unit_id is not None and not any(unit_id in tree.nodes for tree in _trees(db, today)):
        raise DomainError("unit-unknown")
    if scope is None or scope.everywhere:
        return
    units = _units(db, scope, today)
    if unit_id in units or (person_id is not None and _placed_in(db, {person_id}, units, today)):
        return
    raise DomainError("outside-scope")


def _for_assigning(actor: Actor, scope: Scope) -> Scope:
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    return scope


def _trees(db: Session, on: date) -> list[organisation.UnitTree]:
    """Every tree but the Party's: an allowance for one of its units would tell who is a member."""
    return [organisation.unit_tree(db, tree, on) for tree in Tree if tree is not Tree.PARTY]


def _units(db: Session, scope: Scope, on: date) -> frozenset[int]:
    trees = [tree for tree in Tree if tree is not Tree.PARTY]
    return frozenset().union(*(organisation.scope_units(db, scope, tree, on) for tree in trees))


def _main_places(db: Session, people: set[int], on: date) -> list[tuple[int, int]]:
    rows = db.exec(
        select(Posting.person_id, Posting.unit_id).where(
            col(Posting.person_id).in_(people),
            Posting.tree != Tree.PARTY,
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= on,
            or_(col(Posting.until).is_(None), col(Posting.until) > on),
        )
    )
    return list(rows)


def _placed_in(db: Session, people: set[int], units: frozenset[int], on: date) -> set[int]:
    return {person for person, unit in _main_places(db, people, on) if unit in units} if people else set()


def _largest(db: Session, person_id: int, quiz: Quiz, rows: Sequence[Any], today: date) -> Extra:
    named = (None, quiz.name, *quiz.formerly)
    fit = [row for row in rows if row.quiz in named and row.from_ <= today and (row.until is None or today < row.until)]
    if not fit:
        return NOTHING_EXTRA
    mine = {person_id, *(one.id for one in organisation.joined_to(db, person_id) if one.id is not None)}
    above: set[int] = set()
    if any(row.unit_id is not None for row in fit):
        trees = _trees(db, today)
        for _person, unit in _main_places(db, mine, today):
            above |= {step.id for tree in trees for step in tree.path(unit)}
    # what an officer gives their own unit is for the others
    others = [row for row in fit if row.granted_by not in mine]
    reaching = [row for row in others if row.person_id in mine or row.unit_id in above]
    return Extra(max((row.minutes for row in reaching), default=0), max((row.attempts for row in reaching), default=0))


def _lengthen(db: Session, row: Allowance, now: datetime) -> None:
    """Let open attempts that an allowance reaches end later; never earlier than was promised."""
    if not row.minutes:
        return
    running = select(Attempt).where(_OPEN, Attempt.course_id == row.course_id, col(Attempt.closes_at).is_not(None))
    if row.person_id is not None:
        running = running.where(col(Attempt.person_id).in_(organisation.records_of(row.person_id)))
    for attempt in db.exec(running.with_for_update().execution_options(populate_existing=True)).all():
        quiz = versions.released(db, attempt.release_id)[1].quiz(attempt.quiz)
        if quiz is None or attempt.closes_at is None or now > attempt.closes_at:
            continue
        person = organisation.counting(db, attempt.person_id)
        extra = extra_for(db, person, attempt.course_id, quiz, now=now)
        end = ending(quiz, attempt.started_at, extra=extra.minutes, given_back=attempt.given_back)
        if end is not None and end.last > attempt.closes_at:
            attempt.closes_at = end.last
            db.add(attempt)
    db.flush()


def _lines(db: Session, found: Sequence[Allowance], today: date) -> list[AllowanceLine]:
    people = {one for row in found for one in (row.person_id, row.granted_by) if one is not None}
    names = organisation.names(db, people)
    units = {node.id: node.name for tree in _trees(db, today) for node in tree.nodes.values()} if found else {}
    return [
        AllowanceLine(
            id=row.id or 0,
            person=None if row.person_id is None else names.get(row.person_id, "–"),
            unit=None if row.unit_id is None else units.get(row.unit_id, "–"),
            course_id=row.course_id,
            quiz=row.quiz,
            minutes=row.minutes,
            attempts=row.attempts,
            reason=row.reason,
            from_=row.from_,
            until=row.until,
            granted_by=names.get(row.granted_by or 0, ""),
            recorded_at=row.recorded_at,
        )
        for row in found
    ]
