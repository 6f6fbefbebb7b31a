"""Questions on pages: by hand, and by hypothesis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import page_of, pages


@pytest.mark.parametrize(
    ("groups", "per_page", "made"),
    [
        ([], 1, ()),
        ([], None, ()),
        ([None] * 3, 1, ((1,), (2,), (3,))),
        ([None] * 5, 2, ((1, 2), (3, 4), (5,))),
        ([None] * 3, None, ((1, 2, 3),)),
        (["a", "a", None], 1, ((1, 2), (3,))),
        ([None, "a", "a", None], 2, ((1,), (2, 3), (4,))),
        ([None, "a", "a", None], 3, ((1, 2, 3), (4,))),
        (["a", "a", "b", "b"], 3, ((1, 2), (3, 4))),
        (["a", "b", "a"], 1, ((1,), (2,), (3,))),
    ],
)
def test_pages(groups: list[str | None], per_page: int | None, made: tuple[tuple[int, ...], ...]) -> None:
    assert pages(groups, per_page) == made


@given(st.lists(st.sampled_from([None, "a", "b"]), min_size=1, max_size=30), st.integers(1, 10) | st.none())
def test_every_place_stands_on_one_page_in_order_and_no_group_is_parted(
    groups: list[str | None], per_page: int | None
) -> None:
    made = pages(groups, per_page)
    assert [place for page in made for place in page] == list(range(1, len(groups) + 1))
    for place in range(1, len(groups)):
        if groups[place - 1] is not None and groups[place - 1] == groups[place]:
            assert page_of(made, place) == page_of(made, place + 1)
    for page in made:
        ones = [groups[place - 1] for place in page]
        assert per_page is None or len(page) <= per_page or len(set(ones)) == 1


def test_a_place_that_is_none_leads_to_the_last_page() -> None:
    assert page_of(pages([None] * 3, 1), 99) == 2
