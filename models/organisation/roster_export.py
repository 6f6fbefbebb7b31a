"""Staff lists out: a workbook that `read_roster` reads back without changing anything, also as an empty form."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from models import workbooks
from models.organisation.roster_types import RosterRow, UnitRow
from models.organisation.tables import Category, Tree

Value = str | int | date | None

_CATEGORY_NAMES = {
    Category.CANBO: "Cán bộ",
    Category.CONGCHUC: "Công chức",
    Category.VIENCHUC: "Viên chức",
    Category.HOPDONG: "Lao động hợp đồng",
    Category.KHONGCHUYENTRACH: "Người hoạt động không chuyên trách",
}
_TREE_NAMES = {Tree.ADMINISTRATION: "Chính quyền", Tree.PARTY: "Đảng", Tree.UNION: "Đoàn thể"}
_GENDER_NAMES = {"nam": "Nam", "nữ": "Nữ"}

_PEOPLE: tuple[tuple[str, int, Callable[[RosterRow], Value]], ...] = (
    ("Mã cán bộ", 14, lambda row: row.staff_code),
    ("Họ và tên", 26, lambda row: row.full_name),
    ("Ngày sinh", 12, lambda row: row.birth_date or row.birth_year),
    ("Giới tính", 9, lambda row: _GENDER_NAMES.get(row.gender or "")),
    ("Số CCCD", 15, lambda row: row.national_id),
    ("Điện thoại", 13, lambda row: row.phone),
    ("Email", 28, lambda row: row.email),
    ("Mã đơn vị", 14, lambda row: row.unit_code),
    ("Đơn vị", 44, lambda row: " › ".join(row.unit_path)),
    ("Chức vụ", 26, lambda row: row.position),
    ("Đối tượng", 18, lambda row: _CATEGORY_NAMES[row.category] if row.category else None),
    ("Ngạch", 20, lambda row: row.rank),
    ("Ngày tuyển dụng", 15, lambda row: row.started),
    ("Kiêm nhiệm", 11, lambda row: "x" if row.concurrent else None),
)
_PARTY: tuple[tuple[str, int, Callable[[RosterRow], Value]], ...] = (
    ("Đảng viên", 10, lambda row: None if row.party is None else "x" if row.party else "không"),
    ("Ngày vào Đảng", 14, lambda row: row.party_joined),
    ("Ngày chính thức", 14, lambda row: row.party_official),
)
_UNITS: tuple[tuple[str, int, Callable[[UnitRow], Value]], ...] = (
    ("Mã đơn vị", 14, lambda unit: unit.code),
    ("Tên đơn vị", 44, lambda unit: unit.name),
    ("Loại đơn vị", 16, lambda unit: unit.kind),
    ("Mã đơn vị cấp trên", 18, lambda unit: unit.parent_code),
    ("Đơn vị cấp trên", 44, lambda unit: " › ".join(unit.parent_path)),
    ("Hệ thống", 14, lambda unit: _TREE_NAMES[unit.tree] if unit.tree else None),
)


def write_roster(
    target: BinaryIO | Path,
    rows: Sequence[RosterRow],
    units: Sequence[UnitRow] = (),
    *,
    party: bool = False,
    about: Mapping[str, Any] = MappingProxyType({}),
    progress: workbooks.Progress = lambda _done: None,
) -> None:
    """Write an xlsx file of people ('Danh sách') and, if given, of units ('Cây đơn vị').

    ``party`` adds the columns of Party membership; leave it out unless the reader holds the right to see them. Codes,
    phones and identity numbers are texts, so that Excel keeps their zeros; no text becomes a formula or a link.
    ``about``: the workbook's properties (author, created, comments). ``progress`` hears how many rows are written, and
    may end it by an exception.
    """
    with workbooks.long_workbook(target, progress) as (book, below):
        book.set_properties(dict(about))
        _write_sheet(book, below, "Danh sách", (*_PEOPLE, *(_PARTY if party else ())), rows)
        if units:
            _write_sheet(book, below, "Cây đơn vị", _UNITS, units)


def _write_sheet(
    book: Any,
    below: workbooks.Below,
    name: str,
    columns: Sequence[tuple[str, int, Callable[..., Value]]],
    items: Sequence[object],
) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    days = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    texts = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, (heading, width, _) in enumerate(columns):
        sheet.set_column(place, place, width, texts)
        sheet.write_string(0, place, heading, bold)
    rows = ([value_of(item) for _, _, value_of in columns] for item in items)
    below(sheet, len(items), rows, day=days, words=texts)
