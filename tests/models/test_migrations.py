"""The schema that revisions build is the schema of the tables."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from models import database


def test_revisions_build_the_tables_exactly(any_database: str) -> None:
    with database.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
