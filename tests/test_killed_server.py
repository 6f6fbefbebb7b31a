"""A real server is killed at random points between answers: nothing that it called saved is lost, nothing counts twice.

Learners answer over the websocket as browsers do, one question after the other, hand in, and others take their place.
Meanwhile the whole platform (pages and worker) is ended as a power cut ends it, and started again on the same data.
`make test` kills it 10 times, `make prove` 100 times.
"""

import json
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
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session, col, select
from websockets.exceptions import WebSocketException

from models import access, courses, text
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Response
from models.courses import Asked
from models.learning.tables import Completion
from tests import city, factories, probing
from tests.server import ROOT, Page, Platform, free_port, lend_browser_files, wait_until_ready

log = logging.getLogger("kns.tests")
pytestmark = [pytest.mark.server, pytest.mark.slow]

KILLS = 100 if os.environ.get("KNS_PROVE") else 10
LEARNERS = 2
HANDS_IN = 0.08  # how often somebody has had enough of answering
MOST = 14  # answers between two kills
MOMENT = 0.15  # seconds after an answer was sent, within which the kill falls
SAVED = json.dumps({"words": text.translate("Saved at {time}").partition("{")[0]})[:-2]
GONE = (OSError, WebSocketException, TimeoutError, EOFError)
QUIZ_OF = f"course={city.SLUG}&quiz={city.QUIZ}"


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


def new_learner(db: Session) -> Learner:
    person = factories.person(db)
    factories.posting(db, person, city.unit_id(db, "Phường Hoàn Kiếm"))
    return Learner(person, "kns=" + access.open_session(db, person, shared=False, now=text.utc_now()))


def answers_of(question: courses.Question) -> list[Any]:
    return [question.right_answer(), *question.wrong_answers()]


def widget_states(page: list[Any], question: courses.Question, answer: Any) -> dict[str, object]:
    """Return what a browser sends when somebody gives this answer."""
    kinds = probing.widgets_in(page)
    if question.asked_by is Asked.ONE:
        radio = next(one for one, kind in kinds.items() if kind == "radio")
        shown = next(one.delta.new_element.radio for one in page if one.delta.new_element.radio.id == radio)
        ids = {str(option.text): option.id for option in getattr(question, "options", ())}
        words = {text.translate("True"): True, text.translate("False"): False}
        return {radio: next(said for said in shown.options if (ids or words).get(said, said) == answer)}
    if question.asked_by is Asked.MANY:
        boxes = [one for one, kind in kinds.items() if kind == "checkbox"]
        return {one: probing.Box(one.rpartition(":")[2] in answer) for one in boxes}
    (own,) = [one for one, kind in kinds.items() if kind == "bidi_component" and "answer:" in one][:1]
    return {own: {"given": {"answer": answer}}}


def study(platform: Platform, engine: Any, learner: Learner, source: random.Random, count: Count) -> None:
    """Answer question after question until the server is gone, or all is handed in."""
    try:
        with Page(platform, learner.cookie) as page:
            if not learner.attempt:
                shown = page.open("quiz", QUIZ_OF)
                probing.forge(page, shown, {probing.widget(shown, "button"): True}, QUIZ_OF)
                with Session(engine) as db:
                    remember(db, learner)
            with Session(engine) as db:
                asked = {place: courses.question_at(db, digest) for place, digest, _order in learner.items}
            while source.random() > HANDS_IN:
                place = source.choice(list(asked))
                query = f"{QUIZ_OF}&question={place}"
                shown = page.open("quiz", query)
                answer = source.choice(answers_of(asked[place]))
                learner.sent[place] = asked[place].parse(answer)
                count.one_more()
                told = probing.forge(page, shown, widget_states(shown, asked[place], answer), query)
                if any(one.delta.new_element.bidi_component.json.startswith(SAVED) for one in told):
                    learner.saved[place] = learner.sent.pop(place)
                    learner.told += 1
            query = f"{QUIZ_OF}&question={max(asked)}"
            shown = page.open("quiz", query)
            learner.handing_in = True
            count.one_more()
            probing.forge(page, shown, {hand_in_button(shown): True}, query)
            learner.handed_in = True
    except GONE:
        return


def hand_in_button(shown: list[Any]) -> str:
    """Return the button that hands in."""
    buttons = [one.delta.new_element.button for one in shown]
    return next(str(one.id) for one in buttons if one.label == text.translate("Hand in"))


def remember(db: Session, learner: Learner) -> None:
    attempt = db.exec(select(Attempt).where(Attempt.person_id == learner.person)).first()
    if attempt is not None:
        learner.attempt, learner.items = attempt.key, items_of(db, attempt)


def items_of(db: Session, attempt: Attempt) -> list[tuple[int, str, list[str]]]:
    rows = db.exec(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(col(AttemptItem.place)))
    return [(row.place, row.question_hash, list(row.option_order)) for row in rows]


def look_after(db: Session, learner: Learner) -> None:
    """Compare what the server had told with what is there now."""
    attempts = db.exec(select(Attempt).where(Attempt.person_id == learner.person)).all()
    assert len(attempts) <= 1
    if not attempts:
        assert not learner.attempt
        return
    (attempt,) = attempts
    if not learner.attempt:
        learner.attempt, learner.items = attempt.key, items_of(db, attempt)
    assert items_of(db, attempt) == learner.items
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
        marked_once(db, attempt, stored)


def marked_once(db: Session, attempt: Attempt, stored: dict[int, Any]) -> None:
    items = db.exec(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
    due = {
        item.place: float(question.mark(stored.get(item.place)).fraction * Fraction(question.marks))
        for item in items
        for question in [courses.question_at(db, item.question_hash)]
    }
    assert {item.place: item.marks for item in items} == pytest.approx(due)
    assert attempt.marks == pytest.approx(sum(due.values()))
    acts = sql("SELECT count(*) FROM audit_line WHERE act = 'assessment.submit' AND subject_id = :one")
    assert db.execute(acts, {"one": attempt.id}).scalar() == 1
    done = db.exec(select(Completion).where(Completion.attempt_id == attempt.id)).all()
    assert len(done) <= int(bool(attempt.passed))


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
                    at_work.append(new_learner(db))
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
