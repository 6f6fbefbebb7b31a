"""What attempts came to: marking one as a whole, its result, and what several attempts come to together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models import database, organisation
from models.assessment import versions
from models.assessment.places import read
from models.assessment.states import counted
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Regraded
from models.courses import Course, Judged, Keep, Mark, Mode, Quiz, Translated
from models.courses.tables import Release

_FLOAT = 1e-9  # a mean of floats that comes to 70 may be stored as 69.99999999999999
_READ = (
    "id",
    "key",
    "person_id",
    "course_id",
    "quiz",
    "number",
    "release_id",
    "started_at",
    "submitted_at",
    "marks",
    "max_marks",
    "passed",
)  # not the vector: answers are many bytes that nobody reads here
STANDS: Any = (col(Regraded.attempt_id) == col(Attempt.id)) & col(Regraded.voided_at).is_(None)
_ANEW = ("id", "marks", "max_marks", "passed", "kept", "recorded_at")
ATTEMPT = (  # with its release, and what it was marked anew: for `read_result`
    select(
        *(getattr(Attempt, name) for name in _READ),
        col(Release.hash).label("release_hash"),
        *(col(getattr(Regraded, name)).label(f"anew_{name}") for name in _ANEW),
    )
    .select_from(Attempt)
    .join(Regraded, STANDS, isouter=True)
    .join(Release, col(Release.id) == col(Attempt.release_id))
)
_EVERY = ATTEMPT.where(col(Attempt.state) == AttemptState.SUBMITTED).order_by(
    col(Attempt.submitted_at), col(Attempt.id)
)
_MARKED = update(AttemptItem).where(
    col(AttemptItem.attempt_id) == bindparam("of", type_=Integer),
    col(AttemptItem.place) == bindparam("at", type_=Integer),
)
_CLOSED = update(Attempt).where(col(Attempt.id) == bindparam("of", type_=Integer))
_REGRADED = select_rows(Regraded).where(Regraded.attempt_id == bindparam("attempt"), col(Regraded.voided_at).is_(None))
_STANDS_ANEW: Any = select(*(col(getattr(Regraded, name)) for name in _ANEW[1:])).where(
    col(Regraded.attempt_id) == bindparam("attempt", type_=Integer), col(Regraded.voided_at).is_(None)
)
_THESE = _EVERY.where(col(Attempt.id).in_(bindparam("attempts", expanding=True)))
_ALL_SUBMITTED = _EVERY.where(col(Attempt.person_id).in_(organisation.records_of(bindparam("person", type_=Integer))))
_SUBMITTED = _ALL_SUBMITTED.where(col(Attempt.course_id) == bindparam("course", type_=Integer))


@dataclass(frozen=True)
class First:
    """What an attempt came to when it was handed in, before it was marked anew at ``at``."""

    marks: float
    max_marks: float
    percent: float
    passed: bool
    at: datetime


@dataclass(frozen=True)
class Result:
    """A submitted attempt: ``percent`` of its marks (0 to 100), and whether that reached the pass mark.

    ``passed`` None: a person has still to judge some of it; marks are those of the rest, of all that can be earned.

    Course (its slug), edition, titles and pass mark are those of the release that it was made on. Marks are those of
    now; ``first`` are those before it was marked anew, None where that moved nothing. ``kept``: it is passed although
    its marks do not reach the pass mark any more, until an office decides or because one did.
    """

    key: str
    attempt_id: int
    person_id: int
    course_id: int
    course: str
    course_title: Translated
    edition: int
    release_id: int
    quiz: str
    title: Translated
    mode: Mode
    number: int
    started_at: datetime
    submitted_at: datetime
    marks: float
    max_marks: float
    percent: float
    pass_mark: int
    passed: bool | None
    first: First | None = None
    kept: bool = False

    @property
    def waits(self) -> bool:
        """Whether a person has still to judge some of it."""
        return self.passed is None


@dataclass(frozen=True)
class Standing:
    """What a person's attempts at a quiz come to: the percentage that counts, and whether it is passed.

    ``passed_by`` is the attempt with which the quiz was passed last.
    """

    percent: float
    passed: bool
    passed_by: Result | None


class Handed(NamedTuple):
    """An attempt that was handed in a moment ago: see `Attempt`."""

    id: int
    key: str
    person_id: int
    course_id: int
    quiz: str
    number: int
    release_id: int
    started_at: datetime
    submitted_at: datetime
    marks: float
    max_marks: float
    passed: bool | None
    vector: list[Any]


def close(db: Session, attempt: Any, quiz: Quiz, *, at: datetime) -> Handed:
    """Mark every item of an open attempt (whose row is locked) and store the result, as of ``at``."""
    places = read(db, attempt.id)
    answered = [(item.place, one) for item, one in places if one and (one.changes or one.answer is not None)]
    given_at = [(one.answered_at, place) for place, one in answered]
    seconds = seconds_each(attempt.started_at, given_at)
    earned, most = Fraction(0), Fraction(0)
    vector: list[Any] = []
    marked = []
    for item, response in places:
        question = versions.question(db, item.question_hash)
        given = counted(response)
        mark = question.mark(given)
        weight, worth = _weight(question.marks), earned_by(mark, question.marks)
        marked.append({"at": item.place, "waits": mark.waits, "marks": None if mark.waits else float(worth)})
        earned, most = earned + worth, most + weight
        said = None if isinstance(question, Judged) else given  # what people write is long, and nothing to count
        line: list[Any] = [item.question_hash, said, float(worth), seconds.get(item.place)]
        if quiz.confidence:
            line.append(None if response is None or given is None else response.confidence)
        vector.append(line)
    passed = None if any(one["waits"] for one in marked) else 100 * earned >= quiz.pass_mark * most
    stored: dict[str, Any] = {
        "submitted_at": at,
        "marks": float(earned),
        "max_marks": float(most),
        "passed": passed,
        "vector": vector,
    }
    db.connection().execute(_MARKED, [{"of": attempt.id, **one} for one in marked])
    db.connection().execute(_CLOSED, {"of": attempt.id, "state": AttemptState.SUBMITTED, **stored})
    return Handed(*(getattr(attempt, name) for name in _READ[:8]), **stored)


def earned_by(mark: Mark, marks: Decimal) -> Fraction:
    """Return what of so many marks an answer earned, exactly. Most earn all of them or none."""
    return _weight(marks) if mark.right else _weight(marks) * mark.fraction if mark.fraction else Fraction(0)


@lru_cache(maxsize=64)
def _weight(marks: Decimal) -> Fraction:
    return Fraction(marks)


def seconds_each(started_at: datetime, answered: Sequence[tuple[datetime, int]]) -> dict[int, int]:
    """Return whole seconds by place: from the answer before (or the start) to this place's last answer."""
    spent, before = {}, started_at
    for at, place in sorted(answered):
        spent[place] = max(0, int((at - before).total_seconds()))
        before = at
    return spent


@dataclass(frozen=True)
class _Anew:
    """What `results` reads of a `Regraded`."""

    marks: float
    max_marks: float
    passed: bool
    kept: bool
    recorded_at: datetime


def regraded(db: Session, attempt_id: int | None) -> Regraded | None:
    """Return what an attempt comes to beside its first result, None where that one stands."""
    return db.exec(_REGRADED, params={"attempt": attempt_id}).first()


def anew_of(db: Session, attempt_id: int | None) -> _Anew | None:
    """Return what `regraded` does, to be shown and not to be changed."""
    found = database.rows(db, _STANDS_ANEW, attempt=attempt_id)
    return _Anew(*found[0]) if found else None


def result_at(db: Session, attempt_id: int) -> Result:
    """Return the result of a submitted attempt; the caller has asked who may see it."""
    attempt = db.get_one(Attempt, attempt_id)
    return result_of(attempt, versions.released(db, attempt.release_id)[1], anew_of(db, attempt_id))


def result_of(attempt: Any, course: Course, anew: Regraded | _Anew | None) -> Result:
    """Return the result of a submitted attempt (a row, or what `results` reads of one): as marked anew, or first."""
    assert attempt.id is not None
    assert attempt.submitted_at is not None
    quiz = course.quiz(attempt.quiz)
    assert quiz is not None
    marks, most, passed = attempt.marks or 0.0, attempt.max_marks or 0.0, attempt.passed
    first = None
    if anew is not None:
        if (marks, most, passed, False) != (anew.marks, anew.max_marks, anew.passed, anew.kept):
            first = First(marks, most, percent_of(marks, most), bool(passed), anew.recorded_at)
        marks, most, passed = anew.marks, anew.max_marks, anew.passed
    return Result(
        key=attempt.key,
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        course_id=attempt.course_id,
        course=course.slug,
        course_title=course.title,
        edition=course.edition,
        release_id=attempt.release_id,
        quiz=attempt.quiz,
        title=quiz.title,
        mode=quiz.mode,
        number=attempt.number,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        marks=marks,
        max_marks=most,
        percent=percent_of(marks, most),
        pass_mark=quiz.pass_mark,
        passed=passed,
        first=first,
        kept=anew is not None and anew.kept,
    )


def percent_of(marks: float, most: float) -> float:
    """Return marks as a share of the most, 0 to 100."""
    return round(100 * marks / most, 4) if most else 0.0


def results(db: Session, person_id: int, course_id: int | None = None) -> tuple[Result, ...]:
    """Return a person's submitted attempts (of one course, or all), the oldest first, each by the rules of its day.

    Those of records joined to theirs are among them.
    """
    if course_id is None:
        attempts = database.rows(db, _ALL_SUBMITTED, person=person_id)
    else:
        attempts = database.rows(db, _SUBMITTED, person=person_id, course=course_id)
    return tuple(read_result(db, one) for one in attempts)


def results_of(db: Session, attempts: Collection[int]) -> dict[int, Result]:
    """Return the results of submitted attempts by their ids; the caller has asked who may see them."""
    return {one.id: read_result(db, one) for one in database.rows(db, _THESE, attempts=list(attempts))}


def read_result(db: Session, one: Any) -> Result:
    """Return the result of a submitted attempt that `ATTEMPT` has read."""
    return result_of(one, versions.course(db, one.release_id, one.release_hash), _anew(one))


def _anew(one: Any) -> _Anew | None:
    if one.anew_id is None:
        return None
    return _Anew(one.anew_marks, one.anew_max_marks, one.anew_passed, one.anew_kept, one.anew_recorded_at)


def standing(tries: Sequence[Result], keep: Keep) -> Standing:
    """Return what attempts at one quiz, the oldest first, come to.

    The percentage is the highest, the last or the mean, as the quiz says; `passed_by` says when it is passed. An
    attempt that waits to be judged does not count until it is.
    """
    tries = [one for one in tries if not one.waits]
    percents = [one.percent for one in tries]
    if not percents:
        return Standing(0.0, False, None)
    place = passed_by([as_it_counts(one) for one in tries], keep)
    percent = {Keep.HIGHEST: max(percents), Keep.LAST: percents[-1], Keep.AVERAGE: sum(percents) / len(percents)}[keep]
    return Standing(percent, place is not None, None if place is None else tries[place])


Counted = tuple[float, float, int, bool, bool]


def passed_by(tries: Sequence[Counted], keep: Keep) -> int | None:
    """Return the place of the attempt by which a quiz is passed after all these, None where it is not. Pure.

    It is the newest with which it was passed: a pass once earned is not lost by a worse try. But where the last
    attempt counts, it is that one or none.
    """
    passing = passed_with(tries, keep)
    places = [place for place, passed in enumerate(passing) if passed]
    if not places or (keep is Keep.LAST and not passing[-1]):
        return None
    return places[-1]


def passed_with(tries: Sequence[Counted], keep: Keep) -> list[bool]:
    """Return with which attempts at one quiz, the oldest first, it was passed when each was handed in. Pure.

    Each as (marks, the most of them, pass mark, passed by itself, pass kept in spite of its marks). Where the mean
    counts, it is that of the attempts up to this one: of what they earned, not of percentages that were rounded, or
    three attempts of 19, 22 and 22 marks of 30 would come to less than 70 %.
    """
    found, total = [], 0.0
    for count, (marks, most, pass_mark, passed, kept) in enumerate(tries, start=1):
        total += 100 * marks / most if most else 0.0
        found.append(kept or (total / count >= pass_mark - _FLOAT if keep is Keep.AVERAGE else passed))
    return found


def as_it_counts(one: Result) -> Counted:
    """Return an attempt as `passed_with` takes it, by the marks of now."""
    return one.marks, one.max_marks, one.pass_mark, bool(one.passed), one.kept


def as_it_was(one: Result) -> Counted:
    """Return an attempt as `passed_with` takes it, by the marks that it was handed in with."""
    if one.first is None:
        return as_it_counts(one)
    return one.first.marks, one.first.max_marks, one.pass_mark, one.first.passed, False
