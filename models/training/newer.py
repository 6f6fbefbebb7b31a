"""The rows of people who were touched since the columns were put together.

To put columns of millions of rows together again takes a second; to read the rows of a few people takes a hundredth.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from models.training.columns import Around, Columns, Merged, PersonTables, among


@dataclass(frozen=True)
class Newer:
    """All rows of some people, and of nobody else: what older columns say of them no longer counts."""

    people: frozenset[int]
    columns: Columns

    def beside(self, around: Around) -> "Newer":
        """Return the same rows beside other units, courses, releases and renewals."""
        return Newer(self.people, self.columns.beside(around))

    def of(self, people: Collection[int]) -> "Newer":
        """Return the rows of some of these people alone."""
        return Newer(frozenset(people), Columns(self.columns.people.of(people), self.columns.around))


def read_newer(db: Session, before: Newer | None, base: Columns, people: frozenset[int]) -> Newer:
    """Read the rows of people who were touched; those read earlier stay beside them.

    ``people`` has everybody whose record was ever joined to one of theirs (`with_joined`): an achievement of the one
    may count for the other.
    """
    read = PersonTables.read(db, among("person_id", people))
    if before is not None:
        read = before.columns.people.replaced(people, read)
        people = before.people | people
    return Newer(people, Columns(read, base.around))


def with_joined(db: Session, people: Collection[int]) -> frozenset[int]:
    """Return these people and all whose records were ever joined to theirs, in either direction."""
    found = frozenset(people)
    while True:
        named = among("person_id", found), among("same_as_id", found)
        joined = Merged.read(db, " OR ".join(named)) if found else None
        grown = found if joined is None else found.union(joined.person.tolist(), joined.into.tolist())
        if grown == found:
            return found
        found = grown
