"""Hanoi's real units since July 2025, as plain values: the city's bodies, 126 wards and communes, and the Party's tree.

The wards and communes stand in ``hanoi_units.csv``, with the share of their people who learn in time in this story
left to chance but for a few (`drive`), so that a ranking shows who is ahead and who is not.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.demo.chance import chance
from models.organisation import Tree

ROOT = "UBND thành phố Hà Nội"
PARTY = "Thành ủy Hà Nội"
CITY_COMMITTEE = "Đảng ủy UBND thành phố"
SERVICE = "Trung tâm Phục vụ hành chính công"
_UNITS = Path(__file__).with_name("hanoi_units.csv")

BODIES: dict[str, tuple[str, ...]] = {
    "Văn phòng UBND thành phố": ("Phòng Tổng hợp", "Phòng Kinh tế", "Phòng Hành chính - Tổ chức", "Trung tâm Báo chí"),
    "Thanh tra thành phố": ("Văn phòng Thanh tra", "Phòng Nghiệp vụ 1", "Phòng Nghiệp vụ 2", "Phòng Tiếp công dân"),
    "Sở Nội vụ": (
        *("Văn phòng Sở", "Phòng Công chức, viên chức", "Phòng Cải cách hành chính"),
        *("Phòng Tổ chức, biên chế", "Phòng Việc làm và An toàn lao động"),
    ),
    "Sở Tư pháp": ("Văn phòng Sở", "Phòng Hành chính tư pháp", "Phòng Bổ trợ tư pháp"),
    "Sở Tài chính": ("Văn phòng Sở", "Phòng Quản lý ngân sách", "Phòng Đăng ký kinh doanh", "Phòng Đầu tư"),
    "Sở Công Thương": ("Văn phòng Sở", "Phòng Quản lý thương mại", "Phòng Quản lý năng lượng"),
    "Sở Nông nghiệp và Môi trường": ("Văn phòng Sở", "Phòng Quản lý đất đai", "Phòng Môi trường", "Chi cục Thủy lợi"),
    "Sở Xây dựng": ("Văn phòng Sở", "Phòng Quản lý xây dựng", "Phòng Quản lý vận tải", "Phòng Hạ tầng kỹ thuật"),
    "Sở Quy hoạch - Kiến trúc": ("Văn phòng Sở", "Phòng Quy hoạch", "Phòng Kiến trúc"),
    "Sở Khoa học và Công nghệ": (
        *("Văn phòng Sở", "Phòng Chuyển đổi số", "Phòng Bưu chính, Viễn thông"),
        *("Phòng Công nghiệp công nghệ số", "Trung tâm Dữ liệu và An toàn thông tin"),
    ),
    "Sở Văn hóa và Thể thao": ("Văn phòng Sở", "Phòng Quản lý văn hóa", "Phòng Quản lý thể dục thể thao"),
    "Sở Du lịch": ("Văn phòng Sở", "Phòng Quy hoạch, phát triển", "Phòng Quản lý lữ hành"),
    "Sở Giáo dục và Đào tạo": ("Văn phòng Sở", "Phòng Giáo dục phổ thông", "Phòng Tổ chức cán bộ"),
    "Sở Y tế": ("Văn phòng Sở", "Phòng Nghiệp vụ y", "Phòng Bảo trợ xã hội", "Trung tâm Kiểm soát bệnh tật"),
    "Sở Dân tộc và Tôn giáo": ("Văn phòng Sở", "Phòng Dân tộc", "Phòng Tôn giáo"),
    "Ban Quản lý Khu công nghệ cao và Khu công nghiệp": ("Văn phòng Ban", "Phòng Quản lý doanh nghiệp"),
    "Trung tâm Phục vụ hành chính công thành phố": ("Phòng Tiếp nhận hồ sơ", "Phòng Công nghệ và Dữ liệu"),
}
PARTY_ORGANS = (
    *("Văn phòng Thành ủy", "Ban Tổ chức Thành ủy", "Ủy ban Kiểm tra Thành ủy"),
    *("Ban Tuyên giáo và Dân vận Thành ủy", "Ban Nội chính Thành ủy"),
)
PARTY_COMMITTEE = "Đảng ủy các cơ quan Đảng thành phố"
# the longer of two that begin alike first
KINDS = ("Văn phòng", "Thanh tra", "Sở", "Ban Quản lý", "Ban", "Trung tâm", "Chi cục", "Phòng", "Ủy ban Kiểm tra")
SCHOOLS = (  # which wards and communes have a school of theirs in this organisation
    *("Hoàn Kiếm", "Ba Đình", "Đống Đa", "Hà Đông", "Cầu Giấy", "Long Biên", "Tây Hồ", "Thanh Xuân"),
    *("Sóc Sơn", "Đông Anh", "Gia Lâm", "Hoài Đức", "Quốc Oai", "Thường Tín", "Phú Xuyên", "Ba Vì"),
)
_DRIVE = {  # the share who learn in time; the rest is left to chance
    **{"Cửa Nam": 0.99, "Ngọc Hà": 0.97, "Nghĩa Đô": 0.93, "Hoàn Kiếm": 0.74, "Ba Đình": 0.86, "Tây Hồ": 0.81},
    **{"Phú Lương": 0.2, "Tùng Thiện": 0.25, "Dương Nội": 0.3, "Tây Tựu": 0.34, "Hà Đông": 0.62, "Đống Đa": 0.68},
    **{"Đông Anh": 0.88, "Gia Lâm": 0.8, "Minh Châu": 0.05, "Bất Bạt": 0.08, "Hương Sơn": 0.1},
    **{"Sở Khoa học và Công nghệ": 0.97, "Sở Nội vụ": 0.95, "Sở Du lịch": 0.5, "Sở Y tế": 0.58, "Sở Xây dựng": 0.66},
}


@dataclass(frozen=True)
class Size:
    """How much of the city is made: which wards and communes, which bodies, how many people."""

    wards: tuple[str, ...]
    bodies: dict[str, tuple[str, ...]]
    people: int
    schools: bool = True
    party_organs: tuple[str, ...] = PARTY_ORGANS


@dataclass(frozen=True)
class Place:
    """A unit to be made: its names from below the top of its tree down to its own, and what kind of unit it is."""

    path: tuple[str, ...]
    kind: str
    tree: Tree = Tree.ADMINISTRATION


@cache
def kinds() -> dict[str, str]:
    """Return 'phường' or 'xã' by the name of each ward and commune, in the order of the file."""
    with _UNITS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["kind"] for row in csv.DictReader(file)}


def full() -> Size:
    """Return the whole city with 2,000 people."""
    return Size(tuple(kinds()), BODIES, 2000)


def small() -> Size:
    """Return six wards and two departments with 150 people: the same city at the size of a test."""
    bodies = {name: BODIES[name][:3] for name in ("Sở Khoa học và Công nghệ", "Sở Nội vụ")}
    wards = ("Hoàn Kiếm", "Ba Đình", "Cửa Nam", "Tây Hồ", "Cầu Giấy", "Đống Đa")
    return Size(wards, bodies, 150, schools=False, party_organs=())


def kind_of(name: str) -> str:
    """Return what kind of unit a body or office is, by the words with which such names begin."""
    return next(kind.lower() for kind in KINDS if name.startswith(kind))


def titled(ward: str) -> str:
    """Return a ward's or commune's name with its kind: 'Phường Hoàn Kiếm', 'Xã Sóc Sơn'."""
    return f"{kinds()[ward].capitalize()} {ward}"


def places(size: Size) -> list[Place]:
    """Return the administration's units, parents before children."""
    made: list[Place] = []
    for body, offices in size.bodies.items():
        made.append(Place((body,), kind_of(body)))
        made += [Place((body, office), kind_of(office)) for office in offices]
    for ward in size.wards:
        top = titled(ward)
        made.append(Place((top,), kinds()[ward]))
        economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if kinds()[ward] == "phường" else "Phòng Kinh tế"
        offices = ("Văn phòng HĐND và UBND", economy, "Phòng Văn hóa - Xã hội", SERVICE)
        made += [Place((top, office), kind_of(office)) for office in offices]
        if size.schools and ward in SCHOOLS:
            made.append(Place((top, f"Trường Tiểu học {ward}"), "trường"))
    return made


def party_places(size: Size) -> list[Place]:
    """Return the Party's units, parents before children."""
    made: list[Place] = []
    if size.party_organs:
        made += [Place((organ,), kind_of(organ), Tree.PARTY) for organ in size.party_organs]
        made.append(Place((PARTY_COMMITTEE,), "đảng ủy", Tree.PARTY))
    made.append(Place((CITY_COMMITTEE,), "đảng ủy", Tree.PARTY))
    made += [Place((CITY_COMMITTEE, f"Chi bộ {body}"), "chi bộ", Tree.PARTY) for body in size.bodies]
    for ward in size.wards:
        top = f"Đảng ủy {kinds()[ward]} {ward}"
        made.append(Place((top,), "đảng ủy", Tree.PARTY))
        made.append(Place((top, cell(ward)), "chi bộ", Tree.PARTY))
    return made


def cell(ward: str) -> str:
    """Return the name of the Party cell of a ward's office."""
    return f"Chi bộ cơ quan {kinds()[ward]} {ward}"


def party_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return where the Party members of an administration's unit stand in the Party's tree."""
    kind, _, name = path[0].partition(" ")
    if kind in ("Phường", "Xã"):
        return (f"Đảng ủy {kind.lower()} {name}", cell(name))
    return (CITY_COMMITTEE, f"Chi bộ {path[0]}")


def drive(top: str) -> float:
    """Return the share of a body's or ward's people who learn in time."""
    kind, _, name = top.partition(" ")
    ward = name if kind in ("Phường", "Xã") else top
    low, high = {"Phường": (0.45, 0.92), "Xã": (0.1, 0.6)}.get(kind, (0.65, 0.95))
    return _DRIVE.get(ward, chance("drive", ward).uniform(low, high))
