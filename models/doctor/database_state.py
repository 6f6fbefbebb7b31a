"""The database: does it answer, is it whole, does it fit the program, does it keep what it calls kept?"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from models import condition, database, migrations
from models.doctor.found import Asked, Found, careful, good, wrong
from models.rights import DomainError
from models.sentences import sentence
from models.text import number
from models.text import translate as _

LARGE_LOG = 200_000_000  # bytes of a write-ahead log that nobody could fold in for long
OLDEST = 15  # the major version of PostgreSQL that the tests run with
NEARLY = 0.8  # of the connections that it allows
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


def look(_asked: Asked) -> Iterator[Found]:
    """Look at the database that the settings name."""
    engine, file = database.engine(), _file()
    if file is not None and not file.is_file():
        yield wrong(
            _("There is no database at {file}", file=str(file)),
            _("Start the platform once, or set KNS_DATA_DIR to the folder where the database is."),
        )
        return
    try:
        yield from _embedded(file) if file is not None else _server(engine)
        revision = migrations.current_revision(engine)
    except (DomainError, DBAPIError) as error:
        why = sentence(error) if isinstance(error, DomainError) else str(error.orig).strip().partition("\n")[0]
        yield wrong(
            _("The database does not answer: {why}", why=why),
            _("Look whether its server runs and whether DATABASE_URL names it rightly; for a damaged file, restore."),
        )
        return
    try:
        migrations.fits(revision)
        yield good(_("Schema {revision}, which is this program's", revision=str(revision)))
    except DomainError as error:
        yield wrong(sentence(error), _("Run python -m models migrate with the newest program that was used here."))


def answers() -> bool:
    """Return whether there is a database at this program's schema, so that its rows can be read."""
    file = _file()
    if file is not None and not file.is_file():  # to open it would make it
        return False
    try:
        migrations.fits(migrations.current_revision(database.engine()))
    except (DomainError, DBAPIError):
        return False
    return True


def _file() -> Path | None:
    engine = database.engine()
    return Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None


def _embedded(file: Path) -> Iterator[Found]:
    size = number(file.stat().st_size / 1e6, 1)
    if condition.is_whole(file):
        yield good(_("SQLite file read from end to end, nothing damaged: {file}, {size} MB", file=str(file), size=size))
    else:
        yield wrong(
            _("The SQLite file is damaged: {file}", file=str(file)),
            _("Stop the platform and restore the newest backup: python -m models restore FILE --overwrite."),
        )
    log = file.with_name(file.name + "-wal")
    waiting = log.stat().st_size if log.exists() else 0
    if waiting > LARGE_LOG:
        yield careful(
            _("Its write-ahead log has grown to {size} MB", size=number(waiting / 1e6, 1)),
            _("End whatever keeps the database open for long (a backup program, a database tool)."),
        )


def _server(engine: Engine) -> Iterator[Found]:
    with engine.connect() as connection:
        version = int(_told(connection, "SHOW server_version_num")) // 10_000
        yield (
            good(_("PostgreSQL {version}", version=str(version)))
            if version >= OLDEST
            else careful(
                _("PostgreSQL {version}", version=str(version)),
                _("Move to PostgreSQL {oldest} or newer, which the platform is tested with.", oldest=str(OLDEST)),
            )
        )
        used = int(_told(connection, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
        most = int(_told(connection, "SHOW max_connections"))
        seen = _("{used} of {most} connections in use", used=number(used), most=number(most))
        yield (
            good(seen)
            if used < NEARLY * most
            else careful(seen, _("Raise max_connections of PostgreSQL: each process of the platform takes up to 40."))
        )
        off = [name for name in MUST_BE_ON if _told(connection, f"SHOW {name}") == "off"]
        if off:
            yield wrong(
                _("PostgreSQL may lose what it has called saved: {names} is off", names=", ".join(off)),
                _("Switch these on in postgresql.conf and restart PostgreSQL."),
            )
        if _told(connection, "SHOW transaction_read_only") == "on":
            yield wrong(
                _("This PostgreSQL takes no writes: it is a copy, or set to read only"),
                _("Let DATABASE_URL name the main server."),
            )
        yield from _line(connection)


def _line(connection: Connection) -> Iterator[Found]:
    """Look whether the way to the server can be listened to, or leads to another one."""
    far = _told(connection, "SELECT coalesce(host(inet_server_addr()) = host(inet_client_addr()), true)::text")
    driver = connection.connection.driver_connection
    if far == "false" and driver is not None:
        yield from line_found(driver.info.get_parameters().get("sslmode", "prefer"))


def line_found(mode: str) -> Iterator[Found]:
    """Yield what is to be said of a line to another machine with this sslmode; switched off by name is a decision."""
    if mode == "disable":
        yield careful(
            _("The line to PostgreSQL on another machine is not encrypted"),
            _("Add ?sslmode=verify-full to DATABASE_URL, unless the network is closed to everybody else."),
        )
    elif mode != "verify-full":
        yield wrong(
            _("Nothing shows that PostgreSQL on another machine is the right one (sslmode={mode})", mode=mode),
            _(
                "Add ?sslmode=verify-full to DATABASE_URL, and sslrootcert=… with your authority's certificates; "
                "?sslmode=disable where the network is closed to everybody else."
            ),
        )


def _told(connection: Connection, statement: str) -> str:
    return str(connection.execute(sql(statement)).scalar_one())
