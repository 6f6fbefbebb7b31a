"""What statistics tell of a question's answers, each computed by hand."""

from typing import Any

from models import courses
from tests.models.courses.test_marks_by_hand import PAIRS, TEXT, given, made

Told = list[tuple[str, int | None, int | None, list[tuple[str, bool, int]]]]


def told(question: courses.Question, *answers: tuple[Any, int]) -> Told:
    """Return each part's words, right, answered, and what was said of it at least once."""
    counted = question.counts([(question.parse(given(question, said)), count) for said, count in answers])
    return [
        (
            "" if part.text is None else courses.to_plain(str(part.text)),
            part.right,
            part.answered,
            [(courses.to_plain(str(one.text)), one.right, one.count) for one in part.choices if one.count],
        )
        for part in counted
    ]


def test_words_that_are_one_answer_count_as_one_shown_as_most_typed_it() -> None:
    question = made("short", "answers: [kỹ năng số]")
    answers = [("kĩ năng số", 4), ("Kỹ năng số", 3), ("KY NANG SO.", 1), ("*tin học*", 2), ("Tin học", 1)]
    assert told(question, *answers) == [
        (
            "",
            None,
            None,
            [("kĩ năng số", True, 8), ("*tin học*", False, 2), ("Tin học", False, 1)],
        )
    ]


def test_ways_to_write_one_number_count_as_one() -> None:
    question = made("number", "answer: 1234.5\n  unit: m")
    answers = [("1.234,5", 2), ("1234.5 m", 3), ("1 234,50", 1), ("12345", 4), ("12.345", 5), ("nhiều", 1)]
    assert told(question, *answers) == [
        ("", None, None, [("1234.5 m", True, 6), ("12.345", False, 5), ("12345", False, 4), ("nhiều", False, 1)])
    ]


def test_pairs_are_told_one_by_one() -> None:
    question = made("match", PAIRS)
    answers = [({"a": "1", "b": "2", "c": "1"}, 5), ({"a": "3", "b": "1"}, 3), ({"a": "2"}, 1)]
    assert told(question, *answers) == [
        ("a", 5, 9, [("1", True, 5), ("3", False, 3), ("2", False, 1)]),
        ("b", 5, 8, [("2", True, 5), ("1", False, 3)]),
        ("c", 5, 5, [("1", True, 5)]),
    ]


def test_gaps_are_told_one_by_one() -> None:
    question = made("gaps", TEXT)
    answers = [
        (["7 ngày", "bí mật", "văn thư"], 4),
        (["8 ngày", "công khai", None], 3),
        (["8 Ngày", "công khai", "lãnh đạo"], 2),
    ]
    whole = [(right, answered, said) for _, right, answered, said in told(question, *answers)]
    assert whole == [
        (4, 9, [("8 ngày", False, 5), ("7 ngày", True, 4)]),
        (4, 9, [("công khai", False, 5), ("bí mật", True, 4)]),
        (4, 6, [("văn thư", True, 4), ("lãnh đạo", False, 2)]),
    ]


def test_both_answers_to_a_sentence_are_told_also_one_that_nobody_gave() -> None:
    (counted,) = made("truefalse", "answer: false").counts([(True, 3)])
    assert [(one.right, one.count) for one in counted.choices] == [(False, 3), (True, 0)]
