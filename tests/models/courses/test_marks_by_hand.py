"""What answers of every type are worth, each computed by hand; where Moodle has the type, by its rule.

An answer is written as a person would tell it: options, pairs and gaps by their words, an order by its letters.
"""

from fractions import Fraction
from typing import Any

import pytest

from models import courses
from models.courses.questions.categorise.question import Categorise
from models.courses.questions.gaps.question import Gaps
from models.courses.questions.hotspot.question import Hotspot
from models.courses.questions.match.question import Match
from models.courses.questions.multiple.question import Multiple
from models.courses.questions.order.question import Order
from models.courses.questions.single.question import Single
from tests.models.courses.library import made, read_bank

THREE = "options: [{text: a, right: true}, {text: b}, {text: c}]"
FIVE = "options: [{text: a, right: true}, {text: b, right: true}, {text: c, right: true}, {text: x}, {text: y}]"
LETTERS = "items: [a, b, c, d, e]"
PAIRS = (
    "pairs: [{left: a, right: "
    + '"1"'
    + "}, {left: b, right: "
    + '"2"'
    + "}, {left: c, right: "
    + '"1"'
    + "}]\n  extra: ["
    + '"3"'
    + "]"
)
SORTED = "categories: [{name: P, items: [a, b]}, {name: Q, items: [c, d]}, {name: R, items: []}]"
TEXT = 'text: "Trong ((7 ngày | bảy ngày)), ký bằng khóa ((bí mật ~ công khai)), gửi ((*văn thư*))."'
AREAS = """picture: ../media/thu.svg
  alt: Thư
  areas:
    - {name: a, box: [20, 22, 220, 24], right: true}
    - {name: b, box: [20, 72, 140, 24], right: true}
    - {name: x, box: [20, 122, 110, 24]}"""


def given(question: courses.Question, said: Any) -> Any:
    """Return an answer told in words as it is stored."""
    if isinstance(question, Order) and said is not None:
        return [question.items["abcde".index(letter)].id for letter in said]
    if isinstance(question, Match | Categorise):
        items, targets = ({one.text.vi: one.id for one in found} for found in (question.items, question.targets))
        return {items[item]: targets[target] for item, target in said.items()}
    if isinstance(question, Gaps):
        found = {}
        for gap, words in zip(question.gaps, said, strict=True):
            offered = {one.text.vi: one.id for one in gap.offered()}
            found |= {} if words is None else {gap.id: offered.get(words, words)}
        return found
    if isinstance(question, Single | Multiple | Hotspot):
        ids = {one.text.vi: one.id for _, group in question.groups() for one in group}
        return [ids[one] for one in said] if isinstance(said, list) else ids.get(said, said)
    return said


@pytest.mark.parametrize(
    ("kind", "rest", "said", "worth"),
    [
        ("single", THREE, "a", "1"),
        ("single", THREE, "b", "0"),
        ("truefalse", "answer: false", False, "1"),
        ("truefalse", "answer: false", True, "0"),
        # several right options, all or nothing: what is missing costs as much as what is too much
        ("multiple", FIVE, ["a", "b", "c"], "1"),
        ("multiple", FIVE, ["a", "b"], "0"),
        ("multiple", FIVE, ["a", "b", "c", "x"], "0"),
        # Moodle: every right option 100/3 %, every wrong one -100/2 %, never below 0
        ("multiple", f"scoring: right-minus-wrong\n  {FIVE}", ["a", "b"], "2/3"),
        ("multiple", f"scoring: right-minus-wrong\n  {FIVE}", ["a", "b", "x"], "1/6"),
        ("multiple", f"scoring: right-minus-wrong\n  {FIVE}", ["a", "b", "c", "x"], "1/2"),
        ("multiple", f"scoring: right-minus-wrong\n  {FIVE}", ["a", "x"], "0"),
        ("multiple", f"scoring: right-minus-wrong\n  {FIVE}", ["a", "b", "c", "x", "y"], "0"),
        ("hotspot", f"scoring: right-minus-wrong\n  {AREAS}", ["a"], "1/2"),
        ("hotspot", f"scoring: right-minus-wrong\n  {AREAS}", ["a", "b", "x"], "0"),
        ("hotspot", AREAS, ["a", "b"], "1"),
        ("hotspot", AREAS, ["a"], "0"),
        # Moodle's ordering, "relative to the next item, including last": a→b, b→c, c→d, d→e, e→nothing
        ("order", LETTERS, "abcde", "1"),
        ("order", LETTERS, "bcdea", "3/5"),
        ("order", LETTERS, "abced", "2/5"),
        ("order", LETTERS, "edcba", "0"),
        # Moodle's "absolute position"
        ("order", f"scoring: each\n  {LETTERS}", "bcdea", "0"),
        ("order", f"scoring: each\n  {LETTERS}", "abced", "3/5"),
        ("order", f"scoring: each\n  {LETTERS}", "edcba", "1/5"),
        # Moodle's "all or nothing"
        ("order", f"scoring: all-or-nothing\n  {LETTERS}", "abced", "0"),
        # Moodle's matching: right pairs of all pairs; two left-hand sides may share a right-hand one
        ("match", PAIRS, {"a": "1", "b": "2", "c": "1"}, "1"),
        ("match", PAIRS, {"a": "1", "b": "1", "c": "1"}, "2/3"),
        ("match", PAIRS, {"a": "1"}, "1/3"),
        ("match", PAIRS, {"a": "3", "b": "3", "c": "3"}, "0"),
        ("match", f"scoring: all-or-nothing\n  {PAIRS}", {"a": "1", "b": "2"}, "0"),
        ("categorise", SORTED, {"a": "P", "b": "P", "c": "Q", "d": "Q"}, "1"),
        ("categorise", SORTED, {"a": "P", "b": "P", "c": "P", "d": "P"}, "1/2"),
        ("categorise", SORTED, {"a": "P", "b": "R"}, "1/4"),
        ("categorise", f"scoring: all-or-nothing\n  {SORTED}", {"a": "P", "b": "P", "c": "Q"}, "0"),
        # Moodle's cloze: right gaps of all gaps
        ("gaps", TEXT, ["7 ngày", "bí mật", "văn thư"], "1"),
        ("gaps", TEXT, ["Bay ngay", "bí mật", "phòng văn thư xã"], "1"),
        ("gaps", TEXT, ["7 ngày", "công khai", None], "1/3"),
        ("gaps", TEXT, ["8 ngày", None, "lãnh đạo"], "0"),
        ("gaps", f"scoring: all-or-nothing\n  {TEXT}", ["7 ngày", "bí mật", None], "0"),
        ("gaps", f"accents: strict\n  {TEXT}", ["bay ngay", "bí mật", "Văn thư"], "2/3"),
    ],
)
def test_what_an_answer_is_worth(kind: str, rest: str, said: Any, worth: str) -> None:
    question = made(kind, rest)
    marked = question.mark(given(question, said))
    assert marked.fraction == Fraction(worth)
    assert marked.right is (worth == "1")


@pytest.mark.parametrize(("levels", "worth"), [((2, 0), "1"), ((0, 2), "0"), ((2, 1), "7/10"), ((1, 2), "1/5")])
def test_levels_of_a_rubric_are_worth_their_points_of_all(levels: tuple[int, int], worth: str) -> None:
    """The example's rubric gives 0, 1 or 2 points, and 3, 1.5 or none: five together."""
    (question,) = read_bank("- {id: v, type: written, stem: Viết., rubric: rubrics/mau.yaml}\n")
    assert isinstance(question, courses.Judged)
    assert question.judged(levels).fraction == Fraction(worth)
