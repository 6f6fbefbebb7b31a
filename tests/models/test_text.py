"""Vietnamese text: order, search, numbers, dates."""

import unicodedata
from datetime import UTC, date, datetime

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import text

SYLLABLES = (  # noqa: SIM905 (a list of words reads best as words)
    "an ăn ân Ấn ẩn Anh bà Bã bả Bá bạ cô Cổ dê Đê đệ em ê hà hả hạ hòa hoà kỳ lý Mỹ nga ngà Ngã nghĩa ô ơ ớ phở quý "
    "rừng sông tư từ Tự u ư ừ uyên vũ xã ý"
).split()
phrases = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def judge() -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale("vi"))


@given(left=phrases, right=phrases)
def test_phrases_are_in_the_order_of_icu(judge: icu.Collator, left: str, right: str) -> None:
    ours = (text.sort_key(left) > text.sort_key(right)) - (text.sort_key(left) < text.sort_key(right))
    assert _same_sign(ours, judge.compare(text.nfc(left), text.nfc(right)), left, right)


def test_people_are_listed_by_the_given_name_first() -> None:
    people = ["Trần Văn Ân", "Nguyễn Thị An", "Đỗ Hà Yên", "Lê Hạ An", "Đỗ Văn Đức", "Trần Thị Dung"]
    assert sorted(people, key=text.name_sort_key) == [
        "Lê Hạ An",
        "Nguyễn Thị An",
        "Trần Văn Ân",
        "Trần Thị Dung",
        "Đỗ Văn Đức",
        "Đỗ Hà Yên",
    ]


@given(phrases)
def test_any_unicode_form_gives_the_same_keys(phrase: str) -> None:
    apart = unicodedata.normalize("NFD", phrase)
    assert text.sort_key(apart) == text.sort_key(text.nfc(phrase))
    assert text.search_key(apart) == text.search_key(text.nfc(phrase))


@pytest.mark.parametrize(
    ("written", "key"),
    [("Chuyển đổi số", "chuyen doi so"), ("ĐIỆN TỬ", "dien tu"), ("Ðơn  vị\u00a0", "don vi"), ("hoà", "hoa")],
)
def test_search_keys_have_no_accents(written: str, key: str) -> None:
    assert text.search_key(written) == key


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert text.number(1204) == "1.204"
    assert text.number(86.44) == "86,4"
    assert text.percent(1205, 1394) == "86,4\u00a0%"
    assert text.percent(0, 0) == "–"


@pytest.mark.parametrize(
    ("part", "whole", "digits", "said"),
    [
        (2, 3, 1, "66,6\u00a0%"),
        (69.96, 100, None, "69,9\u00a0%"),
        (7, 10, None, "70\u00a0%"),
        (0.57, 1, 0, "57\u00a0%"),  # in floats 56.99999999999999
        (2999, 3000, 1, "99,9\u00a0%"),
        (3000, 3000, 1, "100,0\u00a0%"),
    ],
)
def test_a_share_is_never_shown_higher_than_it_is(part: float, whole: float, digits: int | None, said: str) -> None:
    assert text.percent(part, whole, digits) == said


def test_days_and_moments_are_written_the_vietnamese_way() -> None:
    assert text.day(date(2026, 2, 5)) == "05/02/2026"
    assert text.moment(datetime(2026, 2, 4, 17, 30, tzinfo=UTC)) == "05/02/2026 00:30"


def test_no_text_holds_what_a_database_refuses() -> None:
    assert text.tidy("\0 Nguyễn\0An\0") == "Nguyễn An"
    assert text.search_key("Đỗ\0") == "do"


def test_a_day_is_hanois() -> None:
    assert text.local_day(datetime(2026, 2, 4, 16, 59, tzinfo=UTC)) == date(2026, 2, 4)
    assert text.local_day(datetime(2026, 2, 4, 17, 0, tzinfo=UTC)) == date(2026, 2, 5)


def _same_sign(ours: int, theirs: int, left: str, right: str) -> bool:
    return ours == theirs or text.nfc(left).casefold() == text.nfc(right).casefold()
