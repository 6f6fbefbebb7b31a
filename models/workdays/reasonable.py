"""Days as they are typed, and which may be set at all: a year 0001 or 9999 must reach no figure."""

from datetime import date, datetime, time, timedelta

from models import text
from models.rights import DomainError

FIRST = date(1950, 1, 1)
AHEAD = timedelta(days=3660)  # ten years
WRITTEN = ("%d/%m/%Y", "%Y-%m-%d")


def check_days(*days: date | None, now: datetime) -> None:
    """Return if each day that is given is one that an act may mean. Raises `DomainError` 'day-impossible'."""
    last = text.local_day(now) + AHEAD
    if any(day is not None and not FIRST <= day <= last for day in days):
        raise DomainError("day-impossible", first=text.day(FIRST), last=text.day(last))


def typed_day(written: str | None) -> date | None:
    """Return a day typed in a terminal as 27/11/2026 or 2026-11-27, None for None. Raises `DomainError` 'day-typed'."""
    if written is None:
        return None
    for form in WRITTEN:
        try:
            return datetime.strptime(written.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise DomainError("day-typed", written=written)


def typed_moment(written: str | None) -> datetime | None:
    """Return a moment typed in a terminal: a day, as `typed_day` reads it, and a time (without one its beginning), or
    ISO 8601; None for None. Without a zone it is Hanoi's. Raises `DomainError` 'moment-typed'.
    """
    if written is None:
        return None
    day, _space, clock = written.strip().partition(" ")
    try:
        known = datetime.fromisoformat(written.strip())
    except ValueError:
        try:
            known = datetime.combine(typed_day(day) or date.min, time.fromisoformat(clock or "00:00"))
        except (ValueError, DomainError):
            raise DomainError("moment-typed", written=written) from None
    try:
        return text.on_both_clocks(known)
    except ValueError:
        raise DomainError("moment-typed", written=written) from None
