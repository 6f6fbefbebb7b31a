"""Attempts on both databases: nothing lost, nothing marked twice, nobody else's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import access, assessment, changes
from models.assessment.tables import Attempt, AttemptItem, Response
from models.audit import AuditLine
from models.courses import Draw, Keep, Mode
from models.rights import Actor, DomainError
from tests import factories
from tests.models.assessment.questions import words
from tests.models.assessment.released import (
    MINUTE,
    NOW,
    RIGHT,
    answer_all,
    course,
    learner,
    quiz,
    release,
)


def code_of(caught: pytest.ExceptionInfo[DomainError]) -> tuple[str, dict[str, Any]]:
    return caught.value.code, caught.value.values


def begin(db: Session, **rules: Any) -> tuple[Actor, int, str]:
    """Start the only quiz of a fresh course; return who, the release and the attempt's key."""
    _, release_id = release(db, course("safety", quiz(**rules)))
    actor = learner(db)
    return actor, release_id, assessment.start(db, actor, release_id, "final", now=NOW)


def test_an_attempt_asks_the_quiz_and_shows_what_was_saved(db: Session) -> None:
    actor, _, key = begin(db, minutes=20)
    assessment.answer(db, actor, key, 1, "b", now=NOW + MINUTE)
    assessment.answer(db, actor, key, 2, ["w1", "r1"], now=NOW + 2 * MINUTE)
    shown = assessment.view(db, actor, key)
    assert [asked.type for asked in shown.questions] == ["single", "multiple", "truefalse", "short", "number"]
    assert [asked.answer for asked in shown.questions] == ["b", ["r1", "w1"], None, None, None]
    assert (shown.answered, shown.number, shown.state) == (2, 1, assessment.AttemptState.OPEN)
    assert shown.closes_at == NOW + 20 * MINUTE
    assert (shown.seconds_left(NOW + 2 * MINUTE), shown.seconds_left(NOW + 30 * MINUTE)) == (18 * 60, 0)
    assert shown.questions[0].answered_at == NOW + MINUTE


def test_options_keep_their_order_within_an_attempt(db: Session) -> None:
    actor, _, key = begin(db)
    orders = {tuple(option.id for option in assessment.view(db, actor, key).questions[1].options) for _ in range(3)}
    assert len(orders) == 1


def test_starting_again_goes_on_with_the_open_attempt(db: Session) -> None:
    actor, release_id, key = begin(db)
    assert assessment.start(db, actor, release_id, "final", now=NOW + MINUTE) == key
    assert len(db.exec(select(Attempt)).all()) == 1


def test_an_attempt_stays_on_its_release_when_the_course_changes(db: Session) -> None:
    actor, _, key = begin(db)
    before = assessment.view(db, actor, key)
    _, newer = release(db, course("safety", quiz("final"), questions=(), edition=2), at=NOW + MINUTE)
    assert assessment.start(db, actor, newer, "final", now=NOW + 2 * MINUTE) == key
    assert assessment.view(db, actor, key) == before
    answer_all(db, actor, key, RIGHT, now=NOW + 3 * MINUTE)
    assert assessment.submit(db, actor, key, now=NOW + 4 * MINUTE).percent == 100


def test_everything_right_gives_all_marks(db: Session) -> None:
    actor, _, key = begin(db)
    answer_all(db, actor, key, RIGHT, now=NOW + MINUTE)
    result = assessment.submit(db, actor, key, now=NOW + 2 * MINUTE)
    assert (result.marks, result.max_marks, result.percent, result.passed) == (6, 6, 100, True)


def test_marks_are_weighed(db: Session) -> None:
    actor, _, key = begin(db, pass_mark=75)
    answer_all(db, actor, key, {**RIGHT, "q-multiple": ["r1", "r2", "w1"], "q-short": None}, now=NOW + MINUTE)
    result = assessment.submit(db, actor, key, now=NOW + 2 * MINUTE)
    assert (result.marks, result.percent, result.passed) == (4, 66.6667, False)  # 1 + 2 * 1/2 + 1 + 0 + 1 of 6
    assert [item.marks for item in db.exec(select(AttemptItem).order_by(AttemptItem.place))] == [1, 1, 1, 0, 1]


def test_the_pass_mark_is_exact(db: Session) -> None:
    actor, _, key = begin(db, pass_mark=50)
    answer_all(db, actor, key, RIGHT, now=NOW)
    for place in (3, 4, 5):
        assessment.answer(db, actor, key, place, None, now=NOW)  # taken back
    answer_all(db, actor, key, {"q-single": "a", "q-multiple": ["r1", "r2"]}, now=NOW)
    result = assessment.submit(db, actor, key, now=NOW)
    assert (result.marks, result.percent, result.passed) == (3, 50, True)


def test_submitting_twice_gives_the_same_result_and_one_audit_line(db: Session) -> None:
    actor, _, key = begin(db)
    assessment.answer(db, actor, key, 1, "a", now=NOW + MINUTE)
    first = assessment.submit(db, actor, key, now=NOW + 2 * MINUTE)
    assert assessment.submit(db, actor, key, now=NOW + 9 * MINUTE) == first
    assert first.submitted_at == NOW + 2 * MINUTE
    acts = [line.act for line in db.exec(select(AuditLine).order_by(AuditLine.id))]
    assert acts == ["assessment.start", "assessment.submit"]


def test_the_vector_holds_hash_answer_mark_and_seconds(db: Session) -> None:
    actor, _, key = begin(db)
    assessment.answer(db, actor, key, 2, ["r1"], now=NOW + timedelta(seconds=90))
    assessment.answer(db, actor, key, 1, "a", now=NOW + timedelta(seconds=100))
    assessment.submit(db, actor, key, now=NOW + 5 * MINUTE)
    vector = db.exec(select(Attempt.vector)).one()
    hashes = list(db.exec(select(AttemptItem.question_hash).order_by(AttemptItem.place)))
    assert vector == [
        [hashes[0], "a", 1.0, 10],
        [hashes[1], ["r1"], 1.0, 90],
        [hashes[2], None, 0.0, None],
        [hashes[3], None, 0.0, None],
        [hashes[4], None, 0.0, None],
    ]


def test_the_newest_answer_counts_and_a_repeated_one_changes_nothing(db: Session) -> None:
    actor, _, key = begin(db)
    for minute, given in enumerate(["b", "a", "a", "a"]):
        assessment.answer(db, actor, key, 1, given, now=NOW + minute * MINUTE)
    row = db.exec(select(Response)).one()
    assert (row.answer, row.changes, row.answered_at) == ("a", 1, NOW + MINUTE)


def test_a_closed_attempt_takes_no_answer(db: Session) -> None:
    actor, _, key = begin(db)
    assessment.submit(db, actor, key, now=NOW + MINUTE)
    with pytest.raises(DomainError) as caught:
        assessment.answer(db, actor, key, 1, "a", now=NOW + MINUTE)
    assert caught.value.code == "attempt-closed"


def test_time_is_over_after_a_small_grace(db: Session) -> None:
    actor, _, key = begin(db, minutes=20)
    closing = NOW + 20 * MINUTE
    assessment.answer(db, actor, key, 1, "a", now=closing + assessment.GRACE)
    with pytest.raises(DomainError) as caught:
        assessment.answer(db, actor, key, 2, ["r1"], now=closing + assessment.GRACE + timedelta(seconds=1))
    assert caught.value.code == "time-over"
    result = assessment.submit(db, actor, key, now=closing + 60 * MINUTE)
    assert (result.marks, result.submitted_at) == (1, closing)


def test_the_platform_submits_only_attempts_whose_time_is_over(db: Session) -> None:
    actor, _, key = begin(db, minutes=20)
    _, free = release(db, course("free", quiz(minutes=None)))
    unlimited = assessment.start(db, actor, free, "final", now=NOW)
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    platform = access.operator("worker")
    with pytest.raises(DomainError, match="not-found"):
        assessment.submit(db, platform, key, now=NOW + 20 * MINUTE)
    assert assessment.overdue(db, now=NOW + 20 * MINUTE) == ()
    late = NOW + 21 * MINUTE
    assert assessment.overdue(db, now=late) == (key,)
    assert assessment.submit(db, platform, key, now=late).marks == 1
    assert assessment.overdue(db, now=late) == ()
    with pytest.raises(DomainError, match="not-found"):
        assessment.submit(db, platform, unlimited, now=late)


def test_attempts_are_limited_and_a_pass_begins_the_count_anew(db: Session) -> None:
    actor, release_id, key = begin(db, attempts=2)
    assessment.submit(db, actor, key, now=NOW)
    second = assessment.start(db, actor, release_id, "final", now=NOW)
    assert assessment.view(db, actor, second).number == 2
    answer_all(db, actor, second, RIGHT, now=NOW)
    assert assessment.submit(db, actor, second, now=NOW).passed
    for _ in range(2):
        assessment.submit(db, actor, assessment.start(db, actor, release_id, "final", now=NOW), now=NOW)
    with pytest.raises(DomainError) as caught:
        assessment.start(db, actor, release_id, "final", now=NOW)
    assert code_of(caught) == ("attempts-used", {"allowed": 2})


def test_where_the_average_counts_one_good_try_does_not_begin_the_count_anew(db: Session) -> None:
    actor, release_id, key = begin(db, attempts=2, keep="average", pass_mark=70)
    assessment.submit(db, actor, key, now=NOW)  # 0 %
    second = assessment.start(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, second, RIGHT, now=NOW)
    assert assessment.submit(db, actor, second, now=NOW).passed  # 100 % by itself, 50 % on average
    with pytest.raises(DomainError, match="attempts-used"):
        assessment.start(db, actor, release_id, "final", now=NOW)


def test_where_the_average_counts_a_pass_by_it_begins_the_count_anew(db: Session) -> None:
    actor, release_id, key = begin(db, attempts=2, keep="average", pass_mark=70)
    answer_all(db, actor, key, RIGHT, now=NOW)
    assessment.submit(db, actor, key, now=NOW)  # 100 %
    second = assessment.start(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, second, {**RIGHT, "q-multiple": None, "q-short": None}, now=NOW)
    assert not assessment.submit(db, actor, second, now=NOW).passed  # 50 % by itself, 75 % on average
    found = assessment.chance(db, actor.person_id or 0, 1, quiz(attempts=2, keep="average", pass_mark=70), now=NOW)
    assert (found.used, found.left) == (0, 2)


def test_the_next_attempt_waits_until_the_day_the_author_says(db: Session) -> None:
    actor, release_id, key = begin(db, wait={"count": 2, "unit": "day"})
    assessment.submit(db, actor, key, now=NOW)  # Monday 2 March, 09:00 in Hanoi
    wednesday = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)  # midnight before 4 March in Hanoi
    with pytest.raises(DomainError) as caught:
        assessment.start(db, actor, release_id, "final", now=wednesday - timedelta(seconds=1))
    assert code_of(caught) == ("attempt-wait", {"until": wednesday})
    found = assessment.chance(db, actor.person_id or 0, 1, quiz(wait={"count": 2, "unit": "day"}), now=NOW)
    assert (found.open_key, found.used, found.not_before) == (None, 1, wednesday)
    assert assessment.start(db, actor, release_id, "final", now=wednesday) != key


def test_a_renamed_quiz_keeps_its_attempts(db: Session) -> None:
    actor, _, key = begin(db, attempts=1)
    assessment.submit(db, actor, key, now=NOW)
    _, renamed = release(db, course("safety", quiz("closing", attempts=1, formerly=("final",))), at=NOW)
    with pytest.raises(DomainError, match="attempts-used"):
        assessment.start(db, actor, renamed, "closing", now=NOW)


def test_another_persons_attempt_does_not_exist_for_me(db: Session) -> None:
    _, _, key = begin(db)
    stranger = learner(db, "Trần Thị Bình")
    acts: list[Any] = [
        lambda: assessment.view(db, stranger, key),
        lambda: assessment.review(db, stranger, key),
        lambda: assessment.check_now(db, stranger, key, 1, now=NOW),
        lambda: assessment.flag(db, stranger, key, 1, True, now=NOW),
        lambda: assessment.rate(db, stranger, key, 1, "sure", now=NOW),
        lambda: assessment.answer(db, stranger, key, 1, "a", now=NOW),
        lambda: assessment.submit(db, stranger, key, now=NOW),
        lambda: assessment.view(db, stranger, "no-such-key"),
        lambda: assessment.view(db, stranger, "\x00" * 10_000),
        lambda: assessment.answer(db, stranger, "ké\ud800y", 1, "a", now=NOW),
    ]
    for act in acts:
        with pytest.raises(DomainError) as caught:
            act()
        assert code_of(caught) == ("not-found", {})
    assert assessment.told(db, stranger, key) == {}
    assert db.exec(select(Response)).all() == []


@pytest.mark.parametrize("place", [0, 6, -1, 2**70, "1", None])
def test_a_place_that_the_attempt_does_not_have_is_refused(db: Session, place: Any) -> None:
    actor, _, key = begin(db)
    with pytest.raises(DomainError) as caught:
        assessment.answer(db, actor, key, place, "a", now=NOW)
    assert code_of(caught) == ("not-found", {})


def test_a_forged_answer_leaves_the_saved_one_alone(db: Session) -> None:
    actor, _, key = begin(db)
    assessment.answer(db, actor, key, 1, "a", now=NOW)
    for forged in ("nope", ["a"], {"id": "a"}, 7, "x" * 1_000_000):
        with pytest.raises(DomainError, match="answer-invalid"):
            assessment.answer(db, actor, key, 1, forged, now=NOW)
    assert db.exec(select(Response.answer)).all() == ["a"]


def test_a_quiz_or_release_that_does_not_exist(db: Session) -> None:
    actor, release_id, _ = begin(db)
    for wrong in ((release_id, "other"), (999, "final")):
        with pytest.raises(DomainError, match="not-found"):
            assessment.start(db, actor, *wrong, now=NOW)


def test_a_quiz_too_small_starts_nothing(db: Session) -> None:
    small = quiz().model_copy(update={"draw": (Draw(outcome="spot", take=2),)})
    _, release_id = release(db, course("safety", small))
    with pytest.raises(DomainError, match="quiz-too-small"):
        assessment.start(db, learner(db), release_id, "final", now=NOW)


def test_the_first_attempt_of_a_course_and_every_failed_one_is_news_of_the_person(db: Session) -> None:
    actor, release_id, key = begin(db)
    assessment.submit(db, actor, key, now=NOW)
    assessment.start(db, actor, release_id, "final", now=NOW)
    news = [(line.kind, line.subject_id) for line in db.exec(select(changes.Change))]
    assert news == [(changes.Kind.PERSON, actor.person_id)] * 2  # begun, and handed in without passing


def try_(percent: float) -> assessment.Result:
    return assessment.Result(
        key="k",
        attempt_id=1,
        person_id=1,
        course_id=1,
        course="safety",
        course_title=words("Safety"),
        edition=1,
        release_id=1,
        quiz="final",
        title=words("Final quiz"),
        mode=Mode.EXAM,
        number=1,
        started_at=NOW,
        submitted_at=NOW,
        marks=percent,
        max_marks=100,
        percent=percent,
        pass_mark=70,
        passed=percent >= 70,
    )


@pytest.mark.parametrize(
    ("percents", "keep", "percent", "passed", "by"),
    [
        ([], Keep.HIGHEST, 0, False, None),
        ([50, 80, 60], Keep.HIGHEST, 80, True, 1),
        ([50, 80, 60], Keep.LAST, 60, False, None),  # the third takes the second's pass away
        ([80, 50, 75], Keep.LAST, 75, True, 2),
        ([50, 80, 60], Keep.AVERAGE, 190 / 3, False, None),
        ([80, 50], Keep.AVERAGE, 65, True, 0),  # passed after the first
        ([60, 80], Keep.AVERAGE, 70, True, 1),
        ([100 * right / 15 for right in (9, 11, 14, 8)], Keep.AVERAGE, 70, True, 3),  # in floats 69.99999999999999
        ([80, 90], Keep.HIGHEST, 90, True, 1),
        ([10, 20], Keep.LAST, 20, False, None),
    ],
)
def test_what_several_attempts_come_to(
    percents: list[float], keep: Keep, percent: float, passed: bool, by: int | None
) -> None:
    tries = [try_(one) for one in percents]
    found = assessment.standing(tries, keep)
    assert (found.percent, found.passed) == (pytest.approx(percent), passed)
    assert found.passed_by is (None if by is None else tries[by])


def test_an_average_is_that_of_the_marks_not_of_rounded_percentages() -> None:
    """19, 22 and 22 of 30 are 63 of 90: exactly 70 %, though their percentages were rounded down three times."""
    tries = [
        replace(try_(0), marks=marks, max_marks=30, percent=assessment.percent_of(marks, 30)) for marks in (19, 22, 22)
    ]
    assert sum(one.percent for one in tries) < 210
    assert assessment.standing(tries, Keep.AVERAGE).passed_by is tries[2]
    assert not assessment.standing([replace(tries[0], marks=18.99), *tries[1:]], Keep.AVERAGE).passed


def test_results_are_listed_in_the_order_submitted(db: Session) -> None:
    actor, release_id, key = begin(db)
    first = assessment.submit(db, actor, key, now=NOW)
    second = assessment.submit(db, actor, assessment.start(db, actor, release_id, "final", now=NOW), now=NOW + MINUTE)
    assessment.start(db, actor, release_id, "final", now=NOW + 2 * MINUTE)
    assert assessment.results(db, actor.person_id or 0) == (first, second)
    assert assessment.results(db, actor.person_id or 0, course_id=999) == ()
    assert assessment.results(db, factories.person(db)) == ()
