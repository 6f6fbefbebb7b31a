"""One right option: what a choice is worth."""

from typing import Any

import pytest

from models.courses import Question
from models.rights import DomainError
from tests.models.assessment.questions import single
from tests.models.courses.library import worth


def test_single_is_right_only_with_the_right_option() -> None:
    assert [worth(single(), answer) for answer in ("a", "b", "c", None)] == [1, 0, 0, 0]


def test_the_mark_carries_what_the_author_says_of_each_option() -> None:
    marked = single().mark("b")
    assert [(one.id, one.chosen, one.right, str(one.feedback)) for one in marked.options] == [
        ("a", False, True, "key-of-a"),
        ("b", True, False, "slip-of-b"),
        ("c", False, False, "None"),
    ]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (single(), "z", "option"),
        (single(), ["a"], "type"),
        (single(), True, "type"),
    ],
)
def test_answers_that_no_widget_gives_are_refused(question: Question, answer: Any, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        question.parse(answer)
    assert (caught.value.code, caught.value.values) == ("answer-invalid", {"reason": reason})
