"""A small generated city: real kinds of units, invented people. The same on every run."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models import access, organisation
from models.organisation import Category, Job, Tree
from models.rights import Right

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Đinh", "Lý")
MIDDLE_F = ("Thị", "Thu", "Ngọc", "Thanh", "Minh", "Phương", "Thị Hồng", "Mai")
MIDDLE_M = ("Văn", "Đức", "Quang", "Hữu", "Minh", "Tuấn", "Thành", "Xuân")
GIVEN_F = (
    "Anh",
    "Bình",
    "Chi",
    "Dung",
    "Giang",
    "Hà",
    "Hạnh",
    "Hương",
    "Lan",
    "Linh",
    "Mai",
    "Nga",
    "Oanh",
    "Thảo",
    "Yến",
)
GIVEN_M = (
    "An",
    "Bảo",
    "Cường",
    "Dũng",
    "Đạt",
    "Hải",
    "Hùng",
    "Khánh",
    "Long",
    "Nam",
    "Phúc",
    "Quân",
    "Sơn",
    "Tùng",
    "Việt",
)
WARDS = ("Hoàn Kiếm", "Ba Đình", "Cửa Nam", "Tây Hồ", "Cầu Giấy", "Đống Đa")
WARD_OFFICES = (
    "Văn phòng HĐND và UBND",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Phòng Văn hóa - Xã hội",
    "Trung tâm Phục vụ hành chính công",
)
DEPARTMENTS = {
    "Sở Khoa học và Công nghệ": ("Văn phòng Sở", "Phòng Chuyển đổi số", "Phòng Bưu chính, Viễn thông"),
    "Sở Nội vụ": ("Văn phòng Sở", "Phòng Công chức, viên chức", "Phòng Cải cách hành chính"),
}


@dataclass(frozen=True)
class City:
    """What was made: units by name path, people by unit."""

    root: int
    party_root: int
    units: dict[tuple[str, ...], int]
    people: tuple[int, ...]
    accounts: dict[str, int]


def build(db: Session, *, now: datetime) -> City:
    """Write the units and about 150 people of the demonstration, through the acts that officers use."""
    chance = random.Random(42)  # noqa: S311 (a story, not a secret)
    console = access.operator("demo")
    everywhere = access.scope_of(console, Right.MANAGE_PEOPLE)
    start = date(now.year - 1, 1, 1)

    def unit(name: str, parent: int | None, kind: str, tree: Tree = Tree.ADMINISTRATION) -> int:
        return organisation.create_unit(
            db, console, name, tree=tree, parent_id=parent, from_=start, now=now - timedelta(days=400), kind=kind
        )

    root = unit("UBND thành phố Hà Nội", None, "thành phố")
    party_root = unit("Thành ủy Hà Nội", None, "thành ủy", Tree.PARTY)
    units: dict[tuple[str, ...], int] = {}
    cells: dict[str, int] = {}
    for ward in WARDS:
        units[ward,] = unit(f"Phường {ward}", root, "phường")
        committee = unit(f"Đảng ủy phường {ward}", party_root, "đảng ủy", Tree.PARTY)
        cells[ward] = unit(f"Chi bộ cơ quan phường {ward}", committee, "chi bộ", Tree.PARTY)
        for office in WARD_OFFICES:
            units[ward, office] = unit(office, units[ward,], "phòng")
    for department, offices in DEPARTMENTS.items():
        units[department,] = unit(department, root, "sở")
        for office in offices:
            units[department, office] = unit(office, units[department,], "phòng")

    people: list[int] = []
    number = 0
    for path, unit_id in units.items():
        if len(path) == 1:
            continue
        for place in range(chance.randint(3, 6)):
            number += 1
            woman = chance.random() < 0.55
            name = " ".join(
                (
                    chance.choice(FAMILY),
                    chance.choice(MIDDLE_F if woman else MIDDLE_M),
                    chance.choice(GIVEN_F if woman else GIVEN_M),
                )
            )
            head = place == 0
            person = organisation.add_person(
                db,
                console,
                everywhere,
                name,
                unit_id=unit_id,
                from_=start,
                now=now - timedelta(days=390),
                job=Job(
                    position="Trưởng phòng" if head else "Chuyên viên",
                    category=Category.CONGCHUC if head or chance.random() < 0.7 else Category.VIENCHUC,
                    head=head,
                    leader=head,
                ),
                staff_code=f"HN{number:05d}",
                gender="nữ" if woman else "nam",
            )
            people.append(person)
            if path[0] in cells and chance.random() < 0.5:
                organisation.place(
                    db,
                    console,
                    everywhere,
                    person,
                    unit_id=cells[path[0]],
                    from_=start,
                    now=now - timedelta(days=390),
                    job=Job(position="Đảng viên"),
                )
    desks = {
        "canbo": ("Nguyễn Thị Hạnh", units["Hoàn Kiếm", WARD_OFFICES[2]], "Chuyên viên"),
        "giangvien": (
            "Trần Quang Đạt",
            units["Sở Khoa học và Công nghệ", "Phòng Chuyển đổi số"],
            "Giảng viên kiêm nhiệm",
        ),
        "nhansu": ("Lê Thu Hương", units["Sở Nội vụ", "Phòng Công chức, viên chức"], "Chuyên viên chính"),
        "thutruong": ("Phạm Đức Long", units["Hoàn Kiếm",], "Chủ tịch UBND phường"),
        "quantri": ("Hoàng Minh Sơn", units["Sở Khoa học và Công nghệ", "Văn phòng Sở"], "Quản trị hệ thống"),
    }
    accounts = {
        login: organisation.add_person(
            db,
            console,
            everywhere,
            name,
            unit_id=unit_id,
            from_=start,
            now=now - timedelta(days=390),
            job=Job(
                position=position, category=Category.CONGCHUC, head=login == "thutruong", leader=login == "thutruong"
            ),
            staff_code=login,
        )
        for login, (name, unit_id, position) in desks.items()
    }
    return City(root, party_root, units, tuple(people), accounts)
