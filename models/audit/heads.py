"""Heads kept outside the database: a chain that was cut or made anew agrees with itself, but not with them.

A file beside the database gets a line from time to time: moment, number, seal. It is as safe as the machine; whoever
wants more prints the head and keeps it on paper or on another machine.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from models import settings
from models.audit.chain import Head
from models.rights import DomainError

NAME = "audit-heads.txt"
LONGEST = 18  # digits of a number of lines


def parse_heads(lines: Iterable[str]) -> dict[int, str]:
    """Return number → seal of kept heads. Raises `DomainError` 'heads-unreadable' for a line that is none.

    A number that is said twice counts as said first: what is added later cannot take back what was known.
    """
    found: dict[int, str] = {}
    for line in filter(None, map(str.strip, lines)):
        words = line.split()
        if len(words) < 2 or not words[-2].isdecimal() or len(words[-2]) > LONGEST:
            raise DomainError("heads-unreadable", line=line[:80])
        found.setdefault(int(words[-2]), words[-1])
    return found


def kept_heads(file: Path | None = None) -> dict[int, str]:
    """Return the heads of a file, of the one beside the database unless named. Raises as `parse_heads`."""
    place = file or settings.current().data_dir / NAME
    if file is None and not place.exists():
        return {}
    try:
        return parse_heads(place.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("file-unreadable", file=str(place), why=str(error)) from None


def keep_head(head: Head, *, now: datetime) -> None:
    """Add a head to the file beside the database, unless its last line says the same."""
    place = settings.current().data_dir / NAME
    if head.number == 0 or kept_heads().get(head.number) == head.seal:
        return
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.write(told(head, now))


def told(head: Head, now: datetime) -> str:
    """Return a head as a line."""
    return f"{now.isoformat(timespec='seconds')} {head.number} {head.seal}\n"
