"""How far a person is, where they continue, and what opening and finishing lessons writes."""

from datetime import date, datetime, timedelta

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
    me, catalogue = actor.person_id or 0, courses.load_catalogue(db)
    _ways, found = learning.progresses_and_continue(db, me, (), catalogue, now=NOW + 3 * MINUTE)
    assert [(each.course, each.lesson) for each in found] == [("three", None), ("two", "02-mails"), ("one", None)]
    assert found[0].progress.open_attempt is not None
    assert found[0].progress.open_attempt.key == key
    assert (found[2].progress.quiz, found[2].progress.quiz_passed) == ("final", False)
    learning.finish_lesson(db, actor, two, "02-mails", now=NOW + 4 * MINUTE)
    _ways, later = learning.progresses_and_continue(db, me, (), catalogue, now=NOW + 60 * MINUTE)
    assert [each.course for each in later] == ["one"]


def place_of(db: Session, me: int, course_id: int, name: str) -> str:
    found = learning.progress(db, me, released(db, course_id))
    return next(one.heading for one in found.lessons if one.name == name)


def test_a_lesson_goes_on_at_the_heading_where_one_stopped_until_it_is_finished(db: Session) -> None:
    course_id, release_id = release(db, course())
    actor = learner(db)
    me = actor.person_id or 0
    learning.keep_place(db, actor, release_id, "01-why", "dau-hieu")  # never opened: nothing to keep
    assert learning.open_lesson(db, actor, release_id, "01-why", now=NOW) == ""
    learning.open_lesson(db, actor, release_id, "02-mails", now=NOW + MINUTE)
    learning.keep_place(db, actor, release_id, "01-why", "dau-hieu")
    found = learning.progress(db, me, released(db, course_id))
    assert (found.last_seen, place_of(db, me, course_id, "01-why")) == ("02-mails", "dau-hieu")
    assert learning.open_lesson(db, actor, release_id, "01-why", now=NOW + 2 * MINUTE) == "dau-hieu"
    learning.finish_lesson(db, actor, release_id, "01-why", now=NOW + 3 * MINUTE)
    learning.keep_place(db, actor, release_id, "01-why", "cuoi-bai")  # told by the page that is being left
    assert learning.open_lesson(db, actor, release_id, "01-why", now=NOW + 4 * MINUTE) == ""


@pytest.mark.parametrize("heading", ["Dấu hiệu", "a b", "'--", "x" * 201, "<b>"])
def test_a_place_is_a_headings_id(db: Session, heading: str) -> None:
    _, release_id = release(db, course())
    actor = learner(db)
    learning.open_lesson(db, actor, release_id, "01-why", now=NOW)
    with pytest.raises(DomainError, match="not-found"):
        learning.keep_place(db, actor, release_id, "01-why", heading)


def test_where_a_person_is_in_a_course_whatever_was_asked_of_them(db: Session) -> None:
    course_id, release_id = release(
        db, course(completion=QUIZ_AND_LESSONS, valid_for=courses.Duration(count=1, unit="month"))
    )
    actor = learner(db)
    me = actor.person_id or 0

    def state(now: datetime) -> str:
        return learning.progress(db, me, released(db, course_id)).state(now)

    assert state(NOW) == "not-started"
    learning.open_lesson(db, actor, release_id, "01-why", now=NOW)
    assert state(NOW) == "in-progress"
    read_all(db, actor, release_id, now=NOW)
    pass_quiz(db, actor, release_id, now=NOW)
    assert state(NOW) == "completed"
    assert state(NOW + 40 * DAY) == "in-progress"


def test_going_on_from_a_finished_lesson_opens_the_next_one_as_opening_it_does(db: Session) -> None:
    course_id, release_id = release(db, course(completion=QUIZ_AND_LESSONS))
    actor = learner(db)
    learning.finish_lesson(db, actor, release_id, "01-why", then="02-mails", now=NOW)
    found = learning.progress(db, actor.person_id or 0, released(db, course_id))
    assert [(one.name, one.seen_at, one.finished) for one in found.lessons] == [
        ("01-why", NOW, True),
        ("02-mails", NOW, False),
    ]
    assert found.last_seen == "02-mails"
    with pytest.raises(DomainError, match="not-found"):
        learning.finish_lesson(db, actor, release_id, "01-why", then="99-none", now=NOW)
