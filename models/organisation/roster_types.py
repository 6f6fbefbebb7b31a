"""What a staff list says once it is read: people, units, and everything that is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.organisation.roster_cells import CellError
from models.organisation.roster_headings import Column
from models.organisation.roster_vocabulary import Field
from models.organisation.tables import Category, Tree


@dataclass(frozen=True)
class RosterRow:
    """One person in one place. None and '' mean that the list does not say; it never means 'take it away'.

    ``unit_path`` holds unit names from the outermost that the list gives to the person's own; () is the unit that the
    list is of. ``birth_year`` stands alone when only the year is known. ``concurrent``: beside a main posting.
    """

    sheet: str
    row_number: int
    staff_code: str | None
    full_name: str
    birth_date: date | None = None
    birth_year: int | None = None
    gender: str | None = None
    national_id: str | None = None
    phone: str | None = None
    email: str | None = None
    unit_path: tuple[str, ...] = ()
    unit_code: str | None = None
    position: str = ""
    category: Category | None = None
    rank: str = ""
    head: bool = False
    leader: bool = False
    party: bool | None = None
    party_joined: date | None = None
    party_official: date | None = None
    started: date | None = None
    concurrent: bool = False


@dataclass(frozen=True)
class UnitRow:
    """One unit that the list brings; ``parent_path`` names units above it, the nearest last (() no code: on top)."""

    sheet: str
    row_number: int
    name: str
    code: str | None = None
    kind: str = ""
    parent_path: tuple[str, ...] = ()
    parent_code: str | None = None
    tree: Tree | None = None


@dataclass(frozen=True)
class RosterProblem:
    """Something to mend or to know: where (``column`` '': the whole row; ``row`` 0: the sheet), what, the values."""

    sheet: str
    row: int
    column: str
    heading: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """A staff list as read. Nothing of it may be written while it has ``problems``; ``notes`` only tell what was done.

    ``columns`` are the recognised and unknown columns by sheet; ``fields`` what any of them holds.
    """

    rows: tuple[RosterRow, ...]
    units: tuple[UnitRow, ...]
    problems: tuple[RosterProblem, ...]
    notes: tuple[RosterProblem, ...]
    columns: tuple[tuple[str, Column], ...]

    @property
    def fields(self) -> frozenset[Field]:
        """What the list has columns for."""
        return frozenset(column.field for _, column in self.columns if column.field is not None)


class Findings:
    """Collects problems and notes while a file is read; a cell has one problem at most."""

    def __init__(self, problems: Iterable[RosterProblem] = ()) -> None:
        self.problems: list[RosterProblem] = list(problems)
        self.notes: list[RosterProblem] = []
        self._seen = {(one.sheet, one.row, one.column) for one in self.problems if one.column}

    def problem(self, sheet: str, row: int, column: Column | None, code: str, **values: object) -> None:
        """Add what must be mended before anything is written."""
        found = _finding(sheet, row, column, code, values)
        place = (sheet, row, found.column)
        if found.column and place in self._seen:
            return
        self._seen.add(place)
        self.problems.append(found)

    def bad_cell(self, sheet: str, row: int, column: Column, error: CellError) -> None:
        """Add the problem of a cell that could not be read."""
        self.problem(sheet, row, column, error.code, **error.values)

    def note(self, sheet: str, row: int, column: Column | None, code: str, **values: object) -> None:
        """Add what the reader of the list should know."""
        self.notes.append(_finding(sheet, row, column, code, values))

    def problems_in_order(self, sheets: Sequence[str]) -> tuple[RosterProblem, ...]:
        """Return the problems as somebody mends them: sheet by sheet, down the rows, from left to right."""
        at = {name: place for place, name in reversed(list(enumerate(sheets)))}

        def place(one: RosterProblem) -> tuple[int, int, int, str]:
            return (at.get(one.sheet, -1), one.row, len(one.column), one.column)

        return tuple(sorted(self.problems, key=place))


def _finding(sheet: str, row: int, column: Column | None, code: str, values: Mapping[str, object]) -> RosterProblem:
    letter, heading = (column.letter, column.heading) if column else ("", "")
    return RosterProblem(sheet, row, letter, heading, code, dict(values))
