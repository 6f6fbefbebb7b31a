"""One question as it is asked, without its key, and what an answer to it was worth and why.

`AskedQuestion` has no field for a key, a feedback or an explanation, so a page that is given one cannot show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from models import text
from models.assessment.drawing import option_order
from models.assessment.handed import HandedFile
from models.assessment.places import AnyGiven
from models.courses import Answer, Course, Judged, Mark, Piece, Printed, Question, Rubric, Scenario, Translated
from models.rights import DomainError
from models.same import Same


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is asked, without its key. ``type`` is the name of its type's folder.

    ``groups``: its pieces by the group's name, in the attempt's order, ``printed``: how they stand on paper, ``lines``
    to write on where there are none. ``body``: Markdown that belongs to the answer, ``read_body``: as it is read alone.
    ``settings`` and ``words`` are for the type's widget; ``at_once``: one click is the whole answer. ``answer`` is
    what is saved so far, as `answer` takes it; ``readable`` is False where it says nothing that could be right.
    ``scenario``: the text that it is about with others. ``rubric``: by what a person will judge it, None where nobody
    does; ``files`` belong to the answer.
    """

    place: int
    question_id: str
    type: str
    stem: Translated
    at_once: bool
    scenario: Scenario | None
    groups: Mapping[str, tuple[Piece, ...]]
    printed: tuple[Printed, ...]
    lines: int
    body: Translated | None
    read_body: Translated | None
    settings: Mapping[str, Any]
    words: Mapping[str, str]
    marks: Decimal
    hint: Translated | None
    answer: Answer = None
    answered_at: datetime | None = None
    readable: bool = True
    rubric: Rubric | None = None
    takes_files: bool = False
    files: tuple[HandedFile, ...] = ()

    @property
    def options(self) -> tuple[Piece, ...]:
        """The options of a choice; none where there is nothing to choose."""
        return self.groups.get("options", ())


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


def ask(question: Question, *, seed: int, place: int = 1) -> AskedQuestion:
    """Return a question as it is asked, its options in the seed's order (a check in a lesson, a preview)."""
    return asked_question(question, place, option_order(question, seed), None)


def check_inline(course: Course, question: Question, given: Any) -> QuestionFeedback:
    """Return the feedback on an answer to a check in a lesson's text; nothing is stored.

    Raises `DomainError` 'answer-missing', so that no key is shown for nothing, and 'answer-invalid'.
    """
    made = feedback_on(course, question, given)
    if not made.mark.answered:
        raise DomainError("answer-missing")
    return made


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


def asked_question(
    question: Question,
    place: int,
    order: tuple[str, ...],
    response: AnyGiven | None,
    files: tuple[HandedFile, ...] = (),
) -> AskedQuestion:
    """Return a question as it is asked at a place, its pieces in this order, with what is answered so far."""
    unasked = _unasked(Same(question), text.language())
    groups, begin = {}, 0
    for name, pieces in unasked.pieces:
        groups[name] = tuple(pieces[one] for one in order[begin : begin + len(pieces)])
        begin += len(pieces)
    return AskedQuestion(
        place=place,
        groups=groups,
        answer=None if response is None else response.answer,
        answered_at=None if response is None else response.answered_at,
        readable=response is None or question.readable(response.answer),
        files=files,
        **unasked.told,
    )


@dataclass(frozen=True)
class _Unasked:
    """What of a question is the same for everybody: its pieces by group and id, and the rest of an `AskedQuestion`."""

    pieces: tuple[tuple[str, Mapping[str, Piece]], ...]
    told: Mapping[str, Any]


@lru_cache(maxsize=4096)
def _unasked(same: Same[Question], _language: str) -> _Unasked:
    """Every click in a quiz asks for all questions of it, of everybody in an order of their own."""
    question = same.it
    return _Unasked(
        # a piece alone: nothing of the key comes along
        tuple(
            (name, {one.id: Piece(id=one.id, text=one.text) for one in pieces}) for name, pieces in question.groups()
        ),
        {
            "question_id": question.id,
            "type": question.type,
            "stem": question.stem,
            "at_once": question.at_once,
            "scenario": question.scenario,
            "printed": question.printed(),
            "lines": question.lines,
            "body": question.body(),
            "read_body": question.read_body(),
            "settings": question.settings(),
            "words": question.words(),
            "marks": question.marks,
            "hint": question.hint,
            "rubric": question.rubric if isinstance(question, Judged) else None,
            "takes_files": question.takes_files,
        },
    )
