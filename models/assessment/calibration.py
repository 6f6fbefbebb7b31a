"""How well people know what they know: how often those who said they were sure were right. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from models.assessment.tables import Confidence


@dataclass(frozen=True)
class Calibration:
    """Of the answers given with this ``confidence``: how many, and how many of them earned full marks."""

    confidence: Confidence
    given: int
    right: int


def calibration(answers: Iterable[tuple[str | None, bool]]) -> tuple[Calibration, ...]:
    """Return the counts for each way of being sure that was said, the surest first.

    ``answers``: for each answer what was said (None: nothing) and whether it was right.
    """
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for said, was_right in answers:
        if said is not None:
            given[said] += 1
            right[said] += was_right
    return tuple(Calibration(one, given[one], right[one]) for one in Confidence if given[one])
