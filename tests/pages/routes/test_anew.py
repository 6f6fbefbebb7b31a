"""Files of many people and slips, asked for by a session of twenty minutes: first who it is, then they come."""

from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from models import access, audit, database, text
from pages.routes import anew, exports, slips
from tests import city, factories
from tests.pages.routes.client import Browser

pytestmark = pytest.mark.usefixtures("pages_of_city")
PASSWORD = "một câu dễ nhớ"
FILE = "/export/coverage.xlsx?find=&purpose=report"


def browser_of(login: str, minutes: int) -> Browser:
    browser, now = Browser(Starlette(routes=[*anew.routes, *exports.routes, *slips.routes])), text.utc_now()
    with database.writing() as db:
        person = city.person_id(db, login)
        factories.password(db, person, PASSWORD, now=now)
        since = now - timedelta(minutes=minutes)
        browser.cookies["kns"] = access.open_session(db, person, shared=False, now=since)
    return browser


def exported() -> int:
    with database.reading() as db:
        acts = ("reports.export-coverage", "access.give-slips")
        return len(db.exec(select(audit.AuditLine.id).where(audit.AuditLine.act.in_(acts))).all())


def slips_of_ward() -> str:
    with database.reading() as db:
        return f"/slips?unit={city.unit_key(db, 'Phường Hoàn Kiếm')}"


def test_a_file_of_many_people_comes_after_the_password() -> None:
    officer = browser_of("nhansu", 20)
    asked = officer.get(FILE)
    assert (asked.status, asked.header("location").split("?")[0]) == (303, "/anew")
    form = officer.get(asked.header("location"))
    assert 'autocomplete="current-password"' in form.text
    assert 'value="/export/coverage.xlsx?find=&amp;purpose=report"' in form.text
    wrong = officer.post("/anew", {"typed": "sai", "next": FILE})
    assert (wrong.status, "refresh" in wrong.text) == (422, False)
    assert officer.get(FILE).status == 303
    assert exported() == 0
    right = officer.post("/anew", {"typed": PASSWORD, "next": FILE})
    assert right.status == 200
    assert 'content="0;url=/export/coverage.xlsx?find=&amp;purpose=report"' in right.text
    assert PASSWORD not in right.text
    assert officer.get(FILE).status == 200
    assert exported() == 1


def test_a_fresh_session_gets_it_at_once() -> None:
    assert browser_of("nhansu", 14).get(FILE).status == 200


def test_slips_ask_before_they_are_made() -> None:
    head, here = browser_of("thutruong", 20), slips_of_ward()
    assert head.get(here).header("location").startswith("/anew?next=%2Fslips%3Funit")
    head.get("/anew")
    made = head.post("/slips", {"unit": here.split("=")[1]})
    assert (made.status, exported()) == (303, 0)
    assert head.post("/anew", {"typed": PASSWORD, "next": here}).status == 200
    assert head.get(here).status == 200
    assert head.post("/slips", {"unit": here.split("=")[1]}).status == 200


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/anew", "javascript:alert(1)"])
def test_the_way_on_never_leads_elsewhere(wanted: str) -> None:
    officer = browser_of("nhansu", 20)
    officer.get("/anew")
    answer = officer.post("/anew", {"typed": PASSWORD, "next": wanted})
    assert answer.status == 200
    assert "refresh" not in answer.text


def test_a_post_from_elsewhere_shows_nothing() -> None:
    officer = browser_of("nhansu", 20)
    officer.get("/anew")
    assert officer.post("/anew", {"typed": PASSWORD}, origin="https://evil.example").status == 403
    assert officer.get(FILE).status == 303


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    browser = Browser(Starlette(routes=anew.routes))
    assert browser.get("/anew").header("location") == "/sign-in"
    assert browser.post("/anew", {"typed": PASSWORD}).header("location") == "/sign-in"
