"""The whole platform as a newcomer starts it: health, the worker, files taken up while it runs, a real installation."""

import contextlib
import gzip
import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from models import backups
from tests import city
from tests.server import ROOT, Page, Platform, free_port, running, text_of, wait_until_ready

pytestmark = pytest.mark.server
LESSON = "lessons/01-vi-sao-can-bo-la-dich.md"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(ROOT / "content", folder / "content")
    with running(folder, lent=False, KNS_CONTENT_DIR=str(folder / "content")) as started:
        yield started


def test_health_says_ok_once_it_serves(platform: Platform) -> None:
    status, headers, body = platform.get("/health")
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    assert b'"ok"' in body


def test_a_page_comes_with_our_words_and_small_files_once_they_are_made(platform: Platform) -> None:
    cookie = platform.sign_in("canbo")
    eventually(lambda: b"/kns-static/" in platform.get("/", cookie)[2], seconds=90)
    head = platform.get("/", cookie)[2].decode()
    assert '<html lang="vi">' in head
    assert "./static/" not in head
    script = re.findall(r'src="(/kns-static/[^"]+/index\.[^"]+\.js)"', head)[0]
    connection = http.client.HTTPConnection(platform.url.removeprefix("http://"), timeout=20)
    connection.request("GET", script, headers={"accept-encoding": "gzip, br"})
    answer = connection.getresponse()
    small = answer.read()
    connection.close()
    assert answer.getheader("content-encoding") == "br"
    assert "immutable" in (answer.getheader("cache-control") or "")
    status, headers, whole = platform.get(script)
    assert status == 200
    assert "content-encoding" not in headers
    assert headers["content-type"].startswith("text/javascript")
    assert brotli.decompress(small) == whole
    assert len(small) * 3 < len(whole)
    assert "Mất kết nối" in whole.decode()
    assert platform.get(script.replace("/vi/", "/xx/"))[0] == 404
    for needless in ("permissions-policy", "referrer-policy", "x-frame-options", "cross-origin-opener-policy"):
        assert needless not in headers  # eighty of these files are fetched


def test_a_page_is_sent_compressed_to_who_takes_that_and_is_the_same(platform: Platform) -> None:
    cookie = platform.sign_in("canbo")
    _status, plain, whole = platform.get("/", cookie)
    _status, headers, small = platform.ask("GET", "/", cookie=cookie, headers={"accept-encoding": "br, gzip"})
    assert (headers["content-encoding"], int(headers["content-length"])) == ("gzip", len(small))
    assert len(small) < len(whole) / 2
    assert gzip.decompress(small) == whole
    assert headers["content-security-policy"] == plain["content-security-policy"]
    assert "content-encoding" not in plain


def test_the_sign_in_page_fetches_beforehand_what_the_first_page_names_and_runs_nothing(platform: Platform) -> None:
    eventually(lambda: b"/kns-static/" in platform.get("/sign-in")[2], seconds=90)
    _status, headers, form = platform.get("/sign-in")
    beforehand = re.findall(r'<link rel="prefetch" href="([^"]+)">', form.decode())
    assert len(form) < 30_000
    assert len(set(beforehand)) == len(beforehand)
    named = re.findall(r'(?:src|href)="(/kns-static/[^"]+)"', platform.get("/", platform.sign_in("canbo"))[2].decode())
    assert len(named) > 60
    assert set(named) <= set(beforehand)
    assert {platform.get(address)[0] for address in beforehand} == {200}
    assert b"<script" not in form
    policy = headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert not any(rule.startswith("script-src") for rule in policy)


def test_a_saved_lesson_is_served_without_a_restart_and_a_broken_one_changes_nothing(platform: Platform) -> None:
    course = platform.data / "content/courses/an-toan-thong-tin"
    file = course / LESSON
    cookie = platform.sign_in("canbo")
    query = "course=an-toan-thong-tin&lesson=01-vi-sao-can-bo-la-dich"
    file.write_text(file.read_text("utf-8") + "\n\nCâu mới thêm lúc đang chạy.\n", "utf-8")
    eventually(lambda: "Câu mới thêm lúc đang chạy" in shown(platform, cookie, "lesson", query))
    bank = course / "questions/thu-lua-dao.yaml"
    bank.write_text(bank.read_text("utf-8").replace("    right: true", "    rigth: true", 1), "utf-8")
    trainer = platform.sign_in("giangvien")
    eventually(lambda: "questions/thu-lua-dao.yaml" in shown(platform, trainer, "my-courses"))
    found = shown(platform, trainer, "my-courses")
    assert "Q012" in found
    assert "rigth" in found
    assert "Câu mới thêm lúc đang chạy" in shown(platform, cookie, "lesson", query)


def test_a_killed_worker_is_replaced(platform: Platform) -> None:
    first = child(platform, b"worker")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: child(platform, b"worker") not in (0, first), seconds=15)


def test_a_real_installation_prints_one_link_for_its_first_administrator(tmp_path: Path) -> None:
    data = tmp_path / "not" / "there" / "yet"
    with running(tmp_path, demo=False, KNS_DATA_DIR=str(data)) as platform:
        log = (tmp_path / "server.log").read_text("utf-8")
        assert "Traceback" not in log
        links = re.findall(r"/first\?code=([0-9A-Z-]+)", log)
        assert len(links) == 1
        status, _, body = platform.get(f"/first?code={links[0]}")
        assert status == 200
        assert b'name="login"' in body
        status, _, body = platform.get("/sign-in")
        assert b"canbo" not in body
        with sqlite3.connect(f"file:{data / 'ky-nang-so.db'}?mode=ro", uri=True) as db:
            assert db.execute("SELECT count(*) FROM person").fetchone() == (0,)
            assert db.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_the_backup_of_a_night_that_was_missed_is_made_as_soon_as_the_platform_runs(
    city_file: Path, tmp_path: Path
) -> None:
    data = city.copied(city_file, tmp_path / "data")
    with sqlite3.connect(data / "ky-nang-so.db") as db:
        db.execute("DROP TRIGGER audit_line_stands")
        db.execute("UPDATE audit_line SET at = '2020-01-01 00:00:00.000000'")
    with running(data, demo=False):
        eventually(lambda: any((data / "backups").glob("kns-*Z.zip")), seconds=30)
        (made,) = (data / "backups").glob("kns-*Z.zip")
        with backups.opened(made) as found:
            assert found.database is not None


def test_the_link_survives_another_page_process_and_leads_to_signing_in(tmp_path: Path) -> None:
    with running(tmp_path, demo=False) as platform:
        code = re.findall(r"/first\?code=([0-9A-Z-]+)", (tmp_path / "server.log").read_text("utf-8"))[0]
        with another_page_process(tmp_path) as printed:
            assert "/first?code=" not in printed.read_text("utf-8")
        assert "You can now view" not in (tmp_path / "server.log").read_text("utf-8")
        words = {"name": "Nguyễn Thị Lan", "login": "QT01", "new": "ba cây chụm lại", "again": "ba cây chụm lại"}
        assert posted(platform, "/first", f"?code={code}", {"code": code, **words}) == "/sign-in?done=1"
        assert posted(platform, "/sign-in", "", {"login": "QT01", "password": "ba cây chụm lại"}) == "/"


def test_nothing_is_left_running_when_the_starter_is_killed(tmp_path: Path) -> None:
    with running(tmp_path) as platform:
        eventually(lambda: child(platform, b"worker") != 0, seconds=15)
        left = [child(platform, b"worker"), child(platform, b"app.py")]
        platform.process.send_signal(signal.SIGKILL)
        platform.process.wait(5)
        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), seconds=15)


def shown(platform: Platform, cookie: str, page: str, query: str = "") -> str:
    with Page(platform, cookie) as session:
        return text_of(session.open(page, query))


@contextlib.contextmanager
def another_page_process(data: Path) -> Iterator[Path]:
    """Run pages that `serve` did not start on the same data; give the file of what they print."""
    port, log = free_port(), data / "another.log"
    values = {**os.environ, "PORT": str(port), "KNS_DATA_DIR": str(data), "KNS_HOST": "127.0.0.1"}
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=values, stdout=out, stderr=out)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process, log)
            yield log
        finally:
            process.terminate()
            process.wait(20)


def posted(platform: Platform, path: str, query: str, fields: dict[str, str]) -> str:
    """Fill a form in and send it as a browser does; return where it leads, '' when it is shown again."""
    browser = urllib.request.build_opener(Still(), urllib.request.HTTPCookieProcessor())
    with browser.open(f"{platform.url}{path}{query}") as page:
        token = page.read().decode().split('name="form_token"')[1].split('value="')[1].split('"')[0]
    body = urllib.parse.urlencode({"form_token": token, **fields}).encode()
    try:
        browser.open(urllib.request.Request(f"{platform.url}{path}", body, {"origin": platform.url})).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.headers.get("location", "")
    return ""


class Still(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


def child(platform: Platform, mark: bytes) -> int:
    """Return the id of the platform's child process whose command line holds ``mark``; 0 when there is none."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            if parent == platform.process.pid and mark in (stat.parent / "cmdline").read_bytes():
                return int(stat.parent.name)
        except OSError:
            continue
    return 0


def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.3)
