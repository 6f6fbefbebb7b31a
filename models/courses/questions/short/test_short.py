"""A typed word: what counts as the same, by hand and by hypothesis."""

import unicodedata
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.courses import Question
from models.rights import DomainError
from tests.models.assessment.questions import short
from tests.models.courses import library
from tests.models.courses.library import worth

made = partial(library.made, "short")


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
    ("said", "strict", "ignored"),
    [
        ("khoá kỹ thuật", 1, 1),  # the tone mark on the other vowel
        ("khóa kĩ thuật", 1, 1),  # i for y, as schoolbooks write
        ("KHÓA KỸ THUẬT", 1, 1),
        (unicodedata.normalize("NFD", "khóa kỹ thuật"), 1, 1),  # a computer that keeps accents apart
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
    assert made("answers: [khóa kỹ thuật]\n  accents: strict").mark(said).fraction == strict
    assert made("answers: [khóa kỹ thuật]").mark(said).fraction == ignored


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
    assert made(f"answers: [{accepted}]\n  accents: strict").mark(said).fraction == worth


def test_what_would_have_been_right_is_said_in_its_first_spelling() -> None:
    told = short("*gov.vn", "\\*").mark("x")
    assert (told.expected, told.also) == (("…gov.vn",), ("*",))


def test_blanks_are_no_answer() -> None:
    for answer in ("  ", None):
        marked = short("*").mark(answer)
        assert marked.fraction == 0
        assert not marked.answered


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (short("x"), 5, "type"),
        (short("x"), "a" * 1_000_000, "long"),
        (short("x"), "a\x00b", "characters"),
        (short("x"), "a\ud800b", "characters"),
    ],
)
def test_answers_that_no_widget_gives_are_refused(question: Question, answer: Any, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        question.parse(answer)
    assert (caught.value.code, caught.value.values) == ("answer-invalid", {"reason": reason})


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
