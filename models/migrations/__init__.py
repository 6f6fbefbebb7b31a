"""The database's schema through time: Alembic revisions, and what to do when a database is older than the code.

An embedded database is migrated at start, after a backup by SQLite's own API. On PostgreSQL the platform refuses to
start on an older schema and names the command to run, since other processes may still be serving it.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.rights import DomainError

__all__ = ["backup_sqlite", "current_revision", "ensure", "head_revision", "upgrade"]


def ensure(engine: Engine, *, now: datetime) -> None:
    """Bring an embedded database up to date (with a backup first), or refuse an older PostgreSQL schema.

    Raises `DomainError` 'schema-old' (PostgreSQL older than the code) or 'schema-unknown' (newer than the code).
    """
    found, wanted = current_revision(engine), head_revision()
    if found == wanted:
        return
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is not None and found not in known:
        raise DomainError("schema-unknown", found=found, wanted=wanted)
    if engine.dialect.name != "sqlite":
        raise DomainError("schema-old", found=found or "-", wanted=wanted, command="python -m models migrate")
    if found is not None:
        backup_sqlite(engine, f"before-{wanted}-{now:%Y%m%dT%H%M%S}")
    upgrade(engine)


def upgrade(engine: Engine) -> None:
    """Run every revision that the database lacks."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current_revision(engine: Engine) -> str | None:
    """Return the revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """Return the revision this code needs."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def backup_sqlite(engine: Engine, name: str) -> Path:
    """Copy the embedded database while it is in use and return the copy's path, in ``backups`` beside it."""
    source = Path(str(engine.url.database))
    target = source.parent / "backups" / f"{source.stem}-{name}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)
    return target


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
