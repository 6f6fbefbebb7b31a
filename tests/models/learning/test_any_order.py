"""Whatever a person does in whatever order: what must hold of progress and completions afterwards."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import courses, database, learning, text
from models.assessment.tables import Attempt
from models.courses import Completion as Rules
from models.courses import Duration
from models.courses.values import Unit
from models.learning.tables import Completion, Source
from tests.models.assessment.released import NOW, course, learner, quiz, release
from tests.models.learning.taking import pass_quiz

LESSONS = {"a": "01-why", "b": "02-mails"}

#: What happens, and how many hours later: lessons a and b opened (A, B) or finished (a, b), the quiz passed or failed.
steps = st.lists(st.tuples(st.sampled_from("ABabpf"), st.sampled_from([0, 1, 9, 24, 500])), max_size=14)
courses_made = st.builds(
    lambda lessons, with_quiz, test_out, valid: course(
        "safety",
        quiz(),
        completion=Rules(lessons=lessons, quiz="final" if with_quiz else None),
        test_out=test_out,
        valid_for=valid,
    ),
    st.sampled_from([None, ("01-why",), ()]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, Duration(count=1, unit=Unit.MONTH)]),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(made=courses_made, story=steps)
def test_what_holds_after_any_story(sqlite_database: str, made: courses.Course, story: list[tuple[str, int]]) -> None:
    with Session(database.engine().execution_options(begin_as="IMMEDIATE")) as db:
        live(db, made, story)
        db.rollback()


def live(db: Session, made: courses.Course, story: list[tuple[str, int]]) -> None:
    """Go through a story and check after every step."""
    course_id, release_id = release(db, made)
    actor = learner(db)
    released = courses.Released(course_id, release_id, "", made)
    now, passed_at, finished = NOW, [], {}
    for what, hours in story:
        now += timedelta(hours=hours)
        if what in "pf":
            pass_quiz(db, actor, release_id, now=now, right=what == "p")
            passed_at += [now] if what == "p" else []
        elif what.isupper():
            learning.open_lesson(db, actor, release_id, LESSONS[what.lower()], now=now)
        else:
            learning.finish_lesson(db, actor, release_id, LESSONS[what], now=now)
            finished.setdefault(LESSONS[what], now)
        rows = list(db.exec(select(Completion).order_by(Completion.id)))
        check_completions(db, made, rows, now)
        assert bool(rows) == is_due(made, finished, passed_at)
        way = learning.progress(db, actor.person_id or 0, released)
        assert (way.done, way.total) == (len(finished), 2)
        assert (way.next_lesson is None) == (way.done == 2)
        assert way.quiz_passed == (bool(passed_at) and made.completion.quiz is not None)
        assert sum(lesson.finished for lesson in way.lessons) == way.done <= way.total


def is_due(made: courses.Course, finished: dict[str, datetime], passed_at: list[datetime]) -> bool:
    """Whether the course must have been completed at least once, told from the story alone."""
    wanted = list(LESSONS.values()) if made.completion.lessons is None else list(made.completion.lessons)
    read = all(name in finished for name in wanted)
    if made.completion.quiz is None:
        return bool(wanted) and read
    return bool(passed_at) and (read or made.test_out)


def check_completions(db: Session, made: courses.Course, rows: list[Completion], now: datetime) -> None:
    days = [row.achieved_on for row in rows]
    assert len(set(days)) == len(days)
    assert days == sorted(days)
    attempts = [row.attempt_id for row in rows if row.attempt_id is not None]
    assert len(set(attempts)) == len(attempts)
    for row in rows:
        assert row.achieved_on <= text.local_day(now)
        assert row.valid_until == (None if made.valid_for is None else made.valid_for.after(row.achieved_on))
        assert (row.attempt_id is None) == (made.completion.quiz is None)
        assert row.source in (Source.EARNED, Source.TESTED_OUT)
        assert row.source is Source.EARNED or made.test_out
        if row.attempt_id is not None:
            attempt = db.get(Attempt, row.attempt_id)
            assert attempt is not None
            assert attempt.passed is True
