"""What it means for people when the database fails: full, read-only, busy, away or damaged, on SQLite and PostgreSQL."""

import sqlite3

from sqlalchemy.exc import DBAPIError, TimeoutError

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


def fault_of(error: BaseException) -> Unavailable | None:
    """Return what people are told of an error of the database; None where it is no fault of the database's own."""
    if isinstance(error, TimeoutError):  # no connection was free for half a minute
        return Unavailable("database-busy")
    if not isinstance(error, DBAPIError):
        return None
    number = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        code = _SQLITE.get(number & 0xFF)
    elif error.connection_invalidated or getattr(error.orig, "sqlstate", "") is None:
        code = "database-gone"
    else:
        state = str(getattr(error.orig, "sqlstate", ""))
        code = next((_POSTGRESQL[part] for part in (state, state[:3], state[:2]) if part in _POSTGRESQL), None)
    return None if code is None else Unavailable(code)
