"""A table inside a sheet: its rows below the heading, with merged cells, ditto marks and blocks resolved."""

from itertools import pairwise

from models.organisation.roster_cells import text_of
from models.organisation.roster_headings import Column, Heading
from models.organisation.roster_rows import RowKind, is_ditto, is_error, row_kind
from models.organisation.roster_text import fold
from models.organisation.roster_types import Findings
from models.organisation.roster_vocabulary import Field, names_unit_too
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
        self._in_order: dict[tuple[Field, ...], list[Column]] = {}  # what `first` looks through
        self._above: dict[int, Cell] = {}  # by column: the last value of a person's row
        self._merged = self._spread()
        self._name_beside = self._nameless_columns()
        self._whole_names = self._names_whole()
        self._blocks = self._written_once()
        self.code_width = self._code_width()
        units = heading.of(Field.UNIT)
        people = [row for row, kind in self.rows if kind is RowKind.PERSON]
        self.names_units = any(text_of(row.cell(column.index)) for row in people for column in units)

    def cell(self, row: Row, column: Column) -> Cell:
        """Return a cell's value: its own, its merged range's, or for a ditto mark the one above."""
        own = row.cell(column.index)
        if own is None and column.field not in _OWN:
            own = self._merged.get((row.number, column.index))
        if is_error(own):
            self.found.problem(self.sheet.name, row.number, column, "cell-error", value=text_of(own))
            self._above.pop(column.index, None)
            return None
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
        columns = self._in_order.get(fields)
        if columns is None:
            named = self.heading.of(*fields)
            columns = sorted(named, key=lambda c: (fields.index(c.field or fields[0]), c.index))
            self._in_order[fields] = columns
        for column in columns:
            value = self.cell(row, column)
            if text_of(value):
                return value, column
        return None, columns[0] if columns else None

    def full_name(self, row: Row) -> str:
        """Return the name from one column, or from the columns of family, middle and given name."""
        whole = self._words(row, Field.FULL_NAME)
        apart = [*self._words(row, Field.LAST_NAMES), *self._words(row, Field.GIVEN_NAME)]
        beside = [text_of(row.cell(index)) for index in self._name_beside]
        if whole and self.heading.has(Field.GIVEN_NAME):
            return " ".join(whole if self._whole_names else [*whole, *apart])
        return " ".join(part for part in (*whole, *beside, *apart) if part)

    def _words(self, row: Row, field: Field) -> list[str]:
        return [words for column in self.heading.of(field) if (words := text_of(self.cell(row, column)))]

    def _names_whole(self) -> bool:
        """Return whether 'Họ và tên' beside 'Tên' holds whole names, and not all but the given one."""
        if self.heading.has(Field.LAST_NAMES):
            return True
        if not self.heading.has(Field.FULL_NAME) or not self.heading.has(Field.GIVEN_NAME):
            return False
        whole_at, given_at = (self.heading.of(field)[0].index for field in (Field.FULL_NAME, Field.GIVEN_NAME))
        people = [row for row, kind in self.rows if kind is RowKind.PERSON]
        pairs = [(fold(text_of(row.cell(whole_at))), fold(text_of(row.cell(given_at)))) for row in people]
        ending = sum(whole.endswith(f" {given}") for whole, given in pairs if whole and given)
        return ending * 2 > sum(bool(whole and given) for whole, given in pairs)

    def name_column(self) -> Column:
        """Return the column that stands for the name in messages."""
        return self.heading.of(Field.FULL_NAME, Field.LAST_NAMES, Field.GIVEN_NAME)[0]

    def report_columns(self) -> None:
        """Add notes for columns that nobody reads: unknown headings, a field twice, values under no heading."""
        seen: set[Field] = set()
        for column in self.heading.columns:
            if column.field is None:
                self.found.note(self.sheet.name, self.heading.last_row, column, "column-unknown")
            elif column.index in self.sheet.hidden_columns:
                self.found.note(self.sheet.name, self.heading.last_row, column, "column-hidden")
            if names_unit_too(column.heading):
                self.found.note(self.sheet.name, self.heading.last_row, column, "unit-in-position")
            if column.field in seen and column.field not in (*_OWN, Field.UNIT, Field.JOB):
                self.found.note(self.sheet.name, self.heading.last_row, column, "column-repeated")
            if column.field is not None:
                seen.add(column.field)
        kept = [row for row, kind in self.rows if kind is RowKind.PERSON]
        hidden = [row.number for row in kept if row.number in self.sheet.hidden_rows]
        if hidden:
            self.found.note(self.sheet.name, hidden[0], None, "rows-hidden", n=len(hidden))
        headed = {column.index for column in self.heading.columns} | set(self._name_beside)
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

    def _code_width(self) -> int:
        """Return how many digits a staff code has, when those written as text agree on it and show zeros; else 0."""
        columns = self.heading.of(Field.STAFF_CODE)
        cells = [row.cell(columns[0].index) for row, kind in self.rows if columns and kind is RowKind.PERSON]
        texts = {value for cell in cells if isinstance(cell, str) and (value := text_of(cell))}
        widths = {len(value) if value.isdecimal() else 0 for value in texts}
        return widths.pop() if len(widths) == 1 and any(value.startswith("0") for value in texts) else 0

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
