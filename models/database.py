"""Engines, transactions and column types; what SQLite and PostgreSQL need.

`with reading() as db:` is one consistent snapshot that never writes; `with writing() as db:` is one transaction,
begun as a write, committed at its end and rolled back on any exception, Streamlit's own stop included.
"""

import json
import random
import sqlite3
import string
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Executable,
    String,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session as Session  # pages name the type of what they hand on, and nothing else of SQL
from sqlmodel import SQLModel

from models import database_faults, measures, settings

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_LETTERS = string.ascii_letters + string.digits
BUSY = 10  # seconds that a writer waits
_writers = threading.RLock()
_READ, _LASTING = "read", "lasting"  # where a session of `reading` keeps what it read; any, what never changes
_PATIENCE = {  # seconds until a PostgreSQL that says nothing, its machine gone, is taken for lost
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_engine: Engine | None = None
_unforeseen = random.SystemRandom()
_chance: ContextVar[random.Random | None] = ContextVar("chance", default=None)

Read = TypeVar("Read")


class UtcMoment(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides of the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moved = value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return (
            value if value is None else (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))
        )


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum stored as its text."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class KeyText(TypeDecorator[str]):
    """Text compared byte by byte on both databases: sort keys, folded keys."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())


class _Numbers(TypeDecorator[Collection[int]]):
    """Whole numbers as one parameter, however many they are."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        found = sorted(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _each(FunctionElement[int]):  # noqa: N801 (a function of SQL)
    """The numbers of a parameter as rows."""

    inherit_cache = True
    type = BigInteger()


@compiles(_each, "sqlite")
def _each_in_sqlite(element: _each, compiler: Any, **more: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **more)}))"  # noqa: S608 (a parameter)


@compiles(_each, "postgresql")
def _each_in_postgresql(element: _each, compiler: Any, **more: Any) -> str:
    return f"(SELECT unnest(CAST({compiler.process(element.clauses, **more)} AS BIGINT[])))"


def among(column: Any, numbers: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of very many numbers: one parameter, where ``in_`` writes one each."""
    value: Any = bindparam(None, numbers, type_=_Numbers(), unique=True)
    found: ColumnElement[bool] = column.op("IN", is_comparison=True, return_type=Boolean())(_each(value))
    return found


def new_key(letters: str = _LETTERS, length: int = 12) -> str:
    """Return an opaque public id (71 random bits, letters and digits only: safe in a URL and on a command line)."""
    source = _chance.get() or _unforeseen
    return "".join(source.choice(letters) for _ in range(length))


def new_seed() -> int:
    """Return 31 random bits, from which a draw is made."""
    return (_chance.get() or _unforeseen).getrandbits(31)


@contextmanager
def repeatable(seed: str) -> Iterator[None]:
    """Let keys and seeds in this thread follow from ``seed``: for generated data alone, since they can be foretold.

    Nothing secret is drawn here: sessions, codes and passwords have sources of their own.
    """
    before = _chance.set(random.Random(seed))  # noqa: S311
    try:
        yield
    finally:
        _chance.reset(before)


def connect(url: str | None = None) -> Engine:
    """Open the database at ``url`` (the setting's when None) as this process's own and return its engine."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = _kept_engine(url or settings.current().url)
    return _engine


def engine() -> Engine:
    """Return this process's engine, opened on first use."""
    return _engine or connect()


def make_engine(url: str) -> Engine:
    """Return an engine with the settings that each kind of database needs.

    What goes wrong is told without the values of the statement, which may be a password's hash or an answer.
    """
    # the connection given back last is used first: each keeps pages and statements, up to 3 MB in SQLite
    shared: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "pool_use_lifo": True, "hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        made = create_engine(url, connect_args={"timeout": BUSY}, **shared)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    else:
        made = create_engine(url, pool_pre_ping=True, connect_args=_PATIENCE, **shared)
    event.listen(made, "handle_error", _count_error)
    return made


def in_memory() -> Engine:
    """Return an engine over an SQLite database of its own that lives in memory: one connection for all threads."""
    made = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _count_error(context: ExceptionContext) -> None:
    measures.database_errors.add(type(context.original_exception).__name__)


@lru_cache(maxsize=4)
def _kept_engine(url: str) -> Engine:
    """Return the engine of a database opened before, with the statements that it has compiled, or a new one."""
    return make_engine(url)


class _Session(Session):
    """A session that looks for its connection once a transaction: that costs a sixth of a small question."""

    _found: Connection | None = None

    def connection(self, *args: Any, **more: Any) -> Connection:
        """Return the connection of the transaction that goes on; with arguments, as any session does."""
        if args or more:
            return super().connection(*args, **more)
        if self._found is None or self._found.closed or not self.is_active:  # none yet, an ended one, a failed one
            self._found = super().connection()
        return self._found


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session over one consistent snapshot; whatever it would write is dropped.

    Raises `Unavailable` when the database cannot be read.
    """
    with told(reads=True), _Session(_for_reading(engine()), autoflush=False, info={_READ: {}}) as db:
        yield db  # closing rolls back; what was read stays usable


def once(db: Session, key: tuple[Any, ...], read: Callable[[], Read]) -> Read:
    """Return what ``read`` gives, asked once in a transaction of `reading`: its snapshot stays as it is.

    Within `writing` it is asked each time.
    """
    kept = db.info.get(_READ)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Read = kept[key]
    return found


def lasting(db: Session, key: tuple[Any, ...], read: Callable[[], Read]) -> Read:
    """Return what ``read`` gives of something that never changes once it is there, asked once in any transaction.

    What is not there yet (``read`` gives nothing) is asked for again.
    """
    kept = db.info.setdefault(_LASTING, {})
    found: Read = kept.get(key) or read()
    if found:
        kept[key] = found
    return found


def rows(db: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """Return the rows of a statement that is written once and asked at every click.

    It goes past the session's own way, which costs as much again as the question; what waits to be written goes first.
    """
    if not only_reads(db):
        db.flush()
    return db.connection().execute(statement, values).all()


def only_reads(db: Session) -> bool:
    """Return whether this is a session of `reading`: all that it sees is committed."""
    return _READ in db.info


@contextmanager
def writing() -> Iterator[Session]:
    """Give a session in one write transaction: committed at the end, rolled back on any exception.

    Raises `Unavailable` when the database does not take it: then nothing of it was called done.
    """
    with told(), _turn(), _Session(_for_writing(engine()), expire_on_commit=False) as db:
        try:
            if engine().dialect.name == "postgresql":
                db.connection().exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for this process's turn to write where the database takes one writer at a time.

    SQLite lets whoever waits ask again and again, and gives up on the unlucky after ten seconds.
    """
    if engine().dialect.name == "postgresql":
        yield
        return
    mine = _writers.acquire(timeout=BUSY)  # should it take longer, SQLite itself says so
    try:
        yield
    finally:
        if mine:
            _writers.release()


@contextmanager
def told(*, reads: bool = False) -> Iterator[None]:
    """Raise `Unavailable` in place of an error that says that the database is away, full, busy or damaged."""
    try:
        yield
    except (DBAPIError, NoneFreeError, sqlite3.Error) as error:
        fault = database_faults.fault_of(error, reads=reads)
        if fault is None:
            raise
        if database_faults.is_of_file(error):
            engine().dispose()  # what was opened on a read-only disk, say, would stay so
        raise fault from error


@lru_cache(maxsize=2)  # an engine with options of its own costs as much as a small read
def _for_reading(used: Engine) -> Engine:
    if used.dialect.name == "postgresql":
        return used.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return used


@lru_cache(maxsize=2)
def _for_writing(used: Engine) -> Engine:
    return used.execution_options(begin_as="IMMEDIATE")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * BUSY}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection  # every click begins twice or more, and this is the shortest way
    assert driver is not None
    driver.execute(f"BEGIN {connection.get_execution_options().get('begin_as', 'DEFERRED')}")
