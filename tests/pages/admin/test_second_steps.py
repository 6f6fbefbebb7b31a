"""An administrator makes the second step a duty of roles, and takes it away from somebody who lost the phone."""

import pytest

from models import access, choices, database, text
from models.access.tables import SecondFactor
from models.organisation import Person
from models.rights import Role
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def test_roles_are_chosen_and_their_holders_are_nobody_until_they_have_one() -> None:
    officer, administrator = Visitor("nhansu"), Visitor("quantri")
    page = administrator.open("settings").well()
    page.at.multiselect(key="set:second_step_roles").set_value([Role.TRAINER, Role.HR])
    next(one for one in page.at.button if one.form_id == "form:second_step_roles").click()
    page.run().well()
    with database.reading() as db:
        assert choices.current(db).roles_with_second_step == {Role.HR, Role.TRAINER}
        assert choices.current(db).second_step_roles == "hr,trainer"
    assert access.recognise(officer.token, now=text.utc_now()) is None
    assert access.recognise(administrator.token, now=text.utc_now()) is not None


def test_an_administrator_takes_a_second_step_away_on_the_persons_page() -> None:
    with database.writing() as db:
        person = db.get_one(Person, city.person_id(db, "nhansu"))
        db.add(SecondFactor(person_id=person.id or 0, salt="x", last_step=0, recorded_at=text.utc_now()))
        key, person_id = person.key, person.id or 0
    officer = Visitor("nhansu").open("people", person=key).well()
    officer.unfold()
    assert text.translate("Take the second step away") not in [one.label for one in officer.at.button]
    visitor = Visitor("quantri").open("people", person=key)
    visitor.unfold("Second step at sign-in").press("Take the second step away").well()
    with database.reading() as db:
        assert access.second_step_of(db, person_id, now=text.utc_now()).since is None
