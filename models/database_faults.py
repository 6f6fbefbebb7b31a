"""What it means for people when the database fails: it is full, read-only, busy, away or damaged."""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from models.wrong import Unavailable

_SQLITE = {
    sqlite3.SQLITE_FULL: "database-full",
    sqlite3.SQLITE_READONLY: "database-read-only",
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_IOERR: "database-disk",
    sqlite3.SQLITE_CANTOPEN: "database-gone",
    sqlite3.SQLITE_CORRUPT: "database-damaged",
    sqlite3.SQLITE_NOTADB: "database-damaged",
}
_OF_FILE = frozenset(
    (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )
)
_POSTGRESQL = {  # by SQLSTATE, or its class
    "53100": "database-full",
    "53": "database-busy",  # too many connections, no memory
    "55P03": "database-busy",  # a lock was not to be had in time
    "40": "database-busy",  # a deadlock
    "25006": "database-read-only",
    "57P": "database-gone",  # shut down, or just starting
    "08": "database-gone",
    "58": "database-disk",
    "XX001": "database-damaged",
    "XX002": "database-damaged",
}


def is_of_file(error: BaseException) -> bool:
    """Return whether an error of SQLite's is one of the file, so that it has to be opened anew."""
    return _sqlite_number(error) in _OF_FILE


def fault_of(error: BaseException, *, reads: bool = False) -> Unavailable | None:
    """Return what people are told of an error of the database; None where it is no fault of the database's own.

    ``reads``: the transaction was never to write, so that PostgreSQL's refusal of a write is a mistake of ours.
    """
    if isinstance(error, NoneFreeError):  # no connection was free for half a minute
        return Unavailable("database-busy")
    number = _sqlite_number(error)
    code = _SQLITE.get(number) if number is not None else _of_postgresql(error, reads=reads)
    return None if code is None else Unavailable(code)


def _sqlite_number(error: BaseException) -> int | None:
    """Return SQLite's own number of an error, of the driver's or of SQLAlchemy's around it."""
    number = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return None if number is None else number & 0xFF


def _of_postgresql(error: BaseException, *, reads: bool) -> str | None:
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", "")
    if error.connection_invalidated or state is None:  # it said nothing: the line was cut
        return "database-gone"
    code = next((_POSTGRESQL[part] for part in (state, state[:3], state[:2]) if part in _POSTGRESQL), None)
    return None if reads and code == "database-read-only" else code
