"""The whole platform killed while a long file is made: the next start makes it, and who asked can fetch it."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete
from sqlmodel import select

from bench import city
from models import access, database, reports, text
from models.reports import CoverageWanted, Export, State
from models.rights import Right, Role
from models.training import Question
from models.worker.tables import Lease
from pages.parts import who
from tests import factories
from tests.server import Platform, running

pytestmark = pytest.mark.server

PEOPLE = 15_000
OFFICER, SOMEBODY = 1, 2


def test_a_killed_platform_makes_the_file_when_it_is_started_again(tmp_path: Path) -> None:
    city.write(f"sqlite:///{tmp_path / 'ky-nang-so.db'}", PEOPLE)
    now = text.utc_now()
    with database.writing() as db:
        factories.grant(db, OFFICER, Role.HR)
        factories.grant(db, SOMEBODY, Role.HR)
        tokens = [access.open_session(db, person, shared=False, now=now) for person in (OFFICER, SOMEBODY)]
    mine, other = (f"{who.COOKIE}={token}" for token in tokens)
    with running(tmp_path, demo=False) as platform:
        with database.writing() as db:
            me = access.actor_for(db, OFFICER, "Lê", now=now)
            scope = access.scope_of(me, Right.SEE_COVERAGE)
            reports.ask(db, me, scope, CoverageWanted(Question(city.TODAY)), name="Thành phố", now=now)
        until(lambda: export().state is State.MAKING)
        address = f"/export/file/{export().key}"
        assert platform.get(address, mine)[0] == 404
        os.killpg(platform.process.pid, signal.SIGKILL)  # pages, worker and the one that makes files, all at once
        platform.process.wait(10)
        gone(platform)
    assert (export().state, export().tries) == (State.MAKING, 1)
    with database.writing() as db:  # else the new ones wait until the leases of the dead ones are over
        db.execute(delete(Lease))
    with running(tmp_path, demo=False) as platform:
        assert platform.get(address, mine)[0] == 404
        until(lambda: export().state is State.READY)
        status, headers, body = platform.get(address, mine)
        assert (status, len(body)) == (200, export().size)
        assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''do-phu-")
        rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_name(text.translate("People")).height - 1
        assert rows == export().total
        assert [platform.get(address, one)[0] for one in (other, None)] == [404, 303]


def export() -> Export:
    with database.reading() as db:
        return db.exec(select(Export)).one()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(platform: Platform) -> None:
    """Wait until no process of the platform is left."""
    with contextlib.suppress(ProcessLookupError):
        until(lambda: bool(os.killpg(platform.process.pid, 0)))
