"""Pairs to match: marks computed by hand, and what its check finds."""

from fractions import Fraction

import pytest

from models import courses
from models.rights import DomainError
from tests.models.courses.library import bank_findings, every_placing_earns_its_share, ids_by_text, read_bank

HEAD = "- id: ghep\n  type: match\n  stem: Ghép.\n"
BANK = (
    HEAD
    + """\
  pairs:
    - {left: Ký số, right: khóa bí mật, feedback: Chỉ người ký giữ.}
    - {left: Kiểm tra chữ ký, right: khóa công khai}
    - {left: Giải mã thư gửi cho mình, right: khóa bí mật}
  extra: [mật khẩu]
"""
)


def test_each_right_pair_earns_its_share() -> None:
    (question,) = read_bank(BANK)
    items, targets = ids_by_text(question)
    assert list(targets) == ["khóa bí mật", "khóa công khai", "mật khẩu"]  # two pairs share a right-hand side
    given = {items["Ký số"]: targets["khóa bí mật"]}
    assert question.mark(given).fraction == Fraction(1, 3)
    given[items["Kiểm tra chữ ký"]] = targets["mật khẩu"]
    assert question.mark(given).fraction == Fraction(1, 3)
    given[items["Giải mã thư gửi cho mình"]] = targets["khóa bí mật"]
    assert question.mark(given).fraction == Fraction(2, 3)
    told = question.mark(given).parts
    assert [(one.text.vi, one.given and one.given.vi, one.right, one.expected.vi) for one in told] == [
        ("Ký số", "khóa bí mật", True, "khóa bí mật"),
        ("Kiểm tra chữ ký", "mật khẩu", False, "khóa công khai"),
        ("Giải mã thư gửi cho mình", "khóa bí mật", True, "khóa bí mật"),
    ]
    assert str(told[0].feedback) == "Chỉ người ký giữ."


def test_all_or_nothing_where_the_author_says_so() -> None:
    (question,) = read_bank(BANK + "  scoring: all-or-nothing\n")
    assert question.mark(question.right_answer()).fraction == 1
    assert {question.mark(wrong).fraction for wrong in question.wrong_answers()} == {0}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda items, targets: {items["Ký số"]: items["Ký số"]}, "option"),
        (lambda items, targets: {targets["mật khẩu"]: targets["mật khẩu"]}, "option"),
        (lambda items, targets: {items["Ký số"]: None}, "type"),
        (lambda items, targets: [items["Ký số"], targets["mật khẩu"]], "type"),
    ],
)
def test_answers_that_no_list_offers(change, reason: str) -> None:  # type: ignore[no-untyped-def]
    (question,) = read_bank(BANK)
    with pytest.raises(DomainError) as refused:
        question.parse(change(*ids_by_text(question)))
    assert refused.value.values["reason"] == reason


@pytest.mark.parametrize(
    ("bank", "findings"),
    [
        (HEAD, ["1 F015"]),
        (HEAD + "  pairs:\n    - {left: a, right: b}\n", ["4 Q030"]),
        (HEAD + "  pairs:\n    - {left: a, right: b}\n    - {left: c, right: b}\n", ["4 Q030"]),
        (HEAD + "  pairs:\n    - {left: a, right: b}\n    - {left: A, right: c}\n", ["6 Q008"]),
        (HEAD + "  pairs:\n    - {left: a, right: b}\n    - {left: c, right: d}\n  extra: [b]\n", ["7 Q031"]),
        (HEAD + "  pairs:\n    - {left: a, right: Cô lập}\n    - {left: c, right: cô  lập}\n", ["4 Q030"]),
        (HEAD + "  pairs:\n    - {left: a, right: b}\n    - {left: c, right: d}\n  extra: [B]\n", ["7 Q031"]),
        (
            HEAD + '  pairs:\n    - {left: a, right: "[b](https://vd.vn)"}\n    - {left: c, right: 1. d}\n',
            ["5 Q067", "6 Q067"],
        ),
        (
            HEAD + '  pairs:\n    - {left: "- a", right: "**b**"}\n    - {left: c, right: {vi: d, en: "# d"}}\n',
            ["6 Q067"],
        ),
        (
            HEAD + '  pairs:\n    - {left: a, right: b}\n    - {left: c, right: d}\n  extra: ["![e](e.svg)"]\n',
            ["7 Q067"],
        ),
        (HEAD + "  pairs:\n    - {left: a, rigth: b}\n    - {left: c, right: d}\n", ["5 Q012"]),
    ],
)
def test_what_the_check_finds(bank: str, findings: list[str]) -> None:
    assert bank_findings(bank) == findings


def test_a_mended_text_keeps_its_place_in_results() -> None:
    before = courses.Course(slug="tap", title=courses.Translated(vi="Tập"), questions=read_bank(BANK))
    mended = BANK.replace("khóa công khai", "khóa **công khai**").replace("Ký số", "Ký số văn bản")
    after = before.model_copy(update={"questions": read_bank(mended)})
    bare = [
        one.model_copy(
            update={name: tuple(p.model_copy(update={"id": ""}) for p in getattr(one, name)) for name in one.pieces}
        )
        for one in after.questions
    ]
    kept = courses.with_option_ids(after.model_copy(update={"questions": tuple(bare)}), before)[0].questions[0]
    old, new = before.questions[0], kept
    assert [list(found.values()) for found in ids_by_text(new)] == [list(found.values()) for found in ids_by_text(old)]
    assert new.mark(old.right_answer()).fraction == 1


RULES = [read_bank(f"{BANK}  scoring: {rule}\n")[0] for rule in ("each", "all-or-nothing")]


@pytest.mark.parametrize("question", RULES)
def test_whatever_is_placed_is_worth_its_share_and_only_the_right_answer_everything(question: courses.Question) -> None:
    """All 64 answers to three items, each in one of three places or in none."""
    every_placing_earns_its_share(question, each=question is RULES[0])
