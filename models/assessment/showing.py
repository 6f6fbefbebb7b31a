"""What a learner gets to see of an attempt: no key while they answer, and everything when the rules allow it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col

from models import database
from models.assessment import places, versions
from models.assessment.asking import AskedQuestion, QuestionFeedback, asked_question, feedback_on
from models.assessment.handed import HandedFile, files_of
from models.assessment.judging import markings_of
from models.assessment.owning import is_own
from models.assessment.paging import pages
from models.assessment.places import AnyGiven, AnyItem, filled_at
from models.assessment.results import ATTEMPT, Result, earned_by, read_result
from models.assessment.revealing import closing_of, hidden, revealed
from models.assessment.rulings import Anew, Ruling, ruled_of
from models.assessment.states import QuestionState, counted, state_of
from models.assessment.tables import Attempt, AttemptState, Marking, Treatment
from models.courses import (
    Course,
    Feedback,
    Judged,
    Mark,
    Mode,
    Question,
    Quiz,
    Translated,
)
from models.rights import Actor, DomainError, Right, check

_BY_KEY = ATTEMPT.add_columns(*(col(getattr(Attempt, name)) for name in ("state", "closes_at", "given_back"))).where(
    col(Attempt.key) == bindparam("key")
)


@dataclass(frozen=True)
class AttemptView:
    """An attempt as its person sees it at any time. Media in texts are those of ``release_id``.

    ``given_back``: seconds that outages took and that were given back; ``rules``: the quiz as it was at the start;
    ``states``: where each of the ``questions`` stands.
    """

    key: str
    course_id: int
    course: str
    course_title: Translated
    release_id: int
    quiz: str
    title: Translated
    mode: Mode
    feedback: Feedback
    pass_mark: int
    number: int
    state: AttemptState
    started_at: datetime
    closes_at: datetime | None
    given_back: int
    rules: Quiz
    questions: tuple[AskedQuestion, ...]
    states: tuple[QuestionState, ...]

    @property
    def pages(self) -> tuple[tuple[int, ...], ...]:
        """Which places stand on which page; questions about one text stand together where a page has several."""
        alone = self.rules.per_page == 1
        groups = [None if alone or one.scenario is None else one.scenario.id for one in self.questions]
        return pages(groups, self.rules.per_page)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(question.answer is not None for question in self.questions)

    def seconds_left(self, now: datetime) -> int | None:
        """Return the whole seconds until the time is over, not below 0; None without a limit."""
        return None if self.closes_at is None else max(0, int((self.closes_at - now).total_seconds()))


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question as it was asked, with the feedback of now; ``earned`` of ``most`` (0: it was dropped).

    ``anew`` says that it was marked anew. Feedback is then that of the version whose key counts.
    """

    asked: AskedQuestion
    feedback: QuestionFeedback
    earned: float
    most: float
    anew: Anew | None = None


@dataclass(frozen=True)
class Review:
    """A submitted attempt. ``questions`` is empty where the quiz's ``feedback`` rule shows the result only.

    ``shown_after``: the closing moment that they wait for, if they do; ``shut``: they are closed while their person is
    at an exam that closes the course's lessons.
    """

    view: AttemptView
    result: Result
    questions: tuple[ReviewedQuestion, ...]
    shown_after: datetime | None = None
    shut: bool = False


@dataclass(frozen=True)
class _Loaded:
    attempt: Any
    course: Course
    quiz: Quiz
    items: tuple[tuple[AnyItem, AnyGiven | None, Question], ...]
    asked: tuple[AskedQuestion, ...]
    beside: "_Beside"


@dataclass(frozen=True)
class _Beside:
    """What an attempt has beside its answers: files; once handed in, finished markings by place, and rulings."""

    files: Mapping[int, tuple[HandedFile, ...]]
    markings: Mapping[int, tuple[Marking, ...]]
    ruled: Mapping[str, tuple[Ruling, Question | None]]

    @classmethod
    def of(
        cls, db: Session, attempt_id: int | None, questions: Iterable[Question], *, handed_in: bool = True
    ) -> "_Beside":
        """Read it, where the questions are such that there can be any."""
        asked = list(questions)
        judged = attempt_id is not None and any(isinstance(question, Judged) for question in asked)
        takes = judged and any(question.takes_files for question in asked)
        return cls(
            files_of(db, attempt_id or 0) if takes else {},
            markings_of(db, attempt_id or 0) if judged and handed_in else {},
            ruled_of(db, attempt_id) if handed_in else {},
        )


def view(db: Session, actor: Actor, key: str) -> AttemptView:
    """Return the actor's attempt, open or submitted, without any key. Raises `DomainError` 'not-found'."""
    return _view(_load(db, actor, key))


def review(db: Session, actor: Actor, key: str, *, now: datetime | None = None) -> Review:
    """Return the actor's submitted attempt with what its quiz lets them see.

    Feedback at-once and after-submission shows everything; never shows the result only; after-closing shows everything
    once `revealing.revealed` (without ``now``: not yet). Raises `DomainError` 'not-found', 'attempt-open'.
    """
    loaded = _load(db, actor, key)
    if loaded.attempt.state is AttemptState.OPEN:
        raise DomainError("attempt-open")
    shown, later = loaded.quiz.feedback in (Feedback.AT_ONCE, Feedback.AFTER_SUBMISSION), None
    if loaded.quiz.feedback is Feedback.AFTER_CLOSING:
        later = closing_of(db, loaded.attempt, loaded.quiz)
        shown = now is not None and revealed(db, loaded.attempt, loaded.quiz, later, now=now)
    shut = now is not None and hidden(db, loaded.attempt, now=now)
    seen = zip(loaded.asked, loaded.items, strict=True) if shown and not shut else ()
    reviewed = tuple(_reviewed(loaded.course, asked, *item, loaded.beside) for asked, item in seen)
    result = read_result(db, loaded.attempt)
    return Review(_view(loaded), result, reviewed, None if shown else later, shown and shut)


def reviewed_at(db: Session, attempt_id: int, place: int) -> tuple[Course, ReviewedQuestion]:
    """Return one question of a submitted attempt as it was asked and answered, with the course as it was then.

    For an objection to its mark: the caller has asked who may see it. Raises `DomainError` 'not-found'.
    """
    course, there = _handed_in(db, attempt_id), filled_at(db, attempt_id, place)
    if there is None:
        raise DomainError("not-found")
    return course, reviewed_place(db, attempt_id, course, *there)


def paper_at(db: Session, attempt_id: int) -> tuple[Course, tuple[ReviewedQuestion, ...]]:
    """Return every question of a submitted attempt as `reviewed_at` returns one."""
    course = _handed_in(db, attempt_id)
    return course, tuple(reviewed_place(db, attempt_id, course, *there) for there in places.read(db, attempt_id))


def _handed_in(db: Session, attempt_id: int) -> Course:
    """Return the course as it was for a submitted attempt. Raises `DomainError` 'not-found'."""
    attempt = db.get(Attempt, attempt_id)
    if attempt is None or attempt.state is not AttemptState.SUBMITTED:
        raise DomainError("not-found")
    return versions.released(db, attempt.release_id)[1]


def reviewed_place(
    db: Session, attempt_id: int, course: Course, item: AnyItem, response: AnyGiven | None
) -> ReviewedQuestion:
    """Return one question of an attempt as it was asked and answered; the caller has asked who may see it."""
    question = versions.question(db, item.question_hash)
    beside = _Beside.of(db, attempt_id, [question])
    return _reviewed(course, _asked(item, response, question, beside), item, response, question, beside)


def hash_of(db: Session, attempt_id: int, place: int) -> str | None:
    """Return the version (its hash) of the question that an attempt asked at a place."""
    there = filled_at(db, attempt_id, place)
    return None if there is None else there[0].question_hash


def _load(db: Session, actor: Actor, key: str) -> _Loaded:
    check(actor, Right.LEARN)
    found = database.rows(db, _BY_KEY, key=versions.clean_key(key))
    if not found or not is_own(db, actor, found[0]):
        raise DomainError("not-found")
    attempt = found[0]
    course = versions.read_beside(db, attempt.release_id, attempt.course_id, attempt.release_hash)
    quiz = course.quiz(attempt.quiz)
    assert quiz is not None
    rows = places.read(db, attempt.id)
    items = tuple((item, given, versions.question(db, item.question_hash)) for item, given in rows)
    handed_in = attempt.state is not AttemptState.OPEN
    beside = _Beside.of(db, attempt.id, [question for _, _, question in items], handed_in=handed_in)
    return _Loaded(attempt, course, quiz, items, tuple(_asked(*item, beside) for item in items), beside)


def _asked(item: AnyItem, response: AnyGiven | None, question: Question, beside: _Beside) -> AskedQuestion:
    return asked_question(question, item.place, tuple(item.option_order), response, beside.files.get(item.place, ()))


def _view(loaded: _Loaded) -> AttemptView:
    attempt, course, quiz = loaded.attempt, loaded.course, loaded.quiz
    return AttemptView(
        key=attempt.key,
        course_id=attempt.course_id,
        course=course.slug,
        course_title=course.title,
        release_id=attempt.release_id,
        quiz=quiz.name,
        title=quiz.title,
        mode=quiz.mode,
        feedback=quiz.feedback,
        pass_mark=quiz.pass_mark,
        number=attempt.number,
        state=attempt.state,
        started_at=attempt.started_at,
        closes_at=attempt.closes_at,
        given_back=attempt.given_back,
        rules=quiz,
        questions=loaded.asked,
        states=tuple(state_of(item, response) for item, response, _ in loaded.items),
    )


def _reviewed(
    course: Course,
    asked: AskedQuestion,
    item: AnyItem,
    response: AnyGiven | None,
    question: Question,
    beside: _Beside,
) -> ReviewedQuestion:
    if (counts := counted(response)) != asked.answer:
        asked = replace(asked, answer=counts)
    feedback = feedback_on(course, question, asked.answer)
    if isinstance(question, Judged) and (said := beside.markings.get(item.place, ())):
        last = said[-1]
        feedback = replace(
            feedback,
            mark=question.judged(last.levels, last.comments, last.comment),
            judged_at=last.finished_at,
            changed_because=last.reason,
        )
    elif item.marks is not None:
        feedback = replace(feedback, mark=_as_it_was_marked(feedback.mark, item.marks, question))
    weight = float(question.marks)
    if item.question_hash not in beside.ruled:
        return ReviewedQuestion(asked, feedback, float(feedback.fraction * weight), weight)
    ruling, by = beside.ruled[item.question_hash]
    marks = None if isinstance(question, Judged) else item.marks  # of what people judge, the verdict says it
    first = float(feedback.fraction * weight) if marks is None else marks
    anew = Anew(ruling.treatment, ruling.why, ruling.at, first)
    if by is None:
        counts = 0.0 if ruling.treatment is Treatment.DROPPED else weight
        return ReviewedQuestion(asked, feedback, counts, counts, anew)
    told, weight = feedback_on(course, by, by.carried(asked.answer)), float(by.marks)
    return ReviewedQuestion(asked, told, float(told.fraction * weight), weight, anew)


def _as_it_was_marked(mark: Mark, earned: float, question: Question) -> Mark:
    """Return the worth that an answer had when it was handed in: a mended rule of ours moves no mark by the way."""
    if earned == float(earned_by(mark, question.marks)):
        return mark
    worth = Fraction(earned).limit_denominator(1_000_000) / Fraction(question.marks)
    return replace(mark, fraction=worth, right=worth == 1)
