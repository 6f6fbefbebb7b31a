"""A practical task takes keys of files, each once, and as many as it may."""

import pytest

from models.courses.questions.task.question import MOST
from models.rights import DomainError
from tests.models.courses.library import read_bank

BANK = "- {id: a, type: task, stem: Nộp., files: [pdf, docx], rubric: rubrics/mau.yaml}"


def test_files_are_taken_in_the_order_in_which_they_were_added() -> None:
    (question,) = read_bank(BANK)
    assert question.parse(["b2", "a1"]) == ["b2", "a1"]
    assert question.parse([]) is None
    assert question.settings()["kinds"] == ["pdf", "docx"]
    assert question.settings()["most"] == MOST


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("a1", "type"),
        ([1], "type"),
        (["a1", "a1"], "twice"),
        ([f"k{n}" for n in range(MOST + 1)], "long"),
        (["../../etc/passwd"], "option"),
        (["é1"], "option"),
        (["a" * 41], "option"),
    ],
)
def test_keys_that_no_upload_gives(answer: object, reason: str) -> None:
    (question,) = read_bank(BANK)
    with pytest.raises(DomainError) as refused:
        question.parse(answer)
    assert refused.value.values["reason"] == reason
