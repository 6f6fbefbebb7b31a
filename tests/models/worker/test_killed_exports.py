"""The real process that makes long files: killed in the middle, without room on the disk, with its bounds."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from models import access, database, reports, settings, text, training
from models.reports import CoverageWanted, State
from models.rights import DomainError, Right, Role
from models.training import Question
from models.worker.tables import Lease
from tests import factories
from tests.models.reports.asking import TODAY, export, fetched, files
from tests.models.training.making import CONSOLE, START, scope

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
PEOPLE, COURSES = 1500, 20
ROWS = PEOPLE * COURSES


@pytest.fixture
def officer(sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Who has asked for a file that takes some seconds."""
    chosen = settings.Settings(data_dir=tmp_path / "data", database_url=sqlite_database)
    monkeypatch.setattr(settings, "current", lambda: chosen)
    with database.writing() as db:
        ward = factories.unit(db, "Phường Ba Đình")
        people = [factories.person(db, f"Lê Thị Bình {number}") for number in range(PEOPLE)]
        for person in people:
            factories.posting(db, person, ward)
        factories.grant(db, people[0], Role.HR, ward)
        for number in range(COURSES):
            course = factories.bare_course(db, f"khoa-{number}")
            training.create_rule(
                db,
                CONSOLE,
                scope(),
                course_id=course,
                whom=training.Whom(),
                from_=START,
                due_on=TODAY,
                now=factories.NOW,
            )
        me = access.actor_for(db, people[0], "Lê", now=text.utc_now())
        reach = access.scope_of(me, Right.SEE_COVERAGE)
        reports.ask(db, me, reach, CoverageWanted(Question(on=TODAY)), name="Phường", now=text.utc_now())
    return people[0]


def maker(before: Callable[[], object] | None = None) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": settings.current().url,
        "KNS_DATA_DIR": str(settings.current().data_dir),
    }
    command = [sys.executable, "-m", "models", "exports"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=before)


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.002)


def parts() -> bool:
    """Whether rows of people are being written: figures come first, in the smallest part of the file."""
    return any(path.stat().st_size > 50_000 for path in settings.current().exports_dir.glob("*.part"))


def test_killed_in_the_middle_nothing_is_offered_and_the_next_process_makes_it(officer: int) -> None:
    process = maker()
    until(parts, process)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    killed = export()
    assert (killed.state, killed.tries) == (State.MAKING, 1)
    assert files() == [f"{killed.key}-1.part"]
    with pytest.raises(DomainError, match="not-found"):
        fetched(officer, killed.key)
    with database.writing() as db:  # else the next one waits until the lease of the dead one is over
        db.execute(delete(Lease))
    assert maker().wait(120) == 0
    assert (export().state, export().tries, export().total) == (State.READY, 2, ROWS)
    assert files() == [f"{killed.key}.xlsx"]
    assert len(fetched(officer, killed.key)[text.translate("People")]) == ROWS + 1


def test_told_to_stop_it_ends_soon_and_counts_no_failure(officer: int) -> None:
    process = maker()
    until(parts, process)
    process.terminate()
    assert process.wait(20) == 0
    assert (export().state, export().tries, files()) == (State.WAITING, 0, [])


def test_without_room_on_the_disk_it_is_said_and_nothing_is_left(officer: int) -> None:
    """A bound on the size of a file stands for the disk: the same error, at the same places."""
    with database.engine().connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # else the database's own log is longer than that
    whole = 300_000  # the file comes to twice as much
    assert maker(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (whole, whole))).wait(120) == 0
    refused = export()
    assert (refused.state, refused.wrong, files()) == (State.REFUSED, {"code": "export-disk", "values": {}}, [])


def test_its_file_is_read_by_this_user_alone_and_it_comes_after_everybody_else(officer: int) -> None:
    process = maker()
    until(parts, process)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 5
    assert resource.prlimit(process.pid, resource.RLIMIT_AS)[0] == 4_000_000_000
    assert resource.prlimit(process.pid, resource.RLIMIT_CPU)[0] >= 600
    assert process.wait(120) == 0
    assert (settings.current().exports_dir / files()[0]).stat().st_mode & 0o777 == 0o600
