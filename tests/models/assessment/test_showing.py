"""What a learner gets to see, and that keys, feedback and explanations never travel before they may."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from models import assessment
from models.courses import Feedback, Question
from models.rights import DomainError
from tests.models.assessment.questions import multiple, number, short, single, truefalse, words
from tests.models.assessment.released import BANK, NOW, RIGHT, answer_all, course, learner, quiz, release

#: Every text of the bank that must not be seen before the answer: keys, feedback, explanations.
SECRETS = (
    "key-of-a",
    "slip-of-b",
    "why-of-single",
    "why-of-multiple",
    "why-of-truefalse",
    "why-of-short",
    "why-of-number",
    "secret-short-key",
    "8125",
    "8.125",
    "02-mails",
)


def told(value: Any) -> str:
    """Everything that a value holds, as text."""

    def plain(thing: Any) -> Any:
        return thing.model_dump(mode="json") if isinstance(thing, BaseModel) else str(thing)

    return json.dumps(asdict(value), default=plain, ensure_ascii=False)


def names(value: Any) -> set[str]:
    """Every field name that a value holds, at any depth."""
    found = set()
    if isinstance(value, dict):
        for name, inner in value.items():
            found |= {name} | names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            found |= names(inner)
    elif isinstance(value, BaseModel):
        found |= names(value.model_dump())
    return found


def test_a_view_holds_no_key_at_any_time_and_looks_alike_for_right_and_wrong(db: Session) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    shown = [assessment.view(db, actor, key)]
    for answers in ({"q-single": "c", "q-multiple": ["w1"], "q-truefalse": True}, {"q-single": "a"}):
        answer_all(db, actor, key, answers, now=NOW)
        shown.append(assessment.view(db, actor, key))
    assessment.submit(db, actor, key, now=NOW)
    shown.append(assessment.view(db, actor, key))
    for each in shown:
        everything = told(each)
        assert [secret for secret in SECRETS if secret in everything] == []
        assert "hint-of-single" in everything
        assert not {"right", "fraction", "explanation", "expected", "answers", "tolerance"} & names(asdict(each))
    assert assessment.view(db, actor, key).questions[0].options[0].model_dump().keys() == {"id", "text"}


def test_a_question_in_a_lesson_is_asked_without_its_key() -> None:
    for question in BANK:
        asked = told(assessment.ask(question, seed=5))
        assert [secret for secret in SECRETS if secret in asked] == []


def test_the_review_explains_every_question_and_says_what_to_read_again(db: Session) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, key, {**RIGHT, "q-single": "b", "q-multiple": ["r1"], "q-number": "9"}, now=NOW)
    with pytest.raises(DomainError, match="attempt-open"):
        assessment.review(db, actor, key)
    assessment.submit(db, actor, key, now=NOW)
    review = assessment.review(db, actor, key)
    one, two, three, four, five = review.questions
    assert [each.earned for each in review.questions] == [0, 1, 1, 1, 0]
    assert [each.feedback.right for each in review.questions] == [False, False, True, True, False]
    assert {option.id: (option.chosen, option.right) for option in one.feedback.mark.options}["b"] == (True, False)
    assert str(one.feedback.explanation) == "why-of-single"
    assert one.feedback.lesson is not None
    assert (one.feedback.lesson.lesson, one.feedback.lesson.anchor) == ("02-mails", "signs")
    assert two.feedback.lesson is not None  # the first lesson that serves its outcome
    assert (two.feedback.lesson.lesson, two.feedback.lesson.anchor) == ("02-mails", None)
    assert three.feedback.lesson is None
    assert three.feedback.mark.expected == ("Sai",)
    assert four.feedback.mark.expected == ("secret-short-key",)
    assert five.feedback.mark.expected == ("8.125 bit",)
    assert five.asked.answer == "9"


@pytest.mark.parametrize("rule", [Feedback.NEVER, Feedback.AFTER_CLOSING])
def test_a_quiz_may_show_the_result_only(db: Session, rule: Feedback) -> None:
    _, release_id = release(db, course("safety", quiz(feedback=rule)))
    actor = learner(db)
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, key, {"q-single": "a"}, now=NOW)
    assessment.submit(db, actor, key, now=NOW)
    review = assessment.review(db, actor, key)
    assert (review.questions, review.result.marks) == ((), 1)
    assert [secret for secret in SECRETS if secret in told(review)] == []


QUESTIONS: list[tuple[Question, Any, Any]] = [
    (single(), "a", "b"),
    (multiple(), ["r2", "r1"], ["r1"]),
    (truefalse(), True, False),
    (short("vn"), "VN", "com"),
    (number("8", unit="bit"), "8 bit", "9"),
]


@pytest.mark.parametrize(("question", "right", "wrong"), QUESTIONS)
def test_a_check_in_a_lesson_is_marked_without_storing(question: Question, right: Any, wrong: Any) -> None:
    made = course()
    assert assessment.check_inline(made, question, right).right is True
    assert assessment.check_inline(made, question, wrong).right is False
    with pytest.raises(DomainError, match="answer-missing"):
        assessment.check_inline(made, question, None)
    with pytest.raises(DomainError, match="answer-invalid"):
        assessment.check_inline(made, question, {"forged": True})


def test_a_text_in_two_languages_stays_one_in_two_languages(db: Session) -> None:
    both = words("Câu nào?").model_copy(update={"en": "Which one?"})
    assert assessment.ask(single().model_copy(update={"stem": both}), seed=1).stem == both
