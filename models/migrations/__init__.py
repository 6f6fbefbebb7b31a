"""The database's schema through time: Alembic revisions, and what to do when a database is older than the code.

An embedded database is migrated at start, after a copy of it was made. On PostgreSQL the platform refuses to start on
an older schema and names the command to run, since other processes may still be serving it. Alembic itself is imported
only where something has to be migrated: it would cost every start a quarter of a second.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from models import backups
from models.revisions import COMMAND, current_revision, fits, head_revision, known, revision_of
from models.rights import DomainError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["config", "current_revision", "downgrade", "ensure", "fits", "head_revision", "upgrade"]

_HERE = Path(__file__).parent


def ensure(engine: Engine, *, now: datetime) -> None:
    """Bring an embedded database up to date (copied first), or refuse an older PostgreSQL schema.

    Of several processes that start together one does it and the others wait. Raises `DomainError` 'schema-old'
    (PostgreSQL older than the code), 'schema-unknown' (newer than the code), and what `backups.copy_sqlite` raises.
    """
    found, wanted = current_revision(engine), head_revision()
    if found == wanted:
        return
    if found is not None and found not in known():
        raise DomainError("schema-unknown", found=found, wanted=wanted)
    if engine.dialect.name != "sqlite":
        raise DomainError("schema-old", found=found or "-", wanted=wanted, command=COMMAND)
    with _alone(engine) as connection:
        if revision_of(connection) == found:
            if found is not None:
                file = Path(str(engine.url.database))
                (file.parent / "backups").mkdir(exist_ok=True, mode=0o700)
                copy = f"{file.stem}-before-{wanted}-{now:%Y%m%dT%H%M%S}.db"
                backups.copy_sqlite(file, file.parent / "backups" / copy)
            _upgrade(connection)


def upgrade(engine: Engine) -> None:
    """Run every revision that the database lacks."""
    with _alone(engine) as connection:
        _upgrade(connection)


def downgrade(engine: Engine, to: str) -> None:
    """Go back to an older revision, and give up what only the newer tables and columns held.

    Raises `DomainError` 'schema-unknown' where there is no such revision behind the database's.
    """
    with _alone(engine) as connection:
        found, before = revision_of(connection), known()
        if found not in before or to not in before[: before.index(found) + 1]:
            raise DomainError("schema-unknown", found=found or "-", wanted=to)
        from alembic import command

        chosen = config()
        chosen.attributes["connection"] = connection
        command.downgrade(chosen, to)


def _alone(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that nobody else writes beside, where the database is embedded."""
    return engine.execution_options(begin_as="IMMEDIATE").begin()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    chosen = config()
    chosen.attributes["connection"] = connection
    command.upgrade(chosen, "head")


def config() -> "Config":
    """Return Alembic's configuration."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return made
