"""The whole platform, killed and started again on either database, and learners who know what was called saved."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy import text as sql
from sqlmodel import Session, select
from websockets.exceptions import WebSocketException

from models import courses, database
from models.assessment.tables import Attempt, AttemptState, Response
from tests import city, probing, quizzing
from tests.server import PROVING, ROOT, Page, Platform, free_port, lend_browser_files, wait_until_ready

HANDS_IN = 0.08  # how often somebody has had enough of answering
GONE = (OSError, WebSocketException, TimeoutError, EOFError)
ON_POSTGRESQL = 15  # kills, in make prove
_chosen = os.environ.get("KNS_KILLS")
DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql", marks=pytest.mark.skipif(not (PROVING or _chosen), reason="a part of make prove, or KNS_KILLS=…")
    ),
]


class Server:
    """The platform as a process group that can be killed and started again on the same port and data."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.kind = data, "PostgreSQL" if url else "SQLite"
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None
        self._database = url or f"sqlite:///{data / 'ky-nang-so.db'}"
        lend_browser_files(data)

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the installation is told."""
        return {**os.environ, "KNS_DATA_DIR": str(self.data), "DATABASE_URL": self._database}

    def kills(self, few: int, many: int) -> int:
        """Return how often it is to be killed: ``few`` in make test, ``many`` in make prove, or KNS_KILLS."""
        if _chosen:
            return int(_chosen)
        return (many if self.kind == "SQLite" else ON_POSTGRESQL) if PROVING else few

    def start(self) -> Platform:
        """Start it and wait until it serves."""
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "models", "serve", "--demo"],
                cwd=ROOT,
                env={**self.environment, "PORT": self.url.rpartition(":")[2], "KNS_HOST": "127.0.0.1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until_ready(self.url, self.process, self.data / "server.log")
        return Platform(self.url, self.process, self.data)

    def kill(self) -> None:
        """End every process of it at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
            self.process = None

    @contextlib.contextmanager
    def database(self) -> Iterator[Engine]:
        """Read and write its database from the test, beside the running processes."""
        engine = database.connect(self._database)
        try:
            yield engine
        finally:
            engine.dispose()

    def look(self) -> None:
        """After a kill: SQLite's file is whole, and every reference in it leads somewhere; PostgreSQL has ended what it
        was told by whoever is gone.
        """
        if self.kind == "SQLite":
            with closing(sqlite3.connect(self.data / "ky-nang-so.db")) as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            return
        others = sql(
            "SELECT pid, state, query FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        end = time.monotonic() + 90
        with self.database() as engine, engine.connect() as connection:
            while left := connection.execute(others).all():
                assert time.monotonic() < end, f"PostgreSQL goes on with what nobody waits for: {left}"
                connection.rollback()  # or it is told what was there when it began
                time.sleep(0.05)


@contextlib.contextmanager
def at_work(request: pytest.FixtureRequest, city_file: Path, data: Path) -> Iterator[Server]:
    """A server of the demonstration's city, not yet started, on the database that the fixture's parameter names."""
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgresql_database"))
        data.mkdir()
        city.poured(city_file, database.engine())
        made = Server(data, url)
    else:
        made = Server(city.copied(city_file, data))
    try:
        yield made
    finally:
        made.kill()


class Count:
    """How many answers were sent, and a wait for so many, or until none of the learners is at it any more."""

    def __init__(self, wanted: int, learners: int) -> None:
        self.left, self.at_it = wanted, learners
        self.reached = threading.Event()
        self._lock = threading.Lock()

    def one_more(self) -> None:
        """Count an answer that is just being sent."""
        with self._lock:
            self.left -= 1
            if self.left <= 0:
                self.reached.set()

    def one_gone(self) -> None:
        """Count a learner who sends nothing more."""
        with self._lock:
            self.at_it -= 1
            if self.at_it <= 0:
                self.reached.set()


@dataclass
class Learner:
    """Somebody at a quiz, and what the server has told them so far."""

    person: int
    cookie: str
    attempt: str = ""
    items: list[tuple[int, str, list[str]]] = field(default_factory=list)
    saved: dict[int, Any] = field(default_factory=dict)  # by place: what the server called saved
    sent: dict[int, Any] = field(default_factory=dict)  # by place: what it may have or not
    told: int = 0  # how often an answer was called saved
    handed_in: bool = False
    handing_in: bool = False


def study(platform: Platform, engine: Any, learner: Learner, source: random.Random, count: Count) -> None:
    """Answer question after question until the server is gone, or all is handed in."""
    try:
        with Page(platform, learner.cookie) as page:
            if not learner.attempt:
                shown = page.open("quiz", quizzing.QUIZ)
                probing.forge(page, shown, {probing.widget(shown, "button"): True}, quizzing.QUIZ)
                with Session(engine) as db:
                    remember(db, learner)
            with Session(engine) as db:
                asked = {place: courses.question_at(db, digest) for place, digest, _order in learner.items}
            while source.random() > HANDS_IN:
                place = source.choice(list(asked))
                query = f"{quizzing.QUIZ}&question={place}"
                shown = page.open("quiz", query)
                answer = source.choice(quizzing.answers_of(asked[place]))
                learner.sent[place] = asked[place].parse(answer)
                count.one_more()
                told = probing.forge(page, shown, quizzing.widget_states(shown, answer), query)
                if quizzing.is_saved(told):
                    learner.saved[place] = learner.sent.pop(place)
                    learner.told += 1
            shown = page.open("quiz", quizzing.END)
            learner.handing_in = True
            count.one_more()
            probing.forge(page, shown, {quizzing.hand_in_button(shown): True}, quizzing.END)
            learner.handed_in = True
    except GONE:
        return
    finally:
        count.one_gone()


def go_on_to_the_end(platform: Platform, engine: Any, learners: Iterable[Learner], source: random.Random) -> None:
    """Let those who were at it when the server was killed answer on, one after the other, and hand in."""
    for one in learners:
        study(platform, engine, one, random.Random(source.random()), Count(0, 1))
        assert one.handed_in


def remember(db: Session, learner: Learner) -> None:
    attempt = db.exec(select(Attempt).where(Attempt.person_id == learner.person)).first()
    if attempt is not None:
        learner.attempt, learner.items = attempt.key, quizzing.items_of(db, attempt)


def look_after(db: Session, learner: Learner) -> None:
    """Compare what the server had told with what is there now."""
    attempts = db.exec(select(Attempt).where(Attempt.person_id == learner.person)).all()
    assert len(attempts) <= 1
    if not attempts:
        assert not learner.attempt
        return
    (attempt,) = attempts
    if not learner.attempt:
        learner.attempt, learner.items = attempt.key, quizzing.items_of(db, attempt)
    assert quizzing.items_of(db, attempt) == learner.items
    stored = dict(db.exec(select(Response.place, Response.answer).where(Response.attempt_id == attempt.id)).all())
    for place, answer in learner.saved.items():
        assert stored.get(place) in (answer, learner.sent.get(place, answer)), (place, stored.get(place), answer)
    unasked = {place: answer for place, answer in stored.items() if place not in {*learner.saved, *learner.sent}}
    kinds = {place: courses.question_at(db, digest).type for place, digest, _ in learner.items}
    assert {place: (kinds[place], answer) for place, answer in unasked.items()} == {}
    learner.saved, learner.sent = {place: one for place, one in stored.items() if one is not None}, {}
    if learner.handed_in:
        assert attempt.state is AttemptState.SUBMITTED
    if attempt.state is AttemptState.SUBMITTED:
        assert learner.handing_in
        learner.handed_in = True
        quizzing.marked_once(db, attempt, stored)
