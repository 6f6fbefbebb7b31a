"""Workbooks as agencies send them, made cell by cell, so that a test says which habit it is about."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from models import organisation
from models.organisation.roster_types import RosterRow, UnitRow

Cells = Sequence[Any]
TITLES: tuple[Cells, ...] = (
    ("ỦY BAN NHÂN DÂN PHƯỜNG BA ĐÌNH", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (None, None, None, None, "Độc lập - Tự do - Hạnh phúc"),
    ("DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC",),
    ("(Tính đến ngày 01/3/2026)",),
    (),
)
SIGNATURES: tuple[Cells, ...] = (
    (),
    ("Tổng cộng: 3 người",),
    (None, None, None, None, "Ba Đình, ngày 02 tháng 3 năm 2026"),
    (None, "NGƯỜI LẬP BIỂU", None, None, "CHỦ TỊCH"),
    (),
    (None, "Nguyễn Thị Lập", None, None, "Trần Văn Ký"),
)
HEADING = ("STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Điện thoại", "Email")


def xlsx(
    *sheets: tuple[str, Sequence[Cells]],
    merges: Iterable[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """Return a workbook of named sheets; ``merges`` and what is hidden (rows, columns from 0) hold in the first one."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, days)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for top, left, bottom, right in merges if place == 0 else ():
            value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
            sheet.merge_range(top, left, bottom, right, value)
        for number in hidden_rows if place == 0 else ():
            sheet.set_row(number, None, None, {"hidden": True})
        for column in hidden_columns if place == 0 else ():
            sheet.set_column(column, column, None, None, {"hidden": True})
        if name in hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def csv_text(rows: Sequence[Cells], separator: str = ",") -> str:
    """Return rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return buffer.getvalue()


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a minimal OpenDocument table of texts."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{spaces}:office:1.0" '
        f'xmlns:table="{spaces}:table:1.0" xmlns:text="{spaces}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Danh sách">{lines}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{spaces}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def far_corner() -> bytes:
    """Return a tiny workbook with values in A1 and XFD1048576 only: read naively it takes 550 GB."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    return buffer.getvalue()


def zip_bomb() -> bytes:
    """Return a small zip file that unpacks to 600 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as entry:
        for _ in range(600):
            entry.write(b" " * 1_000_000)
    return buffer.getvalue()


def written(people: Sequence[RosterRow], units: Sequence[UnitRow] = (), *, party: bool = False) -> bytes:
    """Return a list as we write it."""
    buffer = io.BytesIO()
    organisation.write_roster(buffer, people, units, party=party)
    return buffer.getvalue()
