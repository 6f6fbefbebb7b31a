"""Whom people ask: the nearest unit upward that names somebody; named by who answers for the unit."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from models import organisation, text
from models.audit import AuditLine
from models.organisation.tables import UnitContact
from models.rights import DomainError, Right
from tests import factories
from tests.factories import NOW
from tests.models.training.making import City, city, officer, scope

TODAY = text.local_day(NOW)
CODES = Right.GIVE_CODES


def name(db: Session, world_unit: int, who: str, **more: str) -> None:
    values = {"phone": "024 3825 0000", **more}
    actor, reach = officer(world_unit, right=CODES), scope(world_unit, right=CODES)
    organisation.set_contact(db, actor, reach, world_unit, name=who, now=NOW, **values)


@pytest.fixture
def world(db: Session) -> City:
    return city(db)


def asked(db: Session, person: int) -> tuple[str, str] | None:
    found = organisation.contact_for(db, person, TODAY)
    return None if found is None else (found.name, found.unit_name)


def test_the_nearest_unit_upward_counts(db: Session, world: City) -> None:
    assert asked(db, world.in_office) is None
    name(db, world.city, "Lê Thành Phố")
    assert asked(db, world.in_office) == ("Lê Thành Phố", "Thành phố")
    name(db, world.ward, "Trần Phường")
    assert asked(db, world.in_office) == asked(db, world.in_ward) == ("Trần Phường", "Phường Hà Đông")
    assert asked(db, world.in_other) == ("Lê Thành Phố", "Thành phố")
    assert asked(db, factories.person(db, "Người Mới")) is None


def test_naming_anew_voids_what_was_and_an_empty_name_takes_it_away(db: Session, world: City) -> None:
    name(db, world.city, "Lê Thành Phố")
    name(db, world.ward, "Trần Phường")
    name(db, world.ward, "Đỗ Phường", phone="", email="do@example.vn")
    assert asked(db, world.in_ward) == ("Đỗ Phường", "Phường Hà Đông")
    name(db, world.ward, "")
    assert asked(db, world.in_ward) == ("Lê Thành Phố", "Thành phố")
    of_ward = select(UnitContact).where(UnitContact.unit_id == world.ward)
    rows = db.exec(of_ward.order_by(col(UnitContact.id))).all()
    assert [(row.name, row.voided_at) for row in rows] == [("Trần Phường", NOW), ("Đỗ Phường", NOW)]
    acts = [(line.act, line.details) for line in db.exec(select(AuditLine).order_by(col(AuditLine.id)))]
    assert acts[-1] == ("organisation.set-contact", {"named": False})


def test_nobody_names_for_a_unit_outside_their_part(db: Session, world: City) -> None:
    actor, reach = officer(world.ward, right=CODES), scope(world.ward, right=CODES)
    for unit in (world.city, world.other, 10**6):
        with pytest.raises(DomainError, match="outside-scope"):
            organisation.set_contact(db, actor, reach, unit, name="X", phone="113", now=NOW)
        with pytest.raises(DomainError, match="outside-scope"):
            organisation.contact_of(db, reach, unit, TODAY)
    for other, wrong in ((officer(world.ward), reach), (actor, scope(world.ward))):
        with pytest.raises(DomainError, match="forbidden"):
            organisation.set_contact(db, other, wrong, world.ward, name="X", phone="113", now=NOW)


def test_who_looked_at_another_contact_than_stands_now_is_told_so(db: Session, world: City) -> None:
    actor, reach = officer(world.ward, right=CODES), scope(world.ward, right=CODES)
    told = {"name": "Trần Phường", "phone": "024 3825 0000", "now": NOW}
    organisation.set_contact(db, actor, reach, world.ward, **told, seen=0)
    first = organisation.contact_of(db, reach, world.ward, TODAY)
    assert first is not None
    organisation.set_contact(db, actor, reach, world.ward, **told | {"name": "Đỗ Phường"}, seen=first.id)
    for seen in (0, first.id):
        with pytest.raises(DomainError, match="changed-meanwhile"):
            organisation.set_contact(db, actor, reach, world.ward, **told, seen=seen)
    assert asked(db, world.in_ward) == ("Đỗ Phường", "Phường Hà Đông")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"phone": "", "email": ""}, "contact-way-missing"),
        ({"phone": "gọi tôi"}, "phone-odd"),
        ({"email": "không có"}, "email-odd"),
        ({"words": "x" * 401}, "contact-long"),
    ],
)
def test_what_nobody_could_use_is_refused(db: Session, world: City, values: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        name(db, world.ward, "Trần Phường", **values)
    assert db.exec(select(UnitContact)).all() == []


def test_a_persons_place_is_read_from_the_register(db: Session, world: City) -> None:
    found = organisation.place_of(db, world.in_office, TODAY)
    assert found is not None
    assert (found.unit_name, found.path) == ("Phòng Kinh tế", ("Thành phố", "Phường Hà Đông", "Phòng Kinh tế"))
    assert organisation.place_of(db, world.in_office, TODAY - timedelta(days=9999)) is None
