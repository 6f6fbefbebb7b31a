"""A freshly started platform is asked for every page by everybody who may not see it, in every way a client can ask."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlmodel import select
from streamlit.proto.BackMsg_pb2 import BackMsg

from models import access, database, text
from models.access import tables as accounts
from models.assessment.tables import Attempt, Handed, HandedContent
from models.courses.tables import Media
from models.rights import Right
from models.training import Rule
from tests import city, listening, menu, probing
from tests.factories import NOW
from tests.server import Page, Platform, running

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def platform(city_file, tmp_path_factory) -> Iterator[Platform]:  # type: ignore[no-untyped-def]
    """The platform, fresh: the tests of this file run in their order, and the first ask without signing in."""
    folder = city.copied(city_file, tmp_path_factory.mktemp("rights") / "data")
    overheard = listening.Overheard(tmp_path_factory.mktemp("overheard"))
    with running(folder, **overheard.environment) as started, probing.database_of(started):
        yield started
        assert overheard.hooked()
        assert overheard.outside() == [], "the platform calls nobody outside: agencies have no internet"


@pytest.fixture(scope="module")
def secrets(platform: Platform) -> probing.Secrets:
    with database.reading() as db:
        return probing.secrets_of(db)


@pytest.fixture(scope="module")
def rights(platform: Platform) -> dict[str | None, frozenset[Right]]:
    with database.reading() as db:
        return {login: city.rights_of(db, login) for login in (None, *city.NAMES)}


def words_of_all_pages() -> list[str]:
    """Return what pages alone say, and their titles where these are no everyday words."""
    titles = {title for page in menu.pages() for title in page.titles() if " " in title}
    return sorted(titles | {phrase for page in menu.pages() for phrase in menu.phrases(page)})


def test_the_very_first_request_of_a_server_gets_no_page(platform: Platform, secrets: probing.Secrets) -> None:
    forbidden = words_of_all_pages()
    pages = sorted(menu.pages(), key=lambda page: page.right is Right.LEARN)  # the most private page comes first of all
    for page in pages:
        with Page(platform) as socket:
            said = probing.bytes_of(socket.open(page.address, probing.QUERY))
            assert secrets.found_in(said) == [], page.address
            assert [one for one in forbidden if one in said] == [], page.address


def test_nobody_reaches_a_page_by_a_forged_script_hash(platform: Platform, secrets: probing.Secrets) -> None:
    forbidden = words_of_all_pages()
    with Page(platform) as socket:
        for page in menu.pages():
            for script_hash in probing.hashes(page):
                said = probing.bytes_of(socket.open(page.address, probing.QUERY, script_hash))
                assert secrets.found_in(said) == [], page.address
                assert [one for one in forbidden if one in said] == [], page.address


@pytest.mark.parametrize("page", menu.pages(), ids=lambda page: page.address or "home")
def test_a_page_asked_for_without_a_cookie_leads_to_sign_in_and_back(platform: Platform, page: menu.Listed) -> None:
    status, headers, body = platform.get(f"/{page.address}?course={city.SLUG}&x=1")
    assert status == 303
    assert headers["location"] == "/sign-in?next=" + quote(f"/{page.address}?course={city.SLUG}&x=1", safe="")
    assert body == b""


@pytest.mark.parametrize("cookie", ["kns=", "kns=x", "kns=" + "A" * 43, "kns=' OR 1=1 --", "__Host-kns=x"])
def test_a_cookie_of_ones_own_making_opens_nothing(platform: Platform, secrets: probing.Secrets, cookie: str) -> None:
    assert platform.get("/coverage", cookie)[0] == 303
    with Page(platform, cookie) as socket:
        assert secrets.found_in(probing.bytes_of(socket.open("coverage"))) == []


def test_what_is_not_a_page_gives_nothing_without_a_cookie(platform: Platform, secrets: probing.Secrets) -> None:
    with database.reading() as db:
        picture = db.exec(select(Media)).first()
        key = city.unit_key(db, "Phường Ba Đình")
    assert picture is not None
    assert platform.get(f"/files/{picture.hash}/x.svg")[0] == 404
    for query in ("", f"?unit={key}", "?state=overdue"):
        status, headers, body = platform.get(f"/export/coverage.xlsx{query}")
        assert (status, headers["location"], body) == (303, "/sign-in", b"")
    for path in (
        "/metrics",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/message?hash=0",
        "/data",
        "/.",
    ):
        status, _headers, body = platform.get(path)
        assert secrets.found_in(body.decode("utf-8", "replace")) == []
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{platform.url}/_stcore/agent/interact", b"{}", timeout=10)
    refused.value.close()


def test_a_stranger_can_neither_stop_the_platform_nor_empty_its_caches(platform: Platform) -> None:
    for field in ("debug_shutdown_runtime", "debug_disconnect_websocket", "clear_cache"):
        with Page(platform) as socket:
            message = BackMsg()
            setattr(message, field, True)
            assert socket._socket is not None
            socket._socket.send(message.SerializeToString())
            socket.open("")
    assert platform.get("/health")[0] == 200


def test_health_is_open_and_says_little(platform: Platform) -> None:
    status, headers, body = platform.get("/health")
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert b'"status":"ok"' in body
    assert len(body) < 200


NEED_AN_ID = ("result", "inquiry", "certificate", "person", "judge", "regrade")
SAID_ELSEWHERE = ("quiz",)  # a rehearsal draws the same, so what a new quiz says is not this page's alone


@pytest.mark.parametrize("login", city.NAMES)
def test_each_role_reaches_its_own_pages_and_no_others(
    platform: Platform, rights: dict[str | None, frozenset[Right]], login: str
) -> None:
    cookie = platform.sign_in(login)
    sorry = text.translate("Something went wrong on our side. What you saved before is kept. Please try again.")
    with Page(platform, cookie) as socket:
        for page in menu.pages():
            mine = page.right in rights[login]
            said = probing.bytes_of(socket.open(page.address, probing.QUERY))
            found = [one for one in menu.phrases(page) if one in said]
            if mine:
                assert found or page.address in ("", *NEED_AN_ID, *SAID_ELSEWHERE), page.address
                assert sorry not in said, page.address
                continue
            assert found == [], page.address
            for script_hash in probing.hashes(page):
                said = probing.bytes_of(socket.open(page.address, probing.QUERY, script_hash))
                assert [one for one in (*menu.phrases(page), *page.titles()) if one in said] == [], page.address


def test_ids_of_an_officers_page_open_nothing_and_do_nothing_for_others(
    platform: Platform, secrets: probing.Secrets
) -> None:
    seen = []
    for login, address in (("nhansu", "codes"), ("nhansu", "assign"), ("nhansu", "staff-list"), ("quantri", "audit")):
        with Page(platform, platform.sign_in(login)) as socket:
            messages = socket.open(address)
            page = next(one for one in menu.pages() if one.address == address)
            seen.append((page, probing.ids_in(probing.bytes_of(messages)), probing.fragments_in(messages)))
    with Page(platform, platform.sign_in("canbo")) as socket:
        messages = socket.open("lesson", probing.QUERY)
        lesson = next(one for one in menu.pages() if one.address == "lesson")
        seen.append((lesson, probing.ids_in(probing.bytes_of(messages)), probing.fragments_in(messages)))
    assert all(ids for page, ids, _fragments in seen if page.address != "audit")
    assert seen[-1][2], "a lesson has fragments"
    with database.reading() as db:
        before = [city.how_many(db, table) for table in (accounts.OneTimeCode, Rule)]
    canbo = platform.sign_in("canbo")
    for cookie, me in ((None, ()), (canbo, (city.NAMES["canbo"],))):
        for page, ids, fragments in seen:
            if cookie and page.address == "lesson":
                continue
            with Page(platform, cookie) as socket:
                for script_hash in probing.hashes(page)[:1]:
                    for one in (*ids[:4], *ids[-2:]):
                        said = probing.bytes_of(probing.click(socket, one, script_hash=script_hash))
                        assert secrets.found_in(said, but=me) == []
                        assert [phrase for phrase in menu.phrases(page) if phrase in said] == []
                    for fragment in fragments[:2]:
                        said = probing.bytes_of(probing.fragment(socket, fragment, script_hash))
                        assert [phrase for phrase in menu.phrases(page) if phrase in said] == []
    with database.reading() as db:
        assert [city.how_many(db, table) for table in (accounts.OneTimeCode, Rule)] == before


def test_an_export_gives_nobody_more_than_their_page(platform: Platform, secrets: probing.Secrets) -> None:
    with database.reading() as db:
        outside = city.unit_key(db, "Phường Ba Đình")
    status, _headers, body = platform.get("/export/coverage.xlsx", platform.sign_in("canbo"))
    assert status == 403
    assert secrets.found_in(body.decode()) == []
    head = platform.sign_in("thutruong")
    for query in (f"?unit={outside}", f"?unit={outside}&state=overdue", "?tree=party"):
        status, _headers, body = platform.get(f"/export/coverage.xlsx{query}", head)
        assert status == 404
        assert secrets.found_in(body.decode()) == []
    assert platform.get("/export/coverage.xlsx", head)[0] == 200


def test_a_picture_of_a_lesson_is_for_who_is_signed_in(platform: Platform) -> None:
    with database.reading() as db:
        picture = db.exec(select(Media)).first()
    assert picture is not None
    status, headers, body = platform.get(f"/files/{picture.hash}/x", platform.sign_in("canbo"))
    assert (status, body) == (200, picture.data)
    assert "sandbox" in headers["content-security-policy"]
    assert platform.get(f"/files/{'0' * 64}/x", platform.sign_in("canbo"))[0] == 404


@dataclass(frozen=True)
class Things:
    """Addresses of what belongs to the cadre, to the trainer's course, and to units in and outside the head's ward."""

    certificate: str
    handed: str
    draft: str
    inside: str
    outside: str


@pytest.fixture(scope="module")
def things(platform: Platform) -> Things:
    with database.writing() as db:
        certificate = city.completed(db, "canbo", city.shipped(db))
        mine = select(Attempt.id).where(Attempt.person_id == city.person_id(db, "canbo"))
        row = Handed(
            attempt_id=db.exec(mine).first() or 0, place=1, name="bai.pdf", kind="pdf", size=3, hash="x", at=NOW
        )
        db.add(row)
        db.flush()
        db.add(HandedContent(handed_id=row.id or 0, data=b"pdf"))
        picture = next(one.hash for one in city.shipped(db).course.media if one.path.endswith(".svg"))
        return Things(
            f"/print/certificate/{certificate}",
            f"/handed/{row.key}/bai.pdf",
            f"/draft/{city.SLUG}/{picture}/x.svg",
            city.unit_key(db, "Phường Hoàn Kiếm"),
            city.unit_key(db, "Phường Ba Đình"),
        )


OFFICERS = {"nhansu": 200, "thutruong": 200, "tochucdang": 200}
GIVING = {"nhansu": 200, "thutruong": 200, "quantri": 200}


@pytest.mark.parametrize("login", [None, *city.NAMES])
def test_files_prints_and_exports_are_for_whom_they_belong_to(
    platform: Platform, things: Things, login: str | None
) -> None:
    """One answer for each role and each address; for anybody who is not named the one that stands beside."""
    cookie = platform.sign_in(login) if login else None
    closed = 303 if login is None else 403
    hidden = 303 if login is None else 404
    expected = {
        things.certificate: {"canbo": 200}.get(login or "", hidden),
        things.handed: 200 if login in ("canbo", "giangvien") else 404,  # handed in: for who judges, too
        things.draft: 200 if login == "giangvien" else 404,
        "/export/khoa-hoc-mau.zip": {"giangvien": 200}.get(login or "", closed),
        "/export/my-record.xlsx": 200 if login else 303,
        "/print/my-record": 200 if login else 303,
        "/export/file/x": hidden,
        f"/slips?unit={things.inside}": GIVING.get(login or "", closed),
        f"/slips?unit={things.outside}": {**GIVING, "thutruong": 403}.get(login or "", closed),
    }
    for name in ("coverage", "coverage-bars", "coverage-map", "coverage-weeks", "coverage-compare"):
        expected[f"/export/{name}.xlsx"] = OFFICERS.get(login or "", closed)
        outside = {**OFFICERS, "thutruong": 404, "tochucdang": 404}
        expected[f"/export/{name}.xlsx?unit={things.outside}"] = outside.get(login or "", closed)
    assert {path: platform.get(path, cookie)[0] for path in expected} == expected


def test_a_role_taken_away_is_gone_at_the_next_rerun_of_an_open_page(platform: Platform) -> None:
    coverage = next(page for page in menu.pages() if page.address == "coverage")
    with Page(platform, platform.sign_in("nhansu")) as socket:
        assert "Hoàn Kiếm" in probing.bytes_of(socket.open("coverage"))
        with database.writing() as db:
            access.end_grant(db, access.operator(), city.grant_id(db, "nhansu"), now=text.utc_now())
        said = probing.bytes_of(probing.without_greeting(socket.open("coverage")))
    assert "Hoàn Kiếm" not in said
    assert [one for one in (*menu.phrases(coverage), *coverage.titles()) if one in said] == []


def test_signing_out_everywhere_ends_an_open_page_at_its_next_rerun(platform: Platform) -> None:
    cookie = platform.sign_in("canbo")
    with Page(platform, cookie) as socket:
        messages = socket.open("lesson", probing.QUERY)
        assert "Vì sao cán bộ là đích" in probing.bytes_of(messages)
        fragment = probing.fragments_in(messages)[0]
        with database.writing() as db:
            access.sign_out_everywhere(db, city.actor(db, "canbo"), now=text.utc_now())
        for said in (
            probing.bytes_of(socket.open("lesson", probing.QUERY, "", fragment)),
            probing.bytes_of(socket.open("lesson", probing.QUERY)),
        ):
            assert "Vì sao cán bộ là đích" not in said
            assert "/sign-in" in said
    assert platform.get("/lesson", cookie)[0] == 303


def test_a_call_to_outside_would_be_overheard(tmp_path: Path) -> None:
    overheard = listening.Overheard(tmp_path)
    call = "import socket; socket.getaddrinfo('127.0.0.1', 80); socket.socket().connect_ex(('192.0.2.1', 9))"
    code = "import socket; socket.setdefaulttimeout(0.01); " + call
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **overheard.environment}, check=True)
    assert overheard.outside() == ["socket.connect 192.0.2.1"]
