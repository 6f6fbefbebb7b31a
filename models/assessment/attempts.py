"""Attempts: started once, answered one question at a time, submitted exactly once.

The server's clock decides. Every act locks the attempt's row first (SQLite has one writer anyway), so two tabs, two
devices or a worker at the same moment come one after the other. Answers are no audit lines; starting and submitting
are.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, func, or_, text
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import audit, changes, courses, database, organisation
from models import text as words
from models.assessment import following, versions
from models.assessment.drawing import draw
from models.assessment.handed import keys_at
from models.assessment.marking import parse
from models.assessment.owning import is_own, own
from models.assessment.results import STANDS, Result, close, regraded, result_of
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Regraded, Response
from models.courses import Mode, Quiz
from models.rights import Actor, DomainError, Right, check

MOST_MARKING = {Mode.EXAM: 1, Mode.PRACTICE: 3}  # attempts of one person at one quiz that people judge at a time
GRACE = timedelta(seconds=15)  # an answer given in the last second may still be on its way
_OPEN = text("attempt.state = 'open'")  # written out, so that both databases see that the partial index fits
_MINE = col(Attempt.person_id).in_(organisation.records_of(bindparam("person", type_=Integer)))
_OPEN_ATTEMPTS = (
    columns(*(col(getattr(Attempt, name)) for name in ("key", "course_id", "quiz", "started_at", "closes_at")))
    .where(_OPEN, _MINE)
    .order_by(col(Attempt.started_at).desc())
)
_PASSED: Any = Attempt.passed
_TRIES = (
    columns(
        *(col(getattr(Attempt, name)) for name in ("course_id", "quiz", "key", "state")),
        func.coalesce(or_(_PASSED, col(Regraded.passed)), _PASSED),
        col(Attempt.submitted_at),
    )
    .join_from(Attempt, Regraded, STANDS, isouter=True)
    .where(_MINE)  # and no more: with the course a database reads everybody's attempts at it, and not one person's few
    .order_by(col(Attempt.id))
)


@dataclass(frozen=True)
class Chance:
    """What a person may expect before starting a quiz.

    ``open_key``: an attempt that goes on. ``used`` of ``allowed`` attempts (None: no limit), counted anew after each
    pass, so that a renewal is not refused for tries of years ago; a pass that a regrade took is such a one, too, or a
    mistake in the key would leave people without an attempt. ``not_before``: when the waiting time is over.
    ``marking_since``: since when so many attempts wait to be judged by a person (`MOST_MARKING`) that another one has
    to wait for that; they count as used.
    """

    open_key: str | None
    used: int
    allowed: int | None
    not_before: datetime | None
    marking_since: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """An answer that is in the database once the transaction is committed."""

    place: int
    saved_at: datetime


@dataclass(frozen=True)
class OpenAttempt:
    """An attempt that goes on."""

    key: str
    course_id: int
    quiz: str
    started_at: datetime
    closes_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Return whether its time is over, the grace included: it takes no answer any more."""
        return is_over(self.closes_at, now)


def one_at_a_time(db: Session, person_id: int, course_id: int) -> None:
    """Let acts on one person's way through one course follow one another until the transaction ends."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:person, :course)"), {"person": person_id, "course": course_id})


def first_chance(quiz: Quiz) -> Chance:
    """Return what somebody may expect who never tried this quiz."""
    return Chance(open_key=None, used=0, allowed=quiz.attempts, not_before=None)


def chance(db: Session, person_id: int, course_id: int, quiz: Quiz, *, now: datetime) -> Chance:
    """Return whether and when a person can start this quiz."""
    names = (quiz.name, *quiz.formerly)
    rows = database.once(db, ("tries", person_id), lambda: database.rows(db, _TRIES, person=person_id))
    open_key, used, not_before = None, 0, None
    marking: list[datetime] = []
    for course, name, key, state, passed, submitted_at in rows:
        if course != course_id or name not in names:
            continue
        if state is AttemptState.OPEN:
            open_key = key
            continue
        used = 0 if passed else used + 1
        if passed is None and submitted_at is not None:
            marking.append(submitted_at)
        if quiz.wait is not None and submitted_at is not None:
            day = quiz.wait.after(words.local_day(submitted_at))
            not_before = datetime.combine(day, time(), tzinfo=words.HANOI)
    waiting = not_before if not_before is not None and now < not_before else None
    full = marking[0] if len(marking) >= MOST_MARKING[quiz.mode] else None
    return Chance(open_key=open_key, used=used, allowed=quiz.attempts, not_before=waiting, marking_since=full)


def start(db: Session, actor: Actor, release_id: int, quiz_name: str, *, now: datetime) -> str:
    """Start a quiz of a release, or go on with the attempt that is open, and return the attempt's key.

    Raises `DomainError` 'not-found' (release or quiz), 'attempts-used' (``allowed``), 'attempt-wait' (``until``, a
    moment: the first one of the day on which the waiting time is over), 'attempt-marking' (``since``: the last one has
    still to be judged), 'quiz-too-small'.
    """
    check(actor, Right.LEARN)
    course_id, course = versions.released(db, release_id)
    quiz = course.quiz(quiz_name)
    if quiz is None or actor.person_id is None:
        raise DomainError("not-found")
    one_at_a_time(db, actor.person_id, course_id)
    found = chance(db, actor.person_id, course_id, quiz, now=now)
    if found.open_key is not None:
        return found.open_key
    if found.marking_since is not None:
        raise DomainError("attempt-marking", since=found.marking_since)
    if found.allowed is not None and found.used >= found.allowed:
        raise DomainError("attempts-used", allowed=found.allowed)
    if found.not_before is not None:
        raise DomainError("attempt-wait", until=found.not_before)
    earlier = db.exec(
        select(Attempt.number, Attempt.quiz).where(Attempt.person_id == actor.person_id, Attempt.course_id == course_id)
    ).all()
    attempt = Attempt(
        person_id=actor.person_id,
        course_id=course_id,
        quiz=quiz.name,
        number=1 + max((number for number, name in earlier if name in (quiz.name, *quiz.formerly)), default=0),
        release_id=release_id,
        seed=database.new_seed(),
        started_at=now,
        closes_at=None if quiz.minutes is None else now + timedelta(minutes=quiz.minutes),
    )
    db.add(attempt)
    db.flush()
    assert attempt.id is not None
    asked = draw(quiz, course.questions, attempt.seed)
    db.add_all(
        AttemptItem(
            attempt_id=attempt.id,
            place=place,
            question_id=drawn.question.id,
            question_hash=courses.version(drawn.question),
            option_order=list(drawn.option_order),
        )
        for place, drawn in enumerate(asked, start=1)
    )
    audit.record(db, actor, "assessment.start", "attempt", attempt.id, now=now, course_id=course_id, quiz=quiz.name)
    if not earlier:
        changes.note(db, changes.Kind.PERSON, actor.person_id, now=now)
    db.flush()
    return attempt.key


def answer(db: Session, actor: Actor, key: str, place: int, given: Any, *, now: datetime) -> Saved:
    """Store the answer to the question at ``place`` (from 1) of the actor's open attempt; the newest one counts.

    The same answer again changes nothing. None takes an answer back. Raises `DomainError` 'not-found' (also for
    another's attempt), 'attempt-closed', 'time-over', 'answer-invalid' (``reason``, 'place' for a place that the
    attempt does not have).
    """
    check(actor, Right.LEARN)
    if not isinstance(place, int) or not 1 <= place <= 10_000:
        raise DomainError("answer-invalid", reason="place")
    row = db.exec(
        select(Attempt.id, Attempt.state, Attempt.closes_at, AttemptItem.question_hash)
        .join(
            AttemptItem, (col(AttemptItem.attempt_id) == Attempt.id) & (col(AttemptItem.place) == place), isouter=True
        )
        .where(Attempt.key == versions.clean_key(key), own(actor))
        .with_for_update(of=Attempt)
    ).first()
    if row is None:
        raise DomainError("not-found")
    attempt_id, state, closes_at, question_hash = row
    if state is not AttemptState.OPEN:
        raise DomainError("attempt-closed")
    if is_over(closes_at, now):
        raise DomainError("time-over")
    if question_hash is None:
        raise DomainError("answer-invalid", reason="place")
    assert attempt_id is not None
    question = versions.question(db, question_hash)
    parsed = parse(question, given)
    if question.takes_files and (parsed or []) != keys_at(db, attempt_id, place):
        raise DomainError("answer-invalid", reason="files")  # files come and go by `uploads` alone
    _store(db, attempt_id, place, parsed, now)
    return Saved(place=place, saved_at=now)


def submit(db: Session, actor: Actor, key: str, *, now: datetime) -> Result:
    """Mark the actor's attempt, all of it and once; submitted again it gives the same result.

    After its time the attempt counts as submitted when its time was over. The platform itself (an actor without a
    person) may submit an attempt whose time is over. Raises `DomainError` 'not-found'.
    """
    check(actor, Right.LEARN)
    attempt = db.exec(
        select(Attempt)
        .where(Attempt.key == versions.clean_key(key))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if attempt is None or not (
        is_own(db, actor, attempt) or (actor.person_id is None and is_over(attempt.closes_at, now))
    ):
        raise DomainError("not-found")
    _, course = versions.released(db, attempt.release_id)
    quiz = course.quiz(attempt.quiz)
    assert quiz is not None
    if attempt.state is AttemptState.OPEN:
        close(db, attempt, quiz, at=now if attempt.closes_at is None else min(now, attempt.closes_at))
        following.follow(db, attempt, quiz, now=now)
        audit.record(db, actor, "assessment.submit", "attempt", attempt.id, now=now, course_id=attempt.course_id)
        db.flush()
    return result_of(attempt, course, regraded(db, attempt.id))


def open_attempts(db: Session, person_id: int) -> tuple[OpenAttempt, ...]:
    """Return a person's open attempts, the newest first."""
    return tuple(OpenAttempt(*row) for row in database.rows(db, _OPEN_ATTEMPTS, person=person_id))


def overdue(db: Session, *, now: datetime, limit: int = 100) -> tuple[str, ...]:
    """Return the keys of open attempts whose time is over, the oldest first, ``limit`` of them at most."""
    rows = db.exec(
        select(Attempt.key)
        .where(_OPEN, col(Attempt.closes_at) < now - GRACE)
        .order_by(col(Attempt.closes_at))
        .limit(limit)
    )
    return tuple(rows)


def is_over(closes_at: datetime | None, now: datetime) -> bool:
    return closes_at is not None and now > closes_at + GRACE


def _store(db: Session, attempt_id: int, place: int, given: Any, now: datetime) -> None:
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(Response).values(attempt_id=attempt_id, place=place, answer=given, answered_at=now, changes=0)
    new = statement.excluded
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["attempt_id", "place"],
            set_={"answer": new.answer, "answered_at": new.answered_at, "changes": col(Response.changes) + 1},
            where=cast(col(Response.answer), String) != cast(new.answer, String),
        )
    )
