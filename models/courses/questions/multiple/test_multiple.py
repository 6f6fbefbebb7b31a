"""Several right options: both rules by hand, and by hypothesis."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.courses import Question, Scoring
from models.rights import DomainError
from tests.models.assessment.questions import multiple
from tests.models.courses.library import worth


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["r1", "r2"], Fraction(1)),
        (["r1"], Fraction(1, 2)),
        (["r1", "r2", "w1"], Fraction(1, 2)),  # 2/2 - 1/2
        (["r1", "w1"], Fraction(0)),  # 1/2 - 1/2
        (["w1", "w2"], Fraction(0)),  # not below 0
        (["r1", "r2", "w1", "w2"], Fraction(0)),
        ([], Fraction(0)),
    ],
)
def test_right_minus_wrong(chosen: list[str], expected: Fraction) -> None:
    assert worth(multiple(2, 2), chosen) == expected


def test_right_minus_wrong_counts_a_share_of_unequal_numbers() -> None:
    assert worth(multiple(3, 2), ["r1", "r2", "w1"]) == Fraction(2, 3) - Fraction(1, 2) == Fraction(1, 6)
    assert worth(multiple(3, 0), ["r1", "r2"]) == Fraction(2, 3)


def test_all_or_nothing() -> None:
    question = multiple(2, 2, Scoring.ALL_OR_NOTHING)
    assert worth(question, ["r2", "r1"]) == 1
    assert [worth(question, chosen) for chosen in (["r1"], ["r1", "r2", "w1"], [])] == [0, 0, 0]


def test_nothing_chosen_is_no_answer() -> None:
    marked = multiple().mark([])
    assert marked.fraction == 0
    assert not marked.answered


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (multiple(), "r1", "type"),
        (multiple(), ["r1", "zz"], "option"),
        (multiple(), ["r1", "r1"], "twice"),
        (multiple(), ["r1"] * 100_000, "option"),
        (multiple(), [["r1"]], "type"),
        (multiple(), {"r1": 1}, "type"),
    ],
)
def test_answers_that_no_widget_gives_are_refused(question: Question, answer: Any, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        question.parse(answer)
    assert (caught.value.code, caught.value.values) == ("answer-invalid", {"reason": reason})


choices = st.tuples(st.integers(1, 5), st.integers(0, 5), st.sampled_from(list(Scoring))).map(
    lambda made: multiple(*made)
)


@given(choices, st.data())
def test_a_choice_is_worth_0_to_1_in_any_order_and_full_marks_are_for_exactly_the_right(
    question: Any, data: st.DataObject
) -> None:
    ids = [option.id for option in question.options]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True))
    value = worth(question, chosen)
    assert 0 <= value <= 1
    assert value == worth(question, data.draw(st.permutations(chosen)))
    assert (value == 1) == (set(chosen) == {name for name in ids if name.startswith("r")})


@given(choices, st.data())
def test_another_right_option_never_costs_and_another_wrong_one_never_gains(question: Any, data: st.DataObject) -> None:
    ids = [option.id for option in question.options]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True))
    before = worth(question, chosen)
    for name in set(ids) - set(chosen):
        after = worth(question, [*chosen, name])
        if name.startswith("w"):
            assert after <= before
        elif question.scoring is Scoring.RIGHT_MINUS_WRONG:
            assert after >= before


def test_a_mark_is_kept_for_an_answer_to_this_very_question() -> None:
    one, other = multiple(2, 2), multiple(2, 2, Scoring.ALL_OR_NOTHING)
    assert one.mark(["r1"]) is one.mark(["r1"])
    assert [question.mark(["r1"]).fraction for question in (one, other, one)] == [Fraction(1, 2), 0, Fraction(1, 2)]
    for wrong in (["r1", "r1"], ["nowhere"], "r1"):
        for _ in range(2):
            with pytest.raises(DomainError, match="answer-invalid"):
                one.mark(wrong)
