"""The units that a file brings: a sheet of their own, or the superior and hierarchical columns beside the people."""

from models.organisation import roster_cells as cells
from models.organisation.roster_cells import CellError, text_of
from models.organisation.roster_headings import Column, Heading
from models.organisation.roster_rows import RowKind
from models.organisation.roster_table import Table
from models.organisation.roster_text import clean, fold, steps, unit_key
from models.organisation.roster_types import Findings, RosterRow, UnitRow
from models.organisation.roster_vocabulary import Field
from models.organisation.tables import Tree
from models.organisation.workbook import Row

# what only a list of people has: a table with one of these brings no units, whatever else it has
OF_PEOPLE = (
    Field.STAFF_CODE,
    Field.BIRTH_DATE,
    Field.MEN,
    Field.WOMEN,
    Field.GENDER,
    Field.NATIONAL_ID,
    Field.RANK,
    Field.PARTY,
    Field.PARTY_JOINED,
    Field.PARTY_OFFICIAL,
)


def is_unit_list(heading: Heading) -> bool:
    """Return whether a heading is that of a list of units: a unit's name, something about it, and no person."""
    about = heading.has(Field.UNIT_CODE, Field.UNIT_KIND, Field.PARENT, Field.PARENT_CODE, Field.TREE)
    several = len(heading.of(Field.UNIT)) > 1
    people = heading.has(Field.FULL_NAME, Field.GIVEN_NAME, *OF_PEOPLE)
    return heading.has(Field.UNIT) and (about or several) and not people


def brings_units(heading: Heading) -> bool:
    """Return whether a list of people also says how its units hang together."""
    return heading.has(Field.PARENT, Field.PARENT_CODE) or len(heading.of(Field.UNIT)) > 1


def read_units(table: Table) -> list[UnitRow]:
    """Return the units of a sheet of units, in its order. Several unit columns are levels, the outermost left."""
    levels = table.heading.of(Field.UNIT)
    above: list[str] = []
    units: list[UnitRow] = []
    for row, kind in table.rows:
        if kind in (RowKind.TOTAL, RowKind.EMPTY):
            continue
        names = [cells.optional(table.cell(row, column)) for column in levels]
        names = [
            above[i] if not name and i < len(above) and any(names[i + 1 :]) else name for i, name in enumerate(names)
        ]
        path = [clean(name) for name in names if name]
        if not path:
            if any(text_of(row.cell(column.index)) for column in table.heading.of(Field.UNIT_CODE)):
                table.found.problem(table.sheet.name, row.number, levels[-1], "unit-name-missing")
            continue
        if not any(letter.isalpha() for letter in path[-1]):
            table.found.problem(table.sheet.name, row.number, levels[-1], "unit-name-invalid", value=path[-1])
            continue
        above = names
        above_it = steps(cells.optional(table.first(row, Field.PARENT)[0]))
        units.append(
            UnitRow(
                sheet=table.sheet.name,
                row_number=row.number,
                name=path[-1],
                code=_code(table, row, Field.UNIT_CODE),
                kind=cells.optional(table.first(row, Field.UNIT_KIND)[0]).lower(),
                parent_path=(*above_it, *path[:-1]),
                parent_code=_code(table, row, Field.PARENT_CODE),
                tree=_tree(table, row),
            )
        )
    return units


def units_beside_people(table: Table, people: list[RosterRow]) -> list[UnitRow]:
    """Return the units that the rows of people name, each once, those above first."""
    at_row = {row.number: row for row, _ in table.rows}
    units: dict[tuple[str, ...], UnitRow] = {}
    for person in people:
        row = at_row[person.row_number]
        for depth in range(1, len(person.unit_path) + 1):
            path = person.unit_path[:depth]
            key = tuple(unit_key(name) for name in path)
            own = depth == len(person.unit_path)
            if key in units and not (own and units[key].code is None and person.unit_code):
                continue
            units[key] = UnitRow(
                sheet=table.sheet.name,
                row_number=person.row_number,
                name=path[-1],
                code=person.unit_code if own else None,
                kind=cells.optional(table.first(row, Field.UNIT_KIND)[0]).lower() if own else "",
                parent_path=path[:-1],
                parent_code=_code(table, row, Field.PARENT_CODE) if own else None,
                tree=_tree(table, row) if own else None,
            )
    return list(units.values())


def check_units(units: list[UnitRow], found: Findings) -> None:
    """Add a problem for a unit code that two rows hold, and for a unit that the file puts under itself."""
    by_code: dict[str, UnitRow] = {}
    for unit in units:
        if unit.code is None:
            continue
        first = by_code.setdefault(fold(unit.code), unit)
        if first is not unit and first != unit:
            same = {"value": unit.code, "other_row": first.row_number, "other_sheet": first.sheet}
            found.problem(unit.sheet, unit.row_number, None, "duplicate-unit-code", **same)
    parents = {unit.code: unit.parent_code for unit in by_code.values()}
    for unit in by_code.values():
        seen, code = {unit.code}, unit.parent_code
        while code is not None and code not in seen:
            seen.add(code)
            code = parents.get(code)
        if code is not None and code == unit.code:
            found.problem(unit.sheet, unit.row_number, None, "unit-cycle", unit=unit.name)


def _code(table: Table, row: Row, field: Field) -> str | None:
    cell, column = table.first(row, field)
    try:
        return cells.code(cell)
    except CellError as error:
        _problem(table, row, column, error)
        return None


def _tree(table: Table, row: Row) -> Tree | None:
    cell, column = table.first(row, Field.TREE)
    try:
        return cells.tree(cell)
    except CellError as error:
        _problem(table, row, column, error)
        return None


def _problem(table: Table, row: Row, column: Column | None, error: CellError) -> None:
    table.found.problem(table.sheet.name, row.number, column, error.code, **error.values)
