"""Rewriting interval rows under two clocks: void what was known, write what is true now."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlmodel import Session, SQLModel


class IntervalRow(Protocol):
    """A row that holds from ``from_`` until ``until`` and was known from ``recorded_at`` until ``voided_at``."""

    from_: date
    until: date | None
    recorded_at: datetime
    voided_at: datetime | None


Row = TypeVar("Row", bound=SQLModel)


def overlap(a_from: date, a_until: date | None, b_from: date, b_until: date | None) -> bool:
    """Return whether two half-open intervals share a day (None: without end)."""
    return (a_until is None or b_from < a_until) and (b_until is None or a_from < b_until)


def rewrite(
    db: Session,
    rows: Iterable[Row],
    start: date,
    end: date | None,
    *,
    now: datetime,
    **changes: Any,
) -> list[Row]:
    """Make ``changes`` true of the rows within [start, end) and leave them as they were outside it.

    Rows that the window touches are voided and written anew in up to three parts. Without changes the window is cut
    out. Returns the parts that now stand within the window, in order; nothing is flushed.
    """
    inside: list[Row] = []
    for row in sorted(rows, key=lambda r: r.from_):  # type: ignore[attr-defined]
        old: Any = row
        if not overlap(old.from_, old.until, start, end):
            continue
        old.voided_at = now
        db.add(row)
        if old.from_ < start:
            db.add(copy(row, now=now, until=start))
        if changes:
            part = copy(row, now=now, from_=max(old.from_, start), until=earlier(old.until, end), **changes)
            db.add(part)
            inside.append(part)
        if end is not None and (old.until is None or old.until > end):
            db.add(copy(row, now=now, from_=end))
    return inside


def copy(row: Row, *, now: datetime, **changes: Any) -> Row:
    """Return a new row like ``row``, known from ``now`` on, with some values changed."""
    values = row.model_dump(exclude={"id", "recorded_at", "voided_at"})
    return type(row)(**{**values, **changes}, recorded_at=now)


def earlier(a: date | None, b: date | None) -> date | None:
    """Return the earlier of two ends, None meaning without end."""
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
