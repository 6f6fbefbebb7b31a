"""Until when completions count for what is asked, and when they can be renewed (docs/decisions/0010), on columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.columns import NO_DAY, Duties, Ints, Moments, Renewals

_TO_1970 = 719_163  # the ordinal of the first of January 1970


@dataclass(frozen=True)
class Asked:
    """What the duties in force say of renewing, by pair: the shortest time, the widest window, the shortest grace."""

    months: Ints
    window: Ints
    grace: Ints


def asked_by(renewals: Renewals, duties: Duties, force: Moments, pair: Ints, size: int) -> Asked | None:
    """Return what duties in force say (``force``: their rows, ``pair``: their pairs), None where none says anything."""
    if not len(renewals.rule):
        return None
    said = np.zeros(1 + max(int(renewals.rule.max()), int(duties.rule.max(initial=0))), dtype=np.int32)
    said[renewals.rule] = np.arange(1, 1 + len(renewals.rule))
    line = said[duties.rule[force]]
    if not line.any():
        return None
    columns = (renewals.months, renewals.window, renewals.grace)
    months, window, grace = (np.concatenate(([0], column)).astype(np.int32) for column in columns)
    found = Asked(*(np.zeros(size, dtype=np.int32) for _ in range(3)))
    for values, kept, needed in ((months, found.months, False), (grace, found.grace, True)):
        some = np.zeros(size, dtype=np.bool_)
        some[pair[values[line] > 0]] = True
        rows = some[pair] if needed else values[line] > 0  # who has no grace by one rule has none
        kept[some] = NO_DAY
        np.minimum.at(kept, pair[rows], values[line[rows]])
    np.maximum.at(found.window, pair[line > 0], window[line[line > 0]])
    return found


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
