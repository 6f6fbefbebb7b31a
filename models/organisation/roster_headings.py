"""The headings of staff lists and unit lists: which column holds what, under one or two rows of headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.organisation.roster_text import clean, fold
from models.organisation.roster_vocabulary import Field, recognise
from models.organisation.workbook import Cell, Row, Sheet, Span, column_letter

SEARCHED_ROWS = 60

_WORDS = re.compile(r"[^\d@]{0,80}")
_COLUMN_NUMBER = re.compile(r"[(\[]?(?:\d{1,2}|[A-Za-z])[)\]]?")


@dataclass(frozen=True)
class Column:
    """A column that has a heading: its place (from 0), the heading as written, and what it holds (None: unknown).

    ``below`` is the row in which its heading ends: a sheet may hold several tables, one under the other.
    """

    index: int
    heading: str
    field: Field | None
    below: int = 0

    @property
    def letter(self) -> str:
        """The column's name in Excel."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Heading:
    """Where the heading of a table ends, and its columns from left to right."""

    last_row: int
    columns: tuple[Column, ...]

    def of(self, *fields: Field) -> list[Column]:
        """Return the columns that hold one of these fields, from left to right."""
        return [column for column in self.columns if column.field in fields]

    def has(self, *fields: Field) -> bool:
        """Return whether any column holds one of these fields."""
        return bool(self.of(*fields))


def find_heading(sheet: Sheet) -> Heading | None:
    """Return the first heading of people (a name column), else the first of units (a unit column), or None.

    A heading is a row, or two or three when the lower ones only refine those above, with at least two columns we know.
    Lines such as 'Đơn vị: | UBND phường Ba Đình' above a list are no heading.
    """
    return _first_heading(sheet, Field.FULL_NAME, Field.GIVEN_NAME) or _first_heading(sheet, Field.UNIT)


def begins_another(row: Row, heading: Heading) -> bool:
    """Return whether a row below a heading is the heading of another table, with its columns in other places."""
    if any(cell is not None and not (isinstance(cell, str) and _WORDS.fullmatch(cell)) for cell in row.cells):
        return False  # rows of people have numbers, headings none: told before anything is looked up
    written = {index: recognise(_label(cell)) for index, cell in enumerate(row.cells) if _label(cell)}
    known = {index: field for index, field in written.items() if field is not None}
    here = {column.index: column.field for column in heading.columns}
    return (
        len(known) > 2
        and len(known) * 2 > len(written)
        and bool({Field.FULL_NAME, Field.GIVEN_NAME} & set(known.values()))
        and any(here.get(index) is not field for index, field in known.items())
    )


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Return whether a row only numbers the columns under a heading: 1, 2, 3 or (A), (B), (1)."""
    written = [_label(cell) for cell in cells if cell is not None]
    short = all(_COLUMN_NUMBER.fullmatch(label) for label in written if label)
    return len(written) > 2 and short and len(set(written)) == len(written)


def _first_heading(sheet: Sheet, *needed: Field) -> Heading | None:
    for place, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        labels = _labels(row)
        if not any(recognise(label) for label in labels) or any(label.endswith(":") for label in labels):
            continue
        for heading in _readings(sheet, place):
            known = [column.field for column in heading.columns if column.field is not None]
            if len(known) > 1 and heading.has(*needed):
                return _settled(heading)
    return None


def _readings(sheet: Sheet, place: int) -> Iterator[Heading]:
    """Give the heading that begins at a row, with as many rows below it as refine it, then with one less."""
    row = sheet.rows[place]
    below, third = ((*sheet.rows[place + 1 : place + 3], None, None))[:2]
    if below and _refines(row, below, sheet.merged):
        two = _one_row(row, below, sheet.merged)
        if third and _refines(two, third, sheet.merged):
            yield _heading(two, third, sheet.merged)
        yield _heading(row, below, sheet.merged)
    yield _heading(row, None, sheet.merged)


def _one_row(top: Row, below: Row, merged: tuple[Span, ...] | None) -> Row:
    """Return two rows of a heading as one, the lower words where there are any: what a third row may refine."""
    width = max(len(top.cells), len(below.cells))
    joined = []
    for index in range(width):
        covered = any(
            span.first_row == below.number and span.first_column < index <= span.last_column for span in merged or ()
        )
        upper = _upper(top, below, index, merged)[0]
        joined.append(None if covered else _label(below.cell(index)) or upper or None)
    return Row(below.number, tuple(joined))


def _heading(top: Row, below: Row | None, merged: tuple[Span, ...] | None) -> Heading:
    last = below or top
    width = max(len(top.cells), len(last.cells))
    columns = []
    for index in range(width):
        upper, spread = _upper(top, below, index, merged)
        lower = _label(below.cell(index)) if below else ""
        field = _field(upper, lower, spread)
        shown = " / ".join(part for part in (upper, lower) if part)
        if shown:
            columns.append(Column(index, shown, field, last.number))
    return Heading(last.number, tuple(columns))


def _upper(top: Row, below: Row | None, index: int, merged: tuple[Span, ...] | None) -> tuple[str, bool]:
    """Return the upper heading over a column, and whether it stands over several columns."""
    for span in merged or ():
        if span.first_row <= top.number <= span.last_row and span.first_column <= index <= span.last_column:
            return _label(top.cell(span.first_column)), span.last_column > span.first_column
    own = _label(top.cell(index))
    if own or merged is not None or below is None or not _label(below.cell(index)):
        following = below is not None and not _label(top.cell(index + 1)) and bool(_label(below.cell(index + 1)))
        return own, bool(own) and merged is None and following
    left = index  # no merged ranges to go by: a refined column without an upper heading belongs to the one before
    while left > 0 and not _label(top.cell(left)):
        left -= 1
    return _label(top.cell(left)), True


def _field(upper: str, lower: str, spread: bool) -> Field | None:
    if not lower:
        return recognise(upper)
    field = recognise(f"{upper} {lower}") or recognise(f"{lower} {upper}") or recognise(lower)
    return field if field is not None or spread else recognise(upper)


def _refines(top: Row, below: Row, merged: tuple[Span, ...] | None) -> bool:
    if below.number != top.number + 1 or any(cell is not None and not isinstance(cell, str) for cell in below.cells):
        return False
    known = 0
    for index, cell in enumerate(below.cells):
        label = _label(cell)
        if not label:
            continue
        upper, spread = _upper(top, below, index, merged)
        own = recognise(label)
        if recognise(upper) is Field.FULL_NAME and own not in (Field.LAST_NAMES, Field.GIVEN_NAME):
            return False  # a person already stands here
        if own is None and not spread:
            return False
        known += own is not None or spread
    return known > 1


def _settled(heading: Heading) -> Heading:
    """Decide what only the other columns can tell: a lone 'Tên' is the full name, 'Mã' of a unit list is the unit's."""
    fields = {column.field for column in heading.columns}
    renamed: dict[Field, Field] = {}
    if Field.GIVEN_NAME in fields and not fields & {Field.LAST_NAMES, Field.FULL_NAME}:
        renamed[Field.GIVEN_NAME] = Field.UNIT if Field.UNIT_KIND in fields else Field.FULL_NAME
    bare = all(fold(c.heading) in ("ma", "ma so", "so hieu") for c in heading.of(Field.STAFF_CODE))
    if bare and not fields & {Field.FULL_NAME, Field.GIVEN_NAME, Field.UNIT_CODE}:
        renamed[Field.STAFF_CODE] = Field.UNIT_CODE
    if Field.PARTY_CELL in fields and Field.UNIT not in fields:
        renamed[Field.PARTY_CELL] = Field.UNIT
    columns = (replace(c, field=renamed.get(c.field, c.field) if c.field else None) for c in heading.columns)
    if fields & {Field.FULL_NAME, Field.GIVEN_NAME}:  # beside people it may be anybody's number
        columns = (replace(c, field=None) if fold(c.heading) == "ma dinh danh" else c for c in columns)
    return Heading(heading.last_row, tuple(columns))


def _labels(row: Row) -> list[str]:
    return [_label(cell) for cell in row.cells if cell is not None]


def _label(cell: Cell) -> str:
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return f"{cell:g}"
    return ""
