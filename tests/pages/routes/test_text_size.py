"""The size of text: chosen by a plain form, kept with the account, in the head of every page."""

import pytest
from starlette.applications import Starlette

from models import access, database
from models.access.tables import Account
from models.rights import DomainError
from pages.routes import text_size
from pages.routes.shell import Shell
from tests import city
from tests.conftest import NOW
from tests.pages.routes.client import Browser
from tests.pages.routes.seats import browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")


def kept(login: str) -> int:
    with database.reading() as db:
        account = db.get(Account, city.person_id(db, login))
        return 100 if account is None else account.text_size


def head(browser: Browser) -> str:
    """Return the document that the person of a browser gets."""
    through = Browser(Shell(Starlette()))
    through.cookies.update(browser.cookies)
    return through.get("/").text


def test_a_size_is_kept_and_holds_on_the_next_page() -> None:
    browser = browser_of("canbo", text_size.routes)
    assert "<style>html{" not in head(browser)
    shown = browser.get("/text-size", referer="http://hoc.example.vn/lesson?course=x&lesson=y")
    assert shown.value("onward") == "/lesson?course=x&lesson=y"
    answer = browser.post("/text-size", {"size": "130", "onward": "/lesson?course=x&lesson=y"})
    assert (answer.status, answer.header("location")) == (303, "/lesson?course=x&lesson=y")
    assert [kept("canbo"), kept("nhansu")] == [130, 100]
    assert "<style>html{font-size:23.4px!important}</style>" in head(browser)
    assert '<html lang="vi" class="s130">' in browser.get("/text-size").text


@pytest.mark.parametrize("size", ["90", "1000", "-115", "115%", "", "²"])
def test_other_sizes_are_not_kept(size: str) -> None:
    browser = browser_of("canbo", text_size.routes)
    browser.get("/text-size")
    assert browser.post("/text-size", {"size": size, "onward": "/"}).status == 303
    assert kept("canbo") == 100


def test_a_form_from_elsewhere_and_a_visitor_without_a_name_change_nothing() -> None:
    browser = browser_of("canbo", text_size.routes)
    browser.get("/text-size")
    assert browser.post("/text-size", {"size": "150"}, token="x" * 30).status == 303
    nobody = browser_of(None, text_size.routes)
    assert nobody.get("/text-size").header("location") == "/sign-in"
    assert kept("canbo") == 100


def test_where_one_came_from_must_be_here() -> None:
    shown = browser_of("canbo", text_size.routes).get("/text-size", referer="https://evil.example/lesson")
    assert shown.value("onward") == "/"


def test_the_act_refuses_what_is_not_offered() -> None:
    with database.writing() as db, pytest.raises(DomainError, match="text-size-unknown"):
        access.set_text_size(db, city.actor(db, "canbo"), 110, now=NOW)
