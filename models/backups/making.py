"""Making a backup: database, what stands beside it, course files and settings in one zip file, read again at the end.

It is written in a folder that ends in ``.part``; whatever a process that was killed left there is removed by the next.
"""

import errno
import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from models import settings, text
from models.backups.dumping import dump, source_of
from models.backups.keeping import name_of
from models.backups.manifest import BESIDE, CONTENT, DATABASE, MANIFEST, SETTINGS, Kind, Manifest, Part
from models.backups.opening import opened, revision_of
from models.rights import DomainError

CHUNK = 1 << 20
LEVEL = 1  # of compression: the next ones take two to five times as long and save a tenth
LEFT_OUT = ("__pycache__", ".git")
_LOCK = ".making"


@dataclass(frozen=True)
class Made:
    """A backup that was made and read again."""

    path: Path
    size: int
    manifest: Manifest


def make(
    folder: Path, *, now: datetime, mark: str = "", stopped: Callable[[], bool] = lambda: False, database: bool = True
) -> Made:
    """Write a backup of the installation into a folder while people go on, and return it once it is surely whole.

    ``mark`` becomes part of its name; those with a mark are not taken away by the rule of retention. ``database``:
    without it only content and settings are kept. Raises `DomainError` 'backup-busy' (one is being made there),
    'backup-disk', 'backup-folder' (it cannot be written to) and what `dumping.dump` and `opening.opened` raise.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            remove_parts(folder)
            return _made(folder, name_of(now, mark), now=now, stopped=stopped, database=database)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DomainError("backup-disk") from error
        raise DomainError("backup-folder", folder=str(folder), why=error.strerror or str(error)) from error


def remove_parts(folder: Path) -> None:
    """Remove what processes that were killed left half-written."""
    for left in folder.glob("*.part"):
        shutil.rmtree(left, ignore_errors=True)


def _made(folder: Path, name: str, *, now: datetime, stopped: Callable[[], bool], database: bool) -> Made:
    chosen = settings.current()
    source = source_of(chosen)
    work = folder / f"{name}.part"
    work.mkdir(mode=0o700)
    try:
        parts: list[Part] = []
        revision = None
        with _new(work / name) as file, ZipFile(file, "w") as packed:
            for path in filter(
                Path.exists, (chosen.erasures_file, chosen.heads_file)
            ):  # before: the database knows more
                parts.append(_add(packed, BESIDE + path.name, path, stopped))
            if database:
                dumped = work / "database"
                dump(source, dumped, stopped)
                revision = revision_of(source, dumped)
                how = ZIP_STORED if source.kind is Kind.POSTGRESQL else ZIP_DEFLATED  # pg_dump has packed it
                parts.append(_add(packed, DATABASE[source.kind], dumped, stopped, how))
                dumped.unlink()
            for path in content_files(chosen.content_dir):
                inside = CONTENT + path.relative_to(chosen.content_dir).as_posix()
                parts.append(_add(packed, inside, path, stopped))
            told, elsewhere = _settings(chosen)
            parts.append(_add_text(packed, SETTINGS, told))
            manifest = Manifest(
                made_at=now.astimezone(UTC),
                program=_version(),
                database=source.kind,
                revision=revision,
                parts=parts,
                elsewhere=elsewhere,
            )
            _add_text(packed, MANIFEST, manifest.model_dump_json(indent=1))
            packed.close()
            file.flush()
            os.fsync(file.fileno())
        with opened(work / name) as whole:  # from the disk again, every byte
            manifest, size = whole.manifest, (work / name).stat().st_size
        if stopped():
            raise DomainError("backup-stopped")
        (work / name).replace(folder / name)
        sync(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Made(folder / name, size, manifest)


def sync(folder: Path) -> None:
    """Let a folder's names be on the disk, too."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _add(packed: ZipFile, name: str, path: Path, stopped: Callable[[], bool], how: int = ZIP_DEFLATED) -> Part:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, packed.open(_info(name, how), "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            if stopped():
                raise DomainError("backup-stopped")
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Part(name=name, size=size, sha256=digest.hexdigest())


def _add_text(packed: ZipFile, name: str, told: str) -> Part:
    data = told.encode()
    packed.writestr(_info(name, ZIP_DEFLATED), data)
    return Part(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _info(name: str, how: int) -> ZipInfo:
    info = ZipInfo(name, text.utc_now().timetuple()[:6])
    info.compress_type, info.external_attr = how, 0o600 << 16
    info._compresslevel = LEVEL  # type: ignore[attr-defined]  # the only way to say it for one file before 3.13
    return info


def content_files(folder: Path) -> Iterator[Path]:
    """Yield the files of the courses: no links, and nothing hidden."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part in LEFT_OUT or part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and not path.is_symlink():
            yield path


def _settings(chosen: settings.Settings) -> tuple[str, list[str]]:
    """Return the settings as they may be shown, and the names of those whose secrets are not among them."""
    shown = settings.shown(chosen)
    told: dict[str, Any] = {one.variable: one.value for one in shown if one.changed}
    elsewhere = [one.variable for one in shown if "•••" in one.value]
    if not chosen.secret_key and chosen.secret_key_file.exists():
        elsewhere.append(f"KNS_SECRET_KEY ({chosen.secret_key_file.name})")
    return json.dumps(told, ensure_ascii=False, indent=1), elsewhere


def _version() -> str:
    found = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))
    return str(found["project"]["version"])


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however that ends. Raises `DomainError` 'backup-busy'."""
    with os.fdopen(os.open(folder / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        try:
            _lock(file)
        except OSError:
            raise DomainError("backup-busy", folder=str(folder)) from None
        yield


def _lock(file: IO[bytes]) -> None:
    with suppress(ImportError):
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    import msvcrt

    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
