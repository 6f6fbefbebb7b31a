"""Whose records were erased, kept beside the database: a database of before that is told it again.

One line for each record: moment and key. What is in the file is erased, now or by the next replay; nothing is ever
taken out of it.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models import settings
from models.organisation import Person
from models.privacy.tables import Erasure

Erasures = Mapping[str, datetime | None]  # by the records' keys: when, None where that cannot be read


def kept_erasures() -> dict[str, datetime | None]:
    """Return the erasures that stand beside the database."""
    place = settings.current().erasures_file
    return parse_erasures(place.read_text("utf-8").splitlines()) if place.exists() else {}


def parse_erasures(lines: Iterable[str]) -> dict[str, datetime | None]:
    """Return the erasures that lines of such a file tell."""
    found: dict[str, datetime | None] = {}
    for *moment, key in filter(None, map(str.split, lines)):
        found.setdefault(key, None)
        with suppress(ValueError, OverflowError):  # a line of whom nobody wrote down when
            found[key] = datetime.fromisoformat(" ".join(moment)).astimezone(UTC)
    return found


def recorded_erasures(db: Session) -> dict[str, datetime | None]:
    """Return the erasures that a database itself knows of."""
    told = select(Person.key, Erasure.at).join(Erasure, col(Erasure.person_id) == col(Person.id))
    return dict(db.exec(told).all())


def keep_erasures(erasures: Erasures) -> None:
    """Add to the file beside the database what it does not tell yet; it is on the disk then."""
    known = kept_erasures()
    fresh = {key: moment for key, moment in erasures.items() if key not in known}
    if not fresh:
        return
    place = settings.current().erasures_file
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        for key, moment in fresh.items():
            file.write(f"{moment.isoformat(timespec='seconds')} {key}\n" if moment else f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
