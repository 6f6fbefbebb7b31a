"""Columns in a file: a start from it gives what the rows give, and a file that does not belong is left alone."""

import os
import shutil
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session

from models import changes, database, staging, training
from models.learning.tables import Completion, Source
from models.staging import Batch, Kind, State
from models.training import Duty, Figures, Whom, kept_columns
from tests.factories import NOW
from tests.models.training import making
from tests.models.training.making import City
from tests.models.training.test_figures import assert_as_read_anew, complete, give

TODAY = date(2026, 3, 2)


def started(folder: Path) -> Figures:
    """Figures of a process that has just started."""
    figures = Figures()
    figures.folder = folder
    return figures


def kept(folder: Path) -> Path:
    """The file, written as by a process that stops."""
    figures = started(folder)
    with database.reading() as db:
        figures.refresh(db)
        figures.keep(db, at_once=True)
    return folder / kept_columns.NAME


def used(folder: Path) -> bool:
    """Whether a start takes the file up; that its figures are right is asserted in any case."""
    figures = started(folder)
    with database.reading() as db:
        held = figures.refresh(db)
        assert_as_read_anew(db, held.columns)
        found = kept_columns.read(folder, db)
        return found is not None and held.settled == found.place


@pytest.fixture
def world(any_database: str) -> City:
    with database.writing() as db:
        c = making.city(db)
        give(db, c.course, Whom(subtree=(c.city,)))
    return c


def change(act: Callable[[Session], object]) -> None:
    with database.writing() as db:
        act(db)


def test_a_start_takes_up_the_file_and_what_changed_since(world: City, tmp_path: Path) -> None:
    kept(tmp_path)
    assert used(tmp_path)
    change(lambda db: complete(db, world.in_ward, world.course))
    change(lambda db: give(db, world.course, Whom(people=(world.in_office,)), NOW + timedelta(days=1)))
    assert used(tmp_path)


def test_only_this_user_can_read_the_file_and_no_half_of_it_stays(world: City, tmp_path: Path) -> None:
    file = kept(tmp_path / "new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [kept_columns.NAME]


def test_two_processes_with_the_same_id_may_write_it_at_once(
    world: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The processes of two containers that share the folder often have the same id, as threads have."""
    both = threading.Barrier(2)
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (both.wait(20), sync(number)))  # both are half done
    with ThreadPoolExecutor(2) as threads:
        written = [threads.submit(kept, tmp_path) for _ in range(2)]
        assert {one.result(30) for one in written} == {tmp_path / kept_columns.NAME}
    assert used(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [kept_columns.NAME]


@pytest.mark.parametrize("cut", [0, 10, 400, -64, -1])
def test_a_file_that_is_not_whole_is_left_alone(sqlite_database: str, tmp_path: Path, cut: int) -> None:
    with database.writing() as db:
        c = making.city(db)
        give(db, c.course, Whom())
    file = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    assert not used(tmp_path)


def test_a_file_in_which_anything_was_changed_is_left_alone(sqlite_database: str, tmp_path: Path) -> None:
    with database.writing() as db:
        c = making.city(db)
        give(db, c.course, Whom())
    file = kept(tmp_path)
    whole = file.read_bytes()
    head = whole.index(b"\n")
    for at in (5, head // 2, head - 8, head + 1, (head + len(whole)) // 2, len(whole) - 70):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert not used(tmp_path), at
    file.write_bytes(whole + b"\0")
    assert not used(tmp_path)
    file.write_bytes(whole)
    assert used(tmp_path)


def test_a_file_of_another_layout_or_schema_is_left_alone(
    world: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path)
    with monkeypatch.context() as code:
        code.setattr(kept_columns, "LAYOUT", kept_columns.LAYOUT + 1)
        assert not used(tmp_path)
    assert used(tmp_path)
    with database.writing() as db:
        db.execute(sql("UPDATE alembic_version SET version_num = '0000'"))
    try:
        assert not used(tmp_path)
    finally:  # the database of the next test is this one, emptied
        from models import migrations

        with database.writing() as db:
            db.execute(sql("UPDATE alembic_version SET version_num = :head"), {"head": migrations.head_revision()})


def test_after_a_backup_was_restored_the_rows_are_read(sqlite_database: str, tmp_path: Path) -> None:
    """Even where the log has grown past the place again, with as many lines and rows as before."""
    with database.writing() as db:
        c = making.city(db)
        give(db, c.course, Whom())
    file = Path(sqlite_database.removeprefix("sqlite:///"))
    database.engine().dispose()
    shutil.copy(file, tmp_path / "backup.db")
    database.connect(sqlite_database)
    change(lambda db: complete(db, c.in_ward, c.course))
    kept(tmp_path)
    database.engine().dispose()
    shutil.copy(tmp_path / "backup.db", file)
    for left_over in ("-wal", "-shm"):
        file.with_name(file.name + left_over).unlink(missing_ok=True)
    database.connect(sqlite_database)
    assert not used(tmp_path)  # the file is newer than the database
    change(lambda db: complete(db, c.in_other, c.course, NOW + timedelta(seconds=1)))
    assert not used(tmp_path)  # one completion and one line more, as in the file, but others
    change(lambda db: complete(db, c.in_office, c.course, NOW + timedelta(seconds=2)))
    assert not used(tmp_path)


def test_rows_that_came_without_a_line_in_the_log_are_noticed(world: City, tmp_path: Path) -> None:
    kept(tmp_path)
    row = Completion(
        person_id=world.in_ward,
        course_id=world.course,
        edition=1,
        achieved_on=TODAY,
        source=Source.IMPORTED,
        recorded_at=NOW,
    )
    change(lambda db: db.add(row))
    figures = started(tmp_path)
    with database.reading() as db:
        assert_as_read_anew(db, figures.refresh(db).columns)


def test_what_a_big_write_has_there_unseen_does_not_make_the_file_useless(world: City, tmp_path: Path) -> None:
    kept(tmp_path)
    with database.writing() as db:
        batch = Batch(kind=Kind.RULE, state=State.WRITING, asked_at=NOW)
        db.add(batch)
        db.flush()
        rule = db.execute(sql("SELECT MIN(id) FROM rule")).scalar_one()
        names = ("person_id", "course_id", "rule_id", "from", "due", "reason")
        row = (world.in_office, world.course, rule, TODAY, TODAY, "named")
        staging.write(db, Duty, names, [row], batch.id, NOW)
    figures = started(tmp_path)
    with database.reading() as db:
        held, found = figures.refresh(db), kept_columns.read(tmp_path, db)
        assert found is not None
        assert held.settled == found.place
        assert len(held.base.people.duties.person) + 1 == db.execute(sql("SELECT COUNT(*) FROM duty")).scalar_one()


def test_without_a_line_in_the_log_nothing_is_kept(any_database: str, tmp_path: Path) -> None:
    figures = started(tmp_path)
    with database.reading() as db:
        figures.refresh(db)
        figures.keep(db, at_once=True)
    assert not (tmp_path / kept_columns.NAME).exists()


def test_a_file_older_than_the_log_is_left_alone(world: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that must still be read may be among those that were dropped."""
    kept(tmp_path)
    monkeypatch.setattr(changes, "KEPT", 1)
    change(lambda db: complete(db, world.in_ward, world.course, NOW + timedelta(days=9)))
    change(lambda db: changes.prune(db, before=NOW + timedelta(days=2)))
    assert not used(tmp_path)


def test_the_newest_lines_stay_in_the_log_however_old(world: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "KEPT", 2)
    for _ in range(5):
        change(lambda db: changes.note(db, changes.Kind.PERSON, world.in_ward, now=NOW))
    with database.writing() as db:
        last = db.execute(sql("SELECT MAX(sequence) FROM change")).scalar_one()
        changes.prune(db, before=NOW + timedelta(days=30))
        left = db.execute(sql("SELECT sequence FROM change ORDER BY sequence")).scalars().all()
    assert left == [last - 1, last]


def test_what_many_see_at_once_is_put_together_beside_them(world: City) -> None:
    figures = training.Figures()
    with database.reading() as db:
        figures.refresh(db)
    change(lambda db: complete(db, world.in_ward, world.course))
    with database.reading() as db:
        before = figures.refresh(db)
    figures.settle()
    with database.reading() as db:
        after = figures.refresh(db)
        assert_as_read_anew(db, after.columns)
    assert after.newer is None
    assert after.place == before.place
