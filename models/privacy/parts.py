"""The parts of a person's record: tables with names for programs and titles for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import organisation
from models.text import translate as _

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Part:
    """One table of a record: ``name`` for programs, ``title`` and column names for people.

    ``columns``: a name for programs and one for people each; every row has a value for each.
    """

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]


def part(name: str, title: str, columns: dict[str, str], rows: Iterable[tuple[Any, ...]]) -> Part:
    """Return a part from its columns (name → title) and rows."""
    return Part(name, title, tuple(columns.items()), tuple(rows))


def transfers(db: Session, person_id: int, now: datetime) -> Part:
    """Return the requests that a person be moved to another unit."""
    columns = {
        "unit": _("New unit"),
        "from": _("From"),
        "asked_at": _("Asked at"),
        "state": _("State"),
        "answered_at": _("Answered at"),
        "reason": _("Reason"),
    }
    rows = [
        (
            one.to_unit,
            one.agreed or one.on,
            one.asked_at,
            organisation.transfer_word(one.state),
            one.answered_at,
            one.reason,
        )
        for one in organisation.transfers_of(db, person_id, now=now)
    ]
    return part("transfers", _("Requests that I be moved"), columns, rows)
