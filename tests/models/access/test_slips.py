"""Slips for a unit: everybody below it without a password gets one code, nobody else does."""

import pytest
from sqlmodel import select

from models import access, database
from models.access.tables import OneTimeCode
from models.rights import DomainError, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import ADDRESS, World, acting


def newcomers(world: World) -> None:
    """Two people of the office and one of the department have no password; one in another department neither."""
    with database.writing() as db:
        for name, code, unit in (
            ("Vũ Thị Ánh", "CB10", world.office),
            ("Đỗ Văn Bách", "CB11", world.office),
            ("Lý Minh Cường", "CB12", world.department),
            ("Hồ Thu Dung", "CB13", world.other),
        ):
            factories.posting(db, factories.person(db, name, staff_code=code), unit)


def test_everybody_below_without_a_password_gets_a_code_that_works(world: World) -> None:
    newcomers(world)
    actor, scope = acting(world.hr)
    with database.writing() as db:
        assert access.waiting_for_slips(db, scope, world.department, now=NOW) == 4  # the officer has none either
        made = access.give_slips(db, actor, scope, world.department, now=NOW)
    assert [(slip.full_name, slip.unit, slip.login) for slip in made.slips] == [
        ("Lý Minh Cường", "Sở Nội vụ", "CB12"),
        ("Vũ Thị Ánh", "Văn phòng", "CB10"),
        ("Đỗ Văn Bách", "Văn phòng", "CB11"),
    ]
    assert made.left_out == ("Trần Thị Bình",)
    access.redeem(made.slips[1].code, "mây trắng trên hồ", ADDRESS, now=NOW)
    with database.reading() as db:
        assert access.waiting_for_slips(db, scope, world.department, now=NOW) == 3


def test_codes_are_kept_as_digests_only(world: World) -> None:
    newcomers(world)
    actor, scope = acting(world.hr)
    with database.writing() as db:
        made = access.give_slips(db, actor, scope, world.office, now=NOW)
        kept = db.exec(select(OneTimeCode.code_hash)).all()
    assert len(made.slips) == 2
    assert not {slip.code for slip in made.slips} & set(kept)


def test_who_holds_more_than_the_giver_is_left_out(world: World) -> None:
    newcomers(world)
    with database.writing() as db:
        boss = factories.person(db, "Trịnh Công Em", staff_code="CB14")
        factories.posting(db, boss, world.office)
        factories.grant(db, boss, Role.HR, world.city)
    actor, scope = acting(world.hr)
    with database.writing() as db:
        made = access.give_slips(db, actor, scope, world.office, now=NOW)
    assert made.left_out == ("Trịnh Công Em",)
    assert len(made.slips) == 2


def test_another_part_of_the_organisation_is_out_of_reach(world: World) -> None:
    newcomers(world)
    actor, scope = acting(world.hr)
    for unit in (world.other, world.city, 999_999):
        with pytest.raises(DomainError, match="outside-scope"), database.writing() as db:
            access.give_slips(db, actor, scope, unit, now=NOW)


def test_more_than_can_be_handed_out_at_once_is_refused_before_any_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomers(world)
    monkeypatch.setattr("models.access.slips.MOST_SLIPS", 1)
    actor, scope = acting(world.hr)
    with pytest.raises(DomainError, match="slips-too-many"), database.writing() as db:
        access.give_slips(db, actor, scope, world.office, now=NOW)
    with database.reading() as db:
        assert db.exec(select(OneTimeCode.id)).all() == []
