"""What every test may use: a fresh database of each kind, and PostgreSQL started for the run."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import Session

from models import database, migrations
from tests import city

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 on Monday 2 March 2026 in Hanoi


@pytest.fixture(scope="session")
def postgresql_url(worker_id: str) -> Iterator[str]:
    """The address of a PostgreSQL server of this test process's own, stopped at the end."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.fail("PostgreSQL is missing; `make test` installs it")
    folder = Path(tempfile.mkdtemp(prefix="kns-pg-", dir="/tmp"))
    port = str(20000 + os.getpid() % 20000)
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = folder / "data"
    initdb = [*as_user, str(binaries[-1] / "initdb"), "-D", str(data), "-U", "kns", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, capture_output=True, cwd=folder)
    options = ("fsync=off", "full_page_writes=off", "max_connections=80", f"unix_socket_directories={folder}")
    flags = [part for option in options for part in ("-c", option)]
    server = subprocess.Popen(
        [*as_user, str(binaries[-1] / "postgres"), "-D", str(data), "-p", port, "-h", "127.0.0.1", *flags],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    url = f"postgresql+psycopg://kns@127.0.0.1:{port}/postgres"
    try:
        for _ in range(100):
            ready = [str(binaries[-1] / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port]
            if subprocess.run(ready, check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # do not wait for connections that a failed test left open
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process, 'main' when there is only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration city as a database file, made once for the run; tests work on copies."""
    return city.make(tmp_path_factory.mktemp("city") / "ky-nang-so.db")


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = database.make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _migrated_postgresql(postgresql_url: str) -> tuple[str, str]:
    """The address of a migrated database, and the statements that empty it.

    A test fills few of the tables: to delete their rows takes a tenth of the time of a TRUNCATE of all.
    """
    engine = database.make_engine(postgresql_url)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        found = connection.execute(sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        tables = [name for (name,) in found if name != "alembic_version"]
        found = connection.execute(sql("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"))
        sequences = [name for (name,) in found]
    engine.dispose()
    emptying = [
        "SET LOCAL session_replication_role = replica",  # no foreign key is looked at
        *(f'DELETE FROM "{name}"' for name in tables),
        "SELECT " + ", ".join(f"setval('\"{name}\"', 1, false)" for name in sequences),
    ]
    return postgresql_url, ";\n".join(emptying)


@pytest.fixture
def sqlite_database(_sqlite_template: Path) -> Iterator[str]:
    """A fresh, migrated SQLite database as this process's own; gives its URL.

    It stands at one place for all tests of a run: the engine then keeps the statements that it has compiled.
    """
    path = _sqlite_template.with_name("test.db")
    for left_over in path.parent.glob("test.db*"):
        left_over.unlink()
    shutil.copy(_sqlite_template, path)
    url = f"sqlite:///{path}"
    database.connect(url)
    yield url
    database.engine().dispose()


@pytest.fixture
def postgresql_database(_migrated_postgresql: tuple[str, str]) -> Iterator[str]:
    """An emptied, migrated PostgreSQL database as this process's own; gives its URL."""
    url, emptying = _migrated_postgresql
    engine = database.connect(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(emptying)
    yield url
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> str:
    """A fresh database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def db(any_database: str) -> Iterator[Session]:
    """A write transaction on a fresh database of each kind, committed if the test ends well."""
    with database.writing() as session:
        yield session


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs a PostgreSQL server, before the quick check chooses by marks."""
    if "[postgresql" in item.name or "postgresql_database" in getattr(item, "fixturenames", ()):
        item.add_marker("postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files go first: two processes share the files, and neither then waits long for the other."""
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in ("browser", "server", "slow"))}
    items.sort(key=lambda item: item.path not in long)
