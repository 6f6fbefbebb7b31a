"""What answers of every type are worth, each computed by hand; where Moodle has the type, by its rule.

An answer is written as a person would tell it: options, pairs and gaps by their words, an order by its letters.
"""

import unicodedata
from fractions import Fraction
from typing import Any

import pytest

from models import courses
from models.courses.questions.categorise.question import Categorise
from models.courses.questions.gaps.question import Gaps
from models.courses.questions.hotspot.question import Hotspot
from models.courses.questions.match.question import Match
from models.courses.questions.order.question import Order
from tests.models.courses.library import read_bank

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


def made(kind: str, rest: str) -> courses.Question:
    (question,) = read_bank(f"- id: cau\n  type: {kind}\n  stem: Hỏi.\n  {rest}\n")
    return question


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
    if isinstance(question, Hotspot) or question.asked_by in (courses.Asked.ONE, courses.Asked.MANY):
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


NFD = "NFD"  # typed on a computer that keeps accents apart


@pytest.mark.parametrize(
    ("said", "strict", "ignored"),
    [
        ("khoá kỹ thuật", 1, 1),  # the tone mark on the other vowel
        ("khóa kĩ thuật", 1, 1),  # i for y, as schoolbooks write
        ("KHÓA KỸ THUẬT", 1, 1),
        (unicodedata.normalize(NFD, "khóa kỹ thuật"), 1, 1),
        ("khóa\u00a0kỹ\u202fthuật", 1, 1),  # spaces that do not break
        ("  khóa   kỹ thuật. ", 1, 1),  # a full stop after it
        ("kh\u00adóa kỹ thuật", 1, 1),  # a soft hyphen, out of a copied text
        ("khoa ky thuat", 0, 1),
        ("khoa ki thuat", 0, 1),
        ("khỏa kỹ thuật", 0, 1),  # another tone
        ("khóa kỹ", 0, 0),
        ("khóakỹ thuật", 0, 0),
        ("khai kỹ thuật", 0, 0),
        ("khóa kỹ thuậy", 0, 0),
    ],
)
def test_words_as_people_type_them(said: str, strict: int, ignored: int) -> None:
    assert made("short", "answers: [khóa kỹ thuật]\n  accents: strict").mark(said).fraction == strict
    assert made("short", "answers: [khóa kỹ thuật]").mark(said).fraction == ignored


@pytest.mark.parametrize(
    ("accepted", "said", "worth"),
    [
        ("Đảng", "đảng", 1),
        ("đảng", "Ðảng", 1),  # Icelandic letter that some keyboards give
        ("đảng", "dảng", 0),
        ("quý", "quí", 1),
        ("quý", "qúy", 1),
        ("tay", "tai", 0),  # y and i behind a vowel are two words
        ("thúy", "thúi", 0),
        ("hòa", "hoạ", 0),
        ('"*my"', "economy", 1),  # a star stands within a word
        ("e-mail", "e\u2011mail", 1),  # the dashes of word processors
        ("e-mail", "e\u2013mail", 1),
        ("e-mail", "email", 0),
        (".vn", ".VN", 1),
        (".vn", "vn", 0),
        ('"2026"', "２０２６", 1),  # full-width digits
        ("10²", "102", 0),  # a raised digit behind a number is a power
        ("10²", "10^2", 1),
        ('"102"', "10²", 0),
        ("10⁻³", "10^-3", 1),
        ("10₂", "102", 0),
        ("m²", "m2", 1),  # behind a letter it is how a unit or a formula is typed
        ("CO₂", "CO2", 1),
        ("phishing", "“phishing”", 1),  # quotation marks around it all
        ("phishing", "“phishing”.", 1),
        ("phishing", "'phishing.'", 1),
        ("phishing", "«phishing»", 1),
        ("\"'phishing'\"", "phishing", 1),  # and around what is accepted
        ('"*ishing"', '"phishing"', 1),
        ("phishing", "phishing”", 0),  # not around it
        ("Ctrl+C", "ctrl + c", 1),  # spaces beside a sign
        ("Ctrl + C", "Ctrl+C", 1),
        ("116/2025/QH15", "116 / 2025 /QH15", 1),
        ("Ctrl+C", "ctrl c", 0),
        ("v.v.", "v.v", 1),  # a full stop that the author wrote, too
        ("TP.", "tp", 1),
        ('"."', ".", 1),  # nothing but a full stop: that is the answer
        ('"."', "x", 0),
        ('"Hà Nội, *"', "Hà Nội, Việt Nam", 1),  # beside a star a space still asks for one
        ('"bảo *"', "bảo - mật", 1),
        ('"bảo *"', "bảomật", 0),
        ("'5 \\* 3'", "5*3", 1),
        ('"d\'accord"', "d’accord", 1),
    ],
)
def test_signs_that_mean_the_same_and_signs_that_do_not(accepted: str, said: str, worth: int) -> None:
    assert made("short", f"answers: [{accepted}]\n  accents: strict").mark(said).fraction == worth


@pytest.mark.parametrize(
    ("rest", "said", "worth"),
    [
        ("answer: 1234.5", "1.234,5", 1),
        ("answer: 1234.5", "1,234.5", 1),
        ("answer: 1234.5", "1\u202f234,5", 1),
        ("answer: 1234.5", "１.２３４,５", 1),
        ("answer: 1234.5", "12.34,5", 0),
        ("answer: -3", "\u22123", 1),  # the minus sign
        ("answer: -3", "\u20133", 1),  # the dash that a word processor makes of it
        ("answer: -3", "－３", 1),
        ("answer: -3", "3", 0),
        ("answer: 3", "-3", 0),
        ("answer: 82", "8²", 0),
        (
            "answer: 0.3\n  tolerance: 0.1",
            "0,4",
            1,
        ),  # the edge belongs to it; as floats 0.3 + 0.1 is not 0.4 everywhere
        ("answer: 0.3\n  tolerance: 0.1", "0,2", 1),
        ("answer: 0.3\n  tolerance: 0.1", "0,19999999999999999999999999999999999", 0),
        ("answer: 0.3\n  tolerance: 0.1", "0,40000000000000000000000000000000001", 0),
        ("answer: -0.5\n  tolerance: 0.05", "\u22120,55", 1),
        ("answer: -0.5\n  tolerance: 0.05", "-0,551", 0),
        ("answer: 1000\n  tolerance: 1", "1.001", 1),
        ("answer: 1000\n  tolerance: 1", "1.002", 0),
        ("answer: 50\n  unit: m²", "50 m2", 1),
        ("answer: 50\n  unit: m²", "50m3", 0),
        ("answer: 5\n  unit: km/h", "5 km / h", 1),
        ("answer: 5\n  unit: km/h", "5 km", 0),
        ("answer: 3000000\n  unit: đồng", "3.000.000 đồng", 1),
        ("answer: 3000000\n  unit: đồng", "3 000 000 Đồng.", 1),
        ('answer: 50\n  unit: "%"', "50\u00a0％", 1),
        ('answer: 50\n  unit: "%"', "50 phần trăm", 1),
        # a single mark before three digits: where a whole number is asked for, it groups
        ("answer: 15000", "15.000", 1),
        ("answer: 15000", "15,000", 1),
        ("answer: 15", "15.000", 0),
        ("answer: 15\n  unit: ngày", "15.000 ngày", 0),
        ("answer: 15", "15,000", 0),
        ("answer: 2", "2.000", 0),
        ("answer: 2", "2,0", 1),
        ("answer: 2", "2.00", 1),
        # a part of a number: a comma is the decimal mark, a point may be one, but nobody ends decimals with a 0
        ("answer: 1.125", "1,125", 1),
        ("answer: 1.125", "1.125", 1),
        ("answer: 2.5", "2.500", 0),
        ("answer: 2.5", "2,500", 1),
        ("answer: 2.5", "2,5", 1),
        ("answer: 0.125", "0.125", 1),
        ("answer: 1500.5\n  tolerance: 1", "1.500", 1),
        ("answer: 1500.5\n  tolerance: 1", "1,500", 0),
        ("answer: 2\n  tolerance: 0.5", "2,125", 1),
        # bits and bytes
        ("answer: 8\n  unit: MB", "8 MB", 1),
        ("answer: 8\n  unit: MB", "8 Mb", 0),
        ("answer: 8\n  unit: MB", "8mb", 1),
        ("answer: 8\n  unit: Mb", "8 MB", 0),
        ("answer: 8\n  unit: Mb/s", "8 Mb / s", 1),
        ("answer: 8\n  unit: Mb/s", "8 MB/s", 0),
        ("answer: 8\n  unit: kB", "8 KB", 1),
        ("answer: 8\n  unit: GiB", "8 GiB", 1),
        ("answer: 8\n  unit: B", "8 b", 0),
        ("answer: 8\n  unit: bit", "8 Bit", 1),
        ("answer: 8\n  unit: ngày", "8 NGÀY", 1),
        # several units, and words before the number
        ("answer: 3000000\n  unit: đồng", "3.000.000đ", 1),
        ("answer: 3000000\n  unit: [đồng, đ, VND]", "3.000.000 vnd", 1),
        ("answer: 3000000\n  unit: [đồng, đ, VND]", "3.000.000 USD", 0),
        ("answer: 10\n  unit: [giây, s]", "10s", 1),
        ("answer: 10\n  unit: [giây, s]", "10 phút", 0),
        ("answer: 17\n  unit: ngày", "Ngày 17", 1),
        ("answer: 17\n  unit: ngày", "tháng 17", 0),
        ("answer: 90\n  unit: hộ", "khoảng 90 hộ", 1),
        ("answer: -3", "khoảng -3", 1),
    ],
)
def test_numbers_as_people_type_them(rest: str, said: str, worth: int) -> None:
    assert made("number", rest).mark(said).fraction == worth


@pytest.mark.parametrize(("levels", "worth"), [((2, 0), "1"), ((0, 2), "0"), ((2, 1), "7/10"), ((1, 2), "1/5")])
def test_levels_of_a_rubric_are_worth_their_points_of_all(levels: tuple[int, int], worth: str) -> None:
    """The example's rubric gives 0, 1 or 2 points, and 3, 1.5 or none: five together."""
    (question,) = read_bank("- {id: v, type: written, stem: Viết., rubric: rubrics/mau.yaml}\n")
    assert isinstance(question, courses.Judged)
    assert question.judged(levels).fraction == Fraction(worth)
