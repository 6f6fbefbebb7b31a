"""How a quiz and its questions do: facility and choices, from each person's first submitted attempt.

Facility is the mean of what a question earned ÷ what it can earn, as Moodle's quiz statistics define it; its
discrimination is how that goes together with what the same people earned on all other questions (Moodle takes the
whole total where questions are drawn, which goes together with each of its parts by itself). Later
attempts know the questions already, so they are counted but not analysed. A question that was changed is another
version with figures of its own: answers to an old key say nothing about a new one, until they are marked anew by it.
"""

import json
from collections import Counter
from dataclasses import dataclass, replace
from math import sqrt
from statistics import median

from sqlmodel import Session

from models import courses
from models.assessment import versions
from models.assessment.calibration import Calibration, calibration
from models.assessment.gathering import Gathered, Tally, gather
from models.assessment.results import passed_by
from models.courses import Counts, Course, Question, Quiz
from models.rights import Actor, DomainError, Right, check

ENOUGH = 30  # first attempts below which a rate is left to chance, and only counts are shown
BUCKETS = 10


@dataclass(frozen=True)
class ItemStatistics:
    """One version of a question. ``asked``: in how many first attempts; ``facility`` 0 to 1, None when never marked.

    ``dropped``: in how many of them it was left out of the marks by a regrade. ``current``: the course has this
    version today. ``seconds``: the median time until its answer. ``discrimination``: -1 to 1; below 0 those who do well
    otherwise get it wrong more often; None where everybody earned the same.
    """

    question_id: str
    question: Question
    current: bool
    asked: int
    answered: int
    facility: float | None
    seconds: int | None
    counts: tuple[Counts, ...]
    dropped: int = 0
    discrimination: float | None = None

    @property
    def enough(self) -> bool:
        """Whether its facility is more than chance."""
        return self.marked >= ENOUGH

    @property
    def marked(self) -> int:
        """In how many first attempts it counted."""
        return self.asked - self.dropped

    @property
    def turned(self) -> bool:
        """Whether those who do well otherwise get it wrong more often than others, beyond what chance explains."""
        return self.enough and self.discrimination is not None and self.discrimination < -2 / sqrt(self.marked)


@dataclass(frozen=True)
class QuizStatistics:
    """A quiz over all releases. ``people`` submitted it; ``passed_first`` and ``passed`` count people.

    Attempts that ``wait`` to be judged by a person are among ``attempts`` and analysed once they are judged.
    ``percent``: the mean of the first attempts, 0 to 100; ``histogram``: first attempts by tenths of the marks;
    ``minutes``: the median of first attempts. ``items``: the hardest first, versions of today before old ones.
    ``calibration``: how often those who said how sure they were were right, over all questions of first attempts.
    """

    attempts: int
    open_attempts: int
    wait: int
    people: int
    passed_first: int
    passed: int
    percent: float | None
    histogram: tuple[int, ...]
    minutes: float | None
    items: tuple[ItemStatistics, ...]
    calibration: tuple[Calibration, ...] = ()


def quiz_statistics(db: Session, actor: Actor, course_id: int, course: Course, quiz_name: str) -> QuizStatistics:
    """Return how a quiz of a course does. ``course`` is its newest release.

    Nobody is named. Raises `DomainError` 'forbidden' (the actor does not keep this course), 'not-found' (no such quiz).
    """
    check(actor, Right.AUTHOR, course_id=course_id)
    quiz = course.quiz(quiz_name)
    if quiz is None:
        raise DomainError("not-found")
    names = (quiz.name, *quiz.formerly)
    found, open_attempts = gather(db, course_id, names, course, lambda sums: _made(db, sums, course, quiz))
    return replace(found, open_attempts=open_attempts)


def _made(db: Session, sums: Gathered, course: Course, quiz: Quiz) -> QuizStatistics:
    asked = {digest: versions.question(db, digest) for digest in sums.tallies}
    today = _today(course, quiz)
    histogram = Counter(min(BUCKETS - 1, int(percent * BUCKETS / 100)) for percent in sums.percents)
    items = [_item(asked[digest], digest in today, tally) for digest, tally in sums.tallies.items()]
    items.sort(key=lambda item: (not item.current, not item.enough, item.facility is None, item.facility or 0.0))
    return QuizStatistics(
        attempts=len(sums.seen),
        open_attempts=0,
        wait=sums.wait,
        people=len(sums.first),
        passed_first=sums.passed_first,
        passed=_passed(db, sums, quiz),
        percent=sum(sums.percents) / len(sums.percents) if sums.percents else None,
        histogram=tuple(histogram[bucket] for bucket in range(BUCKETS)),
        minutes=median(sums.minutes) if sums.minutes else None,
        items=tuple(items),
        calibration=calibration(
            (said, earned >= float(asked[digest].marks))
            for digest, tally in sums.tallies.items()
            for said, earned in tally.sure.elements()
        ),
    )


def _passed(db: Session, sums: Gathered, quiz: Quiz) -> int:
    """Return how many people passed by now, as the quiz counts its attempts, each by the pass mark of its release."""
    names = (quiz.name, *quiz.formerly)
    pass_marks = {}
    for release in {one[0] for tries in sums.tries.values() for one in tries}:
        _course_id, course = versions.released(db, release)
        pass_marks[release] = next(then.pass_mark for name in names if (then := course.quiz(name)) is not None)
    people = (
        [(marks, most, pass_marks[at], by_itself, kept) for at, marks, most, by_itself, kept in tries]
        for tries in sums.tries.values()
    )
    return sum(passed_by(tries, quiz.keep) is not None for tries in people)


def _item(question: Question, current: bool, tally: Tally) -> ItemStatistics:
    most = float(question.marks) * (tally.asked - tally.dropped)
    return ItemStatistics(
        question_id=question.id,
        question=question,
        current=current,
        asked=tally.asked,
        answered=tally.answered,
        facility=tally.earned / most if most else None,
        seconds=int(median(tally.seconds)) if tally.seconds else None,
        counts=question.counts([(json.loads(said), count) for said, count in tally.given.items()]),
        dropped=tally.dropped,
        discrimination=tally.beside.correlation,
    )


def _today(course: Course, quiz: Quiz) -> frozenset[str]:
    pools = [question for draw in quiz.draw for question in courses.pool(course.questions, draw)]
    return frozenset(courses.version(question) for question in pools)
