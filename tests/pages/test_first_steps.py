"""A new, empty installation: its administrator is led from the staff list to the first course that is given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import access, database, migrations, organisation, text, training
from models.organisation import Tree
from models.rights import Right, Role
from pages.parts import live
from tests import city, factories
from tests.pages.conftest import Template
from tests.pages.visiting import Visitor

TITLE = "Three steps to the first course"


@pytest.fixture
def new_place(tmp_path: Path, city_template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages over a database with nobody but an administrator."""
    engine = database.connect(f"sqlite:///{tmp_path / 'ky-nang-so.db'}")
    migrations.upgrade(engine)
    monkeypatch.setattr(live, "_figures", training.Figures())
    monkeypatch.setattr(live, "_library", {"now": city_template.catalogue})
    monkeypatch.setattr(live, "_place", {"courses": 0})
    with database.writing() as db:
        factories.grant(db, factories.person(db, "Lê Quản Trị", staff_code="admin01"), Role.ADMINISTRATOR)
    yield
    engine.dispose()


def steps(login: str) -> tuple[bool, list[str], int]:
    """Return whether somebody is shown the steps on their first page, where these lead, and how many are done."""
    home = Visitor(login).open("").well()
    said = home.everything()
    leads = [one.proto.page for one in home.at.get("page_link")]
    return text.translate(TITLE) in said, leads, said.count(f"({text.translate('done')})")


@pytest.mark.usefixtures("new_place")
def test_an_empty_place_shows_its_administrator_what_comes_next() -> None:
    shown, leads, done = steps("admin01")
    assert shown
    assert {"staff-list", "units", "roles", "codes"} <= {*leads}
    assert done == 0

    now = text.utc_now()
    today = text.local_day(now)
    with database.writing() as db:
        console = access.operator()
        top = organisation.create_unit(
            db, console, "UBND xã Thử", tree=Tree.ADMINISTRATION, parent_id=None, from_=today, now=now
        )
        officer = factories.person(db, "Trần Thị Tổ Chức", staff_code="nv1")
        factories.posting(db, officer, top)
        factories.grant(db, officer, Role.HR, top)
    assert steps("admin01")[2] == 2
    assert not steps("nv1")[0], "whoever does not run the place is not told"


@pytest.mark.usefixtures("pages_of_city")
def test_a_place_in_which_courses_are_given_shows_no_first_steps() -> None:
    with database.reading() as db:
        assert city.actor(db, "quantri").has(Right.ADMINISTER)
    assert not steps("quantri")[0]
