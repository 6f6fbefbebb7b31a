"""The schema that revisions build is the schema of the tables."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from models import database, migrations
from tests.factories import NOW

VERSIONS = Path(migrations.__file__).parent / "versions"
SIDE_BY_SIDE = "0012"  # from here on, two versions can serve at once while one replaces the other


def test_revisions_build_the_tables_exactly(any_database: str) -> None:
    with database.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


@pytest.mark.parametrize(("before", "copies"), [("base", 0), ("0001", 1)])
def test_of_several_that_start_together_one_brings_the_schema_up_to_date(
    tmp_path: Path, before: str, copies: int
) -> None:
    engines = [database.make_engine(f"sqlite:///{tmp_path / 'shared.db'}") for _ in range(4)]
    stand_at(engines[0], before)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda engine: migrations.ensure(engine, now=NOW), engines))
    assert [migrations.current_revision(engine) for engine in engines] == [migrations.head_revision()] * 4
    assert len(list(tmp_path.glob("backups/*.db"))) == copies
    for engine in engines:
        engine.dispose()


def test_a_process_of_the_version_before_can_go_on_on_each_newer_schema(tmp_path: Path) -> None:
    """No column that it names is gone, and none that it does not know of has to be filled in."""
    engine = database.make_engine(f"sqlite:///{tmp_path / 'older.db'}")
    revisions = sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    stand_at(engine, SIDE_BY_SIDE)
    older = columns_of(engine)
    for revision in revisions[revisions.index(SIDE_BY_SIDE) + 1 :]:
        stand_at(engine, revision)
        newer = columns_of(engine)
        for table, columns in older.items():
            assert columns.keys() <= newer[table].keys(), (revision, table)
            added = newer[table].keys() - columns.keys()
            assert [name for name in added if not newer[table][name]] == [], (revision, table)
        older = newer
    engine.dispose()


def columns_of(engine: Engine) -> dict[str, dict[str, bool]]:
    """Return, for each table, its columns and whether an insert may leave each out."""
    found = inspect(engine)
    return {
        table: {one["name"]: one["nullable"] or one["default"] is not None for one in found.get_columns(table)}
        for table in found.get_table_names()
    }


def test_an_account_of_the_first_schema_keeps_its_password_and_gets_the_usual_text_size(tmp_path: Path) -> None:
    engine = database.make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    stand_at(engine, "0001")
    with engine.begin() as connection:
        connection.execute(
            sql(
                "INSERT INTO person (id, key, full_name, sort_key, search_key, recorded_at)"
                " VALUES (1, 'k', 'Lê An', 'an', 'le an', '2026-01-01')"
            )
        )
        connection.execute(
            sql("INSERT INTO account (person_id, password_hash, must_change, language) VALUES (1, 'h', 0, 'vi')")
        )
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(sql("SELECT password_hash, text_size FROM account")).one() == ("h", 100)
    engine.dispose()


def test_a_pass_that_a_regrade_took_before_is_still_one_of_its_attempt(tmp_path: Path) -> None:
    """SQLite writes the table anew: its rows and the rule of one standing row for an attempt come along."""
    engine = database.make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    stand_at(engine, "0009")
    row = "INSERT INTO lost_pass (key, attempt_id, person_id, course_id, regrade_id, decide_by, reason, recorded_at)"
    values = "VALUES ('{key}', 1, 1, 1, {regrade}, '2026-12-26', '', '2026-11-26')"
    with closing(sqlite3.connect(tmp_path / "old.db")) as by_hand:
        for table, number in (("person", 1), ("course", 1), ("attempt", 1), ("regrade", 7)):
            asked = [name for _, name, _, needed, *_ in by_hand.execute(f"PRAGMA table_info({table})") if needed]
            one_each = ", ".join(str(number) if name == "id" else "'1'" for name in asked)
            by_hand.execute(f"INSERT INTO {table} ({', '.join(asked)}) VALUES ({one_each})")
        by_hand.execute(f"{row} {values.format(key='first', regrade=7)}")
        by_hand.commit()
    migrations.upgrade(engine)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "old.db")) as by_hand:
        assert by_hand.execute("SELECT key, regrade_id, marking_id FROM lost_pass").fetchall() == [("first", 7, None)]
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            by_hand.execute(f"{row} {values.format(key='second', regrade=7)}")
        by_hand.execute("UPDATE lost_pass SET voided_at = '2026-11-27'")
        with pytest.raises(sqlite3.IntegrityError, match="one_cause"):
            by_hand.execute(f"{row} {values.format(key='second', regrade='NULL')}")
        by_hand.execute(f"{row} {values.format(key='second', regrade=7)}")


def stand_at(engine: Engine, revision: str) -> None:
    """Bring an empty database to a revision: 'base' leaves it empty."""
    with engine.begin() as connection:
        chosen = migrations.config()
        chosen.attributes["connection"] = connection
        command.upgrade(chosen, revision)
