"""All rows of a batch, span by span of ids, each span in a transaction of its own."""

from collections.abc import Callable, Iterator

from sqlmodel import Session, SQLModel

from models import database, staging

SPAN = 50_000  # ids looked through at once

Act = Callable[[Session, type[SQLModel], int, int, int], object]


def in_spans(number: int, act: Act, step: Callable[[], object], *, rows: int) -> None:
    """Do something to all rows of a batch, so many at once, with a step between any two transactions."""
    for table in staging.marked_tables():
        for first, last in _windows(table, number, rows):
            with database.writing() as db:
                act(db, table, number, first, last)
            step()


def _windows(table: type[SQLModel], number: int, rows: int) -> Iterator[tuple[int, int]]:
    """Give the spans of ids in which the next rows of a batch lie."""
    last = 0
    with database.reading() as db:
        end = staging.last_id(db, table)
    while last < end:
        with database.reading() as db:
            ids = staging.next_of(db, table, number, last, upto=last + SPAN, most=rows)
        if ids:
            yield ids[0], ids[-1]
        last = ids[-1] if len(ids) == rows else last + SPAN
