"""A real server is killed at random points between answers: nothing that it called saved is lost, nothing counts twice.

Learners answer over the websocket as browsers do, one question after the other, hand in, and others take their place.
Meanwhile the whole platform (pages and worker) is ended as a power cut ends it, and started again on the same data.
`make test` kills it 10 times, `make prove` 100 times.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from websockets.exceptions import WebSocketException

from models import courses
from models.assessment.tables import Attempt, AttemptState, Response
from tests import city, faults, probing, quizzing
from tests.server import PROVING, ROOT, Page, Platform, free_port, lend_browser_files, wait_until_ready

log = logging.getLogger("kns.tests")
pytestmark = [pytest.mark.server, pytest.mark.slow]

KILLS = 100 if PROVING else 10
LEARNERS = 2
HANDS_IN = 0.08  # how often somebody has had enough of answering
MOST = 14  # answers between two kills
MOMENT = 0.15  # seconds after an answer was sent, within which the kill falls
GONE = (OSError, WebSocketException, TimeoutError, EOFError)


class Server:
    """The platform as a process group that can be killed and started again on the same port and data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None
        lend_browser_files(data)

    def start(self) -> Platform:
        """Start it and wait until it serves."""
        values = {**os.environ, "PORT": self.url.rpartition(":")[2], "KNS_DATA_DIR": str(self.data)}
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "models", "serve", "--demo"],
                cwd=ROOT,
                env={**values, "KNS_HOST": "127.0.0.1"},
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


class Count:
    """How many answers were sent, and a wait for so many."""

    def __init__(self, wanted: int) -> None:
        self.left = wanted
        self.reached = threading.Event()

    def one_more(self) -> None:
        """Count an answer that is just being sent."""
        self.left -= 1
        if self.left <= 0:
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


@pytest.fixture
def server(city_file: Path, tmp_path: Path) -> Iterator[Server]:
    made = Server(city.copied(city_file, tmp_path / "data"))
    try:
        yield made
    finally:
        made.kill()


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
                told = probing.forge(page, shown, quizzing.widget_states(shown, asked[place], answer), query)
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


def test_no_answer_called_saved_is_lost_when_the_server_is_killed(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    seed = random.randrange(2**32)
    log.warning("seed %s", seed)  # shown where the test fails
    source = random.Random(seed)
    everybody: list[Learner] = []
    at_work: list[Learner] = []
    counted: Counter[str] = Counter()
    for _kill in range(KILLS):
        platform = server.start()
        with probing.database_of(platform) as engine:
            with Session(engine) as db:
                while len(at_work) < LEARNERS:
                    at_work.append(Learner(*quizzing.newcomer(db)))
                    everybody.append(at_work[-1])
                db.commit()
            count = Count(source.randint(1, MOST))
            begun = [
                threading.Thread(target=study, args=(platform, engine, one, random.Random(source.random()), count))
                for one in at_work
            ]
            for thread in begun:
                thread.start()
            count.reached.wait(30)
            time.sleep(source.uniform(0, MOMENT))
            server.kill()
            for thread in begun:
                thread.join(40)
            with Session(engine) as db:
                for one in at_work:
                    counted["at a question"] += bool(one.sent)
                    look_after(db, one)
            at_work = [one for one in at_work if not one.handed_in]
    platform = server.start()
    with probing.database_of(platform) as engine, Session(engine) as db:
        for one in everybody:
            look_after(db, one)
            counted["saved"] += one.told
            counted["handed in"] += one.handed_in
    log.warning("%s", dict(counted))
    record_property("counted", str(dict(counted)))
    assert counted["saved"] > 2 * KILLS
    assert counted["handed in"] > 0
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    faults.survived("kill -9 between and amid answers (SQLite)", f"acknowledged before the kills: {told}", tried=KILLS)
