"""A platform killed at random moments while several write at once: nothing acknowledged is lost, nothing half-written.

Learners answer and hand in over the websocket, an office brings staff lists in by the command, backups are made: all
of them die in the same moment. Then the file is looked at before anything mends it, and the platform starts again.
`make test` kills it twice, `make prove` 200 times.
"""

import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models import backups, text
from models.organisation import Person, Posting
from tests import city, faults, probing, quizzing
from tests.server import PROVING, ROOT
from tests.test_killed_server import Count, Learner, Server, look_after, study

log = logging.getLogger("kns.tests")
pytestmark = [pytest.mark.server, pytest.mark.slow]

KILLS = int(os.environ.get("KNS_KILLS", "200" if PROVING else "2"))
LEARNERS = 4
NAMES = ("An", "Bình", "Chi", "Dung", "Giang", "Hoa", "Lan", "Mai", "Nga", "Oanh") * 4  # of each list
LISTED = len(NAMES)
MOST = 40  # answers between two kills
MOMENTS = (0.2, 5.0)  # seconds after the last of them was sent, within which the kill falls: among answers, or later


@dataclass
class Office:
    """What goes on beside the learners: staff lists and backups, one after the other, each in a process of its own."""

    data: Path
    number: int
    over: threading.Event = field(default_factory=threading.Event)
    lists: dict[str, bool] = field(default_factory=dict)  # by the lists' mark: whether the command said it is written
    made: list[Path] = field(default_factory=list)  # backups that the command named
    refused: list[str] = field(default_factory=list)  # what commands said that nobody killed, and that did not do it
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def bring_in(self) -> None:
        """Bring in one list after the other."""
        while not self.over.is_set():
            mark = f"L{self.number:03d}x{len(self.lists)}-"
            file = self.data.parent / f"{mark}.csv"
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
        environment = {**os.environ, "KNS_DATA_DIR": str(self.data)}
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
        return told if process.returncode == 0 else None


@pytest.fixture
def server(city_file: Path, tmp_path: Path) -> Iterator[Server]:
    made = Server(city.copied(city_file, tmp_path / "data"))
    try:
        yield made
    finally:
        made.kill()


def look_at_the_file(data: Path) -> None:
    """The database as the kill left it is whole, and every reference in it leads somewhere."""
    with closing(sqlite3.connect(data / "ky-nang-so.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


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
    there = sorted((office.data / "backups").glob("kns-*.zip"))
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
    at_work: list[Learner] = []
    everybody: list[Learner] = []
    offices: list[Office] = []
    for number in range(KILLS):
        platform = server.start()
        with probing.database_of(platform) as engine:
            with Session(engine) as db:
                while len(at_work) < LEARNERS:
                    at_work.append(Learner(*quizzing.newcomer(db)))
                    everybody.append(at_work[-1])
                db.commit()
            office, count = Office(server.data, number), Count(source.randint(1, MOST))
            offices.append(office)
            work = [
                *((study, (platform, engine, one, random.Random(source.random()), count)) for one in at_work),
                (office.bring_in, ()),
                (office.back_up, ()),
            ]
            begun = [threading.Thread(target=act, args=given) for act, given in work]
            for thread in begun:
                thread.start()
            count.reached.wait(30)
            time.sleep(source.uniform(0, source.choice(MOMENTS)))
            server.kill()
            office.kill()
            for thread in begun:
                thread.join(40)
        assert office.refused == []
        look_at_the_file(server.data)
        look_at_backups(office, counted)
        with probing.database_of(platform) as engine, Session(engine) as db:
            for one in at_work:
                look_after(db, one)
        at_work = [one for one in at_work if not one.handed_in]
    platform = server.start()
    with probing.database_of(platform) as engine, Session(engine) as db:
        for one in everybody:
            look_after(db, one)
            counted["answers saved"] += one.told
            counted["handed in"] += one.handed_in
        for office in offices:
            look_at_lists(db, office, counted)
    log.warning("%s", dict(counted))
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    faults.survived("kill -9 of everything under load (SQLite)", f"acknowledged before the kills: {told}", tried=KILLS)
