"""Heads kept outside the database: a chain that was cut or made anew agrees with itself, but not with them.

A file beside the database gets a line from time to time: moment, number, seal. It is as safe as the machine; whoever
wants more prints the head and keeps it on paper or on another machine. A restore shortens the chain and is no crime:
the heads that it cannot answer for any more go into a file of their own, and are never lost.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models import settings
from models.audit.chain import Head
from models.audit.lines import AuditLine
from models.database import among
from models.rights import DomainError

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
    place = file or settings.current().heads_file
    if file is None and not place.exists():
        return {}
    try:
        return parse_heads(place.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("file-unreadable", file=str(place), why=str(error)) from None


def keep_head(head: Head, *, now: datetime) -> None:
    """Add a head to the file beside the database, unless its last line says the same."""
    place = settings.current().heads_file
    if head.number == 0 or kept_heads().get(head.number) == head.seal:
        return
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.write(told(head, now))


def take_up_heads(db: Session, backed_up: Sequence[str], *, now: datetime) -> Path | None:
    """Let the file beside a restored database hold what its chain answers for; return where other heads went, if any.

    Those of the backup stay, whether the chain agrees or not: they were kept before it was copied, and are its
    witnesses. Those of this machine stay where the chain agrees. Raises as `parse_heads`.
    """
    place = settings.current().heads_file
    here = [*filter(None, place.read_text(encoding="utf-8").splitlines())] if place.exists() else []
    sealed = select(AuditLine.seal_number, AuditLine.seal).where(among(col(AuditLine.seal_number), parse_heads(here)))
    chain = dict(db.exec(sealed).all())
    agree = {line for line in here if parse_heads([line]).items() <= chain.items()}
    if here or backed_up:
        _write(place, sorted({*backed_up, *agree}))
    aside = [line for line in here if line not in {*backed_up, *agree}]
    if not aside:
        return None
    other = place.with_name(f"{place.stem}-until-{now:%Y%m%dT%H%M%S}.txt")
    _write(other, aside)
    return other


def _write(place: Path, lines: Iterable[str]) -> None:
    """Let a file hold these lines, all at once."""
    fresh = place.with_name(f"{place.name}.part")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)


def told(head: Head, now: datetime) -> str:
    """Return a head as a line."""
    return f"{now.isoformat(timespec='seconds')} {head.number} {head.seal}\n"
