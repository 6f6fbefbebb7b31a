"""Every marking rule, by hand and by hypothesis."""

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import text
from models.courses import Question, Scoring
from models.rights import DomainError
from tests.models.assessment.questions import multiple, number, short, single, truefalse


def worth(question: Question, answer: Any) -> Fraction:
    return question.mark(answer).fraction


def test_single_is_right_only_with_the_right_option() -> None:
    assert [worth(single(), answer) for answer in ("a", "b", "c", None)] == [1, 0, 0, 0]


def test_truefalse() -> None:
    assert [worth(truefalse(answer=False), answer) for answer in (False, True, None)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["r1", "r2"], Fraction(1)),
        (["r1"], Fraction(1, 2)),
        (["r1", "r2", "w1"], Fraction(1, 2)),  # 2/2 - 1/2
        (["r1", "w1"], Fraction(0)),  # 1/2 - 1/2
        (["w1", "w2"], Fraction(0)),  # not below 0
        (["r1", "r2", "w1", "w2"], Fraction(0)),
        ([], Fraction(0)),
    ],
)
def test_right_minus_wrong(chosen: list[str], expected: Fraction) -> None:
    assert worth(multiple(2, 2), chosen) == expected


def test_right_minus_wrong_counts_a_share_of_unequal_numbers() -> None:
    assert worth(multiple(3, 2), ["r1", "r2", "w1"]) == Fraction(2, 3) - Fraction(1, 2) == Fraction(1, 6)
    assert worth(multiple(3, 0), ["r1", "r2"]) == Fraction(2, 3)


def test_all_or_nothing() -> None:
    question = multiple(2, 2, Scoring.ALL_OR_NOTHING)
    assert worth(question, ["r2", "r1"]) == 1
    assert [worth(question, chosen) for chosen in (["r1"], ["r1", "r2", "w1"], [])] == [0, 0, 0]


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("khóa công khai", "khóa công khai"),
        ("khoá công khai", "khóa công khai"),
        ("  KHÓA   công\u00a0khai ", "khóa công khai"),
        (unicodedata.normalize("NFD", "khóa công khai"), "khóa công khai"),
        ("thuỷ lợi", "Thủy lợi"),
        ("quí", "quí"),
        ("khoẻ", "khỏe"),
        ("ĐẢNG VIÊN", "đảng viên"),
        ("Ðảng viên", "đảng viên"),
        ("nguồn mở", "nguồn *"),
        ("hòa bình", "hoà*"),
        ("phần mềm độc hại", "*độc hại"),
        ("mã độc tống tiền", "*mã*tiền*"),
        ("*", "\\*"),
    ],
)
def test_short_answers_that_are_the_same(typed: str, accepted: str) -> None:
    assert worth(short(accepted, strict=True), typed) == 1
    assert worth(short(accepted), typed) == 1


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("khoa cong khai", "khóa công khai"),
        ("khỏa công khai", "khóa công khai"),
        ("dang viên", "đảng viên"),
        ("ma", "mã"),
    ],
)
def test_accents_matter_only_where_the_author_says_so(typed: str, accepted: str) -> None:
    assert worth(short(accepted, strict=True), typed) == 0
    assert worth(short(accepted), typed) == 1


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("khóa", "khóa công khai"),
        ("nguồnmở", "nguồn *"),
        ("aba", "ab*ba"),  # the two ends may not share a letter
        ("x", "\\*"),
        ("mã tiền mã", "mã*tiền"),
    ],
)
def test_short_answers_that_differ(typed: str, accepted: str) -> None:
    assert worth(short(accepted), typed) == 0
    assert worth(short(accepted, strict=True), typed) == 0


def test_one_of_several_accepted_answers_is_enough() -> None:
    assert worth(short(".vn", "vn"), "VN") == 1
    assert worth(short(".vn", "vn"), "com") == 0


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234 567", "1234567"),
        ("1.234", "1234"),
        ("1.234", "1.234"),
        ("1,234", "1234"),
        ("1,234", "1.234"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("0.500", "0.5"),
        ("-3", "-3"),
        ("− 3", "-3"),
        ("+8", "8"),
        ("8", "8.0"),
        ("8.", "8"),
        ("0010", "10"),
        (8, "8"),
        (8.0, "8"),
        (0.1, "0.1"),
    ],
)
def test_numbers_as_they_are_typed(typed: Any, value: str) -> None:
    assert worth(number(value), typed) == 1


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.500", "500"),
        ("1234.567", "1234567"),
        ("1.23", "123"),
        ("1.234.5", "12345"),
        ("12.34.567", "1234567"),
        ("1,234,5", "12345"),
        ("eight", "8"),
        ("", "0"),
        ("8-1", "7"),
        ("1e1", "10"),
        ("٨", "8"),
    ],
)
def test_numbers_that_are_not_meant(typed: str, value: str) -> None:
    assert worth(number(value), typed) == 0


def test_the_unit_may_be_given_or_left_out_but_no_other() -> None:
    question = number("8", unit="bit")
    assert [worth(question, typed) for typed in ("8 bit", "8bit", "8 BIT", "8 bit.", "8", "bit 8")] == [1] * 6
    assert [worth(question, typed) for typed in ("8 byte", "bit", "byte 8")] == [0, 0, 0]
    assert worth(number("10", unit="giây"), "10 giay") == 1
    assert worth(number("8"), "8 bit") == 0
    assert worth(number("50", unit="%"), "50%") == 1


def test_the_ends_of_the_tolerance_belong_to_it() -> None:
    question = number("0.3", tolerance="0.1")
    assert [worth(question, typed) for typed in ("0,2", "0,4", "0,199", "0,401")] == [1, 1, 0, 0]


def test_a_typed_number_that_is_none_can_be_told_at_once() -> None:
    question = number("8", unit="bit")
    assert [question.readable(typed) for typed in ("8", "9 bit", "", "tám", "8 byte")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (single(), "z", "option"),
        (single(), ["a"], "type"),
        (single(), True, "type"),
        (multiple(), "r1", "type"),
        (multiple(), ["r1", "zz"], "option"),
        (multiple(), ["r1", "r1"], "twice"),
        (multiple(), ["r1"] * 100_000, "option"),
        (multiple(), [["r1"]], "type"),
        (multiple(), {"r1": 1}, "type"),
        (truefalse(), "true", "type"),
        (truefalse(), 1, "type"),
        (short("x"), 5, "type"),
        (short("x"), "a" * 1_000_000, "long"),
        (short("x"), "a\x00b", "characters"),
        (short("x"), "a\ud800b", "characters"),
        (number("1"), "1" * 61, "long"),
        (number("1"), True, "type"),
        (number("1"), float("nan"), "number"),
        (number("1"), float("inf"), "number"),
        (number("1"), 10**400, "number"),
        (number("1"), [1], "type"),
    ],
)
def test_answers_that_no_widget_gives_are_refused(question: Question, answer: Any, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        question.parse(answer)
    assert (caught.value.code, caught.value.values) == ("answer-invalid", {"reason": reason})


def test_no_answer_in_any_form_is_worth_nothing() -> None:
    for question, answer in ((multiple(), []), (short("*"), "  "), (short("*"), None), (number("0"), " ")):
        marked = question.mark(answer)
        assert (marked.fraction, marked.answered) == (0, False)


def test_the_mark_carries_what_the_author_says_of_each_option() -> None:
    marked = single().mark("b")
    assert [(one.id, one.chosen, one.right, str(one.feedback)) for one in marked.options] == [
        ("a", False, True, "key-of-a"),
        ("b", True, False, "slip-of-b"),
        ("c", False, False, "None"),
    ]


def test_what_would_have_been_right_is_said_as_people_write_it() -> None:
    assert number("1234.50", unit="m").mark("1").expected == ("1.234,50 m",)
    assert number("1E+3").mark("1").expected == ("1.000",)
    told = short("*gov.vn", "\\*").mark("x")
    assert (told.expected, told.also) == (("…gov.vn",), ("*",))
    text.use_language("en")
    assert number("1234.5").mark("1").expected == ("1,234.5",)
    text.use_language("vi")


choices = st.tuples(st.integers(1, 5), st.integers(0, 5), st.sampled_from(list(Scoring))).map(
    lambda made: multiple(*made)
)


@given(choices, st.data())
def test_a_choice_is_worth_0_to_1_in_any_order_and_full_marks_are_for_exactly_the_right(
    question: Any, data: st.DataObject
) -> None:
    ids = [option.id for option in question.options]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True))
    value = worth(question, chosen)
    assert 0 <= value <= 1
    assert value == worth(question, data.draw(st.permutations(chosen)))
    assert (value == 1) == (set(chosen) == {name for name in ids if name.startswith("r")})


@given(choices, st.data())
def test_another_right_option_never_costs_and_another_wrong_one_never_gains(question: Any, data: st.DataObject) -> None:
    ids = [option.id for option in question.options]
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True))
    before = worth(question, chosen)
    for name in set(ids) - set(chosen):
        after = worth(question, [*chosen, name])
        if name.startswith("w"):
            assert after <= before
        elif question.scoring is Scoring.RIGHT_MINUS_WRONG:
            assert after >= before


def allowed(typed: str) -> bool:
    """Whether a text holds no control characters (those that are spaces excepted) and no halves of letters."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace() for letter in typed)


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3), st.booleans())
def test_any_text_is_marked_0_or_1_however_it_is_composed(typed: str, answers: list[str], strict: bool) -> None:
    question = short(*answers, strict=strict)
    if not allowed(typed):
        with pytest.raises(DomainError, match="characters"):
            question.mark(typed)
        return
    value = worth(question, typed)
    assert value in (0, 1)
    decomposed = unicodedata.normalize("NFD", typed)
    assert worth(question, decomposed) == value


letters = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệớờởỡợ ", min_size=1, max_size=30).filter(str.strip)


@given(letters)
def test_an_answer_typed_as_the_author_wrote_it_is_right(accepted: str) -> None:
    for strict in (True, False):
        assert worth(short(accepted, strict=strict), f" {accepted.upper()} ") == 1
    assert worth(short(f"*{accepted.strip()[1:]}", strict=False), accepted) == 1


@given(st.decimals("-1000000", "1000000", places=3), st.decimals("0", "10", places=2), st.decimals("0", "20", places=2))
def test_a_number_is_right_just_within_its_tolerance(value: Decimal, tolerance: Decimal, off: Decimal) -> None:
    typed = f"{value + off:f}"
    marked = worth(number(str(value), tolerance=str(tolerance)), typed.replace(".", ","))
    if off <= tolerance:
        assert marked == 1
    wider = worth(number(str(value), tolerance=str(tolerance + 1)), typed.replace(".", ","))
    assert marked <= wider


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(typed: str) -> None:
    if allowed(typed):
        assert worth(number("8", unit="bit"), typed) in (0, 1)
