"""The last days in time of many duties at once: as `rules.due_day`, on columns."""

import numpy as np

from models.training.columns import NO_DAY, Ints, day_of
from models.training.rules import FOREVER, GRACE_DAYS, PathStep, Terms
from models.workdays import Calendars


def due_days(terms: Terms | PathStep, start: Ints, until: Ints, calendars: Calendars) -> Ints:
    """Return the last days of what a rule asks from some days on until others (`NO_DAY`: without end)."""
    if terms.due_on is not None:
        asked = np.full(len(start), terms.due_on.toordinal(), dtype=np.int32)
    elif terms.working:
        runs, place = np.unique(np.stack((start, until)), axis=1, return_inverse=True)
        counted = [_counted(terms.due_days or 0, first, end, calendars) for first, end in runs.T.tolist()]
        asked = np.array(counted, dtype=np.int32)[place.reshape(-1)]
    else:
        asked = start + (terms.due_days or 0)
    due: Ints = np.maximum(asked, start + GRACE_DAYS).astype(np.int32)
    return due


def _counted(number: int, first: int, end: int, calendars: Calendars) -> int:
    start = day_of(first)
    assert start is not None
    return calendars.due(start, number, FOREVER if end == NO_DAY else day_of(end) or FOREVER).toordinal()
