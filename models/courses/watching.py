"""Sees that the content folder changed and has been quiet since: a pure poller, driven by its owner's clock."""

import os
from datetime import datetime, timedelta
from pathlib import Path

QUIET = timedelta(seconds=1)

_State = frozenset[tuple[str, int, int]]


class Watcher:
    """Compares the folder with what it was at the last `changed` that said yes; nothing is read but names and times."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = _state(folder)
        self._seen = self._taken
        self._since: datetime | None = None

    def changed(self, now: datetime) -> bool:
        """Return True once for each change, when the files have been quiet for a second.

        Call it every half second or so; ``now`` is the caller's clock.
        """
        state = _state(self._folder)
        if state != self._seen:
            self._seen, self._since = state, now
            return False
        if state == self._taken or self._since is None or now - self._since < QUIET:
            return False
        self._taken = state
        return True


def _state(folder: Path) -> _State:
    found: set[tuple[str, int, int]] = set()
    waiting = [str(folder)]
    while waiting:
        try:
            for entry in os.scandir(waiting.pop()):
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                stat = entry.stat(follow_symlinks=False)
                found.add((entry.path, 0 if entry.is_dir() else stat.st_size, stat.st_mtime_ns))
        except OSError:
            continue
    return frozenset(found)
