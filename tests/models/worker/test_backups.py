"""The nightly backup: made, written down, old ones taken away; what a kill left is cleared by the next."""

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import backups, database, settings, text, worker
from models.backups.keeping import name_of
from models.backups.tables import BackupRun
from models.rights import DomainError
from tests import disks

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of backups of an installation without courses."""
    chosen = settings.Settings(data_dir=tmp_path, database_url=sqlite_database, content_dir=tmp_path / "content")
    chosen.content_dir.mkdir()
    monkeypatch.setattr(settings, "current", lambda: chosen)
    chosen.backups_dir.mkdir()
    return chosen.backups_dir


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def runs() -> list[tuple[str, str | None]]:
    with database.reading() as db:
        rows = db.exec(select(BackupRun).order_by(col(BackupRun.id))).all()
        return [(row.name, (row.wrong or {}).get("code")) for row in rows]


def test_old_backups_of_the_schedule_go_once_a_new_one_is_there(folder: Path) -> None:
    now = text.utc_now()
    old = [name_of(now - timedelta(days=400 * years + days)) for years in (1, 2) for days in range(20)]
    by_hand = name_of(now - timedelta(days=900), "manual")
    for name in (*old, by_hand):
        (folder / name).write_bytes(b"")
    made = worker.make_backup(scheduled=True)
    left = names(folder)
    assert {made.path.name, by_hand} <= set(left)
    assert len(left) < len(old)
    assert runs() == [(made.path.name, None)]
    worker.make_backup()  # by hand: nothing is taken away
    assert set(left) <= set(names(folder))


def test_nobody_else_reads_what_a_backup_leaves(folder: Path) -> None:
    before = os.umask(0o022)  # as a container and most accounts have it; `doctor` calls a readable file a fault
    try:
        worker.make_backup()
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_two_at_once_do_not_disturb_each_other(folder: Path) -> None:
    holding = subprocess.Popen([sys.executable, "-c", HOLDING, str(folder)], stdout=subprocess.PIPE, cwd=settings.ROOT)
    try:
        assert holding.stdout is not None
        holding.stdout.readline()
        left = folder / "kns-20260101T000000Z.zip.part"
        assert left.is_dir()
        with pytest.raises(DomainError, match="backup-busy"):
            worker.make_backup()
        assert left.is_dir()
    finally:
        holding.kill()
        holding.communicate()
    made = worker.make_backup()
    assert names(folder) == [made.path.name]


def test_a_backup_that_does_not_fit_is_said_and_leaves_nothing(folder: Path) -> None:
    with disks.small(folder.parent / "small", "256k") as place:
        with pytest.raises(DomainError, match="backup-disk"):
            worker.make_backup(place)
        assert names(place) == []
        assert runs() == [("", "backup-disk")]


def test_one_that_is_stopped_or_finds_no_database_leaves_nothing(folder: Path) -> None:
    with pytest.raises(DomainError, match="backup-stopped"):
        worker.make_backup(stopped=lambda: True)
    assert names(folder) == []
    assert runs() == []
    Path(str(database.engine().url.database)).rename(folder.parent / "gone.db")
    with pytest.raises(DomainError, match="backup-damaged"):
        backups.make(folder, now=text.utc_now())
    assert names(folder) == []


HOLDING = """
import sys, time
from pathlib import Path
from models.backups.making import _alone
folder = Path(sys.argv[1])
with _alone(folder):
    (folder / "kns-20260101T000000Z.zip.part").mkdir()
    print("held", flush=True)
    time.sleep(60)
"""
