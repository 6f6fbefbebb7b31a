"""Which rows hold on a day or have happened by then, as known at a moment; flags of those that are named."""

import numpy as np

from models.training.columns import NEVER, Flags, Ints, Moments, Rare
from models.training.days import end_of_ordinal


def covers(from_: Ints, until: Ints, day: int) -> Flags:
    """Return which rows hold on a day."""
    return (from_ <= day) & (until > day)


def seen_at(recorded: Moments, voided: Moments | Rare, at: int | None) -> Flags:
    """Return which rows are known at a moment (None: now)."""
    if at is None:
        return voided.never if isinstance(voided, Rare) else voided == NEVER
    return (recorded <= at) & (voided[:] > at)


def happened(at: Moments, day: int, known: int | None) -> Flags:
    """Return what happened on a day or before, and was known at a moment (None: now)."""
    return at < end_of_ordinal(day) if known is None else (at < end_of_ordinal(day)) & (at <= known)


def marked(size: int, *named: Ints) -> Flags:
    """Return ``size`` flags, set at the places that are named, be they of pairs or of people."""
    marks = np.zeros(size, dtype=np.bool_)
    for places in named:
        marks[places] = True
    return marks
