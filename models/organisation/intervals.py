"""Rewriting interval rows under two clocks: void what was known, write what is true now."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

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
    for row, parts in pieces(rows, start, end, changes):
        old: Any = row
        old.voided_at = now
        db.add(row)
        for values, within in parts:
            part = type(row)(**values, recorded_at=now)
            db.add(part)
            if within:
                inside.append(part)
    return inside


def pieces(
    rows: Iterable[Row], start: date, end: date | None, changes: Mapping[str, Any]
) -> Iterator[tuple[Row, list[tuple[dict[str, Any], bool]]]]:
    """Give each row that a window touches, in order, with the values that stand instead of it and if they lie within.

    Without changes nothing stands within the window.
    """
    for row in sorted(rows, key=lambda r: r.from_):  # type: ignore[attr-defined]
        old: Any = row
        if not overlap(old.from_, old.until, start, end):
            continue
        said = row.model_dump(exclude={"id", "recorded_at", "voided_at"})
        parts: list[tuple[dict[str, Any], bool]] = []
        if old.from_ < start:
            parts.append(({**said, "until": start}, False))
        if changes:
            within = {"from_": max(old.from_, start), "until": earlier(old.until, end)}
            parts.append(({**said, **within, **changes}, True))
        if end is not None and (old.until is None or old.until > end):
            parts.append(({**said, "from_": end}, False))
        yield row, parts


def copy(row: Row, *, now: datetime, **changes: Any) -> Row:
    """Return a new row like ``row``, known from ``now`` on, with some values changed."""
    values = row.model_dump(exclude={"id", "recorded_at", "voided_at"})
    return type(row)(**{**values, **changes}, recorded_at=now)


def earlier(a: date | None, b: date | None) -> date | None:
    """Return the earlier of two ends, None meaning without end."""
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
