"""Who works where: 2,000 invented people, as the staff lists that agencies would send, brought in by the import."""

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.demo.chance import chance, pick
from models.demo.names import person_name
from models.demo.structure import CITY_COMMITTEE, SERVICE, Place, Size, party_path, places, titled

HEADINGS = (
    *("STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Điện thoại", "Email"),
    *("Cơ quan", "Phòng ban", "Chức vụ", "Đối tượng", "Ngạch"),
)
PARTY_HEADINGS = ("STT", "Mã cán bộ", "Họ và tên", "Đảng bộ", "Chi bộ", "Chức vụ", "Ngày vào Đảng")
CIVIL, SERVANT, OFFICIAL, CONTRACT = "Công chức", "Viên chức", "Cán bộ", "Hợp đồng"
_LEADING = frozenset(
    lead
    for chief in (
        *("Chủ tịch UBND phường", "Chủ tịch UBND xã", "Chánh Văn phòng", "Chánh Thanh tra", "Trưởng ban", "Giám đốc"),
        *("Giám đốc Trung tâm", "Hiệu trưởng", "Chi cục trưởng", "Trưởng phòng"),
    )
    for lead in (chief, f"Phó {chief}")
)
_FULLER = {"Hoàn Kiếm": 5, "Ba Đình": 3, "Đống Đa": 3, "Hà Đông": 3, "Cầu Giấy": 3, "Sóc Sơn": 3, "Đông Anh": 3}
_DESKS = {  # the accounts that a demonstration opens by one click
    "canbo": ("Nguyễn Thị Hạnh", "nữ", ("Phường Hoàn Kiếm", "Phòng Văn hóa - Xã hội"), "Chuyên viên"),
    "giangvien": ("Trần Quang Đạt", "nam", ("Sở Khoa học và Công nghệ", "Phòng Chuyển đổi số"), "Chuyên viên"),
    "nhansu": ("Lê Thu Hương", "nữ", ("Sở Nội vụ", "Phòng Công chức, viên chức"), "Chuyên viên chính"),
    "thutruong": ("Phạm Đức Long", "nam", ("Phường Hoàn Kiếm",), "Chủ tịch UBND phường"),
    "quantri": ("Hoàng Minh Sơn", "nam", ("Sở Khoa học và Công nghệ", "Văn phòng Sở"), "Chuyên viên"),
}
_SECOND_DESKS = {  # who confirms what the others prepare, and who looks at their work
    "nhansu2": ("Đỗ Minh Châu", "nữ", ("Sở Nội vụ", "Phòng Công chức, viên chức"), "Chuyên viên"),
    "giangvien2": ("Bùi Hải Yến", "nữ", ("Sở Khoa học và Công nghệ", "Phòng Chuyển đổi số"), "Chuyên viên"),
    "quantri2": ("Đặng Quốc Việt", "nam", ("Sở Khoa học và Công nghệ", "Văn phòng Sở"), "Chuyên viên"),
    "thanhtra": ("Ngô Thanh Bình", "nam", ("Thanh tra thành phố", "Phòng Nghiệp vụ 1"), "Chuyên viên chính"),
}
_PARTY_DESKS = {"tochucdang": ("Vũ Thị Ngọc Lan", "nữ", (CITY_COMMITTEE,), "Chuyên viên Ban Tổ chức Đảng ủy")}


@dataclass(frozen=True)
class Member:
    """One line of a staff list."""

    code: str
    name: str
    gender: str
    born: date
    phone: str
    email: str
    path: tuple[str, ...]
    position: str
    category: str
    rank: str
    joined_party: date | None

    @property
    def leads(self) -> bool:
        """Whether the position is a leading one."""
        return self.position in _LEADING


def staff(size: Size, today: date) -> list[Member]:
    """Return everybody who works in the administration's units, the accounts of the demonstration among them."""
    made = places(size)
    posts = [(place, position) for place in made for position in _leading(place)]
    posts = [post for post in posts if post[0].path != ("Phường Hoàn Kiếm",) or not post[1].startswith("Chủ tịch")]
    offices = [place for place in made if len(place.path) > 1]
    weights = {place: _weight(place) for place in offices}
    source = chance("posts", size.people)
    while len(posts) < size.people - len(_DESKS):
        place = pick(source, weights)
        posts.append((place, _position(source, place)))
    order = {place.path: number for number, place in enumerate(made)}
    posts.sort(key=lambda post: order[post[0].path])
    people = [_member(number, place.path, position, today) for number, (place, position) in enumerate(posts, start=1)]
    return people + [_desk(login, today) for login in _DESKS]


def newcomers(size: Size, many: int, today: date) -> list[Member]:
    """Return people who join later, for a supplementary list."""
    offices = {place: _weight(place) for place in places(size) if len(place.path) > 1}
    source = chance("newcomers", many)
    first = size.people + 1
    return [_member(first + i, pick(source, offices).path, "Chuyên viên", today) for i in range(many)]


def second_staff(today: date) -> list[Member]:
    """Return the second officer of each kind and the inspector, for a supplementary list."""
    return [_desk(login, today) for login in _SECOND_DESKS]


def party_staff(size: Size, today: date) -> list[Member]:
    """Return those who work for the Party's own organs and have no place in the administration; the Party's HR
    officer of the demonstration is one.
    """
    posts = [
        (organ, position)
        for organ in size.party_organs
        for position in ("Chánh Văn phòng" if organ.startswith("Văn phòng") else "Trưởng ban", *["Chuyên viên"] * 7)
    ]
    people = [
        _member(9000 + number, (organ,), position, today, party=True)
        for number, (organ, position) in enumerate(posts, 1)
    ]
    return people + [_desk(login, today) for login in _PARTY_DESKS]


def staff_list(people: Iterable[Member]) -> bytes:
    """Return a staff list as an agency's CSV file."""
    rows = [
        (
            *(one.code, one.name, _shown(one.born), one.gender.capitalize(), one.phone, one.email),
            *(one.path[0], one.path[1] if len(one.path) > 1 else "", one.position, one.category, one.rank),
        )
        for one in people
    ]
    return _csv(HEADINGS, rows)


def party_list(people: Iterable[Member], *, own: Iterable[Member] = ()) -> bytes:
    """Return the list of Party members by their cells, and of those who work in the Party's organs (``own``)."""
    rows = []
    for one in people:
        if one.joined_party is not None:
            committee, branch = party_path(one.path)
            secretary = len(one.path) == 1 and one.position.startswith("Chủ tịch")
            place = (committee, "", "Phó Bí thư Đảng ủy") if secretary else (committee, branch, "Đảng viên")
            rows.append((one.code, one.name, *place, _shown(one.joined_party)))
    rows += [(one.code, one.name, one.path[0], "", one.position, _shown(one.joined_party)) for one in own]
    return _csv(PARTY_HEADINGS, rows)


def _leading(place: Place) -> tuple[str, ...]:
    top, name = place.path[0], place.path[-1]
    if len(place.path) == 1:
        if top.startswith(("Phường", "Xã")):
            kind = place.kind
            return f"Chủ tịch UBND {kind}", f"Phó Chủ tịch UBND {kind}"
        first = {"Văn": "Chánh Văn phòng", "Thanh": "Chánh Thanh tra", "Ban": "Trưởng ban"}
        chief = first.get(top.split()[0], "Giám đốc")
        return chief, f"Phó {chief}", f"Phó {chief}"
    words = {"Văn": "Chánh Văn phòng", "Trung": "Giám đốc Trung tâm", "Trường": "Hiệu trưởng", "Chi": "Chi cục trưởng"}
    return (words.get(name.split()[0], "Trưởng phòng"),)


def _position(source: random.Random, place: Place) -> str:
    if place.kind == "trường":
        return pick(source, {"Giáo viên": 8.0, "Phó Hiệu trưởng": 1.0, "Nhân viên văn phòng": 1.0})
    deputy = "Phó Chánh Văn phòng" if place.path[-1].startswith("Văn phòng") else "Phó Trưởng phòng"
    if place.path[-1] == SERVICE:
        return pick(source, {"Chuyên viên": 5.0, "Nhân viên tiếp nhận hồ sơ": 4.0, "Phó Giám đốc Trung tâm": 1.0})
    return pick(source, {"Chuyên viên": 8.0, "Chuyên viên chính": 1.5, deputy: 1.5, "Nhân viên phục vụ": 0.7})


def _weight(place: Place) -> float:
    top = place.path[0]
    if top.startswith(("Phường", "Xã")):
        usual = 1.0 if top.startswith("Phường") else 0.7
        return next((float(more) for ward, more in _FULLER.items() if top == titled(ward)), usual)
    return 4.0


def _member(number: int, path: tuple[str, ...], position: str, today: date, *, party: bool = False) -> Member:
    source = chance("person", number)
    gender = "nữ" if source.random() < 0.54 else "nam"
    leads = position in _LEADING
    age = source.uniform(34, 58) if leads else source.triangular(23, 59, 35)
    joined = today - timedelta(days=int(source.uniform(300, max(400, (age - 22) * 365))))
    member = party or (age > 26 and source.random() < (0.95 if leads else 0.5))
    category, rank = _category(source, path, position)
    return Member(
        code=f"HN{number:05d}",
        name=person_name(source, gender),
        gender=gender,
        born=today - timedelta(days=int(age * 365.25)),
        phone=f"090000{number:04d}" if source.random() < 0.7 else "",
        email=f"hn{number:05d}@example.vn" if source.random() < 0.6 else "",
        path=path,
        position=position,
        category=category,
        rank=rank,
        joined_party=joined if member else None,
    )


def _category(source: random.Random, path: tuple[str, ...], position: str) -> tuple[str, str]:
    if position.startswith(("Chủ tịch", "Phó Chủ tịch")):
        return OFFICIAL, ""
    if path[-1].startswith("Trường") or (path[-1].startswith("Trung tâm") and path[-1] != SERVICE):
        return SERVANT, ""
    if position in ("Nhân viên phục vụ", "Nhân viên văn phòng"):
        return CONTRACT, ""
    if path[-1] == SERVICE and source.random() < 0.4:
        return SERVANT, ""
    if position == "Chuyên viên chính":
        return CIVIL, "Chuyên viên chính"
    return CIVIL, "" if position in _LEADING else pick(source, {"Chuyên viên": 8.0, "Cán sự": 1.0})


def _desk(login: str, today: date) -> Member:
    name, gender, path, position = (_DESKS | _SECOND_DESKS | _PARTY_DESKS)[login]
    source = chance("desk", login)
    return Member(
        code=login,
        name=name,
        gender=gender,
        born=today - timedelta(days=int(source.uniform(33, 50) * 365.25)),
        phone="",
        email=f"{login}@example.vn",
        path=path,
        position=position,
        category=OFFICIAL if position in _LEADING else CIVIL,
        rank="" if position in _LEADING else position,
        joined_party=today - timedelta(days=4000) if position in _LEADING or login in _PARTY_DESKS else None,
    )


def _shown(day: date | None) -> str:
    return "" if day is None else day.strftime("%d/%m/%Y")


def _csv(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows((number, *row) for number, row in enumerate(rows, start=1))
    return out.getvalue().encode("utf-8-sig")
