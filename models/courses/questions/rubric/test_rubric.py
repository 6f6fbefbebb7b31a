"""Rubrics: points added up by hand, and what their check finds."""

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models import courses
from models.courses.questions.rubric.reading import written_rubric
from models.rights import DomainError
from tests.models.courses.library import bank_findings, read_bank, rubric, rubric_findings

HEAD = "title: Phân tích\n"
ONE = "criteria:\n  - text: Dấu hiệu\n"
LEVELS = "    levels: [{points: 0, text: Chưa}, {points: 2, text: Đủ}]\n"


def judged() -> courses.Judged:
    question = read_bank("- {id: a, type: written, stem: Viết., rubric: rubrics/mau.yaml}")[0]
    assert isinstance(question, courses.Judged)
    return question


@pytest.mark.parametrize(
    ("levels", "worth"),
    [([2, 0], 1), ([0, 2], 0), ([1, 1], Fraction(1, 2)), ([1, 2], Fraction(1, 5)), ([2, 1], Fraction(7, 10))],
)
def test_points_come_to_an_exact_share_of_all_points(levels: list[int], worth: Fraction) -> None:
    """0, 1, 2 points in the file's order, then 3, 1.5, 0: five in all."""
    made = judged().judged(levels, ["rõ", ""], "Tốt.")
    assert made.fraction == worth
    assert (made.right, made.comment) == (worth == 1, "Tốt.")
    assert [one.comment for one in made.criteria] == ["rõ", ""]
    assert sum(one.most for one in made.criteria) == 5


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([0], "marking-invalid"),
        ([0, 0, 0], "marking-invalid"),
        ([3, 0], "marking-invalid"),
        ([-1, 0], "marking-invalid"),
        ([True, 0], "marking-invalid"),
        (["2", 0], "marking-invalid"),
        ([2, None], "marking-incomplete"),
    ],
)
def test_levels_that_do_not_fit(levels: list[int], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        judged().judged(levels)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (HEAD, ["1 F015"]),
        (HEAD + "criteria: []\n", ["2 Q052"]),
        (HEAD + ONE, ["3 F015"]),
        (HEAD + ONE + "    levels: [{points: 0, text: Chưa}]\n", ["4 Q052"]),
        (HEAD + ONE + "    levels: [{points: 1, text: Ít}, {points: 1.0, text: Vừa}]\n", ["4 Q053"]),
        (HEAD + ONE + LEVELS + "  - text: dấu  hiệu\n" + LEVELS, ["5 Q059"]),
        (HEAD + "points: 3\n" + ONE + LEVELS, ["2 Q054"]),
        (HEAD + ONE + "    levels: [{points: -1, text: Chưa}, {points: 2, text: Đủ}]\n", ["4 F032"]),
        (HEAD + "criteria:\n  - name: Dấu hiệu\n" + LEVELS, ["3 F015", "3 Q012"]),
    ],
)  # fmt: skip
def test_what_the_check_of_a_rubric_finds(text: str, findings: list[str]) -> None:
    assert rubric_findings(text) == findings


@pytest.mark.parametrize(
    ("more", "findings"),
    [
        ("type: written, rubric: rubrics/mao.yaml", ["1 Q050"]),
        ("type: written, rubric: rubrics/hong.yaml", ["1 Q051"]),
        ("type: written", ["1 F015"]),
        ("type: written, words: [200, 80], rubric: rubrics/mau.yaml", ["1 Q055"]),
        ("type: written, words: 80, rubric: rubrics/mau.yaml", ["1 Q055"]),
        ("type: task, files: [doc], rubric: rubrics/mau.yaml", ["1 Q056"]),
        ("type: task, files: [], rubric: rubrics/mau.yaml", ["1 Q056"]),
        ("type: task, rubric: rubrics/mau.yaml", ["1 F015"]),
    ],
)
def test_what_the_check_of_its_questions_finds(more: str, findings: list[str]) -> None:
    assert bank_findings(f"- {{id: a, stem: Viết., {more}}}") == findings


def test_the_rubric_is_part_of_the_questions_version() -> None:
    asked = judged()
    other = asked.model_copy(update={"rubric": asked.rubric.model_copy(update={"criteria": asked.rubric.criteria[:1]})})
    assert courses.version(asked) != courses.version(other)


def test_written_out_and_read_again_it_is_the_same_rubric() -> None:
    assert rubric(yaml.safe_dump(written_rubric(rubric()), allow_unicode=True)) == rubric()


@given(st.data())
def test_levels_are_worth_0_to_1_and_only_the_best_everything(data: st.DataObject) -> None:
    question = judged()
    criteria = question.rubric.criteria
    levels = [data.draw(st.integers(0, len(one.levels) - 1)) for one in criteria]
    worth = question.judged(levels).fraction
    points = sum(one.levels[chosen].points for one, chosen in zip(criteria, levels, strict=True))
    assert worth == Fraction(points) / 5
    assert (worth == 1) == (tuple(levels) == question.best())
    for place, best in enumerate(question.best()):  # a better level never costs
        assert question.judged([*levels[:place], best, *levels[place + 1 :]]).fraction >= worth
