"""A story: Bình was entered twice. What she did under either record counts once for her, from when it was known."""

import pytest

from models import access, assessment, courses, database, learning, training
from models.courses import Completion as Rules
from tests import factories
from tests.models.assessment import released
from tests.models.learning import taking
from tests.models.training.small_world import at, on
from tests.models.training.telling import CONSOLE, PEOPLE, Town, figure, finished, give, state, town

WHY = "Cùng một người"


@pytest.fixture
def told(any_database: str) -> Town:
    return town()


def second_record(told: Town) -> int:
    with database.writing() as db:
        second = factories.person(db, "Nguyễn Văn Bình", staff_code="CB-Bình-2")
        factories.posting(db, second, told.b)
        training.reconcile(db, people=[second], now=at(1, 6))
    return second


def join(told: Town, second: int) -> None:
    with database.writing() as db:
        access.merge_people(db, CONSOLE, PEOPLE, told.binh, second, reason=WHY, now=at(5, 1))


def separate(second: int) -> None:
    with database.writing() as db:
        access.unmerge_people(db, CONSOLE, PEOPLE, second, now=at(6, 1))


def test_the_figures_before_with_and_after_the_joining(told: Town) -> None:
    """B has Dung, Em and the second record; A has An, Bình, Chi. The second record passes on 10 February."""
    second = second_record(told)
    finished(second, told.course, at(2, 10))
    before = at(4, 30)
    assert [figure(unit, on(3, 1)) for unit in (told.a, told.b)] == [(3, 0, 3, 0), (3, 1, 3, 1)]
    join(told, second)
    assert [figure(unit, on(3, 1)) for unit in (told.a, told.b)] == [(3, 1, 3, 1), (2, 0, 2, 0)]
    assert [figure(unit, on(2, 9)) for unit in (told.a, told.b)] == [(3, 0, 3, 0), (2, 0, 2, 0)]
    assert [figure(unit, on(3, 1), before) for unit in (told.a, told.b)] == [(3, 0, 3, 0), (3, 1, 3, 1)]
    assert (state(told, told.binh, on(3, 1)), state(told, second, on(3, 1))) == ("completed", "inactive")
    assert (state(told, told.binh, on(3, 1), before), state(told, second, on(3, 1), before)) == (
        *("not-started", "completed"),
    )
    separate(second)
    assert [figure(unit, on(3, 1)) for unit in (told.a, told.b)] == [(3, 0, 3, 0), (3, 1, 3, 1)]
    assert [figure(unit, on(3, 1), at(5, 2)) for unit in (told.a, told.b)] == [(3, 1, 3, 1), (2, 0, 2, 0)]


def test_a_lesson_opened_under_the_other_record_is_begun(told: Town) -> None:
    second = second_record(told)
    with database.writing() as db:
        table = learning.tables.LessonProgress
        db.add(table(person_id=second, course_id=told.course, lesson="l", opened_at=at(2, 1), seen_at=at(2, 1)))
    join(told, second)
    assert [state(told, told.binh, day) for day in (on(1, 31), on(2, 1))] == ["not-started", "in-progress"]
    assert state(told, told.binh, on(2, 1), at(4, 30)) == "not-started"


def test_ones_own_record_holds_what_either_record_did(told: Town) -> None:
    """Lessons read under the second record and the quiz passed under the first complete the course together."""
    made = released.course("safety", completion=taking.QUIZ_AND_LESSONS)
    assert made.completion == Rules(quiz="final")
    second = second_record(told)
    with database.writing() as db:
        course, release = released.release(db, made, at=at(1, 5))
        give(db, course, told.city, now=at(1, 6), due_on=on(6, 30))
    with database.writing() as db:
        taking.read_all(db, access.actor_for(db, second, "me", now=at(2, 1)), release, now=at(2, 1))
    join(told, second)
    with database.writing() as db:
        taking.pass_quiz(db, access.actor_for(db, told.binh, "me", now=at(5, 2)), release, now=at(5, 2))
    with database.reading() as db:
        mine = [one for one in training.person_courses(db, told.binh, on(5, 2)) if one.course_id == course]
        done = learning.achieved(db, told.binh)
        gone = training.person_courses(db, second, on(5, 2))
    assert [(one.state, one.completed_on) for one in mine] == [(training.State.COMPLETED, on(5, 2))]
    assert [one.achieved_on for one in done] == [on(5, 2)]
    way = way_of(told.binh, release)
    assert (way.done, way.total, way.quiz_passed) == (way.total, way.total, True)
    assert {one.state for one in gone} == {training.State.INACTIVE}
    separate(second)
    assert way_of(told.binh, release).done == 0
    assert way_of(second, release).done == way.total


def test_a_quiz_taken_under_the_other_record_opens_for_its_owner(told: Town) -> None:
    made = released.course("safety", completion=taking.QUIZ_AND_LESSONS)
    second = second_record(told)
    with database.writing() as db:
        _, release = released.release(db, made, at=at(1, 5))
    with database.writing() as db:
        key = taking.pass_quiz(db, access.actor_for(db, second, "me", now=at(2, 1)), release, now=at(2, 1)).result.key
    join(told, second)
    with database.reading() as db:
        me = access.actor_for(db, told.binh, "me", now=at(5, 2))
        assert learning.result(db, me, key, now=at(5, 2)).result.passed
        assert [one.key for one in assessment.results(db, told.binh)] == [key]


def test_duties_follow_the_kept_records_places_only(told: Town) -> None:
    """A course asked of B only: the second record's place in B asks nothing of Bình, who counts in A."""
    second = second_record(told)
    with database.writing() as db:
        give(db, factories.bare_course(db, "du-lieu"), told.b, now=at(1, 7), due_days=30)
    join(told, second)
    assert figure(told.b, on(3, 1), course="du-lieu") == (2, 0, 2, 0)
    assert figure(told.a, on(3, 1), course="du-lieu") == (0, 0, 0, 0)
    assert state(told, told.binh, on(3, 1), course="du-lieu") == "not-assigned"


def way_of(person: int, release: int) -> learning.CourseProgress:
    with database.reading() as db:
        course_id, course = assessment.released(db, release)
        return learning.progress(db, person, courses.Released(course_id, release, "", course))
