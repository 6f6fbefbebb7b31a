"""The database as one file: SQLite by its own online backup, PostgreSQL by `pg_dump`; and whether the file is whole."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from models import settings
from models.backups.manifest import Kind
from models.rights import DomainError

LOOK = 0.2  # seconds between two looks at a program that runs
ASIDE = "before_restore"  # the schema in which a restore keeps the old tables until the new ones are in


@dataclass(frozen=True)
class Source:
    """The installation's database: which kind, and where."""

    kind: Kind
    url: URL

    @property
    def file(self) -> Path:
        """The file of an embedded database."""
        return Path(str(self.url.database))


def source_of(chosen: settings.Settings) -> Source:
    """Return the database that the settings name."""
    url = make_url(chosen.url)
    return Source(Kind(url.get_backend_name()), url)


def dump(source: Source, target: Path, stopped: Callable[[], bool]) -> None:
    """Write all of a database, as it is at one moment, into a file and look whether the file is whole.

    Whoever writes meanwhile does not wait. Raises `DomainError` 'backup-damaged', 'backup-tool' (no `pg_dump`),
    'backup-tool-failed', 'backup-stopped', 'backup-disk'.
    """
    if source.kind is Kind.POSTGRESQL:
        run(
            tool("pg_dump"),
            source,
            ["--format=custom", "--no-owner", f"--exclude-schema={ASIDE}", f"--file={target}"],
            stopped,
        )
    else:
        copy_sqlite(source.file, target)
    check(source.kind, target)


def check(kind: Kind, file: Path) -> None:
    """Look whether a database's file is whole. Raises `DomainError` 'backup-damaged', 'backup-tool'."""
    if kind is Kind.POSTGRESQL:
        told = subprocess.run([tool("pg_restore"), "--list", str(file)], capture_output=True, check=False)
        if told.returncode:
            raise DomainError("backup-damaged", what=_first(told.stderr))
        return
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as db:
            found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        raise DomainError("backup-damaged", what=str(error)) from None
    if found != ["ok"]:
        raise DomainError("backup-damaged", what=found[0].splitlines()[0])


def tool(name: str) -> str:
    """Return where one of PostgreSQL's programs is: the newest there is. Raises `DomainError` 'backup-tool'."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise DomainError("backup-tool", name=name)
    return found


def run(program: str, source: Source, options: list[str], stopped: Callable[[], bool]) -> None:
    """Run one of PostgreSQL's programs on the database, its password in the program's own environment only.

    Raises `DomainError` 'backup-tool-failed' with the first line that it said, 'backup-stopped'.
    """
    url = source.url.set(drivername="postgresql", password=None)
    where = f"--dbname={url.render_as_string(hide_password=False)}"
    secret = {"PGPASSWORD": str(source.url.password)} if source.url.password else {}
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10", **secret}  # noqa: TID251 (handed to the child)
    child = subprocess.Popen([program, where, *options], env=environment, stderr=subprocess.PIPE)
    while True:
        try:
            _out, said = child.communicate(timeout=LOOK)
            break
        except subprocess.TimeoutExpired:
            if stopped():
                child.terminate()
                child.communicate()
                raise DomainError("backup-stopped") from None
    if child.returncode:
        raise DomainError("backup-tool-failed", name=Path(program).name, why=_first(said))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an embedded database within one read, however much is written meanwhile, as one file without a log.

    Only this user can read the copy. Raises `DomainError` 'backup-damaged', 'backup-disk'.
    """
    target.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DomainError("backup-disk") from None
        raise DomainError("backup-damaged", what=str(error)) from None
    except sqlite3.DatabaseError as error:
        raise DomainError("backup-damaged", what=str(error)) from None


def _first(said: bytes) -> str:
    return said.decode("utf-8", "replace").strip().partition("\n")[0]
