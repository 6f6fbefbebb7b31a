"""A platform killed at random moments while several write at once: nothing acknowledged is lost, nothing half-written.

Learners answer and hand in over the websocket, an office brings staff lists in by the command, backups are made: all
of them die in the same moment. Then the database is looked at before anything mends it, and the platform starts again.
`make test` kills it twice, `make prove` 200 times, and 15 times on PostgreSQL.
"""

import logging
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models import backups, text
from models.organisation import Person, Posting
from tests import faults, quizzing
from tests.killing import DATABASES, Count, Learner, Server, at_work, look_after, study
from tests.server import ROOT

log = logging.getLogger("kns.tests")
pytestmark = [pytest.mark.server, pytest.mark.slow]

LEARNERS = 4
NAMES = ("An", "Bình", "Chi", "Dung", "Giang", "Hoa", "Lan", "Mai", "Nga", "Oanh") * 4  # of each list
LISTED = len(NAMES)
MOST = 40  # answers between two kills
MOMENTS = (0.2, 5.0)  # seconds after the last of them was sent, within which the kill falls: among answers, or later


@dataclass
class Office:
    """What goes on beside the learners: staff lists and backups, one after the other, each in a process of its own."""

    server: Server
    number: int
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: threading.Event = field(default_factory=threading.Event)  # a list is written, or a backup made
    lists: dict[str, bool] = field(default_factory=dict)  # by the lists' mark: whether the command said it is written
    made: list[Path] = field(default_factory=list)  # backups that the command named
    refused: list[str] = field(default_factory=list)  # what commands said that nobody killed, and that did not do it
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def bring_in(self) -> None:
        """Bring in one list after the other."""
        while not self.over.is_set():
            mark = f"L{self.number:03d}x{len(self.lists)}-"
            file = self.server.data.parent / f"{mark}.csv"
            rows = [f"{at};{mark}{at:04d};Trần Thị {name};Phường Hoàn Kiếm" for at, name in enumerate(NAMES)]
            file.write_text("\n".join(["STT;Mã cán bộ;Họ và tên;Đơn vị", *rows]), encoding="utf-8-sig")
            self.lists[mark] = False
            self.lists[mark] = self._told("import-people", str(file)) is not None

    def back_up(self) -> None:
        """Make one backup after the other."""
        while not self.over.is_set():
            told = self._told("backup")
            if told is not None:
                self.made.append(Path(told.partition("\n")[0].partition(": ")[2]))

    def kill(self) -> None:
        """End every command at once."""
        self.over.set()
        for one in list(self.running):
            one.send_signal(signal.SIGKILL)

    def _told(self, *command: str) -> str | None:
        """Run a command and return what it printed, None unless it ended well."""
        environment = self.server.environment
        whole = [sys.executable, "-m", "models", *command]
        pipe = subprocess.PIPE
        process = subprocess.Popen(whole, cwd=ROOT, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True)
        self.running.append(process)
        if self.over.is_set():
            process.kill()
        told, _ = process.communicate()
        self.running.remove(process)
        if process.returncode and not self.over.is_set():
            self.refused.append(told)
        if process.returncode == 0:
            self.acknowledged.set()
            return told
        return None


@pytest.fixture(params=DATABASES)
def server(request: pytest.FixtureRequest, city_file: Path, tmp_path: Path) -> Iterator[Server]:
    with at_work(request, city_file, tmp_path / "data") as made:
        yield made


def look_at_lists(db: Session, office: Office, counted: Counter[str]) -> None:
    """Each list is known whole, with a posting for each of its people, or not at all."""
    now = text.utc_now()
    for mark, said in office.lists.items():
        people = select(Person.id).where(col(Person.staff_code).startswith(mark), col(Person.recorded_at) <= now)
        placed = select(Posting.person_id).where(col(Posting.person_id).in_(people), col(Posting.recorded_at) <= now)
        found = {len(db.exec(people).all()), len(set(db.exec(placed).all()))}
        assert found in ({LISTED}, set() if said else {0}), (mark, said, found)
        counted["lists written"] += said
        counted["lists"] += 1


def look_at_backups(office: Office, counted: Counter[str]) -> None:
    """What has a backup's name is one, and each that was named is there."""
    there = sorted((office.server.data / "backups").glob("kns-*.zip"))
    assert set(office.made) <= set(there)
    for path in there:
        with backups.opened(path) as found:
            assert found.database is not None
        path.unlink()
    counted["backups"] += len(office.made)


def test_nothing_acknowledged_is_lost_whatever_is_written_when_everything_is_killed(server: Server) -> None:
    seed = random.randrange(2**32)
    log.warning("seed %s", seed)  # shown where the test fails
    source = random.Random(seed)
    counted: Counter[str] = Counter()
    studying: list[Learner] = []
    everybody: list[Learner] = []
    offices: list[Office] = []
    kills = server.kills(2, 200)
    for number in range(kills):
        platform = server.start()
        with server.database() as engine:
            with Session(engine) as db:
                while len(studying) < LEARNERS:
                    studying.append(Learner(*quizzing.newcomer(db)))
                    everybody.append(studying[-1])
                db.commit()
            office, count = Office(server, number), Count(source.randint(1, MOST), LEARNERS)
            offices.append(office)
            work = [
                *((study, (platform, engine, one, random.Random(source.random()), count)) for one in studying),
                (office.bring_in, ()),
                (office.back_up, ()),
            ]
            begun = [threading.Thread(target=act, args=given) for act, given in work]
            for thread in begun:
                thread.start()
            count.reached.wait(30)
            if number % 3 == 2:  # what the office was told is done is to stand, too
                office.acknowledged.wait(60)
            time.sleep(source.uniform(0, source.choice(MOMENTS)))
            server.kill()
            office.kill()
            for thread in begun:
                thread.join(40)
        assert office.refused == []
        server.look()
        look_at_backups(office, counted)
        with server.database() as engine, Session(engine) as db:
            for one in studying:
                look_after(db, one)
        studying = [one for one in studying if not one.handed_in]
    server.start()
    with server.database() as engine, Session(engine) as db:
        for one in everybody:
            look_after(db, one)
            counted["answers saved"] += one.told
            counted["handed in"] += one.handed_in
        for office in offices:
            look_at_lists(db, office, counted)
    log.warning("%s", dict(counted))
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    fault = f"kill -9 of everything under load ({server.kind})"
    faults.survived(fault, f"acknowledged before the kills: {told}", tried=kills)
