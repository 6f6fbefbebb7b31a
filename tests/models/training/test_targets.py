"""Targets by unit, course and day: which one holds where, who may set them, what a past day was measured against."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import choices, database, training
from models.audit import AuditLine
from models.organisation import Tree
from models.rights import Actor, DomainError, Right, Scope
from models.training import By, Goal, Question, Target
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, city, officer, scope

TODAY = date(2026, 3, 2)  # the day of NOW in Hanoi
MARCH, JUNE, DECEMBER = date(2026, 3, 31), date(2026, 6, 30), date(2026, 12, 31)
SEE = Right.SEE_COVERAGE


def put(
    db: Session,
    unit: int | None,
    percent: int,
    due: date,
    *,
    course: int | None = None,
    who: Actor = CONSOLE,
    reach: Scope | None = None,
    now=NOW,  # type: ignore[no-untyped-def]
) -> Target:
    return training.set_target(
        db, who, reach or scope(), unit_id=unit, course_id=course, percent=percent, due=due, now=now
    )


def percent(db: Session, unit: int | None, course: str | None = None, on: date = TODAY, known_at=None) -> int:  # type: ignore[no-untyped-def]
    return _asked(db, unit, Question(on=on, course=course, known_at=known_at)).percent


def goal(db: Session, unit: int, on: date) -> tuple[int, date | None]:
    found = _asked(db, unit, Question(on=on))
    return found.percent, found.due


def _asked(db: Session, unit: int | None, question: Question) -> Goal:
    held = training.Figures().refresh(db)
    keys = {fact.node.id: fact.node.key for fact in held.units.facts}
    return training.target_for(held, replace(question, unit=None if unit is None else keys[unit]))


def test_where_nothing_is_set_the_administrators_share_is_asked(db: Session) -> None:
    c = city(db)
    assert percent(db, c.ward) == percent(db, None) == 90
    choices.choose(db, CONSOLE, "target_percent", 75, now=NOW)
    assert percent(db, c.ward) == percent(db, None, "an-toan") == 75
    assert percent(db, c.ward, known_at=NOW - timedelta(seconds=1)) == 90


def test_the_nearest_unit_counts_then_the_course_then_the_next_day(db: Session) -> None:
    c = city(db)
    other = factories.bare_course(db, "khac")
    put(db, None, 50, DECEMBER)
    put(db, c.city, 60, MARCH)
    put(db, c.city, 80, DECEMBER)
    put(db, c.city, 95, DECEMBER, course=c.course)
    put(db, c.ward, 70, JUNE)
    put(db, c.ward, 72, JUNE, course=other)

    assert [percent(db, unit) for unit in (None, c.city, c.other, c.ward, c.office)] == [50, 60, 60, 70, 70]
    assert [percent(db, unit, "an-toan") for unit in (None, c.city, c.other)] == [50, 95, 95]
    assert [percent(db, c.office, course) for course in ("an-toan", "khac")] == [70, 72]
    days = (MARCH, MARCH + timedelta(1), JUNE, JUNE + timedelta(1), DECEMBER, DECEMBER + timedelta(1))
    assert [percent(db, c.city, on=day) for day in days] == [60, 80, 80, 80, 80, 80]
    assert [percent(db, c.ward, on=day) for day in days] == [70, 70, 70, 80, 80, 80]  # then what the city asks


def test_a_past_day_is_measured_against_what_was_asked_then(db: Session) -> None:
    c = city(db)
    put(db, c.ward, 60, JUNE, now=NOW - timedelta(days=20))
    put(db, c.ward, 85, JUNE, now=NOW - timedelta(days=10))
    row = put(db, c.ward, 40, MARCH, now=NOW - timedelta(days=5))
    training.end_target(db, CONSOLE, scope(), row.id or 0, now=NOW - timedelta(days=2))

    known = [None, *(NOW - timedelta(days=ago) for ago in (3, 8, 15, 25))]
    assert [percent(db, c.ward, known_at=at) for at in known] == [85, 40, 85, 60, 90]
    rows = db.exec(select(Target).where(Target.due == JUNE).order_by(Target.id)).all()  # type: ignore[arg-type]
    assert [(row.percent, row.voided_at is None) for row in rows] == [(60, False), (85, True)]
    assert rows[0].key == rows[1].key
    acts = [line.act for line in db.exec(select(AuditLine).order_by(AuditLine.id)).all()]  # type: ignore[arg-type]
    assert acts == ["training.set-target"] * 3 + ["training.end-target"]


def test_a_figure_carries_the_target_of_every_part(db: Session) -> None:
    c = city(db)
    training.create_rule(
        db, CONSOLE, scope(), course_id=c.course, whom=training.Whom(), from_=TODAY, due_on=JUNE, now=NOW
    )
    put(db, c.ward, 70, JUNE)
    put(db, c.ward, 60, JUNE, course=c.course)
    figures = training.Figures()
    held = figures.refresh(db)
    figure = training.coverage(held, scope(right=SEE), Question(on=TODAY))
    goals = {row.name: row.goal.percent for row in figure.rows}
    assert (figure.goal, goals) == (Goal(90), {"Phường Hà Đông": 70, "Sở Nội vụ": 90})
    ward = next(row.key for row in figure.rows if row.name == "Phường Hà Đông")
    split = training.coverage(held, scope(right=SEE), Question(on=TODAY, unit=ward, by=By.COURSE))
    assert [(row.key, row.goal.percent) for row in split.rows] == [("an-toan", 60)]
    assert (split.goal.percent, split.goal.due, split.goal.unit) == (70, JUNE, ward)


def test_who_answers_for_a_unit_alone_may_ask_more_of_it_and_never_less(db: Session) -> None:
    c = city(db)
    mine, me = scope(c.ward), officer(c.ward)
    put(db, c.city, 80, DECEMBER)
    for lower, due in ((79, DECEMBER), (60, MARCH), (10, DECEMBER - timedelta(days=1))):
        with pytest.raises(DomainError, match="target-below"):
            put(db, c.ward, lower, due, who=me, reach=mine)
    own = put(db, c.ward, 95, JUNE, who=me, reach=mine)
    below = put(db, c.office, 30, MARCH, who=me, reach=mine)
    assert (own.own, below.own) == (True, False)
    assert [percent(db, unit) for unit in (c.city, c.ward, c.office)] == [80, 95, 30]

    assert [percent(db, c.ward, on=day) for day in (JUNE, JUNE + timedelta(1))] == [95, 80]

    strict = put(db, c.ward, 98, JUNE)
    assert [percent(db, unit) for unit in (c.ward, c.office)] == [98, 30]
    with pytest.raises(DomainError, match="target-from-above"):
        training.end_target(db, me, mine, strict.id or 0, now=NOW)
    training.end_target(db, me, mine, own.id or 0, now=NOW)
    training.end_target(db, me, mine, below.id or 0, now=NOW)
    assert [percent(db, unit) for unit in (c.ward, c.office)] == [98, 98]


def test_what_a_unit_asks_of_itself_never_puts_off_what_those_above_ask(db: Session) -> None:
    """80 per cent by June: 81 by December would turn a unit amber or green that is late by June."""
    c = city(db)
    mine, me = scope(c.ward), officer(c.ward)
    put(db, c.city, 80, JUNE)
    put(db, c.ward, 81, DECEMBER, who=me, reach=mine)
    assert goal(db, c.ward, JUNE) == (80, JUNE)
    assert goal(db, c.ward, JUNE + timedelta(days=1)) == (81, DECEMBER)  # nothing else is asked any more
    put(db, c.ward, 80, MARCH, who=me, reach=mine)
    assert [goal(db, c.ward, day) for day in (MARCH, MARCH + timedelta(days=1))] == [(80, MARCH), (80, JUNE)]


def test_nothing_is_set_seen_or_ended_outside_the_scope(db: Session) -> None:
    c = city(db)
    mine, me = scope(c.ward), officer(c.ward)
    theirs, everywhere = put(db, c.other, 77, JUNE), put(db, None, 50, DECEMBER)
    above = put(db, c.city, 60, JUNE)
    party = factories.unit(db, "Đảng bộ", tree=Tree.PARTY)
    secret = put(db, party, 88, JUNE, reach=scope(party=True))
    for unit in (c.other, c.city, None, party, 999_999):
        with pytest.raises(DomainError, match="outside-scope"):
            put(db, unit, 99, JUNE, who=me, reach=mine)
    for row in (theirs, above, secret):
        with pytest.raises(DomainError, match=r"not-found"):
            training.end_target(db, me, mine, row.id or 0, now=NOW)
    with pytest.raises(DomainError, match="not-found"):
        training.end_target(db, me, mine, everywhere.id or 0, now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        put(db, c.ward, 99, JUNE, who=officer(c.ward, right=SEE), reach=scope(c.ward, right=SEE))
    with pytest.raises(DomainError, match="forbidden"):
        training.targets_in_scope(db, scope(c.ward, right=SEE), now=NOW)

    put(db, c.office, 70, JUNE)
    seen = [(line.unit, line.percent, line.mine) for line in training.targets_in_scope(db, mine, now=NOW)]
    assert seen == [("Thành phố", 60, False), ("Phòng Kinh tế", 70, True), ("", 50, False)]
    training.end_target(db, CONSOLE, scope(party=True), theirs.id or 0, now=NOW)
    assert training.targets_in_scope(db, mine, now=NOW, ended=True) == []
    assert len(training.targets_in_scope(db, scope(), now=NOW, ended=True)) == 1
    assert [line.unit for line in training.targets_in_scope(db, scope(party=True), now=NOW)].count("Đảng bộ") == 1
    assert [line.unit for line in training.targets_in_scope(db, scope(), now=NOW)].count("Đảng bộ") == 0


def test_targets_that_ended_in_the_same_moment_stand_in_the_order_in_which_they_were_set(db: Session) -> None:
    c = city(db)
    for unit in (c.ward, c.other):
        training.end_target(db, CONSOLE, scope(), put(db, unit, 60, JUNE).id or 0, now=NOW)
    factories.turn_round(db, Target)
    ended = training.targets_in_scope(db, scope(), now=NOW, ended=True)
    assert [line.unit for line in ended] == ["Phường Hà Đông", "Sở Nội vụ"]


@pytest.mark.parametrize(
    ("share", "due", "code"),
    [(0, JUNE, "target-percent"), (101, JUNE, "target-percent"), (50, TODAY - timedelta(1), "target-day")],
)
def test_what_makes_no_sense_is_refused(db: Session, share: int, due: date, code: str) -> None:
    c = city(db)
    with pytest.raises(DomainError, match=code):
        put(db, c.ward, share, due)
    with pytest.raises(DomainError, match="course-unknown"):
        put(db, c.ward, 50, JUNE, course=999_999)


def test_a_new_target_moves_the_figures_held_and_no_states_are_reckoned_again(db: Session) -> None:
    c = city(db)
    figures = training.Figures()
    held = _held(figures, db)
    pairs = held.pairs(Tree.ADMINISTRATION, TODAY, None)
    put(db, c.ward, 70, JUNE)
    after = _held(figures, db)
    assert after.pairs(Tree.ADMINISTRATION, TODAY, None) is pairs
    key = next(fact.node.key for fact in held.units.facts if fact.node.id == c.ward)
    assert training.target_for(after, Question(on=TODAY, unit=key)).percent == 70


def _held(figures: training.Figures, db: Session) -> training.Held:
    """Return what a process holds: everything is committed before it looks."""
    db.commit()
    with database.reading() as other:
        return figures.refresh(other)
