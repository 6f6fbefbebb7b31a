"""Coverage of many days in one pass: each point is what `coverage` says of that day, as known then and as known now."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models import database, learning, training
from models.learning import Source
from models.organisation import Unit
from models.rights import DomainError, Right
from models.training import Attribute, Point, by_week, week_ends
from tests import factories
from tests.factories import NOW
from tests.models.training import worlds
from tests.models.training.making import CONSOLE, START, City, city, scope
from tests.models.training.test_agreement import END, EVERYTHING, asked, emptied, many, note_changes
from tests.models.training.test_agreement import own_database as own_database

SEE = Right.SEE_COVERAGE
TODAY = date(2026, 3, 2)  # a Monday
JANUARY = date(2026, 1, 1)


def point_of(held: training.Held, question: training.Question) -> Point:
    """What `coverage` says of one day."""
    try:
        total = training.coverage(held, EVERYTHING, question).total
    except DomainError:
        return Point(0, 0, question.on, there=False)
    return Point(total.required, total.valid, question.on)


def check(held: training.Held, question: training.Question, days: list[date]) -> None:
    for known_then in (True, False):
        each = []
        for day in days:
            ended = training.end_of(day)
            then = ended if question.known_at is None else min(ended, question.known_at)
            each.append(point_of(held, replace(question, on=day, known_at=then if known_then else question.known_at)))
        if any(point.there for point in each):
            assert by_week(held, EVERYTHING, question, days, known_then=known_then) == tuple(each)
        else:
            with pytest.raises(DomainError, match="not-found"):
                by_week(held, EVERYTHING, question, days, known_then=known_then)


def drawn(data: st.DataObject, facts: Any) -> tuple[training.Question, list[date]]:
    asking = asked(data.draw(worlds.questions(facts)))
    attribute = data.draw(st.sampled_from((None, None, Attribute.HEADS, Attribute.LEADERS)))
    known_at = data.draw(st.sampled_from((None, asking.known_at)))
    first, step = data.draw(st.integers(-3, 30)), data.draw(st.integers(1, 9))
    number = data.draw(st.sampled_from((1, 8, 9, 63)))
    days = [JANUARY + timedelta(days=first + step * place) for place in range(number)]
    return replace(asking, attribute=attribute, known_at=known_at), days


@pytest.mark.slow
@many(75)
@given(st.data())
def test_each_point_is_the_figure_of_its_day(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    with database.writing() as db:
        worlds.write(emptied(db), facts, None, END)
    with database.reading() as db:
        held = training.Figures().refresh(db)
    for _ in range(2):
        check(held, *drawn(data, facts))


@pytest.mark.slow
@many(20)
@given(st.data())
def test_it_counts_rows_that_stand_beside_the_columns(own_database: None, data: st.DataObject) -> None:
    facts = data.draw(worlds.worlds(ruled=False))
    middle, figures = data.draw(st.sampled_from(worlds.MOMENTS)), training.Figures()
    for after, by in ((None, middle), (middle, END)):
        with database.writing() as db:
            worlds.write(db if after else emptied(db), facts, after, by)
            note_changes(db, facts, after, by)
        with database.reading() as db:
            held = figures.refresh(db)
        check(held, *drawn(data, facts))


def test_weeks_end_on_sundays_that_are_over() -> None:
    assert week_ends(TODAY, 3) == (date(2026, 2, 15), date(2026, 2, 22), date(2026, 3, 1))
    assert week_ends(date(2026, 3, 8), 1) == (date(2026, 3, 1),)  # a Sunday is not over before it ends
    assert week_ends(date(1, 1, 20), 5) == (date(1, 1, 7), date(1, 1, 14))  # an address may name any day
    assert week_ends(date.min, 5) == ()


@pytest.fixture
def told(db: Session) -> City:
    """Three people had to take the course; one finished on 10 February, one on the 20th, known on the 28th only."""
    made = city(db)
    training.create_rule(
        db,
        CONSOLE,
        scope(),
        course_id=made.course,
        whom=training.Whom(),
        from_=START,
        due_on=TODAY,
        now=at(date(2026, 2, 3)),
    )
    for person, achieved, known in ((made.in_ward, date(2026, 2, 10), 10), (made.in_office, date(2026, 2, 20), 28)):
        proof = {"person_id": person, "course_id": made.course, "edition": 1, "source": Source.EARNED}
        known_at = at(date(2026, 2, known))
        db.add(learning.tables.Completion(**proof, achieved_on=achieved, recorded_at=known_at))
    db.flush()
    return made


def at(day: date) -> Any:
    return NOW + (day - TODAY)


def test_weeks_by_hand(db: Session, told: City) -> None:
    held, question = training.Figures().refresh(db), training.Question(on=TODAY)
    days = week_ends(TODAY, 5)  # 1, 8, 15, 22 February and 1 March
    then = by_week(held, scope(right=SEE), question, days, known_then=True)
    assert [(one.required, one.valid) for one in then] == [(0, 0), (3, 0), (3, 1), (3, 1), (3, 2)]
    assert [one.rate for one in then] == [None, 0, 1 / 3, 1 / 3, 2 / 3]
    now = by_week(held, scope(right=SEE), question, days, known_then=False)
    assert [(one.required, one.valid) for one in now] == [(3, 0), (3, 0), (3, 1), (3, 2), (3, 2)]


def test_a_completion_of_a_joined_record_counts_since_that_is_known(db: Session, told: City) -> None:
    """A second record of whoever sits in the other office finished on 5 February; the two are joined on the 18th."""
    second = factories.person(db, "Nguyễn Văn An")
    proof = {"person_id": second, "course_id": told.course, "edition": 1, "source": Source.IMPORTED}
    db.add(learning.tables.Completion(**proof, achieved_on=date(2026, 2, 5), recorded_at=at(date(2026, 2, 5))))
    factories.same(db, second, told.in_other, recorded_at=at(date(2026, 2, 18)))
    held, question, days = training.Figures().refresh(db), training.Question(on=TODAY), week_ends(TODAY, 4)
    then = by_week(held, scope(right=SEE), question, days, known_then=True)
    assert [one.valid for one in then] == [0, 1, 2, 3]  # 8, 15 and 22 February, 1 March
    now = by_week(held, scope(right=SEE), question, days, known_then=False)
    assert [one.valid for one in now] == [1, 2, 3, 3]


def test_a_scope_sees_its_own_weeks_and_no_others(db: Session, told: City) -> None:
    held, days = training.Figures().refresh(db), week_ends(TODAY, 2)
    mine = scope(told.ward, right=SEE)
    inside = by_week(held, mine, training.Question(on=TODAY), days, known_then=True)
    assert [(one.required, one.valid) for one in inside] == [(2, 1), (2, 2)]
    elsewhere = db.get_one(Unit, told.other).key
    with pytest.raises(DomainError, match="not-found"):
        by_week(held, mine, training.Question(on=TODAY, unit=elsewhere), days, known_then=True)


def test_who_completed_on_the_day_of_a_new_edition_has_done_it(db: Session, told: City) -> None:
    """The edition of 20 February must be renewed: what was achieved on that day still counts, before it no more."""
    factories.bare_release(db, told.course, edition=2, renews=True, at=at(date(2026, 2, 20)))
    question = training.Question(on=TODAY)
    points = by_week(training.Figures().refresh(db), scope(right=SEE), question, week_ends(TODAY, 3), known_then=False)
    assert [(one.required, one.valid) for one in points] == [(3, 1), (3, 1), (3, 1)]
