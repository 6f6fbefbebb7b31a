"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models import text

_NAME = re.compile(r"^kns-(\d{8}T\d{6})Z\.zip$")


@dataclass(frozen=True)
class Kept:
    """How many days, weeks and months have a backup that is kept."""

    daily: int
    weekly: int
    monthly: int


def name_of(now: datetime, mark: str = "") -> str:
    """Return the name of a backup made at a moment."""
    return f"kns-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z{'-' + mark if mark else ''}.zip"


def made_at(name: str) -> datetime | None:
    """Return when a backup with this name was made; None for other files, and for backups with a mark."""
    found = _NAME.match(name)
    return None if found is None else datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def dropped(names: Iterable[str], kept: Kept) -> list[str]:
    """Return the names of backups that nothing asks to keep any more; the newest is always kept.

    A day, week or month without a backup is not counted: after a month of silence the last ones are still there.
    """
    times = sorted(((at, name) for name in names if (at := made_at(name)) is not None), reverse=True)
    wanted = {times[0][1]} if times else set()
    for many, span in ((kept.daily, _day), (kept.weekly, _week), (kept.monthly, _month)):
        newest: dict[tuple[int, ...], str] = {}
        for at, name in times:
            newest.setdefault(span(text.local_day(at)), name)
        wanted.update(list(newest.values())[:many])
    return [name for _at, name in times if name not in wanted]


def _day(day: date) -> tuple[int, ...]:
    return (day.year, day.month, day.day)


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return (day.year, day.month)
