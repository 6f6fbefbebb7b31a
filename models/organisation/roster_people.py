"""The people of one sheet: each row to a `RosterRow`, each bad cell to a problem, all of them in one run."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from models.organisation import roster_cells as cells
from models.organisation.roster_cells import CellError, text_of
from models.organisation.roster_headings import Column
from models.organisation.roster_names import leading, marks_concurrent, person_name, without_concurrent
from models.organisation.roster_rows import Groups, RowKind
from models.organisation.roster_table import Table
from models.organisation.roster_text import fold, steps, unit_key
from models.organisation.roster_types import RosterRow
from models.organisation.roster_vocabulary import Field
from models.organisation.workbook import Cell, Row

Value = TypeVar("Value")

_BODY = re.compile(r"(?:uy ban|dang uy|dang bo|so|xa|phuong|thanh uy|hoi dong nhan dan|truong|benh vien)\b")
_PART = re.compile(r"(?:phong|ban|van phong|to|bo phan|doi|trung tam|khoa|tram)\b")
_MILD = {"category-unclear"}  # told, but no reason to refuse a list of a thousand


def read_people(table: Table, groups: Groups, today: date) -> list[RosterRow]:
    """Return the people of a table; problems and notes go to the table's findings."""
    rows: list[RosterRow] = []
    name = table.sheet.name
    placed_by_groups = not table.heading.has(Field.UNIT, Field.UNIT_CODE)
    unclear: tuple[int, str] | None = None  # a group row that may be a unit, until somebody stands below it
    for row, kind in table.rows:
        if kind is RowKind.GROUP:
            text, is_unit = groups.enter(row, table.heading)
            table.found.note(name, row.number, None, "group-unit" if is_unit else "group-heading", text=text)
            unclear = (row.number, text) if placed_by_groups and groups.is_unclear(text) else None
            for column in table.heading.of(Field.UNIT):
                table.leave_block(column)
        elif kind is RowKind.IGNORED:
            said = next(text_of(cell) for cell in row.cells if text_of(cell))
            table.found.note(name, row.number, None, "row-ignored", text=said)
        elif kind is RowKind.NAMELESS:
            table.found.problem(name, row.number, table.name_column(), "name-missing")
        elif kind is RowKind.PERSON:
            if unclear:
                table.found.problem(name, unclear[0], None, "group-unclear", text=unclear[1])
                unclear = None
            rows.append(_Person(table, row, groups, today).read())
    return _party_decided(rows)


class _Person:
    """Reads one row."""

    def __init__(self, table: Table, row: Row, groups: Groups, today: date) -> None:
        self.table, self.row, self.today = table, row, today
        self.groups, self.leads, self.full = groups.path, groups.is_leadership, groups.full

    def read(self) -> RosterRow:
        position, marked = self._position()
        head, leader = leading(position)
        born, sex = self._birth()
        party, joined = self._party()
        numbers: list[str] = []
        for column in self._columns(Field.PHONE):
            numbers += self._parse(column, self.table.cell(self.row, column), cells.phones, [])
        return RosterRow(
            sheet=self.table.sheet.name,
            row_number=self.row.number,
            staff_code=self._code(),
            full_name=self._name(),
            birth_date=born if isinstance(born, date) else None,
            birth_year=born if isinstance(born, int) else None,
            gender=sex,
            national_id=self._first(cells.national_id, Field.NATIONAL_ID),
            phone=min(numbers, key=lambda number: number.startswith("02"), default=None),
            email=self._first(cells.email, Field.EMAIL),
            unit_path=self._unit_path(),
            unit_code=self._first(cells.code, Field.UNIT_CODE),
            position=position,
            category=self._first(cells.category, Field.CATEGORY),
            rank=self._first(cells.rank, Field.RANK) or "",
            head=head,
            leader=leader,
            party=party,
            party_joined=joined,
            party_official=self._day(Field.PARTY_OFFICIAL),
            started=self._day(Field.STARTED),
            concurrent=marked or self._concurrent(),
        )

    def _code(self) -> str | None:
        code = self._first(cells.code, Field.STAFF_CODE)
        cell, column = self.table.first(self.row, Field.STAFF_CODE)
        width = self.table.code_width
        if not code or isinstance(cell, str) or not code.isdecimal() or len(code) >= width:
            return code
        self._note(column, "code-zeros", value=code.zfill(width))
        return code.zfill(width)

    def _name(self) -> str:
        column = self.table.name_column()
        written = self.table.full_name(self.row)
        if not written:
            self._problem(column, CellError("name-missing"))
            return ""
        try:
            name = person_name(written)
        except CellError as error:
            self._problem(column, error)
            return text_of(written)
        for code, value in name.notes:
            self._note(column, code, value=value, name=name.full_name)
        return name.full_name

    def _position(self) -> tuple[str, bool]:
        cell, _ = self.table.first(self.row, Field.POSITION, Field.JOB)
        if self._columns(Field.CONCURRENT):  # a column of its own decides: 'Giảng viên kiêm nhiệm' may be a main post
            return cells.optional(cell), False
        return without_concurrent(cells.optional(cell))

    def _birth(self) -> tuple[date | int | None, str | None]:
        """Return birth date or year, and gender: a column each, or columns Nam and Nữ with a mark or the date."""
        born: date | int | None = None
        sex = self._first(cells.gender, Field.GENDER)
        cell, column = self.table.first(self.row, Field.BIRTH_DATE)
        if column is not None:
            born = self._parse(column, cell, self._birthday, None)
        for field, meant in ((Field.MEN, "nam"), (Field.WOMEN, "nữ")):
            for column in self._columns(field):
                cell = self.table.cell(self.row, column)
                if not cells.optional(cell):
                    continue
                if re.search(r"\d\d", text_of(cell)):
                    found = self._parse(column, cell, self._birthday, None)
                    born, sex = found or born, meant
                elif fold(text_of(cell)) in ("nam", "nu"):
                    sex = self._parse(column, cell, cells.gender, None)
                elif self._parse(column, cell, cells.yes, None):
                    sex = meant
        return born, sex

    def _birthday(self, cell: Cell) -> date | int | None:
        return cells.day(cell, self.today, birth=True)

    def _day(self, field: Field) -> date | None:
        found = self._first(lambda cell: cells.day(cell, self.today), field)
        return found if isinstance(found, date) else None

    def _party(self) -> tuple[bool | None, date | None]:
        """Return whether a member, and since when; a date in any of the Party's columns says both."""
        joined = self._day(Field.PARTY_JOINED)
        official = self._day(Field.PARTY_OFFICIAL)
        cell, column = self.table.first(self.row, Field.PARTY)
        if column is None:
            return (True if joined or official else None), joined
        if re.search(r"\d{3}", text_of(cell)):
            found = self._parse(column, cell, lambda c: cells.day(c, self.today), None)
            return True, joined or (found if isinstance(found, date) else None)
        member = self._parse(column, cell, cells.yes, None)
        return (True if joined or official else bool(member)), joined

    def _concurrent(self) -> bool:
        cell, column = self.table.first(self.row, Field.CONCURRENT)
        notes, _ = self.table.first(self.row, Field.NOTES)
        if marks_concurrent(text_of(notes)):
            return True
        try:
            return bool(cells.yes(cell))
        except CellError:  # the column names other duties instead of marking this row
            self._note(column, "concurrent-text", value=text_of(cell))
            return False

    def _unit_path(self) -> tuple[str, ...]:
        """Return the unit's names, outermost first, from groups, superior unit and unit columns together."""
        columns = self._columns(Field.UNIT)
        names: list[str] = []
        coded = bool(cells.optional(self.table.first(self.row, Field.UNIT_CODE)[0]))
        continues = True  # all unit columns so far are empty: the block above may still hold
        for place, column in enumerate(columns):
            cell = self.table.cell(self.row, column)
            if cells.optional(cell):
                if place == 0:
                    for other in columns[1:]:
                        self._changed(other)
                continues = False
                names.extend(steps(cells.optional(cell)))
            elif (
                continues
                and not self.groups
                and not coded
                and (above := self.table.continued(self.row, column)) is not None
            ):
                names.append(text_of(above))
        parent, _ = self.table.first(self.row, Field.PARENT)
        if names and cells.optional(parent):
            names = [*steps(cells.optional(parent)), *names]
        units = [name for name in names if not self.leads(name)]
        if len(units) < len(names):
            self._note(columns[-1], "unit-leadership", value=names[-1])
            return _joined(self.groups, tuple(self.full(name) for name in units))
        if self.table.names_units and not names and not self.groups and not self._columns(Field.UNIT_CODE):
            self._problem(columns[-1], CellError("unit-missing"))
        return _joined(self.groups, tuple(self.full(name) for name in names))

    def _changed(self, column: Column) -> None:
        if self.row.cell(column.index) is None:
            self.table.leave_block(column)

    def _columns(self, field: Field) -> list[Column]:
        return self.table.heading.of(field)

    def _first(self, read: Callable[[Cell], Value], field: Field) -> Value | None:
        cell, column = self.table.first(self.row, field)
        return None if column is None else self._parse(column, cell, read, None)

    def _parse(self, column: Column, cell: Cell, read: Callable[[Cell], Value], otherwise: Value) -> Value:
        try:
            return read(cell)
        except CellError as error:
            self._problem(column, error)
            return otherwise

    def _problem(self, column: Column, error: CellError) -> None:
        if error.code in _MILD:
            self._note(column, error.code, **error.values)
        else:
            self.table.found.bad_cell(self.table.sheet.name, self.row.number, column, error)

    def _note(self, column: Column | None, code: str, **values: object) -> None:
        self.table.found.note(self.table.sheet.name, self.row.number, column, code, **values)


def _joined(groups: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return one path from group rows and cells; a body in a cell (UBND …) stands above a part in a group (Phòng …)."""
    keys = {unit_key(name) for name in names}
    above = tuple(group for group in groups if unit_key(group) not in keys)
    if not names or not above:
        return names or above
    if _BODY.match(unit_key(names[-1])) and _PART.match(unit_key(above[-1])):
        return names + above
    return above + names


def _party_decided(rows: list[RosterRow]) -> list[RosterRow]:
    """Return the rows with empty marks as 'no' only where the list marks anybody at all."""
    if any(row.party for row in rows):
        return rows
    return [replace(row, party=None) for row in rows]
