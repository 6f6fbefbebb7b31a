"""Learning paths: a rule gives all its courses, each in its time, and goes on to do so when the path is edited."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models import courses, learning, organisation, training
from models.courses import LearningPath, PathCourse, Translated
from models.rights import DomainError
from models.training import Duty, PathStep, PersonPath, Rule, Whom
from models.training.steps import followed, standing
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, City, city, managing, scope

MONDAY = date(2026, 3, 2)
FIRST, SECOND, THIRD = PathCourse("an-toan", 20), PathCourse("van-ban", 30, working=True), PathCourse("lanh-dao", 60)


def path(*steps: PathCourse) -> LearningPath:
    return LearningPath("pho-cap", Translated(vi="Phổ cập"), None, steps)


@pytest.fixture
def c(db: Session) -> City:
    made = city(db)
    factories.bare_course(db, "van-ban")
    factories.bare_course(db, "lanh-dao")
    return made


def give(db: Session, c: City, *steps: PathCourse) -> Rule:
    return training.create_rule(
        db,
        CONSOLE,
        scope(),
        path="pho-cap",
        steps=training.path_steps(db, path(*steps)) or (),
        whom=Whom(subtree=(c.ward,)),
        from_=MONDAY,
        now=NOW,
    )


def asked(db: Session, person: int) -> list[tuple[str, date, date | None, date]]:
    """What is known now to be asked of somebody: course, from, until, due."""
    record = courses.tables.CourseRecord
    rows = db.exec(
        select(record.slug, Duty.from_, Duty.until, Duty.due)
        .join(record, col(record.id) == col(Duty.course_id))
        .where(Duty.person_id == person, col(Duty.voided_at).is_(None))
    ).all()
    return sorted(rows, key=lambda row: (row[3], row[0]))


def test_all_courses_of_a_path_are_asked_each_in_its_time(db: Session, c: City) -> None:
    """Twenty days after 2 March 2026 is the 22nd; thirty working days are six weeks, 13 April."""
    give(db, c, FIRST, SECOND)
    assert asked(db, c.in_ward) == [
        ("an-toan", MONDAY, None, date(2026, 3, 22)),
        ("van-ban", MONDAY, None, date(2026, 4, 13)),
    ]
    assert asked(db, c.in_other) == []
    (found,) = training.person_paths(db, c.in_ward, MONDAY)
    assert (found.path, len(found.courses)) == ("pho-cap", 2)
    assert training.person_paths(db, c.in_other, MONDAY) == []


def test_who_is_transferred_in_begins_then_and_who_leaves_is_released_from_all(db: Session, c: City) -> None:
    give(db, c, FIRST, SECOND)
    april = date(2026, 4, 6)
    job = organisation.Job()
    organisation.transfer(db, CONSOLE, managing(), c.in_other, c.ward, from_=april, job=job, now=NOW)
    organisation.transfer(db, CONSOLE, managing(), c.in_ward, c.other, from_=april, job=job, now=NOW)
    assert asked(db, c.in_other) == [
        ("an-toan", april, None, date(2026, 4, 26)),
        ("van-ban", april, None, date(2026, 5, 18)),
    ]
    assert [(slug, until) for slug, _, until, _ in asked(db, c.in_ward)] == [("an-toan", april), ("van-ban", april)]


def test_an_edit_asks_what_is_new_from_that_day_and_keeps_what_was_given(db: Session, c: City) -> None:
    rule = give(db, c, FIRST, SECOND)
    later = NOW + timedelta(days=28)  # Monday 30 March
    edited = path(THIRD, PathCourse("an-toan", 14))
    assert training.follow_paths(db, CONSOLE, [edited], now=later)
    assert asked(db, c.in_ward) == [
        ("an-toan", MONDAY, None, date(2026, 3, 22)),  # as it was given, not as the file says now
        ("van-ban", MONDAY, date(2026, 3, 30), date(2026, 4, 13)),
        ("lanh-dao", date(2026, 3, 30), None, date(2026, 5, 29)),
    ]
    (new,) = db.exec(select(Rule).where(col(Rule.voided_at).is_(None))).all()
    assert (new.key, new.title) == (rule.key, rule.title)
    before = asked(db, c.in_ward)
    assert training.follow_paths(db, CONSOLE, [edited], now=later + timedelta(days=1))
    assert set(db.exec(select(Rule.id)).all()) == {rule.id, new.id}, "nothing is left to follow"
    assert asked(db, c.in_ward) == before
    again = training.reconcile(db, now=later)
    assert (again.voided, again.written) == (0, 0)


def test_a_path_without_its_file_or_with_a_course_never_released_leaves_its_rule_alone(db: Session, c: City) -> None:
    give(db, c, FIRST, SECOND)
    before = asked(db, c.in_ward)
    assert training.follow_paths(db, CONSOLE, [], now=NOW)
    assert not training.follow_paths(db, CONSOLE, [path(FIRST, PathCourse("chua-co", 20))], now=NOW)
    assert asked(db, c.in_ward) == before


def test_a_retired_course_is_asked_no_more_and_the_others_stay(db: Session, c: City) -> None:
    give(db, c, FIRST, SECOND)
    number = factories.bare_release(db, c.course, edition=2, at=NOW + timedelta(days=7))
    db.get_one(courses.tables.Release, number).status = "retired"
    training.reconcile(db, courses=[c.course], now=NOW + timedelta(days=7))
    assert [(slug, until) for slug, _, until, _ in asked(db, c.in_ward)] == [
        ("an-toan", date(2026, 3, 9)),
        ("van-ban", None),
    ]


def test_another_due_day_is_given_to_one_course_of_a_path(db: Session, c: City) -> None:
    rule = give(db, c, FIRST, SECOND)
    training.change_due(db, CONSOLE, scope(), rule.id or 0, course_id=c.course, due_on=date(2026, 5, 4), now=NOW)
    assert [(slug, due) for slug, _, _, due in asked(db, c.in_ward)] == [
        ("van-ban", date(2026, 4, 13)),
        ("an-toan", date(2026, 5, 4)),
    ]
    (new,) = db.exec(select(Rule).where(col(Rule.voided_at).is_(None))).all()
    with pytest.raises(DomainError, match="not-found"):
        training.change_due(db, CONSOLE, scope(), new.id or 0, course_id=999, due_days=20, now=NOW)


def test_a_rule_s_line_counts_people_not_courses_and_says_how_far_they_are(db: Session, c: City) -> None:
    rule = give(db, c, FIRST, SECOND)
    held = training.Figures().refresh(db)
    (line,) = training.rules_reaching(db, held, scope(), now=NOW)
    assert (line.path, line.people, len(line.steps)) == ("pho-cap", 2, 2)
    progress = training.path_progress(held, rule.id or 0, line.steps, today=MONDAY)
    assert (progress.people, progress.all_done, [told[1:] for told in progress.by_course]) == (2, 0, [(0, 2)] * 2)
    moved = training.moved_by(db, held, scope(), rule.id or 0, now=NOW)
    assert (moved.people, moved.released, moved.open) == (2, 2, 2)


def test_who_is_exempt_from_a_course_of_a_path_has_not_completed_it(db: Session, c: City) -> None:
    """Of 2 people one is exempt from the first course and completes the second: done with what is asked of them."""
    rule, steps = give(db, c, FIRST, SECOND), training.path_steps(db, path(FIRST, SECOND)) or ()
    second = steps[1].course
    terms = {"from_": MONDAY, "reason": "đã học", "now": NOW}
    training.exempt(db, CONSOLE, scope(), c.in_ward, c.course, **terms)

    def progress() -> training.PathProgress:
        return training.path_progress(training.Figures().refresh(db), rule.id or 0, steps, today=MONDAY)

    found = progress()
    assert (found.people, found.all_done, found.by_course) == (2, 0, ((c.course, 0, 1), (second, 0, 2)))
    proof = {"source": learning.tables.Source.EARNED, "recorded_at": NOW, "edition": 1}
    db.add(learning.tables.Completion(person_id=c.in_ward, course_id=second, achieved_on=MONDAY, **proof))
    db.flush()
    assert (progress().all_done, progress().by_course) == (1, ((c.course, 0, 1), (second, 1, 2)))
    training.exempt(db, CONSOLE, scope(), c.in_ward, second, **terms)
    assert (progress().people, progress().all_done) == (1, 0)


def test_a_path_is_previewed_with_the_last_day_of_each_course(db: Session, c: City) -> None:
    steps = training.path_steps(db, path(FIRST, SECOND)) or ()
    seen = training.preview(db, scope(), Whom(subtree=(c.ward,)), from_=MONDAY, now=NOW, steps=steps)
    assert (seen.count, seen.due) == (2, (date(2026, 3, 22), date(2026, 4, 13)))


def test_an_empty_path_and_a_course_twice_are_refused(db: Session, c: City) -> None:
    for steps in ((), (PathStep(course=c.course, due_days=20), PathStep(course=c.course, due_days=30))):
        with pytest.raises(DomainError, match="path-invalid"):
            training.create_rule(db, CONSOLE, scope(), path="p", steps=steps, whom=Whom(), from_=MONDAY, now=NOW)


def test_the_courses_of_a_path_stand_in_its_order_among_the_others(db: Session, c: City) -> None:
    give(db, c, THIRD, FIRST)
    mine = training.most_urgent_first(training.person_courses(db, c.in_ward, MONDAY))
    assert [one.due for one in mine] == [date(2026, 3, 22), date(2026, 5, 1)]
    ordered = training.in_path_order(mine, training.person_paths(db, c.in_ward, MONDAY))
    assert [one.due for one in ordered] == [date(2026, 5, 1), date(2026, 3, 22)]
    assert training.in_path_order(mine, [PersonPath("p", "P", (99,))]) == mine
    renewed = [mine[0], replace(mine[1], completed_on=date(2025, 5, 1))]
    assert training.in_path_order(renewed, training.person_paths(db, c.in_ward, MONDAY)) == renewed


numbers = st.lists(st.integers(1, 5), max_size=5, unique=True)
edits = st.lists(numbers, min_size=1, max_size=6)


@given(edits)
def test_however_often_a_path_is_edited_its_rule_gives_what_it_holds_and_remembers_the_rest(
    written: list[list[int]],
) -> None:
    """Nothing is due another day than it was given, and every day on which a course was asked is kept."""
    steps: tuple[PathStep, ...] = tuple(PathStep(course=number, due_days=20) for number in written[0])
    asked_on: dict[int, set[int]] = {number: {0} for number in written[0]}
    for day, courses_now in enumerate(written[1:], 1):
        on = MONDAY + timedelta(days=day)
        steps = followed(steps, [PathStep(course=number, due_days=14 + day) for number in courses_now], on=on)
        assert [one.course for one in standing(steps)] == courses_now
        for number in courses_now:
            asked_on.setdefault(number, set()).add(day)
    for number, days in asked_on.items():
        spans = [one for one in steps if one.course == number]
        for day in range(len(written)):
            on = MONDAY + timedelta(days=day)
            covered = [s for s in spans if (s.since or MONDAY) <= on and (s.until is None or on < s.until)]
            assert len(covered) == (day in days)
