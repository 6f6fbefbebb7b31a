"""Which questions of an attempt stand on which page: pure."""

from collections.abc import Sequence


def pages(groups: Sequence[str | None], per_page: int | None) -> tuple[tuple[int, ...], ...]:
    """Return the places (from 1) of each page, in order.

    ``groups``: for each place what it belongs to, None for a question by itself; neighbours of one group (several
    questions about one text) are never parted. ``per_page``: how many fit on a page, None for all; a larger group has
    a page of its own.
    """
    runs: list[list[int]] = []
    before: str | None = None
    for place, group in enumerate(groups, start=1):
        if group is not None and group == before:
            runs[-1].append(place)
        else:
            runs.append([place])
        before = group
    if per_page is None:
        return (tuple(place for run in runs for place in run),) if runs else ()
    made: list[list[int]] = []
    for run in runs:
        if made and len(made[-1]) + len(run) <= per_page:
            made[-1].extend(run)
        else:
            made.append(list(run))
    return tuple(tuple(page) for page in made)


def page_of(made: Sequence[Sequence[int]], place: int) -> int:
    """Return the number (from 0) of the page on which a place stands, the last page when it stands on none."""
    return next((number for number, page in enumerate(made) if place in page), len(made) - 1)
