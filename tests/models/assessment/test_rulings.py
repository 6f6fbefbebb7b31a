"""Marking anew, for any answers: compared with what is counted by hand from each question's worth."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import courses
from models.assessment import Marker, Ruling, Treatment
from models.assessment.rulings import in_force
from models.assessment.tables import Regrade
from models.courses import Question
from models.courses.questions.multiple.question import Multiple
from tests.models.assessment.questions import multiple, number, short, single, truefalse
from tests.models.courses.library import read_bank

AT = datetime(2026, 3, 2, tzinfo=UTC)
BANK: tuple[Question, ...] = (
    single("one"),
    multiple(3, 4, id="many", marks=2),
    truefalse(id="true"),
    short("mật khẩu", id="word"),
    number("12,5".replace(",", "."), id="how-many", marks="0.75"),
)
HASHES = [courses.version(one) for one in BANK]
BY_HASH = dict(zip(HASHES, BANK, strict=True))
ANSWERS = (
    st.sampled_from([None, "a", "b", "c"]),
    st.one_of(
        st.none(), st.lists(st.sampled_from(["r1", "r2", "r3", "w1", "w2", "w3", "w4"]), unique=True, min_size=1)
    ),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "mat khau", "MẬT KHẨU", "khác"]),
    st.sampled_from([None, "12,5", "12", 12.5]),
)
PAPERS = st.tuples(*ANSWERS)


def vector(answers: tuple[Any, ...]) -> list[list[Any]]:
    """The vector of an attempt that asked the whole bank: answers as they are stored."""
    return [
        [digest, one.parse(given), float(one.mark(given).fraction * Fraction(one.marks)), 20]
        for digest, one, given in zip(HASHES, BANK, answers, strict=True)
    ]


def ruling(treatment: Treatment, by: str | None = None) -> Ruling:
    return Ruling(treatment, by, "because", AT)


def find(digest: str) -> Question:
    return BY_HASH[digest]


@given(PAPERS, st.sets(st.sampled_from(range(5))))
def test_the_unchanged_key_gives_the_same_to_the_last_digit(answers: tuple[Any, ...], ruled: set[int]) -> None:
    told = vector(answers)
    same = {HASHES[place]: ruling(Treatment.KEY, HASHES[place]) for place in ruled}
    found = Marker(same, find)(told, 70)
    exact = sum(one.mark(given).fraction * Fraction(one.marks) for one, given in zip(BANK, answers, strict=True))
    assert (found.vector, found.marks, found.max_marks) == (told, float(exact), 5.75)
    assert found.passed == (100 * exact >= 70 * Fraction("5.75"))


@given(PAPERS, st.sets(st.sampled_from(range(5)), max_size=4))
def test_what_is_left_out_counts_on_neither_side(answers: tuple[Any, ...], dropped: set[int]) -> None:
    found = Marker({HASHES[place]: ruling(Treatment.DROPPED) for place in dropped}, find)(vector(answers), 70)
    left = [(one, given) for place, (one, given) in enumerate(zip(BANK, answers, strict=True)) if place not in dropped]
    earned = sum((one.mark(given).fraction * Fraction(one.marks) for one, given in left), Fraction(0))
    most = sum(Fraction(one.marks) for one, _ in left)
    assert (found.marks, found.max_marks) == (float(earned), float(most))
    assert found.passed == (100 * earned >= 70 * most)
    assert [entry[1] for entry in found.vector or ()] == [entry[1] for entry in vector(answers)]  # answers stay


@given(PAPERS, st.sets(st.sampled_from(range(5)), min_size=1))
def test_full_marks_never_take_any(answers: tuple[Any, ...], full: set[int]) -> None:
    told = vector(answers)
    found = Marker({HASHES[place]: ruling(Treatment.FULL) for place in full}, find)(told, 70)
    gained = sum(float(BANK[place].marks) - told[place][2] for place in full)
    assert found.marks == pytest.approx(sum(entry[2] for entry in told) + gained)
    assert found.max_marks == 5.75


@given(PAPERS)
def test_where_nothing_is_left_everything_counts_in_full(answers: tuple[Any, ...]) -> None:
    found = Marker({digest: ruling(Treatment.DROPPED) for digest in HASHES}, find)(vector(answers), 70)
    assert (found.marks, found.max_marks, found.passed) == (5.75, 5.75, True)


@given(st.lists(st.sampled_from(["r1", "r2", "r3", "w1", "w2", "w3", "w4", "gone"]), unique=True))
def test_options_that_are_gone_are_not_held_against_anybody(chosen: list[str]) -> None:
    question = BANK[1]
    assert isinstance(question, Multiple)
    there = [one for one in chosen if one != "gone"]
    assert question.mark(question.carried(chosen)).fraction == question.mark(there or None).fraction


def test_a_text_with_gaps_keeps_what_was_filled_in_and_leaves_out_what_is_gone() -> None:
    text = "Ký bằng khóa ((bí mật ~ công khai)) trong ((7 ngày)), rồi ((gửi))."
    old, new = (
        read_bank(f"- id: k\n  type: gaps\n  text: {said}\n  gaps: [{{id: khoa}}, {{id: han}}, {{id: {last}}}]\n")[0]
        for said, last in ((text, "viec"), (text.replace("7 ngày", "7 ngày | một tuần"), "khac"))
    )
    given = {**old.right_answer(), "han": "Một tuần"}
    assert old.mark(given).fraction == Fraction(2, 3)
    assert new.carried(given) == {name: given[name] for name in ("khoa", "han")}
    assert new.mark(new.carried(given)).fraction == Fraction(2, 3)  # the third gap is another one, and empty
    assert new.carried({"khoa": "gone", "viec": "x"}) is None


def test_an_answer_of_another_kind_is_no_answer() -> None:
    assert BANK[0].carried("gone") is None
    assert BANK[2].carried("a") is None
    assert BANK[0].carried(True) is None


@given(
    st.lists(st.tuples(st.sampled_from(list(Treatment)), st.sampled_from(["x", "y"]), st.integers(0, 5)), max_size=7)
)
def test_the_latest_that_was_not_taken_back_counts(acts: list[tuple[Treatment, str, int]]) -> None:
    rows: list[Regrade] = []
    expected: dict[str, list[int]] = {"x": [], "y": []}
    undone: set[int | None] = set()
    for place, (treatment, about, before) in enumerate(acts, start=1):
        undoes = None
        if treatment is Treatment.BACK:
            known = [one.id for one in rows if one.treatment is not Treatment.BACK and one.id not in undone]
            if not known:
                continue
            undoes = known[before % len(known)]
            undone.add(undoes)
        else:
            expected[about].append(place)
        rows.append(
            Regrade(
                id=place,
                course_id=1,
                question_id="q",
                treatment=treatment,
                asked=[about],
                undoes_id=undoes,
                why=str(place),
                at=AT,
            )
        )
    found = in_force(rows)
    for about, numbers in expected.items():
        standing = [one for one in numbers if one not in undone]
        assert (found[about].why if about in found else None) == (str(standing[-1]) if standing else None)
