"""A real disk that is soon full, for tests of what becomes of what does not fit."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small(place: Path, size: str) -> Iterator[Path]:
    """Mount a disk of so many bytes ('256k', '2m') at a new folder; skip the test where that is not allowed."""
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
