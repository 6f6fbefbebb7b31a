"""A quiz as its learners meet it, for those who write it: the very acts of an attempt, on a database of its own.

That database lives in memory and goes with whoever holds the `Rehearsal`; nothing of it reaches the platform's own. One
learner stands in it who has read every lesson, so that handing in brings what it brings a learner.

May use: learning and what is below. To remember: a process keeps what it reads of content by the hash of that content,
so that a rehearsal's release 1 is never taken for the platform's.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from models import access, assessment, courses, database, learning, organisation
from models.courses import Course, Feedback, Quiz, Status
from models.rights import DomainError


class Rehearsal:
    """One learner and one course in a database of their own; ``attempt`` is the key of the newest one, None before it.

    ``course`` is what is asked: as the author has it, but that nothing keeps the learner from starting now.
    """

    def __init__(self, course: Course, quiz: str, *, now: datetime) -> None:
        """Make the database. Raises `DomainError` 'not-found' (the course has no such quiz)."""
        self.quiz = quiz
        self.attempt: str | None = None
        self._turn = threading.RLock()
        self._engine = database.in_memory()
        _driver(self._engine).deserialize(_blank())
        with self.writing() as db:
            person = organisation.person_row("Học viên thử", now=now)
            db.add(person)
            db.flush()
            self.actor = access.actor_for(db, person.id or 0, person.full_name, now=now)
            self.course = _open(course, quiz, now)
            self.course_id, self.release_id = courses.release_alone(db, self.course, now=now)
            for lesson in self.course.lessons:
                learning.finish_lesson(db, self.actor, self.release_id, lesson.name, now=now)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session in one transaction, as `database.writing` does."""
        with self._turn, Session(self._engine, expire_on_commit=False) as db:
            yield db
            db.commit()

    def start(self, *, now: datetime) -> None:
        """Begin an attempt, or go on with the one that is open. Raises what `learning.start_quiz` raises."""
        with self.writing() as db:
            self.attempt = learning.start_quiz(db, self.actor, self.release_id, self.quiz, now=now)

    def end_when_over(self, *, now: datetime) -> None:
        """Hand in an attempt whose time is over, as the worker does for learners."""
        with self.writing() as db:
            for one in assessment.open_attempts(db, self.actor.person_id or 0):
                if one.is_over(now):
                    learning.finish(db, self.actor, one.key, now=now)


@lru_cache(maxsize=1)
def _blank() -> bytes:
    """Return an empty database with every table, which is quicker copied than made."""
    made = database.in_memory()
    SQLModel.metadata.create_all(made)
    return _driver(made).serialize()


def _driver(engine: Engine) -> sqlite3.Connection:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _open(course: Course, name: str, now: datetime) -> Course:
    """Return the course published, asking for no other one first, and with its quiz open now."""
    quiz = course.quiz(name)
    if quiz is None:
        raise DomainError("not-found")
    quizzes = tuple(_started(one, now) if one is quiz else one for one in course.quizzes)
    return course.model_copy(update={"status": Status.PUBLISHED, "requires": (), "quizzes": quizzes})


def _started(quiz: Quiz, now: datetime) -> Quiz:
    """Return a quiz that can be started: one that opens later has opened, and one that is closed shows its answers."""
    changed: dict[str, object] = {}
    if quiz.opens is not None and now < quiz.opens:
        changed["opens"] = None
    if quiz.closes is not None and now >= quiz.closes:
        changed["closes"] = None
        if quiz.feedback is Feedback.AFTER_CLOSING:
            changed["feedback"] = Feedback.AFTER_SUBMISSION
    return quiz.model_copy(update=changed)
