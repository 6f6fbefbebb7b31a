"""How far a person is, where they continue, and what opening and finishing lessons writes."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import access, changes, courses, learning
from models.learning.tables import LessonProgress
from models.rights import DomainError
from tests.models.assessment.released import MINUTE, NOW, course, learner, quiz, release
from tests.models.learning.taking import QUIZ_AND_LESSONS, pass_quiz, read_all

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_lessons_are_checked(db: Session) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    for act in (learning.open_lesson, learning.finish_lesson):
        with pytest.raises(DomainError, match="not-found"):
            act(db, actor, release_id, "99-none", now=NOW)
        with pytest.raises(DomainError, match="not-found"):
            act(db, access.operator(), release_id, "01-why", now=NOW)
    assert db.exec(select(LessonProgress)).all() == []


def released(db: Session, course_id: int) -> courses.Released:
    found = courses.load_catalogue(db).by_id(course_id)
    assert found is not None
    return found


def test_progress_is_derived_from_what_was_read(db: Session) -> None:
    course_id, release_id = release(db, course(completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    me = actor.person_id or 0
    before = learning.progress(db, me, released(db, course_id))
    assert (before.done, before.total, before.minutes_left) == (0, 2, 13)
    assert (before.next_lesson, before.started) == ("01-why", False)
    learning.open_lesson(db, actor, release_id, "02-mails", now=NOW)
    assert learning.progress(db, me, released(db, course_id)).next_lesson == "02-mails"
    learning.finish_lesson(db, actor, release_id, "02-mails", now=NOW + MINUTE)
    found = learning.progress(db, me, released(db, course_id))
    assert (found.done, found.next_lesson, found.last_seen, found.minutes_left) == (1, "01-why", "02-mails", 5)
    assert found.seen_at == NOW + MINUTE
    learning.finish_lesson(db, actor, release_id, "01-why", now=NOW + 2 * MINUTE)
    found = learning.progress(db, me, released(db, course_id))
    assert (found.done, found.next_lesson, found.quiz, found.quiz_passed) == (2, None, "final", False)
    pass_quiz(db, actor, release_id, now=NOW + 3 * MINUTE)
    found = learning.progress(db, me, released(db, course_id))
    assert found.quiz_passed
    assert found.completion is not None
    assert found.completion.achieved_on == TODAY


def test_progress_never_exceeds_the_lessons_when_one_is_renamed_or_gone(db: Session) -> None:
    made = course()
    course_id, release_id = release(db, made)
    actor = learner(db)
    read_all(db, actor, release_id, now=NOW)
    renamed = made.lessons[1].model_copy(update={"name": "02-letters", "formerly": ("02-mails",)})
    _, second = release(db, made.model_copy(update={"lessons": (renamed,)}), at=NOW)
    found = learning.progress(db, actor.person_id or 0, released(db, course_id))
    assert (found.done, found.total) == (1, 1)
    learning.open_lesson(db, actor, second, "02-letters", now=NOW + DAY)
    assert len(db.exec(select(LessonProgress)).all()) == 2


def test_a_lesson_has_one_row_and_the_first_opening_is_the_only_news(db: Session) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    learning.open_lesson(db, actor, release_id, "01-why", now=NOW)
    learning.open_lesson(db, actor, release_id, "01-why", now=NOW + MINUTE)
    learning.finish_lesson(db, actor, release_id, "01-why", now=NOW + 2 * MINUTE)
    learning.finish_lesson(db, actor, release_id, "01-why", now=NOW + 60 * MINUTE)
    learning.open_lesson(db, actor, release_id, "02-mails", now=NOW + 61 * MINUTE)
    learning.open_lesson(db, actor, release_id, "01-why", now=NOW + 62 * MINUTE)
    row = db.exec(select(LessonProgress).where(LessonProgress.lesson == "01-why")).one()
    assert (row.opened_at, row.finished_at, row.seen_at) == (NOW, NOW + 2 * MINUTE, NOW + 62 * MINUTE)
    assert [line.kind for line in db.exec(select(changes.Change))] == [changes.Kind.PERSON]


def test_continue_leads_to_what_was_touched_last_and_is_not_complete(db: Session) -> None:
    _, one = release(db, course("one", completion=QUIZ_AND_LESSONS))
    _, two = release(db, course("two"))
    _, three = release(db, course("three", quiz(minutes=20), completion=QUIZ_AND_LESSONS))
    _, gone = release(db, course("gone", status="retired"))
    actor = learner(db)
    learning.open_lesson(db, actor, gone, "01-why", now=NOW + 9 * MINUTE)
    read_all(db, actor, one, now=NOW)
    learning.finish_lesson(db, actor, two, "01-why", now=NOW + MINUTE)
    key = learning.start_quiz(db, actor, three, "final", now=NOW + 2 * MINUTE)
    found = learning.continue_where(db, actor.person_id or 0, courses.load_catalogue(db), now=NOW + 3 * MINUTE)
    assert [(each.course, each.lesson) for each in found] == [("three", None), ("two", "02-mails"), ("one", None)]
    assert found[0].progress.open_attempt is not None
    assert found[0].progress.open_attempt.key == key
    assert (found[2].progress.quiz, found[2].progress.quiz_passed) == ("final", False)
    learning.finish_lesson(db, actor, two, "02-mails", now=NOW + 4 * MINUTE)
    later = learning.continue_where(db, actor.person_id or 0, courses.load_catalogue(db), now=NOW + 60 * MINUTE)
    assert [each.course for each in later] == ["one"]
