"""What each row of a staff list is: a person, a group, a total, the signatures at its end, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.organisation.roster_cells import text_of
from models.organisation.roster_headings import Heading, numbers_columns
from models.organisation.roster_names import looks_like_name
from models.organisation.roster_text import fold, shortened, unit_key
from models.organisation.roster_vocabulary import Field
from models.organisation.workbook import Cell, Row

_UNIT_WORDS = re.compile(
    r"(?:phong|ban|so|van phong|trung tam|dang uy|dang bo|chi bo|chi doan|uy ban|hoi dong nhan dan|hoi"
    r"|truong|chi cuc|cuc|tram|doi|to|bo phan|khoa|co quan|thanh tra|cong (?:an|doan)|xa|phuong|lien doan"
    r"|thanh doan|doan|quy|benh vien|vien|nha|thu vien|bao tang"
    r"|chi nhanh|hat|mat tran|don vi|thanh uy|tieu hoc|mam non|thcs|thpt)\b"
)
_NO_UNIT = re.compile(  # groups of people that begin like units
    r"(?:ban (?:giam doc|giam hieu|lanh dao|thuong vu|chap hanh|thuong truc)|truong (?:phong|ban|khoa|cac)"
    r"|to truong|doi truong|hoi vien|doan vien|so (?:luong|nguoi|tt)|van phong pham|vien chuc|phuong an)\b"
)
_LEADERSHIP = re.compile(
    r"ban (?:giam doc|giam hieu|lanh dao)|bgh|bgd|(?:(?:khoi|tap the) )?lanh dao"
    r"(?: (?:ubnd|uy ban|hdnd|dang uy|phuong|xa|so|truong|phong|ban|don vi|co quan|trung tam)\b.*)?"
)
_PEOPLE = re.compile(  # groups that say who stands in them, not where they work
    r"(?:lanh dao|can bo|cong chuc|vien chuc|lao dong|hop dong|bien che|chuyen trach|khong chuyen trach|khoi|nhom"
    r"|danh sach|thuong truc|chuyen vien|nhan vien|giao vien|nguoi|nhung|cac|truong|pho|dang vien|doan vien|hoi vien"
    r"|nam|nu|nghi|cap|dien|phan|phu luc|bao ve|hieu truong|giam doc|chu tich|bi thu|dai bieu|uy vien|thanh vien)\b"
)
_END = re.compile(
    r"(?:nguoi lap|nguoi tong hop|lap bieu|thu truong|noi nhan|xac nhan|tm |kt |tl |t m |k t |ky ten|ky ghi ro|da ky"
    r"|(?:[a-z ]+ )?ngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam(?: \d{4})?$|giam doc ky|phe duyet|y kien cua)"
)
_TOTAL = re.compile(
    r"(?:tổng\b|cộng\b|danh sách (?:này|trên|có|gồm)|ấn định|tong(?: cong| so)?(?=\W*\d*$)|cong(?=\W*\d*$))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\s*(?:([IVXL]{1,6})|([A-OQ-ZĐ])|(\d{1,3}(?:\.\d{1,3})*)|([a-zđ]))\s*(?:[.)/:]|[-–]\s)+\s*(?=\S)"
)
_DITTO_MARKS = {'"', "''", "“", "”", "″", "〃", ",,", '""'}
_LIKE_DITTO = re.compile(r"[\W_]*n[\W_]*(?:t|h\w*[\W_]+t\w*)[\W_]*", re.IGNORECASE)  # few of a list's texts
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
_ALONE = re.compile(r"(?:([IVXL]{1,6})|([A-ZĐ])|(\d{1,3}(?:\.\d{1,3})*)|([a-zđ]))[.)/:]?")
_COUNT = re.compile(r"\s*(?:[(\[:–-]\s*\d+\s*(?:người|đ/c|đồng chí|cán bộ|cbcc|cc|vc)?\s*[)\]]?)\s*$", re.IGNORECASE)


class RowKind(StrEnum):
    """What a row is."""

    PERSON = "person"
    NAMELESS = "nameless"  # says something of somebody, but not of whom
    GROUP = "group"
    TOTAL = "total"
    END = "end"
    IGNORED = "ignored"  # a lone text that is none of the others
    EMPTY = "empty"  # nothing, a prepared number, a heading repeated


def row_kind(row: Row, heading: Heading) -> RowKind:
    """Tell what a row below a heading is."""
    filled = {index: value for index, cell in enumerate(row.cells) if (value := text_of(cell))}
    numbered = {c.index for c in heading.of(Field.NUMBER)}
    naming = {c.index for c in heading.of(Field.FULL_NAME, Field.LAST_NAMES, Field.GIVEN_NAME, Field.STAFF_CODE)}
    said = {index: value for index, value in filled.items() if index not in numbered}
    if not filled or _repeats(filled, heading) or numbers_columns(row.cells):
        return RowKind.EMPTY
    # a text of several words in the code's column is a group's name that happens to stand there
    has_code = any(re.search(r"\d|^\S+$", _COUNT.sub("", said.get(c.index, ""))) for c in heading.of(Field.STAFF_CODE))
    first = next(iter(filled.values()))
    leftmost = (first, next(iter(said.values()), ""))
    if not has_code and any(_TOTAL.match(value) for value in leftmost) and not _is_person(filled, heading):
        return RowKind.TOTAL
    few = not has_code and len(filled) < 4 and not _counted(filled, numbered)
    if few and any(_END.match(fold(value)) for value in filled.values()):
        return RowKind.END
    if not said:
        return RowKind.GROUP if _group_text(first) else RowKind.EMPTY
    if len(said) == 1 and not has_code and (len(filled) == 1 or not _counted(filled, numbered)):
        index, value = next(iter(said.items()))
        if _is_group(value, index in naming, len(filled) > 1):
            return RowKind.GROUP
        alone = index not in naming or (
            bool(numbered) and len(filled) == 1 and bool(heading.of(Field.PHONE, Field.EMAIL))
        )
        return RowKind.IGNORED if alone else RowKind.PERSON
    if naming & said.keys():
        return RowKind.PERSON
    notes = {c.index for c in heading.of(Field.NOTES)}
    return RowKind.NAMELESS if said.keys() - notes else RowKind.EMPTY


@dataclass
class Groups:
    """The group rows that a person stands under: 'A. Sở Nội vụ' › 'I. Văn phòng'.

    Each way of numbering (A, I, 1, a, none) is a level; a new group ends those of its own level and below it.
    """

    known: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)  # of known units, by their initials
    _levels: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the units among the groups, the outermost first."""
        return tuple(name for _, name in self._levels if name is not None)

    def begin(self, unit: str) -> None:
        """Set the unit that everybody in the sheet belongs to."""
        self._levels.append(("sheet", unit))

    def enter(self, row: Row, heading: Heading) -> tuple[str, bool]:
        """Take a group row in; return its text and whether it names a unit."""
        values = [text_of(cell) for cell in row.cells if text_of(cell)]
        numbers = {c.index for c in heading.of(Field.NUMBER)}
        outside = [text_of(cell) for i, cell in enumerate(row.cells) if i not in numbers and text_of(cell)]
        written = outside[0] if outside else values[0]
        level, name = _level(values[0] if outside and values[0] != written else written, written)
        name = self.full(name)
        is_unit = self.is_unit(name)
        places = [place for place, (kind, _) in enumerate(self._levels) if kind == level]
        if places:
            del self._levels[places[0] :]
        self._levels.append((level, name if is_unit else None))
        return name, is_unit

    def is_unit(self, name: str) -> bool:
        """Return whether a text names a unit: one we know, or one that begins with a word for units."""
        key = unit_key(name)
        return key in self.known or (bool(_UNIT_WORDS.match(key)) and not _NO_UNIT.match(key))

    def full(self, name: str) -> str:
        """Return the name of the unit that a short form stands for ('P. VH-XH'), the text itself when it is none."""
        return name if self.is_unit(name) and unit_key(name) in self.known else self.names.get(shortened(name), name)

    def is_unclear(self, name: str) -> bool:
        """Return whether a group may be a unit that we do not know: it names neither a unit nor kinds of people."""
        return not (
            self.is_unit(name) or self.is_leadership(name) or _PEOPLE.match(fold(name)) or _NO_UNIT.match(fold(name))
        )

    def is_leadership(self, name: str) -> bool:
        """Return whether a text in a unit's column means those who lead the unit ('Ban giám hiệu'), and is no unit."""
        return unit_key(name) not in self.known and bool(_LEADERSHIP.fullmatch(fold(name)))


def is_ditto(cell: Cell) -> bool:
    """Return whether a cell stands for the one above: nt, -nt-, như trên, or a ditto mark."""
    if not isinstance(cell, str):
        return False
    value = text_of(cell)
    if value in _DITTO_MARKS:
        return True
    return _LIKE_DITTO.fullmatch(value) is not None and fold(value) in {"nt", "n t", "nhu tren"}


def is_error(cell: Cell) -> bool:
    """Return whether a cell holds the error of a formula: #REF!, #N/A."""
    return isinstance(cell, str) and ("#" in cell or "Err:" in cell) and bool(_ERROR.fullmatch(cell.strip()))


def _level(number: str, written: str) -> tuple[str, str]:
    numbered = _NUMBERED.match(written)
    found = numbered or (_ALONE.fullmatch(number) if number != written else None)
    name = written[numbered.end() :] if numbered else written
    kind = "none"
    if found:
        place = next(place for place, part in enumerate(found.groups()) if part)
        kind = ("roman", "capital", "number", "small")[place]
        if kind == "number":
            kind += str(found[3].count("."))
    return kind, _COUNT.sub("", name).strip(" .:-–*")


def _group_text(value: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", value))


def _is_group(value: str, in_name: bool, beside_number: bool) -> bool:
    if not in_name or _NUMBERED.match(value):
        return _group_text(value) and not (
            in_name and re.match(r"\d", value) and looks_like_name(value.lstrip("0123456789.) "))
        )
    key = unit_key(value)
    is_unit = bool(_UNIT_WORDS.match(key))
    people = re.match(r"(?:lanh dao|can bo|cong chuc|vien chuc|lao dong|hop dong|khoi|thuong truc|nhan vien|ban )", key)
    return bool(is_unit or people or beside_number) and not looks_like_name(value)


def _counted(filled: dict[int, str], numbered: set[int]) -> bool:
    """Return whether the row has a running number, as people have (groups have I, A, or none)."""
    return any(index in numbered and re.fullmatch(r"\d{1,6}[.)]?", value) for index, value in filled.items())


def _is_person(filled: dict[int, str], heading: Heading) -> bool:
    numbered = {c.index for c in heading.of(Field.NUMBER)}
    names = [filled[c.index] for c in heading.of(Field.FULL_NAME, Field.LAST_NAMES) if c.index in filled]
    return _counted(filled, numbered) and bool(names) and not any(_TOTAL.match(name) for name in names)


def _repeats(filled: dict[int, str], heading: Heading) -> bool:
    """Return whether the row is the heading again, as at the top of a printed page."""
    known = [c for c in heading.columns if c.field is not None]
    same = [
        c for c in known if c.index in filled and fold(filled[c.index]) in [fold(p) for p in c.heading.split(" / ")]
    ]
    return len(same) > 1 and len(same) * 2 > len(filled)
