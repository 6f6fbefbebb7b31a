"""The second step of signing in: nobody before it, no code twice, guessing that gets nowhere, and the ways back."""

import base64
from datetime import datetime

import pytest
from sqlmodel import select

from models import access, audit, choices, database, notices, settings
from models.access import totp
from models.access.tables import Account, RecoveryCode, SecondFactor, SignInSession
from models.rights import DomainError, Right, Role, check_shown
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, DAY, HOUR, MINUTE, PASSWORD, SECOND, World

pytestmark = pytest.mark.slow

LATER = NOW + HOUR


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    made = settings.Settings(secret_key="a key of the tests, long enough for them")
    monkeypatch.setattr(settings, "current", lambda: made)


@pytest.fixture
def keeper(world: World) -> World:
    """The world with An as a trainer everywhere: a role above learning."""
    with database.writing() as db:
        factories.grant(db, world.an, Role.TRAINER)
    return world


def signed_in(now: datetime = NOW) -> access.SignedIn:
    me = access.recognise(access.sign_in("CB01", PASSWORD, ADDRESS, now=now).token, now=now)
    assert me is not None
    return me


def half_way(now: datetime = NOW) -> access.HalfWay:
    outcome = access.sign_in("CB01", PASSWORD, ADDRESS, now=now)
    half = access.half_way(outcome.token, now=now)
    assert outcome.half
    assert half is not None
    return half


def key_of(me: access.SignedIn | access.HalfWay, now: datetime = NOW) -> bytes:
    """Return the secret as the app would have it from the key that is shown."""
    return base64.b32decode(access.offer(me, "x", now=now).key.replace(" ", ""))


def code(secret: bytes, now: datetime) -> str:
    return totp.code_at(secret, totp.step_of(now))


def set_up(now: datetime = NOW) -> tuple[bytes, access.SetUp]:
    me = signed_in(now)
    secret = key_of(me, now)
    return secret, access.set_up(me, code(secret, now), ADDRESS, now=now)


def demand(*roles: Role) -> None:
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_step_roles", ",".join(sorted(roles)), now=NOW)


def test_until_the_code_a_right_password_makes_nobody(keeper: World) -> None:
    secret, _ = set_up()
    outcome = access.sign_in("CB01", PASSWORD, ADDRESS, now=LATER)
    assert outcome.half
    assert access.recognise(outcome.token, now=LATER) is None
    half = access.half_way(outcome.token, now=LATER)
    assert half is not None
    done = access.pass_second_step(half, code(secret, LATER), ADDRESS, now=LATER)
    me = access.recognise(done.token, now=LATER)
    assert me is not None
    assert me.person_id == keeper.an
    assert done.token != outcome.token
    assert access.half_way(outcome.token, now=LATER) is None  # the half session is over
    assert access.pass_second_step(half, code(secret, LATER + MINUTE), ADDRESS, now=LATER + MINUTE).token is None


def test_the_half_session_lasts_ten_minutes(keeper: World) -> None:
    set_up()
    token = access.sign_in("CB01", PASSWORD, ADDRESS, now=LATER).token
    assert access.half_way(token, now=LATER + 10 * MINUTE - SECOND) is not None
    assert access.half_way(token, now=LATER + 10 * MINUTE) is None


def test_no_code_is_taken_twice(keeper: World) -> None:
    secret, _ = set_up()
    first = code(secret, NOW)
    assert access.pass_second_step(half_way(NOW), first, ADDRESS, now=NOW).error == "second-wrong"  # it set the app up
    now = LATER
    assert access.pass_second_step(half_way(now), code(secret, now), ADDRESS, now=now).token
    assert access.pass_second_step(half_way(now), code(secret, now), ADDRESS, now=now).error == "second-wrong"
    before = code(secret, now - 30 * SECOND)  # within the tolerance, but earlier than the one that was taken
    assert access.pass_second_step(half_way(now), before, ADDRESS, now=now).error == "second-wrong"


def test_a_recovery_code_is_good_once_however_it_is_typed_and_told(keeper: World) -> None:
    _, made = set_up()
    assert len(set(made.recovery_codes)) == 10
    one = made.recovery_codes[3]
    typed = f" {one.lower().replace('0', 'o').replace('-', ' ')} "
    assert access.pass_second_step(half_way(LATER), typed, ADDRESS, now=LATER).token
    assert access.pass_second_step(half_way(LATER), one, ADDRESS, now=LATER).error == "second-wrong"
    with database.reading() as db:
        assert access.second_step_of(db, keeper.an, now=LATER).codes_left == 9
        told = [one for one in notices.of(db, keeper.an) if one.kind == "second-recovery"]
        assert [one.values for one in told] == [{"left": 9}]
        stored = " ".join(str(row.model_dump()) for row in db.exec(select(RecoveryCode)))
        assert not any(one.replace("-", "") in stored for one in made.recovery_codes)


def test_another_persons_recovery_code_is_worth_nothing(keeper: World) -> None:
    set_up()
    with database.writing() as db:
        token = access.open_session(db, keeper.hr, shared=False, now=NOW)
    theirs = access.recognise(token, now=NOW)
    assert theirs is not None
    made = access.set_up(theirs, code(key_of(theirs), NOW), ADDRESS, now=NOW)
    assert access.pass_second_step(half_way(LATER), made.recovery_codes[0], ADDRESS, now=LATER).error == "second-wrong"


def test_wrong_codes_slow_down_then_lock_and_a_right_password_does_not_clear_them(keeper: World) -> None:
    secret, _ = set_up()
    now, wrong = LATER, "not a code"
    for _try in range(5):
        assert access.pass_second_step(half_way(now), wrong, ADDRESS, now=now).error == "second-wrong"
    waited = access.pass_second_step(half_way(now), code(secret, now), ADDRESS, now=now)
    assert (waited.error, waited.wait_until) == ("sign-in-wait", now + 15 * SECOND)
    for seconds in (15, 30, 60, 120, 240):
        now += seconds * SECOND
        assert access.pass_second_step(half_way(now), wrong, f"{ADDRESS}{seconds}", now=now).error == "second-wrong"
    locked = access.pass_second_step(half_way(now), code(secret, now), "another", now=now)
    assert locked.wait_until == now + 15 * MINUTE
    with database.reading() as db:
        assert [line.subject_id for line in audit.lines(db, act="access.second-lock")] == [keeper.an]
        assert "second-locked" in [one.kind for one in notices.of(db, keeper.an)]
        account = db.get_one(Account, keeper.an)
        assert account.locked_until == now + 15 * MINUTE
    with database.writing() as db:
        console = access.operator()
        access.unlock(db, console, access.scope_of(console, Right.GIVE_CODES), keeper.an, now=now)
    assert access.pass_second_step(half_way(now), code(secret, now), ADDRESS, now=now).token


def test_other_sessions_end_when_a_second_step_is_set_up(keeper: World) -> None:
    other = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    _, made = set_up()
    assert access.recognise(other, now=NOW) is None
    assert access.half_way(other, now=NOW) is None
    assert access.recognise(made.token, now=NOW) is not None


def test_it_is_set_up_soon_after_signing_in_only(keeper: World) -> None:
    me = signed_in()
    secret = key_of(me)
    later = NOW + 15 * MINUTE
    with pytest.raises(DomainError, match="sign-in-anew"):
        access.offer(me, "x", now=later)
    with pytest.raises(DomainError, match="sign-in-anew"):
        access.set_up(me, code(secret, later), ADDRESS, now=later)


def test_the_first_code_must_be_the_apps(keeper: World) -> None:
    me = signed_in()
    with pytest.raises(DomainError, match="second-new-wrong"):
        access.set_up(me, "000000", ADDRESS, now=NOW)
    with database.reading() as db:
        assert db.exec(select(SecondFactor)).all() == []


def test_who_only_learns_has_none(world: World) -> None:
    me = signed_in()
    with pytest.raises(DomainError, match="forbidden"):
        access.offer(me, "x", now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        access.set_up(me, "000000", ADDRESS, now=NOW)


def test_another_phone_needs_the_old_one_or_a_recovery_code(keeper: World) -> None:
    old, made = set_up()
    me = access.recognise(made.token, now=LATER)
    assert me is not None
    new = key_of(me, LATER)
    assert new != old
    with pytest.raises(DomainError, match="second-proof-wrong"):
        access.set_up(me, code(new, LATER), ADDRESS, now=LATER, proof=code(new, LATER))
    with pytest.raises(DomainError, match="second-new-wrong"):  # the old phone's code counts as not yet used
        access.set_up(me, "000000", ADDRESS, now=LATER, proof=made.recovery_codes[0])
    again = access.set_up(me, code(new, LATER), ADDRESS, now=LATER, proof=made.recovery_codes[0])
    assert access.recognise(made.token, now=LATER) is None
    after = LATER + MINUTE
    assert access.pass_second_step(half_way(after), code(old, after), ADDRESS, now=after).error == "second-wrong"
    assert access.pass_second_step(half_way(after), made.recovery_codes[1], ADDRESS, now=after).error == "second-wrong"
    assert access.pass_second_step(half_way(after), again.recovery_codes[1], ADDRESS, now=after).token
    assert access.pass_second_step(half_way(after), code(new, after), ADDRESS, now=after).token


def test_new_recovery_codes_void_the_earlier_ones(keeper: World) -> None:
    secret, made = set_up()
    me = access.recognise(made.token, now=LATER)
    assert me is not None
    with pytest.raises(DomainError, match="second-proof-wrong"):
        access.renew_recovery_codes(me, "123", ADDRESS, now=LATER)
    fresh = access.renew_recovery_codes(me, code(secret, LATER), ADDRESS, now=LATER)
    assert set(fresh).isdisjoint(made.recovery_codes)
    assert access.pass_second_step(half_way(LATER), made.recovery_codes[0], ADDRESS, now=LATER).error == "second-wrong"
    assert access.pass_second_step(half_way(LATER), fresh[0], ADDRESS, now=LATER).token


def test_it_is_taken_off_with_a_code_unless_it_is_a_duty(keeper: World) -> None:
    secret, made = set_up()
    me = access.recognise(made.token, now=LATER)
    assert me is not None
    demand(Role.TRAINER)
    with pytest.raises(DomainError, match="second-duty"):
        access.take_off_second_step(me, code(secret, LATER), ADDRESS, now=LATER)
    demand(Role.ADMINISTRATOR)
    with pytest.raises(DomainError, match="second-proof-wrong"):
        access.take_off_second_step(me, code(secret, NOW), ADDRESS, now=LATER)
    access.take_off_second_step(me, code(secret, LATER), ADDRESS, now=LATER)
    assert not access.sign_in("CB01", PASSWORD, ADDRESS, now=LATER).half


def test_a_duty_holds_from_the_next_click_and_is_met_at_sign_in(keeper: World) -> None:
    before = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    assert access.recognise(before, now=NOW) is not None
    demand(Role.TRAINER, Role.HR)
    assert access.recognise(before, now=NOW) is None
    half = half_way()
    assert not half.enrolled
    assert access.pass_second_step(half, "000000", ADDRESS, now=NOW).error == "second-wrong"
    made = access.set_up(half, code(key_of(half), NOW), ADDRESS, now=NOW)
    assert access.recognise(made.token, now=NOW) is not None


def test_a_role_given_to_who_is_signed_in_brings_its_duty_at_the_next_click(world: World) -> None:
    demand(Role.TRAINER)
    token = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    assert access.recognise(token, now=NOW) is not None
    with database.writing() as db:
        access.grant_role(db, access.operator(), world.an, Role.TRAINER, now=NOW)
    assert access.recognise(token, now=NOW) is None


def test_an_administrator_takes_it_away_on_record_and_the_owner_is_told(keeper: World) -> None:
    _, made = set_up()
    with database.writing() as db:
        admin = access.actor_for(db, keeper.admin, "Lê Quang Trị", now=NOW)
        hr = access.actor_for(db, keeper.hr, "Trần Thị Bình", now=NOW)
        with pytest.raises(DomainError, match="forbidden"):
            access.reset_second_step(db, hr, keeper.an, now=LATER)
        access.reset_second_step(db, admin, keeper.an, now=LATER)
        with pytest.raises(DomainError, match="second-missing"):
            access.reset_second_step(db, admin, keeper.an, now=LATER)
        with pytest.raises(DomainError, match="own-second-step"):
            access.reset_second_step(db, admin, keeper.admin, now=LATER)
    assert access.recognise(made.token, now=LATER) is None
    assert not access.sign_in("CB01", PASSWORD, ADDRESS, now=LATER).half
    with database.reading() as db:
        (line,) = audit.lines(db, act="access.second-reset")
        assert (line.actor_id, line.subject_id) == (keeper.admin, keeper.an)
        (told,) = [one for one in notices.of(db, keeper.an) if one.kind == "second-reset"]
        assert told.values == {"by": "Lê Quang Trị"}


def test_a_new_password_does_not_pass_the_second_step(keeper: World) -> None:
    set_up()
    with database.writing() as db:
        factories.password(db, keeper.an, "nắng lên rồi nhé", now=LATER)
    outcome = access.sign_in("CB01", "nắng lên rồi nhé", ADDRESS, now=LATER)
    assert outcome.half
    assert access.recognise(outcome.token, now=LATER) is None


def test_the_database_alone_makes_no_codes(keeper: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another key of the platform, the rows of a stolen copy give other codes, and no recovery code fits."""
    secret, made = set_up()
    other = settings.Settings(secret_key="another key, of whoever has the copy only")
    monkeypatch.setattr(settings, "current", lambda: other)
    assert access.pass_second_step(half_way(LATER), code(secret, LATER), ADDRESS, now=LATER).error == "second-wrong"
    assert access.pass_second_step(half_way(LATER), made.recovery_codes[0], ADDRESS, now=LATER).error == "second-wrong"


def test_sessions_of_before_without_need_go_on(world: World) -> None:
    token = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    with database.reading() as db:
        row = db.exec(select(SignInSession)).one()
        assert (row.second_at, row.expires_at) == (None, NOW + 14 * DAY)
    assert access.recognise(token, now=LATER) is not None


def test_whoever_has_an_app_shows_anew_who_they_are_by_its_code(keeper: World) -> None:
    """A password that was looked over at sign-in is not enough then, and a code is good once."""
    secret, made = set_up()
    me = access.recognise(made.token, now=LATER)
    assert me is not None
    with database.reading() as db:
        assert access.means_of(db, me) is access.Means.CODE
    with pytest.raises(DomainError, match="second-proof-wrong"):
        access.show_anew(me, PASSWORD, "session", now=LATER)
    typed = code(secret, LATER)
    access.show_anew(me, typed, "session", now=LATER)
    with pytest.raises(DomainError, match="second-proof-wrong"):
        access.show_anew(me, typed, "session", now=LATER)
    after = access.recognise(made.token, now=LATER)
    assert after is not None
    with database.reading() as db:
        check_shown(after.actor, now=LATER + MINUTE)
