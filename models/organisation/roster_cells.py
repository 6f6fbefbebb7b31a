"""One cell of a staff list to one value: codes, phones, identity numbers, days, marks; a bad one raises `CellError`."""

import re
from datetime import date, timedelta

from models.organisation.roster_text import clean, fold
from models.organisation.tables import Category, Tree
from models.organisation.workbook import Cell

_EMPTY = {"", "khong", "khong co", "chua", "chua co", "n a", "na", "null", "none"}
_YES = {"x", "co", "yes", "y", "1", "true", "v", "dung", "da", "dang vien", "kiem nhiem"}
_NO = {"khong", "0", "no", "n", "false", "chua", "sai", "o", "k", "quan chung", "chinh", "khong phai", "chua vao dang"}
_RANKS = {
    "01.001": "Chuyên viên cao cấp",
    "01.002": "Chuyên viên chính",
    "01.003": "Chuyên viên",
    "01.004": "Cán sự",
    "01.005": "Nhân viên",
}
_RANK_BY_NAME = {fold(name): name for name in _RANKS.values()} | {
    "cvcc": "Chuyên viên cao cấp",
    "cvc": "Chuyên viên chính",
}
_CATEGORIES = {
    Category.CANBO: "cán bộ; cán bộ chuyên trách; CB",
    Category.CONGCHUC: "công chức; biên chế công chức; công chức cấp xã; công chức hành chính; CC; biên chế hành chính",
    Category.VIENCHUC: "viên chức; biên chế viên chức; viên chức sự nghiệp; biên chế sự nghiệp; VC",
    Category.HOPDONG: "hợp đồng; lao động hợp đồng; hợp đồng lao động; HĐ; HĐLĐ; LĐHĐ; hợp đồng 111; hợp đồng 68; "
    "người lao động; hợp đồng 111/2022; hợp đồng theo NĐ 111; nhân viên hợp đồng; hợp đồng chuyên môn",
    Category.KHONGCHUYENTRACH: "không chuyên trách; người hoạt động không chuyên trách; cán bộ không chuyên trách; "
    "KCT; hoạt động không chuyên trách; bán chuyên trách; NHĐKCT",
}
_CATEGORY_BY_NAME = {fold(name): key for key, names in _CATEGORIES.items() for name in names.split("; ")} | {
    key.value: key for key in Category
}
_TREES = {
    Tree.ADMINISTRATION: "chính quyền; hành chính; nhà nước; administration; khối chính quyền",
    Tree.PARTY: "đảng; tổ chức đảng; party; khối đảng; đảng bộ",
    Tree.UNION: "đoàn thể; công đoàn; mặt trận; union; mặt trận, đoàn thể; khối đoàn thể; mặt trận tổ quốc",
}
_TREE_BY_NAME = {fold(name): tree for tree, names in _TREES.items() for name in names.split("; ")}
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}")
_SCIENTIFIC = re.compile(r"\d+[.,]\d+E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})")


class CellError(Exception):
    """A cell that cannot be what its column says: a stable code and the values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def text_of(cell: Cell) -> str:
    """Return a cell as clean text on one line: 912345678.0 is '912345678', a date dd/mm/yyyy, true '1'."""
    if isinstance(cell, str):  # as almost all are
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(int(cell)) if abs(cell) < 1e17 and cell == int(cell) else f"{cell:g}"


def optional(cell: Cell) -> str:
    """Return the text of a cell that may say that it is empty: '-', '...', 'không có' are ''."""
    value = text_of(cell)
    return "" if fold(value) in _EMPTY else value


def code(cell: Cell) -> str | None:
    """Return a staff or unit code as text, zeros kept. Raises 'code-is-date' when Excel made a date of it."""
    if isinstance(cell, date):
        raise CellError("code-is-date", value=text_of(cell))
    value = optional(cell).removeprefix("'").strip()
    if _SCIENTIFIC.fullmatch(value):
        raise CellError("number-scientific", value=value)
    return value or None


def national_id(cell: Cell) -> str | None:
    """Return an identity number: 12 digits, or 9 of the old card, with the zeros that Excel ate.

    Raises 'national-id-invalid', 'number-scientific'.
    """
    value = optional(cell)
    digits = re.sub(r"[\s.'-]", "", value)
    if not digits:
        return None
    if _SCIENTIFIC.fullmatch(value):
        raise CellError("number-scientific", value=value)
    eaten = isinstance(cell, float | int) or not digits.startswith("0")  # a text that shows its zeros has lost none
    lengths = (8, 9, 10, 11, 12) if eaten else (9, 12)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in lengths:
        raise CellError("national-id-invalid", digits=len(digits))
    return digits.zfill(9 if len(digits) < 10 else 12)


def phones(cell: Cell) -> list[str]:
    """Return the phone numbers in a cell as digits with a leading 0, mobiles first.

    Raises 'phone-invalid' when none is one, 'number-scientific'.
    """
    value = optional(cell)
    found = [number for part in re.split(r"[/;,\n]| - | hoặc ", value) if (number := _phone(part))]
    if value and not found and not re.search(r"\d", value):
        raise CellError("phone-invalid", value=value)
    if value and not found:
        whole = _phone(value)
        if whole is None:
            raise CellError("number-scientific" if _SCIENTIFIC.fullmatch(value) else "phone-invalid", value=value)
        found = [whole]
    return sorted(found, key=lambda number: number.startswith("02"))


def email(cell: Cell) -> str | None:
    """Return the first e-mail address in a cell, in small letters. Raises 'email-invalid'."""
    value = optional(cell).lower().removeprefix("mailto:")
    if not value:
        return None
    for part in re.split(r"[;,\s/]+", value):
        if _EMAIL.fullmatch(part.strip("<>.")) and ".." not in part:
            return part.strip("<>.")
    raise CellError("email-invalid", value=value)


def day(cell: Cell, today: date, *, birth: bool = False) -> date | int | None:
    """Return a date, or only its year (a birth date known as 1975 or 02/1975).

    Takes Excel dates and their serial numbers, d/m/yyyy, d/m/yy, 'ngày 5 tháng 2 năm 1990', yyyy-mm-dd. Two-digit years
    are read as the latest that make sense: births at least 15 years ago, other days at most a year ahead.
    Raises 'date-swapped' (month before day), 'date-invalid', 'date-out-of-range', 'date-incomplete' (a year alone
    where a day is needed).
    """
    latest = today.year - 15 if birth else today.year + 1
    value = optional(cell)
    if not value:
        return None
    found = cell if isinstance(cell, date) else _day(value, latest)
    year = found.year if isinstance(found, date) else found
    if not 1900 < year <= latest or (birth and year < today.year - 110):
        raise CellError("date-out-of-range", value=value)
    if isinstance(found, int) and not birth:
        raise CellError("date-incomplete", value=value)
    return found


def yes(cell: Cell) -> bool | None:
    """Return True for x, X, có, 1 …, False for 0, không …, None for an empty cell. Raises 'mark-unclear'."""
    value = fold(text_of(cell)) or {"✓": "x", "✔": "x", "☑": "x", "+": "x"}.get(text_of(cell), "")
    if not value:
        return None
    if value in _YES or set(value) == {"x"}:
        return True
    if value in _NO:
        return False
    raise CellError("mark-unclear", value=text_of(cell))


def gender(cell: Cell) -> str | None:
    """Return 'nam', 'nữ' or None. Raises 'gender-unclear'."""
    value = fold(optional(cell))
    found = {"nam": "nam", "nu": "nữ", "male": "nam", "female": "nữ", "m": "nam", "f": "nữ"}.get(value)
    if value and found is None:
        raise CellError("gender-unclear", value=text_of(cell))
    return found


def category(cell: Cell) -> Category | None:
    """Return the staff category. Raises 'category-unclear': 'biên chế' alone may be công chức or viên chức."""
    value = optional(cell)
    if not value:
        return None
    key = fold(re.sub(r"\([^)]*\)", " ", value)) or fold(value)
    found = _CATEGORY_BY_NAME.get(key)
    if found is None and key.startswith(("hop dong", "lao dong hop dong", "ld hop dong", "hdld", "ldhd", "hd ")):
        found = Category.HOPDONG
    if found is None:
        raise CellError("category-unclear", value=value)
    return found


def tree(cell: Cell) -> Tree | None:
    """Return which tree of units is meant. Raises 'tree-unclear'."""
    value = optional(cell)
    if not value:
        return None
    found = _TREE_BY_NAME.get(fold(value))
    if found is None:
        raise CellError("tree-unclear", value=value)
    return found


def rank(cell: Cell) -> str:
    """Return a rank, its code written as its name ('01.003', also as the number 1.003, is 'Chuyên viên')."""
    value = optional(cell)
    number = re.fullmatch(r"0?1[.,](\d{1,3})", value)
    if number:
        return _RANKS.get(f"01.{number[1]:0<3}" if isinstance(cell, float) else f"01.{number[1]:0>3}", value)
    return _RANK_BY_NAME.get(fold(value), value)


def _phone(part: str) -> str | None:
    digits = re.sub(r"[\s.()'-]", "", part)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("0084"):
        digits = "0" + digits[4:].removeprefix("0")
    elif digits.startswith("84") and len(digits) > 10:
        digits = "0" + digits[2:].removeprefix("0")
    elif re.fullmatch(r"[35789]\d{8}|2\d{9}", digits):
        digits = "0" + digits
    return digits if digits.isascii() and _PHONE.fullmatch(digits) else None


def _day(value: str, latest: int) -> date | int:
    if re.fullmatch(r"\d{8}", value) and value[2:4] <= "12" and "1900" < value[4:] < "2100":
        value = f"{value[:2]}/{value[2:4]}/{value[4:]}"
    if value.isascii() and value.isdigit():
        number = int(value)
        if 1900 < number < 2100:
            return number
        if 3_000 < number < 100_000:
            return date(1899, 12, 30) + timedelta(days=number)
        raise CellError("date-invalid", value=value)
    if month := _MONTH.fullmatch(value):
        if not 1 <= int(month[1]) <= 12:
            raise CellError("date-invalid", value=value)
        return int(month[2])
    if iso := _ISO.fullmatch(value):
        return _made(int(iso[3]), int(iso[2]), int(iso[1]), value)
    written = _DAY.fullmatch(value) or _WORDS.fullmatch(fold(value))
    if written is None:
        raise CellError("date-invalid", value=value)
    year = int(written[3])
    if len(written[3]) == 2:
        year += 2000 if 2000 + year <= latest else 1900
    return _made(int(written[1]), int(written[2]), year, value)


def _made(day_: int, month: int, year: int, value: str) -> date:
    try:
        return date(year, month, day_)
    except ValueError as fault:
        swapped = month > 12 >= day_ >= 1 and month <= 31
        raise CellError("date-swapped" if swapped else "date-invalid", value=value) from fault
