"""The dialog that asks once more who it is: nothing typed is lost, and the click goes on by itself."""

from datetime import timedelta

import pytest
from sqlmodel import select
from streamlit.util import calc_hash

from models import access, database, text
from models.access.tables import Grant
from models.reports import Export
from models.rights import Role
from tests import city, factories
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")
PASSWORD = "một câu dễ nhớ"


def long_signed_in(login: str) -> Visitor:
    """Somebody with a password who signed in twenty minutes ago."""
    visitor, now = Visitor(login), text.utc_now()
    with database.writing() as db:
        person = city.person_id(db, login)
        factories.password(db, person, PASSWORD, now=now)
        visitor.token = access.open_session(db, person, shared=False, now=now - timedelta(minutes=20))
    return visitor


def trainers() -> int:
    with database.reading() as db:
        return len(db.exec(select(Grant).where(Grant.role == Role.TRAINER)).all())


def about_to_give(visitor: Visitor) -> Visitor:
    visitor.open("roles")
    visitor.fill(visitor.at.selectbox(key="role"), Role.TRAINER)
    visitor.fill(visitor.at.selectbox(key="over"), "everything")
    return visitor.fill(visitor.at.text_area(key="logins"), "nhansu")


def test_a_role_is_given_after_the_password_without_another_click(pages_of_city: object) -> None:
    before = trainers()
    admin = about_to_give(long_signed_in("quantri"))
    admin.press("Give the role").well()
    assert trainers() == before
    assert admin.errors == []
    assert admin.at.text_area(key="logins").value == "nhansu"  # what was typed is still there

    admin.at.text_input(key="anew:typed").input("sai")
    admin.press("Go on").well()
    assert trainers() == before
    assert admin.errors == ["Mật khẩu hiện tại chưa đúng."]

    admin.at.text_input(key="anew:typed").input(PASSWORD)
    admin.press("Go on").well()
    assert trainers() == before + 1
    assert "anew:typed" not in [one.key for one in admin.at.text_input]  # the dialog is closed
    assert PASSWORD not in admin.everything()
    assert "Đã giao" in admin.everything()

    about_to_give(admin).at.text_area(key="logins").set_value("canbo")
    admin.press("Give the role").well()  # within the minutes nothing is asked
    assert trainers() == before + 2


def test_a_page_that_ends_before_its_last_line_asks_too(pages_of_city: object) -> None:
    """The staff list does while no file is chosen; the list that is taken along there is asked about."""
    officer = long_signed_in("nhansu").open("staff-list").well()
    officer.press("Export to Excel").well()
    assert wanted_files() == 0
    officer.at.text_input(key="anew:typed").input(PASSWORD)
    officer.press("Go on").well()
    assert wanted_files() == 1


def wanted_files() -> int:
    with database.reading() as db:
        return len(db.exec(select(Export.id)).all())


def test_another_page_does_not_ask_about_the_click_that_was_left(pages_of_city: object) -> None:
    admin = about_to_give(long_signed_in("quantri"))
    admin.press("Give the role").well()
    assert admin.at.text_input(key="anew:typed")
    for address in ("audit", "roles"):  # and there it is forgotten
        admin.at._page_hash = calc_hash(address)
        admin.run().well()
        assert "anew:typed" not in [one.key for one in admin.at.text_input]


def test_whoever_signed_in_a_moment_ago_is_asked_nothing(pages_of_city: object) -> None:
    before = trainers()
    about_to_give(Visitor("quantri")).press("Give the role").well()
    assert trainers() == before + 1
