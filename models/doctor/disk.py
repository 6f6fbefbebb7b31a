"""The disks of data, backups and passing files: is there room, can they be written to, is it the right kind?"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models import backups, condition
from models.doctor.found import Asked, Found, careful, good, wrong
from models.text import number
from models.text import translate as _

SCARCE = 2_000_000_000  # bytes: some weeks' growth, and a backup
FEW_FILES = 2_000
MOUNTS = Path("/proc/mounts")
OF_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs")


def look(asked: Asked) -> Iterator[Found]:
    """Look at each folder that is written to."""
    data, kept = asked.chosen.data_dir, asked.chosen.backups_dir
    yield from _folder(_("Data folder"), data)
    embedded = backups.source_of(asked.chosen).kind is backups.Kind.SQLITE
    if embedded and _kind_of_disk(data) in OF_A_NETWORK:
        yield wrong(
            _("The embedded database lies on a network disk: {folder}", folder=str(data)),
            _(
                "Put KNS_DATA_DIR on a disk of this machine, or use PostgreSQL; SQLite can be damaged "
                "on a network disk."
            ),
        )
    if kept.exists() or asked.chosen.backup_dir:
        yield from _folder(_("Folder of the backups"), kept)
    if kept.exists() and data.exists() and kept.stat().st_dev == data.stat().st_dev:
        yield careful(
            _("The backups lie on the same disk as the data: {folder}", folder=str(kept)),
            _("Set KNS_BACKUP_DIR to another disk, or copy the backups to another machine every day."),
        )
    yield from _folder(_("Folder for passing files"), Path(tempfile.gettempdir()))


def _folder(name: str, folder: Path) -> Iterator[Found]:
    if not folder.is_dir():
        yield wrong(
            _("{name}: {folder} is not there", name=name, folder=str(folder)),
            _("Make the folder for the account that runs the platform, or mend the setting that names it."),
        )
        return
    free = shutil.disk_usage(folder).free
    seen = _("{name}: {folder}, {free} GB free", name=name, folder=str(folder), free=number(free / 1e9, 1))
    why = _refused(folder)
    if why:
        yield wrong(
            f"{seen}. {_('It cannot be written to: {why}', why=why)}",
            _("Give the folder to the account that runs the platform, and look whether its disk is full or read-only."),
        )
    elif free < condition.LOW:
        yield wrong(seen, _("Make room now: with a full disk nothing is saved any more."))
    elif free < SCARCE:
        yield careful(seen, _("Make room, or move to a larger disk, before it is full."))
    elif _files_left(folder) < FEW_FILES:
        yield careful(
            f"{seen}. {_('Hardly any new file fits on it')}", _("Remove old small files: the disk has no entries left.")
        )
    else:
        yield good(seen)


def _refused(folder: Path) -> str:
    """Return why nothing can be written there, '' when it can."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _files_left(folder: Path) -> int:
    told = os.statvfs(folder) if hasattr(os, "statvfs") else None
    return told.f_favail if told is not None and told.f_files else FEW_FILES  # some disks have no such limit


def _kind_of_disk(folder: Path) -> str:
    """Return the kind of file system that a folder stands on, '' where the machine does not tell."""
    try:
        lines = [line.split(" ") for line in MOUNTS.read_text("utf-8").splitlines()]
    except OSError:
        return ""
    place = folder.resolve()
    over = [(len(line[1]), line[2]) for line in lines if place.is_relative_to(line[1].replace("\\040", " "))]
    return max(over, default=(0, ""))[1]
