"""An administrator makes and ends units; what is refused says why, and what is gone is still known by its name."""

import pytest

from models import database, organisation, text
from models.organisation import Tree
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def test_a_unit_without_a_name_is_refused_for_that_and_not_for_a_persons() -> None:
    admin = Visitor("quantri").open("units").well()
    admin.press("Make the unit").well()
    assert admin.errors == [text.translate("Write the unit's name first.")]


def test_a_unit_made_and_ended_on_one_day_has_its_name_in_the_trail_and_its_address_says_that_it_is_gone() -> None:
    now = text.utc_now()
    today = text.local_day(now)
    with database.writing() as db:
        admin = city.actor(db, "quantri")
        made = organisation.create_unit(
            db, admin, "Tổ Làm Thử", tree=Tree.ADMINISTRATION, parent_id=None, from_=today, now=now
        )
        key = city.unit_keys(db)[made]
        organisation.end_unit(db, admin, made, on=today, now=text.utc_now())
    for act in ("organisation.create-unit", "organisation.end-unit"):
        assert "Tổ Làm Thử" in Visitor("quantri").open("audit", act=act).well().everything(), act
    gone = Visitor("quantri").open("units", unit=key).well()
    told = "The unit of this address does not stand on that day. Choose a day on which it stood, or find another."
    assert [one.value for one in gone.at.info] == [text.translate(told)]
