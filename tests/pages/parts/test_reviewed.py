"""A question of a result: what is told of its options is kept, and is of this answer, in this order and language."""

import re

import pytest

from models import assessment, text
from pages.parts.quiz import questions
from tests.models.assessment import released
from tests.models.assessment.questions import option, single, words

QUESTION = single("one", explanation=words("because"))
COURSE = released.course(questions=(QUESTION, *released.BANK))


def told(given: str, seed: int = 1) -> list[str]:
    """Return the ids of the options that are told of, with the words before each, as a page shows them."""
    asked = assessment.ask(QUESTION, seed=seed)
    said = questions.review(COURSE, asked, assessment.check_inline(COURSE, QUESTION, given))
    return [" ".join(one) for one in re.findall(r'<div class="told"><strong>(.*?):</strong> option (\w)', said)]


@pytest.mark.parametrize("_time", ["first", "kept"])
def test_each_answer_is_told_of_by_its_own_words(_time: str) -> None:
    text.use_language("vi")
    assert told("a") == ["✓ Anh/chị chọn đúng a"]
    assert sorted(told("b")) == ["✓ Đáp án đúng a", "✗ Anh/chị đã chọn b"]
    text.use_language("en")
    assert told("a") == ["✓ Your choice, right a"]
    assert sorted(told("b")) == ["✓ Right answer a", "✗ Your choice b"]
    text.use_language("vi")


def test_options_stand_in_the_order_in_which_they_were_asked() -> None:
    text.use_language("en")
    orders = set()
    for seed in range(20):
        asked = [one.id for one in assessment.ask(QUESTION, seed=seed).options if one.id in "ab"]
        assert [one[-1] for one in told("b", seed)] == asked
        orders.add(tuple(asked))
    text.use_language("vi")
    assert len(orders) == 2


def test_what_is_added_to_a_question_is_another_one() -> None:
    other = single("one", explanation=words("because")).model_copy(
        update={"options": (option("a", right=True), option("b", feedback="mended"))}
    )
    course = released.course(questions=(other, *released.BANK))
    said = questions.review(course, assessment.ask(other, seed=1), assessment.check_inline(course, other, "b"))
    assert "mended" in said
    assert "slip-of-b" not in said
