"""The courses' folder of a backup: is it what is there, may it be written there, and put there."""

import hashlib
import tempfile
from pathlib import Path

from models.backups.making import content_files
from models.backups.manifest import CONTENT, Part
from models.backups.opening import Opened
from models.rights import DomainError


def same_content(found: Opened, folder: Path) -> bool:
    """Return whether a folder holds just what a backup has of it; a backup without courses leaves any as it is."""
    there = {CONTENT + path.relative_to(folder).as_posix(): path for path in content_files(folder)}
    parts = _content(found)
    return {part.name for part in parts} in (set(there), set()) and all(
        hashlib.sha256(there[part.name].read_bytes()).hexdigest() == part.sha256 for part in parts
    )


def check_content_folder(folder: Path) -> None:
    """Raise 'content-read-only' where nothing can be written into a folder of courses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DomainError("content-read-only", folder=str(folder), why=error.strerror) from None


def put_content(found: Opened, folder: Path) -> None:
    """Let the courses' folder hold what the backup has of it, file by file."""
    names = {part.name.removeprefix(CONTENT): part.name for part in _content(found)}
    for path in content_files(folder):
        if path.relative_to(folder).as_posix() not in names:
            path.unlink()
    for name, part in names.items():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise DomainError("backup-damaged", what=part)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.part")
        found.take_out(part, beside)
        beside.chmod(0o644)
        beside.replace(target)


def _content(found: Opened) -> list[Part]:
    return [part for part in found.manifest.parts if part.name.startswith(CONTENT)]
