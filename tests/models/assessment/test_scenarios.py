"""Scenarios in a draw: one thing, asked whole, in its order, with its text."""

from models.assessment import ask, draw, whole_quiz
from models.courses import Course, Draw, Quiz, Translated
from models.courses.questions.scenario.test_scenario import BANK
from tests.models.courses.library import read_bank


def quiz(*lines: Draw) -> Quiz:
    return Quiz(name="q", title=Translated(vi="Q"), draw=lines)


def asked(made: Quiz, seed: int) -> list[str]:
    return [one.question.id for one in draw(made, read_bank(BANK), seed)]


def test_named_by_its_id_it_is_asked_whole_in_its_order() -> None:
    made = quiz(Draw(questions=("q1", "mot-cua", "q0")))
    assert {tuple(asked(made, seed)) for seed in range(20)} == {("q1", "viec-dau-tien", "viec-tiep-theo", "q0")}


def test_drawn_from_a_pool_it_counts_as_one_and_stays_together() -> None:
    """Seven units have the tag or not; the scenario fits where all of its questions do."""
    drawn = [asked(quiz(Draw(take=3)), seed) for seed in range(200)]
    with_it = [ids for ids in drawn if "viec-dau-tien" in ids]
    assert {len(ids) for ids in drawn} == {3, 4}
    assert all(ids.index("viec-tiep-theo") == ids.index("viec-dau-tien") + 1 and len(ids) == 4 for ids in with_it)
    assert 200 * 3 / 7 - 30 < len(with_it) < 200 * 3 / 7 + 30
    assert all("viec-dau-tien" not in asked(quiz(Draw(difficulty=(2,), take=6)), seed) for seed in range(20))
    assert sorted(asked(quiz(Draw(tags=("một cửa",), take=1)), 1)) == ["viec-dau-tien", "viec-tiep-theo"]


def test_each_of_its_questions_is_asked_with_the_text() -> None:
    first, second, third, *_ = read_bank(BANK)
    assert ask(second, seed=1).scenario == first.scenario
    assert ask(third, seed=1).scenario is None


def test_a_trial_of_the_quiz_asks_it_whole_too() -> None:
    made = quiz(Draw(questions=("mot-cua",)))
    course = Course(slug="c", title=Translated(vi="C"), questions=read_bank(BANK), quizzes=(made,))
    assert [one.question.id for one in whole_quiz(course, made, 3)] == ["viec-dau-tien", "viec-tiep-theo"]
