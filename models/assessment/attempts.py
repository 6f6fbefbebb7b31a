"""Attempts: started once, submitted exactly once; `answering` has what is done in between.

The server's clock decides. Every act locks the attempt's row first (SQLite has one writer anyway), so two tabs, two
devices or a worker at the same moment come one after the other. Answers are no audit lines; starting and submitting
are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, insert, or_, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import audit, changes, database, organisation
from models.assessment import following, versions
from models.assessment.allowances import NOTHING_EXTRA, Extra, extra_for
from models.assessment.clock import GRACE, Ending, ending, is_over
from models.assessment.drawing import draw
from models.assessment.owning import is_own
from models.assessment.results import (
    ATTEMPT,
    STANDS,
    Result,
    anew_of,
    as_it_counts,
    as_it_was,
    close,
    passed_with,
    result_of,
    results,
)
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Regraded
from models.courses import Keep, Meanwhile, Mode, Quiz
from models.rights import Actor, DomainError, Right, check
from models.same import Same

MOST_MARKING = {Mode.EXAM: 1, Mode.PRACTICE: 3}  # attempts of one person at one quiz that people judge at a time
_OPEN = text("attempt.state = 'open'")  # written out, so that both databases see that the partial index fits
_MINE = col(Attempt.person_id).in_(organisation.records_of(bindparam("person", type_=Integer)))
_GOES_ON = ("key", "course_id", "quiz", "started_at", "closes_at", "closes_lessons")  # as `OpenAttempt` has it
_OPEN_ATTEMPTS = (
    columns(*(col(getattr(Attempt, name)) for name in _GOES_ON))
    .where(_OPEN, _MINE)
    .order_by(col(Attempt.started_at).desc())
)
_TO_SUBMIT = (
    ATTEMPT.add_columns(col(Attempt.state), col(Attempt.closes_at))
    .where(col(Attempt.key) == bindparam("key"))
    .with_for_update(of=Attempt)
)
_ATTEMPT, _ITEMS = insert(Attempt), insert(AttemptItem)
_PASSED: Any = Attempt.passed
_TRIES = (
    columns(
        *(col(getattr(Attempt, name)) for name in ("course_id", "quiz", "key", "state")),
        func.coalesce(or_(_PASSED, col(Regraded.passed)), _PASSED),
        col(Attempt.submitted_at),
        col(Attempt.person_id),
        col(Attempt.number),
    )
    .join_from(Attempt, Regraded, STANDS, isouter=True)
    .where(_MINE)  # and no more: with the course a database reads everybody's attempts at it, and not one person's few
    .order_by(col(Attempt.id))
)


@dataclass(frozen=True)
class Chance:
    """What a person may expect before starting a quiz.

    ``open_key``: an attempt that goes on. ``used`` of ``allowed`` attempts (None: no limit; those that were added for
    this person are in), counted anew after each pass, so that a renewal is not refused for tries of years ago; a pass
    that a regrade took is such a one, too, or a mistake in the key would leave people without an attempt.
    ``not_before``: when the waiting time is over. ``opens`` and ``closed``: it cannot be started before, or any more.
    ``ending``: how an attempt that starts now would end, its ``extra`` time and attempts included. ``marking_since``:
    since when so many attempts wait to be judged by a person (`MOST_MARKING`) that another one has to wait for that;
    they count as used. ``newest``: the key of the attempt handed in last.
    """

    open_key: str | None
    used: int
    allowed: int | None
    not_before: datetime | None
    opens: datetime | None = None
    closed: datetime | None = None
    ending: Ending | None = None
    extra: Extra = NOTHING_EXTRA
    marking_since: datetime | None = None
    newest: str | None = None

    @property
    def left(self) -> int | None:
        """How many attempts are left; None: no limit."""
        return None if self.allowed is None else max(0, self.allowed - self.used)

    @property
    def can_start(self) -> bool:
        """Whether the quiz can be started, or gone on with, now."""
        if self.open_key is not None:
            return True
        held = (self.not_before, self.opens, self.closed, self.marking_since)
        return self.left != 0 and all(one is None for one in held)

    @property
    def comes(self) -> bool:
        """Whether the quiz can be started now or later, as far as it is known."""
        return self.open_key is not None or (self.left != 0 and self.closed is None)


@dataclass(frozen=True)
class OpenAttempt:
    """An attempt that goes on. ``closes_lessons``: the lessons of its course are closed until it is over."""

    key: str
    course_id: int
    quiz: str
    started_at: datetime
    closes_at: datetime | None
    closes_lessons: bool

    def is_over(self, now: datetime) -> bool:
        """Return whether its time is over, the grace included: it takes no answer any more."""
        return is_over(self.closes_at, now)


def one_at_a_time(db: Session, person_id: int, course_id: int) -> None:
    """Let acts on one person's way through one course follow one another until the transaction ends."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:person, :course)"), {"person": person_id, "course": course_id})


def first_chance(quiz: Quiz, *, now: datetime) -> Chance:
    """Return what somebody may expect who never tried this quiz."""
    return Chance(
        open_key=None,
        used=0,
        allowed=quiz.attempts,
        not_before=None,
        opens=quiz.opens if quiz.opens is not None and now < quiz.opens else None,
        closed=quiz.closes if quiz.closes is not None and now >= quiz.closes else None,
        ending=ending(quiz, now),
    )


def chance(db: Session, person_id: int, course_id: int, quiz: Quiz, *, now: datetime) -> Chance:
    """Return whether and when a person can start this quiz."""
    return _chance(db, _tries(db, person_id), person_id, course_id, quiz, now=now)


def _tries(db: Session, person_id: int) -> Sequence[Any]:
    return database.once(db, ("tries", person_id), lambda: database.rows(db, _TRIES, person=person_id))


def _chance(db: Session, tries: Sequence[Any], person_id: int, course_id: int, quiz: Quiz, *, now: datetime) -> Chance:
    names = (quiz.name, *quiz.formerly)
    extra = extra_for(db, person_id, course_id, quiz, now=now)
    by_mean = _passed_by_mean(db, person_id, course_id, quiz) if quiz.keep is Keep.AVERAGE else None
    open_key, newest, used, not_before = None, None, 0, None
    marking: list[datetime] = []
    for course, name, key, state, passed, submitted_at, *_whose in tries:
        if course != course_id or name not in names:
            continue
        if state is AttemptState.OPEN:
            open_key = key
            continue
        newest, used = key, 0 if (passed if by_mean is None else key in by_mean) else used + 1
        if passed is None and submitted_at is not None:
            marking.append(submitted_at)
        if quiz.wait is not None and submitted_at is not None:
            not_before = quiz.wait.over(submitted_at)
    return replace(
        first_chance(quiz, now=now),
        open_key=open_key,
        used=used,
        allowed=None if quiz.attempts is None else quiz.attempts + extra.attempts,
        not_before=not_before if not_before is not None and now < not_before else None,
        ending=ending(quiz, now, extra=extra.minutes),
        extra=extra,
        marking_since=marking[0] if len(marking) >= MOST_MARKING[quiz.mode] else None,
        newest=newest,
    )


def _passed_by_mean(db: Session, person_id: int, course_id: int, quiz: Quiz) -> set[str]:
    """Return with which attempts a quiz is or was passed whose mean counts: one good try among bad ones is no pass."""
    names = (quiz.name, *quiz.formerly)
    tries = [one for one in results(db, person_id, course_id) if one.quiz in names and not one.waits]
    now, first = (passed_with([as_seen(one) for one in tries], quiz.keep) for as_seen in (as_it_counts, as_it_was))
    return {one.key for one, is_one, was_one in zip(tries, now, first, strict=True) if is_one or was_one}


def start(db: Session, actor: Actor, release_id: int, quiz_name: str, *, now: datetime) -> str:
    """Start a quiz of a release, or go on with the attempt that is open, and return the attempt's key.

    Raises `DomainError` 'not-found' (release or quiz), 'attempt-marking' (``since``: the last one has still to be
    judged), 'quiz-not-open' (``opens``), 'quiz-closed' (``closed``), 'attempts-used' (``allowed``), 'attempt-wait'
    (``until``: when the waiting time is over), 'quiz-too-small'.
    """
    check(actor, Right.LEARN)
    course_id, course = versions.released(db, release_id)
    quiz = course.quiz(quiz_name)
    if quiz is None or actor.person_id is None:
        raise DomainError("not-found")
    one_at_a_time(db, actor.person_id, course_id)
    tries = _tries(db, actor.person_id)
    found = _chance(db, tries, actor.person_id, course_id, quiz, now=now)
    if found.open_key is not None:
        return found.open_key
    if found.marking_since is not None:
        raise DomainError("attempt-marking", since=found.marking_since)
    if found.opens is not None:
        raise DomainError("quiz-not-open", opens=found.opens)
    if found.closed is not None:
        raise DomainError("quiz-closed", closed=found.closed)
    if found.left == 0:
        raise DomainError("attempts-used", allowed=found.allowed)
    if found.not_before is not None:
        raise DomainError("attempt-wait", until=found.not_before)
    earlier = [one for one in tries if one.course_id == course_id and one.person_id == actor.person_id]
    key, seed = database.new_key(), database.new_seed()
    asked = draw(quiz, course.questions, seed)
    attempt = {  # written at once: an object of it costs thrice the row
        "key": key,
        "person_id": actor.person_id,
        "course_id": course_id,
        "quiz": quiz.name,
        "number": 1 + max((one.number for one in earlier if one.quiz in (quiz.name, *quiz.formerly)), default=0),
        "release_id": release_id,
        "seed": seed,
        "state": AttemptState.OPEN,
        "started_at": now,
        "closes_at": None if found.ending is None else found.ending.last,
        "given_back": 0,
        "closes_lessons": quiz.mode is Mode.EXAM and quiz.lessons is Meanwhile.CLOSED,
    }
    attempt_id = db.connection().execute(_ATTEMPT, attempt).inserted_primary_key[0]  # type: ignore[index]
    items = [
        {
            "attempt_id": attempt_id,
            "place": place,
            "question_id": drawn.question.id,
            "question_hash": versions.version_of(Same(drawn.question)),
            "option_order": list(drawn.option_order),
        }
        for place, drawn in enumerate(asked, start=1)
    ]
    db.connection().execute(_ITEMS, items)
    audit.record(db, actor, "assessment.start", "attempt", attempt_id, now=now, course_id=course_id, quiz=quiz.name)
    if not earlier:
        changes.note(db, changes.Kind.PERSON, actor.person_id, now=now)
    return key


def submit(db: Session, actor: Actor, key: str, *, now: datetime) -> Result:
    """Mark the actor's attempt, all of it and once; submitted again it gives the same result.

    After its time the attempt counts as submitted when its time was over. The platform itself (an actor without a
    person) may submit an attempt whose time is over. Raises `DomainError` 'not-found'.
    """
    check(actor, Right.LEARN)
    found = database.rows(db, _TO_SUBMIT, key=versions.clean_key(key))
    if not found or not (is_own(db, actor, found[0]) or (actor.person_id is None and is_over(found[0].closes_at, now))):
        raise DomainError("not-found")
    attempt = found[0]
    course = versions.read_beside(db, attempt.release_id, attempt.course_id, attempt.release_hash)
    quiz = course.quiz(attempt.quiz)
    assert quiz is not None
    if attempt.state is not AttemptState.OPEN:
        return result_of(attempt, course, anew_of(db, attempt.id))  # what stands beside it now, not before the lock
    handed = close(db, attempt, quiz, at=now if attempt.closes_at is None else min(now, attempt.closes_at))
    beside = following.follow(db, handed, quiz, now=now)
    if handed.passed is False:
        changes.note(db, changes.Kind.PERSON, handed.person_id, now=now)
    audit.record(db, actor, "assessment.submit", "attempt", handed.id, now=now, course_id=handed.course_id)
    return result_of(handed, course, anew_of(db, handed.id) if beside else None)


def open_attempts(db: Session, person_id: int) -> tuple[OpenAttempt, ...]:
    """Return a person's open attempts, the newest first."""
    return database.once(
        db,
        ("open", person_id),
        lambda: tuple(OpenAttempt(*row) for row in database.rows(db, _OPEN_ATTEMPTS, person=person_id)),
    )


def open_at(db: Session, person_id: int, course_id: int, quiz: Quiz) -> OpenAttempt | None:
    """Return the attempt at a quiz that a person has open, None where there is none."""
    names = (quiz.name, *quiz.formerly)
    mine = (one for one in open_attempts(db, person_id) if one.course_id == course_id and one.quiz in names)
    return next(mine, None)


def open_quiz(db: Session, person_id: int, course_id: int, name: str) -> Quiz | None:
    """Return the quiz of this name that a person is at, as it was at the start, whatever the course has today."""
    wanted = select(Attempt.release_id).where(
        _OPEN,
        col(Attempt.person_id).in_(organisation.records_of(person_id)),
        Attempt.course_id == course_id,
        Attempt.quiz == name,
    )
    release_id = db.exec(wanted).first()
    return None if release_id is None else versions.released(db, release_id)[1].quiz(name)


def shut_by(db: Session, person_id: int, *, now: datetime) -> dict[int, OpenAttempt]:
    """Return the courses whose lessons are closed to a person at present, with the open attempt that closes them."""
    return closed_by(open_attempts(db, person_id), now=now)


def closed_by(attempts: Iterable[OpenAttempt], *, now: datetime) -> dict[int, OpenAttempt]:
    """Return the courses whose lessons are closed by some attempts that are open, with the one that closes each."""
    return {one.course_id: one for one in attempts if one.closes_lessons and not one.is_over(now)}


def overdue(db: Session, *, now: datetime, limit: int = 100) -> tuple[str, ...]:
    """Return the keys of open attempts whose time is over, the oldest first, ``limit`` of them at most."""
    rows = db.exec(
        select(Attempt.key)
        .where(_OPEN, col(Attempt.closes_at) < now - GRACE)
        .order_by(col(Attempt.closes_at))
        .limit(limit)
    )
    return tuple(rows)
