"""From the start of a quiz to the completion it brings, each in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import access, assessment, courses, database, notices, organisation
from models.courses.tables import CourseAlias, CourseRecord, Release
from models.learning.completing import Achieved, achieved, complete, finished_lessons
from models.learning.lost_passes import Doubt, doubt
from models.learning.tables import Completion
from models.rights import Actor, DomainError, Right, check

_NEWEST: Any = (
    columns(col(Release.id))
    .where(col(Release.course_id) == bindparam("course"), col(Release.edition) == bindparam("edition"))
    .order_by(col(Release.id).desc())
    .limit(1)
)
_BROUGHT: Any = columns(col(Completion.id)).where(col(Completion.attempt_id) == bindparam("attempt"))


@dataclass(frozen=True)
class Finished:
    """A submitted attempt, and the completion that it brought (None: it brought none)."""

    result: assessment.Result
    completion: Achieved | None


@dataclass(frozen=True)
class QuizResult:
    """All that a result page shows.

    ``completion`` is what this attempt brought. ``lessons_left`` are those that completion still asks for (empty when
    complete). ``chance`` says whether and when the quiz can be tried again; None when the course has it no more.
    ``mean``: what the attempts up to this one come to together, where their average counts.
    ``doubt``: a regrade took the pass, and what an office decided about it, or until when it does. ``superseded``: a
    later attempt counts instead. ``valid``: a completion of the course that counts now, whatever brought it.
    """

    result: assessment.Result
    review: assessment.Review
    completion: Achieved | None
    lessons_left: tuple[courses.Lesson, ...]
    chance: assessment.Chance | None
    doubt: Doubt | None = None
    mean: assessment.Standing | None = None
    superseded: bool = False
    valid: Achieved | None = None

    @property
    def passed(self) -> bool | None:
        """Whether the quiz is passed with this attempt; None while some of it waits to be judged."""
        if self.mean is None or self.result.passed is None:
            return self.result.passed
        return self.mean.passed_by is not None and self.mean.passed_by.attempt_id == self.result.attempt_id


def start_quiz(db: Session, actor: Actor, release_id: int, quiz: str, *, now: datetime) -> str:
    """Start a quiz, or go on with the open attempt, and return the attempt's key.

    An open attempt whose time is over is submitted first, with what it has. Raises `DomainError` 'not-found',
    'lessons-closed' (another quiz of the course closes it meanwhile), 'course-not-offered', 'requires-first'
    (``courses``, the slugs), and what `assessment.start` raises.
    """
    check(actor, Right.LEARN)
    course_id, course = assessment.released(db, release_id)
    found = course.quiz(quiz)
    if found is None or actor.person_id is None:
        raise DomainError("not-found")
    named = (found.name, *found.formerly)
    going_on = assessment.open_attempts(db, actor.person_id)
    for attempt in going_on:
        if attempt.course_id == course_id and attempt.quiz in named:
            if not attempt.is_over(now):
                return attempt.key
            finish(db, actor, attempt.key, now=now)
    if course_id in assessment.closed_by(going_on, now=now):
        raise DomainError("lessons-closed")
    if course.status is not courses.Status.PUBLISHED:
        raise DomainError("course-not-offered")
    if first := required_first(db, actor.person_id, course, now=now):
        raise DomainError("requires-first", courses=first)
    return assessment.start(db, actor, release_id, found.name, now=now)


def finish(db: Session, actor: Actor, key: str, *, now: datetime) -> Finished:
    """Submit an attempt and write the completion that it brings, if any; done again it changes nothing.

    Where a person has still to judge some of it, those who may are told, and it brings nothing before. The course's
    rules are those of the newest release of the attempt's edition, so that a renamed lesson counts.
    The worker calls it as the platform for `assessment.overdue`, each attempt in a transaction of its own.
    Raises `DomainError` 'not-found' (also for another's attempt).
    """
    result = assessment.submit(db, actor, key, now=now)
    person_id = _whose(db, actor, result)
    assessment.one_at_a_time(db, person_id, result.course_id)
    course = rules_of(db, result)
    brought = complete(db, actor, person_id, result.course_id, course, now=now)
    if result.waits:
        keepers = access.holders(db, Right.AUTHOR, now=now, course_id=result.course_id)
        notices.tell_all(db, [one for one in keepers if one != person_id], "marking-new", now=now, link="/marking")
    return Finished(result, brought or _brought(db, result, achieved(db, person_id, result.course_id)))


def result(db: Session, actor: Actor, key: str, *, now: datetime) -> QuizResult:
    """Return the actor's submitted attempt with all that its page shows.

    Raises `DomainError` 'not-found' (also for another's attempt), 'attempt-open'.
    """
    review = assessment.review(db, actor, key, now=now)
    found = review.result
    course = rules_of(db, found)
    me = _whose(db, actor, found)
    read = finished_lessons(db, me, found.course_id, course)
    names = course.completion.lessons
    wanted = course.lessons if names is None else tuple(one for name in names if (one := course.lesson(name)))
    done = achieved(db, me, found.course_id)
    valid = next((one for one in done[::-1] if one.is_valid(now)), None)
    quiz = course.quiz(found.quiz)
    tries = [] if quiz is None or quiz.keep is courses.Keep.HIGHEST else _tries(db, me, found, quiz)
    return QuizResult(
        result=found,
        review=review,
        completion=_brought(db, found, done),
        lessons_left=() if valid is not None else tuple(one for one in wanted if one.name not in read),
        chance=None if quiz is None else assessment.chance(db, me, found.course_id, quiz, now=now),
        doubt=None if found.first is None else doubt(db, found.attempt_id),  # only another mark takes a pass
        mean=None if quiz is None or quiz.keep is not courses.Keep.AVERAGE else _up_to(found, tries, quiz),
        superseded=quiz is not None
        and quiz.keep is courses.Keep.LAST
        and any(one.submitted_at > found.submitted_at and not one.waits for one in tries),
        valid=valid,
    )


def _tries(db: Session, person_id: int, found: assessment.Result, quiz: courses.Quiz) -> list[assessment.Result]:
    """Return a person's attempts at a quiz by the rules of one edition."""
    named = (quiz.name, *quiz.formerly)
    tries = assessment.results(db, person_id, found.course_id)
    return [one for one in tries if one.quiz in named and one.edition == found.edition]


def _up_to(found: assessment.Result, tries: list[assessment.Result], quiz: courses.Quiz) -> assessment.Standing:
    """Return what attempts at a quiz come to up to this one."""
    return assessment.standing([one for one in tries if one.submitted_at <= found.submitted_at], quiz.keep)


def required_first(db: Session, person_id: int, course: courses.Course, *, now: datetime) -> tuple[str, ...]:
    """Return the slugs of the courses that this one requires and that the person has no valid completion of."""
    if not course.requires:
        return ()
    valid = {one.course_id for one in achieved(db, person_id) if one.is_valid(now)}
    ids = dict(
        db.exec(select(CourseRecord.slug, CourseRecord.id).where(col(CourseRecord.slug).in_(course.requires))).all()
    )
    former = select(CourseAlias.slug, CourseAlias.course_id).where(col(CourseAlias.slug).in_(course.requires))
    ids |= dict(db.exec(former).all())
    return tuple(slug for slug in course.requires if ids.get(slug) not in valid)


def rules_of(db: Session, found: assessment.Result) -> courses.Course:
    """Return the course whose rules count for a result: the newest release of its edition."""
    newest = database.rows(db, _NEWEST, course=found.course_id, edition=found.edition)
    return assessment.released(db, newest[0][0] if newest else found.release_id)[1]


def brought_by(db: Session, found: assessment.Result) -> Achieved | None:
    """Return the completion that stands and that an attempt brought."""
    return _brought(db, found, achieved(db, organisation.counting(db, found.person_id), found.course_id))


def _brought(db: Session, found: assessment.Result, done: Sequence[Achieved]) -> Achieved | None:
    """Return which of a person's completions of the course an attempt brought."""
    brought = database.rows(db, _BROUGHT, attempt=found.attempt_id) if done else ()
    return next((one for one in done if brought and brought[0][0] in (one.id, one.restores_id)), None)


def _whose(db: Session, actor: Actor, found: assessment.Result) -> int:
    """Return the record that counts for whose attempt it is; who acts is never known by another's."""
    return found.person_id if found.person_id == actor.person_id else organisation.counting(db, found.person_id)
