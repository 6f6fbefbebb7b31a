"""The staff list as a file: an import takes it back unchanged, and it is closed as soon as its owner may see less."""

from zipfile import ZipFile

import pytest

from models import access, audit, database, organisation, reports, settings, text, worker
from models.organisation import Tree
from models.reports import StaffWanted, State
from models.rights import DomainError, Right, Role
from tests import factories
from tests.models.reports.asking import TODAY, Scene, actor, export, fetched, files, grant, scene, take_roles_away


@pytest.fixture
def city(any_database: str) -> Scene:
    return scene()


def ask(person: int, unit: int | None = None) -> str:
    with database.writing() as db:
        me = actor(db, person)
        reach = access.scope_of(me, Right.MANAGE_PEOPLE)
        reports.ask(db, me, reach, StaffWanted(TODAY, unit), name="Danh sách", now=text.utc_now())
    return export().key


def test_it_comes_back_without_a_change_and_says_who_made_it(city: Scene) -> None:
    key = ask(city.officer)
    worker.make_exports()
    assert (export(key).state, export(key).total) == (State.READY, 4)
    assert export(key).file_name == "danh-sach-can-bo-tat-ca-20260302.xlsx"
    assert len(fetched(city.officer, key)["Danh sách"]) == 5
    data = (settings.current().exports_dir / files()[0]).read_bytes()
    with database.reading() as db:
        scope = access.scope_of(actor(db, city.officer), Right.MANAGE_PEOPLE)
        names = organisation.units_known(db, scope, organisation.AskedList(TODAY))
        roster = organisation.read_roster_file(data, today=TODAY, known_units=names)
        plan = organisation.plan_import(db, scope, roster, on=TODAY, now=text.utc_now())
        assert (plan.report.refused, plan.report.empty) == ((), True)
        assert audit.lines(db)[0].act == "reports.export-staff"
    with ZipFile(settings.current().exports_dir / files()[0]) as parts:
        assert "Lê Thu Hương" in parts.read("docProps/core.xml").decode()


def test_identity_numbers_stay_where_they_are(city: Scene) -> None:
    with database.writing() as db:
        db.get_one(organisation.Person, city.city.in_ward).national_id = "001099001234"
    key = ask(city.officer)
    worker.make_exports()
    assert "001099001234" not in str(fetched(city.officer, key))


def test_a_unit_of_it_holds_who_is_below_and_nobody_else(city: Scene) -> None:
    key = ask(city.officer, city.city.ward)
    worker.make_exports()
    names = {row[1] for row in fetched(city.officer, key)["Danh sách"][1:]}
    assert names == {"Trần Thị Bình", "Đỗ Văn Đức", "Lê Thu Hương"}
    assert set(export(key).reach) == {city.city.ward, city.city.office}


def test_it_is_closed_to_who_may_see_less_and_to_a_head_who_only_sees_figures(city: Scene) -> None:
    key = ask(city.officer)
    worker.make_exports()
    take_roles_away(city.officer)
    for role, unit, code in ((Role.HEAD, city.city.city, "forbidden"), (Role.HR, city.city.ward, "export-refused")):
        with database.writing() as db:
            grant(db, city.officer, unit, role)
        with pytest.raises(DomainError, match=code):
            fetched(city.officer, key)


def test_a_unit_that_moves_out_of_the_scope_closes_what_speaks_of_it(city: Scene) -> None:
    take_roles_away(city.officer)
    with database.writing() as db:
        grant(db, city.officer, city.city.ward)
    key = ask(city.officer)
    worker.make_exports()
    assert "Danh sách" in fetched(city.officer, key)
    with database.writing() as db:
        console = access.operator()
        organisation.move_unit(db, console, city.city.office, city.city.other, on=TODAY, now=text.utc_now())
    with pytest.raises(DomainError, match="export-refused"):
        fetched(city.officer, key)


def test_membership_of_the_party_stays_with_the_right_to_read_it(city: Scene) -> None:
    with database.writing() as db:
        party = factories.unit(db, "Đảng bộ", tree=Tree.PARTY)
        factories.posting(db, city.city.in_ward, party, tree=Tree.PARTY)
        row = organisation.PartyMembership(
            person_id=city.city.in_ward, from_=factories.LONG_AGO, recorded_at=factories.NOW
        )
        db.add(row)
        grant(db, city.officer, None, Role.PARTY_HR)
    key = ask(city.officer)
    worker.make_exports()
    assert "Đảng viên" in fetched(city.officer, key)["Danh sách"][0]
    take_roles_away(city.officer)
    with database.writing() as db:
        grant(db, city.officer, city.city.city)
    with pytest.raises(DomainError, match="export-refused"):
        fetched(city.officer, key)
    again = ask(city.officer)
    worker.make_exports()
    assert "Đảng viên" not in fetched(city.officer, again)["Danh sách"][0]
