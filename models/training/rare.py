"""A column of moments that hardly any row has: one byte a row, and the moments of those that have one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.days import NEVER
from models.training.pairing import Ints, Moments, slices

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rare:
    """Moments by row, `NEVER` where a row has none: ``has`` says of each whether it has one, ``rows`` which those are,
    in order, ``values`` their moments.
    """

    has: Flags
    rows: Ints
    values: Moments

    @classmethod
    def of(cls, moments: Moments) -> "Rare":
        """Return these moments."""
        has = moments != NEVER
        rows = np.flatnonzero(has)
        return cls(has, rows.astype(np.int32), moments[rows])

    @classmethod
    def joined(cls, parts: Sequence["Rare"]) -> "Rare":
        """Return the moments of several columns after one another."""
        starts = np.cumsum([0, *(len(part) for part in parts)])
        return cls(
            np.concatenate([part.has for part in parts]),
            np.concatenate([part.rows + start for part, start in zip(parts, starts, strict=False)]).astype(np.int32),
            np.concatenate([part.values for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.has)

    def __getitem__(self, chosen: slice | NDArray[np.signedinteger[Any]] | Flags) -> Moments:
        """Return the moments of some rows, one for each."""
        has = self.has[chosen]
        found = np.full(len(has), NEVER, dtype=np.int64)
        places = np.flatnonzero(has)
        if not len(places):
            return found
        rows: NDArray[Any] = places
        if isinstance(chosen, slice):
            rows = places + chosen.indices(len(self))[0]
        else:
            rows = np.flatnonzero(chosen)[places] if chosen.dtype == np.bool_ else chosen[places]
        found[places] = self.values[np.searchsorted(self.rows, rows)]
        return found

    @property
    def never(self) -> Flags:
        """Which rows have none."""
        return ~self.has

    def taken(self, chosen: slice | Flags) -> "Rare":
        """Return the column of some rows; part by part, since all moments of millions of rows are not to be held."""
        if isinstance(chosen, slice):
            return Rare.of(self[chosen])
        parts = [Rare.of(self[part][chosen[part]]) for part in slices(len(self))]
        return Rare.joined(parts) if parts else self
