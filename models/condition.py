"""What the platform stands on: is the embedded database whole, and is there room on the disk?

The whole file is read once after each start, beside everything else. PostgreSQL looks after its own files.
"""

import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models import settings
from models.database import engine
from models.wrong import DomainError

LOW = 500_000_000  # bytes left on the disk of the data, below which administrators and `/health` are told
PATIENCE = 0.3  # seconds that a start waits for the check: small files have been read long before


class Integrity(StrEnum):
    """What is known of the database's file."""

    UNKNOWN = "unknown"  # not looked at: PostgreSQL's own affair
    CHECKING = "checking"
    OK = "ok"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Condition:
    """How things stand."""

    integrity: Integrity
    free: int

    @property
    def low(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free < LOW


class Check:
    """Reads the whole database once, in a thread of its own."""

    def __init__(self) -> None:
        self.integrity = Integrity.UNKNOWN
        self._thread = threading.Thread(target=self._look, name="integrity", daemon=True)

    def begin(self) -> None:
        """Start reading, where the database is a file."""
        if _file() is not None:
            self.integrity = Integrity.CHECKING
            self._thread.start()

    def refuse_damaged(self) -> None:
        """Wait for a moment. Raises `DomainError` 'database-broken' when the file is known to be damaged by then."""
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)
        if self.integrity is Integrity.DAMAGED:
            refuse_broken()

    def condition(self) -> Condition:
        """Return how things stand at this moment."""
        file = _file()
        place = file.parent if file else settings.current().data_dir
        while not place.exists():  # nothing was written there yet: what it will stand on
            place = place.parent
        return Condition(self.integrity, shutil.disk_usage(place).free)

    def _look(self) -> None:
        file = _file()
        self.integrity = Integrity.OK if file is None or is_whole(file) else Integrity.DAMAGED


def refuse_broken() -> None:
    """Raise `DomainError` 'database-broken', which names the file and the way on, where the database is a file."""
    file = _file()
    if file is not None:
        raise DomainError("database-broken", where=str(file))


def is_whole(file: Path) -> bool:
    """Return whether SQLite finds nothing wrong with a file; a file that is busy or away is not called damaged."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _file() -> Path | None:
    """Return the file of an embedded database."""
    return Path(str(engine().url.database)) if engine().dialect.name == "sqlite" else None
