"""A typed number: how it is read, its unit and tolerance, by hand and by hypothesis."""

import unicodedata
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import text
from models.courses import Question
from models.rights import DomainError
from tests.models.assessment.questions import number
from tests.models.courses import library
from tests.models.courses.library import worth

made = partial(library.made, "number")


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
        ("answer: 5\n  tolerance: 1", "5,125", 1),
        ("answer: 5\n  tolerance: 1", "5.125", 0),
        ("answer: 5\n  tolerance: 1", "5,000", 0),
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
    assert made(rest).mark(said).fraction == worth


def test_what_would_have_been_right_is_said_as_people_write_it() -> None:
    assert number("1234.50", unit="m").mark("1").expected == ("1.234,50 m",)
    assert number("1E+3").mark("1").expected == ("1.000",)
    text.use_language("en")
    assert number("1234.5").mark("1").expected == ("1,234.5",)
    text.use_language("vi")


def test_blanks_are_no_answer() -> None:
    marked = number("0").mark(" ")
    assert marked.fraction == 0
    assert not marked.answered


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
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


def allowed(typed: str) -> bool:
    """Whether a text holds no control characters (those that are spaces excepted) and no halves of letters."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace() for letter in typed)


@given(st.decimals("-1000000", "1000000", places=3), st.decimals("0", "10", places=2), st.decimals("0", "20", places=2))
def test_a_number_is_right_just_within_its_tolerance(value: Decimal, tolerance: Decimal, off: Decimal) -> None:
    typed = f"{(value + off).normalize():f}"  # nobody ends decimals with a 0
    marked = worth(number(str(value), tolerance=str(tolerance)), typed.replace(".", ","))
    if off <= tolerance:
        assert marked == 1
    wider = worth(number(str(value), tolerance=str(tolerance + 1)), typed.replace(".", ","))
    assert marked <= wider


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(typed: str) -> None:
    if allowed(typed):
        assert worth(number("8", unit="bit"), typed) in (0, 1)
