"""A column of moments that hardly any row has answers as the column of all moments would."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.training.days import NEVER
from models.training.pairing import PART
from models.training.rare import Rare

LONG = 2 * PART + 7  # more than one part is taken at a time


def _moments(*places: int) -> NDArray[np.int64]:
    found = np.full(LONG, NEVER, dtype=np.int64)
    found[list(places)] = [10 * place + 1 for place in places]
    return found


@pytest.mark.parametrize("moments", [_moments(0, 1, PART - 1, PART, LONG - 1), _moments()])
def test_rows_are_chosen_as_from_all_moments(moments: NDArray[np.int64]) -> None:
    rare = Rare.of(moments)
    flags = np.zeros(LONG, dtype=np.bool_)
    flags[[0, 2, PART, LONG - 1]] = True
    for chosen in (slice(None), slice(1, 9), slice(PART, None), slice(5, 5), flags, np.array([PART, 7, 0, PART])):
        assert rare[chosen].tolist() == moments[chosen].tolist()
    for some in (slice(PART - 1, PART + 1), flags, ~flags):
        assert rare.taken(some)[:].tolist() == moments[some].tolist()
    assert rare.never.tolist() == (moments == NEVER).tolist()


def test_columns_stand_after_one_another() -> None:
    first, second, none = (np.array(values, dtype=np.int64) for values in ([NEVER, 4], [5, NEVER, 6], []))
    joined = Rare.joined([Rare.of(none), Rare.of(first), Rare.of(second)])
    assert joined[:].tolist() == [NEVER, 4, 5, NEVER, 6]
    assert joined.rows.tolist() == [1, 2, 4]
    assert len(Rare.of(none).taken(np.zeros(0, dtype=np.bool_))) == 0


def test_few_moments_take_little() -> None:
    rare = Rare.of(_moments(3, 4))
    assert rare.has.nbytes + rare.rows.nbytes + rare.values.nbytes == LONG + 2 * (4 + 8)
