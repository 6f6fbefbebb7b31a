"""Until when completions count for what is asked, and when they can be renewed (docs/decisions/0010), on columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.columns import NO_DAY, Ints, Renewals

_TO_1970 = 719_163  # the ordinal of the first of January 1970


@dataclass(frozen=True)
class Asked:
    """What the duties in force say of renewing, by pair: the shortest time, the widest window, the shortest grace."""

    months: Ints
    window: Ints
    grace: Ints


class Gathered:
    """What duties in force say of renewing, added up part by part."""

    def __init__(self, renewals: Renewals, size: int) -> None:
        """``size``: how many pairs there are."""
        self._line = np.zeros(2 + int(renewals.rule.max(initial=0)), dtype=np.int32)  # by rule; 0: it says nothing
        self._line[renewals.rule] = np.arange(1, 1 + len(renewals.rule))
        columns = (renewals.months, renewals.window, renewals.grace)
        self._months, self._window, self._grace = (np.concatenate(([0], one)).astype(np.int32) for one in columns)
        self._size = size if len(renewals.rule) else 0
        self._found = Asked(*(np.full(self._size, start, dtype=np.int32) for start in (NO_DAY, 0, NO_DAY)))
        self._said = False

    def add(self, rule: Ints, pair: Ints) -> None:
        """Add duties in force, by their rules and pairs."""
        if not self._size:
            return
        line = self._line[np.minimum(rule, len(self._line) - 1)]
        if self._grace.any():
            np.minimum.at(self._found.grace, pair, self._grace[line])  # who has no grace by one rule has none
        saying = np.flatnonzero(line)
        line, pair = line[saying], pair[saying]
        self._said |= bool(len(line))
        np.maximum.at(self._found.window, pair, self._window[line])
        some = np.flatnonzero(self._months[line])
        np.minimum.at(self._found.months, pair[some], self._months[line[some]])

    def asked(self) -> Asked | None:
        """Return all of it, None where no duty says anything."""
        if not self._said:
            return None
        for values in (self._found.months, self._found.grace):
            values[values == NO_DAY] = 0
        return self._found


def months_of(renewals: Renewals, rules: Ints) -> Ints:
    """Return for how many months a completion counts for each of some rules (0: no limit)."""
    said = np.zeros(1 + max(int(renewals.rule.max(initial=0)), int(rules.max(initial=0))), dtype=np.int32)
    said[renewals.rule] = renewals.months
    months: Ints = said[rules]
    return months


def ends(achieved: Ints, until: Ints, months: Ints) -> Ints:
    """Return the first days on which completions no longer count, where they count for so many months (0: no limit)."""
    found = until.copy()
    rows = np.flatnonzero(months > 0)
    found[rows] = np.minimum(until[rows], _months_later(achieved[rows], months[rows]))
    return found


def _months_later(day: Ints, months: Ints) -> Ints:
    """Return the days so many months later by the calendar: the last of a month where that has no such day."""
    days: NDArray[np.datetime64] = (day.astype(np.int64) - _TO_1970).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    in_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    later = month + months.astype("timedelta64[M]")
    first = later.astype("datetime64[D]").astype(np.int64)
    length = (later + 1).astype("datetime64[D]").astype(np.int64) - first
    found: Ints = (first + np.minimum(in_month, length - 1) + _TO_1970).astype(np.int32)
    return found
