"""The list from which codes are given: by scope, by given name, searched without accents."""

import pytest

from models import access, database, text
from models.access import AccountState
from models.access.tables import Account
from models.organisation import Tree
from models.rights import DomainError, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import MINUTE, World, acting


def _names(world: World, search: str = "", by: int | None = None, **page: int) -> list[str]:
    _, scope = acting(by or world.hr)
    with database.reading() as db:
        return [line.full_name for line in access.find_people(db, scope, search, now=NOW, **page).lines]


@pytest.fixture
def staff(world: World) -> World:
    """The organisation with a few more people."""
    with database.writing() as db:
        for name, code, unit in (
            ("Đặng Thị Ánh", "CB11", world.office),
            ("Hoàng Văn Ân", "CB12", world.department),
            ("Ngô Đình Yên", "CB13", world.office),
            ("Nguyễn Văn An", "CB14", world.other),
        ):
            factories.posting(db, factories.person(db, name, staff_code=code), unit)
        factories.person(db, "Bản Ghi Trùng", same_as_id=world.an)
    return world


def test_a_list_ends_at_the_scope_and_is_ordered_by_given_name(staff: World) -> None:
    assert _names(staff) == ["Nguyễn Văn An", "Đặng Thị Ánh", "Hoàng Văn Ân", "Trần Thị Bình", "Ngô Đình Yên"]
    assert len(_names(staff, by=staff.admin)) == 7


def test_searching_without_accents_by_every_word_and_by_staff_code(staff: World) -> None:
    assert _names(staff, "dang anh") == ["Đặng Thị Ánh"]
    assert _names(staff, "ĐẶNG") == ["Đặng Thị Ánh"]
    assert _names(staff, "cb13") == ["Ngô Đình Yên"]
    assert _names(staff, "CB14") == []  # another department's
    assert _names(staff, "%") == []
    assert _names(staff, "_") == []


def test_pages_of_a_list_follow_each_other(staff: World) -> None:
    assert _names(staff, limit=2) + _names(staff, limit=2, offset=2) + _names(staff, limit=2, offset=4) == _names(staff)
    _, scope = acting(staff.hr)
    with database.reading() as db:
        assert access.find_people(db, scope, now=NOW, limit=1).total == 5


def test_unit_and_state_are_shown(staff: World) -> None:
    with database.writing() as db:
        db.get_one(Account, staff.an).locked_until = NOW + MINUTE
    _, scope = acting(staff.hr)
    with database.reading() as db:
        now_locked = access.find_people(db, scope, "an", now=NOW).lines[0]
        later = access.find_people(db, scope, "an", now=NOW + MINUTE).lines[0]
        bare = access.find_people(db, scope, "cb13", now=NOW).lines[0]
    assert (now_locked.unit, now_locked.above, now_locked.staff_code, now_locked.state) == (
        "Văn phòng",
        "Sở Nội vụ",
        "CB01",
        AccountState.LOCKED,
    )
    assert later.state is AccountState.ACTIVE
    assert bare.state is AccountState.NO_PASSWORD


def test_the_partys_tree_is_not_a_way_to_people(staff: World) -> None:
    with database.writing() as db:
        cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
        factories.posting(db, staff.an, cell, tree=Tree.PARTY)
        odd = factories.person(db, "Cán Bộ Lạ")
        factories.grant(db, odd, Role.HR, cell)
    assert _names(staff, by=odd) == []
    with database.writing() as db:
        factories.grant(db, odd, Role.PARTY_HR, cell)
    assert _names(staff, by=odd) == ["Nguyễn Văn An"]


def test_a_scope_of_another_right_is_refused(staff: World) -> None:
    actor, _ = acting(staff.hr)
    with database.reading() as db, pytest.raises(DomainError, match="forbidden"):
        access.find_people(db, access.scope_of(actor, Right.SEE_COVERAGE), now=NOW)


@pytest.mark.parametrize(
    "typed", ["đ" * 500_000, "zz " * 250_000, "\x00", "%_\\'; --"], ids=lambda typed: repr(typed[:4])
)
def test_whatever_is_typed_into_the_search_is_only_not_found(staff: World, typed: str) -> None:
    assert _names(staff, typed) == (_names(staff) if not text.tidy(typed) else [])
