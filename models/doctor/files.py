"""Secrets and people's data as files: can anybody else on this machine read them?"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from models.doctor.found import Asked, Found, good, unseen, wrong
from models.text import translate as _
from models.text import translate_n

OTHERS = 0o077
ENVIRONMENTS = (Path("/etc/ky-nang-so.env"),)  # where deploy/kns@.service reads the database's password
BY_THEMSELVES = ("secret.key", "backups/*")  # copied elsewhere, where no folder guards them any more
SHOWN = 3


def look(asked: Asked) -> Iterator[Found]:
    """Look at the data folder, the keys, the backups and the service's environment."""
    if os.name == "nt":
        yield unseen(
            _("Windows keeps rights on files otherwise"),
            _("Let only the account that runs the platform read the data folder."),
        )
        return
    data, kept = asked.chosen.data_dir, asked.chosen.backups_dir
    if not data.is_dir():
        return
    shut = not _mode(data) & OTHERS
    looked_at = [path for pattern in BY_THEMSELVES for path in data.glob(pattern)]
    looked_at += [*kept.glob("*.zip"), *(path for path in ENVIRONMENTS if path.exists())]
    if shut:
        yield good(_("Nobody else may look into the data folder: {folder}", folder=str(data)))
    else:
        yield wrong(
            _("Others on this machine may look into the data folder: {folder}", folder=str(data)),
            _("Run: chmod 700 {file}", file=str(data)),
        )
        looked_at += [path for path in data.rglob("*") if "browser" not in path.relative_to(data).parts]
    if not kept.is_relative_to(data) and kept.is_dir() and _mode(kept) & OTHERS:
        yield wrong(
            _("Others on this machine may look into the folder of the backups: {folder}", folder=str(kept)),
            _("Run: chmod 700 {file}", file=str(kept)),
        )
    files = sorted({path for path in looked_at if path.is_file() and not path.is_symlink()})
    yield from _readable(files)
    yield from _not_ours(files)


def _readable(files: list[Path]) -> Iterator[Found]:
    open_ones = [path for path in files if _mode(path) & OTHERS]
    if open_ones:
        names = ", ".join(str(path) for path in open_ones[:SHOWN])
        seen = translate_n("{n} file can be read by others", "{n} files can be read by others", len(open_ones))
        which = " ".join(f"'{path}'" for path in open_ones[:SHOWN])
        yield wrong(f"{seen}: {names}", _("Run: chmod 600 {file}", file=which))
    elif files:
        yield good(
            translate_n("{n} file that only its owner reads", "{n} files that only their owner reads", len(files))
        )


def _not_ours(files: list[Path]) -> Iterator[Found]:
    """Look for what the account that runs this cannot read, so that the platform cannot either."""
    away = [path for path in files if not os.access(path, os.R_OK) and path not in ENVIRONMENTS]
    if away:
        names = ", ".join(str(path) for path in away[:SHOWN])
        yield wrong(
            _("This account cannot read: {names}", names=names),
            _("Run this as the account of the platform, or give the files to it with chown."),
        )


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:  # taken away meanwhile
        return 0
