"""Opening a backup: every part is read and compared with the manifest before anybody relies on one."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from pydantic import ValidationError
from sqlalchemy import create_engine, inspect
from sqlalchemy import text as sql

from models import zips
from models.backups.dumping import Source
from models.backups.manifest import BESIDE, DATABASE, MANIFEST, Kind, Manifest, part_name
from models.rights import DomainError

CHUNK = 1 << 20
LARGEST_MANIFEST = 50_000_000


@dataclass(frozen=True)
class Opened:
    """A backup whose parts are all there and as the manifest says."""

    manifest: Manifest
    _packed: ZipFile

    @property
    def database(self) -> str | None:
        """The name of the part that holds the database, None where it holds content only."""
        name = DATABASE[self.manifest.database]
        return name if any(part.name == name for part in self.manifest.parts) else None

    def beside(self, name: str) -> list[str]:
        """Return the lines of a file that stood beside the database, none where there was no such file."""
        if not any(part.name == BESIDE + name for part in self.manifest.parts):
            return []
        return self._packed.read(BESIDE + name).decode().splitlines()

    def take_out(self, name: str, target: Path) -> None:
        """Write a part into a file that only this user can read."""
        target.touch(mode=0o600)
        with self._packed.open(name) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Give a backup after reading every byte of it.

    Raises `DomainError` 'file-unreadable' (not there, or not for this user), 'backup-unreadable' (no backup at all),
    'backup-damaged' (``what`` differs), 'backup-format' (made by a newer program).
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise DomainError("file-unreadable", file=str(path), why=error.strerror or str(error)) from None
    try:
        packed = ZipFile(path)
    except zips.BROKEN as error:
        raise DomainError("backup-unreadable", file=str(path), why=str(error)) from None
    with packed:
        manifest = _manifest(packed, path)
        _compare(packed, manifest)
        yield Opened(manifest, packed)


def revision_of(source: Source, dumped: Path) -> str | None:
    """Return the schema's revision in a dump (SQLite) or in the database it was taken from (PostgreSQL)."""
    if source.kind is Kind.POSTGRESQL:
        engine = create_engine(source.url)
        try:
            with engine.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    return None
                return connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
        finally:
            engine.dispose()
    with closing(sqlite3.connect(f"file:{dumped}?mode=ro&immutable=1", uri=True)) as db:
        try:
            row = db.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return None if row is None else str(row[0])


def _manifest(packed: ZipFile, path: Path) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise ValueError(MANIFEST)
        manifest = Manifest.model_validate_json(packed.read(info))
        for part in manifest.parts:
            part_name(part.name)
        return manifest
    except ValidationError as error:
        if any(one["loc"] == ("format",) for one in error.errors()):
            raise DomainError("backup-format") from None
        raise DomainError("backup-unreadable", file=str(path), why=MANIFEST) from None
    except zips.BROKEN:
        raise DomainError("backup-unreadable", file=str(path), why=MANIFEST) from None


def _compare(packed: ZipFile, manifest: Manifest) -> None:
    if sorted(packed.namelist()) != sorted([MANIFEST, *(part.name for part in manifest.parts)]):
        raise DomainError("backup-damaged", what=MANIFEST)
    for part in manifest.parts:
        digest, size = hashlib.sha256(), 0
        try:
            with packed.open(part.name) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > part.size:
                        break
        except zips.BROKEN:
            raise DomainError("backup-damaged", what=part.name) from None
        if size != part.size or digest.hexdigest() != part.sha256:
            raise DomainError("backup-damaged", what=part.name)
