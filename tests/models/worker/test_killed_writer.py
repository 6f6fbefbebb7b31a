"""The real process that does big writes, ended by SIGKILL in the middle: the next one finishes what it had begun."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col, func, select

from models import access, database, organisation, text, training
from models.organisation import Posting
from models.rights import Right
from models.staging import Batch, State
from models.training import Duty, Whom
from models.worker.tables import Lease
from tests import factories

ROOT = Path(__file__).resolve().parents[3]
CONSOLE = access.operator()
MANAGING = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ON = date(2026, 3, 2)
PEOPLE = 800


def writer(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KNS_DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-m", "models", "big-writes"], cwd=ROOT, env=environment)


def handed_in() -> str:
    letters = "ABCDĐGHIKLMNOPQRSTUVXY"
    names = [f"Lê {one}a {other}i" for one in letters for other in letters.lower()]
    rows = [f"NV{n:05};{names[n % len(names)]};Chuyên viên;H26.01" for n in range(PEOPLE)]
    file = "\n".join(["Mã cán bộ;Họ và tên;Chức vụ;Mã đơn vị", *rows]).encode()
    with database.writing() as db:
        top = factories.unit(db, "UBND thành phố", code="H26")
        factories.unit(db, "Phường Ba Đình", top, code="H26.01")
        for slug in ("mot", "hai", "ba"):
            course = factories.bare_course(db, slug)
            scope = access.scope_of(CONSOLE, Right.ASSIGN)
            training.create_rule(
                db, CONSOLE, scope, course_id=course, whom=Whom(), from_=ON, due_days=30, now=factories.NOW
            )
        return organisation.ask_import(db, CONSOLE, MANAGING, file, organisation.AskedList(ON), now=text.utc_now()).key


def batch(key: str) -> Batch:
    with database.reading() as db:
        return db.exec(select(Batch).where(Batch.key == key)).one()


def seen() -> tuple[int, int]:
    """How many places and duties are known."""
    with database.reading() as db:
        counts = [
            db.exec(select(func.count(col(table.id))).where(col(table.voided_at).is_(None))).one()
            for table in (Posting, Duty)
        ]
    return counts[0], counts[1]


def killed(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    with database.writing() as db:  # else the next one waits until the lease of the dead one is over
        db.execute(delete(Lease))


@pytest.mark.slow
@pytest.mark.parametrize("while_it_is", [State.WRITING, State.SETTLING])
def test_a_killed_writer_leaves_all_or_none_and_the_next_one_finishes(sqlite_database: str, while_it_is: State) -> None:
    key = handed_in()
    assert writer(sqlite_database).wait(120) == 0
    assert batch(key).state is State.READY
    with database.writing() as db:
        organisation.confirm_import(db, CONSOLE, MANAGING, key)
    process = writer(sqlite_database)
    deadline = time.monotonic() + 60
    while not (batch(key).state is while_it_is and batch(key).done >= 1):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)
    killed(process)
    assert batch(key).state is while_it_is
    assert seen() == ((0, 0) if while_it_is is State.WRITING else (PEOPLE, 3 * PEOPLE))
    assert writer(sqlite_database).wait(120) == 0
    assert (batch(key).state, seen()) == (State.DONE, (PEOPLE, 3 * PEOPLE))
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
