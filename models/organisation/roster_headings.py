"""The headings of staff lists and unit lists: which column holds what, under one or two rows of headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.organisation.roster_text import clean, fold
from models.organisation.workbook import Cell, Row, Sheet, Span, column_letter

SEARCHED_ROWS = 60


class Field(StrEnum):
    """What a column may hold."""

    NUMBER = "number"  # STT
    NOTES = "notes"
    STAFF_CODE = "staff-code"
    FULL_NAME = "full-name"
    LAST_NAMES = "last-names"
    GIVEN_NAME = "given-name"
    BIRTH_DATE = "birth-date"
    MEN = "men"  # a column "Nam": a mark, or the birth date of a man
    WOMEN = "women"
    GENDER = "gender"
    NATIONAL_ID = "national-id"
    PHONE = "phone"
    EMAIL = "email"
    UNIT = "unit"
    UNIT_CODE = "unit-code"
    UNIT_KIND = "unit-kind"
    PARENT = "parent"
    PARENT_CODE = "parent-code"
    TREE = "tree"
    POSITION = "position"
    JOB = "job"
    CATEGORY = "category"
    RANK = "rank"
    PARTY = "party"
    PARTY_JOINED = "party-joined"
    PARTY_OFFICIAL = "party-official"
    STARTED = "started"
    CONCURRENT = "concurrent"


_VARIANTS = {
    Field.NUMBER: "STT; TT; Số TT; Số thứ tự; No",
    Field.NOTES: "Ghi chú; Chú thích",
    Field.STAFF_CODE: "Mã cán bộ; Mã CB; Mã CBCC; Mã CBCCVC; Mã nhân viên; Mã NV; Mã nhân sự; Mã số; Mã; Mã công chức; "
    "Mã viên chức; Mã số cán bộ; Mã số công chức; Số hiệu; Số hiệu công chức; Số hiệu cán bộ; Số hiệu CBCC; SHCC; "
    "Mã định danh cán bộ; Staff code",
    Field.FULL_NAME: "Họ và tên; Họ tên; Họ và tên khai sinh; Tên cán bộ; Họ và tên cán bộ; Họ tên cán bộ; "
    "Họ và tên cán bộ công chức; Họ và tên CBCCVC; Tên nhân viên; Họ đệm và tên; Họ tên nhân viên; Full name",
    Field.LAST_NAMES: "Họ đệm; Họ và đệm; Họ và tên đệm; Họ lót; Họ và chữ đệm; Họ; Tên đệm; Chữ đệm; Đệm",
    Field.GIVEN_NAME: "Tên",
    Field.BIRTH_DATE: "Ngày sinh; Ngày tháng năm sinh; Ngày, tháng, năm sinh; Năm sinh; Sinh ngày; "
    "Ngày/tháng/năm sinh; NTNS",
    Field.MEN: "Nam",
    Field.WOMEN: "Nữ",
    Field.GENDER: "Giới tính; Giới; Phái; Nam/Nữ; Giới tính Nam/Nữ",
    Field.NATIONAL_ID: "CCCD; Số CCCD; CMND/CCCD; CCCD/CMND; CMND; Số CMND; Số CMND/CCCD; Số CCCD/CMND; Căn cước; "
    "Số căn cước; Căn cước công dân; Số căn cước công dân; Số định danh cá nhân; Số định danh; Mã định danh cá nhân",
    Field.PHONE: "Điện thoại; ĐT; SĐT; Di động; ĐTDĐ; Số điện thoại; Điện thoại di động; Số ĐT; Số điện thoại di động; "
    "Điện thoại liên hệ; Số di động; Phone",
    Field.EMAIL: "Email; E-mail; Mail; Thư điện tử; Email công vụ; Thư điện tử công vụ; Hộp thư công vụ; "
    "Địa chỉ email; Địa chỉ thư điện tử",
    Field.UNIT: "Đơn vị; Đơn vị công tác; Cơ quan; Phòng ban; Phòng/Ban; Phòng; Bộ phận; Nơi công tác; Tên đơn vị; "
    "Cơ quan, đơn vị; Đơn vị/Phòng ban; Phòng, ban; Phòng ban, đơn vị; Phòng chuyên môn; Phòng/Đơn vị; Tổ; Tổ/Bộ phận; "
    "Cơ quan công tác; Cơ quan, đơn vị công tác; Tên cơ quan; Tên phòng ban; Tên cơ quan, đơn vị; Tổ chức; "
    "Chi bộ; Chi bộ sinh hoạt; Đảng bộ",
    Field.UNIT_CODE: "Mã đơn vị; Mã ĐV; Mã phòng ban; Mã phòng; Mã cơ quan; Mã định danh đơn vị; Mã định danh",
    Field.UNIT_KIND: "Loại đơn vị; Loại hình; Loại hình đơn vị; Kiểu đơn vị; Loại; Cấp đơn vị",
    Field.PARENT: "Đơn vị cấp trên; Trực thuộc; Cấp trên; Đơn vị chủ quản; Cơ quan chủ quản; Đơn vị cha; "
    "Tên đơn vị cấp trên; Đơn vị trực thuộc; Đơn vị quản lý; Thuộc đơn vị; Thuộc",
    Field.PARENT_CODE: "Mã đơn vị cấp trên; Mã cấp trên; Mã ĐV cấp trên; Mã đơn vị cha; Mã đơn vị chủ quản; "
    "Mã trực thuộc",
    Field.TREE: "Hệ thống; Khối; Cây; Cây đơn vị; Hệ thống tổ chức",
    Field.POSITION: "Chức vụ; Chức vụ, chức danh; Chức danh, chức vụ; Chức vụ/Chức danh; Chức vụ hiện tại; "
    "Chức vụ chính quyền; Chức vụ công tác; Chức vụ đang đảm nhận; Chức vụ, vị trí việc làm; "
    "Chức danh/Chức vụ; Chức vụ, chức danh công tác",
    Field.JOB: "Chức danh; Vị trí việc làm; VTVL; Công việc đang đảm nhận; Công việc; Công việc được giao; "
    "Nhiệm vụ; Vị trí công tác; Tên vị trí việc làm",
    Field.CATEGORY: "Đối tượng; Phân loại; Loại CBCCVC; Diện; Biên chế/Hợp đồng; Loại cán bộ; Loại công chức; "
    "Phân loại cán bộ; Cán bộ/Công chức/Viên chức; Loại lao động; Phân loại CBCCVC",
    Field.RANK: "Ngạch; Mã ngạch; Ngạch/Hạng; Chức danh nghề nghiệp; Hạng CDNN; Mã số ngạch; Ngạch công chức; "
    "Ngạch, bậc; Ngạch/Chức danh nghề nghiệp; Hạng chức danh nghề nghiệp; CDNN; Tên ngạch",
    Field.PARTY: "Đảng viên; Là đảng viên; Đảng viên ĐCSVN; Đảng",
    Field.PARTY_JOINED: "Ngày vào Đảng; Ngày kết nạp; Ngày kết nạp Đảng; Vào Đảng; Ngày vào Đảng CSVN; "
    "Đảng viên ngày vào; Đảng viên ngày kết nạp; Ngày vào Đảng dự bị; Ngày dự bị",
    Field.PARTY_OFFICIAL: "Ngày chính thức; Ngày vào Đảng chính thức; Ngày công nhận chính thức; Chính thức; "
    "Đảng viên ngày chính thức; Ngày chính thức vào Đảng",
    Field.STARTED: "Ngày tuyển dụng; Ngày vào làm; Ngày vào ngành; Ngày bắt đầu làm việc; Ngày nhận công tác; "
    "Thời gian tuyển dụng; Ngày về đơn vị; Ngày bắt đầu; Từ ngày",
    Field.CONCURRENT: "Kiêm nhiệm; Vị trí kiêm nhiệm; Là kiêm nhiệm; Chính/Kiêm nhiệm",
}
VOCABULARY: dict[str, Field] = {fold(v): field for field, all_ in _VARIANTS.items() for v in all_.split("; ")}

_PARENTHESES = re.compile(r"\([^)]*\)")
_TRAILING = re.compile(r" (?:neu co|hien nay|hien tai|bat buoc|hien dang cong tac)$")
_COLUMN_NUMBER = re.compile(r"[(\[]?(?:\d{1,2}|[A-Za-z])[)\]]?")


@dataclass(frozen=True)
class Column:
    """A column that has a heading: its place (from 0), the heading as written, and what it holds (None: unknown)."""

    index: int
    heading: str
    field: Field | None

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


def recognise(heading: str) -> Field | None:
    """Return what a heading announces: 'Ngày sinh\\n(dd/mm/yyyy)' is a birth date; None when it is unknown."""
    for written in (heading, _PARENTHESES.sub(" ", heading)):
        found = VOCABULARY.get(fold(written)) or VOCABULARY.get(_TRAILING.sub("", fold(written)))
        if found is not None:
            return found
    return None


def find_heading(sheet: Sheet) -> Heading | None:
    """Return the first heading of people (a name column) or of units (a unit column) in a sheet, or None.

    A heading is a row, or two rows when the second only refines the first, with at least two columns we know.
    """
    for place, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if not any(recognise(label) for label in _labels(row)):
            continue
        below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else None
        candidates = [_heading(row, below, sheet.merged)] if below and _refines(row, below, sheet.merged) else []
        for heading in [*candidates, _heading(row, None, sheet.merged)]:
            known = [column.field for column in heading.columns if column.field is not None]
            if len(known) > 1 and heading.has(Field.FULL_NAME, Field.GIVEN_NAME, Field.UNIT):
                return _settled(heading)
    return None


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Return whether a row only numbers the columns under a heading: 1, 2, 3 or (A), (B), (1)."""
    written = [_label(cell) for cell in cells if cell is not None]
    short = all(_COLUMN_NUMBER.fullmatch(label) for label in written if label)
    return len(written) > 2 and short and len(set(written)) == len(written)


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
            columns.append(Column(index, shown, field))
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
    if Field.GIVEN_NAME in fields and {Field.LAST_NAMES, Field.FULL_NAME} & fields == {Field.FULL_NAME}:
        renamed[Field.FULL_NAME] = Field.LAST_NAMES  # "Họ tên" beside "Tên": the first holds all but the given name
    if not fields & {Field.FULL_NAME, Field.GIVEN_NAME} and Field.UNIT_CODE not in fields:
        renamed[Field.STAFF_CODE] = Field.UNIT_CODE
    columns = (Column(c.index, c.heading, renamed.get(c.field, c.field) if c.field else None) for c in heading.columns)
    return Heading(heading.last_row, tuple(columns))


def _labels(row: Row) -> list[str]:
    return [_label(cell) for cell in row.cells if cell is not None]


def _label(cell: Cell) -> str:
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return f"{cell:g}"
    return ""
