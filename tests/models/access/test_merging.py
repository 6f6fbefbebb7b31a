"""Two records of one person: who may join them, what ends, what leads where, and how it is taken back."""

import pytest

from models import access, database, organisation
from models.rights import DomainError, Held, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, DAY, PASSWORD, World
from tests.models.training.making import officer, scope

CONSOLE = access.operator()
PEOPLE = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
WHY = "Nhập hai lần"


def twice(world: World) -> int:
    """A second record of An, in another department, with a way in of its own."""
    with database.writing() as db:
        second = factories.person(db, "Nguyễn Văn An", staff_code="CB99")
        factories.posting(db, second, world.other)
        factories.password(db, second, PASSWORD, now=NOW - DAY)
    return second


def join(keep: int, drop: int, actor: object = CONSOLE, reach: object = PEOPLE, reason: str = WHY) -> None:
    with database.writing() as db:
        access.merge_people(db, actor, reach, keep, drop, reason=reason, now=NOW)  # type: ignore[arg-type]


def refused(*args: object, **kwargs: object) -> str:
    with pytest.raises(DomainError) as error:
        join(*args, **kwargs)  # type: ignore[arg-type]
    return error.value.code


def test_the_given_up_records_login_leads_to_the_kept_one_and_its_sessions_end(world: World) -> None:
    second = twice(world)
    with database.writing() as db:
        token = access.open_session(db, second, shared=False, now=NOW)
        kept = access.open_session(db, world.an, shared=False, now=NOW)
        code = access.give_code(db, CONSOLE, access.scope_of(CONSOLE, Right.GIVE_CODES), second, now=NOW)
    join(world.an, second)
    with database.reading() as db:
        assert access.who(db, token, now=NOW) is None
        assert access.who(db, kept, now=NOW) is not None
        found = organisation.find_person(db, login="CB99")
        assert found is not None
        assert found.id == world.an
    with pytest.raises(DomainError, match="code-wrong"):
        access.redeem(code, "một mật khẩu thật dài", address=ADDRESS, now=NOW)


def test_after_separating_the_old_session_stays_ended_and_the_login_is_its_own_again(world: World) -> None:
    second = twice(world)
    with database.writing() as db:
        token = access.open_session(db, second, shared=False, now=NOW)
    join(world.an, second)
    with database.writing() as db:
        assert access.unmerge_people(db, CONSOLE, PEOPLE, second, now=NOW + DAY) == world.an
    with database.reading() as db:
        assert access.who(db, token, now=NOW + DAY) is None
        found = organisation.find_person(db, login="CB99")
        assert found is not None
        assert found.id == second
        assert organisation.joined_to(db, world.an) == []
    with database.writing() as db, pytest.raises(DomainError, match="not-found"):
        access.unmerge_people(db, CONSOLE, PEOPLE, second, now=NOW + DAY)


def test_no_chain_no_ring_no_second_joining(world: World) -> None:
    second, third = twice(world), world.hr
    with database.writing() as db:
        third = factories.person(db, "Nguyễn Văn An", staff_code="CB98")
    join(world.an, second)
    assert refused(third, second) == "same-already"  # it is joined to another
    assert refused(second, third) == "same-already"  # the kept one would point on
    assert refused(third, world.an) == "same-chain"
    assert refused(second, world.an) == "same-already"
    assert refused(world.an, world.an) == "same-record"
    join(world.an, third)
    with database.reading() as db:
        assert [row.id for row in organisation.joined_to(db, world.an)] == [second, third]


def test_who_may_not(world: World) -> None:
    second = twice(world)
    mine = officer(world.department, right=Right.MANAGE_PEOPLE)
    within = scope(world.department, right=Right.MANAGE_PEOPLE)
    assert refused(world.an, second, mine, within) == "outside-scope"
    assert refused(second, world.an, mine, within) == "outside-scope"
    assert refused(world.an, second, officer(world.city, right=Right.ASSIGN), PEOPLE) == "forbidden"
    assert refused(world.an, second, CONSOLE, scope(world.city)) == "forbidden"
    own = officer(world.city, right=Right.MANAGE_PEOPLE, person=world.an)
    assert refused(world.an, second, own, PEOPLE) == "own-record"
    assert refused(second, world.an, own, PEOPLE) == "own-record"
    assert refused(world.an, second, reason="  ") == "reason-missing"
    assert refused(world.an, 999_999) == "not-found"


def test_a_record_with_a_role_is_not_given_up(world: World) -> None:
    assert refused(world.an, world.hr) == "same-grants"
    second = twice(world)
    with database.writing() as db:
        factories.grant(db, second, Role.HR, world.other, from_=NOW.date() + DAY)
    assert refused(world.an, second) == "same-grants"
    with database.reading() as db:
        assert organisation.counting(db, second) == second


def test_nobody_separates_their_own_record(world: World) -> None:
    second = twice(world)
    join(world.an, second)
    own = officer(world.city, right=Right.MANAGE_PEOPLE, person=world.an)
    assert own.held == frozenset({Held(Right.MANAGE_PEOPLE, unit_id=world.city)})
    with database.writing() as db, pytest.raises(DomainError, match="own-record"):
        access.unmerge_people(db, own, PEOPLE, second, now=NOW)
