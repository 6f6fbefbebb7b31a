"""Signing in: every kind of login, one answer for all that is wrong, and guessing that gets nowhere."""

import threading
from datetime import date

import pytest
from passlib.hash import argon2
from sqlmodel import select

from models import access, audit, database, notices, settings
from models.access import passwords, signing_in
from models.access.tables import Account, SignInSession, SignInTry
from models.organisation import Person, Status
from models.rights import DomainError, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, DAY, HOUR, MINUTE, PASSWORD, SECOND, World

pytestmark = pytest.mark.slow


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was verified against; the verification itself still happens."""
    seen: list[str] = []
    real = passwords._hasher.verify

    def watched(secret: bytes, stored: str) -> bool:
        seen.append(stored)
        return bool(real(secret, stored))

    monkeypatch.setattr(passwords._hasher, "verify", watched)
    return seen


@pytest.mark.parametrize("login", ["CB01", " cb01 ", "AN@Example.vn", "0912345678", "+84 912 345 678", "0912.345.678"])
def test_a_person_signs_in_with_any_of_their_logins(world: World, login: str) -> None:
    outcome = access.sign_in(login, PASSWORD, ADDRESS, now=NOW)
    assert outcome.token is not None
    with database.reading() as db:
        me = access.who(db, outcome.token, now=NOW)
    assert me is not None
    assert (me.person_id, me.full_name) == (world.an, "Nguyễn Văn An")


def test_the_token_is_long_and_only_its_digest_is_stored(world: World) -> None:
    token = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token or ""
    assert len(token) >= 43
    with database.reading() as db:
        assert all(token not in str(row.model_dump()) for row in db.exec(select(SignInSession)))


def test_unknown_wrong_and_passwordless_answer_alike_after_one_verification(
    world: World, verifications: list[str]
) -> None:
    answers = []
    for login in ("nobody", "CB01", "NS01", "", "x\0y", "a" * 5000, "%", "\ud800"):
        verifications.clear()
        answers.append(access.sign_in(login, "not the password", ADDRESS, now=NOW))
        assert len(verifications) == 1, login
    assert set(answers) == {access.Outcome(error="sign-in-wrong")}
    verifications.clear()
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    assert len(verifications) == 1


def test_nobody_has_to_wait_with_writing_while_a_password_is_verified(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, wrote = passwords.verify, []

    def watched(password: str, stored: str | None) -> bool:
        with database.writing() as db:  # would wait for its own caller otherwise, and fail
            db.add(SignInTry(what="something else", at=NOW))
        wrote.append(True)
        return real(password, stored)

    monkeypatch.setattr(passwords, "verify", watched)
    me = access.recognise(access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token, now=NOW)
    assert me is not None
    access.change_password(me, PASSWORD, "nắng lên rồi nhé", ADDRESS, now=NOW)
    assert wrote == [True, True]


def test_a_password_changed_while_the_old_one_is_verified_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = passwords.verify

    def meanwhile(password: str, stored: str | None) -> bool:
        right = real(password, stored)
        with database.writing() as db:
            factories.password(db, world.an, "nắng lên rồi nhé", now=NOW)
        return right

    monkeypatch.setattr(passwords, "verify", meanwhile)
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token is None


def test_a_known_and_an_unknown_account_are_slowed_and_locked_alike(world: World) -> None:
    def story(login: str, address: str) -> list[tuple[str | None, object]]:
        told = []
        moment = NOW
        for _ in range(11):
            outcome = access.sign_in(login, "wrong password", address, now=moment)
            told.append((outcome.error, outcome.wait_until))
            moment = (outcome.wait_until or moment) + SECOND
        return told

    known, unknown = story("CB01", "203.0.113.1"), story("nobody", "203.0.113.2")
    assert known == unknown
    assert [error for error, _ in known[:6]] == ["sign-in-wrong"] * 5 + ["sign-in-wait"]
    assert known[5][1] == NOW + 4 * SECOND + 15 * SECOND


def _fail(times: int, login: str = "CB01") -> None:
    with database.writing() as db:
        person = db.exec(select(Person).where(Person.staff_code == login)).one()
        account, _ = signing_in._names(person.id, login, ADDRESS)
        for n in range(times):
            db.add(SignInTry(what=account, at=NOW + n * SECOND))


def test_during_a_lock_even_the_right_password_is_refused_unseen(world: World, verifications: list[str]) -> None:
    _fail(9)
    assert access.sign_in("CB01", "wrong again", ADDRESS, now=NOW + 5 * MINUTE).error == "sign-in-wrong"
    end = NOW + 20 * MINUTE
    verifications.clear()
    outcome = access.sign_in("0912345678", PASSWORD, "198.51.100.1", now=end - SECOND)
    assert (outcome.error, outcome.wait_until, outcome.token) == ("sign-in-wait", end, None)
    assert verifications == []
    with database.reading() as db:
        assert db.get_one(Account, world.an).locked_until == end
        lines = db.exec(select(audit.AuditLine).where(audit.AuditLine.act == "access.lock")).all()
        assert [line.subject_id for line in lines] == [world.an]
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=end).token
    with database.reading() as db:
        assert db.get_one(Account, world.an).locked_until is None


def test_knocking_during_a_wait_does_not_make_it_longer(world: World) -> None:
    _fail(5)
    end = NOW + 19 * SECOND
    for n in range(5, 19):
        assert access.sign_in("CB01", "wrong", ADDRESS, now=NOW + n * SECOND).wait_until == end
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=end).token


def test_success_clears_the_accounts_failures_but_not_the_addresss(world: World) -> None:
    for n in range(4):
        access.sign_in("CB01", "wrong", ADDRESS, now=NOW + n * SECOND)
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW + 5 * SECOND).token
    with database.reading() as db:
        left = db.exec(select(SignInTry.what)).all()
    assert len(left) == 4
    assert all(what.startswith("address:") for what in left)


def test_an_address_is_stopped_after_thirty_failures_over_many_accounts(world: World) -> None:
    with database.writing() as db:
        for n in range(30):
            db.add(SignInTry(what=signing_in.tries.address_name(ADDRESS), at=NOW + n * SECOND))
    now = NOW + MINUTE
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=now).error == "sign-in-wait"
    assert access.sign_in("CB01", PASSWORD, "198.51.100.9", now=now).token


def test_tries_sent_at_the_same_moment_are_not_all_looked_at(world: World) -> None:
    """Twenty at once all pass the first look; the right password among them wins only while fewer than five failed."""
    gate = threading.Barrier(20)
    outcomes: list[access.Outcome] = []

    def attempt() -> None:
        gate.wait()
        outcomes.append(access.sign_in("CB01", "wrong password", ADDRESS, now=NOW))

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(outcome.error) for outcome in outcomes) == ["sign-in-wait"] * 15 + ["sign-in-wrong"] * 5


def test_each_sign_in_gets_a_token_of_its_own(world: World) -> None:
    one, two = (access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token for _ in range(2))
    assert one != two


def test_an_old_hash_is_made_anew_at_sign_in(world: World) -> None:
    old = argon2.using(memory_cost=8192, rounds=1, parallelism=1).hash(PASSWORD)
    with database.writing() as db:
        db.get_one(Account, world.an).password_hash = old
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    with database.reading() as db:
        assert "m=19456,t=2,p=1" in (db.get_one(Account, world.an).password_hash or "")
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token


def test_the_inactive_may_not_sign_in_unless_they_hold_a_grant(world: World) -> None:
    with database.writing() as db:
        gone = factories.person(db, "Phạm Đã Nghỉ", staff_code="CB02")
        factories.posting(db, gone, world.office, status=Status.INACTIVE)
        nowhere = factories.person(db, "Đỗ Không Đơn Vị", staff_code="CB03")
        away = factories.person(db, "Vũ Nghỉ Phép", staff_code="CB04")
        factories.posting(db, away, world.office, status=Status.ON_LEAVE)
        for person in (gone, nowhere, away, world.admin):
            factories.password(db, person, PASSWORD, now=NOW)
    allowed = {login: access.sign_in(login, PASSWORD, ADDRESS, now=NOW).token for login in ("CB02", "CB03", "CB04")}
    assert [login for login, token in allowed.items() if token] == ["CB04"]
    assert access.sign_in("QT01", PASSWORD, ADDRESS, now=NOW).token  # no posting, but a grant
    with database.writing() as db:
        factories.grant(db, gone, Role.HR, world.office, until=date(2026, 3, 3))
    assert access.sign_in("CB02", PASSWORD, ADDRESS, now=NOW).token
    assert access.sign_in("CB02", PASSWORD, ADDRESS, now=NOW + DAY).error == "sign-in-wrong"


def test_a_merged_record_signs_in_as_the_one_that_counts(world: World) -> None:
    with database.writing() as db:
        factories.person(db, "Nguyễn Văn An", staff_code="CŨ01", same_as_id=world.an)
    outcome = access.sign_in("CŨ01", PASSWORD, ADDRESS, now=NOW)
    me = access.recognise(outcome.token, now=NOW)
    assert me is not None
    assert me.person_id == world.an


def test_changing_the_password_ends_the_other_sessions(world: World) -> None:
    here, there = (access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token for _ in range(2))
    me = access.recognise(here, now=NOW)
    assert me is not None
    access.change_password(me, PASSWORD, "nắng lên rồi nhé", ADDRESS, now=NOW)
    assert access.recognise(here, now=NOW) is not None
    assert access.recognise(there, now=NOW) is None
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).error == "sign-in-wrong"
    assert access.sign_in("CB01", "nắng lên rồi nhé", ADDRESS, now=NOW).token
    with database.reading() as db:
        assert db.exec(select(notices.Notice.kind).where(notices.Notice.person_id == world.an)).all() == [
            "password-changed"
        ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong one", "nắng lên rồi nhé", "password-wrong"),
        (PASSWORD, "ngắn", "password-short"),
        (PASSWORD, PASSWORD, "password-same"),
        (PASSWORD, "tôi là cb01 đây", "password-like-login"),
    ],
)
def test_a_password_change_that_is_refused_changes_nothing(world: World, old: str, new: str, code: str) -> None:
    me = access.recognise(access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token, now=NOW)
    assert me is not None
    with pytest.raises(DomainError) as refused:
        access.change_password(me, old, new, ADDRESS, now=NOW)
    assert refused.value.code == code
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token


def test_the_present_password_cannot_be_guessed_from_a_stolen_session(world: World) -> None:
    me = access.recognise(access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token, now=NOW)
    assert me is not None
    codes = []
    for _ in range(6):
        with pytest.raises(DomainError) as refused:
            access.change_password(me, "wrong one", "nắng lên rồi nhé", ADDRESS, now=NOW)
        codes.append(refused.value.code)
    assert codes == ["password-wrong"] * 5 + ["sign-in-wait"]


def test_demonstration_accounts_need_demonstration_mode(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as db:
        cadre = factories.person(db, "Hoàng Cán Bộ", staff_code="canbo")
        factories.posting(db, cadre, world.office)
        with pytest.raises(DomainError, match="not-demo"):
            access.demo_sign_in(db, "canbo", now=NOW)
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(demo=True))
    with database.writing() as db:
        for login in ("CB01", "quantri", ""):
            with pytest.raises(DomainError, match="demo-unknown"):
                access.demo_sign_in(db, login, now=NOW)
        token = access.demo_sign_in(db, "canbo", now=NOW).token
    me = access.recognise(token, now=NOW + HOUR)
    assert me is not None
    assert me.person_id == cadre
