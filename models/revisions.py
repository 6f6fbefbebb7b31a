"""Which revision of the schema this program needs, and at which the database stands.

A process needs what it found when it started: newer files that are put in the place of its own change nothing for it.
"""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlmodel import Session

from models import database
from models.rights import DomainError, Unavailable

COMMAND = "python -m models migrate"
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Return every revision that this program knows, in order: they are numbered so, in their files' names."""
    return tuple(sorted(path.name.split("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py")))


def head_revision() -> str:
    """Return the revision that this program needs."""
    return known()[-1]


def current_revision(engine: Engine) -> str | None:
    """Return the revision the database stands at; None for an empty one. Raises `Unavailable` when it is away."""
    with database.told(reads=True), engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a transaction sees; None in an empty database."""
    return _read(connection) if inspect(connection).has_table("alembic_version") else None


def fits(found: str | None) -> None:
    """Refuse a database at another revision than the program's. Raises `DomainError` 'schema-old', 'schema-unknown'."""
    if found is not None and found not in known():
        raise DomainError("schema-unknown", found=found, wanted=head_revision())
    if found != head_revision():
        raise DomainError("schema-old", found=found or "-", wanted=head_revision(), command=COMMAND)


def still_fits(db: Session) -> None:
    """Ask the same within a transaction, long after the start: another version may have changed the schema since.

    Raises `Unavailable` with the codes of `fits`: what was begun is for a process of that version to go on with.
    """
    found = _read(db.connection())
    if found == head_revision():
        return
    try:
        fits(found)
    except DomainError as error:
        raise Unavailable(error.code, **error.values) from None


def _read(connection: Connection) -> str | None:
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
