"""One-time codes: who may give them to whom, and that each opens one account once."""

import threading
from datetime import date

import pytest
from sqlmodel import select

from models import access, audit, database
from models.access import codes
from models.access.tables import Account, CodePurpose, OneTimeCode, SignInTry
from models.organisation import Person, Tree
from models.rights import DomainError, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, DAY, MINUTE, PASSWORD, SECOND, World, acting

NEW = "nắng lên rồi nhé"


def _give(world: World, to: int, by: int | None = None) -> str:
    actor, scope = acting(by or world.hr)
    with database.writing() as db:
        return access.give_code(db, actor, scope, to, now=NOW)


def _refusal(world: World, to: int, by: int | None = None) -> str:
    with pytest.raises(DomainError) as refused:
        _give(world, to, by)
    return refused.value.code


def test_a_code_sets_the_password_once(world: World) -> None:
    old = access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW).token
    code = _give(world, world.an)
    assert access.redeem(code, NEW, ADDRESS, now=NOW + DAY) == world.an
    assert access.recognise(old, now=NOW + DAY) is None
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW + DAY).error == "sign-in-wrong"
    assert access.sign_in("CB01", NEW, ADDRESS, now=NOW + DAY).token
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(code, "một câu khác hẳn", ADDRESS, now=NOW + DAY)


def test_a_code_is_the_way_to_a_first_password_and_needs_no_account_before(world: World) -> None:
    with database.writing() as db:
        new = factories.person(db, "Bùi Mới Đến", staff_code="CB09")
        factories.posting(db, new, world.office)
    access.redeem(_give(world, new), NEW, ADDRESS, now=NOW)
    outcome = access.sign_in("CB09", NEW, ADDRESS, now=NOW)
    assert outcome.token


def test_a_code_looks_like_four_groups_and_is_forgiving(world: World) -> None:
    code = _give(world, world.an)
    assert len(code) == 19
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    typed = " " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l") + "\t"
    assert access.redeem(typed, NEW, ADDRESS, now=NOW) == world.an


def test_80_bits_fill_all_sixteen_characters(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(codes.secrets, "randbits", lambda bits: (1 << bits) - 1)
    assert _give(world, world.an) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert codes.BITS == 80


def test_the_code_is_stored_nowhere(world: World) -> None:
    code = _give(world, world.an)
    bare = code.replace("-", "")
    with database.reading() as db:
        rows = [*db.exec(select(OneTimeCode)), *db.exec(select(audit.AuditLine)), *db.exec(select(audit.AuditValue))]
        kept = str([row.model_dump() for row in rows])
        acts = db.exec(select(audit.AuditLine.act, audit.AuditLine.actor_id, audit.AuditLine.subject_id)).all()
    assert code not in kept
    assert bare not in kept
    assert ("access.give-code", world.hr, world.an) in acts


def test_a_new_code_voids_the_earlier_and_a_code_grows_old(world: World) -> None:
    first, second = _give(world, world.an), _give(world, world.an)
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(first, NEW, ADDRESS, now=NOW)
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(second, NEW, ADDRESS, now=NOW + 14 * DAY)
    access.redeem(second, NEW, ADDRESS, now=NOW + 14 * DAY - SECOND)


def test_a_refused_password_does_not_use_the_code_up(world: World) -> None:
    code = _give(world, world.an)
    with pytest.raises(DomainError, match="password-short"):
        access.redeem(code, "ngắn", ADDRESS, now=NOW)
    with pytest.raises(DomainError, match="password-like-login"):
        access.redeem(code, "mật khẩu của CB01", ADDRESS, now=NOW)
    access.redeem(code, NEW, ADDRESS, now=NOW)


def test_of_eight_who_use_a_code_at_the_same_moment_one_succeeds(world: World) -> None:
    code = _give(world, world.an)
    gate = threading.Barrier(8)
    results: list[str] = []

    def attempt(n: int) -> None:
        gate.wait()
        try:
            access.redeem(code, f"{NEW} lần {n}", ADDRESS, now=NOW)
            results.append(f"{NEW} lần {n}")
        except DomainError as error:
            results.append(error.code)

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [result for result in results if result != "code-wrong"]
    assert len(results) == 8
    assert access.sign_in("CB01", won, "198.51.100.7", now=NOW).token


def test_guessing_codes_is_stopped_by_address(world: World) -> None:
    code = _give(world, world.an)
    for n in range(30):
        with pytest.raises(DomainError, match="code-wrong"):
            access.redeem(f"AAAA-BBBB-CCCC-{n:04}", NEW, ADDRESS, now=NOW + n * SECOND)
    with pytest.raises(DomainError, match="sign-in-wait"):
        access.redeem(code, NEW, ADDRESS, now=NOW + MINUTE)
    access.redeem(code, NEW, "198.51.100.7", now=NOW + MINUTE)


def test_codes_stay_inside_the_givers_subtree(world: World) -> None:
    with database.writing() as db:
        outside = factories.person(db, "Người Ngoài")
        factories.posting(db, outside, world.other)
        above = factories.person(db, "Người Trên")
        factories.posting(db, above, world.city)
        was = factories.person(db, "Người Cũ")
        factories.posting(db, was, world.office, until=date(2026, 3, 2))
        beside = factories.person(db, "Người Biệt Phái")
        factories.posting(db, beside, world.office, main=False)
        merged = factories.person(db, "Bản Ghi Trùng", same_as_id=world.an)
        factories.posting(db, merged, world.office)
        nowhere = factories.person(db, "Không Đơn Vị")
    refused = {"outside-scope"}
    assert {_refusal(world, person) for person in (outside, above, was, beside, merged, nowhere, 999)} == refused
    assert _refusal(world, world.hr) == "code-for-oneself"
    assert _give(world, nowhere, by=world.admin)
    assert _refusal(world, world.admin, by=world.admin) == "code-for-oneself"


def test_any_tree_of_the_giver_counts(world: World) -> None:
    with database.writing() as db:
        branch = factories.unit(db, "Công đoàn", tree=Tree.UNION)
        member = factories.person(db, "Đoàn Viên")
        factories.posting(db, member, branch, tree=Tree.UNION)
        officer = factories.person(db, "Cán Bộ Công Đoàn")
        factories.grant(db, officer, Role.HR, branch)
    assert _give(world, member, by=officer)
    assert _refusal(world, world.an, by=officer) == "outside-scope"


def test_no_code_for_somebody_who_holds_a_right_or_a_reach_that_the_giver_lacks(world: World) -> None:
    with database.writing() as db:
        people = {}
        for name, role, unit, course in (
            ("peer in the office", Role.HR, world.office, None),
            ("peer of the same department", Role.HR, world.department, None),
            ("peer of the whole city", Role.HR, world.city, None),
            ("peer everywhere", Role.HR, None, None),
            ("peer elsewhere", Role.HR, world.other, None),
            ("head of the office", Role.HEAD, world.office, None),
            ("trainer", Role.TRAINER, None, None),
            ("trainer of a course", Role.TRAINER, None, 7),
            ("party officer", Role.PARTY_HR, world.office, None),
            ("administrator", Role.ADMINISTRATOR, None, None),
        ):
            person = people[name] = factories.person(db, "Nguyễn Thị Thử")
            factories.posting(db, person, world.office)
            factories.grant(db, person, role, unit, course_id=course)
        coming = people["administrator from tomorrow"] = factories.person(db, "Nguyễn Sắp Quản Trị")
        factories.posting(db, coming, world.office)
        factories.grant(db, coming, Role.ADMINISTRATOR, from_=date(2026, 3, 3))
        ended = people["was administrator"] = factories.person(db, "Nguyễn Từng Quản Trị")
        factories.posting(db, ended, world.office)
        factories.grant(db, ended, Role.ADMINISTRATOR, until=date(2026, 3, 2))
    allowed, refused = set(), set()
    for name, person in people.items():
        try:
            _give(world, person)
        except DomainError as error:
            refused.add(error.code)
        else:
            allowed.add(name)
    assert refused == {"code-more-rights"}
    assert allowed == {"peer in the office", "peer of the same department", "head of the office", "was administrator"}
    # Who may give any right may be taken to hold it.
    assert all(_give(world, person, by=world.admin) for person in people.values())
    # A head of unit holds less than an HR officer of the same unit.
    assert _refusal(world, people["peer in the office"], by=people["head of the office"]) == "code-more-rights"


def test_codes_need_the_right_and_a_scope_of_that_right(world: World) -> None:
    actor, _ = acting(world.hr)
    with database.reading() as db:
        nobody = access.actor_for(db, world.an, "An", now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        access.scope_of(nobody, Right.GIVE_CODES)
    with database.writing() as db, pytest.raises(DomainError, match="forbidden"):
        access.give_code(db, actor, access.scope_of(actor, Right.SEE_COVERAGE), world.an, now=NOW)
    with database.writing() as db, pytest.raises(DomainError, match="forbidden"):
        access.give_code(db, nobody, access.scope_of(actor, Right.GIVE_CODES), world.an, now=NOW)


def test_a_role_given_afterwards_makes_a_waiting_code_worthless(world: World) -> None:
    """Otherwise whoever gave the code could walk in with the new role."""
    code = _give(world, world.an)
    admin, _ = acting(world.admin)
    with database.writing() as db:
        access.grant_role(db, admin, world.an, Role.ADMINISTRATOR, now=NOW)
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(code, NEW, ADDRESS, now=NOW)


def test_a_code_lifts_a_lock_and_so_does_unlocking(world: World) -> None:
    def lock() -> None:
        with database.writing() as db:
            name = codes.tries.account_name(world.an, "")
            for _ in range(9):
                db.add(SignInTry(what=name, at=NOW))
        assert access.sign_in("CB01", "wrong", ADDRESS, now=NOW + 5 * MINUTE).error == "sign-in-wrong"
        assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW + 6 * MINUTE).error == "sign-in-wait"

    actor, scope = acting(world.hr)
    lock()
    with database.writing() as db:
        access.unlock(db, actor, scope, world.an, now=NOW + 6 * MINUTE)
    assert access.sign_in("CB01", PASSWORD, ADDRESS, now=NOW + 6 * MINUTE).token
    lock()
    access.redeem(_give(world, world.an), NEW, ADDRESS, now=NOW + 6 * MINUTE)
    assert access.sign_in("CB01", NEW, ADDRESS, now=NOW + 6 * MINUTE).token


def test_the_first_administrator_makes_themselves_with_the_link_once(any_database: str) -> None:
    with database.writing() as db:
        stale = access.first_administrator(db, now=NOW)
    with database.writing() as db:
        code = access.first_administrator(db, now=NOW)
    assert stale
    assert code
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem_first(stale, "Lê Thị Đầu", "QT01", NEW, ADDRESS, now=NOW)
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(code, NEW, ADDRESS, now=NOW)  # the other kind of code
    for name, login, password, refusal in (
        (" ", "QT01", NEW, "name-missing"),
        ("Lê Thị Đầu", " ", NEW, "login-missing"),
        ("Lê Thị Đầu", "QT01", "ngắn", "password-short"),
        ("Lê Thị Đầu", "QT01", "tôi là qt01 đó", "password-like-login"),
    ):
        with pytest.raises(DomainError, match=refusal):
            access.redeem_first(code, name, login, password, ADDRESS, now=NOW)
    person = access.redeem_first(code, "Lê Thị Đầu", "QT01", NEW, ADDRESS, now=NOW)
    me = access.recognise(access.sign_in("qt01", NEW, ADDRESS, now=NOW).token, now=NOW)
    assert me is not None
    assert me.person_id == person
    assert me.actor.has(Right.ADMINISTER)
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem_first(code, "Kẻ Thứ Hai", "QT02", NEW, ADDRESS, now=NOW)
    with database.writing() as db:
        assert access.first_administrator(db, now=NOW + 100 * DAY) is None
        assert len(db.exec(select(Person)).all()) == 1
        assert len(db.exec(select(Account)).all()) == 1


def test_an_installation_with_an_administrator_gives_no_link(world: World) -> None:
    with database.writing() as db:
        assert access.first_administrator(db, now=NOW) is None
        assert db.exec(select(OneTimeCode).where(OneTimeCode.purpose == CodePurpose.FIRST_ADMINISTRATOR)).all() == []
