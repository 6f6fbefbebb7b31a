"""One person's way through one course: lessons read, quizzes passed and failed, as the learner's own acts."""

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import assessment, courses, learning
from models.courses import Course, Question
from models.demo.chance import chance
from models.demo.stage import Stage, Story
from models.rights import DomainError

SITTING = timedelta(minutes=75)  # how long anybody studies at one time


@dataclass(frozen=True)
class Way:
    """How somebody goes through a course: from when, how well, how far.

    ``lessons`` is how many they read (None: all); ``skill`` the share of questions that they can answer; ``tries`` how
    often they try the quiz at most (0: they never do), the last time well prepared if they are ``diligent``.
    """

    person_id: int
    course: str
    begin: datetime
    skill: float = 0.9
    lessons: int | None = None
    tries: int = 3
    diligent: bool = True


def study(stage: Stage, released: courses.Released, way: Way) -> Story:
    """Let somebody go a way, act by act; what the rules of the course refuse ends it."""
    source = chance("study", way.course, way.person_id, way.begin.date())
    try:
        at = yield from read(stage, released, way, source)
        if way.tries and released.course.completion.quiz is not None:
            yield from _try(stage, released, way, source, at)
    except DomainError as refused:
        if refused.code not in ("requires-first", "attempts-used", "attempt-wait"):
            raise


def begin_quiz(stage: Stage, person_id: int, released: courses.Released, quiz: str, at: datetime, many: int) -> Story:
    """Let somebody start a quiz and answer the first questions of it; it stays open."""
    yield at
    actor = stage.actor(person_id)
    key = learning.start_quiz(stage.db, actor, stage.release_id(released), quiz, now=stage.now)
    answers = _answers(stage, person_id, key, released.course, chance("open", person_id, quiz), 0.8)
    for place, given in answers[:many]:
        at += timedelta(seconds=40)
        assessment.answer(stage.db, actor, key, place, given, now=at)


def read(
    stage: Stage, released: courses.Released, way: Way, source: random.Random
) -> Generator[datetime, None, datetime]:
    """Let somebody read the lessons of a way; return when they are through."""
    at = began = way.begin
    wanted = released.course.lessons[: way.lessons]
    for lesson in wanted:
        yield at
        learning.open_lesson(
            stage.db, stage.actor(way.person_id), stage.release_id(released), lesson.name, now=stage.now
        )
        at += timedelta(minutes=max(3, (lesson.minutes or 8) * source.uniform(0.5, 1.3)))
        if way.tries == 0 and lesson is wanted[-1]:
            return at  # here they stopped
        yield at
        learning.finish_lesson(
            stage.db, stage.actor(way.person_id), stage.release_id(released), lesson.name, now=stage.now
        )
        at += timedelta(seconds=source.randint(20, 200))
        if at - began > SITTING:
            at = began = stage.calendar.later(at, source.randint(1, 3), source)
    return at


def _try(stage: Stage, released: courses.Released, way: Way, source: random.Random, at: datetime) -> Iterator[datetime]:
    quiz = released.course.quiz(released.course.completion.quiz or "")
    assert quiz is not None
    for number in range(way.tries):
        minutes = source.uniform(0.35, 0.85) * (quiz.minutes or 20)
        end = at + timedelta(minutes=minutes)
        if end >= stage.calendar.close:
            return  # nobody leaves an exam open overnight
        yield at
        actor = stage.actor(way.person_id)
        key = learning.start_quiz(stage.db, actor, stage.release_id(released), quiz.name, now=stage.now)
        skill = max(way.skill, 0.96) if way.diligent and number == way.tries - 1 else min(1, way.skill + 0.06 * number)
        answers = _answers(stage, way.person_id, key, released.course, source, skill)
        yield end
        for place, given in answers:
            answered = at + (end - at) * (place / (len(answers) + 1))
            assessment.answer(stage.db, actor, key, place, given, now=answered.replace(microsecond=0))
        if learning.finish(stage.db, stage.actor(way.person_id), key, now=stage.now).result.passed:
            return
        at = stage.calendar.later(end, source.randint(1, 6), source)


def _answers(
    stage: Stage, person_id: int, key: str, course: Course, source: random.Random, skill: float
) -> list[tuple[int, Any]]:
    found = []
    for asked in assessment.view(stage.db, stage.actor(person_id), key).questions:
        question = course.question(asked.question_id)
        if question is not None and source.random() < 0.985:  # now and then one is left out
            hard = 0.12 * ((question.difficulty or 2) - 2)
            found.append(
                (asked.place, question.right_answer() if source.random() < skill - hard else wrong(question, source))
            )
    return found


def wrong(question: Question, source: random.Random) -> Any:
    """Return a wrong answer to a question: what somebody might take for the right one."""
    some = question.wrong_answers()
    return source.choice(some) if len(some) > 1 else some[0]
