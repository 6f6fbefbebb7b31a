"""Within an attempt: numbered and repeated messages, flags, how sure, feedback while practising; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import assessment, courses
from models.assessment import Stamp, Told
from models.assessment.tables import Attempt, AttemptItem, Regrade, Response, Treatment
from models.courses import Feedback, Mode
from models.courses.tables import ContentText
from models.rights import Actor, DomainError
from tests.models.assessment.questions import truefalse
from tests.models.assessment.released import MINUTE, NOW, RIGHT, answer_all, course, learner, practice, quiz, release

PHONE, DESK = "phone1", "desk1"


def begin(db: Session, *quizzes: Any, name: str = "final") -> tuple[Actor, str]:
    _, release_id = release(db, course("safety", *quizzes))
    actor = learner(db)
    return actor, assessment.start(db, actor, release_id, name, now=NOW)


def kept(db: Session) -> Response:
    return db.exec(select(Response).execution_options(populate_existing=True)).one()


def test_an_older_message_that_comes_late_is_dropped(db: Session) -> None:
    actor, key = begin(db)

    def send(given: str, device: str, sequence: int, minute: int) -> bool:
        stamp = Stamp(device, sequence)
        return assessment.answer(db, actor, key, 4, given, now=NOW + minute * MINUTE, stamp=stamp).late

    assert send("ba", PHONE, 2, 1) is False
    assert send("b", PHONE, 1, 2) is True
    assert (kept(db).answer, kept(db).answered_at, kept(db).changes) == ("ba", NOW + MINUTE, 0)
    assert send("ba", PHONE, 2, 3) is False  # the same message again: it is there
    assert send("bay", PHONE, 3, 4) is False
    assert (kept(db).answer, kept(db).sequence, kept(db).changes) == ("bay", 3, 1)


def test_of_two_devices_the_change_that_was_made_last_counts(db: Session) -> None:
    """The phone is cut off before it hears that its words are saved, and sends them again two minutes later."""
    actor, key = begin(db)

    def send(given: str, device: str, sequence: int, second: int, age: int = 0) -> bool:
        stamp = Stamp(device, sequence, age * 1000)
        now = NOW + timedelta(seconds=second)
        return assessment.answer(db, actor, key, 4, given, now=now, stamp=stamp).late

    assert send("phone", PHONE, 900, 0) is False
    assert send("desk", DESK, 1, 60) is False
    assert send("phone", PHONE, 900, 120, age=120) is True
    assert (kept(db).answer, kept(db).device, kept(db).sequence) == ("desk", DESK, 1)
    assert send("never heard of", PHONE, 901, 121, age=62) is True
    assert kept(db).answer == "desk"
    assert send("phone after all", PHONE, 902, 130, age=69) is False  # made a second after the desk's came
    assert send("desk", DESK, 1, 140, age=80) is True
    assert (kept(db).answer, kept(db).device) == ("phone after all", PHONE)


@pytest.mark.parametrize("age", [-5, 2**80, "7", None])
def test_an_age_that_no_page_gives_breaks_nothing(db: Session, age: Any) -> None:
    actor, key = begin(db)
    assessment.answer(db, actor, key, 4, "phone", now=NOW, stamp=Stamp(PHONE, 1))
    assessment.answer(db, actor, key, 4, "desk", now=NOW + MINUTE, stamp=Stamp(DESK, 1, age))
    assert kept(db).answer == ("phone" if age == 2**80 else "desk")


def test_a_message_without_a_number_counts_as_the_newest_and_keeps_the_number(db: Session) -> None:
    actor, key = begin(db)
    assessment.answer(db, actor, key, 4, "typed", now=NOW, stamp=Stamp(PHONE, 5))
    assessment.answer(db, actor, key, 4, "other", now=NOW)
    assert assessment.answer(db, actor, key, 4, "old", now=NOW, stamp=Stamp(PHONE, 4)).late
    assert (kept(db).answer, kept(db).device, kept(db).sequence) == ("other", PHONE, 5)


@pytest.mark.parametrize(
    "stamp",
    [("", 1), ("x" * 41, 1), ("a b", 1), (PHONE, 0), (PHONE, 2**60), (7, 1), ("é", 1), (PHONE, "1"), (None, None)],
)
def test_a_number_that_no_page_gives_counts_as_none(db: Session, stamp: Any) -> None:
    actor, key = begin(db)
    assessment.answer(db, actor, key, 4, "x", now=NOW, stamp=Stamp(*stamp))
    assert (kept(db).answer, kept(db).device, kept(db).sequence) == ("x", None, None)


@settings(max_examples=40)
@given(st.permutations(range(1, 6)), st.lists(st.integers(0, 4), max_size=4))
def test_in_whatever_order_one_devices_messages_come_the_newest_stays(
    sqlite_database: str, order: list[int], again: list[int]
) -> None:
    from models import database

    with database.writing() as db:
        actor, key = begin(db)
        for sequence in [*order, *(order[place] for place in again)]:
            assessment.answer(db, actor, key, 4, f"text {sequence}", now=NOW, stamp=Stamp(PHONE, sequence))
        assert assessment.view(db, actor, key).questions[3].answer == "text 5"
        db.rollback()


def test_flags_stay_in_the_database_and_close_with_the_attempt(db: Session) -> None:
    actor, key = begin(db)
    for place, flagged in ((2, True), (3, True), (3, False)):
        assessment.flag(db, actor, key, place, flagged, now=NOW)
    assert [state.place for state in assessment.view(db, actor, key).states if state.flagged] == [2]
    with pytest.raises(DomainError, match="not-found"):
        assessment.flag(db, actor, key, 9, True, now=NOW)
    assessment.submit(db, actor, key, now=NOW)
    with pytest.raises(DomainError, match="attempt-closed"):
        assessment.flag(db, actor, key, 2, False, now=NOW)


def test_how_sure_somebody_is_stands_beside_the_answer_and_changes_no_mark(db: Session) -> None:
    actor, key = begin(db, quiz(confidence=True))
    assessment.rate(db, actor, key, 2, "sure", now=NOW + MINUTE)  # before the answer
    answer_all(db, actor, key, {**RIGHT, "q-single": "b"}, now=NOW + 2 * MINUTE)
    assessment.rate(db, actor, key, 1, "guess", now=NOW + 3 * MINUTE)
    assessment.rate(db, actor, key, 3, "sure", now=NOW + 3 * MINUTE)
    assessment.rate(db, actor, key, 3, None, now=NOW + 3 * MINUTE)
    said = [state.confidence for state in assessment.view(db, actor, key).states]
    assert said == ["guess", "sure", None, None, None]
    assert assessment.submit(db, actor, key, now=NOW + 4 * MINUTE).marks == 5
    vector = db.exec(select(Attempt.vector)).one() or []
    assert [line[4] for line in vector] == ["guess", "sure", None, None, None]


def test_a_quiz_that_does_not_ask_how_sure_takes_no_such_word(db: Session) -> None:
    actor, key = begin(db)
    with pytest.raises(DomainError, match="answer-invalid"):
        assessment.rate(db, actor, key, 1, "sure", now=NOW)
    actor, key = begin(db, quiz(confidence=True))
    with pytest.raises(DomainError, match="answer-invalid"):
        assessment.rate(db, actor, key, 1, "forged", now=NOW)


def test_practice_tells_try_by_try_and_the_first_answer_counts(db: Session) -> None:
    actor, key = begin(db, practice(), name="practice")

    def state() -> tuple[int, Told | None]:
        found = assessment.view(db, actor, key).states[0]
        return found.tries, found.told

    assessment.answer(db, actor, key, 1, "b", now=NOW)
    assert assessment.told(db, actor, key) == {}
    assessment.check_now(db, actor, key, 1, now=NOW)
    assessment.check_now(db, actor, key, 1, now=NOW)
    first = assessment.told(db, actor, key)[1]
    assert (first.right, [one.id for one in first.mark.options], first.explanation) == (False, ["b"], None)
    assert state() == (1, Told.VERDICT)
    assessment.check_now(db, actor, key, 1, whole=True, now=NOW)
    whole = assessment.told(db, actor, key)[1]
    assert "a" in [one.id for one in whole.mark.options if one.right]
    assert whole.explanation is not None
    assert state() == (1, Told.ANSWER)

    assessment.answer(db, actor, key, 1, "b", now=NOW)  # the same again: still told
    assert state() == (1, Told.ANSWER)
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    assert (state(), assessment.told(db, actor, key)) == ((1, None), {})
    assessment.check_now(db, actor, key, 1, now=NOW)
    assert assessment.told(db, actor, key)[1].right
    assert state() == (2, Told.VERDICT)

    assessment.answer(db, actor, key, 3, False, now=NOW)  # never checked: as it stands
    result = assessment.submit(db, actor, key, now=NOW)
    assert (result.marks, result.max_marks) == (1, 6)
    review = assessment.review(db, actor, key)
    assert (review.questions[0].asked.answer, review.questions[0].feedback.right) == ("b", False)
    assert (kept_at(db, 1).answer, kept_at(db, 1).first) == ("a", "b")


def test_practice_tells_by_a_key_that_was_mended_meanwhile(db: Session) -> None:
    actor, key = begin(db, practice(), name="practice")
    attempt = db.exec(select(Attempt)).one()
    item = db.exec(select(AttemptItem).where(AttemptItem.question_id == "q-truefalse")).one()
    mended = truefalse(answer=True, id="q-truefalse")
    db.add(ContentText(hash=courses.version(mended), text=courses.canonical(mended)))
    assessment.answer(db, actor, key, item.place, True, now=NOW)
    assessment.check_now(db, actor, key, item.place, now=NOW)
    assert not assessment.told(db, actor, key)[item.place].right
    ruling = {"asked": [item.question_hash], "marked_by": courses.version(mended), "why": "The key was wrong."}
    made = Regrade(course_id=attempt.course_id, question_id="q-truefalse", treatment=Treatment.KEY, at=NOW, **ruling)
    db.add(made)
    db.flush()
    assert assessment.told(db, actor, key)[item.place].right
    assert assessment.submit(db, actor, key, now=NOW).marks == 1


def kept_at(db: Session, place: int) -> Response:
    return db.exec(select(Response).where(Response.place == place)).one()


def test_feedback_needs_an_answer_and_a_quiz_that_gives_it(db: Session) -> None:
    actor, key = begin(db, practice(), name="practice")
    assessment.answer(db, actor, key, 1, "b", now=NOW)
    assessment.answer(db, actor, key, 1, None, now=NOW)
    for place in (1, 2):
        with pytest.raises(DomainError, match="answer-missing"):
            assessment.check_now(db, actor, key, place, now=NOW)
    with pytest.raises(DomainError, match="not-found"):
        assessment.check_now(db, actor, key, 9, now=NOW)
    assessment.submit(db, actor, key, now=NOW)
    with pytest.raises(DomainError, match="attempt-closed"):
        assessment.check_now(db, actor, key, 1, now=NOW)


@pytest.mark.parametrize(("mode", "rule"), [(Mode.EXAM, Feedback.AT_ONCE), (Mode.PRACTICE, Feedback.AFTER_SUBMISSION)])
def test_feedback_waits_where_the_quiz_says_so(db: Session, mode: Mode, rule: Feedback) -> None:
    actor, key = begin(db, quiz(mode=mode, feedback=rule))
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    with pytest.raises(DomainError, match="feedback-later"):
        assessment.check_now(db, actor, key, 1, now=NOW)
    assert assessment.told(db, actor, key) == {}


def test_after_the_time_nothing_is_taken(db: Session) -> None:
    actor, key = begin(db, practice(minutes=20, confidence=True), name="practice")
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    late = NOW + 20 * MINUTE + assessment.GRACE + timedelta(seconds=1)
    acts: list[Any] = [
        lambda: assessment.flag(db, actor, key, 1, True, now=late),
        lambda: assessment.rate(db, actor, key, 1, "sure", now=late),
        lambda: assessment.check_now(db, actor, key, 1, now=late),
        lambda: assessment.answer(db, actor, key, 1, "b", now=late, stamp=Stamp(PHONE, 9)),
    ]
    for act in acts:
        with pytest.raises(DomainError, match="time-over"):
            act()
    row = db.exec(select(Response)).one()
    assert (row.answer, row.confidence, row.checks, row.sequence) == ("a", None, 0, None)
    assert not any(db.exec(select(AttemptItem.flagged)).all())
