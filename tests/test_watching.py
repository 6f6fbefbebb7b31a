"""What machines see of a running platform: `/ready`, `/metrics`, and a log that never holds what nobody may read."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session

from bench import crowd
from bench.browser import Browser, Wrong
from bench.journeys import Ledger, learn, show
from models import courses
from tests import city, probing
from tests.server import ROOT, Platform, running
from tests.test_serving import eventually

pytestmark = pytest.mark.server
TOKEN = "mot-ma-rieng"


@dataclass(frozen=True)
class Walk:
    """The platform that was walked through, the learner's browser, and what was done."""

    platform: Platform
    browser: Browser
    ledger: Ledger


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A platform on which a learner and an officer walked all their way, beside one who mistook their password."""
    data = tmp_path_factory.mktemp("watched")
    people = crowd.Crowd(data, 0.0, crowd.prepare(data, 2))
    with running(data, KNS_LOG="json", KNS_METRICS_TOKEN=TOKEN) as platform:
        ledger = Ledger()
        me, other = people.learner(platform, ledger), people.learner(platform, Ledger())
        officer = people.officer(platform, ledger)

        async def walk() -> None:
            await learn(me)
            await show(officer)
            await officer.leave()
            with pytest.raises(Wrong):
                await other.browser.sign_in(other.login, "không phải mật khẩu")
            await me.leave()

        with ThreadPoolExecutor(1) as aside:  # another test's browser may have left a loop in this thread
            aside.submit(asyncio.run, walk()).result()
        assert ledger.wrong == []
        assert 7 <= len(ledger.taken["quiz, an answer saved"]) <= 10
        assert {"coverage", "coverage, down 1", "coverage, Excel", "quiz, hand in and result"} <= set(ledger.taken)
        yield Walk(platform, me.browser, ledger)


def metrics(platform: Platform, token: str = TOKEN) -> tuple[int, dict[str, float]]:
    status, _headers, body = platform.ask("GET", "/metrics", headers={"authorization": f"Bearer {token}"})
    lines = [line.rsplit(" ", 1) for line in body.decode().splitlines() if line and not line.startswith("#")]
    return status, {name: float(value) for name, value in lines}


def test_the_journey_is_counted(walked: Walk) -> None:
    platform = walked.platform
    status, found = metrics(platform)
    assert status == 200
    assert found["kns_answers_saved_total"] == len(walked.ledger.taken["quiz, an answer saved"])
    assert found['kns_sign_ins_total{outcome="signed-in"}'] == 2
    assert found['kns_sign_ins_total{outcome="sign-in-wrong"}'] == 1
    assert found['kns_rerun_seconds_count{page="result",outcome="drawn"}'] == 1
    assert found['kns_rerun_seconds_bucket{page="result",outcome="drawn",le="+Inf"}'] == 1
    assert found['kns_request_seconds_count{address="/sign-in",status="303"}'] == 2
    assert found["kns_open_sessions"] == 0
    assert found["process_resident_memory_bytes"] > 50e6
    eventually(lambda: metrics(platform)[1].get('kns_worker_task_seconds_count{task="seal",outcome="done"}', 0) > 0, 30)


def test_what_is_counted_is_told_to_who_has_the_token_only(walked: Walk) -> None:
    platform = walked.platform
    assert metrics(platform, "")[0] == 404
    assert metrics(platform, TOKEN + "x")[0] == 404
    assert platform.get("/metrics", platform.sign_in("quantri"))[0] == 404


def test_without_a_token_nobody_is_told(tmp_path: Path, city_file: Path) -> None:
    with running(city.copied(city_file, tmp_path / "data"), KNS_WORKER="false") as platform:
        assert metrics(platform, "")[0] == 404
        assert platform.get("/ready")[0] == 200


def test_a_platform_that_serves_says_that_it_is_ready(walked: Walk) -> None:
    platform = walked.platform
    status, headers, body = platform.get("/ready")
    assert (status, json.loads(body)) == (200, {"status": "ready"})
    assert len(headers["x-request-id"]) == 16


def test_the_log_names_requests_and_sessions_and_holds_no_secret(walked: Walk) -> None:
    platform, browser = walked.platform, walked.browser
    written = (platform.data / "server.log").read_text("utf-8")
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["logger"] == "kns.requests"]
    drawn = [line for line in lines if line["logger"] == "kns.reruns" and line["page"] == "quiz"]
    assert {line["address"] for line in asked} >= {"/sign-in", "page"}
    assert all(len(line["request"]) == 16 for line in asked)
    assert len(drawn) > 20
    assert len({line["session"] for line in drawn}) == 1
    greeting = [line for line in written.splitlines() if line.strip() and not line.startswith("{")]
    assert len(greeting) <= 2, greeting
    secrets = [crowd.PASSWORD, "không phải mật khẩu", TOKEN, *browser.cookies.values()]
    with probing.database_of(platform) as engine, Session(engine) as db:
        course = city.shipped(db).course
        secrets += [course_words for one in course.questions for course_words in words_of(one)]
    with sqlite3.connect(platform.data / "ky-nang-so.db") as raw:
        secrets += [stored for (stored,) in raw.execute("SELECT password_hash FROM account WHERE password_hash != ''")]
        secrets += [stored for (stored,) in raw.execute("SELECT token_hash FROM sign_in_session")]
    assert len(secrets) > 100
    assert [secret for secret in secrets if secret in written] == []


def words_of(question: courses.Question) -> list[str]:
    """Return the texts of a question's options, by which a right answer could be told."""
    return [str(option.text) for option in getattr(question, "options", ()) if len(str(option.text)) > 12]


def test_a_process_may_open_more_files_than_a_shell_allows() -> None:
    """Without it the 250th tab would be the last one on most machines."""
    tried = (
        "import resource as r; from models import serving; hard = r.getrlimit(r.RLIMIT_NOFILE)[1];"
        "r.setrlimit(r.RLIMIT_NOFILE, (100, hard)); serving.allow_many_files();"
        "print(r.getrlimit(r.RLIMIT_NOFILE) == (hard, hard))"
    )
    said = subprocess.run([sys.executable, "-c", tried], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "True"


def test_an_error_of_the_database_is_told_without_its_values(tmp_path: Path) -> None:
    from sqlalchemy import text as sql
    from sqlalchemy.exc import OperationalError

    from models import database

    engine = database.make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with engine.connect() as db, pytest.raises(OperationalError) as wrong:
        db.execute(sql("SELECT * FROM nowhere WHERE answer = :given"), {"given": "the right answer"})
    engine.dispose()
    assert "nowhere" in str(wrong.value)
    assert "the right answer" not in str(wrong.value)
