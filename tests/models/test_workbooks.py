"""Long lists in workbooks: cell by cell what the library itself would write, read back as it was, text always text."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models import workbooks

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=20)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(("=1+1", "+84", "@x", "http://a.vn", "0912", " a ", "_x0041_", "<b>&\"'", "Nguyễn Thị Hạnh")),
    st.integers(0, 10_000),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
ROWS = st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=8)


def ours(rows: list[list[Any]], **more: Any) -> bytes:
    buffer = BytesIO()
    with workbooks.long_workbook(buffer, **more) as (book, below):
        sheet, day, words = looks(book)
        below(sheet, len(rows), rows, day=day, words=words)
        book.add_worksheet("Sau").write_string(0, 0, "sau")
    return buffer.getvalue()


def looks(book: Any) -> tuple[Any, Any, Any]:
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, "Đầu")
    day, words = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "@"})
    for column, look in ((1, words), (2, day)):  # looks are numbered as they are first used
        sheet.write_blank(0, column, None, look)
    return sheet, day, words


def the_librarys(rows: list[list[Any]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet, day, words = looks(book)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, value, words)
    return buffer.getvalue()


def cells(file: bytes) -> list[str]:
    """Return the cells below the heading as they are written."""
    with ZipFile(BytesIO(file)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r'<c r="[A-Z]+(?!1")\d+".*?</c>', sheet, re.DOTALL)


@pytest.mark.slow
@given(rows=ROWS)
@settings(max_examples=150)
def test_every_cell_is_the_one_that_the_library_writes(rows: list[list[Any]]) -> None:
    assert cells(ours(rows)) == cells(the_librarys(rows))


def test_what_is_written_is_read_back_with_the_sheets_around_it() -> None:
    rows: list[list[Any]] = [[f"Lê {number}", number, date(2026, 11, 24)] for number in range(1201)]
    heard: list[int] = []
    book = CalamineWorkbook.from_filelike(BytesIO(ours(rows, progress=heard.append)))
    assert book.sheet_names == ["Danh sách", "Sau"]
    assert book.get_sheet_by_name("Danh sách").to_python()[1:] == rows
    assert book.get_sheet_by_name("Sau").to_python() == [["sau"]]
    assert sorted(set(heard)) == [0, 500, 1000, 1201]


def test_no_character_that_a_workbook_may_not_hold_is_in_it() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(ours([["a\x00\x0b\ufffeb", "c\td\ne", None]])))
    assert book.get_sheet_by_name("Danh sách").to_python()[1][:2] == ["ab", "c\td\ne"]


def test_an_empty_list_is_a_heading_alone() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(ours([])))
    assert [row[0] for row in book.get_sheet_by_name("Danh sách").to_python()] == ["Đầu"]


def test_an_exception_in_the_middle_goes_through() -> None:
    def ended(_done: int) -> None:
        raise KeyError("over")

    with pytest.raises(KeyError, match="over"):
        ours([["a", "b", "c"]], progress=ended)
