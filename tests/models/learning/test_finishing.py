"""From lessons and a quiz to a completion: once, on the right day, in one transaction."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import access, assessment, changes, learning
from models.audit import AuditLine
from models.courses import Completion as Rules
from models.courses import Duration
from models.learning.tables import Completion, Source
from models.rights import DomainError
from tests.models.assessment.released import MINUTE, NOW, RIGHT, answer_all, course, learner, practice, quiz, release
from tests.models.learning.taking import QUIZ_AND_LESSONS, pass_quiz, read_all

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def rows(db: Session) -> list[tuple[date, date | None, Source, int]]:
    found = db.exec(select(Completion).order_by(Completion.id))
    return [(row.achieved_on, row.valid_until, row.source, row.edition) for row in found]


def test_lessons_and_then_the_quiz_complete_the_course(db: Session) -> None:
    year = Duration(count=12, unit="month")
    course_id, release_id = release(db, course(completion=QUIZ_AND_LESSONS, valid_for=year, edition=3))
    actor = learner(db)
    assert read_all(db, actor, release_id, now=NOW - DAY) is None
    done = pass_quiz(db, actor, release_id, now=NOW)
    assert done.result.passed
    assert done.completion is not None
    assert (done.completion.course_id, done.completion.attempt_id) == (course_id, done.result.attempt_id)
    assert rows(db) == [(TODAY, date(2027, 3, 2), Source.EARNED, 3)]
    acts = [line.act for line in db.exec(select(AuditLine).order_by(AuditLine.id))]
    assert acts == ["assessment.start", "assessment.submit", "learning.complete"]
    news = [(line.kind, line.subject_id) for line in db.exec(select(changes.Change).order_by(changes.Change.sequence))]
    assert news[-1] == (changes.Kind.PERSON, actor.person_id)


def test_the_quiz_first_and_the_last_lesson_later(db: Session) -> None:
    _, release_id = release(db, course(completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    done = pass_quiz(db, actor, release_id, now=NOW)
    assert done.completion is None
    assert learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW + DAY) is None
    made = learning.finish_lesson(db, actor, release_id, "01-why", now=NOW + 2 * DAY)
    assert made is not None
    assert (made.achieved_on, made.attempt_id, made.source) == (TODAY + 2 * DAY, done.result.attempt_id, Source.EARNED)


def test_testing_out_says_so_and_reading_afterwards_adds_nothing(db: Session) -> None:
    _, release_id = release(db, course(completion=QUIZ_AND_LESSONS, test_out=True))
    actor = learner(db)
    assert pass_quiz(db, actor, release_id, now=NOW).completion is not None
    read_all(db, actor, release_id, now=NOW + DAY)
    assert rows(db) == [(TODAY, None, Source.TESTED_OUT, 1)]


def test_whoever_has_read_everything_did_not_test_out(db: Session) -> None:
    _, release_id = release(db, course(completion=QUIZ_AND_LESSONS, test_out=True))
    actor = learner(db)
    read_all(db, actor, release_id, now=NOW)
    pass_quiz(db, actor, release_id, now=NOW)
    assert rows(db) == [(TODAY, None, Source.EARNED, 1)]


def test_a_failed_quiz_completes_nothing(db: Session) -> None:
    _, release_id = release(db, course(completion=QUIZ_AND_LESSONS, test_out=True))
    actor = learner(db)
    read_all(db, actor, release_id, now=NOW)
    assert pass_quiz(db, actor, release_id, now=NOW, right=False).completion is None
    assert rows(db) == []


def test_only_the_named_lessons_are_asked(db: Session) -> None:
    _, release_id = release(db, course(completion=Rules(lessons=("02-mails",), quiz="final")))
    actor = learner(db)
    learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW)
    assert pass_quiz(db, actor, release_id, now=NOW).completion is not None


def test_no_lessons_at_all_may_be_asked(db: Session) -> None:
    _, release_id = release(db, course(completion=Rules(lessons=(), quiz="final")))
    actor = learner(db)
    pass_quiz(db, actor, release_id, now=NOW)
    assert rows(db) == [(TODAY, None, Source.EARNED, 1)]


def test_practice_counts_for_nothing_unless_completion_names_it(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(), practice(), completion=QUIZ_AND_LESSONS, test_out=True))
    _, named = release(db, course("other", practice(), completion=Rules(lessons=(), quiz="practice")))
    actor = learner(db)
    assert pass_quiz(db, actor, release_id, now=NOW, name="practice").completion is None
    assert pass_quiz(db, actor, named, now=NOW, name="practice").completion is not None


def test_finishing_twice_writes_one_completion_and_tells_the_same(db: Session) -> None:
    _, release_id = release(db, course(completion=Rules(lessons=(), quiz="final")))
    actor = learner(db)
    first = pass_quiz(db, actor, release_id, now=NOW)
    again = learning.finish(db, actor, first.result.key, now=NOW + DAY)
    assert again == first
    assert len(rows(db)) == 1


def test_a_renewal_adds_a_completion_at_most_one_a_day(db: Session) -> None:
    _, release_id = release(
        db, course(completion=Rules(lessons=(), quiz="final"), valid_for=Duration(count=1, unit="year"))
    )
    actor = learner(db)
    pass_quiz(db, actor, release_id, now=NOW)
    pass_quiz(db, actor, release_id, now=NOW + MINUTE)
    pass_quiz(db, actor, release_id, now=NOW + 30 * DAY)
    pass_quiz(db, actor, release_id, now=NOW + 31 * DAY, right=False)
    assert rows(db) == [
        (TODAY, date(2027, 3, 2), Source.EARNED, 1),
        (date(2026, 4, 1), date(2027, 4, 1), Source.EARNED, 1),
    ]


def test_a_month_from_the_last_of_january_ends_on_the_last_of_february(db: Session) -> None:
    _, release_id = release(
        db, course(completion=Rules(lessons=(), quiz="final"), valid_for=Duration(count=1, unit="month"))
    )
    pass_quiz(db, learner(db), release_id, now=datetime(2026, 1, 31, 5, tzinfo=UTC))
    assert rows(db) == [(date(2026, 1, 31), date(2026, 2, 28), Source.EARNED, 1)]


def test_a_day_is_hanois(db: Session) -> None:
    _, release_id = release(db, course(completion=Rules(lessons=(), quiz="final")))
    pass_quiz(db, learner(db), release_id, now=datetime(2026, 3, 1, 17, 30, tzinfo=UTC))  # 00:30 on 2 March there
    assert rows(db)[0][0] == TODAY


def test_an_attempt_whose_time_ran_out_counts_when_it_ran_out(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(minutes=20), completion=Rules(lessons=(), quiz="final")))
    actor = learner(db)
    evening = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 23:30 in Hanoi
    key = learning.start_quiz(db, actor, release_id, "final", now=evening)
    answer_all(db, actor, key, RIGHT, now=evening)
    morning = evening + timedelta(hours=8)
    for overdue in assessment.overdue(db, now=morning):
        learning.finish(db, access.operator("worker"), overdue, now=morning)
    row = db.exec(select(Completion)).one()
    assert (row.person_id, row.achieved_on, row.recorded_at) == (actor.person_id, TODAY, morning)


def test_starting_again_after_the_time_submits_what_there_was(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(minutes=20), completion=Rules(lessons=(), quiz="final")))
    actor = learner(db)
    key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    answer_all(db, actor, key, RIGHT, now=NOW)
    assert learning.start_quiz(db, actor, release_id, "final", now=NOW + 20 * MINUTE) == key
    assert learning.start_quiz(db, actor, release_id, "final", now=NOW + 21 * MINUTE) != key
    assert len(rows(db)) == 1


def test_a_course_without_a_quiz_is_renewed_by_reading_again(db: Session) -> None:
    _, release_id = release(db, course(valid_for=Duration(count=1, unit="year")))
    actor = learner(db)
    made = read_all(db, actor, release_id, now=NOW)
    assert made is not None
    assert read_all(db, actor, release_id, now=NOW) is None  # at once again: nothing new
    later = NOW + 400 * DAY
    assert learning.finish_lesson(db, actor, release_id, "02-mails", now=later) is None
    again = learning.finish_lesson(db, actor, release_id, "01-why", now=later + DAY)
    assert again is not None
    assert [row[:2] for row in rows(db)] == [
        (TODAY, date(2027, 3, 2)),
        (date(2027, 4, 7), date(2028, 4, 7)),
    ]


def test_a_pass_of_an_older_edition_does_not_complete_the_new_one(db: Session) -> None:
    _, first = release(db, course(completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    pass_quiz(db, actor, first, now=NOW)
    _, second = release(db, course(completion=QUIZ_AND_LESSONS, edition=2), at=NOW + DAY)
    assert read_all(db, actor, second, now=NOW + 2 * DAY) is None
    assert pass_quiz(db, actor, second, now=NOW + 2 * DAY).completion is not None
    assert rows(db) == [(TODAY + 2 * DAY, None, Source.EARNED, 2)]


def test_an_attempt_begun_before_a_lesson_was_renamed_still_counts(db: Session) -> None:
    made = course(completion=QUIZ_AND_LESSONS)
    _, first = release(db, made)
    actor = learner(db)
    learning.finish_lesson(db, actor, first, "01-why", now=NOW)
    key = learning.start_quiz(db, actor, first, "final", now=NOW)
    renamed = made.lessons[1].model_copy(update={"name": "02-letters", "formerly": ("02-mails",)})
    _, second = release(db, made.model_copy(update={"lessons": (made.lessons[0], renamed)}), at=NOW + MINUTE)
    learning.finish_lesson(db, actor, second, "02-letters", now=NOW + 2 * MINUTE)
    answer_all(db, actor, key, RIGHT, now=NOW + 3 * MINUTE)
    assert learning.finish(db, actor, key, now=NOW + 4 * MINUTE).completion is not None


def test_required_courses_come_first(db: Session) -> None:
    year = Duration(count=1, unit="year")
    _, base = release(db, course("base", completion=Rules(lessons=(), quiz="final"), valid_for=year))
    _, further = release(db, course("further", requires=("base", "unknown"), completion=QUIZ_AND_LESSONS))
    _, next_one = release(db, course("next", requires=("base",), completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    with pytest.raises(DomainError) as caught:
        learning.start_quiz(db, actor, further, "final", now=NOW)
    assert (caught.value.code, caught.value.values) == ("requires-first", {"courses": ("base", "unknown")})
    pass_quiz(db, actor, base, now=NOW)
    assert learning.start_quiz(db, actor, next_one, "final", now=NOW)
    made = assessment.released(db, next_one)[1]
    assert learning.required_first(db, actor.person_id or 0, made, now=NOW + 364 * DAY) == ()
    assert learning.required_first(db, actor.person_id or 0, made, now=NOW + 365 * DAY) == ("base",)  # expired


def test_a_course_that_is_not_offered_cannot_be_started_but_what_is_open_goes_on(db: Session) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    _, retired = release(db, course(status="retired"), at=NOW + MINUTE)
    assert learning.start_quiz(db, actor, retired, "final", now=NOW + MINUTE) == key
    with pytest.raises(DomainError, match="course-not-offered"):
        learning.start_quiz(db, learner(db, "Trần Thị Bình"), retired, "final", now=NOW + MINUTE)


def test_another_persons_attempt_is_not_mine_to_finish_or_see(db: Session) -> None:
    _, release_id = release(db, course())
    actor, stranger = learner(db), learner(db, "Trần Thị Bình")
    key = learning.start_quiz(db, actor, release_id, "final", now=NOW)
    acts: list[Any] = [
        lambda: learning.finish(db, stranger, key, now=NOW),
        lambda: learning.result(db, stranger, key, now=NOW),
    ]
    for act in acts:
        with pytest.raises(DomainError, match="not-found"):
            act()
    with pytest.raises(DomainError, match="attempt-open"):
        learning.result(db, actor, key, now=NOW)


def test_the_result_page_says_what_is_left(db: Session) -> None:
    _, release_id = release(db, course("safety", quiz(attempts=3), completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    learning.finish_lesson(db, actor, release_id, "01-why", now=NOW)
    failed = pass_quiz(db, actor, release_id, now=NOW, right=False).result
    shown = learning.result(db, actor, failed.key, now=NOW)
    assert [lesson.name for lesson in shown.lessons_left] == ["02-mails"]
    assert shown.chance is not None
    assert (shown.completion, shown.chance.used, shown.chance.allowed) == (None, 1, 3)
    learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW)
    passed = pass_quiz(db, actor, release_id, now=NOW)
    shown = learning.result(db, actor, passed.result.key, now=NOW)
    assert (shown.lessons_left, shown.completion) == ((), passed.completion)
    assert list(assessment.results(db, actor.person_id or 0)) == [failed, passed.result]
    assert list(learning.achieved(db, actor.person_id or 0)) == [passed.completion]


def test_where_the_average_counts_the_result_says_what_the_attempts_come_to(db: Session) -> None:
    rules = quiz(keep="average", pass_mark=60)
    _, release_id = release(db, course("safety", rules, completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    found = []
    for minute, right in enumerate((False, True, True)):
        key = pass_quiz(db, actor, release_id, now=NOW + timedelta(minutes=minute), right=right).result.key
        found.append(learning.result(db, actor, key, now=NOW + DAY))
    assert [one.result.passed for one in found] == [False, True, True]
    assert [one.passed for one in found] == [False, False, True]  # 0, 50 and 66.7 % on average
    assert [one.mean.percent for one in found if one.mean] == pytest.approx([0, 50, 200 / 3])
