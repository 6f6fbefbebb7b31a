"""When a course is complete, until when that counts, and the writing of it.

The rules:
- All that ``completion`` in course.yaml names must hold for one edition: its lessons finished and its quiz passed. With
  ``test_out`` a pass is enough; such a completion says "tested-out" while lessons are unfinished.
- It is achieved on the Hanoi day on which the last of these came about, and counts for ``valid_for`` by the calendar:
  12 months from 31 January end on 31 January, one month from it on the last day of February. ``valid_until`` is that
  day, the first on which it no longer counts.
- An attempt gives one completion at most, and a day one at most for an edition. A pass on a later day adds another
  (a renewal); nothing is taken away by it, so validity is never shortened.
- Where the last attempt counts (``keep: last``), a worse one takes an earlier pass away, so that lessons finished after
  it complete nothing; a completion that the pass had brought by then stands, as everything that was achieved does.
- A course without a quiz is renewed by finishing its lessons again after the completion before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models import assessment, audit, changes, courses, database, notices, organisation, text
from models.learning.certificates import issue
from models.learning.tables import Completion, LessonProgress, Source
from models.rights import Actor


@dataclass(frozen=True)
class Achieved:
    """A completion: ``valid_until`` is the first day on which it no longer counts, None: for ever."""

    id: int
    course_id: int
    edition: int
    achieved_on: date
    valid_until: date | None
    source: Source
    attempt_id: int | None
    recorded_at: datetime
    restores_id: int | None = None

    def is_valid(self, now: datetime) -> bool:
        """Return whether it counts on Hanoi's day of ``now``."""
        today = text.local_day(now)
        return self.achieved_on <= today and (self.valid_until is None or today < self.valid_until)


@dataclass(frozen=True)
class Earned:
    """What a person has done for an edition of a course: when it came about, how, and by which attempt."""

    at: datetime
    source: Source
    attempt_id: int | None


def earned(
    course: courses.Course,
    finished: dict[str, datetime],
    tries: Sequence[assessment.Result],
    before: datetime | None = None,
) -> Earned | None:
    """Return what completes the course, None while something is missing. Pure.

    ``finished``: when each lesson (by its name of today) was finished; ``tries``: submitted attempts at any quiz of
    the course, the oldest first; ``before``: when the last completion was recorded.
    """
    wanted = _wanted(course)
    quiz = course.quiz(course.completion.quiz) if course.completion.quiz else None
    moments = [finished[name] for name in wanted if name in finished]
    all_read = len(moments) == len(wanted)
    if quiz is not None:
        passed = passed_quiz(course, quiz, tries)
        if passed is None or not (all_read or course.test_out):
            return None
        if not all_read:
            return Earned(passed.submitted_at, _source(passed, Source.TESTED_OUT), passed.attempt_id)
        return Earned(max([passed.submitted_at, *moments]), _source(passed, Source.EARNED), passed.attempt_id)
    if not wanted or not all_read or (before is not None and min(moments) <= before):
        return None
    return Earned(max(moments), Source.EARNED, None)


def _source(passed: assessment.Result, otherwise: Source) -> Source:
    """A pass that counts by an office's decision, not by its marks, brings a completion that says so."""
    return Source.RECOGNISED if passed.kept else otherwise


def passed_quiz(
    course: courses.Course, quiz: courses.Quiz, tries: Sequence[assessment.Result]
) -> assessment.Result | None:
    """Return the attempt with which this quiz of this edition was passed last, None when it is not passed."""
    named = (quiz.name, *quiz.formerly)
    return assessment.standing(
        [one for one in tries if one.quiz in named and one.edition == course.edition], quiz.keep
    ).passed_by


def complete(
    db: Session, actor: Actor, person_id: int, course_id: int, course: courses.Course, *, now: datetime
) -> Achieved | None:
    """Write the completion of a course if all that it asks has come about and is not yet recorded; return it.

    Its certificate and the notice of it are written with it.

    The caller holds `assessment.one_at_a_time`, so that a last lesson and a last quiz never pass each other.
    """
    finished = finished_lessons(db, person_id, course_id, course)
    if not (course.test_out and course.completion.quiz) and not finished.keys() >= set(_wanted(course)):
        return None  # whatever else there is: most lessons that somebody finishes are not the last one
    rows = database.rows(db, _ALL_OF_COURSE, person=person_id, course=course_id)
    standing = [row for row in rows if row.voided_at is None]
    done = earned(
        course,
        finished,
        assessment.results(db, person_id, course_id),
        max((row.recorded_at for row in standing), default=None),
    )
    if done is None or (done.attempt_id is not None and any(row.attempt_id == done.attempt_id for row in rows)):
        return None
    day = text.local_day(done.at)
    if any(row.achieved_on == day and row.edition >= course.edition for row in standing):
        return None
    return write(db, actor, person_id, course_id, course, done, now=now)


def write(
    db: Session, actor: Actor, person_id: int, course_id: int, course: courses.Course, done: Earned, *, now: datetime
) -> Achieved:
    """Write a completion with its certificate and the notice of it; the caller has made sure that it is a new one."""
    day = text.local_day(done.at)
    completion = Completion(
        person_id=person_id,
        course_id=course_id,
        edition=course.edition,
        achieved_on=day,
        valid_until=None if course.valid_for is None else course.valid_for.after(day),
        source=done.source,
        attempt_id=done.attempt_id,
        recorded_at=now,
    )
    db.add(completion)
    db.flush()
    audit.record(
        db,
        actor,
        "learning.complete",
        "completion",
        completion.id,
        now=now,
        course_id=course_id,
        edition=course.edition,
        source=done.source.value,
    )
    changes.note(db, changes.Kind.PERSON, person_id, now=now)
    assert completion.id is not None
    key = issue(db, completion.id, now=now)
    link, once = f"/certificate?certificate={key}", str(completion.id)
    notices.tell(db, person_id, "completed", now=now, link=link, once=once, course=course.title.in_each())
    db.flush()
    return _achieved(completion)


def achieved(db: Session, person_id: int, course_id: int | None = None) -> tuple[Achieved, ...]:
    """Return a person's completions that stand (of one course, or all), the oldest first.

    Those of records joined to theirs are among them.
    """
    if course_id is None:
        return tuple(Achieved(*row) for row in database.rows(db, _ALL_STANDING, person=person_id))
    return tuple(Achieved(*row) for row in database.rows(db, _STANDING, person=person_id, course=course_id))


def last_of(db: Session, person_id: int, course_id: int) -> Achieved | None:
    """Return a person's newest completion of a course."""
    found = achieved(db, person_id, course_id)
    return max(found, key=lambda one: one.recorded_at, default=None)


def finished_lessons(db: Session, person_id: int, course_id: int, course: courses.Course) -> dict[str, datetime]:
    """Return when each lesson was finished, by its name of today."""
    return by_lesson(course, database.rows(db, _FINISHED, person=person_id, course=course_id))


def by_lesson(course: courses.Course, rows: Iterable[tuple[str, datetime | None]]) -> dict[str, datetime]:
    """Return when each lesson was finished last, by its name of today, from rows with the name that it had. Pure."""
    found: dict[str, datetime] = {}
    for name, at in rows:
        lesson = course.lesson(name)
        if lesson is not None and at is not None:
            found[lesson.name] = max(at, found.get(lesson.name, at))
    return found


def _wanted(course: courses.Course) -> list[str]:
    """The lessons that completion asks for, as they are called today; a name that is gone can never be finished."""
    names = course.completion.lessons
    if names is None:
        return [lesson.name for lesson in course.lessons]
    return [lesson.name if (lesson := course.lesson(name)) is not None else name for name in names]


def _achieved(row: Completion) -> Achieved:
    assert row.id is not None
    return Achieved(
        id=row.id,
        course_id=row.course_id,
        edition=row.edition,
        achieved_on=row.achieved_on,
        valid_until=row.valid_until,
        source=row.source,
        attempt_id=row.attempt_id,
        recorded_at=row.recorded_at,
        restores_id=row.restores_id,
    )


# + 0: SQLite would look at all who completed the course, a whole city, rather than at what one person has completed
_OF_COURSE = col(Completion.course_id) + 0 == bindparam("course", type_=Integer)
_ALL_OF_COURSE: Any = columns(
    *(col(getattr(Completion, name)) for name in ("edition", "achieved_on", "attempt_id", "recorded_at", "voided_at"))
).where(col(Completion.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))), _OF_COURSE)
_ALL_STANDING = (
    columns(*(col(getattr(Completion, one.name)) for one in fields(Achieved)))
    .where(
        col(Completion.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))),
        col(Completion.voided_at).is_(None),
    )
    .order_by(col(Completion.achieved_on), col(Completion.id))
)
_STANDING = _ALL_STANDING.where(_OF_COURSE)
_FINISHED: Any = columns(col(LessonProgress.lesson), col(LessonProgress.finished_at)).where(
    col(LessonProgress.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))),
    col(LessonProgress.course_id) == bindparam("course", type_=Integer),
    col(LessonProgress.finished_at).is_not(None),
)
