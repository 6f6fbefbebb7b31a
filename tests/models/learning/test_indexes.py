"""Every query on the way of a learner finds its rows by an index."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from models import assessment, courses, database, learning
from models.courses import Completion as Rules
from tests.models.assessment.released import MINUTE, NOW, RIGHT, answer_all, course, learner, quiz, release

GROWING = ("attempt", "attempt_item", "response", "lesson_progress", "completion", "content_text", "release")


@pytest.fixture
def asked(sqlite_database: str) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """The statements sent to the database from now on, with their values."""
    found: list[tuple[str, tuple[object, ...]]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "INSERT INTO response")):
            found.append((statement, values[0] if isinstance(values, list) else values))

    event.listen(database.engine(), "before_cursor_execute", hear)
    yield found
    event.remove(database.engine(), "before_cursor_execute", hear)


def plan(statement: str, values: tuple[object, ...]) -> list[str]:
    connection = database.engine().raw_connection()
    try:
        rows = connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    finally:
        connection.close()
    return [row[3] for row in rows]


def test_a_learners_way_scans_no_table_that_grows(asked: list[tuple[str, tuple[object, ...]]]) -> None:
    with database.writing() as db:
        _, base = release(db, course("base", completion=Rules(lessons=(), quiz="final")))
        course_id, release_id = release(
            db, course("safety", quiz(minutes=20), requires=("base",), completion=Rules(quiz="final"))
        )
        actor = learner(db)
        catalogue = courses.load_catalogue(db)
        key = learning.start_quiz(db, actor, base, "final", now=NOW)
        answer_all(db, actor, key, RIGHT, now=NOW)
        learning.finish(db, actor, key, now=NOW)
    asked.clear()
    me = actor.person_id or 0
    with database.writing() as db:
        learning.open_lesson(db, actor, release_id, "01-why", now=NOW)
        learning.finish_lesson(db, actor, release_id, "01-why", now=NOW)
        key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
        answer_all(db, actor, key, RIGHT, now=NOW)
        learning.progresses_and_continue(db, me, (), catalogue, now=NOW)
        assessment.overdue(db, now=NOW + 60 * MINUTE)
        learning.finish(db, actor, key, now=NOW)
        learning.result(db, actor, key, now=NOW)
        learning.achieved(db, me)
        assessment.results(db, me)
    assert course_id
    statements = dict(asked)
    assert len(statements) > 15
    scans = [
        (step, statement)
        for statement, values in statements.items()
        for step in plan(statement, values)
        if step.startswith("SCAN") and step.split()[1] in GROWING and "uq_attempt_open" not in step
    ]
    assert scans == []
    everybodys = [
        statement
        for statement, values in statements.items()
        if any("ix_completion_course_id" in step for step in plan(statement, values))
    ]
    assert everybodys == []  # of a course that a whole city has completed
