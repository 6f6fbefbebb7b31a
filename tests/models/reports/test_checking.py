"""A file of figures is known again whatever program saved it; a changed cell is found, and its sheet named."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models import access, audit, database, reports, text, workbooks, worker
from models.reports import Checked, fingerprints
from models.reports.sheets import Sheet, formats_of, write_sheet
from models.rights import DomainError, Role
from tests.models.reports.asking import Scene, actor, ask, grant, scene
from tests.models.test_workbooks import TEXTS

pytestmark = pytest.mark.slow

Sheets = dict[str, list[list[Any]]]
FIGURES, PEOPLE, MEANING = (text.translate(one) for one in ("Figures", "People", "What the figures mean"))
DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 (a day in Excel has no zone)


@pytest.fixture
def city(sqlite_database: str) -> Scene:
    return scene()


def exported(city: Scene) -> bytes:
    key = ask(city.officer)
    worker.make_exports()
    with database.writing() as db:
        return reports.fetch(db, actor(db, city.officer), key, now=text.utc_now()).path.read_bytes()


def checked(data: bytes, by: int | None = None) -> Checked:
    sheets = reports.open_report(data)
    with database.reading() as db:
        return reports.check_report(db, access.operator() if by is None else actor(db, by), sheets)


def opened(data: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def saved(sheets: Sheets, *, days_as_numbers: bool = False) -> bytes:
    """Write sheets as another program would: other formats, shares to fifteen digits, dates as it likes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        day, moment = (book.add_format({"num_format": form}) for form in ("d.m.yy", "yyyy-mm-dd hh:mm:ss"))
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date) and days_as_numbers:
                        exact = datetime(*value.timetuple()[:6]) - DAY_0  # noqa: DTZ001
                        sheet.write_number(number, column, exact / timedelta(days=1))
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, value, moment if isinstance(value, datetime) else day)
                    elif isinstance(value, float):
                        sheet.write_number(number, column, float(f"{value:.15g}"))
                    elif value != "":
                        sheet.write_string(number, column, value)
    return buffer.getvalue()


def edited(data: bytes, edit: Callable[[Sheets], object]) -> bytes:
    sheets = opened(data)
    edit(sheets)
    return saved(sheets)


def place_of(rows: list[list[Any]], value: object) -> tuple[int, int]:
    return next((r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == value)


def test_a_file_is_as_it_was_exported_by_whom_and_when(any_database: str) -> None:
    city = scene()
    found = checked(exported(city))
    titles = (FIGURES, text.translate("By course"), text.translate("By staff category"), MEANING, PEOPLE)
    assert (found.kept, found.changed, found.missing, found.added, found.holds) == (titles, (), (), (), True)
    assert found.by == "Lê Thu Hương"
    with database.reading() as db:
        (line,) = audit.lines(db, act="reports.make-coverage")
    assert (line.at, line.actor_id, line.details["rows"]) == (found.at, city.officer, 4)
    assert set(line.details["sheets"]) == set(titles)


def test_saved_anew_sorted_and_with_other_forms_of_days_it_still_is(city: Scene) -> None:
    sheets = opened(exported(city))
    assert checked(saved(sheets)).holds
    for rows in (sheets[FIGURES], sheets[PEOPLE]):
        rows[1:] = reversed(rows[1:])
    sheets[PEOPLE].append(["", " "])
    assert checked(saved(sheets, days_as_numbers=True)).holds


@pytest.mark.parametrize(
    ("title", "before", "after"),
    [
        (FIGURES, 4.0, 3.0),
        (FIGURES, 0.0, 0.001),
        (PEOPLE, "Nguyễn Văn An", "Nguyễn Văn Anh"),
        (PEOPLE, date(2026, 3, 2), date(2026, 3, 3)),
        (MEANING, date(2026, 3, 2), date(2026, 3, 3)),
        (MEANING, "Lê Thu Hương", "Lê Thu Hường"),
    ],
)
def test_a_changed_cell_is_found(city: Scene, title: str, before: object, after: object) -> None:
    def change(sheets: Sheets) -> None:
        row, column = place_of(sheets[title], before)
        sheets[title][row][column] = after

    found = checked(edited(exported(city), change))
    assert (found.changed, found.holds, found.by) == ((title,), False, "Lê Thu Hương")


def test_a_minute_of_when_it_was_known_and_a_row_put_in_are_found(city: Scene) -> None:
    data = exported(city)
    code = opened(data)[MEANING][-1][1]

    def a_minute(sheets: Sheets) -> None:
        row = next(row for row in sheets[MEANING] if row[0] == text.translate("As known at"))
        row[1] += timedelta(minutes=1)

    def a_row_that_hides_behind_the_code(sheets: Sheets) -> None:
        sheets[FIGURES].insert(1, ["Phường Mới", 9.0, 9.0, 1.0, code])

    def a_number_as_text(sheets: Sheets) -> None:
        row, column = place_of(sheets[FIGURES], 4.0)
        sheets[FIGURES][row][column] = "4"

    for edit, title in ((a_minute, MEANING), (a_row_that_hides_behind_the_code, FIGURES), (a_number_as_text, FIGURES)):
        assert checked(edited(data, edit)).changed == (title,)


def test_a_sheet_may_be_taken_out_and_none_put_in(city: Scene) -> None:
    data = exported(city)
    without = checked(edited(data, lambda sheets: sheets.pop(PEOPLE)))
    assert (without.missing, without.holds) == ((PEOPLE,), True)
    more = checked(edited(data, lambda sheets: sheets.update({"Tổng hợp": [["Đạt", 1.0]]})))
    assert (more.added, more.holds) == (("Tổng hợp",), False)


def test_what_was_never_exported_here_is_told_from_what_was_changed(city: Scene) -> None:
    data = exported(city)

    def another_code(sheets: Sheets) -> None:
        sheets[MEANING][-1][1] = "0" * 16 + "-" + "0" * 64

    for edit, code in ((another_code, "report-unknown"), (lambda sheets: sheets.pop(MEANING), "report-no-code")):
        with pytest.raises(DomainError, match=code):
            checked(edited(data, edit))


def test_another_officer_hears_whether_and_when_but_not_by_whom(city: Scene) -> None:
    data = exported(city)
    with database.writing() as db:
        grant(db, city.city.in_other, city.city.ward, Role.HEAD)
    assert (checked(data, city.officer).by, checked(data, city.city.in_other).by) == ("Lê Thu Hương", "")
    assert checked(data, city.city.in_other).holds
    with pytest.raises(DomainError, match="forbidden"):
        checked(data, city.city.in_ward)


def test_the_command_says_it_in_sentences(city: Scene) -> None:
    data, out = exported(city), StringIO()

    def change(sheets: Sheets) -> None:
        sheets[FIGURES][1][1] += 1

    with database.reading() as db:
        assert reports.check_command(db, access.operator(), reports.open_report(data), out) == 0
        assert reports.check_command(db, access.operator(), reports.open_report(edited(data, change)), out) == 1
    assert "Số liệu đúng như khi xuất.\nLê Thu Hương xuất lúc " in out.getvalue()
    assert "Nội dung tệp không còn đúng như khi xuất." in out.getvalue()
    assert f"Đã bị sửa: {FIGURES}.\n" in out.getvalue()


CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(("=1+1", " a ", "_x0041_", "a\r\nb\rc", "a\x07b", "Nguyễn Thị Hạnh", "4")),
    st.integers(0, 10**9),
    st.fractions(0, 1, max_denominator=3000).map(float),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda one: one.replace(second=0, microsecond=0)
    ),
)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
@effort(max_examples=40)
def test_what_is_read_back_has_the_digest_of_what_was_written(rows: list[list[Any]]) -> None:
    sheet, buffer = Sheet("a", ["Đầu"], rows), BytesIO()
    with workbooks.workbook(buffer) as book:
        write_sheet(book, formats_of(book), sheet)
    book = CalamineWorkbook.from_filelike(BytesIO(buffer.getvalue()))
    read = book.get_sheet_by_name("a").to_python(skip_empty_area=False)
    assert fingerprints.sheet_digest("s", read) == fingerprints.sheet_digest("s", [sheet.heads, *rows])
