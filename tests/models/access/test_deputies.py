"""Handing a scope over from a day to a day: it holds then and only then, and never longer than what it stands for."""

from datetime import date, timedelta

import pytest

from models import access, database, notices
from models.rights import Actor, DomainError, Held, Right
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import DAY, World, acting

TODAY = date(2026, 3, 2)
WEEK = timedelta(7)


def held_by(person_id: int, days: int = 0) -> Actor:
    with database.reading() as db:
        return access.actor_for(db, person_id, "somebody", now=NOW + days * DAY)


def hand_over(world: World, login: str = "CB01", *, from_: date = TODAY, until: date = TODAY + WEEK) -> access.Deputy:
    """Let the department's HR officer hand over to An."""
    hr = held_by(world.hr)
    with database.writing() as db:
        (mine,) = access.own_scopes(db, hr, now=NOW)
        return access.hand_over(db, hr, mine.grant_id, login, from_=from_, until=until, now=NOW)


def test_a_deputy_holds_the_scope_during_these_days_and_is_told(world: World) -> None:
    hand_over(world, from_=TODAY + timedelta(1), until=TODAY + timedelta(3))
    held = [Held(Right.ASSIGN, unit_id=world.department) in held_by(world.an, days).held for days in range(5)]
    assert held == [False, True, True, False, False]
    with database.reading() as db:
        assert [told.kind for told in notices.of(db, world.an)] == ["deputy"]
        given, _ = access.deputies(db, held_by(world.hr), now=NOW)
        _, taken = access.deputies(db, held_by(world.an), now=NOW)
    assert [line.deputy for line in given] == ["Nguyễn Văn An"]
    assert [line.holder for line in taken] == ["Trần Thị Bình"]


def test_who_loses_a_role_loses_the_deputies_with_it(world: World) -> None:
    hand_over(world)
    assert held_by(world.an).has(Right.SEE_COVERAGE)
    admin, _ = acting(world.admin)
    with database.writing() as db:
        (line,) = [line for line in access.grants(db, admin, now=NOW) if line.person_id == world.hr]
        access.end_grant(db, admin, line.id, now=NOW)
    assert not held_by(world.an).has(Right.SEE_COVERAGE)


def test_scopes_of_a_day_are_those_of_its_officers_and_their_deputies(world: World) -> None:
    hand_over(world, from_=TODAY + timedelta(1), until=TODAY + timedelta(3))
    with database.reading() as db:
        scopes = [access.scopes_today(db, Right.SEE_COVERAGE, now=NOW + days * DAY) for days in range(4)]
    assert [world.an in one for one in scopes] == [False, True, True, False]
    for days, one in enumerate(scopes):
        assert one[world.hr].roots == {world.department}
        assert all(access.scope_of(held_by(person, days), Right.SEE_COVERAGE) == one[person] for person in one)
    assert scopes[1][world.an] == scopes[1][world.hr]


def test_a_session_of_the_deputy_follows_at_the_next_click(world: World) -> None:
    with database.writing() as db:
        token = access.open_session(db, world.an, shared=False, now=NOW)
    made = hand_over(world)
    found = access.recognise(token, now=NOW)
    assert found is not None
    assert found.actor.has(Right.ASSIGN)
    with database.writing() as db:
        access.take_back(db, held_by(world.hr), made.grant_id, now=NOW)
    after = access.recognise(token, now=NOW)
    assert after is not None
    assert not after.actor.has(Right.ASSIGN)


def test_what_was_handed_over_is_not_handed_on(world: World) -> None:
    hand_over(world)
    an = held_by(world.an)
    with database.writing() as db:
        assert access.own_scopes(db, an, now=NOW) == []
        (of_hr,) = access.own_scopes(db, held_by(world.hr), now=NOW)
        with pytest.raises(DomainError, match="grant-unknown"):
            access.hand_over(db, an, of_hr.grant_id, "QT01", from_=TODAY, until=TODAY + WEEK, now=NOW)


@pytest.mark.parametrize(
    ("code", "login", "from_", "until"),
    [
        ("person-unknown", "nobody", TODAY, TODAY + WEEK),
        ("person-unknown", "", TODAY, TODAY + WEEK),
        ("deputy-oneself", "NS01", TODAY, TODAY + WEEK),
        ("deputy-left", "QT01", TODAY, TODAY + WEEK),  # the administrator has no place in the organisation
        ("dates-order", "CB01", TODAY, TODAY),
        ("extension-past", "CB01", TODAY - timedelta(1), TODAY + WEEK),
        ("deputy-too-long", "CB01", TODAY, TODAY + timedelta(181)),
    ],
)
def test_what_cannot_be_handed_over(world: World, code: str, login: str, from_: date, until: date) -> None:
    with pytest.raises(DomainError) as refused:
        hand_over(world, login, from_=from_, until=until)
    assert refused.value.code == code


def test_twice_for_the_same_days_is_refused_and_after_the_end_it_is_not(world: World) -> None:
    hand_over(world)
    with pytest.raises(DomainError, match="deputy-twice"):
        hand_over(world, from_=TODAY + timedelta(6), until=TODAY + timedelta(9))
    hand_over(world, from_=TODAY + WEEK, until=TODAY + 2 * WEEK)


def test_nobody_else_takes_it_back(world: World) -> None:
    made = hand_over(world)
    with database.writing() as db:
        stranger = factories.person(db, "Lê Ai Đó")
        factories.posting(db, stranger, world.other)
    for other in (world.admin, stranger):
        with pytest.raises(DomainError, match="grant-unknown"), database.writing() as db:
            access.take_back(db, held_by(other), made.grant_id, now=NOW)
    assert held_by(world.an).has(Right.ASSIGN)
