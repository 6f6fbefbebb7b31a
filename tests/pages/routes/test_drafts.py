"""The last words of a typed answer: taken from an own page, for an own open attempt, and from nothing else."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select
from starlette.applications import Starlette

from models import access, assessment, database, learning, text
from models.assessment.tables import Attempt, Response
from pages.routes import drafts
from tests import city, judged
from tests.pages.routes.client import Browser

pytestmark = pytest.mark.usefixtures("pages_of_city")

SEED = 0  # whose draw asks for a number
HERE = {"origin": "http://hoc.example.vn", "content-type": "application/json", "sec-fetch-site": "same-origin"}


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """The key of an open attempt of the cadre, and the place of a question with a typed answer in it."""
    monkeypatch.setattr(database, "new_seed", lambda: SEED)
    with database.writing() as db:
        cadre, release = city.actor(db, "canbo"), city.shipped(db).release_id
        key = learning.start_quiz(db, cadre, release, city.QUIZ, now=text.utc_now())
        asked = assessment.view(db, cadre, key).questions
    return key, next(one.place for one in asked if one.type in ("short", "number"))


def browser_of(login: str) -> Browser:
    browser = Browser(Starlette(routes=drafts.routes))
    with database.writing() as db:
        token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
    browser.cookies["kns"] = token
    return browser


def sent(browser: Browser, typed: tuple[str, int], answer: object = "42", **headers: str) -> int:
    """Send a draft and return the status."""
    body = json.dumps({"attempt": typed[0], "place": typed[1], "answer": answer}, ensure_ascii=False).encode()
    told = {**HERE, **{name.replace("_", "-"): value for name, value in headers.items()}}
    told = {name: value for name, value in told.items() if value}
    return browser.send("POST", "/api/draft", headers=told, body=body).status


def stored() -> list[object]:
    with database.reading() as db:
        return list(db.exec(select(Response.answer).order_by(col(Response.attempt_id), col(Response.place))).all())


def test_own_words_are_stored(typed: tuple[str, int]) -> None:
    before = stored()
    assert sent(browser_of("canbo"), typed, " 42  giây ") == 204
    assert [one for one in stored() if one not in before] == ["42 giây"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"content_type": "text/plain"}, 415),
    ],
)
def test_another_site_stores_nothing(typed: tuple[str, int], headers: dict[str, str], status: int) -> None:
    before = stored()
    assert sent(browser_of("canbo"), typed, **headers) == status
    assert stored() == before


def test_nobody_writes_into_the_attempt_of_another(typed: tuple[str, int]) -> None:
    before = stored()
    assert sent(browser_of("thutruong"), typed) == 409
    assert sent(Browser(Starlette(routes=drafts.routes)), typed) == 403
    assert stored() == before


def test_what_is_no_answer_to_the_question_is_refused(typed: tuple[str, int]) -> None:
    browser, before = browser_of("canbo"), stored()
    for answer in (True, ["a"], {"a": 1}, "x" * 501):
        assert sent(browser, typed, answer) == 409
    assert sent(browser, typed, "x" * 70_000) == 413
    assert sent(browser, (typed[0], 0)) == 422
    assert sent(browser, (typed[0], 99)) == 409
    assert stored() == before


def test_after_its_time_an_attempt_takes_no_words(typed: tuple[str, int]) -> None:
    with database.writing() as db:
        attempt = db.exec(select(Attempt).where(Attempt.key == typed[0])).one()
        attempt.closes_at = text.utc_now() - timedelta(minutes=1)
        db.add(attempt)
    before = stored()
    assert sent(browser_of("canbo"), typed) == 409
    assert stored() == before


def test_the_longest_written_answer_still_fits_into_the_last_message() -> None:
    with database.writing() as db:
        key = judged.begun(db, "canbo", city.SLUG, judged.ESSAY_QUIZ)
    longest = "ệ" * 20_000
    assert sent(browser_of("canbo"), (key, 1), longest) == 204
    assert stored()[-1] == longest
    assert sent(browser_of("canbo"), (key, 1), longest + "ệ") == 409
    assert stored()[-1] == longest
