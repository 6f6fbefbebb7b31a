"""Things to sort into categories: marks computed by hand, and what its check finds."""

from fractions import Fraction

import pytest

from models import courses
from models.rights import DomainError
from tests.models.courses.library import bank_findings, every_placing_earns_its_share, ids_by_text, read_bank

HEAD = "- id: loai\n  type: categorise\n  stem: Xếp loại.\n"
BANK = (
    HEAD
    + """\
  categories:
    - name: Nhạy cảm
      items: [Hồ sơ sức khỏe, {text: Quan điểm chính trị, feedback: Luật kể tên loại này.}]
    - name: Cơ bản
      items: [Họ và tên]
    - {name: Không phải dữ liệu cá nhân, items: []}
"""
)


def test_each_item_in_its_category_earns_its_share() -> None:
    (question,) = read_bank(BANK)
    items, targets = ids_by_text(question)
    given = {items["Hồ sơ sức khỏe"]: targets["Nhạy cảm"]}
    assert question.mark(given).fraction == Fraction(1, 3)
    given[items["Quan điểm chính trị"]] = targets["Không phải dữ liệu cá nhân"]
    assert question.mark(given).fraction == Fraction(1, 3)
    given[items["Họ và tên"]] = targets["Cơ bản"]
    marked = question.mark(given)
    assert marked.fraction == Fraction(2, 3)
    assert [(str(one.text), str(one.given), one.right, str(one.expected)) for one in marked.parts] == [
        ("Hồ sơ sức khỏe", "Nhạy cảm", True, "Nhạy cảm"),
        ("Quan điểm chính trị", "Không phải dữ liệu cá nhân", False, "Nhạy cảm"),
        ("Họ và tên", "Cơ bản", True, "Cơ bản"),
    ]
    assert str(marked.parts[1].feedback) == "Luật kể tên loại này."
    (strict,) = read_bank(BANK + "  scoring: all-or-nothing\n")
    assert [strict.mark(one).fraction for one in (given, strict.right_answer())] == [0, 1]


def test_items_are_shuffled_and_categories_stay() -> None:
    (question,) = read_bank(BANK)
    items, targets = (list(found.values()) for found in ids_by_text(question))
    assert question.arranged("items", items[::-1]) == items[::-1]
    assert question.arranged("targets", targets[::-1]) == targets


FIVE = """\
  categories:
    - {{name: {first}, items: [a]}}
    - {{name: B, items: [b]}}
    - {{name: C, items: []}}
    - {{name: D, items: []}}
    - {{name: E, items: []}}
"""


def test_only_a_category_takes_an_item() -> None:
    (question,) = read_bank(BANK)
    items, targets = ids_by_text(question)
    one, other = items["Họ và tên"], items["Hồ sơ sức khỏe"]
    for wrong, reason in (({one: other}, "option"), ({targets["Cơ bản"]: one}, "option"), ({one: None}, "type")):
        with pytest.raises(DomainError) as refused:
            question.parse(wrong)
        assert refused.value.values["reason"] == reason


@pytest.mark.parametrize(
    ("rest", "findings"),
    [
        ("", ["1 F015"]),
        ("  categories:\n    - {name: A, items: [a, b]}\n", ["4 Q040"]),
        ("  categories:\n    - {name: A, items: [a]}\n    - {name: B, items: []}\n", ["4 Q040"]),
        ("  categories:\n    - {name: A, items: [a]}\n    - {name: B}\n", ["6 F015"]),
        ("  categories:\n    - {name: A, items: [x]}\n    - {name: a, items: [y]}\n", ["6 Q041"]),
        ("  categories:\n    - {name: A, items: [x]}\n    - {name: B, items: [X]}\n", ["6 Q008"]),
        ("  categories:\n    - {nam: A, items: [x]}\n    - {name: B, items: [y]}\n", ["5 Q012"]),
        ("  categories: [A, B]\n", ["4 F037", "4 F037"]),
        (FIVE.format(first="A"), []),
        (FIVE.format(first='"1. A"'), ["5 Q067"]),
        (FIVE.format(first='"1. A"').replace("    - {name: E, items: []}\n", ""), []),
        ("  categories:\n    - {name: A, items: [x]}\n    - {name: B, items: [y]}\n  shuffle: false\n", ["7 Q034"]),
    ],
)
def test_what_the_check_finds(rest: str, findings: list[str]) -> None:
    assert bank_findings(HEAD + rest) == findings


RULES = [read_bank(f"{BANK}  scoring: {rule}\n")[0] for rule in ("each", "all-or-nothing")]


@pytest.mark.parametrize("question", RULES)
def test_whatever_is_placed_is_worth_its_share_and_only_the_right_answer_everything(question: courses.Question) -> None:
    """All 64 answers to three items, each in one of three places or in none."""
    every_placing_earns_its_share(question, each=question is RULES[0])
