"""Two at the same moment, and errors in the middle: on both databases, from real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, select

from models import assessment, changes, learning
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Response
from models.audit import AuditLine
from models.courses import Completion as Rules
from models.database import reading, writing
from models.learning.tables import Completion, LessonProgress
from models.rights import Actor, DomainError
from tests.models.assessment.released import MINUTE, NOW, RIGHT, answer_all, course, learner, quiz, release

pytestmark = pytest.mark.usefixtures("any_database")


def together(*acts: Callable[[Session], Any]) -> list[Any]:
    """Run acts at the same moment, each in a transaction of its own; return what each gave or raised."""
    ready = Barrier(len(acts))

    def run(act: Callable[[Session], Any]) -> Any:
        ready.wait(10)
        try:
            with writing() as db:
                return act(db)
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(30) for future in [pool.submit(run, act) for act in acts]]


def prepared(**rules: Any) -> tuple[Actor, int]:
    with writing() as db:
        _, release_id = release(db, course("safety", quiz(**rules), completion=Rules(quiz="final")))
        return learner(db), release_id


def started(actor: Actor, release_id: int) -> str:
    with writing() as db:
        return learning.start_quiz(db, actor, release_id, "final", now=NOW)


def stored(kind: Any) -> list[Any]:
    with reading() as db:
        rows = list(db.exec(select(kind).order_by(*inspect(kind).primary_key)).all())
        db.expunge_all()
        return rows


def test_two_starts_at_once_give_one_attempt() -> None:
    for _ in range(5):
        actor, release_id = prepared()
        keys = together(*[lambda db, a=actor, r=release_id: learning.start_quiz(db, a, r, "final", now=NOW)] * 4)
        assert len(set(keys)) == 1
    assert len(stored(Attempt)) == 5


def test_two_submissions_at_once_mark_once_and_complete_once() -> None:
    for round_ in range(1, 6):
        actor, release_id = prepared()
        with writing() as db:
            learning.finish_lesson(db, actor, release_id, "01-why", now=NOW)
            learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW)
        key = started(actor, release_id)
        with writing() as db:
            answer_all(db, actor, key, RIGHT, now=NOW)
        done = together(*[lambda db, a=actor, k=key: learning.finish(db, a, k, now=NOW + MINUTE)] * 3)
        assert done[0] == done[1] == done[2]
        assert len(stored(Completion)) == round_
        acts = [line.act for line in stored(AuditLine)]
        assert (acts.count("assessment.submit"), acts.count("learning.complete")) == (round_, round_)


def test_the_last_lesson_and_the_quiz_at_once_still_complete_the_course() -> None:
    for round_ in range(1, 9):
        actor, release_id = prepared()
        with writing() as db:
            learning.finish_lesson(db, actor, release_id, "01-why", now=NOW)
        key = started(actor, release_id)
        with writing() as db:
            answer_all(db, actor, key, RIGHT, now=NOW)
        together(
            lambda db, a=actor, k=key: learning.finish(db, a, k, now=NOW + MINUTE),
            lambda db, a=actor, r=release_id: learning.finish_lesson(db, a, r, "02-mails", now=NOW + MINUTE),
        )
        assert len(stored(Completion)) == round_


def test_an_answer_beside_a_submission_is_either_marked_or_refused() -> None:
    for _ in range(6):
        actor, release_id = prepared()
        key = started(actor, release_id)
        saved, _done = together(
            lambda db, a=actor, k=key: assessment.answer(db, a, k, 1, "a", now=NOW),
            lambda db, a=actor, k=key: learning.finish(db, a, k, now=NOW),
        )
        with reading() as db:
            attempt = db.exec(select(Attempt).where(Attempt.key == key)).one()
            answered = db.exec(select(Response).where(Response.attempt_id == attempt.id)).all()
            assert attempt.marks == len(answered)
            assert (saved == "attempt-closed") == (attempt.marks == 0)


def test_two_tabs_answering_at_once_lose_neither_question_and_keep_one_of_two_answers() -> None:
    actor, release_id = prepared()
    key = started(actor, release_id)
    together(
        lambda db: assessment.answer(db, actor, key, 1, "a", now=NOW),
        lambda db: assessment.answer(db, actor, key, 1, "b", now=NOW),
        lambda db: assessment.answer(db, actor, key, 3, True, now=NOW),
        lambda db: assessment.answer(db, actor, key, 4, "x", now=NOW),
    )
    answers = {row.place: row.answer for row in stored(Response)}
    assert answers.pop(1) in ("a", "b")
    assert answers == {3: True, 4: "x"}


def test_a_lesson_opened_in_two_tabs_has_one_row() -> None:
    actor, release_id = prepared()
    together(*[lambda db: learning.open_lesson(db, actor, release_id, "01-why", now=NOW)] * 3)
    assert len(stored(LessonProgress)) == 1


class Stopped(BaseException):
    """What a page's own stop looks like: no Exception."""


@pytest.mark.parametrize("kind", [RuntimeError, Stopped])
def test_an_error_inside_leaves_nothing(kind: type[BaseException]) -> None:
    actor, release_id = prepared()
    with writing() as db:
        learning.finish_lesson(db, actor, release_id, "01-why", now=NOW)
        learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW)
    key = started(actor, release_id)
    with writing() as db:
        answer_all(db, actor, key, RIGHT, now=NOW)
    before = (stored(AuditLine), stored(changes.Change))

    def interrupted() -> None:
        with writing() as db:
            assert learning.finish(db, actor, key, now=NOW).completion is not None
            raise kind

    with pytest.raises(kind):
        interrupted()
    assert (stored(AuditLine), stored(changes.Change)) == before
    assert stored(Completion) == []
    assert [row.state for row in stored(Attempt)] == [AttemptState.OPEN]
    assert [row.marks for row in stored(AttemptItem)] == [None] * 5
    with writing() as db:
        assert learning.finish(db, actor, key, now=NOW).completion is not None


def test_an_error_after_a_start_leaves_no_attempt() -> None:
    actor, release_id = prepared()

    def interrupted() -> None:
        with writing() as db:
            learning.start_quiz(db, actor, release_id, "final", now=NOW)
            raise Stopped

    with pytest.raises(Stopped):
        interrupted()
    assert (stored(Attempt), stored(AttemptItem), stored(AuditLine)) == ([], [], [])
