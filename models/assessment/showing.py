"""What a learner gets to see: questions without their keys while they answer, and everything when the rules allow it.

`AskedQuestion` has no field for a key, a feedback or an explanation, so a page that is given one cannot show them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models.assessment import versions
from models.assessment.drawing import option_order
from models.assessment.handed import HandedFile, files_of
from models.assessment.judging import markings_of
from models.assessment.owning import is_own
from models.assessment.results import Result, regraded, result_of
from models.assessment.rulings import Anew, Ruling, carried, ruled_of
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Marking, Response, Treatment
from models.courses import (
    Answer,
    Asked,
    Course,
    Feedback,
    Judged,
    Mark,
    Mode,
    Piece,
    Question,
    Quiz,
    Rubric,
    Scenario,
    Translated,
)
from models.rights import Actor, DomainError, Right, check


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is asked, without its key. ``type`` is the name of its type's folder.

    ``groups``: its pieces by the group's name, in the attempt's order. ``body``: Markdown that belongs to the answer.
    ``settings`` and ``words`` are for the type's widget; ``at_once``: one click is the whole answer. ``answer`` is
    what is saved so far, as `answer` takes it. ``scenario``: the text that it is about with others. ``rubric``: by what
    a person will judge it, None where nobody does; ``files`` belong to the answer.
    """

    place: int
    question_id: str
    type: str
    stem: Translated
    asked_by: Asked
    at_once: bool
    scenario: Scenario | None
    groups: Mapping[str, tuple[Piece, ...]]
    body: Translated | None
    settings: Mapping[str, Any]
    words: Mapping[str, str]
    marks: Decimal
    hint: Translated | None
    answer: Answer = None
    answered_at: datetime | None = None
    rubric: Rubric | None = None
    takes_files: bool = False
    files: tuple[HandedFile, ...] = ()

    @property
    def options(self) -> tuple[Piece, ...]:
        """The options of a choice; none where there is nothing to choose."""
        return self.groups.get("options", ())


@dataclass(frozen=True)
class AttemptView:
    """An attempt as its person sees it at any time. Media in texts are those of ``release_id``."""

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
    questions: tuple[AskedQuestion, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(question.answer is not None for question in self.questions)

    def seconds_left(self, now: datetime) -> int | None:
        """Return the whole seconds until the time is over, not below 0; None without a limit."""
        return None if self.closes_at is None else max(0, int((self.closes_at - now).total_seconds()))


@dataclass(frozen=True)
class LessonLink:
    """Where to read again: a lesson, and perhaps the heading's anchor in it."""

    lesson: str
    title: Translated
    anchor: str | None


@dataclass(frozen=True)
class QuestionFeedback:
    """What an answer was worth and why.

    ``judged_at``: when the person who judged it last did so; ``changed_because``: why, where it was judged before.
    """

    mark: Mark
    explanation: Translated | None
    lesson: LessonLink | None
    judged_at: datetime | None = None
    changed_because: str = ""

    @property
    def right(self) -> bool:
        """Whether the answer earned all marks."""
        return self.mark.right

    @property
    def fraction(self) -> float:
        """The share of the marks that the answer earned, 0 to 1."""
        return float(self.mark.fraction)


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
    """A submitted attempt. ``questions`` is empty where the quiz's ``feedback`` rule shows the result only."""

    view: AttemptView
    result: Result
    questions: tuple[ReviewedQuestion, ...]


@dataclass(frozen=True)
class _Loaded:
    attempt: Attempt
    course: Course
    quiz: Quiz
    items: tuple[tuple[AttemptItem, Response | None, Question], ...]
    beside: "_Beside"


@dataclass(frozen=True)
class _Beside:
    """What an attempt has beside its answers: files and finished markings, by place."""

    files: Mapping[int, tuple[HandedFile, ...]]
    markings: Mapping[int, tuple[Marking, ...]]
    ruled: Mapping[str, tuple[Ruling, Question | None]]

    @classmethod
    def of(cls, db: Session, attempt_id: int | None, questions: Iterable[Question]) -> "_Beside":
        """Read it, where the questions are such that there can be any."""
        asked = list(questions)
        judged = attempt_id is not None and any(isinstance(question, Judged) for question in asked)
        takes = judged and any(question.takes_files for question in asked)
        return cls(
            files_of(db, attempt_id or 0) if takes else {},
            markings_of(db, attempt_id or 0) if judged else {},
            ruled_of(db, attempt_id),
        )


def view(db: Session, actor: Actor, key: str) -> AttemptView:
    """Return the actor's attempt, open or submitted, without any key. Raises `DomainError` 'not-found'."""
    return _view(_load(db, actor, key))


def review(db: Session, actor: Actor, key: str) -> Review:
    """Return the actor's submitted attempt with what its quiz lets them see.

    Feedback at-once and after-submission shows everything; never and after-closing show the result only (a quiz has
    no closing date yet). Raises `DomainError` 'not-found', 'attempt-open'.
    """
    loaded = _load(db, actor, key)
    if loaded.attempt.state is AttemptState.OPEN:
        raise DomainError("attempt-open")
    shown = loaded.quiz.feedback in (Feedback.AT_ONCE, Feedback.AFTER_SUBMISSION)
    reviewed = tuple(_reviewed(loaded.course, *item, loaded.beside) for item in loaded.items) if shown else ()
    return Review(_view(loaded), result_of(loaded.attempt, loaded.course, regraded(db, loaded.attempt.id)), reviewed)


def check_now(db: Session, actor: Actor, key: str, place: int) -> ReviewedQuestion:
    """Return the feedback on one saved answer of a practice quiz that gives it at once; nothing is stored.

    Raises `DomainError` 'not-found' (also a place without a question), 'feedback-later' (the quiz says so),
    'answer-missing'.
    """
    loaded = _load(db, actor, key)
    if loaded.quiz.mode is not Mode.PRACTICE or loaded.quiz.feedback is not Feedback.AT_ONCE:
        raise DomainError("feedback-later")
    for item, response, question in loaded.items:
        if item.place == place:
            if response is None or response.answer is None:
                raise DomainError("answer-missing")
            return _reviewed(loaded.course, item, response, question, loaded.beside)
    raise DomainError("not-found")


def reviewed_at(db: Session, attempt_id: int, place: int) -> tuple[Course, ReviewedQuestion]:
    """Return one question of a submitted attempt as it was asked and answered, with the course as it was then.

    For an objection to its mark: the caller has asked who may see it. Raises `DomainError` 'not-found'.
    """
    row = db.exec(
        select(Attempt.release_id, AttemptItem, Response)
        .join(AttemptItem, col(AttemptItem.attempt_id) == col(Attempt.id))
        .join(
            Response,
            (col(Response.attempt_id) == AttemptItem.attempt_id) & (col(Response.place) == AttemptItem.place),
            isouter=True,
        )
        .where(Attempt.id == attempt_id, Attempt.state == AttemptState.SUBMITTED, AttemptItem.place == place)
    ).first()
    if row is None:
        raise DomainError("not-found")
    release_id, item, response = row
    course = versions.released(db, release_id)[1]
    question = versions.question(db, item.question_hash)
    return course, _reviewed(course, item, response, question, _Beside.of(db, attempt_id, [question]))


def reviewed_item(db: Session, item: AttemptItem, course: Course) -> ReviewedQuestion:
    """Return one question of an attempt as it was asked and answered; the caller has asked who may see it."""
    question = versions.question(db, item.question_hash)
    response = db.get(Response, (item.attempt_id, item.place))
    return _reviewed(course, item, response, question, _Beside.of(db, item.attempt_id, [question]))


def hash_of(db: Session, attempt_id: int, place: int) -> str | None:
    """Return the version (its hash) of the question that an attempt asked at a place."""
    item = db.get(AttemptItem, (attempt_id, place))
    return None if item is None else item.question_hash


def check_inline(course: Course, question: Question, given: Any) -> QuestionFeedback:
    """Return the feedback on an answer to a check in a lesson's text; nothing is stored.

    Raises `DomainError` 'answer-missing', so that no key is shown for nothing, and 'answer-invalid'.
    """
    made = feedback_on(course, question, given)
    if not made.mark.answered:
        raise DomainError("answer-missing")
    return made


def ask(question: Question, *, seed: int, place: int = 1) -> AskedQuestion:
    """Return a question as it is asked, its options in the seed's order (a check in a lesson, a preview)."""
    return _asked(question, place, option_order(question, seed), None)


def feedback_on(course: Course, question: Question, given: Any) -> QuestionFeedback:
    """Return what an answer is worth and why, with the lesson to read again."""
    return QuestionFeedback(question.mark(given), question.explanation, _lesson_link(course, question))


def _lesson_link(course: Course, question: Question) -> LessonLink | None:
    """The lesson that the question names, otherwise the first that serves its outcome."""
    name, _, anchor = (question.lesson or "").partition("#")
    lesson = course.lesson(name) if name else None
    if lesson is None and question.outcome is not None:
        anchor = ""
        lesson = next((one for one in course.lessons if question.outcome in one.outcomes), None)
    return None if lesson is None else LessonLink(lesson.name, lesson.title, anchor or None)


def _load(db: Session, actor: Actor, key: str) -> _Loaded:
    check(actor, Right.LEARN)
    attempt = db.exec(select(Attempt).where(Attempt.key == versions.clean_key(key))).first()
    if attempt is None or not is_own(db, actor, attempt):
        raise DomainError("not-found")
    course = versions.released(db, attempt.release_id)[1]
    quiz = course.quiz(attempt.quiz)
    assert quiz is not None
    rows = db.exec(
        select(AttemptItem, Response)
        .join(
            Response,
            (col(Response.attempt_id) == AttemptItem.attempt_id) & (col(Response.place) == AttemptItem.place),
            isouter=True,
        )
        .where(AttemptItem.attempt_id == attempt.id)
        .order_by(col(AttemptItem.place))
    ).all()
    items = tuple((item, response, versions.question(db, item.question_hash)) for item, response in rows)
    beside = _Beside.of(db, attempt.id, [question for _, _, question in items])
    return _Loaded(attempt, course, quiz, items, beside)


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
        questions=tuple(
            _asked(question, item.place, tuple(item.option_order), response, loaded.beside.files.get(item.place, ()))
            for item, response, question in loaded.items
        ),
    )


def _asked(
    question: Question,
    place: int,
    order: tuple[str, ...],
    response: Response | None,
    files: tuple[HandedFile, ...] = (),
) -> AskedQuestion:
    groups, begin = {}, 0
    for name, pieces in question.groups():
        by_id = {piece.id: piece for piece in pieces}
        groups[name] = tuple(
            Piece(id=one, text=by_id[one].text) for one in order[begin : begin + len(pieces)]
        )  # a piece alone: nothing of the key comes along
        begin += len(pieces)
    return AskedQuestion(
        place=place,
        question_id=question.id,
        type=question.type,
        stem=question.stem,
        asked_by=question.asked_by,
        at_once=question.at_once,
        scenario=question.scenario,
        groups=groups,
        body=question.body(),
        settings=question.settings(),
        words=question.words(),
        marks=question.marks,
        hint=question.hint,
        answer=None if response is None else response.answer,
        answered_at=None if response is None else response.answered_at,
        rubric=question.rubric if isinstance(question, Judged) else None,
        takes_files=question.takes_files,
        files=files,
    )


def _reviewed(
    course: Course, item: AttemptItem, response: Response | None, question: Question, beside: _Beside
) -> ReviewedQuestion:
    asked = _asked(question, item.place, tuple(item.option_order), response, beside.files.get(item.place, ()))
    feedback = feedback_on(course, question, asked.answer)
    if isinstance(question, Judged) and (said := beside.markings.get(item.place, ())):
        last = said[-1]
        feedback = replace(
            feedback,
            mark=question.judged(last.levels, last.comments, last.comment),
            judged_at=last.finished_at,
            changed_because=last.reason,
        )
    weight = float(question.marks)
    if item.question_hash not in beside.ruled:
        return ReviewedQuestion(asked, feedback, float(feedback.fraction * weight), weight)
    ruling, by = beside.ruled[item.question_hash]
    first = float(feedback.fraction * weight) if item.marks is None else item.marks
    anew = Anew(ruling.treatment, ruling.why, ruling.at, first)
    if by is None:
        counts = 0.0 if ruling.treatment is Treatment.DROPPED else weight
        return ReviewedQuestion(asked, feedback, counts, counts, anew)
    told, weight = feedback_on(course, by, carried(by, asked.answer)), float(by.marks)
    return ReviewedQuestion(asked, told, float(told.fraction * weight), weight, anew)
