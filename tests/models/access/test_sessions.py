"""Sessions: how long they live, and that what is taken away is gone at the next click."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import access, database, organisation, settings
from models.access.tables import SignInSession
from models.organisation import Person, Tree
from models.rights import Held, Right, Role
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, DAY, HOUR, MINUTE, PASSWORD, SECOND, World


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    """Every statement that the database is asked."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    yield seen
    event.remove(database.engine(), "before_cursor_execute", note)


def _token(shared: bool = False) -> str:
    return access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW, shared=shared).token or ""


def test_a_session_ends_after_fourteen_days_however_often_it_is_used(world: World) -> None:
    token = _token()
    for day in range(1, 14):
        assert access.recognise(token, now=NOW + day * DAY) is not None
    assert access.recognise(token, now=NOW + 14 * DAY - SECOND) is not None
    assert access.recognise(token, now=NOW + 14 * DAY) is None


def test_a_session_ends_after_three_idle_days(world: World) -> None:
    token = _token()
    assert access.recognise(token, now=NOW + 71 * HOUR) is not None
    assert access.recognise(token, now=NOW + 71 * HOUR + 72 * HOUR - SECOND) is not None
    assert access.recognise(token, now=NOW + 71 * HOUR + 72 * HOUR + 72 * HOUR) is None


def test_on_a_shared_computer_twenty_idle_minutes_end_it(world: World) -> None:
    token = _token(shared=True)
    assert access.recognise(token, now=NOW + 19 * MINUTE) is not None
    assert access.recognise(token, now=NOW + 38 * MINUTE) is not None
    assert access.recognise(token, now=NOW + 58 * MINUTE) is None


def test_whoever_holds_a_role_signs_in_each_day_and_after_two_idle_hours(world: World) -> None:
    def lasts(now: datetime) -> bool:
        return access.recognise(token, now=now) is not None

    with database.writing() as db:
        token = access.open_session(db, world.hr, shared=False, now=NOW)
    for hours in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        assert lasts(NOW + hours * HOUR)
    assert lasts(NOW + 12 * HOUR - SECOND)
    assert not lasts(NOW + 12 * HOUR)
    with database.writing() as db:
        token = access.open_session(db, world.hr, shared=False, now=NOW)
    assert lasts(NOW + 2 * HOUR - SECOND)
    assert not lasts(NOW + 4 * HOUR)


def test_a_role_given_to_a_session_of_days_asks_for_a_fresh_sign_in(world: World) -> None:
    token = _token()
    assert access.recognise(token, now=NOW + 2 * DAY) is not None
    with database.writing() as db:
        access.grant_role(db, access.operator(), world.an, Role.TRAINER, now=NOW)
    assert access.recognise(token, now=NOW + 2 * DAY) is None


def test_looking_is_one_statement_and_being_here_is_written_once_a_minute(world: World, statements: list[str]) -> None:
    token = _token()
    statements.clear()
    for second in range(0, 60, 5):
        access.recognise(token, now=NOW + second * SECOND)
    assert [text.split()[0] for text in statements] == ["SELECT"] * 12
    statements.clear()
    access.recognise(token, now=NOW + MINUTE)
    access.recognise(token, now=NOW + MINUTE + SECOND)
    kinds = [text.split()[0] for text in statements if not text.startswith("SET")]
    assert kinds == ["SELECT", "UPDATE", "SELECT"]


@pytest.mark.parametrize("token", [None, "", "x", "' OR 1=1 --", "\ud800", "a" * 10_000])
def test_a_made_up_token_is_nobody(world: World, token: str | None) -> None:
    _token()
    assert access.recognise(token, now=NOW) is None


def test_the_digest_in_the_database_is_no_token(world: World) -> None:
    _token()
    with database.reading() as db:
        digest = db.exec(select(SignInSession.token_hash)).one()
    assert access.recognise(digest, now=NOW) is None


def test_signing_out_here_and_everywhere(world: World) -> None:
    one, two, three = _token(), _token(), _token()
    me = access.recognise(one, now=NOW)
    assert me is not None
    with database.writing() as db:
        access.sign_out(db, me.actor, me.session, now=NOW)
    assert [access.recognise(token, now=NOW) is None for token in (one, two, three)] == [True, False, False]
    with database.writing() as db:
        access.sign_out_everywhere(db, me.actor, now=NOW)
    assert [access.recognise(token, now=NOW) is None for token in (one, two, three)] == [True, True, True]


def test_nobody_signs_somebody_else_out(world: World) -> None:
    mine = access.recognise(_token(), now=NOW)
    assert mine is not None
    with database.writing() as db:
        theirs = access.open_session(db, world.hr, shared=False, now=NOW)
        them = access.who(db, theirs, now=NOW)
        assert them is not None
        access.sign_out(db, mine.actor, them.session, now=NOW)
        assert access.who(db, theirs, now=NOW) is not None


def test_rights_are_those_of_the_moment(world: World) -> None:
    with database.writing() as db:
        token = access.open_session(db, world.hr, shared=False, now=NOW)
        before = access.who(db, token, now=NOW)
        admin = access.actor_for(db, world.admin, "Trị", now=NOW)
        assert before is not None
        assert Held(Right.GIVE_CODES, unit_id=world.department) in before.actor.held
        (line,) = [line for line in access.grants(db, admin, now=NOW) if line.person_id == world.hr]
        extra = access.grant_role(db, admin, world.hr, Role.TRAINER, course_id=7, now=NOW)
        now_held = access.who(db, token, now=NOW)
        assert now_held is not None
        assert Held(Right.AUTHOR, course_id=7) in now_held.actor.held
        access.end_grant(db, admin, line.id, now=NOW)
        after = access.who(db, token, now=NOW)
        assert after is not None
        assert after.actor.rights == {Right.LEARN, Right.AUTHOR, Right.SECOND}
        access.end_grant(db, admin, extra, now=NOW)
        bare = access.who(db, token, now=NOW)
        assert bare is not None
        assert bare.actor.held == {Held(Right.LEARN)}


def test_who_leaves_or_is_merged_is_out_at_the_next_click(world: World) -> None:
    token = _token()
    with database.writing() as db:
        operator = access.operator()
        everywhere = access.scope_of(operator, Right.MANAGE_PEOPLE)
        on = NOW.date() + DAY
        organisation.depart(db, operator, everywhere, world.an, Tree.ADMINISTRATION, on=on, now=NOW)
    assert access.recognise(token, now=NOW) is not None
    assert access.recognise(token, now=NOW + DAY) is None
    with database.writing() as db:
        token = access.open_session(db, world.hr, shared=False, now=NOW)
        db.get_one(Person, world.hr).same_as_id = world.an
        db.flush()
        assert access.who(db, token, now=NOW) is None


def test_the_chosen_language_is_told(world: World) -> None:
    token = _token()
    me = access.recognise(token, now=NOW)
    assert me is not None
    assert me.language == "vi"
    with database.writing() as db:
        access.set_language(db, me.actor, "en", now=NOW)
    again = access.recognise(token, now=NOW)
    assert again is not None
    assert again.language == "en"


def test_the_lasting_time_is_a_setting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(session_days=1))
    token = _token()
    assert access.recognise(token, now=NOW + DAY - SECOND) is not None
    assert access.recognise(token, now=NOW + DAY) is None


def test_looking_reads_no_table_from_end_to_end(sqlite_database: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine(), "before_cursor_execute", note)
    access.recognise("x", now=NOW)
    event.remove(database.engine(), "before_cursor_execute", note)
    ((statement, parameters),) = [pair for pair in asked if pair[0].startswith("SELECT")]
    with database.engine().connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
    assert [step[3] for step in steps if "SCAN" in step[3]] == []


def test_pruning_keeps_what_still_serves(world: World) -> None:
    live = _token()
    with database.writing() as db:
        gone = access.open_session(db, world.an, shared=False, now=NOW - 60 * DAY)
        access.prune(db, now=NOW)
        assert access.who(db, gone, now=NOW - 60 * DAY) is None
        assert access.who(db, live, now=NOW) is not None
