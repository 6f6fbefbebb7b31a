"""Where somebody stopped reading: kept from an own page for an own lesson, and from nothing else."""

import json

import pytest

from models import database, learning, text
from pages.routes import places
from tests import city
from tests.pages.routes.seats import HERE, browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")
LESSON = "02-thu-lua-dao"


def sent(login: str | None, *, lesson: str = LESSON, heading: str = "bon-dau-hieu", **headers: str) -> int:
    body = json.dumps({"course": city.SLUG, "lesson": lesson, "heading": heading}).encode()
    told = {name: value for name, value in (HERE | headers).items() if value}
    return browser_of(login, places.routes).send("POST", "/api/place", headers=told, body=body).status


def stopped(login: str) -> str:
    """Open the lesson as an account does and return where it goes on."""
    with database.writing() as db:
        released = city.shipped(db)
        return learning.open_lesson(db, city.actor(db, login), released.release_id, LESSON, now=text.utc_now())


def test_the_place_is_kept_for_the_one_who_reads() -> None:
    assert [stopped("canbo"), stopped("nhansu")] == ["", ""]
    assert sent("canbo") == 204
    assert [stopped("canbo"), stopped("nhansu")] == ["bon-dau-hieu", ""]


def test_nothing_is_kept_for_nobody_from_elsewhere_or_for_no_lesson() -> None:
    stopped("canbo")
    assert sent(None) == 403
    assert sent("canbo", origin="https://evil.example") == 403
    assert sent("canbo", origin="") == 403
    assert sent("canbo", **{"content-type": "text/plain"}) == 415
    assert sent("canbo", lesson="khong-co") == 409
    assert sent("canbo", heading="<b>") == 409
    assert sent("canbo", heading="x" * 300) == 422
    assert stopped("canbo") == ""
