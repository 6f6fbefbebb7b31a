"""Slips over HTTP: made by a post from here, by who may, for their own units; shown once and stored nowhere."""

import re

import pytest
from starlette.applications import Starlette

from models import access, database, text
from pages.routes import slips
from tests import city
from tests.pages.routes.client import Browser

pytestmark = pytest.mark.usefixtures("pages_of_city")
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")


def browser_of(login: str | None) -> Browser:
    browser = Browser(Starlette(routes=slips.routes))
    if login is not None:
        with database.writing() as db:
            token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
        browser.cookies["kns"] = token
    return browser


def key(name: str) -> str:
    with database.reading() as db:
        return city.unit_key(db, name)


def test_a_head_prints_slips_for_the_own_ward_only() -> None:
    own, other = key("Phường Hoàn Kiếm"), key("Phường Ba Đình")
    head = browser_of("thutruong")
    page = head.get(f"/slips?unit={own}")
    assert page.status == 200
    with database.reading() as db:
        people = set(city.people_below(db, "Phường Hoàn Kiếm"))
        strangers = {name for names in city.names_by_unit(db).values() for name in names} - people

    made = head.post("/slips", {"unit": own})

    assert made.status == 200
    assert made.header("cache-control") == "no-store"
    assert "script-src" not in made.header("content-security-policy")
    named = {name for name in people if f"<h2>{name}</h2>" in made.text}
    assert len(set(CODE.findall(made.text))) >= len(named) > 5
    assert not [name for name in strangers if f"<h2>{name}</h2>" in made.text]
    assert made.text.count("<svg") == made.text.count('class="slip"')
    assert head.get(f"/slips?unit={other}").status == 403
    refused = head.post("/slips", {"unit": other})
    assert refused.status == 403
    assert not CODE.search(refused.text)


@pytest.mark.parametrize(("login", "status"), [(None, 303), ("canbo", 403), ("giangvien", 403)])
def test_who_may_not_gets_none(login: str | None, status: int) -> None:
    browser = browser_of(login)
    own = key("Phường Hoàn Kiếm")
    assert browser.get(f"/slips?unit={own}").status == status
    assert browser.post("/slips", {"unit": own}, token="x" * 30).status in (303, 403)


def test_a_post_from_elsewhere_makes_no_codes() -> None:
    own = key("Phường Hoàn Kiếm")
    head = browser_of("thutruong")
    head.get(f"/slips?unit={own}")
    for headers in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}):
        refused = head.post("/slips", {"unit": own}, **headers)
        assert refused.status == 403
        assert not CODE.search(refused.text)


@pytest.mark.parametrize("unit", ["", "khong-co", "x' OR 1=1", "đ" * 3000])
def test_a_unit_that_is_none_gives_words(unit: str) -> None:
    officer = browser_of("nhansu")
    officer.get("/slips?unit=")
    assert officer.post("/slips", {"unit": unit}).status == 404
