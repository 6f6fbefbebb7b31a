"""Versions: what changes them and what does not; ids of options from release to release."""

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models import courses
from models.courses.questions.single.question import Single
from tests.models.courses.library import BANK, COURSE, read, write

SAID = (
    st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=30)
    .map(lambda said: unicodedata.normalize("NFC", said.replace("'", "’")).strip())
    .filter(bool)
)


@given(stem=SAID, hint=SAID, order=st.permutations(["id", "type", "stem", "answer", "hint"]), comment=SAID)
@hypothesis_settings(max_examples=60)
def test_order_comments_and_decomposed_letters_change_no_version(
    tmp_path: Path, stem: str, hint: str, order: list[str], comment: str
) -> None:
    lines = {"id": "a", "type": "truefalse", "stem": f"'{stem}'", "answer": "true", "hint": f"'{hint}'"}

    def version(keys: list[str], remark: str, form: str) -> str:
        entry = "".join(f"  {key}: {lines[key]}\n{remark}" for key in keys)
        bank = BANK + "-\n" + unicodedata.normalize(form, entry)
        write(tmp_path, bank=bank)
        question = read(tmp_path).question("a")
        assert question is not None
        return courses.version(question)

    plain = version(["id", "type", "stem", "answer", "hint"], "", "NFC")
    assert version(list(order), f"  # {comment}\n", "NFD") == plain


def test_a_default_written_out_changes_no_version_and_another_word_does(tmp_path: Path) -> None:
    def version(bank: str) -> str:
        write(tmp_path, bank=bank)
        question = read(tmp_path).question("so-bit")
        assert question is not None
        return courses.version(question)

    before = version(BANK)
    assert version(BANK.replace("answer: 8", "answer: 8.0\n  tolerance: 0\n  marks: 1\n  shuffle: true")) == before
    assert version(BANK.replace("answer: 8", "answer: 9")) != before


def test_canonical_text_gives_the_course_back(tmp_path: Path) -> None:
    write(tmp_path)
    course = read(tmp_path)
    again = courses.Course.model_validate_json(courses.canonical(course))
    assert again == course
    newer = courses.canonical(course).replace('{"', '{"a_key_of_tomorrow":1,"', 1)
    assert courses.Course.model_validate_json(newer) == course


def test_values_are_typed(tmp_path: Path) -> None:
    write(
        tmp_path,
        course=COURSE.replace("valid_for: 12 months", "valid_for: 1 month\nhours: 1,5\nrenews: {by: 2027-03-31}"),
    )
    course = read(tmp_path)
    assert course.hours == Decimal("1.5")
    assert course.renew_by == date(2027, 3, 31)
    assert course.valid_for is not None
    assert course.valid_for.after(date(2028, 1, 31)) == date(2028, 2, 29)
    assert course.quizzes[0].wait == courses.Duration(count=1, unit="day")
    assert [question.id for question in courses.pool(course.questions, course.quizzes[0].draw[0])] == ["mat-khau-manh"]


def _single(*texts: str, right: int = 0) -> str:
    marks = ["      right: true\n" if number == right else "" for number in range(len(texts))]
    options = "".join(f"    - text: {said}\n{mark}" for said, mark in zip(texts, marks, strict=True))
    return f"- id: a\n  type: single\n  stem: Gì?\n  options:\n{options}"


def _released(tmp_path: Path, question: str, previous: courses.Course | None) -> tuple[courses.Course, list[str]]:
    write(tmp_path, bank=BANK + question)
    draft = courses.check_folder(tmp_path).drafts[0]
    assert draft.course is not None
    course, asked = courses.with_option_ids(draft.course, previous, draft.places)
    return course, [f"{one.place.line} {dict(one.values)['old']}" for one in asked]


def _ids(course: courses.Course) -> list[str]:
    question = course.question("a")
    assert isinstance(question, Single)
    return [option.id for option in question.options]


def test_option_ids_follow_the_text_then_the_place(tmp_path: Path) -> None:
    first, _ = _released(tmp_path, _single("một", "hai", "ba"), None)
    one, two, three = _ids(first)
    assert len({one, two, three}) == 3
    assert _ids(_released(tmp_path, _single("ba", "một", "hai", right=1), first)[0]) == [three, one, two]
    assert _ids(_released(tmp_path, _single("một", "hai!", "ba"), first)[0]) == [one, two, three]
    assert _ids(_released(tmp_path, _single("một", "ba"), first)[0]) == [one, three]
    added, asked = _released(tmp_path, _single("một", "hai", "ba", "bốn"), first)
    assert (_ids(added)[:3], asked) == ([one, two, three], [])
    assert _ids(added)[3] not in (one, two, three)


def test_where_neither_text_nor_place_is_clear_the_author_is_asked(tmp_path: Path) -> None:
    first, _ = _released(tmp_path, _single("một", "hai", "ba"), None)
    base = BANK.count("\n")
    assert _released(tmp_path, _single("một", "ba", "hai hoặc hơn"), first)[1] == [f"{base + 8} hai"]
    assert _released(tmp_path, _single("một", "hai khác", "ba", "bốn"), first)[1] == [
        f"{base + 7} hai",
        f"{base + 9} hai",
    ]
    given = _single("một", "hai khác", "ba", "bốn")
    given = given.replace("- text: hai khác", f"- id: {_ids(first)[1]}\n      text: hai khác")
    course, asked = _released(tmp_path, given, first)
    assert asked == []
    assert _ids(course)[:3] == _ids(first)


def test_a_text_that_comes_back_is_not_the_option_that_took_its_place(tmp_path: Path) -> None:
    first, _ = _released(tmp_path, _single("một", "hai"), None)
    second, _ = _released(tmp_path, _single("một", "ba"), first)
    assert _ids(second) == _ids(first)
    third, _ = _released(tmp_path, _single("một", "ba", "hai"), second)
    assert len(set(_ids(third))) == 3
