"""What every test may use: a fresh database of each kind, and PostgreSQL started for the run."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import text as sql
from sqlmodel import Session

from models import database, migrations, text
from tests import city
from tests.postgres import Postgres
from tests.server import PROVING, free_port

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 on Monday 2 March 2026 in Hanoi
# Whether a rule holds has nothing to do with how busy the machine is; nor does a change become worse by the examples of
# the day: they are the same in each run, and others only in make prove. Tests empty what their examples share.
settings.register_profile(
    "kns",
    deadline=None,
    derandomize=not PROVING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("kns")


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    """Each test begins in Vietnamese, whatever the one before it spoke."""
    text.use_language("vi")


@pytest.fixture(scope="session")
def postgresql_url(worker_id: str) -> Iterator[str]:
    """The address of a PostgreSQL server of this test process's own, stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kns-pg-", dir="/tmp"))
    server = Postgres(folder, free_port())
    server.start()
    try:
        yield server.url
    finally:
        server.stop()  # without waiting for connections that a failed test left open
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process, 'main' when there is only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def once(factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], object]) -> Path:
    """Return the file or folder that ``make`` writes, made once for the run: other test processes wait for it."""
    own = factory.getbasetemp()
    place = (own if worker_id == "main" else own.parent) / name
    try:
        place.with_name(f"{name}.begun").touch(exist_ok=False)
    except FileExistsError:
        end = time.monotonic() + 300
        while not place.exists():
            assert time.monotonic() < end, f"another test process could not make {name}"
            time.sleep(0.1)
    else:
        fresh = factory.mktemp("fresh") / name
        make(fresh)
        fresh.rename(place)
    return place


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demonstration city as a database file, made once for the run; tests work on copies."""
    return once(tmp_path_factory, worker_id, "city.db", city.make)


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
