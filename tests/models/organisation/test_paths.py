"""The way down to a unit, read without its tree; and what a transaction may keep of what it has read."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlmodel import col

from models import database, organisation
from models.organisation import Tree
from models.organisation.tables import UnitVersion
from models.organisation.units import unit_path
from tests import factories

TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("sqlite_database")


def test_the_way_down_to_a_unit_is_that_of_its_tree_on_that_day() -> None:
    with database.writing() as db:
        city = factories.unit(db, "Thành phố")
        ward = factories.unit(db, "Phường", city)
        office = factories.unit(db, "Văn phòng", ward)
        later = factories.unit(db, "Tổ mới", office, from_=date(2026, 4, 1))
        party = factories.unit(db, "Đảng bộ", tree=Tree.PARTY)
    with database.reading() as db:
        tree = organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY)
        for unit in (city, ward, office):
            assert unit_path(db, Tree.ADMINISTRATION, unit, TODAY) == tree.path(unit)
        names = [node.name for node in unit_path(db, Tree.ADMINISTRATION, office, TODAY)]
        assert names == ["Thành phố", "Phường", "Văn phòng"]
        assert unit_path(db, Tree.ADMINISTRATION, later, TODAY) == ()
        assert len(unit_path(db, Tree.ADMINISTRATION, later, date(2026, 4, 1))) == 4
        assert unit_path(db, Tree.ADMINISTRATION, party, TODAY) == ()


def test_two_units_said_to_be_under_each_other_end_the_way() -> None:
    with database.writing() as db:
        first = factories.unit(db, "A")
        second = factories.unit(db, "B", first)
        db.execute(update(UnitVersion).where(col(UnitVersion.unit_id) == first).values(parent_id=second))
    with database.reading() as db:
        assert [node.name for node in unit_path(db, Tree.ADMINISTRATION, second, TODAY)] == ["A", "B"]


def test_a_transaction_that_writes_sees_the_unit_that_it_has_made() -> None:
    with database.writing() as db:
        factories.unit(db, "Thành phố")
        assert len(organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY).nodes) == 1
        factories.unit(db, "Phường")
        assert len(organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY).nodes) == 2
    with database.reading() as db:
        assert len(organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY).nodes) == 2
        with database.writing() as other:
            factories.unit(other, "Sở")
        assert len(organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY).nodes) == 2
    with database.reading() as db:
        assert len(organisation.unit_tree(db, Tree.ADMINISTRATION, TODAY).nodes) == 3
