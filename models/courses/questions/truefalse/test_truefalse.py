"""A sentence that is true or false."""

from typing import Any

import pytest

from models.courses import Question
from models.rights import DomainError
from tests.models.assessment.questions import truefalse
from tests.models.courses.library import worth


def test_truefalse() -> None:
    assert [worth(truefalse(answer=False), answer) for answer in (False, True, None)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (truefalse(), "true", "type"),
        (truefalse(), 1, "type"),
    ],
)
def test_answers_that_no_widget_gives_are_refused(question: Question, answer: Any, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        question.parse(answer)
    assert (caught.value.code, caught.value.values) == ("answer-invalid", {"reason": reason})
