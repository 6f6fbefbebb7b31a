"""Of which days the states of all pairs are kept: a few, the newest among them, each of them tens of megabytes."""

from collections.abc import Sequence
from typing import Any

KEPT = 3

Key = tuple[Any, ...]  # a tree, a day and as known at which moment (None: now)


def last(asked: Sequence[Key]) -> Sequence[Key]:
    """Return the last few of what was asked for, the `present` among them."""
    now = present(asked)
    past = [one for one in asked if one not in now]
    return [*past[len(past) - max(KEPT - len(now), 1) :], *now] if len(asked) > KEPT else asked


def present(asked: Sequence[Key]) -> Sequence[Key]:
    """Return what everybody asks for: the newest day, as known now."""
    today = max((on for _tree, on, known_at in asked if known_at is None), default=None)
    return [one for one in asked if one[1:] == (today, None)]
