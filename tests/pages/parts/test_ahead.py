"""What officers ask for first has been counted before they come, once a day, and again after a change."""

from datetime import timedelta
from typing import Any

import pytest

from models import access, database, text, training
from models.rights import Right
from pages.parts import live
from pages.parts.coverage import ahead
from tests import city
from tests.pages.hr.test_overview import make_late
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")
OFFICERS = ("nhansu", "thutruong")  # of the city, of a ward


def counted() -> set[tuple[Any, ...]]:
    """What the process has counted by now, but for what a page asks for in passing (targets)."""
    held = live.held()
    kept = (held._answers, held._past, held._few)
    return {key for results in kept for key in results if key[0] != "plans"}


def look(login: str, *, days_ago: int) -> None:
    """Let an officer have looked at the overview some days ago."""
    now = text.utc_now() - timedelta(days=days_ago)
    with database.writing() as db:
        training.note_look(db, access.actor_for(db, city.person_id(db, login), login, now=now), now=now)


@pytest.mark.parametrize("login", OFFICERS)
def test_nothing_is_left_to_count_when_an_officer_comes(login: str) -> None:
    make_late()
    look(login, days_ago=3)
    ahead.Ahead().count()
    before = counted()

    Visitor(login).open("overview").well()
    Visitor(login).open("coverage").well()

    assert before
    assert counted() - before == set()


def test_figures_counted_ahead_are_those_of_whoever_comes_first() -> None:
    make_late()
    shown = Visitor("nhansu").open("overview").well().title
    live._figures = training.Figures()
    ahead.Ahead().count()
    assert Visitor("nhansu").open("overview").well().title == shown


def test_it_counts_for_the_scopes_that_pages_read_within_and_for_nobody_else() -> None:
    now = text.utc_now()
    asking = [scope for scope, _look in ahead.asking(now)]
    with database.reading() as db:
        for login in OFFICERS:
            actor = access.actor_for(db, city.person_id(db, login), login, now=now)
            assert access.scope_of(actor, Right.SEE_COVERAGE) in asking
        learner = city.person_id(db, "canbo")
        assert learner not in access.scopes_today(db, Right.SEE_COVERAGE, now=now)
    assert len(asking) == len(set(asking))


def test_once_a_day_and_after_a_change_not_before_its_time() -> None:
    one = ahead.Ahead()
    one.count()
    first = (one.day, one.place)
    make_late()
    one.count()
    assert (one.day, one.place) == first  # a minute has not passed

    one.again = 0.0
    one.count()
    assert one.place > first[1]
    before = counted()
    assert any(key[0] == "judged" for key in before)

    live._figures = training.Figures()  # everything is read anew, and the day is the same
    one.place, one.again = -1, 0.0
    one.count()
    assert any(key[0] == "by week" for key in counted())

    yesterday = text.local_day(text.utc_now()) - timedelta(days=1)
    live._figures = training.Figures()
    one.day, one.again = yesterday, float("inf")
    one.count()
    assert one.day == first[0]
    assert any(key[0] == "by week" for key in counted())


def test_a_process_that_ends_waits_for_one_part_at_most() -> None:
    one = ahead.Ahead()
    one.stop()
    live.held()
    one.count()
    assert [key[0] for key in counted() if key[0] in ("judged", "overview")] == []


def test_what_fails_is_left_to_whoever_comes(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(ahead, "asking", away)
    ahead.Ahead().count()
    assert "counted when they come" in caplog.text
