"""The courses that ship: every question can be answered right, and every quiz can be drawn."""

from pathlib import Path

import pytest

from models import courses, database
from models.assessment import draw
from models.courses import Course, Judged, Mode
from models.courses.questions.multiple.question import Multiple
from models.courses.questions.single.question import Single
from models.courses.questions.truefalse.question import TrueFalse
from tests import factories

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture
def shipped(sqlite_database: str) -> tuple[Course, ...]:
    with database.writing() as db:
        courses.take_up(db, CONTENT, now=factories.NOW, deep=False)
        found = courses.load_catalogue(db).courses
    assert {one.slug for one in found} == {path.name for path in (CONTENT / "courses").iterdir()}
    return found


def test_each_question_has_a_right_answer_and_others_are_worth_less(shipped: tuple[Course, ...]) -> None:
    for course in shipped:
        checks = [check for lesson in course.lessons for check in lesson.checks]
        for question in (*course.questions, *checks):
            if isinstance(question, Judged):
                assert question.judged(question.best()).right, question.id
                continue
            given = question.right_answer()
            assert question.readable(given), question.id
            assert question.mark(given).right, question.id
            for wrong in question.wrong_answers():
                assert question.mark(wrong).fraction < 1, question.id


def test_every_answer_in_the_bank_is_told_why(shipped: tuple[Course, ...]) -> None:
    for course in shipped:
        for question in course.questions:
            if isinstance(question, Single | Multiple):
                assert all(option.feedback for option in question.options), question.id
            else:
                assert question.explanation, question.id
            assert question.lesson, question.id


def test_nobody_passes_by_the_longest_option_or_by_saying_no(shipped: tuple[Course, ...]) -> None:
    for course in shipped:
        single = [question.options for question in course.questions if isinstance(question, Single)]
        longest = sum(max(options, key=lambda one: len(str(one.text.vi))).right for options in single)
        assert longest / len(single) < 0.4, course.slug
        places = {[one.right for one in options].index(True) for options in single}
        assert places == {0, 1, 2, 3}, course.slug
        truths = {question.answer for question in course.questions if isinstance(question, TrueFalse)}
        assert truths == {True, False}, course.slug


def test_every_quiz_can_be_drawn_and_every_eligible_question_is_asked_some_day(shipped: tuple[Course, ...]) -> None:
    for course in shipped:
        for quiz in course.quizzes:
            eligible = {one.id for line in quiz.draw for one in courses.pool(course.questions, line)}
            asked = {drawn.question.id for seed in range(200) for drawn in draw(quiz, course.questions, seed)}
            assert asked == eligible, quiz.name


def test_what_a_person_judges_is_asked_in_quizzes_for_practice_only(shipped: tuple[Course, ...]) -> None:
    """A final quiz that waits for somebody's time would keep a whole city from completing."""
    for course in shipped:
        asked = {
            one.id: quiz.mode
            for quiz in course.quizzes
            for line in quiz.draw
            for one in courses.pool(course.questions, line)
            if isinstance(one, Judged)
        }
        assert set(asked.values()) == {Mode.PRACTICE}, course.slug
        assert any(one.scenario is not None for one in course.questions), course.slug
