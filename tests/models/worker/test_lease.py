"""One owner of the timed work, and a successor when it dies, or when another version has changed the schema."""

import importlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from models import database, measures, migrations, settings, text, worker
from models.rights import Unavailable
from models.worker import tables
from models.worker.lease import LASTS
from tests.factories import NOW


def test_one_owner_at_a_time_and_a_successor_when_it_is_silent(any_database: str) -> None:
    assert worker.hold("work", "a", now=NOW)
    assert not worker.hold("work", "b", now=NOW + timedelta(seconds=5))
    assert worker.hold("work", "a", now=NOW + timedelta(seconds=10))
    assert not worker.hold("work", "b", now=NOW + timedelta(seconds=10) + LASTS - timedelta(seconds=1))
    assert worker.hold("work", "b", now=NOW + timedelta(seconds=10) + LASTS)
    assert not worker.hold("work", "a", now=NOW + timedelta(seconds=11) + LASTS)


def test_a_lease_given_back_is_free_at_once(any_database: str) -> None:
    assert worker.hold("work", "a", now=NOW)
    worker.give_back("work", "a", now=NOW + timedelta(seconds=1))
    assert worker.hold("work", "b", now=NOW + timedelta(seconds=1))


def test_of_many_that_ask_in_the_same_moment_one_gets_it(any_database: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda name: worker.hold("work", f"w{name}", now=NOW), range(8)))
    assert sum(got) == 1


@contextmanager
def schema_at(revision: str) -> Iterator[None]:
    """The database as another version leaves it."""
    stand = sql("UPDATE alembic_version SET version_num = :one")
    with database.writing() as db:
        db.execute(stand, {"one": revision})
    try:
        yield
    finally:
        with database.writing() as db:
            db.execute(stand, {"one": migrations.head_revision()})


@pytest.mark.parametrize(("revision", "code"), [("9999", "schema-unknown"), ("0001", "schema-old")])
def test_who_has_another_schema_gives_the_lease_back_at_once(any_database: str, revision: str, code: str) -> None:
    assert worker.hold("work", "a", now=NOW)
    with schema_at(revision):
        with pytest.raises(Unavailable) as refused:
            worker.hold("work", "a", now=NOW)
        assert refused.value.code == code
    assert worker.hold("work", "of that version", now=NOW)


def test_a_worker_steps_back_from_a_newer_schema_and_goes_on_when_it_is_its_own_again(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an upgrade and a rollback look like to the worker of the older version: it runs all the time."""
    (tmp_path / "content").mkdir()
    chosen = settings.Settings(data_dir=tmp_path, database_url=sqlite_database, content_dir=tmp_path / "content")
    monkeypatch.setattr(settings, "current", lambda: chosen)
    monkeypatch.setattr(importlib.import_module("models.worker.work"), "STEP", 0.02)
    stopped = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stopped,))
    thread.start()
    try:
        until(lambda: holder() != "" and ran() > 0)
        with schema_at("9999"):
            until(lambda: holder() == "")
            before = ran()
            time.sleep(0.7)  # some tasks are due twice a second
            assert (holder(), ran()) == ("", before)
        until(lambda: holder() != "" and ran() > before)
    finally:
        stopped.set()
        thread.join()


def holder() -> str:
    """Return who owns the timed work at this moment."""
    with database.reading() as db:
        lease = db.get(tables.Lease, worker.NAME)
        return lease.owner if lease is not None and lease.until > text.utc_now() else ""


def ran() -> float:
    """Return how many tasks this process has run."""
    return sum(float(line.split()[-1]) for line in measures.tasks.lines() if "_count{" in line)


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)
