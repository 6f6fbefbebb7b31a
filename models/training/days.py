"""Days and moments as the columns hold them: ordinals of Hanoi's days, microseconds since 1970 in UTC."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from models.training.pairing import Ints, Moments

NO_DAY = 2**31 - 1  # an end that is not known
NEVER = 2**63 - 1  # a row that is not voided
DAY = 86_400_000_000  # microseconds
HANOI = 7 * 3_600_000_000  # Hanoi's clock has been seven hours ahead of UTC since 1975
TO_1970 = date(1970, 1, 1).toordinal()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def day_of(ordinal: int) -> date | None:
    """Return the day of an ordinal; None for 0 and for an end that is not known."""
    return None if ordinal in (0, NO_DAY) else date.fromordinal(int(ordinal))


def days_of(at: Moments) -> Ints:
    """Return the days that Hanoi's clock shows at moments; what is not seen yet lies far ahead."""
    return ((np.minimum(at, NEVER - HANOI) + HANOI) // DAY + TO_1970).astype(np.int32)


def end_of_ordinal(day: int) -> int:
    """Return the moment at which Hanoi's day is over."""
    return (day + 1 - TO_1970) * DAY - HANOI
