"""A real server is killed at random points between answers: nothing that it called saved is lost, nothing counts twice.

Learners answer over the websocket as browsers do, one question after the other, hand in, and others take their place.
Meanwhile the whole platform (pages and worker) is ended as a power cut ends it, and started again on the same data.
`make test` kills it 10 times, `make prove` 100 times, and 15 times on PostgreSQL.
"""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from tests import faults, quizzing
from tests.killing import DATABASES, Count, Learner, Server, at_work, go_on_to_the_end, look_after, study

log = logging.getLogger("kns.tests")
pytestmark = [pytest.mark.server, pytest.mark.slow]

LEARNERS = 2
MOST = 14  # answers between two kills
MOMENT = 0.15  # seconds after an answer was sent, within which the kill falls


@pytest.fixture(params=DATABASES)
def server(request: pytest.FixtureRequest, city_file: Path, tmp_path: Path) -> Iterator[Server]:
    with at_work(request, city_file, tmp_path / "data") as made:
        yield made


def test_no_answer_called_saved_is_lost_when_the_server_is_killed(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    seed = random.randrange(2**32)
    log.warning("seed %s", seed)  # shown where the test fails
    source = random.Random(seed)
    everybody: list[Learner] = []
    studying: list[Learner] = []
    counted: Counter[str] = Counter()
    kills = server.kills(10, 100)
    for _kill in range(kills):
        platform = server.start()
        with server.database() as engine:
            with Session(engine) as db:
                while len(studying) < LEARNERS:
                    studying.append(Learner(*quizzing.newcomer(db)))
                    everybody.append(studying[-1])
                db.commit()
            count = Count(source.randint(1, MOST), LEARNERS)
            begun = [
                threading.Thread(target=study, args=(platform, engine, one, random.Random(source.random()), count))
                for one in studying
            ]
            for thread in begun:
                thread.start()
            count.reached.wait(30)
            time.sleep(source.uniform(0, MOMENT))
            server.kill()
            for thread in begun:
                thread.join(40)
            server.look()
            with Session(engine) as db:
                for one in studying:
                    counted["at a question"] += bool(one.sent)
                    look_after(db, one)
            studying = [one for one in studying if not one.handed_in]
    platform = server.start()
    with server.database() as engine, Session(engine) as db:
        go_on_to_the_end(platform, engine, studying, source)
        for one in everybody:
            look_after(db, one)
            counted["saved"] += one.told
            counted["handed in"] += one.handed_in
    log.warning("%s", dict(counted))
    record_property("counted", str(dict(counted)))
    assert counted["saved"] > 2 * kills
    assert counted["handed in"] > 0
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    fault = f"kill -9 between and amid answers ({server.kind})"
    faults.survived(fault, f"acknowledged before the kills: {told}", tried=kills)
