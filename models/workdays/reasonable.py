"""Which days may be set at all: a year 0001 or 9999, typed by accident or sent by force, must reach no figure."""

from datetime import date, datetime, timedelta

from models import text
from models.rights import DomainError

FIRST = date(1950, 1, 1)
AHEAD = timedelta(days=3660)  # ten years


def check_days(*days: date | None, now: datetime) -> None:
    """Return if each day that is given is one that an act may mean. Raises `DomainError` 'day-impossible'."""
    last = text.local_day(now) + AHEAD
    if any(day is not None and not FIRST <= day <= last for day in days):
        raise DomainError("day-impossible", first=text.day(FIRST), last=text.day(last))
