"""What weighs much asks once more who it is, of every session and by whichever way it began."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import access, audit, choices, database, privacy, reports, settings
from models.access import Means, Way
from models.access.tables import SignInSession
from models.rights import NEVER, Actor, DomainError, Held, Right, Role, check_shown
from tests import factories
from tests.factories import NOW

PASSWORD = "một câu dễ nhớ"
LATER = NOW + timedelta(minutes=15)  # as the setting has it
TODAY = date(2026, 3, 2)


class Office:
    """Somebody who holds every role, signed in at ``NOW``, and people over whom they act."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.unit = factories.unit(db, "Thành phố")
        self.me = factories.person(db, "Lê Thị Nhiều Vai", staff_code="NV-1")
        self.other = factories.person(db, "Trần Văn Khác", staff_code="NV-2")
        self.left = factories.person(db, "Nguyễn Đã Nghỉ", staff_code="NV-3")
        for person in (self.me, self.other):
            factories.posting(db, person, self.unit)
        for role in (Role.ADMINISTRATOR, Role.HR):
            factories.grant(db, self.me, role)
        db.flush()
        self.grant = access.own_scopes(db, access.actor_for(db, self.me, "Lê", now=NOW), now=NOW)[0].grant_id
        self.token = access.open_session(db, self.me, shared=False, now=NOW)

    def actor(self, now: Any = LATER) -> Actor:
        """Who acts through the session at that moment."""
        me = access.who(self.db, self.token, now=now)
        assert me is not None
        return me.actor

    def scope(self, right: Right) -> Any:
        return access.scope_of(self.actor(), right)


ASKED: dict[str, Callable[[Office, Actor, Any], object]] = {
    "a role": lambda o, a, now: access.grant_role(o.db, a, o.other, Role.TRAINER, now=now),
    "a role for many": lambda o, a, now: access.grant_to_many(o.db, a, ["NV-2"], Role.TRAINER, now=now),
    "a deputy": lambda o, a, now: access.hand_over(
        o.db, a, o.grant, "NV-2", from_=TODAY, until=TODAY + timedelta(days=3), now=now
    ),
    "a code": lambda o, a, now: access.give_code(o.db, a, o.scope(Right.GIVE_CODES), o.other, now=now),
    "slips": lambda o, a, now: access.give_slips(o.db, a, o.scope(Right.GIVE_CODES), o.unit, now=now),
    "an erasure": lambda o, a, now: privacy.erase(o.db, a, o.left, now=now),
    "a long list": lambda o, a, now: reports.ask(
        o.db, a, o.scope(Right.MANAGE_PEOPLE), reports.StaffWanted(TODAY, o.unit), name="x", now=now
    ),
    "another record's logins": lambda o, a, now: access.merge_people(
        o.db, a, o.scope(Right.MANAGE_PEOPLE), o.other, o.left, reason="Nhập hai lần", now=now
    ),
    "the second step of roles": lambda o, a, now: choices.choose(o.db, a, "second_step_roles", "hr", now=now),
}


@pytest.fixture
def data(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A data folder of the test's own, for the file of erasures."""
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


def lines(db: Session) -> int:
    return len(db.exec(select(audit.AuditLine.id)).all())


@pytest.mark.parametrize("act", ASKED.values(), ids=ASKED)
def test_an_act_that_weighs_much_is_done_within_fifteen_minutes_and_asked_about_after(
    db: Session, data: Any, act: Callable[[Office, Actor, Any], object]
) -> None:
    office = Office(db)
    before = lines(db)
    with pytest.raises(DomainError) as refused:
        act(office, office.actor(), LATER)
    assert (refused.value.code, refused.value.values) == ("who-anew", {"minutes": 15})
    assert lines(db) == before
    earlier = LATER - timedelta(seconds=1)
    act(office, office.actor(earlier), earlier)
    assert lines(db) > before


def test_an_actor_of_whom_nothing_is_said_has_shown_nothing(db: Session) -> None:
    """Default deny: a way to make actors that forgets to say so is asked, every time."""
    made = Actor(1, "x", frozenset({Held(Right.ADMINISTER)}))
    assert made.shown_at == NEVER
    with pytest.raises(DomainError, match="who-anew"):
        check_shown(made, now=NOW)
    check_shown(access.operator(), now=NOW)


def signed_in(person: int, *, way: Way = Way.PASSWORD) -> access.SignedIn:
    with database.writing() as db:
        token = access.open_session(db, person, shared=False, now=NOW, way=way)
    return recognised(token)


def recognised(token: str, now: Any = LATER) -> access.SignedIn:
    me = access.recognise(token, now=now)
    assert me is not None
    return me


def officer(password: str | None = PASSWORD) -> int:
    with database.writing() as db:
        person = factories.person(db, "Lê Thị Nhiều Vai", staff_code="NV-1")
        factories.posting(db, person, factories.unit(db, "Thành phố"))
        factories.grant(db, person, Role.ADMINISTRATOR)
        if password is not None:
            factories.password(db, person, password, now=NOW)
    return person


def shown(me: access.SignedIn) -> Any:
    with database.reading() as db:
        row = db.get_one(SignInSession, me.session)
        return row.shown_at


def test_the_password_is_taken_once_more_and_holds_for_this_session_alone(any_database: str) -> None:
    person = officer()
    me, elsewhere = signed_in(person), signed_in(person)
    with database.reading() as db:
        assert access.means_of(db, me) is Means.PASSWORD
    with pytest.raises(DomainError, match="password-wrong"):
        access.show_anew(me, "không phải câu ấy", "session", now=LATER)
    assert shown(me) is None
    access.show_anew(me, PASSWORD, "session", now=LATER)
    assert (shown(me), shown(elsewhere)) == (LATER, None)


def test_guessing_in_an_open_session_is_slowed_like_at_sign_in(any_database: str) -> None:
    me = signed_in(officer())
    for _ in range(5):
        with pytest.raises(DomainError, match="password-wrong"):
            access.show_anew(me, "sai", "session", now=LATER)
    with pytest.raises(DomainError, match="sign-in-wait"):
        access.show_anew(me, PASSWORD, "session", now=LATER)
    assert access.sign_in("NV-1", PASSWORD, "10.0.0.1", now=LATER).error == "sign-in-wait"
    assert shown(me) is None


def test_whoever_came_by_a_provider_types_no_password(any_database: str) -> None:
    me = signed_in(officer(password=None), way=Way.PROVIDER)
    with database.reading() as db:
        assert access.means_of(db, me) is Means.PROVIDER
    with pytest.raises(DomainError, match="anew-provider"):
        access.show_anew(me, PASSWORD, "session", now=LATER)


def test_in_the_demonstration_only_whoever_has_a_password_is_asked(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = officer(password=None)
    chosen = settings.current().model_copy(update={"demo": True})
    monkeypatch.setattr(settings, "current", lambda: chosen)
    check_shown(signed_in(person).actor, now=LATER)
    with database.writing() as db:
        factories.password(db, person, PASSWORD, now=NOW)
    with pytest.raises(DomainError, match="who-anew"):
        check_shown(signed_in(person).actor, now=LATER)
