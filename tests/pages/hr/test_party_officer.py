"""The Party's HR officer of the demonstration: the Party's tree and its members, nothing of the administration's."""

import pytest
from sqlmodel import col, select

from models import database, text
from models.organisation import Person, Posting, Tree
from tests import city
from tests.pages.hr.test_coverage import key_of, required_of
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

LOGIN, PARTY, COMMITTEE = "tochucdang", "Thành ủy Hà Nội", "Đảng ủy phường Hoàn Kiếm"
NOT_FOUND = "This was not found, or it lies outside what you may see."


def members(unit: str) -> list[str]:
    """The names of who is placed in a unit of the Party's tree or under it."""
    with database.reading() as db:
        placed, inside = city.names_by_unit(db, Tree.PARTY), city.below(db, city.unit_id(db, unit))
    return [name for one in inside for name in placed.get(one, ())]


def test_coverage_is_of_the_partys_tree_alone() -> None:
    officer = Visitor(LOGIN).open("coverage", state="all").well()
    assert officer.title.startswith(f"{PARTY}: ")
    # each member once by the city's rule; the officer, who has no place in the administration, by a rule of their own
    assert required_of(officer) == len(members(PARTY)) > 20
    assert not [one for one in officer.at.selectbox if one.key == "f:tree"]
    ward = Visitor(LOGIN).open("coverage", unit=key_of(COMMITTEE), state="all").well()
    assert ward.title.startswith(f"{COMMITTEE}: ")
    assert required_of(ward) == len(members(COMMITTEE)) > 0


def test_the_administrations_units_are_not_found_and_its_tree_is_empty() -> None:
    seen = Visitor(LOGIN).open("coverage", unit=key_of("Phường Hoàn Kiếm")).well()
    assert seen.errors == [text.translate(NOT_FOUND)]
    tree = Visitor(LOGIN).open("coverage", tree="administration", state="all").well()
    assert required_of(tree) == 0
    for said in (seen.everything(), tree.everything()):
        assert "Phòng Văn hóa - Xã hội" not in said
        assert city.NAMES["canbo"] not in said


def test_a_member_is_found_with_both_places_and_a_colleague_who_is_none_is_not() -> None:
    with database.reading() as db:
        member, other = city.person_key(db, "thutruong"), city.person_key(db, "canbo")
        places = db.exec(
            select(Posting.tree).join(Person, col(Person.id) == col(Posting.person_id)).where(Person.key == member)
        ).all()
    assert set(places) == {Tree.ADMINISTRATION, Tree.PARTY}
    seen = Visitor(LOGIN).open("person", person=member).well()
    assert seen.title == city.NAMES["thutruong"]
    assert COMMITTEE in seen.everything()
    hidden = Visitor(LOGIN).open("person", person=other).well()
    assert hidden.errors == [text.translate(NOT_FOUND)]
    assert city.NAMES["canbo"] not in hidden.everything()


def test_no_codes_no_people_no_roles() -> None:
    for address in ("codes", "people", "roles", "units", "audit", "staff-list"):
        assert Visitor(LOGIN).open(address).well().title == "1 khóa học cần hoàn thành", address
