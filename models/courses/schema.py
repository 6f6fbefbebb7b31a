"""What is taught, as frozen typed values: the shapes that every other part of the platform reads.

They are made by the readers of files, or from canonical JSON in the database; a key that this version does not know
is passed over there, so that an older process can serve a newer release.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from models import text
from models.courses.questions.base import Question
from models.courses.questions.kinds import AnyQuestion
from models.courses.values import Duration, Frozen, Translated


class Status(StrEnum):
    """How far a course is: only published ones are offered, a retired one ends its duties."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Mode(StrEnum):
    """Whether a quiz counts."""

    PRACTICE = "practice"
    EXAM = "exam"


class Keep(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "highest"
    LAST = "last"
    AVERAGE = "average"


class Feedback(StrEnum):
    """When a learner sees what was right and why."""

    AT_ONCE = "at-once"
    AFTER_SUBMISSION = "after-submission"
    AFTER_CLOSING = "after-closing"
    NEVER = "never"


class Shuffle(StrEnum):
    """How far the order of an attempt's questions is left to chance: within each line of the draw, or altogether."""

    LINES = "lines"
    ALL = "all"


class Meanwhile(StrEnum):
    """Whether a course's lessons can be read while somebody is at a quiz of it."""

    OPEN = "open"
    CLOSED = "closed"


class Passage(Frozen):
    """A stretch of a lesson's text, Markdown."""

    kind: Literal["text"] = "text"
    markdown: str


class Check(Frozen):
    """A question in the text of a lesson."""

    kind: Literal["question"] = "question"
    question: AnyQuestion


Part = Annotated[Passage | Check, Field(discriminator="kind")]


class Lesson(Frozen):
    """A lesson; its name is its file's. ``parts_en`` is its translation, None where there is none yet."""

    name: str
    title: Translated
    minutes: int | None = None
    outcomes: tuple[str, ...] = ()
    parts: tuple[Part, ...]
    parts_en: tuple[Part, ...] | None = None
    formerly: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Part, ...]:
        """The parts in the current language, Vietnamese where there is no translation."""
        return self.parts_en if self.parts_en is not None and text.language() == "en" else self.parts

    @property
    def blocks(self) -> tuple[str, ...]:
        """The stretches of Markdown, Vietnamese, in order."""
        return tuple(part.markdown for part in self.parts if isinstance(part, Passage))

    @property
    def checks(self) -> tuple[Question, ...]:
        """The questions in the text, in order."""
        return tuple(part.question for part in self.parts if isinstance(part, Check))


class Draw(Frozen):
    """One line of a quiz: named questions, or those that fit; ``take`` None means all of the named ones.

    A scenario is named by its id, fits where all its questions do, and counts as one.
    """

    questions: tuple[str, ...] = ()
    outcome: str | None = None
    difficulty: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    take: int | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether the very questions are named and all are asked."""
        return bool(self.questions) and self.take is None


def _unless(usual: object) -> Any:
    """A key that came later: as long as it says the usual, the canonical form is what it was before there was one."""
    return Field(default=usual, exclude_if=lambda value: value == usual)


class Quiz(Frozen):
    """Which questions, under which rules. ``minutes`` None: no limit of time; ``attempts`` None: as often as wanted.

    ``opens`` and ``closes`` are moments; ``grace``: minutes for which answers are taken after the time is over;
    ``per_page``: questions on one page, None: all. ``lessons``: whether they can be read meanwhile.
    """

    name: str
    title: Translated
    mode: Mode = Mode.EXAM
    minutes: int | None = None
    attempts: int | None = None
    wait: Duration | None = None
    keep: Keep = Keep.HIGHEST
    pass_mark: int = 70
    feedback: Feedback = Feedback.AFTER_SUBMISSION
    draw: tuple[Draw, ...]
    formerly: tuple[str, ...] = ()
    opens: datetime | None = _unless(None)
    closes: datetime | None = _unless(None)
    grace: int = _unless(0)
    shuffle: Shuffle = _unless(Shuffle.LINES)
    per_page: int | None = _unless(1)
    lessons: Meanwhile = _unless(Meanwhile.OPEN)
    confidence: bool = _unless(False)

    @property
    def tells_at_once(self) -> bool:
        """Whether a learner may see what was right while still answering."""
        return self.mode is Mode.PRACTICE and self.feedback is Feedback.AT_ONCE


class Outcome(Frozen):
    """What a learner can do afterwards."""

    id: str
    text: Translated
    competence: str | None = None
    level: int | None = None


class Completion(Frozen):
    """What completes a course, all of it: the named lessons (None: all of them) and a quiz."""

    lessons: tuple[str, ...] | None = None
    quiz: str | None = None


class MediaFile(Frozen):
    """A picture, video or document, by its path from the course folder and the SHA-256 of its bytes."""

    path: str
    hash: str
    size: int


class Course(Frozen):
    """A course, whole. ``slug`` is its folder's name; by ``renew_by`` older editions' completions must be renewed."""

    slug: str
    title: Translated
    summary: Translated | None = None
    status: Status = Status.DRAFT
    edition: int = 1
    renew_by: date | None = None
    serves: tuple[str, ...] = ()
    framework: str | None = None
    audience: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    completion: Completion = Completion()
    test_out: bool = False
    valid_for: Duration | None = None
    hours: Decimal | None = None
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    questions: tuple[AnyQuestion, ...] = ()
    quizzes: tuple[Quiz, ...] = ()
    media: tuple[MediaFile, ...] = ()

    @cached_property
    def _questions(self) -> dict[str, Question]:
        checks = (check for lesson in self.lessons for check in lesson.checks)
        return {question.id: question for question in (*checks, *self.questions)}

    def lesson(self, name: str) -> Lesson | None:
        """Return the lesson of this name, or of this former name."""
        return _named(self.lessons, name)

    def quiz(self, name: str) -> Quiz | None:
        """Return the quiz of this name, or of this former name."""
        return _named(self.quizzes, name)

    def is_practice(self, quiz: Quiz) -> bool:
        """Return whether a quiz is for practice only: neither it nor its pass mark decides anything."""
        return quiz.mode is Mode.PRACTICE and quiz.name != self.completion.quiz

    def question(self, question_id: str) -> Question | None:
        """Return a question of the bank or of a lesson's text."""
        return self._questions.get(question_id)

    def outcome(self, outcome_id: str) -> Outcome | None:
        """Return an outcome."""
        return next((outcome for outcome in self.outcomes if outcome.id == outcome_id), None)

    @property
    def minutes(self) -> int:
        """How long the lessons take together, as their authors say."""
        return sum(lesson.minutes or 0 for lesson in self.lessons)


_Named = TypeVar("_Named", Lesson, Quiz)


def units(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """Return what is drawn as one, by its id: a question by itself, or all questions of a scenario in their order."""
    found: dict[str, tuple[Question, ...]] = {}
    for question in questions:
        name = question.id if question.scenario is None else question.scenario.id
        found[name] = (*found.get(name, ()), question)
    return found


def unit_pool(questions: Iterable[Question], draw: Draw) -> dict[str, tuple[Question, ...]]:
    """Return the units of the bank that fit one line of a quiz, in the bank's order (named ones in the line's)."""
    known = units(questions)
    if draw.questions:
        return {name: known[name] for name in draw.questions if name in known}
    return {name: unit for name, unit in known.items() if all(_fits(question, draw) for question in unit)}


def pool(questions: tuple[Question, ...], draw: Draw) -> tuple[Question, ...]:
    """Return the questions of the bank that fit one line of a quiz, as `unit_pool`."""
    return tuple(question for unit in unit_pool(questions, draw).values() for question in unit)


def _fits(question: Question, draw: Draw) -> bool:
    return bool(
        draw.outcome in (None, question.outcome)
        and (not draw.difficulty or question.difficulty in draw.difficulty)
        and (not draw.tags or set(draw.tags) & set(question.tags))
    )


def _named(things: tuple[_Named, ...], name: str) -> _Named | None:
    for thing in things:
        if thing.name == name:
            return thing
    return next((thing for thing in things if name in thing.formerly), None)
