"""Names and positions as lists write them: titles in the name cell, capitals, leading positions."""

import re
from dataclasses import dataclass

from models.organisation.roster_cells import CellError
from models.organisation.roster_text import clean, fold

_TITLE = re.compile(
    r"(?:(?:pgs|gs|tskh|ts|ths|cn|ks|kts|bs|ds|ls|cki{1,2}|bs ?ck ?i{1,2}|ncs|đ/c|đ\.c|đc|mr|mrs|ms|thạc sĩ|thạc sỹ"
    r"|tiến sĩ|tiến sỹ|bác sĩ|bác sỹ|kỹ sư|kĩ sư|cử nhân|đồng chí)(?:[./:]+\s*|\s+))+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*[,–-]\s*(?:ths|ts|pgs|gs|bs|ks|cn)\.?(?:\s*[,.]?\s*(?:ths|ts|pgs|gs|bs|ks|cn)\.?)*$", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:ông|bà|anh|chị|cô|thầy)\b[.:]?\s+", re.IGNORECASE)
_ENUMERATED = re.compile(r"\d{1,4}[.)]\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_POSITION = re.compile(  # written below or behind the name in its cell
    r"[\s,;:–-]+(?:q\.\s*)?(?:phó )?(?:bí thư|chủ tịch|chủ nhiệm|trưởng phòng|trưởng ban|chánh văn phòng|giám đốc"
    r"|hiệu trưởng|chuyên viên)\b.*$",
    re.IGNORECASE,
)
_ALLOWED = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
_FAMILY = frozenset(
    fold(name)
    for name in (
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
        "Lý", "Đinh", "Đào", "Đoàn", "Trịnh", "Mai", "Cao",
    )
)  # fmt: skip
_D_FOR_D = {"dỗ": "Đỗ", "dặng": "Đặng", "dinh": "Đinh", "dào": "Đào", "doàn": "Đoàn", "dàm": "Đàm"}
_LEADING = re.compile(
    r"(?:bi thu|chu tich|chu nhiem|truong ban|chanh van phong|chanh thanh tra|giam doc|tong giam doc|truong phong"
    r"|hieu truong|vien truong|chi cuc truong|cuc truong|tong bien tap|tram truong|truong khoa|chi huy truong)\b"
)
_DEPUTY = re.compile(r"pho\b")
_ACTING = re.compile(r"(?:q|quyen|phu trach)\b ")
_STANDING = re.compile(r"(?:thuong truc|thu nhat)\b ")
_JOINED = re.compile(r"[,;/+]| kiêm | - ", re.IGNORECASE)
# the whole position is beside another one; in 'Chuyên viên, kiêm nhiệm thủ quỹ' it is not
_CONCURRENT = re.compile(
    r"^(?:kiêm nhiệm|biệt phái)\b\s*[:–-]?\s*|\s*[(\[]\s*(?:kiêm nhiệm|biệt phái)\s*[)\]]"
    r"|\s*[–,;-]?\s*\b(?:kiêm nhiệm|biệt phái)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:(?:vi tri|chuc vu|can bo) )?(?:kiem nhiem|biet phai)(?: (?:tu|den|tai|theo|o|sang|ve|co thoi han)\b.*| \d.*)?"
)


@dataclass(frozen=True)
class Name:
    """A name as it will be stored, and what was taken from the cell or changed: each a code and a value."""

    full_name: str
    notes: tuple[tuple[str, str], ...]


def person_name(written: str) -> Name:
    """Return a cleaned name: titles and remarks in brackets set aside, all capitals put into proper case.

    Raises `CellError` 'name-invalid' (digits, signs) or 'name-incomplete' (a single word).
    """
    notes: list[tuple[str, str]] = []
    name = _ENUMERATED.sub("", clean(written), count=1) if _ENUMERATED.match(clean(written)) else clean(written)
    for remark in _BRACKETS.findall(name):
        notes.append(("name-remark", remark))
    name = _BRACKETS.sub(" ", name).strip(" .,;:*")
    if (position := _POSITION.search(name)) and " " in name[: position.start()]:
        notes.append(("name-remark", position[0].strip(" .,;:–-")))
        name = name[: position.start()]
    bare = _without_titles(name)
    if bare != name:
        notes.append(("name-title", name.replace(bare, "").strip(" ,.") or name))
    name = bare
    if not _ALLOWED.fullmatch(name):
        raise CellError("name-invalid", value=clean(written))
    if " " not in name and "'" not in name:  # a single word is a whole name only as in K'Brong
        raise CellError("name-incomplete", value=name)
    cased = name if name not in (name.upper(), name.lower()) else _proper_case(name)
    if cased != name:
        notes.append(("name-recased", name))
    first = cased.split(" ", 1)[0]
    if first.lower() in _D_FOR_D:
        notes.append(("name-maybe-d", _D_FOR_D[first.lower()]))
    return Name(cased, tuple(notes))


def looks_like_name(written: str) -> bool:
    """Return whether a text begins with one of the common family names and has two to six words."""
    words = fold(_without_titles(clean(written))).split()
    return 2 <= len(words) <= 6 and words[0] in _FAMILY


def leading(position: str) -> tuple[bool, bool]:
    """Return (head, leader) by the words of a position: 'Phó Trưởng phòng' is a leader and no head.

    A position may be two ('Bí thư Đảng ủy, Chủ tịch HĐND'): one that leads is enough. A secretary or an assistant of a
    leader, and a former one, is neither.
    """
    head = leader = False
    for part in _JOINED.split(clean(position)):
        key = _ACTING.sub("", fold(part), count=1)
        deputy = bool(_DEPUTY.match(key))
        if deputy:
            key = _STANDING.sub("", re.sub(r"^pho ", "", key), count=1)
        if _LEADING.match(key) or (deputy and re.match(r"(?:ban|phong|van phong|doan|chanh)\b", key)):
            leader = True
            head = head or not deputy
    return head, leader


def without_concurrent(position: str) -> tuple[str, bool]:
    """Return a position without '(kiêm nhiệm)' or '(biệt phái)', and whether it said so."""
    bare = clean(_CONCURRENT.sub(" ", position)).strip(" ,;-–")
    return (bare, True) if _CONCURRENT.search(position) else (position, False)


def marks_concurrent(notes: str) -> bool:
    """Return whether a remark says that the row is a post beside the main one ('kiêm nhiệm thủ quỹ' is only a duty)."""
    return bool(_BESIDE.fullmatch(fold(notes)))


def _without_titles(name: str) -> str:
    bare = name
    if title := _TITLE.match(bare):
        bare = bare[title.end() :]
    address = _ADDRESS.match(bare)
    if address:  # Ông is a family name too (Ông Ích Khiêm): an address only before a whole name
        rest = bare[address.end() :].split()
        sign = address[0].rstrip().endswith((".", ":"))
        if rest and (sign or len(rest) > 2 or (len(rest) == 2 and fold(rest[0]) in _FAMILY - {"cao"})):
            bare = bare[address.end() :]
    if title := _TITLE.match(bare):
        bare = bare[title.end() :]
    return _AFTER.sub("", bare).strip(" .,;:*") or name


def _proper_case(name: str) -> str:
    def word(match: re.Match[str]) -> str:
        return match[0][0].upper() + match[0][1:].lower()

    return re.sub(r"[^\W\d_]+", word, name)
