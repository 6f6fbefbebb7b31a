"""A written answer keeps its lines and its Unicode form; what cannot be typed is refused."""

import unicodedata

import pytest

from models.courses.questions.written.question import LIMIT
from models.rights import DomainError
from tests.models.courses.library import read_bank

BANK = "- {id: a, type: written, stem: Viết., words: [3, 5], rubric: rubrics/mau.yaml}"


def test_lines_stay_and_letters_are_composed() -> None:
    (question,) = read_bank(BANK)
    typed = unicodedata.normalize("NFD", "  Ngắt mạng.\r\n\r\n\tBáo cáo.  \n")
    assert question.parse(typed) == "Ngắt mạng.\n\n\tBáo cáo."
    assert question.parse("  \n ") is None


@pytest.mark.parametrize(("typed", "reason"), [("a\x00b", "characters"), ("đ" * (LIMIT + 1), "long"), (["a"], "type")])
def test_what_no_field_could_send(typed: object, reason: str) -> None:
    (question,) = read_bank(BANK)
    with pytest.raises(DomainError) as refused:
        question.parse(typed)
    assert refused.value.values["reason"] == reason


def test_what_is_longer_than_asked_is_kept_and_the_widget_is_told_the_limits() -> None:
    (question,) = read_bank(BANK)
    long = "một hai ba bốn năm sáu"
    assert question.parse(long) == long
    assert question.settings() == {"limit": LIMIT, "least": 3, "most": 5}
