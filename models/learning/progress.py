"""Lessons opened and finished; how far a person is in a course, and where they continue.

A progress row says who and when by itself, so opening a lesson writes no audit line; figures hear of it only the
first time that a course is opened.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models import assessment, changes, courses, database, organisation
from models.learning.completing import Achieved, achieved, complete, last_of, passed_quiz
from models.learning.tables import LessonProgress
from models.rights import Actor, DomainError, Right, check

_SAME_VISIT = timedelta(minutes=5)
_HEADING = re.compile(r"[a-z0-9-]{0,200}")


@dataclass(frozen=True)
class LessonState:
    """One lesson of a course for one person. ``heading`` is the id of the heading where they stopped, '' at the top."""

    name: str
    title: courses.Translated
    minutes: int | None
    seen_at: datetime | None
    finished: bool
    heading: str = ""

    @property
    def opened(self) -> bool:
        """Whether the person was ever there."""
        return self.seen_at is not None


@dataclass(frozen=True)
class CourseProgress:
    """How far a person is in a course's newest release. Former names of lessons count as the lessons of today.

    ``next_lesson`` is where to go on: the unfinished lesson last seen, otherwise the next unfinished one; None when
    all are finished. ``quiz`` is the quiz that completion asks for. ``completion`` is the newest one.
    ``open_attempt`` is one that counts where there is one, otherwise one for practice. ``marking_since``: since when
    an attempt at the quiz waits to be judged by a person.
    """

    course_id: int
    lessons: tuple[LessonState, ...]
    next_lesson: str | None
    last_seen: str | None
    seen_at: datetime | None
    quiz: str | None
    quiz_passed: bool
    open_attempt: assessment.OpenAttempt | None
    completion: Achieved | None
    marking_since: datetime | None = None

    @property
    def done(self) -> int:
        """How many lessons are finished."""
        return sum(lesson.finished for lesson in self.lessons)

    @property
    def total(self) -> int:
        """How many lessons there are."""
        return len(self.lessons)

    @property
    def minutes_left(self) -> int:
        """The authors' minutes of the lessons that are not finished."""
        return sum(lesson.minutes or 0 for lesson in self.lessons if not lesson.finished)

    @property
    def started(self) -> bool:
        """Whether a lesson was opened."""
        return self.seen_at is not None

    def state(self, now: datetime) -> str:
        """Return where the person is, whatever they were asked to do: completed, in-progress or not-started."""
        if self.completion is not None and self.completion.is_valid(now):
            return "completed"
        return "in-progress" if self.started or self.open_attempt is not None else "not-started"


@dataclass(frozen=True)
class Continue:
    """Where a person goes on: an open attempt, a lesson, or (both None) the quiz that is left."""

    course_id: int
    course: str
    title: courses.Translated
    progress: CourseProgress
    at: datetime

    @property
    def lesson(self) -> str | None:
        """The lesson to go on with, unless an attempt is open."""
        return None if self.progress.open_attempt else self.progress.next_lesson


def open_lesson(db: Session, actor: Actor, release_id: int, lesson_name: str, *, now: datetime) -> str:
    """Note that the actor is at a lesson of a release; within five minutes at the same lesson it writes nothing.

    Return the id of the heading where they stopped there last, '' at the top. Raises `DomainError` 'not-found',
    'lessons-closed' (while the actor is at an exam that closes them).
    """
    course_id, course, lesson, person_id = _lesson(db, actor, release_id, lesson_name)
    _stand_open(db, person_id, course_id, now)
    rows = _rows(db, person_id, [course_id])
    if not rows:
        changes.note(db, changes.Kind.PERSON, person_id, now=now)
    here = [row for row in rows if course.lesson(row.lesson) is lesson]
    stopped = here[0].heading if here else ""
    if not (here and rows[0] is here[0] and now - rows[0].seen_at < _SAME_VISIT):
        _write(db, person_id, course_id, here[0].lesson if here else lesson.name, now, seen_at=now)
    return stopped


def finish_lesson(
    db: Session, actor: Actor, release_id: int, lesson_name: str, *, then: str = "", now: datetime
) -> Achieved | None:
    """Note that the actor reached the end of a lesson; return the completion, if that was what the course still asked.

    Finishing it again changes nothing, except after a completion: then a new round of reading begins, so that a
    course without a quiz can be renewed. ``then``: the lesson that they go on to, which is noted as `open_lesson` does.
    Raises `DomainError` 'not-found', 'lessons-closed'.
    """
    course_id, course, lesson, person_id = _lesson(db, actor, release_id, lesson_name)
    following = course.lesson(then)
    if then and following is None:
        raise DomainError("not-found")
    _stand_open(db, person_id, course_id, now)
    assessment.one_at_a_time(db, person_id, course_id)
    rows = _rows(db, person_id, [course_id])
    if not rows:
        changes.note(db, changes.Kind.PERSON, person_id, now=now)
    here = [row for row in rows if course.lesson(row.lesson) is lesson]
    before = last_of(db, person_id, course_id)
    finished_at = next((row.finished_at for row in here if row.finished_at is not None), None)
    if finished_at is None or (before is not None and finished_at <= before.recorded_at):
        name = here[0].lesson if here else lesson.name
        _write(db, person_id, course_id, name, now, seen_at=now, finished_at=now, heading="")
    if following is not None:
        name = next((row.lesson for row in rows if course.lesson(row.lesson) is following), following.name)
        _write(db, person_id, course_id, name, now, seen_at=now)
    return complete(db, actor, person_id, course_id, course, now=now)


def keep_place(db: Session, actor: Actor, release_id: int, lesson_name: str, heading: str) -> None:
    """Note at which heading the actor stopped; a lesson that they never opened, or finished, is left as it is.

    It is told by a page that is being left, perhaps for another lesson: so it says nothing about when.

    Raises `DomainError` 'not-found' (also for what can be no heading).
    """
    course_id, _course, lesson, person_id = _lesson(db, actor, release_id, lesson_name)
    if not _HEADING.fullmatch(heading):
        raise DomainError("not-found")
    names = (lesson.name, *lesson.formerly)
    db.execute(
        update(LessonProgress)
        .where(
            col(LessonProgress.person_id) == person_id,
            col(LessonProgress.course_id) == course_id,
            col(LessonProgress.lesson).in_(names),
            col(LessonProgress.finished_at).is_(None),
            col(LessonProgress.heading) != heading,
        )
        .values(heading=heading)
    )


def progress(db: Session, person_id: int, release: courses.Released) -> CourseProgress:
    """Return how far a person is in a course as its newest release has it."""
    return progresses(db, person_id, [release])[release.course_id]


def untouched(release: courses.Released) -> CourseProgress:
    """Return the way of somebody who never opened the course, as a preview shows it."""
    return _progress(release, [], [], [], None)


def progresses(db: Session, person_id: int, releases: Iterable[courses.Released]) -> dict[int, CourseProgress]:
    """Return how far a person is in several courses, by course id, in four queries."""
    wanted = list(releases)
    return _Way.read(db, person_id, [release.course_id for release in wanted]).through(wanted)


@dataclass(frozen=True)
class _Way:
    """All that is stored of one person's way, read at once."""

    rows: Sequence[Any]
    tries: tuple[assessment.Result, ...]
    attempts: tuple[assessment.OpenAttempt, ...]
    done: tuple[Achieved, ...]

    @classmethod
    def read(cls, db: Session, person_id: int, course_ids: Iterable[int] | None) -> "_Way":
        return cls(
            _rows(db, person_id, course_ids),
            tuple(assessment.results(db, person_id)),
            assessment.open_attempts(db, person_id),
            achieved(db, person_id),
        )

    def through(self, releases: Iterable[courses.Released]) -> dict[int, CourseProgress]:
        """Return how far it has come in some courses, by course id."""
        rows, tries, attempts = _by_course(self.rows), _by_course(self.tries), _by_course(self.attempts)
        done = {one.course_id: one for one in self.done}  # the newest of each
        found = {}
        for release in releases:
            number = release.course_id
            mine = (rows.get(number, []), tries.get(number, []), attempts.get(number, []))
            found[number] = _progress(release, *mine, done.get(number))
        return found


def _by_course(found: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for one in found:
        groups.setdefault(one.course_id, []).append(one)
    return groups


def progresses_and_continue(
    db: Session,
    person_id: int,
    releases: Iterable[courses.Released],
    catalogue: courses.Catalogue,
    *,
    now: datetime,
    limit: int = 3,
) -> tuple[dict[int, CourseProgress], tuple[Continue, ...]]:
    """Return what `progresses` returns, and where a person goes on: read once, both stand on everybody's first page.

    They go on in offered courses that are not yet complete, what they touched last first; in others where an attempt is
    still open: what was begun can be finished.
    """
    way = _Way.read(db, person_id, None)
    touched: dict[int, datetime] = {}
    still_open = [(one.course_id, one.started_at) for one in way.attempts if not one.is_over(now)]
    for course_id, at in [(one.course_id, one.seen_at) for one in way.rows] + still_open:
        touched[course_id] = max(at, touched.get(course_id, at))
    begun = [release for course_id in touched if (release := catalogue.by_id(course_id)) is not None]
    at_quiz = {course_id for course_id, _ in still_open}
    offered = [one for one in begun if one.course.status is courses.Status.PUBLISHED or one.course_id in at_quiz]
    found = way.through(offered)
    going_on = [
        Continue(one.course_id, one.course.slug, one.course.title, found[one.course_id], touched[one.course_id])
        for one in offered
        if not _is_done(found[one.course_id], now)
    ]
    latest = tuple(sorted(going_on, key=lambda one: one.at, reverse=True)[:limit])
    return way.through(releases), latest


def _is_done(found: CourseProgress, now: datetime) -> bool:
    if found.open_attempt is not None and not found.open_attempt.is_over(now):
        return False
    nothing_left = found.next_lesson is None and (found.quiz is None or found.quiz_passed)
    return nothing_left or (found.completion is not None and found.completion.is_valid(now))


def _progress(
    release: courses.Released,
    rows: Sequence[Any],
    tries: list[assessment.Result],
    attempts: list[assessment.OpenAttempt],
    completion: Achieved | None,
) -> CourseProgress:
    course = release.course
    practice = {name for one in course.quizzes if course.is_practice(one) for name in (one.name, *one.formerly)}
    seen: dict[str, datetime] = {}
    finished = set()
    headings: dict[str, str] = {}
    for row in rows:
        lesson = course.lesson(row.lesson)
        if lesson is not None:
            headings.setdefault(lesson.name, row.heading)
            seen[lesson.name] = max(row.seen_at, seen.get(lesson.name, row.seen_at))
            if row.finished_at is not None:
                finished.add(lesson.name)
    states = tuple(
        LessonState(
            one.name, one.title, one.minutes, seen.get(one.name), one.name in finished, headings.get(one.name, "")
        )
        for one in course.lessons
    )
    last = max(seen, key=lambda name: seen[name], default=None)
    quiz = course.quiz(course.completion.quiz) if course.completion.quiz else None
    return CourseProgress(
        course_id=release.course_id,
        lessons=states,
        next_lesson=_next(states, last),
        last_seen=last,
        seen_at=None if last is None else seen[last],
        quiz=None if quiz is None else quiz.name,
        quiz_passed=quiz is not None and passed_quiz(course, quiz, tries) is not None,
        open_attempt=min(attempts, key=lambda one: one.quiz in practice, default=None),
        completion=completion,
        marking_since=None if quiz is None else _marking_since(course, quiz, tries),
    )


def _marking_since(course: courses.Course, quiz: courses.Quiz, tries: list[assessment.Result]) -> datetime | None:
    named = (quiz.name, *quiz.formerly)
    waiting = (one.submitted_at for one in tries if one.waits and one.quiz in named and one.edition == course.edition)
    return next(waiting, None)


def _next(states: tuple[LessonState, ...], last: str | None) -> str | None:
    names = [one.name for one in states]
    begin = names.index(last) if last is not None else 0
    return next((one.name for one in (*states[begin:], *states[:begin]) if not one.finished), None)


def _lesson(db: Session, actor: Actor, release_id: int, name: str) -> tuple[int, courses.Course, courses.Lesson, int]:
    check(actor, Right.LEARN)
    course_id, course = assessment.released(db, release_id)
    lesson = course.lesson(name)
    if lesson is None or actor.person_id is None:
        raise DomainError("not-found")
    return course_id, course, lesson, actor.person_id


def _stand_open(db: Session, person_id: int, course_id: int, now: datetime) -> None:
    if course_id in assessment.shut_by(db, person_id, now=now):
        raise DomainError("lessons-closed")


def _rows(db: Session, person_id: int, course_ids: Iterable[int] | None) -> Sequence[Any]:
    """A person's rows, the lesson seen last first."""
    if course_ids is None:
        return database.rows(db, _ALL_ROWS, person=person_id)
    return database.rows(db, _ROWS, person=person_id, courses=list(course_ids))


def _write(db: Session, person_id: int, course_id: int, lesson: str, now: datetime, **changed: Any) -> None:
    values = {"person_id": person_id, "course_id": course_id, "lesson": lesson, "opened_at": now, **changed}
    db.flush()
    db.connection().execute(_upsert(db.get_bind().dialect.name, *changed), values)


@cache
def _upsert(dialect: str, *changed: str) -> Any:
    """Return how a row is written: made once, since making it costs more than writing."""
    made = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(LessonProgress)
    new = {name: made.excluded[name] for name in changed}
    return made.on_conflict_do_update(index_elements=["person_id", "course_id", "lesson"], set_=new)


_READ = ("course_id", "lesson", "seen_at", "finished_at", "heading")
_ALL_ROWS = (
    select(*(col(getattr(LessonProgress, name)) for name in _READ))
    .where(col(LessonProgress.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))))
    .order_by(col(LessonProgress.seen_at).desc(), col(LessonProgress.id).desc())
)
_ROWS = _ALL_ROWS.where(col(LessonProgress.course_id).in_(bindparam("courses", expanding=True)))
