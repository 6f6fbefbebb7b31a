"""When an attempt's time is over, and which clock decides that: pure rules on plain values.

The time is over after ``minutes`` from the start or when the quiz ``closes``, whichever comes first; extra time and
what an outage took come on top of whichever it was. Answers are taken for the quiz's ``grace`` longer, and for `GRACE`
beyond that, since one given in the last second may still be on its way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.courses import Quiz

GRACE = timedelta(seconds=15)


class Decides(StrEnum):
    """Which of the two clocks ends an attempt."""

    MINUTES = "minutes"
    CLOSES = "closes"


@dataclass(frozen=True)
class Ending:
    """``over``: when the time is over, so many ``minutes`` after the start; ``last``: until when answers are taken."""

    over: datetime
    last: datetime
    decides: Decides
    minutes: int


def ending(quiz: Quiz, started_at: datetime, *, extra: int = 0, given_back: int = 0) -> Ending | None:
    """Return how an attempt ends that started then, with so many ``extra`` minutes; None when no clock runs.

    ``given_back``: the seconds that outages took from it.
    """
    ends = []
    if quiz.minutes is not None:
        ends.append((started_at + timedelta(minutes=quiz.minutes), Decides.MINUTES))
    if quiz.closes is not None:
        ends.append((quiz.closes, Decides.CLOSES))
    if not ends:
        return None
    first, decides = min(ends, key=lambda one: one[0])
    over = first + timedelta(minutes=extra, seconds=given_back)
    minutes = max(0, int((over - started_at).total_seconds() // 60))
    return Ending(over, over + timedelta(minutes=quiz.grace), decides, minutes)


def is_over(closes_at: datetime | None, now: datetime) -> bool:
    """Return whether an attempt that closes then takes no answer any more."""
    return closes_at is not None and now > closes_at + GRACE
