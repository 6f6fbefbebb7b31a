"""Days and moments of a story as numbers counted from its end, and back: loaded on another day, all of it moves.

It moves by whole weeks, so that working days stay working days, and ends today or up to six days ago.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models import text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARK = "day:"  # before the number of a day inside a JSON value


def end_on(end: date, today: date) -> date:
    """Return the day on which a story that was played up to ``end`` ends when it is loaded today."""
    return end + timedelta(weeks=(today - end).days // 7)


def close(end: date) -> datetime:
    """Return the moment at which a story stops: the beginning of its last day in Hanoi."""
    return datetime.combine(end, time(), tzinfo=text.HANOI).astimezone(UTC)


def told_day(day: date, end: date) -> int:
    """Return a day as a number of days from the end."""
    return (day - end).days


def told_moment(moment: datetime, end: date) -> int:
    """Return a moment of a whole second as a number of seconds from the close."""
    assert not moment.microsecond
    return round((moment - close(end)).total_seconds())


def told_days(value: Any, end: date) -> Any:
    """Return a JSON value with every day in it (2026-11-26) as a marked number."""
    return _each_text(value, lambda one: f"{_MARK}{told_day(date.fromisoformat(one), end)}" if _is_day(one) else one)


def moved_days(value: Any, end: date) -> Any:
    """Return a JSON value with every marked number as a day again."""

    def moved(one: str) -> str:
        return (end + timedelta(days=int(one[len(_MARK) :]))).isoformat() if one.startswith(_MARK) else one

    return _each_text(value, moved)


def _is_day(one: str) -> bool:
    return _DAY.fullmatch(one) is not None


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    return change(value) if isinstance(value, str) else value
