"""Things to put in order: marks computed by hand, and what its check finds."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from models import courses
from models.courses.questions.order.question import Order
from models.rights import DomainError
from tests.models.courses.library import bank_findings, read_bank

HEAD = "- id: buoc\n  type: order\n  stem: Xếp.\n"
BANK = HEAD + "  items: [Cô lập, Báo cáo, Khắc phục, Rút kinh nghiệm]\n"


def answer(question: courses.Question, letters: str) -> list[str]:
    """Return an order written as letters: 'abcd' is the right one of four."""
    assert isinstance(question, Order)
    return [question.items["abcdefgh".index(letter)].id for letter in letters]


@pytest.mark.parametrize(
    ("given", "pairs", "each", "all_of_it"),
    [
        ("abcd", Fraction(1), Fraction(1), 1),
        ("bcda", Fraction(2, 4), Fraction(0), 0),  # b→c and c→d; d is not last
        ("dabc", Fraction(2, 4), Fraction(0), 0),  # a→b and b→c
        ("abdc", Fraction(1, 4), Fraction(2, 4), 0),  # a→b
        ("cdab", Fraction(2, 4), Fraction(0), 0),  # c→d and a→b
        ("bacd", Fraction(2, 4), Fraction(2, 4), 0),  # c→d, and d is last
        ("dcba", Fraction(0), Fraction(0), 0),
        ("acbd", Fraction(1, 4), Fraction(2, 4), 0),  # d is last
    ],
)
def test_what_an_order_is_worth(given: str, pairs: Fraction, each: Fraction, all_of_it: int) -> None:
    for rule, worth in (("pairs", pairs), ("each", each), ("all-or-nothing", Fraction(all_of_it))):
        (question,) = read_bank(f"{BANK}  scoring: {rule}\n")
        assert question.mark(answer(question, given)).fraction == worth, rule
    (question,) = read_bank(BANK)
    assert question.mark(answer(question, given)).fraction == pairs  # the rule where none is named


def test_chance_earns_a_share_that_gets_smaller_with_each_item() -> None:
    """Over all 24 orders of four items both partial rules give 1/4 on average."""
    for rule in ("pairs", "each"):
        (question,) = read_bank(f"{BANK}  scoring: {rule}\n")
        worth = [question.mark(answer(question, "".join(one))).fraction for one in permutations("abcd")]
        assert sum(worth) / len(worth) == Fraction(1, 4)


def test_each_item_is_told_with_what_came_behind_it() -> None:
    (question,) = read_bank(HEAD + "  items: [{text: A, feedback: Trước hết.}, B, C]\n")
    told = question.mark(answer(question, "acb"))
    assert [(str(one.text), str(one.given), one.right, str(one.expected)) for one in told.parts] == [
        ("Ngay sau “A”", "C", False, "B"),
        ("Ngay sau “B”", "không còn gì", False, "C"),
        ("Ngay sau “C”", "B", False, "không còn gì"),
    ]
    assert str(told.parts[0].feedback) == "Trước hết."
    assert told.expected == ("1. A", "2. B", "3. C")
    (question,) = read_bank(HEAD + "  scoring: each\n  items: [A, B, C]\n")
    told = question.mark(answer(question, "acb"))
    assert [(str(one.text), str(one.given), one.right, str(one.expected)) for one in told.parts] == [
        ("A", "vị trí 1", True, "vị trí 1"),
        ("B", "vị trí 3", False, "vị trí 2"),
        ("C", "vị trí 2", False, "vị trí 3"),
    ]


def test_it_is_never_shown_in_the_right_order_and_in_every_other() -> None:
    (question,) = read_bank(HEAD + "  items: [A, B, C]\n")
    right = answer(question, "abc")
    for shuffled in permutations(right):
        shown = question.arranged("items", list(shuffled))
        assert sorted(shown) == sorted(right)
        assert shown == list(shuffled) or list(shuffled) == right != shown


@pytest.mark.parametrize(
    ("given", "reason"),
    [("abc", "option"), ("aabc", "twice"), ("abcda", "option")],
)
def test_orders_that_no_list_gives(given: str, reason: str) -> None:
    (question,) = read_bank(BANK)
    with pytest.raises(DomainError) as refused:
        question.parse(answer(question, given))
    assert refused.value.values["reason"] == reason


def test_statistics_tell_where_each_item_stood_and_what_was_turned_round() -> None:
    """Seven right, three with the first two exchanged, two with the first one behind all others."""
    (question,) = read_bank(HEAD + "  items: [A, B, C]\n")
    counted = question.counts([(answer(question, one), n) for one, n in (("abc", 7), ("bac", 3), ("bca", 2))])
    assert [
        (str(part.text), part.right, part.answered, [(str(one.text), one.count) for one in part.choices])
        for part in counted
    ] == [
        ("A", 7, 12, [("vị trí 1", 7), ("vị trí 2", 3), ("vị trí 3", 2)]),
        ("B", 7, 12, [("vị trí 2", 7), ("vị trí 1", 5), ("vị trí 3", 0)]),
        ("C", 10, 12, [("vị trí 3", 10), ("vị trí 2", 2), ("vị trí 1", 0)]),
        ("Hay bị đảo thứ tự", None, None, [("“B” đứng trước “A”", 5), ("“C” đứng trước “A”", 2)]),
    ]


@pytest.mark.parametrize(
    ("bank", "findings"),
    [
        (HEAD, ["1 F015"]),
        (HEAD + "  items: []\n", ["4 Q033"]),
        (HEAD + "  items: [A, B]\n", ["4 Q033"]),
        (HEAD + "  items: [A, B, a]\n", ["4 Q008"]),
        (HEAD + "  items:\n    - A\n    - {text: B, id: b}\n    - {text: C, id: b}\n", ["7 Q018"]),
        (HEAD + "  items:\n    - A\n    - {txt: B}\n    - C\n", ["6 Q012"]),
        (HEAD + "  items:\n    - A\n    - [B]\n    - C\n", ["6 F037"]),
        (HEAD + "  items:\n    - A\n    - ''\n    - C\n", ["6 F024"]),
        (HEAD + "  items: A, B, C\n", ["4 F036"]),
        (HEAD + "  items: [A, B, C]\n  scoring: right-minus-wrong\n", ["5 F017"]),
        (HEAD + "  items: [A, B, C]\n  shuffle: false\n", ["5 Q034"]),
    ],
)
def test_what_the_check_finds(bank: str, findings: list[str]) -> None:
    assert bank_findings(bank) == findings


RULES = {
    rule: read_bank(f"{BANK.replace('Rút kinh nghiệm', 'Rút kinh nghiệm, Lưu, Gửi')}  scoring: {rule}\n")[0]
    for rule in ("pairs", "each", "all-or-nothing")
}


@tried(st.permutations("abcdef"))
def test_any_order_is_worth_what_its_rule_says(letters: list[str]) -> None:
    said = "".join(letters)
    worth = {rule: question.mark(answer(question, said)).fraction for rule, question in RULES.items()}
    behind = [f"{one}{other}" in f"{said}." for one, other in zip("abcdef", "bcdef.", strict=True)]
    places = [one == other for one, other in zip(said, "abcdef", strict=True)]
    assert worth == {
        "pairs": Fraction(sum(behind), 6),
        "each": Fraction(sum(places), 6),
        "all-or-nothing": said == "abcdef",
    }
    assert {share == 1 for share in worth.values()} == {said == "abcdef"}


@tried(st.permutations("abcdef"), st.integers(0, 5))
def test_an_item_put_into_its_own_place_never_costs_where_places_count(letters: list[str], place: int) -> None:
    better, at = list(letters), letters.index("abcdef"[place])
    better[place], better[at] = better[at], better[place]
    before, after = (RULES["each"].mark(answer(RULES["each"], "".join(one))).fraction for one in (letters, better))
    assert after >= before
