"""Counting in working days: pure, on plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, as it was known at one time: ``off`` are days off, ``worked`` weekend days made up for."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return day not in self.off if day.weekday() < SATURDAY else day in self.worked

    def after(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after a day, which does not count itself."""
        while number:
            day += ONE_DAY
            number -= self.is_worked(day)
        return day

    def between(self, day: date, last: date) -> int:
        """Return how many working days lie after a day, up to a last one, which counts."""
        return sum(self.is_worked(day + timedelta(days=number)) for number in range(1, (last - day).days + 1))


class Calendars:
    """The calendar through time: on each day what was known of it at the day's end."""

    def __init__(self, days: Iterable[tuple[date, bool, date, date | None]] = ()) -> None:
        """``days``: a day, whether it is worked, the day on which that became known, and that on which it was voided.

        What was voided on the day on which it was written was never known.
        """
        known = [row for row in days if row[3] is None or row[2] < row[3]]
        steps = sorted({day for _, _, since, until in known for day in (since, until) if day is not None})
        self._steps = [(date.min, Calendar()), *((step, _at(known, step)) for step in steps)]
        self._found: dict[tuple[date, int, date], date] = {}

    @property
    def newest(self) -> Calendar:
        """The calendar as it is known now."""
        return self._steps[-1][1]

    def due(self, start: date, number: int, until: date = date.max) -> date:
        """Return the last day in time of what begins on a day and may take so many working days.

        Counted by the calendar of its first day. Each later change of the calendar counts it anew while that last day
        is not over and it goes on (``until`` is the first day on which it does not): the last day may become a later
        one, never an earlier one than people were told.
        """
        key = (start, number, until if until <= self._steps[-1][0] else date.max)
        if key not in self._found:
            self._found[key] = self._due(*key)
        return self._found[key]

    def _due(self, start: date, number: int, until: date) -> date:
        begun = [calendar for since, calendar in self._steps if since <= start][-1]
        due = begun.after(start, number)
        for since, calendar in self._steps:
            if start < since <= due and since < until:
                due = max(due, calendar.after(start, number))
        return due


def _at(known: list[tuple[date, bool, date, date | None]], step: date) -> Calendar:
    here = [(day, worked) for day, worked, since, until in known if since <= step and (until is None or step < until)]
    return Calendar(
        frozenset(day for day, worked in here if not worked), frozenset(day for day, worked in here if worked)
    )
