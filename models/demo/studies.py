"""A plausible spring of training for the generated city: a rule, lessons read, quizzes passed and failed."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from models import access, assessment, courses, learning, text, training
from models.courses import Course, Multiple, Number, Question, Short, Single
from models.demo.city import City
from models.rights import Actor, Right

COURSE = "an-toan-thong-tin"


def train(db: Session, city: City, *, now: datetime) -> None:
    """Give the first course to everybody and let about half of the people work on it; nothing without that course."""
    released = courses.load_catalogue(db).released(COURSE)
    if released is None:
        return
    console = access.operator("demo")
    began = now - timedelta(days=45)
    training.create_rule(
        db,
        console,
        access.scope_of(console, Right.ASSIGN),
        course_id=released.course_id,
        whom=training.Whom(subtree=(city.root,)),
        from_=text.local_day(began),
        due_on=text.local_day(now + timedelta(days=20)),
        title=str(released.course.title.vi),
        now=began,
    )
    chance = random.Random(7)  # noqa: S311 (a story, not a secret)
    for person_id in city.people:
        luck = chance.random()
        if luck < 0.42:
            _read_and_pass(db, person_id, released, chance, began, now)
        elif luck < 0.6:
            _read_some(db, person_id, released, chance, began)


def _read_some(db: Session, person_id: int, released: courses.Released, chance: random.Random, began: datetime) -> None:
    actor = _learner(db, person_id, began)
    for lesson in released.course.lessons[: chance.randint(1, 4)]:
        at = began + timedelta(days=chance.randint(1, 30), minutes=chance.randint(1, 400))
        learning.open_lesson(db, actor, released.release_id, lesson.name, now=at)


def _read_and_pass(
    db: Session, person_id: int, released: courses.Released, chance: random.Random, began: datetime, now: datetime
) -> None:
    actor = _learner(db, person_id, began)
    at = began + timedelta(days=chance.randint(1, 38), minutes=chance.randint(1, 400))
    for lesson in released.course.lessons:
        at += timedelta(minutes=chance.randint(4, 12))
        learning.finish_lesson(db, actor, released.release_id, lesson.name, now=at)
    quiz = released.course.completion.quiz
    if quiz is None:
        return
    for skill in (chance.uniform(0.5, 1.0), 1.0):
        key = learning.start_quiz(db, actor, released.release_id, quiz, now=at)
        for place, given in _answers(db, actor, key, released.course, chance, skill):
            at += timedelta(seconds=chance.randint(15, 50))
            assessment.answer(db, actor, key, place, given, now=at)
        result = learning.finish(db, actor, key, now=at).result
        at += timedelta(days=1, hours=1)
        if result.passed or at >= now or chance.random() < 0.4:
            return


def _answers(
    db: Session, actor: Actor, key: str, course: Course, chance: random.Random, skill: float
) -> Iterator[tuple[int, Any]]:
    for asked in assessment.view(db, actor, key).questions:
        question = course.question(asked.question_id)
        if question is not None:
            yield asked.place, _right(question) if chance.random() < skill else _wrong(question, chance)


def _right(question: Question) -> Any:
    if isinstance(question, Single | Multiple):
        ids = [option.id for option in question.options if option.right]
        return ids[0] if isinstance(question, Single) else ids
    if isinstance(question, Short):
        return question.answers[0]
    return str(question.answer) if isinstance(question, Number) else question.answer


def _wrong(question: Question, chance: random.Random) -> Any:
    if isinstance(question, Single | Multiple):
        option = chance.choice([option.id for option in question.options if not option.right])
        return option if isinstance(question, Single) else [option]
    if isinstance(question, Short):
        return "?"
    return str(question.answer + question.tolerance + 1) if isinstance(question, Number) else not question.answer


def _learner(db: Session, person_id: int, now: datetime) -> Actor:
    return access.actor_for(db, person_id, "demo", now=now)
