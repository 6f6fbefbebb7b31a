"""A backup of a working installation, put back on an empty machine: everything is as it was, on both databases."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from alembic import command
from sqlalchemy import text as sql
from sqlmodel import col, select

from models import access, assessment, audit, backups, database, migrations, privacy, settings, text, training
from models.__main__ import main
from models.backups.tables import BackupRun
from models.rights import DomainError
from models.worker import trail
from tests import city, disks, factories, judged

pytestmark = pytest.mark.slow
PASSWORD = "ba cây chụm lại nên hòn núi cao"
AT_REST = """
import time
from models import access, database, text
with database.reading() as db:
    print(access.holders(db, "administer", now=text.utc_now()), flush=True)
time.sleep(60)
"""
NOW = text.utc_now()
Machine = Callable[[str], Path]


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Sets this process's settings to a machine by its name: a folder, and an empty database of one kind."""
    made: set[str] = set()

    def moved_to(name: str) -> Path:
        folder = tmp_path / name
        monkeypatch.setenv("KNS_DATA_DIR", str(folder / "data"))
        monkeypatch.setenv("KNS_CONTENT_DIR", str(folder / "content"))
        monkeypatch.setenv("KNS_BACKUP_DIR", str(folder / "backups"))
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_url")
            if name not in made:
                engine = database.make_engine(server).execution_options(isolation_level="AUTOCOMMIT")
                with engine.connect() as connection:
                    connection.execute(sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                    connection.execute(sql(f"CREATE DATABASE {name}"))
                engine.dispose()
            monkeypatch.setenv("DATABASE_URL", f"{server.rpartition('/')[0]}/{name}")
        else:
            monkeypatch.delenv("DATABASE_URL", raising=False)
        made.add(name)
        settings.current.cache_clear()
        text.use_language("vi")
        return folder

    yield moved_to
    database.engine().dispose()
    monkeypatch.undo()
    settings.current.cache_clear()


sqlite_only = pytest.mark.parametrize("machine", ["sqlite"], indirect=True)  # where the other kind adds nothing


@pytest.fixture
def at_work(machine: Machine, city_file: Path) -> Path:
    """An installation with courses, people, a quiz handed in, a file of a practical task, and a password."""
    folder = machine("at_work")
    shutil.copytree(settings.ROOT / "content", folder / "content")
    if settings.current().database_url:
        (folder / "data").mkdir()
        migrations.upgrade(database.connect())
        city.poured(city_file, database.engine())
    else:
        city.copied(city_file, folder / "data")
        database.connect()
    with database.writing() as db:
        now = text.utc_now()
        factories.password(db, city.person_id(db, "canbo"), PASSWORD, now=now)
        judged.essay(db, "canbo")
    return folder


def seen() -> dict[str, object]:
    """What people see of an installation: figures, an attempt, who keeps what role."""
    figures = StringIO()
    with database.reading() as db:
        me = city.actor(db, "canbo")
        everything: dict[str, Any] = dict.fromkeys(("unit", "course", "on", "known_at"))
        training.coverage_command(db, figures, **everything, tree="administration", as_format="csv", now=NOW)
        attempt = db.exec(select(assessment.tables.Attempt).order_by(col(assessment.tables.Attempt.id).desc())).first()
        assert attempt is not None
        return {
            "figures": figures.getvalue(),
            "attempt": repr(assessment.view(db, me, attempt.key)),
            "rights": {login: city.rights_of(db, login) for login in city.NAMES},
        }


def hand_in_a_file() -> str:
    with database.writing() as db:
        key = judged.begun(db, "canbo", judged.DOCUMENTS, judged.TASK_QUIZ)
        (file,) = assessment.add_file(db, city.actor(db, "canbo"), key, 1, "bai.pdf", judged.PDF, now=text.utc_now())
    return file.key


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in backups.content_files(folder)
    }


def backed_up(folder: Path) -> Path:
    """Make a backup by the command and return it."""
    assert main(["backup"]) == 0
    (found,) = (folder / "backups").glob("kns-*.zip")
    return found


def test_a_backup_restores_on_an_empty_machine(
    machine: Machine, at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = hand_in_a_file()
    outcome = access.sign_in("canbo", PASSWORD, "127.0.0.1", now=text.utc_now())
    assert outcome.token
    before, files = seen(), digests(at_work / "content")
    backup = backed_up(at_work)
    assert str(backup) in capsys.readouterr().out
    assert backup.stat().st_mode & 0o777 == 0o600
    database.engine().dispose()

    there = machine("empty")
    assert main(["restore", str(backup)]) == 0
    database.connect()
    assert seen() == before
    assert digests(there / "content") == files
    assert list(there.rglob("*.part")) == []
    with database.reading() as db:
        assert assessment.download(db, city.actor(db, "canbo"), file).data == judged.PDF
        assert [line.details["made"] for line in audit.lines(db, act="backups.restore")] != []
    assert access.recognise(outcome.token, now=text.utc_now()) is None  # whoever was signed in signs in anew
    again = access.sign_in("canbo", PASSWORD, "127.0.0.1", now=text.utc_now())
    assert again.token
    assert access.recognise(again.token, now=text.utc_now()) is not None
    database.engine().dispose()
    assert main(["backup"]) == 0  # and it can be backed up like any other


def test_personal_data_that_were_erased_stay_erased(
    machine: Machine, at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two people one is erased before the backup, one after it; the heads of the trail go the same way."""
    with database.writing() as db:
        people = [factories.person(db, name) for name in ("Trước Sao Lưu", "Sau Sao Lưu")]
    backup, heads = None, audit.kept_heads()
    for person in people:
        with database.writing() as db:
            privacy.erase(db, access.operator(), person, now=text.utc_now())
        if backup is None:
            heads = head_kept()
            backup = backed_up(at_work)
    later = head_kept()
    assert backup is not None
    assert len(later) == len(heads) + 1
    survived = (at_work / "data/erasures.txt").read_text()

    def restored(folder: Path) -> list[bool]:
        database.engine().dispose()
        assert main(["restore", str(backup), "--overwrite"]) == 0
        database.connect()
        assert audit.kept_heads() == heads
        assert main(["audit", "verify"]) == 0
        with database.reading() as db:
            return [db.get(privacy.tables.Erasure, person) is not None for person in people]

    there = machine("bare")
    assert restored(there) == [True, False]
    made_at = text.moment(opened_at(backup))
    assert f"sau {made_at} thì máy này không biết" in capsys.readouterr().out
    assert len((there / "data/erasures.txt").read_text().splitlines()) == 1
    there = machine("with_the_file")
    (there / "data").mkdir(parents=True)
    (there / "data/erasures.txt").write_text(survived)
    assert restored(there) == [True, True]
    assert "1 hồ sơ" in capsys.readouterr().out
    machine("at_work")
    (at_work / "data/erasures.txt").unlink()  # the database that is replaced knows, too
    assert restored(at_work) == [True, True]
    assert "máy này không biết" not in capsys.readouterr().out
    (aside,) = (at_work / "data").glob("audit-heads-until-*.txt")
    assert audit.kept_heads(aside) == {number: seal for number, seal in later.items() if number not in heads}
    assert sorted((at_work / "data/erasures.txt").read_text().split()[1::2]) == sorted(survived.split()[1::2])


def head_kept() -> dict[int, str]:
    """Let the worker seal the trail and keep its head; return the heads beside the database."""
    for task in (trail.seal, trail.keep_head, trail.Trail()):
        task(text.utc_now())
    return audit.kept_heads()


def opened_at(backup: Path) -> datetime:
    with backups.opened(backup) as found:
        return found.manifest.made_at


def test_an_installation_in_use_is_replaced_only_when_told_and_kept_first(
    machine: Machine, at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, before = backed_up(at_work), seen()
    (at_work / "content/courses/moi.txt").write_text("chưa có trong bản sao lưu")
    kept_columns = settings.current().figures_dir / "columns"
    kept_columns.parent.mkdir(parents=True)
    kept_columns.write_bytes(b"of what was there")
    hand_in_a_file()
    database.engine().dispose()
    assert main(["restore", str(backup)]) == 1
    assert "--overwrite" in capsys.readouterr().err
    database.connect()
    assert seen() != before
    database.engine().dispose()

    assert main(["restore", str(backup), "--overwrite"]) == 0
    database.connect()
    assert seen() == before
    assert not kept_columns.exists()
    assert not (at_work / "content/courses/moi.txt").exists()
    database.engine().dispose()
    (kept,) = (at_work / "backups").glob("*before-restore*.zip")
    assert main(["restore", str(kept), "--overwrite"]) == 0
    database.connect()
    assert seen() != before
    assert (at_work / "content/courses/moi.txt").exists()


def test_nothing_is_restored_under_a_platform_that_runs(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup, before = backed_up(at_work), seen()
    other = subprocess.Popen([sys.executable, "-c", AT_REST], stdout=subprocess.PIPE, cwd=settings.ROOT)
    try:
        assert other.stdout is not None
        other.stdout.readline()
        database.engine().dispose()
        assert main(["restore", str(backup), "--overwrite"]) == 1
        assert text.translate("The platform is running. Stop it first, then restore.") in capsys.readouterr().err
    finally:
        other.kill()
        other.communicate()
    database.connect()
    assert seen() == before


@sqlite_only
def test_a_backup_that_changed_since_is_refused_before_anything_is_touched(
    machine: Machine, at_work: Path, tmp_path: Path
) -> None:
    backup = backed_up(at_work)
    database.engine().dispose()
    damaged = tmp_path / "damaged.zip"
    data = bytearray(backup.read_bytes())
    data[len(data) // 3] ^= 1
    damaged.write_bytes(data)
    there = machine("empty")
    assert main(["restore", str(damaged)]) == 1
    assert main(["restore", str(tmp_path / "none.zip")]) == 1
    assert main(["restore", str(Path(__file__))]) == 1
    assert not (there / "content").exists()
    with backups.opened(backup) as found:
        assert found.database is not None


@sqlite_only
def test_courses_that_cannot_be_written_are_told_before_anything_is_touched(
    machine: Machine, at_work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = backed_up(at_work)
    database.engine().dispose()
    there = machine("read-only")
    with disks.small(tmp_path / "courses", "256k") as place:
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        monkeypatch.setenv("KNS_CONTENT_DIR", str(place / "content"))
        settings.current.cache_clear()
        assert main(["restore", str(backup)]) == 1
    assert str(place / "content") in capsys.readouterr().err
    assert not list((there / "data").glob("ky-nang-so.db*")), "no database either"


def test_a_file_that_is_not_there_is_not_called_a_bad_backup(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="file-unreadable"), backups.opened(tmp_path / "khong-co.zip"):
        pass
    (tmp_path / "note.zip").write_text("no zip")
    with pytest.raises(DomainError, match="backup-unreadable"), backups.opened(tmp_path / "note.zip"):
        pass


@sqlite_only
def test_a_part_that_leads_out_of_its_folder_is_refused(machine: Machine, at_work: Path, tmp_path: Path) -> None:
    backup = backed_up(at_work)
    evil = tmp_path / "evil.zip"
    with ZipFile(backup) as old, ZipFile(evil, "w") as new:
        told = json.loads(old.read("manifest.json"))
        told["parts"].append({"name": "content/../../x", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})
        for part in told["parts"][:-1]:
            new.writestr(part["name"], old.read(part["name"]))
        new.writestr("content/../../x", b"x")
        new.writestr("manifest.json", json.dumps(told))
    with pytest.raises(DomainError, match="backup-unreadable"), backups.opened(evil):
        pass


def test_an_older_backup_is_brought_up_to_date(machine: Machine, city_file: Path) -> None:
    folder = machine("older")
    (folder / "data").mkdir(parents=True)
    engine = database.connect()
    with engine.begin() as connection:
        chosen = migrations.config()
        chosen.attributes["connection"] = connection
        command.upgrade(chosen, "0001")
    with engine.begin() as connection:
        connection.execute(
            sql(
                "INSERT INTO person (id, key, full_name, sort_key, search_key, recorded_at)"
                " VALUES (1, 'k', 'Lê An', 'an', 'le an', '2026-01-01')"
            )
        )
    made = backups.make(folder / "backups", now=text.utc_now())
    assert made.manifest.revision == "0001"
    engine.dispose()
    machine("newer")
    assert main(["restore", str(made.path)]) == 0
    assert migrations.current_revision(database.connect()) == migrations.head_revision()
    with database.reading() as db:
        assert db.execute(sql("SELECT full_name FROM person")).scalars().all() == ["Lê An"]


@sqlite_only
def test_a_backup_of_a_newer_program_is_refused(
    machine: Machine, at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.writing() as db:
        db.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    made = backups.make(at_work / "backups", now=text.utc_now())
    database.engine().dispose()
    there = machine("empty")
    assert main(["restore", str(made.path)]) == 1
    assert made.manifest.program in capsys.readouterr().err
    assert not (there / "data" / "ky-nang-so.db").exists()


@sqlite_only
def test_a_backup_of_the_other_kind_of_database_is_refused_in_words(
    machine: Machine, at_work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(at_work)
    assert "SQLite" in capsys.readouterr().out
    there = machine("empty")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    settings.current.cache_clear()
    assert main(["--language", "en", "restore", str(backup)]) == 1
    said = capsys.readouterr().err
    assert "This backup is of SQLite, and this installation is on PostgreSQL." in said
    assert "For SQLite leave DATABASE_URL empty" in said
    assert not (there / "content").exists()


@sqlite_only
def test_a_damaged_database_is_moved_aside(machine: Machine, at_work: Path) -> None:
    backup, before = backed_up(at_work), seen()
    database.engine().dispose()
    file = at_work / "data/ky-nang-so.db"
    with file.open("r+b") as broken:
        broken.seek(4096 * 3)
        broken.write(bytes(range(256)) * 16 * 40)
    assert main(["backup"]) == 1
    assert main(["restore", str(backup), "--overwrite"]) == 0
    database.connect()
    assert seen() == before
    assert len(list((at_work / "backups").glob("ky-nang-so.db-damaged-*"))) == 1


@sqlite_only
def test_what_was_made_or_failed_is_written_down(at_work: Path) -> None:
    backup = backed_up(at_work)
    (at_work / "no-folder").write_text("a file")
    assert main(["backup", "--to", str(at_work / "no-folder")]) == 1
    with database.reading() as db:
        runs = db.exec(select(BackupRun).order_by(col(BackupRun.id))).all()
        assert [(run.name, run.size, (run.wrong or {}).get("code")) for run in runs] == [
            (backup.name, backup.stat().st_size, None),
            ("", None, "backup-folder"),
        ]
        assert [line.details["file"] for line in audit.lines(db, act="backups.make")] == [backup.name]


@sqlite_only
def test_no_secret_stands_in_a_backup(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNS_PUBLIC_URL", "https://hoc:geheim@hoc.example.vn")
    settings.current.cache_clear()
    (at_work / "data/secret.key").write_text("geheim")
    made = backups.make(at_work / "backups", now=text.utc_now())
    assert made.manifest.elsewhere == ["KNS_PUBLIC_URL", "KNS_SECRET_KEY (secret.key)"]
    with ZipFile(made.path) as packed:
        assert not any(b"geheim" in packed.read(part) for part in packed.namelist())
        assert b"hoc.example.vn" in packed.read("settings.json")
