"""Which clock ends an attempt: by hand, and by hypothesis; and what may be started when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models import assessment
from models.assessment import Decides
from models.assessment.tables import Attempt
from models.courses import Feedback, Mode, Quiz
from models.rights import DomainError
from tests.models.assessment.released import MINUTE, NOW, course, learner, practice, quiz, release

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("minutes", "closes", "grace", "extra", "given_back", "over", "last", "decides"),
    [
        (20, None, 0, 0, 0, 20, 20, Decides.MINUTES),
        (20, 60, 0, 0, 0, 20, 20, Decides.MINUTES),
        (20, 12, 0, 0, 0, 12, 12, Decides.CLOSES),
        (None, 12, 0, 0, 0, 12, 12, Decides.CLOSES),
        (20, 60, 2, 0, 0, 20, 22, Decides.MINUTES),
        (20, 60, 2, 10, 0, 30, 32, Decides.MINUTES),
        (20, 12, 2, 10, 180, 25, 27, Decides.CLOSES),
    ],
)
def test_the_end_is_what_comes_first_and_what_is_added_comes_after_it(
    minutes: int | None,
    closes: int | None,
    grace: int,
    extra: int,
    given_back: int,
    over: int,
    last: int,
    decides: Decides,
) -> None:
    rules = quiz(minutes=minutes, closes=None if closes is None else NOW + closes * MINUTE, grace=grace)
    found = assessment.ending(rules, NOW, extra=extra, given_back=given_back)
    assert found is not None
    assert (found.over, found.last) == (NOW + over * MINUTE, NOW + last * MINUTE)
    assert (found.decides, found.minutes) == (decides, over)


def test_without_a_clock_there_is_no_end() -> None:
    assert assessment.ending(quiz(), NOW, extra=10, given_back=60) is None


times = st.integers(0, 300)


@given(times | st.none(), times | st.none(), st.integers(0, 60), times, st.integers(0, 3600))
def test_whatever_is_added_never_shortens_and_no_clock_is_passed_over(
    minutes: int | None, closes: int | None, grace: int, extra: int, given_back: int
) -> None:
    rules = Quiz(name="q", title=quiz().title, draw=(), minutes=minutes, grace=grace)
    rules = rules.model_copy(update={"closes": None if closes is None else NOW + closes * MINUTE})
    bare, found = assessment.ending(rules, NOW), assessment.ending(rules, NOW, extra=extra, given_back=given_back)
    if bare is None or found is None:
        assert bare is found
        assert minutes is None
        assert closes is None
        return
    assert bare.over == NOW + min(one for one in (minutes, closes) if one is not None) * MINUTE
    assert found.over - bare.over == extra * MINUTE + given_back * SECOND
    assert found.last - found.over == grace * MINUTE


def code_of(caught: pytest.ExceptionInfo[DomainError]) -> tuple[str, dict[str, object]]:
    return caught.value.code, caught.value.values


def test_a_quiz_is_started_between_its_opening_and_its_closing_only(db: Session) -> None:
    opens, closes = NOW + 60 * MINUTE, NOW + 120 * MINUTE
    rules = quiz(opens=opens, closes=closes, minutes=90)
    course_id, release_id = release(db, course("safety", rules))
    actor = learner(db)
    me = actor.person_id or 0
    with pytest.raises(DomainError) as caught:
        assessment.start(db, actor, release_id, "final", now=opens - SECOND)
    assert code_of(caught) == ("quiz-not-open", {"opens": opens})
    with pytest.raises(DomainError) as caught:
        assessment.start(db, actor, release_id, "final", now=closes)
    assert code_of(caught) == ("quiz-closed", {"closed": closes})
    early, late = (assessment.chance(db, me, course_id, rules, now=now) for now in (opens - SECOND, closes))
    assert (early.opens, early.closed, early.can_start) == (opens, None, False)
    assert (late.opens, late.closed, late.can_start) == (None, closes, False)

    told = assessment.chance(db, me, course_id, rules, now=opens)
    assert told.can_start
    assert told.ending is not None
    assert (told.ending.over, told.ending.decides, told.ending.minutes) == (closes, Decides.CLOSES, 60)
    key = assessment.start(db, actor, release_id, "final", now=opens)
    assert assessment.view(db, actor, key).closes_at == closes
    assert assessment.start(db, actor, release_id, "final", now=closes + 5 * SECOND) == key
    assert assessment.overdue(db, now=closes + assessment.GRACE + SECOND) == (key,)


def test_a_closing_time_alone_ends_an_attempt_that_nobody_hands_in(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(closes=NOW + 30 * MINUTE, grace=2)))
    actor = learner(db)
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    assessment.answer(db, actor, key, 1, "a", now=NOW + 31 * MINUTE)  # within the grace
    assert assessment.overdue(db, now=NOW + 32 * MINUTE + assessment.GRACE) == ()
    late = NOW + 32 * MINUTE + assessment.GRACE + SECOND
    with pytest.raises(DomainError, match="time-over"):
        assessment.answer(db, actor, key, 2, ["r1"], now=late)
    assert assessment.overdue(db, now=late) == (key,)
    assert assessment.submit(db, actor, key, now=late).submitted_at == NOW + 32 * MINUTE


def test_a_wait_in_hours_is_over_to_the_minute(db: Session) -> None:
    rules = quiz(wait={"count": 2, "unit": "hour"})
    course_id, release_id = release(db, course("safety", rules))
    actor = learner(db)
    assessment.submit(db, actor, assessment.start(db, actor, release_id, "final", now=NOW), now=NOW + MINUTE)
    again = NOW + 121 * MINUTE
    with pytest.raises(DomainError) as caught:
        assessment.start(db, actor, release_id, "final", now=again - SECOND)
    assert code_of(caught) == ("attempt-wait", {"until": again})
    assert assessment.chance(db, actor.person_id or 0, course_id, rules, now=again).not_before is None
    assert assessment.start(db, actor, release_id, "final", now=again)


def test_answers_wait_for_the_closing_and_for_those_still_at_it(db: Session) -> None:
    closes = NOW + 60 * MINUTE
    rules = quiz(closes=closes, feedback=Feedback.AFTER_CLOSING)
    _, release_id = release(db, course("safety", rules))
    actor, slow = learner(db), learner(db, "Trần Thị Bình")
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    assessment.submit(db, actor, key, now=NOW + MINUTE)
    still = assessment.start(db, slow, release_id, "final", now=NOW)
    row = db.get_one(Attempt, 2)
    row.closes_at = closes + 10 * MINUTE  # given back after an outage
    db.add(row)
    db.flush()

    before = assessment.review(db, actor, key, now=closes - SECOND)
    assert (before.questions, before.shown_after) == ((), closes)
    assert assessment.review(db, actor, key).questions == ()
    assert assessment.review(db, actor, key, now=closes + 5 * MINUTE).questions == ()
    assessment.submit(db, slow, still, now=closes + 6 * MINUTE)
    after = assessment.review(db, actor, key, now=closes + 7 * MINUTE)
    assert (len(after.questions), after.shown_after) == (5, None)

    later = rules.model_copy(update={"closes": closes + 60 * MINUTE})
    release(db, course("safety", later), at=NOW)
    moved = assessment.review(db, actor, key, now=closes + 7 * MINUTE)
    assert (moved.questions, moved.shown_after) == ((), closes + 60 * MINUTE)


def test_lessons_are_closed_only_while_an_exam_that_says_so_is_open(db: Session) -> None:
    rules = {"lessons": "closed", "minutes": 20}
    course_id, release_id = release(db, course("safety", quiz(**rules), practice()))
    _, other = release(db, course("other", quiz(minutes=20)))
    actor = learner(db)
    me = actor.person_id or 0
    assessment.start(db, actor, release_id, "practice", now=NOW)
    assessment.start(db, actor, other, "final", now=NOW)
    assert assessment.shut_by(db, me, now=NOW) == {}
    key = assessment.start(db, actor, release_id, "final", now=NOW)
    assert {course: one.key for course, one in assessment.shut_by(db, me, now=NOW).items()} == {course_id: key}
    assert assessment.shut_by(db, learner(db, "Trần Thị Bình").person_id or 0, now=NOW) == {}
    assert assessment.shut_by(db, me, now=NOW + 20 * MINUTE + assessment.GRACE + SECOND) == {}
    assessment.submit(db, actor, key, now=NOW + MINUTE)
    assert assessment.shut_by(db, me, now=NOW + MINUTE) == {}


def test_practice_never_closes_lessons(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(mode=Mode.PRACTICE, lessons="closed", minutes=20)))
    actor = learner(db)
    assessment.start(db, actor, release_id, "final", now=NOW)
    assert assessment.shut_by(db, actor.person_id or 0, now=NOW) == {}


def test_a_moment_in_a_file_is_hanois(db: Session) -> None:
    rules = quiz(opens=datetime(2027, 3, 31, 1, 0, tzinfo=UTC))
    assert rules.model_validate_json(rules.model_dump_json()) == rules
