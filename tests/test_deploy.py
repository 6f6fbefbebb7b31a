"""Two processes on one PostgreSQL behind HAProxy, as in `deploy/`: one is killed, one makes way for a newer version.

`make test` kills a process while 8 learners are at their quiz, `make prove` while 100 are; that also waits until the
work of its worker is taken over. Both play an upgrade, with few learners and with some more.
"""

import contextlib
import http.server
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy import text as sql
from sqlmodel import Session, select
from websockets.exceptions import WebSocketException

from models import courses, database, migrations
from models.assessment.tables import Attempt, AttemptState, Response
from models.worker.tables import Lease
from tests import certificates, city, faults, probing, quizzing
from tests.server import PROVING, ROOT, Page, Platform, free_port, running, wait_until_ready

pytestmark = [pytest.mark.server, pytest.mark.slow]


LEARNERS = 100 if PROVING else 8
LATER = 5 if PROVING else 2  # who come while two versions serve
BEFORE, AFTER = 2, 2  # answers of each before a process is killed, and after it
GONE = (OSError, WebSocketException, TimeoutError, EOFError)
APART = 0.1  # seconds between two that arrive
SOON = 60  # seconds within which somebody is served again
TAKEN_OVER = 25  # seconds: a lease lasts 20


@dataclass
class Learner:
    """Somebody at a quiz, with the cookies of their browser and what they were told is saved."""

    person: int
    cookie: str
    asked: dict[int, courses.Question] = field(default_factory=dict)
    saved: dict[int, Any] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=list)  # who served them, in turn
    signed_out: bool = False
    waited: bool = False

    def answer(self, platform: Platform, engine: Engine, until: int, gate: threading.Barrier | None = None) -> None:
        """Answer rightly until so many answers are saved; come back as a browser does when the line is lost.

        ``gate``: where one waits, once, after the first answers.
        """
        while len(self.saved) < until:
            with contextlib.suppress(*GONE), Page(platform, self._arrive(platform)) as page:
                if not self.asked:
                    self._begin(page, engine)
                for place in [one for one in self.asked if one not in self.saved][: until - len(self.saved)]:
                    if gate is not None and len(self.saved) == BEFORE and not self.waited:
                        self.waited = True
                        gate.wait(120)
                    self._give(page, place)

    def hand_in(self, platform: Platform) -> None:
        """Look over it all, and hand in."""
        with Page(platform, self._arrive(platform)) as page:
            shown = page.open("quiz", quizzing.END)
            probing.forge(page, shown, {quizzing.hand_in_button(shown): True}, quizzing.END)

    def _arrive(self, platform: Platform) -> str:
        """Open the quiz's address; return the cookies that go with its socket."""
        end = time.monotonic() + SOON
        while True:
            try:
                status, headers, _body = platform.get(f"/quiz?{quizzing.QUIZ}", self._cookies())
            except OSError:
                status, headers = 503, {}
            if status < 500:
                break
            assert time.monotonic() < end, "nobody is served any more"
            time.sleep(0.1)
        self.signed_out |= status != 200
        given = re.search(r"KNS_NODE=(\w+)", headers.get("set-cookie", ""))
        self.nodes += [given[1]] if given else self.nodes[-1:]
        return self._cookies()

    def _cookies(self) -> str:
        return f"{self.cookie}; KNS_NODE={self.nodes[-1]}" if self.nodes else self.cookie

    def _begin(self, page: Page, engine: Engine) -> None:
        shown = page.open("quiz", quizzing.QUIZ)
        probing.forge(page, shown, {probing.widget(shown, "button"): True}, quizzing.QUIZ)
        with Session(engine) as db:
            items = quizzing.items_of(db, attempt_of(db, self))
            self.asked = {place: courses.question_at(db, digest) for place, digest, _order in items}

    def _give(self, page: Page, place: int) -> None:
        query, question = f"{quizzing.QUIZ}&question={place}", self.asked[place]
        shown = page.open("quiz", query)
        told = probing.forge(page, shown, quizzing.widget_states(shown, question.right_answer()), query)
        assert quizzing.is_saved(told)
        self.saved[place] = question.parse(question.right_answer())


def attempt_of(db: Session, learner: Learner) -> Attempt:
    """Return the one attempt that a learner has made."""
    return db.exec(select(Attempt).where(Attempt.person_id == learner.person)).one()


def answers_of(db: Session, attempt: Attempt) -> dict[int, Any]:
    """Return what is stored, by place."""
    return dict(db.exec(select(Response.place, Response.answer).where(Response.attempt_id == attempt.id)).all())


def newcomers(engine: Engine, number: int) -> list[Learner]:
    """Make people with a session each."""
    with Session(engine) as db:
        made = [Learner(*quizzing.newcomer(db)) for _ in range(number)]
        db.commit()
    return made


@contextlib.contextmanager
def proxied(one: Platform, two: Platform) -> Iterator[Platform]:
    """HAProxy, on the file that ships, before two processes."""
    host, log = f"127.0.0.1:{free_port()}", one.data / "proxy.log"
    places = {"KNS_ONE": one.url.removeprefix("http://"), "KNS_TWO": two.url.removeprefix("http://")}
    with log.open("wb") as written:
        process = subprocess.Popen(
            ["haproxy", "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
            env={**os.environ, **places, "KNS_BIND": host},
            stdout=written,
            stderr=written,
        )
        try:
            wait_until_ready(f"http://{host}", process, log)
            yield Platform(f"http://{host}", process, one.data)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def engine(city_file: Path, postgresql_database: str) -> Engine:
    """The city in PostgreSQL."""
    made = database.connect(postgresql_database)
    city.poured(city_file, made)
    return made


@pytest.fixture
def own_engine(city_file: Path, postgresql_url: str) -> Iterator[Engine]:
    """The city in a PostgreSQL database of this test's own, whose schema it may change."""
    server = database.make_engine(postgresql_url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sql("DROP DATABASE IF EXISTS upgraded WITH (FORCE)"))
        connection.execute(sql("CREATE DATABASE upgraded"))
    server.dispose()
    made = database.connect(f"{postgresql_url.rpartition('/')[0]}/upgraded")
    migrations.upgrade(made)
    city.poured(city_file, made)
    yield made
    made.dispose()


@contextlib.contextmanager
def serving(engine: Engine, data: Path, root: Path = ROOT) -> Iterator[Platform]:
    """One process of pages with its worker, as a unit of `deploy/` starts it."""
    data.mkdir()
    with running(data, demo=False, root=root, **environment(engine)) as started:
        yield started
    assert "Traceback" not in (data / "server.log").read_text("utf-8", "replace")


def environment(engine: Engine) -> dict[str, str]:
    """Return the settings that all processes of an installation share."""
    return {"DATABASE_URL": str(engine.url), "KNS_TRUSTED_PROXIES": "127.0.0.1"}


def test_all_go_on_in_the_other_process_when_one_is_killed(engine: Engine, tmp_path: Path) -> None:
    learners = newcomers(engine, LEARNERS)
    with serving(engine, tmp_path / "one") as one, serving(engine, tmp_path / "two") as two, proxied(one, two) as proxy:
        gate = threading.Barrier(LEARNERS + 1)
        begun = [
            threading.Thread(target=learner.answer, args=(proxy, engine, BEFORE + AFTER, gate)) for learner in learners
        ]
        for thread in begun:
            thread.start()
            time.sleep(APART)
        gate.wait(120)  # everybody is in the middle
        killed, other = sorted((one, two), key=lambda node: not holds_the_work(engine, node))
        os.killpg(killed.process.pid, signal.SIGKILL)
        for thread in begun:
            thread.join(120)
        assert not any(thread.is_alive() for thread in begun)
        for learner in learners:
            learner.hand_in(proxy)
        assert {learner.nodes[0] for learner in learners} == {"one", "two"}
        assert {learner.nodes[-1] for learner in learners} == {"one" if other is one else "two"}
        assert [learner.person for learner in learners if learner.signed_out] == []
        with Session(engine) as db:
            for learner in learners:
                attempt = attempt_of(db, learner)
                stored = answers_of(db, attempt)
                assert stored == learner.saved
                assert attempt.state is AttemptState.SUBMITTED
                quizzing.marked_once(db, attempt, stored)
        assert proxy.get("/metrics")[0] == 404  # for machines inside, not for people
        if PROVING:
            wait_for_the_work(engine, other)
    faults.survived(
        "one of two processes killed behind HAProxy (PostgreSQL)",
        f"{LEARNERS} learners in the middle of a quiz go on in the other, still signed in, with all "
        f"{sum(len(learner.saved) for learner in learners)} answers that were called saved, and hand in once; the work "
        "of its worker is taken over",
    )


def wait_for_the_work(engine: Engine, node: Platform) -> None:
    """Wait until the worker beside a process owns the timed work."""
    end = time.monotonic() + TAKEN_OVER
    while not holds_the_work(engine, node):
        assert time.monotonic() < end, "nobody took the worker's work over"
        time.sleep(0.2)


def holds_the_work(engine: Engine, node: Platform) -> bool:
    """Whether the worker beside a process of pages owns the timed work of the installation."""
    with Session(engine) as db:
        owner = db.exec(select(Lease.owner).where(Lease.name == "work")).one()
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(int(owner.split(":")[1])) == node.process.pid
    return False


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", "{head}", None, None


def upgrade() -> None:
    op.create_table("of_the_next_version", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("response", sa.Column("added_next", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("response", "added_next")
    op.drop_table("of_the_next_version")
"""


def next_version(folder: Path) -> Path:
    """Return a copy of the platform that needs a newer schema."""
    folder.mkdir()
    for name in ("models", "pages", "locale", "content", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    versions = folder / "models" / "migrations" / "versions"
    (versions / "9000_the_next.py").write_text(NEXT.format(head=migrations.head_revision()), "utf-8")
    return folder


def test_an_upgrade_signs_nobody_out_and_both_versions_serve(own_engine: Engine, tmp_path: Path) -> None:
    engine = own_engine
    newer, (learner,) = next_version(tmp_path / "newer"), newcomers(engine, 1)
    with serving(engine, tmp_path / "one") as old:
        learner.answer(old, engine, 1)
        with (
            pytest.raises(AssertionError, match="python -m models migrate"),
            serving(engine, tmp_path / "early", newer),
        ):
            pass
        values = {**os.environ, **environment(engine)}
        subprocess.run([sys.executable, "-m", "models", "migrate"], cwd=newer, env=values, check=True)
        learner.answer(old, engine, 2)  # the old version goes on, on the newer schema
        with serving(engine, tmp_path / "two", newer) as new, proxied(old, new) as proxy:
            wait_for_the_work(engine, new)  # the old one's worker, still there, has stepped back
            everybody = [learner, *newcomers(engine, LATER)]
            for one in everybody:
                one.answer(proxy, engine, 3)
            assert {one.nodes[-1] for one in everybody} == {"one", "two"}  # side by side
            old.process.send_signal(signal.SIGTERM)
            old.process.wait(30)
            for one in everybody:
                one.answer(proxy, engine, 4)
            assert {one.nodes[-1] for one in everybody} == {"two"}
    assert [one.person for one in everybody if one.signed_out] == []
    with Session(engine) as db:
        assert [answers_of(db, attempt_of(db, one)) for one in everybody] == [one.saved for one in everybody]
    faults.survived(
        "a newer version beside the old one behind HAProxy, then the old one stopped (PostgreSQL)",
        f"the newer one does not start before it has migrated; {len(everybody)} learners are served by both, nobody is "
        "signed out, every answer that was called saved is there; the old one's worker steps back by itself",
    )


class Behind(http.server.BaseHTTPRequestHandler):
    """Stands in for a process of pages: tells back in which way the proxy says that people came."""

    def do_GET(self) -> None:
        """Answer anything."""
        self.send_response(200)
        self.send_header("set-cookie", "kns=x; HttpOnly")
        self.send_header("x-told", self.headers.get("X-Forwarded-Proto", ""))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("tls", [False, True])
def test_only_the_proxy_says_that_people_came_over_tls(tmp_path: Path, tls: bool) -> None:
    port, log = free_port(), tmp_path / "proxy.log"
    one = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    certificates.make(tmp_path, "localhost")
    (tmp_path / "kns.pem").write_bytes(b"".join((tmp_path / f"server.{part}").read_bytes() for part in ("pem", "key")))
    bind = f"127.0.0.1:{port}" + (f" ssl crt {tmp_path / 'kns.pem'} alpn h2,http/1.1" if tls else "")
    places = {"KNS_BIND": bind, "KNS_ONE": f"127.0.0.1:{one.server_port}", "KNS_TWO": "127.0.0.1:1"}
    context = ssl._create_unverified_context()
    with (
        log.open("wb") as written,
        subprocess.Popen(
            ["haproxy", "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
            env={**os.environ, **places},
            stdout=written,
            stderr=written,
        ) as proxy,
    ):
        try:
            asked = urllib.request.Request(
                f"http{'s' if tls else ''}://127.0.0.1:{port}/", headers={"X-Forwarded-Proto": "https"}
            )
            told = answer_of(asked, context if tls else None)
        finally:
            proxy.terminate()
            one.shutdown()
            one.server_close()
    node = next(cookie for cookie in told.get_all("set-cookie") or [] if cookie.startswith("KNS_NODE="))
    assert (told["x-told"], told["server"]) == ("https" if tls else "", None)
    assert ("strict-transport-security" in told) is tls
    assert (node.count("Secure"), "HttpOnly" in node) == (int(tls), True)


def answer_of(asked: urllib.request.Request, context: ssl.SSLContext | None) -> Message:
    """Return the headers of the first answer."""
    end = time.monotonic() + SOON
    while True:
        try:
            with urllib.request.urlopen(asked, context=context, timeout=10) as answer:
                return answer.headers  # type: ignore[no-any-return]
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
