"""A table inside a sheet: its rows below the heading, with merged cells, ditto marks and blocks resolved."""

from itertools import pairwise

from models.organisation.roster_cells import text_of
from models.organisation.roster_headings import Column, Field, Heading
from models.organisation.roster_rows import RowKind, is_ditto, row_kind
from models.organisation.roster_text import fold
from models.organisation.roster_types import Findings
from models.organisation.workbook import Cell, Row, Sheet

# what is one person's own is never taken from the row above
_OWN = {
    Field.NUMBER,
    Field.STAFF_CODE,
    Field.FULL_NAME,
    Field.LAST_NAMES,
    Field.GIVEN_NAME,
    Field.NATIONAL_ID,
    Field.PHONE,
    Field.EMAIL,
    Field.NOTES,
}


class Table:
    """The rows of a sheet under its heading, up to the signatures, each with what it is; `cell` reads one of them."""

    def __init__(self, sheet: Sheet, heading: Heading, found: Findings) -> None:
        self.sheet = sheet
        self.heading = heading
        self.found = found
        self._body = [row for row in sheet.rows if row.number > heading.last_row]
        self.rows: list[tuple[Row, RowKind]] = self._told_apart()
        self._above: dict[int, Cell] = {}  # by column: the last value of a person's row
        self._merged = self._spread()
        self._name_beside = self._nameless_columns()
        self._blocks = self._written_once()
        units = heading.of(Field.UNIT)
        people = [row for row, kind in self.rows if kind is RowKind.PERSON]
        self.names_units = any(text_of(row.cell(column.index)) for row in people for column in units)

    def cell(self, row: Row, column: Column) -> Cell:
        """Return a cell's value: its own, its merged range's, or for a ditto mark the one above."""
        own = row.cell(column.index)
        if own is None and column.field not in _OWN:
            own = self._merged.get((row.number, column.index))
        if is_ditto(own):
            if column.field in _OWN:
                self.found.problem(self.sheet.name, row.number, column, "ditto-not-allowed")
                return None
            own = self._above.get(column.index)
            if own is None:
                self.found.problem(self.sheet.name, row.number, column, "ditto-without-above")
        if column.field is not Field.UNIT or own is not None:
            self._above[column.index] = own
        return own

    def continued(self, row: Row, column: Column) -> Cell:
        """Return the unit that an empty unit cell stands for in a list that writes each unit once, or None."""
        value = self._above.get(column.index) if column.index in self._blocks else None
        if value is not None:
            self.found.note(self.sheet.name, row.number, column, "unit-continued", value=text_of(value))
        return value

    def leave_block(self, column: Column) -> None:
        """Forget the unit above: a group row came, or the unit above it changed."""
        self._above.pop(column.index, None)

    def first(self, row: Row, *fields: Field) -> tuple[Cell, Column | None]:
        """Return the first cell of these fields that is not empty, with its column (the first when all are empty)."""
        columns = sorted(self.heading.of(*fields), key=lambda c: (fields.index(c.field or fields[0]), c.index))
        for column in columns:
            value = self.cell(row, column)
            if text_of(value):
                return value, column
        return None, columns[0] if columns else None

    def full_name(self, row: Row) -> str:
        """Return the name from one column, or from the columns of family, middle and given name."""
        columns = self.heading.of(Field.FULL_NAME, Field.LAST_NAMES, Field.GIVEN_NAME)
        columns.sort(key=lambda c: (c.field is Field.GIVEN_NAME, c.index))
        parts = [text_of(self.cell(row, column)) for column in columns]
        parts += [text_of(row.cell(index)) for index in self._name_beside]
        return " ".join(part for part in parts if part)

    def name_column(self) -> Column:
        """Return the column that stands for the name in messages."""
        return self.heading.of(Field.FULL_NAME, Field.LAST_NAMES, Field.GIVEN_NAME)[0]

    def report_columns(self) -> None:
        """Add notes for columns that nobody reads: unknown headings, a field twice, values under no heading."""
        seen: set[Field] = set()
        for column in self.heading.columns:
            if column.field is None:
                self.found.note(self.sheet.name, self.heading.last_row, column, "column-unknown")
            elif column.field in seen and column.field not in (*_OWN, Field.UNIT, Field.JOB):
                self.found.note(self.sheet.name, self.heading.last_row, column, "column-repeated")
            if column.field is not None:
                seen.add(column.field)
        headed = {column.index for column in self.heading.columns} | set(self._name_beside)
        kept = [row for row, kind in self.rows if kind is RowKind.PERSON]
        for index in sorted({i for row in kept for i, cell in enumerate(row.cells) if text_of(cell)} - headed):
            self.found.note(self.sheet.name, self.heading.last_row, Column(index, "", None), "column-unnamed")

    def _told_apart(self) -> list[tuple[Row, RowKind]]:
        told: list[tuple[Row, RowKind]] = []
        ended = False
        for row in self._body:
            kind = row_kind(row, self.heading)
            ended = ended or kind is RowKind.END
            if not ended:
                told.append((row, kind))
            elif kind is RowKind.PERSON and self._is_listed(row):
                self.found.problem(self.sheet.name, row.number, None, "row-after-end")
        return told

    def _is_listed(self, row: Row) -> bool:
        """Return whether a row after the signatures has the number or code that people in the list have."""
        return any(
            text_of(row.cell(c.index)).rstrip(".").isalnum() for c in self.heading.of(Field.NUMBER, Field.STAFF_CODE)
        )

    def _spread(self) -> dict[tuple[int, int], Cell]:
        last = self._body[-1].number if self._body else 0
        rows = {row.number: row for row in self._body}
        spread: dict[tuple[int, int], Cell] = {}
        for span in self.sheet.merged or ():
            first = rows.get(span.first_row)
            if first is None or span.last_row == span.first_row or span.first_column != span.last_column:
                continue
            for number in range(span.first_row + 1, min(span.last_row, last) + 1):
                spread[number, span.first_column] = first.cell(span.first_column)
        return spread

    def _nameless_columns(self) -> list[int]:
        """Return the column right of 'Họ và tên' when it has no heading and holds single words: the given names."""
        names = self.heading.of(Field.FULL_NAME)
        if len(names) != 1 or any(c.index == names[0].index + 1 for c in self.heading.columns):
            return []
        beside = names[0].index + 1
        values = [text_of(row.cell(beside)) for row in self._body if text_of(row.cell(names[0].index))]
        words = [value for value in values if value and value.isalpha()]
        return [beside] if words and len(words) * 2 > len(values) else []

    def _written_once(self) -> set[int]:
        """Return the unit columns where a unit is written once and the rows below it are left empty."""
        people = [row for row, kind in self.rows if kind is RowKind.PERSON]
        blocks = set()
        for column in self.heading.of(Field.UNIT):
            values = [
                fold(text_of(row.cell(column.index) or self._merged.get((row.number, column.index)))) for row in people
            ]
            repeated = any(a and a == b for a, b in pairwise(values))
            if values and values[0] and not all(values) and not repeated:
                blocks.add(column.index)
        return blocks
