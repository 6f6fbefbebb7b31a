"""Staff lists as agencies send them: sheets in, people and units out, with everything that is wrong, in one run.

`read_roster` never raises on what a cell may hold. It knows nothing of the database: whether a unit exists and who
somebody is, is decided in `importing`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from models.organisation.roster_headings import Column, begins_another, find_heading
from models.organisation.roster_people import read_people
from models.organisation.roster_rows import Groups
from models.organisation.roster_table import Table
from models.organisation.roster_text import fold, initials, legacy_encoding, unit_key
from models.organisation.roster_types import Findings, Roster, RosterProblem, RosterRow, UnitRow
from models.organisation.roster_units import (
    OF_PEOPLE,
    brings_units,
    check_units,
    is_unit_list,
    read_units,
    units_beside_people,
)
from models.organisation.roster_vocabulary import Field
from models.organisation.workbook import Sheet, open_workbook

MOST_LEGACY = 20

__all__ = ["Roster", "RosterProblem", "RosterRow", "UnitRow", "read_roster", "read_roster_file"]


def read_roster_file(data: bytes, *, today: date, known_units: Iterable[str] = ()) -> Roster:
    """Read an uploaded file (see `open_workbook` for what it may be, and for the `DomainError`s)."""
    return read_roster(open_workbook(data), today=today, known_units=known_units)


def read_roster(sheets: Sequence[Sheet], *, today: date, known_units: Iterable[str] = ()) -> Roster:
    """Return the people and units of a workbook's sheets.

    ``today`` decides what a two-digit year means and which dates are possible; ``known_units`` are names by which a
    group row is told to be a unit, beside the words that units begin with.
    """
    names = [name.split(" › ")[-1] for name in known_units]
    known, by_initials = frozenset(unit_key(name) for name in names), _by_initials(names)
    found = Findings()
    people: list[RosterRow] = []
    units: list[UnitRow] = []
    beside: list[UnitRow] = []
    columns: list[tuple[str, Column]] = []
    for sheet in sheets:
        if _refuse_legacy(sheet, found):
            continue
        for table in _tables(sheet, found):
            columns.extend((sheet.name, column) for column in table.heading.columns)
            if is_unit_list(table.heading):
                units.extend(read_units(table))
            else:
                rows = read_people(table, _groups(sheet, table, known, by_initials), today)
                people.extend(rows)
                if brings_units(table.heading):
                    beside.extend(units_beside_people(table, rows))
            table.report_columns()
    if not people and not units and not found.problems:
        found.problem("", 0, None, "roster-without-rows" if columns else "roster-empty")
    check_units(units, found)
    people = _without_shared_phones(people, found)
    _refuse_strangers(people, found)
    _refuse_duplicates(people, found)
    brought = tuple(units) or tuple(beside)  # a sheet of units is the whole truth about them
    in_order = found.problems_in_order([sheet.name for sheet in sheets])
    return Roster(tuple(people), brought, in_order, tuple(found.notes), tuple(columns))


def _tables(sheet: Sheet, found: Findings) -> Iterator[Table]:
    """Give the tables of a sheet, one below the other; tell when there is none, or one of people without names."""
    heading = find_heading(sheet)
    if heading is None or not (is_unit_list(heading) or heading.has(Field.FULL_NAME, Field.GIVEN_NAME)):
        if heading is not None and (about := heading.of(*OF_PEOPLE)):
            found.problem(sheet.name, heading.last_row, None, "name-column-missing", heading=about[0].heading)
        elif sheet.hidden:
            found.note(sheet.name, 0, None, "sheet-hidden")
        elif sheet.rows:
            found.note(sheet.name, 0, None, "sheet-ignored")
        return
    while heading is not None:
        below = [row for row in sheet.rows if row.number > heading.last_row]
        other = next((place for place, row in enumerate(below) if begins_another(row, heading)), len(below))
        yield Table(replace(sheet, rows=tuple(below[:other])), heading, found)
        sheet = replace(sheet, rows=tuple(below[other:]))
        heading = find_heading(sheet) if sheet.rows else None


def _by_initials(names: Iterable[str]) -> dict[str, str]:
    """Return the units whose initials are like no other name's."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        found[initials(name)].add(name)
    return {short: next(iter(same)) for short, same in found.items() if len({unit_key(n) for n in same}) == 1}


def _groups(sheet: Sheet, table: Table, known: frozenset[str], names: Mapping[str, str]) -> Groups:
    groups = Groups(known, names)
    if not table.heading.has(Field.UNIT, Field.UNIT_CODE) and groups.is_unit(sheet.name):
        groups.begin(sheet.name)
        table.found.note(sheet.name, 0, None, "group-unit", text=sheet.name)
    return groups


def _refuse_legacy(sheet: Sheet, found: Findings) -> bool:
    """Tell of text in an old letter code; return whether it is so much that nothing else of the sheet need be read."""
    cells: dict[str, list[tuple[int, Column]]] = defaultdict(list)
    for row in sheet.rows:
        for index, cell in enumerate(row.cells):
            if isinstance(cell, str) and (encoding := legacy_encoding(cell)):
                cells[encoding].append((row.number, Column(index, "", None)))
    for encoding, places in cells.items():
        shown = places if len(places) <= MOST_LEGACY else places[:1]  # a whole list in an old code is one mistake
        for row_number, column in shown:
            more = {"more": len(places) - 1} if len(places) > len(shown) else {}
            found.problem(sheet.name, row_number, column, "legacy-text", encoding=encoding, **more)
    return any(len(places) > MOST_LEGACY for places in cells.values())


def _identity(row: RosterRow, by_contact: dict[str, str]) -> str | None:
    """Return the key under which two rows are the same person: code, else e-mail, else phone."""
    if row.staff_code:
        return fold_code(row.staff_code)
    for contact in (row.email, row.phone):
        if contact:
            return by_contact.get(contact, contact)
    return None


def fold_code(code: str) -> str:
    """Return the form in which staff codes are the same (text is NFC already)."""
    return code.casefold()


def _refuse_strangers(rows: list[RosterRow], found: Findings) -> None:
    for row in rows:
        if not (row.staff_code or row.email or row.phone):
            found.problem(row.sheet, row.row_number, None, "key-missing", name=row.full_name)


def _refuse_duplicates(rows: list[RosterRow], found: Findings) -> None:
    """One main row a person; further rows must be marked as concurrent. An e-mail or phone is one person's."""
    by_contact = {
        contact: fold_code(row.staff_code)
        for row in rows
        if row.staff_code
        for contact in (row.email, row.phone)
        if contact
    }
    same: dict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        if (key := _identity(row, by_contact)) is not None:
            same[key].append(row)
    for several in same.values():
        first = next((row for row in several if not row.concurrent), several[0])
        for row in several:
            values = {"value": row.staff_code or row.email or row.phone, "other_row": first.row_number}
            if row is not first and fold(row.full_name) != fold(first.full_name):
                found.problem(
                    row.sheet, row.row_number, None, "key-of-other-name", other_name=first.full_name, **values
                )
            elif row is not first and not row.concurrent:
                found.problem(row.sheet, row.row_number, None, "duplicate-person", other_sheet=first.sheet, **values)
    owners: dict[str, tuple[str, RosterRow]] = {}
    for key, several in same.items():
        for row in several:
            for code, contact in (("duplicate-email", row.email), ("duplicate-phone", row.phone)):
                owner = owners.setdefault(contact, (key, row)) if contact else (key, row)
                if owner[0] != key:
                    values = {"value": contact, "other_row": owner[1].row_number, "other_sheet": owner[1].sheet}
                    found.problem(row.sheet, row.row_number, None, code, **values)


def _without_shared_phones(rows: list[RosterRow], found: Findings) -> list[RosterRow]:
    """Return the rows without the desk phones that several people share: they tell nobody apart."""
    users: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.phone and row.phone.startswith("02"):
            users[row.phone].add(row.staff_code or row.email or row.full_name)
    kept = []
    for row in rows:
        if row.phone and len(users.get(row.phone, ())) > 1:
            found.note(row.sheet, row.row_number, None, "phone-shared", value=row.phone)
            row = replace(row, phone=None)
        kept.append(row)
    return kept
