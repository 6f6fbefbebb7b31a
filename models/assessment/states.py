"""Where each question of an attempt stands: answered, flagged, how sure, tried again; and which answer counts."""

from dataclasses import dataclass
from typing import Any

from models.assessment.places import AnyGiven, AnyItem
from models.assessment.tables import Confidence, Told


@dataclass(frozen=True)
class QuestionState:
    """One place of an attempt. ``tries``: how often feedback was asked for while practising; ``told``: what is known
    of the present answer, None when nothing.
    """

    place: int
    answered: bool
    flagged: bool
    confidence: Confidence | None
    tries: int
    told: Told | None


def state_of(item: AnyItem, response: AnyGiven | None) -> QuestionState:
    """Return where a place stands."""
    if response is None:
        return QuestionState(item.place, False, item.flagged, None, 0, None)
    answered = response.answer is not None
    told = response.told if answered else None
    return QuestionState(item.place, answered, item.flagged, response.confidence, response.checks, told)


def counted(response: AnyGiven | None) -> Any:
    """Return the answer that counts: the newest; in practice the one before its first feedback, once there was one."""
    if response is None:
        return None
    return response.first if response.checks else response.answer
