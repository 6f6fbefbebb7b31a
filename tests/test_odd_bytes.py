"""Bytes that PostgreSQL takes in no text, halves of letters and endless numbers, at each door: words, no error of ours.

SQLite stores a NUL without a word; PostgreSQL breaks the statement off. So this is asked there.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from models import access, database, learning, text
from tests import city
from tests.server import Platform, running

pytestmark = [pytest.mark.server, pytest.mark.slow]

ADDRESS = ("a%00b", "%ed%a0%80", "9" * 30)
TYPED = ("a\x00b", "9" * 30)
SENT = ("\x00", "a\x00b", "\ud800", 10**30, -(10**30), 1e308, None, [["\x00"]], {"a": "\x00"})
PATHS = (
    *("/c/{}", "/k/{}", "/files/{}/x", "/draft/{}/{}/x", "/handed/{}/x", "/export/file/{}", "/print/certificate/{}"),
    *(
        "/print/course/{}",
        "/slips?unit={}",
        "/sign-in?next=/{}",
        "/code?code={}",
        "/anew?next=/{}",
        "/coverage?unit={}",
    ),
    *(f"/export/coverage.xlsx?{name}={{}}" for name in ("unit", "course", "path", "on", "find", "state", "known")),
    *(f"/export/coverage-{kind}.xlsx?unit={{}}" for kind in ("bars", "map", "weeks", "compare")),
)
FORMS = {
    "/sign-in": ("login", "password", "next"),
    "/sign-in/demo": ("login",),
    "/code": ("code", "new"),
    "/first": ("code", "name", "login"),
    "/language": ("language", "back"),
    "/text-size": ("size",),
    "/password": ("old", "new"),
    "/anew": ("typed", "login", "next"),
    "/slips": ("unit",),
    "/c": ("code", "number"),
}


@pytest.fixture
def platform(city_file: Path, postgresql_database: str, tmp_path: Path) -> Iterator[Platform]:
    """The platform over the city in PostgreSQL; nothing that is asked here may end in a stack trace."""
    engine = database.connect(postgresql_database)
    city.poured(city_file, engine)
    data = tmp_path / "data"
    data.mkdir()
    with running(data, demo=False, KNS_WORKER="false", DATABASE_URL=str(engine.url)) as started:
        yield started
    assert "Traceback" not in (data / "server.log").read_text("utf-8", "replace")


def cookie_of(db: Session, login: str) -> str:
    return "kns=" + access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())


def test_odd_bytes_are_read_or_refused_at_each_door(platform: Platform) -> None:
    with database.writing() as db:
        officer, learner = (cookie_of(db, login) for login in ("nhansu", "canbo"))
    assert platform.get("/coverage", officer)[0] == platform.get("/results", learner)[0] == 200
    found = [(path, odd, platform.get(path.replace("{}", odd), officer)[0]) for path in PATHS for odd in ADDRESS]
    token, cookie = platform.form()
    usual = {"form_token": token, "login": "canbo", "code": "abc", "name": "x", "old": "x", "password": "x"}
    for path, fields in FORMS.items():
        for field in fields:
            for odd in TYPED:
                typed = {**usual, "new": "mưa rơi trên phố", field: odd}
                typed["again"] = typed["new"]
                found.append((path, f"{field}={odd}", platform.post(path, typed, f"{cookie}; {officer}")[0]))
    with database.writing() as db:
        me, course = city.actor(db, "canbo"), city.shipped(db).release_id
        key = learning.start_quiz(db, me, course, city.QUIZ, now=text.utc_now())
    kinds = {"origin": platform.url, "content-type": "application/json"}
    draft, place = {"attempt": key, "place": 1, "answer": "a"}, {"course": city.SLUG, "lesson": "x", "heading": "y"}
    bodies = [("/api/draft", {**draft, "place": number, "answer": odd}) for number in range(1, 9) for odd in SENT]
    bodies += [
        ("/api/draft", {**draft, "device": "d", "sequence": 1, name: odd})
        for name in ("attempt", "device", "sequence", "age")
        for odd in SENT
    ]
    bodies += [("/api/place", {**place, name: odd}) for name in place for odd in SENT]
    for path, body in bodies:
        status = platform.ask("POST", path, cookie=learner, headers=kinds, body=json.dumps(body).encode())[0]
        found.append((path, repr(body), status))
    kinds = {"origin": platform.url, "content-type": "application/octet-stream"}
    for query in ("attempt={}&place=1&name=a", f"attempt={key}&place={{}}&name=a", f"attempt={key}&place=1&name={{}}"):
        for odd in ADDRESS:
            path = f"/api/upload?{query.replace('{}', odd)}"
            found.append((path, odd, platform.ask("POST", path, cookie=learner, headers=kinds, body=b"abc")[0]))
    assert len(found) > 200
    assert [one for one in found if one[2] >= 500] == []
