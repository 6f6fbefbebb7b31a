"""Pairs of which those of some people are fresh: after a change nobody else's state is reckoned again."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.columns import Ints
from models.training.states import BY_PERSON, Number, Pairs

Places = NDArray[np.intp]


def patched(old: Pairs, fresh: Pairs, people: Collection[int], *, own: bool = False) -> Pairs:
    """Return pairs in which those of some people are as in ``fresh``, which may have no others; the rest stays.

    ``own``: nobody else has ``old``, so its arrays may become the new ones'.
    """
    ids = np.sort(np.fromiter(people, dtype=np.int32, count=len(people)))
    cuts = [np.searchsorted(pairs.person, ids, side=side) for pairs in (old, fresh) for side in ("left", "right")]
    there, new = _between(*cuts[:2]), _between(*cuts[2:])
    same = np.array_equal(old.person[there], fresh.person[new]) and np.array_equal(old.course[there], fresh.course[new])

    def put(before: NDArray[Number], after: NDArray[Number]) -> NDArray[Number]:
        found = before if own else before.copy()
        found[there] = after[new]
        return found

    def woven(before: NDArray[Number], after: NDArray[Number]) -> NDArray[Number]:
        parts: list[NDArray[Number]] = []
        kept = 0
        for begin, end, first, last in zip(*(cut.tolist() for cut in cuts), strict=True):
            parts += [before[kept:begin], after[first:last]]
            kept = end
        return np.concatenate([*parts, before[kept:]])

    found: dict[str, Any] = {}
    for column in fields(Pairs):
        before, after = getattr(old, column.name), getattr(fresh, column.name)
        if column.name in BY_PERSON:
            found[column.name] = _for_people(before, after, ids, BY_PERSON[column.name])
        elif same and column.name in ("person", "course"):
            found[column.name] = before  # as a rule nobody has a course more: which pairs there are is held once
        else:
            found[column.name] = put(before, after) if same else woven(before, after)
    return Pairs(**found)


def _between(first: Places, last: Places) -> Places:
    """Return all places from each of some to another, in order."""
    many = last - first
    return np.repeat(first - np.cumsum(many) + many, many) + np.arange(many.sum())


def _for_people(before: NDArray[Any], after: NDArray[Any], people: Ints, nobody: int) -> NDArray[Any]:
    """Return values by person id: those of some people from ``after``; ``nobody``: of whom neither knows."""
    size = max(len(before), len(after), int(people.max(initial=0)) + 1)
    found = np.full(size, nobody, dtype=before.dtype)
    found[: len(before)] = before
    known = people[people < len(after)]
    found[people] = nobody
    found[known] = after[known]
    return found
