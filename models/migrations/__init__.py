"""The database's schema through time: Alembic revisions, and what to do when a database is older than the code.

An embedded database is migrated at start, after a copy of it was made. On PostgreSQL the platform refuses to start on
an older schema and names the command to run, since other processes may still be serving it. Alembic itself is imported
only where something has to be migrated: it would cost every start a quarter of a second.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from models import backups, database
from models.rights import DomainError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["config", "current_revision", "downgrade", "ensure", "fits", "head_revision", "upgrade"]

COMMAND = "python -m models migrate"
_HERE = Path(__file__).parent


def ensure(engine: Engine, *, now: datetime) -> None:
    """Bring an embedded database up to date (copied first), or refuse an older PostgreSQL schema.

    Of several processes that start together one does it and the others wait. Raises `DomainError` 'schema-old'
    (PostgreSQL older than the code), 'schema-unknown' (newer than the code), and what `backups.copy_sqlite` raises.
    """
    found, wanted = current_revision(engine), head_revision()
    if found == wanted:
        return
    if found is not None and found not in _revisions():
        raise DomainError("schema-unknown", found=found, wanted=wanted)
    if engine.dialect.name != "sqlite":
        raise DomainError("schema-old", found=found or "-", wanted=wanted, command=COMMAND)
    with _alone(engine) as connection:
        if _revision(connection) == found:
            if found is not None:
                file = Path(str(engine.url.database))
                (file.parent / "backups").mkdir(exist_ok=True, mode=0o700)
                copy = f"{file.stem}-before-{wanted}-{now:%Y%m%dT%H%M%S}.db"
                backups.copy_sqlite(file, file.parent / "backups" / copy)
            _upgrade(connection)


def fits(found: str | None) -> None:
    """Refuse a database at another revision than the code's. Raises `DomainError` 'schema-old', 'schema-unknown'."""
    if found is not None and found not in _revisions():
        raise DomainError("schema-unknown", found=found, wanted=head_revision())
    if found != head_revision():
        raise DomainError("schema-old", found=found or "-", wanted=head_revision(), command=COMMAND)


def upgrade(engine: Engine) -> None:
    """Run every revision that the database lacks."""
    with _alone(engine) as connection:
        _upgrade(connection)


def downgrade(engine: Engine, to: str) -> None:
    """Go back to an older revision, and give up what only the newer tables and columns held.

    Raises `DomainError` 'schema-unknown' where there is no such revision behind the database's.
    """
    with _alone(engine) as connection:
        found, known = _revision(connection), _revisions()
        if found not in known or to not in known[: known.index(found) + 1]:
            raise DomainError("schema-unknown", found=found or "-", wanted=to)
        from alembic import command

        chosen = config()
        chosen.attributes["connection"] = connection
        command.downgrade(chosen, to)


def current_revision(engine: Engine) -> str | None:
    """Return the revision the database stands at; None for an empty one. Raises `Unavailable` when it is away."""
    with database.told(reads=True), engine.connect() as connection:
        return _revision(connection)


def _alone(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that nobody else writes beside, where the database is embedded."""
    return engine.execution_options(begin_as="IMMEDIATE").begin()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    chosen = config()
    chosen.attributes["connection"] = connection
    command.upgrade(chosen, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def head_revision() -> str:
    """Return the revision this code needs: revisions are numbered in order, in their files' names."""
    return _revisions()[-1]


def config() -> "Config":
    """Return Alembic's configuration."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return made


def _revisions() -> list[str]:
    return sorted(path.name.split("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))
