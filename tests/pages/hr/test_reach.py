"""What an officer meets first whose part lies in the Party's tree, or stands no more."""

from datetime import date

import pytest
from sqlmodel import col, select

from models import database, organisation, text
from models.organisation import Tree, Unit, UnitVersion
from models.rights import Role
from tests import city, factories
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def officer(login: str, role: Role, unit: int) -> Visitor:
    with database.writing() as db:
        person = factories.person(db, f"Cán bộ {login}", staff_code=login)
        factories.grant(db, person, role, unit)
    return Visitor(login)


@pytest.fixture
def gone() -> int:
    with database.writing() as db:
        row = Unit(tree=Tree.ADMINISTRATION)
        db.add(row)
        db.flush()
        assert row.id is not None
        dates = {"from_": date(2020, 1, 1), "until": date(2025, 7, 1), "recorded_at": factories.BEFORE}
        db.add(UnitVersion(unit_id=row.id, name="Quận Ba Đình", kind="quận", **dates))
        return row.id


@pytest.mark.parametrize("page", ["overview", "coverage", "assign", "codes", "people", "staff-list"])
def test_who_answered_for_a_unit_that_ended_reads_why_and_whom_to_ask(gone: int, page: str) -> None:
    seen = officer("lac", Role.HR, gone).open(page).well()
    assert seen.title == text.translate("No unit of yours stands today")
    assert "Quận Ba Đình" in seen.at.info[0].value


def test_an_officer_of_the_party_begins_in_the_partys_tree() -> None:
    today = text.local_day(text.utc_now())
    with database.reading() as db:
        tree = organisation.unit_tree(db, Tree.PARTY, today)
    (top,) = tree.children[None]
    name = tree.nodes[top].name
    seen = officer("dang", Role.PARTY_HR, top).open("coverage").well()
    assert seen.title.startswith(name)
    assert text.translate("{unit}: nobody has to take a course").format(unit=name) != seen.title
    assert seen.open("overview").well().title.startswith(name)


def test_a_role_can_be_given_over_a_unit_of_the_party() -> None:
    administrator = Visitor("quantri").open("roles").well()
    box = administrator.at.selectbox(key="role")
    administrator.fill(box, box.options[list(Role).index(Role.PARTY_HR)])
    with database.reading() as db:
        top = db.exec(select(Unit.id).where(Unit.tree == Tree.PARTY).order_by(col(Unit.id))).first()
        name = organisation.unit_names(db, [top or 0])[top or 0]
    assert any(name in option for option in administrator.at.selectbox(key="place").options)


def test_a_list_of_names_says_in_which_part_an_office_lies() -> None:
    seen = Visitor("nhansu").open("coverage").well()
    assert "Phòng Văn hóa - Xã hội, Phường " in seen.everything() or "Phòng Văn hóa - Xã hội, Xã " in seen.everything()


def test_the_preview_counts_each_ward_by_itself() -> None:
    seen = Visitor("nhansu").open("assign").well()
    with database.reading() as db:
        (top,) = [number for number, name in city.units_of(db).items() if name == "UBND thành phố Hà Nội"]
        ward = len(city.people_below(db, "Phường Hoàn Kiếm"))
    seen.at.multiselect(key="units").select(top)
    told = seen.run().unfold("Who they are: units, categories, names").well().everything()
    assert "Phường Hoàn Kiếm" in told
    assert str(ward) in told
