"""The second step as a browser walks through it: forms without script, and no page before the code."""

import base64
import re
from html import unescape

import pytest
from starlette.applications import Starlette

from models import access, choices, database, settings, text
from models.access import totp
from models.rights import Role
from pages.routes import second_step, sign_in
from pages.routes.shell import Shell
from tests import factories
from tests.pages.routes.client import Answer, Browser
from tests.pages.routes.conftest import PASSWORD

PAGE = '<div id="root"></div>'  # in which Streamlit draws
OWN = {"secret_key": "a key of the tests, long enough for them"}


@pytest.fixture
def visit(office: int, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser at the forms of sign-in behind the shell; An is a trainer."""
    made = settings.Settings(**OWN)  # type: ignore[arg-type]
    monkeypatch.setattr(settings, "current", lambda: made)
    with database.writing() as db:
        factories.grant(db, office, Role.TRAINER)
    return Browser(Shell(Starlette(routes=[*sign_in.routes, *second_step.routes])))


def enter(browser: Browser, **more: str) -> Answer:
    """Come with the password, as from another browser."""
    browser.cookies.clear()
    browser.get("/sign-in")
    return browser.post("/sign-in", {"login": "CB01", "password": PASSWORD, **more})


def secret_on(page: Answer) -> bytes:
    found = re.search(r'class="key">([A-Z2-7 ]+)<', page.text)
    assert found is not None, page.text
    return base64.b32decode(found[1].replace(" ", ""))


def code(secret: bytes, steps: int = 0) -> str:
    return totp.code_at(secret, totp.step_of(text.utc_now()) + steps)


def set_up(browser: Browser) -> tuple[bytes, list[str]]:
    """Set a second step up from within; return the app's secret and the recovery codes."""
    enter(browser)
    secret = secret_on(browser.get("/second-step/set-up"))
    done = browser.post("/second-step/set-up", {"code": code(secret, -1)})
    assert done.status == 200, done.text
    return secret, re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", done.text)


def test_setting_up_then_signing_in_with_the_code(visit: Browser) -> None:
    secret, recovery = set_up(visit)
    assert len(recovery) == 10
    assert PAGE in visit.get("/results").text
    half = enter(visit, next="/results")
    assert (half.status, half.header("location")) == (303, "/second-step?next=%2Fresults")
    for path in ("/results", "/password", "/second-step/set-up"):
        assert visit.get(path).status == 303, path
    assert visit.get("/sign-in?next=/results").header("location") == "/second-step?next=%2Fresults"
    page = visit.get("/second-step?next=/results")
    assert 'inputmode="numeric"' in page.text
    assert 'autocomplete="one-time-code"' in page.text
    before = visit.cookies["kns"]
    done = visit.post("/second-step", {"code": code(secret), "next": page.value("next")})
    assert (done.status, done.header("location")) == (303, "/results")
    assert visit.cookies["kns"] != before
    assert PAGE in visit.get("/results").text


def test_a_wrong_code_is_told_beside_the_field_and_opens_nothing(visit: Browser) -> None:
    set_up(visit)
    enter(visit)
    visit.get("/second-step")
    answer = visit.post("/second-step", {"code": "12"})
    assert answer.status == 422
    assert re.search(r'<input id="code"[^>]*aria-invalid="true"', answer.text)
    assert visit.get("/results").status == 303
    for _try in range(4):
        visit.post("/second-step", {"code": "12"})
    assert visit.post("/second-step", {"code": "12"}).status == 429


def test_a_recovery_code_has_a_form_of_its_own_that_keeps_the_way(visit: Browser) -> None:
    _, recovery = set_up(visit)
    enter(visit)
    page = visit.get("/second-step?next=/results")
    link = unescape(re.search(r'href="(/second-step\?recovery[^"]+)"', page.text)[1])  # type: ignore[index]
    form = visit.get(link)
    assert 'inputmode="numeric"' not in form.text
    done = visit.post("/second-step?recovery=1", {"code": recovery[0], "next": form.value("next")})
    assert done.header("location") == "/results"


def test_a_duty_leads_to_setting_up_before_anything_else(visit: Browser) -> None:
    with database.writing() as db:
        choices.choose(db, access.operator(), "second_step_roles", "trainer", now=text.utc_now())
    assert enter(visit, next="/results").header("location") == "/second-step?next=%2Fresults"
    assert visit.get("/results").status == 303
    page = visit.get("/second-step?next=/results")
    secret = secret_on(page)
    assert "<svg" in page.text
    assert "<script" not in page.text
    wrong = visit.post("/second-step/set-up", {"code": "1", "next": "/results"})
    assert wrong.status == 422
    assert wrong.value("next") == "/results"
    done = visit.post("/second-step/set-up", {"code": code(secret), "next": "/results"})
    assert 'href="/results"' in done.text
    assert PAGE in visit.get("/results").text
    taken_off = visit.get("/second-step").text
    assert 'action="/second-step/off"' not in taken_off


@pytest.mark.parametrize("path", ["/second-step", "/second-step/set-up", "/second-step/codes", "/second-step/off"])
def test_a_post_from_elsewhere_changes_nothing(visit: Browser, path: str) -> None:
    secret, _ = set_up(visit)
    if path == "/second-step":
        enter(visit)
    fields = {"code": code(secret, 1), "codes": code(secret, 1), "off": code(secret, 1)}
    assert visit.post(path, fields, token="x" * 30).status == 403
    assert visit.post(path, fields, origin="https://evil.vn").status == 403
    with database.reading() as db:
        standing = access.second_step_of(db, 1, now=text.utc_now())
    assert standing.codes_left == 10


def test_half_way_one_can_leave_and_sign_in_as_somebody_else(visit: Browser) -> None:
    set_up(visit)
    enter(visit)
    token = visit.cookies["kns"]
    visit.get("/second-step")
    assert visit.post("/sign-out", {}).header("location") == "/sign-in"
    assert access.half_way(token, now=text.utc_now()) is None
    assert visit.get("/sign-in").status == 200


def test_new_recovery_codes_and_taking_it_off(visit: Browser) -> None:
    secret, recovery = set_up(visit)
    visit.get("/second-step")
    fresh = visit.post("/second-step/codes", {"codes": code(secret)})
    assert len(re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", fresh.text)) == 10
    assert recovery[0] not in fresh.text
    visit.get("/second-step")
    assert visit.post("/second-step/off", {"off": "1"}).status == 422
    assert visit.post("/second-step/off", {"off": code(secret, 1)}).status == 200
    assert enter(visit).header("location") == "/"


def test_nothing_of_it_is_for_who_only_learns(visit: Browser) -> None:
    with database.writing() as db:
        console, now = access.operator(), text.utc_now()
        (own,) = [line for line in access.grants(db, console, now=now) if line.role is Role.TRAINER]
        access.end_grant(db, console, own.id, now=now)
    enter(visit)
    assert visit.get("/second-step").status == 404
    assert visit.get("/second-step/set-up").status == 403


def test_the_forms_way_never_leads_away(visit: Browser) -> None:
    secret, _ = set_up(visit)
    enter(visit)
    assert visit.get("/second-step?next=//evil.vn").value("next") == ""
    assert visit.post("/second-step", {"code": code(secret), "next": "https://evil.vn"}).header("location") == "/"
