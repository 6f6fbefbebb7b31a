"""The worker seals what waits, keeps the head beside the database, and looks at the whole trail once a day."""

import importlib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import access, audit, database, privacy, settings, text, worker
from models.organisation import Person
from models.worker import trail
from tests import factories
from tests.factories import NOW
from tests.models.test_audit import by_hand, written


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, any_database: str) -> Iterator[Path]:
    """A data folder of the test's own."""
    monkeypatch.setenv("KNS_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


def test_sealed_kept_and_looked_at(data: Path) -> None:
    with database.writing() as db:
        for number in range(1203):  # three transactions of 500
            audit.record(db, access.operator(), "test.act", "unit", number, now=NOW)
    trail.seal(NOW)
    trail.keep_head(NOW)
    look = trail.Trail()
    for _ in range(3):
        look(NOW)
    with database.reading() as db:
        assert audit.waiting(db)[0] == 0
        seen = audit.last_check(db)
        assert seen is not None
        assert (seen.number, seen.checked_number, seen.checked_at, seen.broken_number) == (1203, 1203, NOW, None)
        assert audit.kept_heads() == {1203: audit.head(db).seal}
    with database.writing() as db:
        audit.record(db, access.operator(), "test.act", "unit", 1, now=NOW)
    trail.seal(NOW)
    for _ in range(2):
        trail.keep_head(NOW + timedelta(minutes=10))
    assert list(audit.kept_heads()) == [1203, 1204]
    assert len((data / "audit-heads.txt").read_text().splitlines()) == 2  # said once


def test_a_trail_cut_together_with_its_heads_is_named_by_the_machine_that_takes_over(
    data: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cuts it and the heads of the machine that works is told on by one that only waited for its turn."""
    with database.writing() as db:
        written(db, 5)
    here, other = data, tmp_path_factory.mktemp("other")
    for machine in (here, other):
        monkeypatch.setenv("KNS_DATA_DIR", str(machine))
        settings.current.cache_clear()
        trail.keep_head(NOW)
    with database.writing() as db:
        by_hand(
            db,
            "DELETE FROM audit_value",
            "DELETE FROM audit_line WHERE seal_number > 2",
            "UPDATE audit_head SET number = 2, seal = (SELECT seal FROM audit_line WHERE seal_number = 2)",
        )
    (here / "audit-heads.txt").unlink()
    found = []
    for machine in (here, other):
        monkeypatch.setenv("KNS_DATA_DIR", str(machine))
        settings.current.cache_clear()
        trail.Trail()(NOW)
        with database.reading() as db:
            seen = audit.last_check(db)
        assert seen is not None
        found.append(seen.broken_number)
    assert found == [None, 3]


def test_who_came_back_with_a_restore_is_erased_again(data: Path) -> None:
    with database.writing() as db:
        gone = factories.person(db, "Nguyễn Đã Nghỉ")
        privacy.erase(db, access.operator(), gone, now=NOW)
    with database.writing() as db:  # as an older backup has it
        row = db.get_one(privacy.tables.Erasure, gone)
        db.delete(row)
        person = db.get_one(Person, gone)
        person.full_name = "Nguyễn Đã Nghỉ"
        db.add(person)
    trail.follow_erasures(NOW)
    with database.reading() as db:
        assert "Nguyễn" not in db.get_one(Person, gone).full_name
        assert db.get(privacy.tables.Erasure, gone) is not None


def test_each_machine_keeps_whom_another_erased(
    data: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased at one machine; the other, which never held the lease, restores a backup of before into a new database."""
    with database.writing() as db:
        gone = factories.person(db, "Nguyễn Đã Nghỉ")
        key = db.get_one(Person, gone).key
        privacy.erase(db, access.operator(), gone, now=NOW)
    other = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("KNS_DATA_DIR", str(other))
    settings.current.cache_clear()
    assert privacy.kept_erasures() == {}
    trail.follow_erasures(NOW + timedelta(minutes=1))
    assert privacy.kept_erasures() == {key: NOW}
    trail.follow_erasures(NOW + timedelta(minutes=2))
    assert (other / "erasures.txt").read_text().count(key) == 1


def test_a_worker_without_the_lease_keeps_erasures_and_heads_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "content").mkdir()
    monkeypatch.setenv("KNS_CONTENT_DIR", str(data / "content"))
    settings.current.cache_clear()
    monkeypatch.setattr(importlib.import_module("models.worker.work"), "STEP", 0.02)
    with database.writing() as db:
        gone = factories.person(db, "Nguyễn Đã Nghỉ")
        privacy.erase(db, access.operator(), gone, now=NOW)
    trail.seal(NOW)
    (data / "erasures.txt").unlink()
    assert worker.hold("work", "another machine's", now=text.utc_now() + timedelta(hours=1))
    stopped = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stopped,))
    thread.start()
    try:
        until = time.monotonic() + 30
        kept = [data / "erasures.txt", data / "audit-heads.txt"]
        while not all(file.exists() for file in kept) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        stopped.set()
        thread.join()
    assert len(privacy.kept_erasures()) == len(audit.kept_heads()) == 1
