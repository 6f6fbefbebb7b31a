"""A database that is full, locked, read-only or damaged: nothing is called done, and it heals by itself."""

import contextlib
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert
from sqlalchemy.exc import InternalError
from sqlmodel import func, select

from models import changes, condition, database, migrations
from models.changes import Change, Kind
from models.rights import Unavailable
from tests import disks, faults
from tests.factories import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    with disks.small(tmp_path / "disk", "2m") as place:
        try:
            yield place
        finally:
            database.engine().dispose()


def write(count: int = 1) -> None:
    with database.writing() as db:
        for _one in range(count):
            changes.note(db, Kind.UNIT, 1, now=NOW)


def lines() -> int:
    with database.reading() as db:
        return db.exec(select(func.count()).select_from(Change)).one()


def refused(count: int = 1) -> str:
    with pytest.raises(Unavailable) as caught:
        write(count)
    return caught.value.code


@contextlib.contextmanager
def impatient(engine: Engine) -> Iterator[None]:
    """Let new connections wait for a fifth of a second where they would wait for ten."""

    def hurry(driver: sqlite3.Connection, _record: object) -> None:
        driver.execute("PRAGMA busy_timeout=200")

    engine.dispose()
    event.listen(engine, "connect", hurry)
    yield
    event.remove(engine, "connect", hurry)
    engine.dispose()


def test_a_file_that_may_not_grow_is_full_and_takes_again_what_fits_later(sqlite_database: str) -> None:
    write()
    engine = database.engine()
    engine.dispose()
    bounded = {"pages": True}

    def bound(driver: sqlite3.Connection, _record: object) -> None:
        if bounded["pages"]:
            (now,) = driver.execute("PRAGMA page_count").fetchone()
            driver.execute(f"PRAGMA max_page_count={now}")

    event.listen(engine, "connect", bound)
    try:
        assert refused(5000) == "database-full"
        assert lines() == 1
        bounded["pages"] = False
        engine.dispose()
        write(5000)
        assert lines() == 5001
    finally:
        event.remove(engine, "connect", bound)


def test_a_full_disk_keeps_what_was_there_and_takes_more_once_there_is_room(small_disk: Path) -> None:
    migrations.upgrade(database.connect(f"sqlite:///{small_disk / 'kns.db'}"))
    write()
    filling = small_disk / "filling"
    with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    assert refused(2000) == "database-full"
    assert lines() == 1
    filling.unlink()
    write(10)
    assert lines() == 11


def test_a_disk_that_can_only_be_read_refuses_and_heals(small_disk: Path) -> None:
    engine = database.connect(f"sqlite:///{small_disk / 'kns.db'}")
    migrations.upgrade(engine)
    write()
    engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert refused() in ("database-read-only", "database-gone")
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    write()
    assert lines() == 2
    faults.survived("disk remounted read-only, and back", "a write during and after")


def test_a_database_that_another_process_keeps_for_itself_is_busy(sqlite_database: str) -> None:
    engine = database.engine()
    with impatient(engine), closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused() == "database-busy"
        assert lines() == 0  # who only reads does not wait
        other.execute("ROLLBACK")
    write()
    assert lines() == 1


def test_a_damaged_file_is_known_by_the_check_and_by_whoever_reads(sqlite_database: str) -> None:
    write(3000)
    file = Path(database.engine().url.database or "")
    database.engine().dispose()
    assert condition.is_whole(file)
    size = file.stat().st_size
    with file.open("r+b") as broken:
        for page in range(2, size // 4096):
            broken.seek(4096 * page)
            broken.write(b"\xff" * 2048)
    assert not condition.is_whole(file)
    with pytest.raises(Unavailable) as caught:
        lines()
    assert caught.value.code == "database-damaged"


def test_a_lock_that_is_not_to_be_had_on_postgresql_is_busy(postgresql_database: str) -> None:
    with database.engine().connect() as other:
        other.exec_driver_sql("LOCK TABLE change IN EXCLUSIVE MODE")
        assert refused() == "database-busy"
    write()
    assert lines() == 1


def test_connections_that_the_server_ended_are_opened_anew(postgresql_database: str) -> None:
    write()
    with database.engine().connect() as killer:
        with database.reading() as db:
            db.exec(select(Change)).all()
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'kns'"
        )
        killer.exec_driver_sql(others)
    write()
    assert lines() == 2


def test_a_mistake_of_ours_stays_one(postgresql_database: str) -> None:
    """A write where only reading was asked for is no fault of the database."""
    with pytest.raises(InternalError), database.reading() as db:
        db.execute(insert(Change).values(at=NOW, kind=Kind.UNIT))
