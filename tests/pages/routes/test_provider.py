"""Single sign-on against a provider that runs: the way there and back, what is not believed, and the way out."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func
from sqlmodel import select
from starlette.applications import Starlette

from models import access, choices, database, settings, text
from models.access import provider
from models.access.tables import Grant, ProviderSession, ProviderTrip, SecondFactor, SignInSession
from models.organisation import Person, Posting
from models.rights import DomainError, Right, Role
from pages.routes import second_step, sign_in
from tests import factories
from tests.pages.routes.client import Answer, Browser
from tests.provider import BACKCHANNEL, CLIENT, SECRET, There, running

HERE = "https://hoc.example.vn"
EMAIL = {"email": "an@example.vn", "email_verified": True}


@pytest.fixture(scope="module")
def running_provider() -> Iterator[There]:
    with running() as started:
        yield started


@pytest.fixture
def there(running_provider: There, monkeypatch: pytest.MonkeyPatch) -> There:
    """The provider, known to the platform; An is at its browser, known by a verified address."""
    use(monkeypatch, running_provider)
    provider._kept.clear()
    running_provider.say(email="An@Example.vn", email_verified=True)
    return running_provider


def use(monkeypatch: pytest.MonkeyPatch, there: There, **more: Any) -> None:
    known = {
        "public_url": HERE,
        "secret_key": "a key of the tests, long enough for them",
        "oidc_issuer": there.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "Hà Nội ID",
    }
    made = settings.Settings(**{**known, **more})
    monkeypatch.setattr(settings, "current", lambda: made)


@pytest.fixture
def visit(office: int) -> Browser:
    with database.writing() as db:
        person = db.get_one(Person, office)
        person.email, person.email_key = "an@example.vn", "an@example.vn"
    return Browser(Starlette(routes=[*sign_in.routes, *second_step.routes]), scheme="https")


def leave(browser: Browser, there: There, query: str = "") -> str:
    """Go to the provider; return the path on which it sends the browser back."""
    away = browser.get(f"/sign-in/provider{query}")
    assert away.status == 303, away.text
    assert away.header("location").startswith(f"{there.issuer}/authorize?")
    back, _ = there.fetch(away.header("location"))
    assert back.startswith(f"{HERE}/sign-in/provider/back?")
    return back.removeprefix(HERE)


def come(browser: Browser, there: There, query: str = "") -> Answer:
    return browser.get(leave(browser, there, query))


def me(browser: Browser) -> access.SignedIn | None:
    return access.recognise(browser.cookies.get("__Host-kns"), now=text.utc_now())


def counted() -> tuple[int, ...]:
    with database.reading() as db:
        return tuple(db.exec(select(func.count()).select_from(table)).one() for table in (Person, Grant))


def test_there_and_back_to_the_page_that_was_asked_for(visit: Browser, there: There) -> None:
    before = counted()
    assert 'href="/sign-in/provider?next=%2Fresults"' in visit.get("/sign-in?next=/results").text
    away = visit.get("/sign-in/provider?next=/results")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.header("location")).query).items()}
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
    assert (asked["redirect_uri"], asked["code_challenge_method"]) == (f"{HERE}/sign-in/provider/back", "S256")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(away.cookie("__Host-kns_trip").split("; "))
    answer = come(visit, there, "?next=/results")
    assert (answer.status, answer.header("location")) == (303, "/results")
    found = me(visit)
    assert found is not None
    assert found.full_name == "Nguyễn Văn An"
    assert "__Host-kns_trip" not in visit.cookies
    assert counted() == before


def test_claims_give_no_right_and_their_size_does_not_matter(visit: Browser, there: There) -> None:
    groups = [f"CN=administrators-{number},OU=Nhóm,DC=hanoi,DC=vn" for number in range(2000)]
    there.say(email="an@example.vn", email_verified=True, groups=groups, roles=["administrator"], role="administrator")
    assert come(visit, there).status == 303
    found = me(visit)
    assert found is not None
    assert found.actor.rights == {Right.LEARN}
    assert sum(len(value) for value in visit.cookies.values()) < 500
    with database.reading() as db:
        assert db.exec(select(ProviderSession.id_token)).one() is None


def test_a_staff_code_in_a_claim_may_say_who_it_is(
    visit: Browser, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, there, oidc_staff_code_claim="employee_number")
    there.say(employee_number="cb01")
    assert come(visit, there).status == 303
    found = me(visit)
    assert found is not None
    assert found.full_name == "Nguyễn Văn An"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.vn", "email_verified": True},
        {"email": "an@example.vn"},
        {"email": "an@example.vn", "email_verified": "true"},
        {"email": "CB01", "email_verified": True},
        {"email": ["an@example.vn"], "email_verified": True},
        {"email_verified": True},
    ],
)
def test_who_is_not_known_for_certain_stays_outside(visit: Browser, there: There, claims: dict[str, Any]) -> None:
    before = counted()
    there.say(**claims)
    answer = come(visit, there)
    assert answer.status == 403
    assert "anh/chị" in answer.text.lower()
    assert me(visit) is None
    assert counted() == before


@pytest.mark.parametrize(
    "fault",
    [
        *("issuer", "audience", "several audiences", "azp", "nonce", "no nonce", "expired", "not yet", "no exp"),
        *("no sub", "alg none", "HS256 with the public key", "another key", "changed", "mix-up"),
    ],
)
def test_a_token_with_anything_wrong_signs_nobody_in(visit: Browser, there: There, fault: str) -> None:
    there.say(fault=fault, email="an@example.vn", email_verified=True)
    answer = come(visit, there)
    assert answer.status == 403
    assert "không đáng tin" in answer.text
    assert me(visit) is None


def test_a_way_back_is_good_once_and_in_one_browser(visit: Browser, there: There) -> None:
    stolen = leave(visit, there)
    other = Browser(visit.app, scheme="https")
    assert other.get(stolen).status == 400  # somebody else's browser, even if it comes first
    other.get("/sign-in/provider")
    assert other.get(stolen).status == 400  # with a trip of its own, too
    assert visit.get(stolen).status == 303
    kept = dict(visit.cookies)
    assert visit.get(stolen).status == 400
    visit.cookies["__Host-kns_trip"] = "x"
    assert visit.get(stolen).status == 400
    assert me(other) is None
    assert kept["__Host-kns"]


def test_a_replayed_code_is_refused_by_the_provider_and_said(visit: Browser, there: There) -> None:
    first = leave(visit, there)
    code = parse_qs(urlsplit(first).query)["code"][0]
    assert visit.get(first).status == 303
    visit.cookies.clear()
    second = parse_qs(urlsplit(leave(visit, there)).query)
    assert visit.get(f"/sign-in/provider/back?state={second['state'][0]}&code={code}").status == 502
    assert me(visit) is None


def test_a_trip_ends_after_ten_minutes(visit: Browser, there: There) -> None:
    back = leave(visit, there)
    with database.writing() as db:
        trip = db.exec(select(ProviderTrip)).one()
        trip.expires_at = text.utc_now()
    assert visit.get(back).status == 400


@pytest.mark.parametrize("wanted", ["//evil.vn", "https://evil.vn", "/%5Cevil.vn", "/sign-out"])
def test_the_way_back_never_leads_elsewhere(visit: Browser, there: There, wanted: str) -> None:
    assert come(visit, there, f"?next={wanted}").header("location") == "/"


def test_keys_that_changed_are_fetched_anew(visit: Browser, there: There) -> None:
    assert come(visit, there).status == 303
    there.say(turn="ES256", email="an@example.vn", email_verified=True)
    for kept in provider._kept.values():
        kept.at -= provider.LEAST_SECONDS
    assert come(visit, there).status == 303
    there.say(turn="RS256", email="an@example.vn", email_verified=True)
    assert come(visit, there).status == 403  # within half a minute they are not fetched again


@pytest.mark.parametrize(("fault", "status"), [("denied", 403), ("no JSON", 502), ("slow", 502)])
def test_what_goes_wrong_is_said_in_words(visit: Browser, there: There, fault: str, status: int) -> None:
    there.say(fault=fault, email="an@example.vn", email_verified=True)
    answer = come(visit, there)
    assert answer.status == status
    assert 'href="/sign-in"' in answer.text
    assert "notice error" in answer.text


def test_a_provider_that_is_away_or_another_leaves_the_password(
    visit: Browser, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.say(fault="discovery")
    assert visit.get("/sign-in/provider").status == 502
    use(monkeypatch, there, oidc_issuer="http://127.0.0.1:9")
    assert visit.get("/sign-in/provider").status == 502
    use(monkeypatch, there, oidc_issuer="http://idp.example.vn")  # a provider without TLS is not asked
    assert visit.get("/sign-in/provider").status == 502
    assert 'name="password"' in visit.get("/sign-in").text


def test_without_a_provider_there_is_no_such_way(visit: Browser, there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, there, oidc_issuer="")
    assert "/sign-in/provider" not in visit.get("/sign-in").text
    for path in ("/sign-in/provider", "/sign-in/provider/back?state=x&code=y"):
        assert visit.get(path).header("location") == "/sign-in"
    assert visit.post("/sign-in/provider/out", {"logout_token": "x"}).status == 404


def test_signing_out_leads_on_to_the_provider(visit: Browser, there: There) -> None:
    come(visit, there)
    page = visit.get("/sign-out")
    assert page.status == 200
    answer = visit.post("/sign-out", {}, origin=HERE)
    assert answer.status == 200
    assert f'http-equiv="refresh" content="0;url={there.issuer}/end_session?client_id=kns' in answer.text
    assert "id_token_hint=" in answer.text
    assert "post_logout_redirect_uri=https%3A%2F%2Fhoc.example.vn%2Fsign-in" in answer.text
    assert me(visit) is None


def test_signing_in_there_once_more_shows_who_it_is_in_the_session_that_goes_on(visit: Browser, there: There) -> None:
    come(visit, there)
    before = me(visit)
    assert before is not None
    away = visit.get("/sign-in/provider?anew=1&next=/export/coverage.xlsx")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.header("location")).query).items()}
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    there.say(**EMAIL, auth_time=int(time.time()))
    answer = come(visit, there, "?anew=1&next=/export/coverage.xlsx")
    assert answer.status == 200
    assert '<meta http-equiv="refresh" content="0;url=/export/coverage.xlsx">' in answer.text
    after = me(visit)
    assert after is not None
    assert after.session == before.session  # what was typed in another tab goes on in it
    assert after.actor.shown_at is not None
    assert before.actor.shown_at is not None
    assert after.actor.shown_at > before.actor.shown_at


@pytest.mark.parametrize(
    "said",
    [{}, {"auth_time": 1_700_000_000}, {"auth_time": "now"}, {"email": "hr@example.vn", "auth_time": 4_000_000_000}],
    ids=["it says nothing", "long ago", "no number", "somebody else"],
)
def test_a_provider_that_does_not_say_so_shows_nothing(visit: Browser, there: There, said: dict[str, Any]) -> None:
    come(visit, there)
    before = me(visit)
    with database.writing() as db:
        unit = db.exec(select(Posting.unit_id)).first() or 0
        other = factories.person(db, "Trần Văn Khác", email="hr@example.vn", email_key="hr@example.vn")
        factories.posting(db, other, unit)
    there.say(**{**EMAIL, **said})
    answer = come(visit, there, "?anew=1")
    assert answer.status == 403
    after = me(visit)
    assert before is not None
    assert after is not None
    assert (after.session, after.actor.shown_at) == (before.session, before.actor.shown_at)


def test_a_password_there_does_not_do_for_the_second_step_here(visit: Browser, there: There) -> None:
    come(visit, there)
    before = me(visit)
    assert before is not None
    with database.writing() as db:
        now = text.utc_now()
        db.add(SecondFactor(person_id=before.person_id, salt="kept", last_step=0, recorded_at=now))
        db.get_one(SignInSession, before.session).second_at = now
    there.say(**EMAIL, auth_time=int(time.time()))
    away = visit.get("/sign-in/provider?anew=1&next=/export/coverage.xlsx")
    assert (away.status, away.header("location")) == (303, "/anew?next=%2Fexport%2Fcoverage.xlsx")
    with pytest.raises(DomainError, match="anew-otherwise"):
        access.depart_to_provider("/", shared=False, now=text.utc_now(), shows=before)


def logout_token(there: There, **claims: Any) -> str:
    _, said = there.fetch(f"{there.issuer}/logout-token", claims)
    return str(json.loads(said)["token"])


def test_signing_out_there_ends_it_here(visit: Browser, there: There) -> None:
    there.say(email="an@example.vn", email_verified=True, sid="s-1")
    come(visit, there)
    events = {"events": {BACKCHANNEL: {}}, "exp": 4102444800, "jti": "1"}
    told = Browser(visit.app, scheme="https")
    for wrong in (
        {**events, "sid": "s-2"},
        {**events, "sid": "s-1", "events": {}},
        {**events, "sid": "s-1", "aud": "another"},
        {**events, "sid": "s-1", "nonce": "x"},
        {**events, "sub": None},
    ):
        told.post("/sign-in/provider/out", {"logout_token": logout_token(there, **wrong)})
        assert me(visit) is not None, wrong
    right = told.post("/sign-in/provider/out", {"logout_token": logout_token(there, **events, sid="s-1", sub=None)})
    assert right.status == 200
    assert me(visit) is None


def test_the_second_step_comes_after_the_provider_too(visit: Browser, there: There, office: int) -> None:
    with database.writing() as db:
        factories.grant(db, office, Role.TRAINER)
        choices.choose(db, access.operator(), "second_step_roles", "trainer", now=text.utc_now())
    assert come(visit, there, "?next=/results").header("location") == "/second-step?next=%2Fresults"
    assert me(visit) is None


def test_who_has_left_stays_outside(visit: Browser, there: There, office: int) -> None:
    with database.writing() as db:
        place = db.exec(select(Posting).where(Posting.person_id == office)).one()
        place.until = text.local_day(text.utc_now()) - timedelta(days=1)
    assert come(visit, there).status == 403
    assert me(visit) is None


@pytest.mark.parametrize(
    ("counts", "claims", "asked"),
    [
        ("", {"amr": ["pwd", "mfa"]}, True),
        ("mfa", {"amr": ["pwd", "mfa"]}, False),
        ("mfa", {"amr": ["pwd"]}, True),
        ("mfa", {"amr": "mfa"}, True),
        ("mfa", {}, True),
        ("mfa, urn:hanoi:2", {"acr": "urn:hanoi:2"}, False),
    ],
)
def test_a_second_step_there_counts_where_that_is_set(
    visit: Browser,
    there: There,
    office: int,
    monkeypatch: pytest.MonkeyPatch,
    counts: str,
    claims: dict[str, Any],
    asked: bool,
) -> None:
    use(monkeypatch, there, oidc_second_step=counts)
    with database.writing() as db:
        factories.grant(db, office, Role.TRAINER)
        choices.choose(db, access.operator(), "second_step_roles", "trainer", now=text.utc_now())
    there.say(email="An@Example.vn", email_verified=True, **claims)
    come(visit, there)
    assert (me(visit) is None) is asked
