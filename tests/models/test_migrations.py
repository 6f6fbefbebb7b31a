"""The schema that revisions build is the schema of the tables."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from models import database, migrations


def test_revisions_build_the_tables_exactly(any_database: str) -> None:
    with database.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_an_account_of_the_first_schema_keeps_its_password_and_gets_the_usual_text_size(tmp_path: Path) -> None:
    engine = database.make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        chosen = migrations.config()
        chosen.attributes["connection"] = connection
        command.upgrade(chosen, "0001")
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
