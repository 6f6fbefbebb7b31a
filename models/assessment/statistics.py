"""How a quiz and its questions do: facility and choices, from each person's first submitted attempt.

Facility is the mean of what a question earned ÷ what it can earn, as Moodle's quiz statistics define it. Later
attempts know the questions already, so they are counted but not analysed. A question that was changed is another
version with figures of its own: answers to an old key say nothing about a new one.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models import courses
from models.assessment import versions
from models.assessment.tables import Attempt, AttemptState
from models.courses import Choice, Course, Question, Quiz
from models.rights import Actor, DomainError, Right, check

ENOUGH = 30  # first attempts below which a rate is left to chance, and only counts are shown
BUCKETS = 10


@dataclass(frozen=True)
class ItemStatistics:
    """One version of a question. ``asked``: in how many first attempts; ``facility`` 0 to 1, None when never asked.

    ``current``: the course has this version today. ``seconds``: the median time until its answer.
    """

    question_id: str
    question: Question
    current: bool
    asked: int
    answered: int
    facility: float | None
    seconds: int | None
    choices: tuple[Choice, ...]

    @property
    def enough(self) -> bool:
        """Whether its facility is more than chance."""
        return self.asked >= ENOUGH


@dataclass(frozen=True)
class QuizStatistics:
    """A quiz over all releases. ``people`` submitted it; ``passed_first`` and ``passed`` count people.

    ``percent``: the mean of the first attempts, 0 to 100; ``histogram``: first attempts by tenths of the marks;
    ``minutes``: the median of first attempts. ``items``: the hardest first, versions of today before old ones.
    """

    attempts: int
    open_attempts: int
    people: int
    passed_first: int
    passed: int
    percent: float | None
    histogram: tuple[int, ...]
    minutes: float | None
    items: tuple[ItemStatistics, ...]


def quiz_statistics(db: Session, actor: Actor, course_id: int, course: Course, quiz_name: str) -> QuizStatistics:
    """Return how a quiz of a course does. ``course`` is its newest release.

    Nobody is named. Raises `DomainError` 'forbidden' (the actor does not keep this course), 'not-found' (no such quiz).
    """
    check(actor, Right.AUTHOR, course_id=course_id)
    quiz = course.quiz(quiz_name)
    if quiz is None:
        raise DomainError("not-found")
    gathered = _Gathered()
    wanted = ("person_id", "state", "started_at", "submitted_at", "marks", "max_marks", "passed", "vector")
    read = select(*(getattr(Attempt, name) for name in wanted)).where(
        col(Attempt.course_id) == course_id, col(Attempt.quiz).in_((quiz.name, *quiz.formerly))
    )
    for row in db.execute(read.order_by(col(Attempt.id)).execution_options(yield_per=500)):
        gathered.add(*row)
    asked = {digest: versions.question(db, digest) for digest in gathered.tallies}
    return gathered.statistics(asked, _today(course, quiz))


@dataclass
class _Tally:
    """What first attempts earned on one version of a question."""

    earned: float = 0.0
    asked: int = 0
    seconds: list[int] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)
    answered: int = 0


@dataclass
class _Gathered:
    """Sums over attempts, one at a time, so that a hundred thousand of them need not stand in memory."""

    attempts: int = 0
    open: int = 0
    first: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)
    passed_first: int = 0
    percents: list[float] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    tallies: dict[str, _Tally] = field(default_factory=dict)

    def add(
        self,
        person: int,
        state: AttemptState,
        started: Any,
        submitted: Any,
        marks: float | None,
        most: float | None,
        passed: bool | None,
        vector: list[Any] | None,
    ) -> None:
        if state is AttemptState.OPEN:
            self.open += 1
            return
        self.attempts += 1
        if passed:
            self.passed.add(person)
        if person in self.first:
            return
        self.first.add(person)
        self.passed_first += bool(passed)
        self.percents.append(100 * (marks or 0.0) / most if most else 0.0)
        self.minutes.append((submitted - started).total_seconds() / 60)
        for digest, given, earned, seconds in vector or ():
            tally = self.tallies.setdefault(digest, _Tally())
            tally.asked += 1
            tally.earned += earned
            if seconds is not None:
                tally.seconds.append(seconds)
            if given is not None:
                tally.answered += 1
                tally.given[json.dumps(given, sort_keys=True)] += 1

    def statistics(self, asked: dict[str, Question], today: frozenset[str]) -> QuizStatistics:
        histogram = Counter(min(BUCKETS - 1, int(percent * BUCKETS / 100)) for percent in self.percents)
        items = [_item(asked[digest], digest in today, tally) for digest, tally in self.tallies.items()]
        items.sort(key=lambda item: (not item.current, item.facility if item.facility is not None else 2.0))
        return QuizStatistics(
            attempts=self.attempts,
            open_attempts=self.open,
            people=len(self.first),
            passed_first=self.passed_first,
            passed=len(self.passed),
            percent=sum(self.percents) / len(self.percents) if self.percents else None,
            histogram=tuple(histogram[bucket] for bucket in range(BUCKETS)),
            minutes=median(self.minutes) if self.minutes else None,
            items=tuple(items),
        )


def _item(question: Question, current: bool, tally: _Tally) -> ItemStatistics:
    most = float(question.marks) * tally.asked
    return ItemStatistics(
        question_id=question.id,
        question=question,
        current=current,
        asked=tally.asked,
        answered=tally.answered,
        facility=tally.earned / most if most else None,
        seconds=int(median(tally.seconds)) if tally.seconds else None,
        choices=tuple(question.choices([(json.loads(said), count) for said, count in tally.given.items()])),
    )


def _today(course: Course, quiz: Quiz) -> frozenset[str]:
    pools = [question for draw in quiz.draw for question in courses.pool(course.questions, draw)]
    return frozenset(courses.version(question) for question in pools)
