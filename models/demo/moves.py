"""What happens to people and units within the year: transfers, leave, departures, newcomers, a merger, late entries."""

from collections.abc import Callable
from dataclasses import replace

from models import access, courses, organisation, training
from models.demo.campaigns import SECURITY
from models.demo.chance import chance
from models.demo.city import City, bring
from models.demo.staff import Member, newcomers, staff_list
from models.demo.stage import Stage, Story
from models.organisation import Job, Leave, Tree
from models.rights import Actor, Right, Scope

LISTED = "Sở Du lịch"  # sends its complete list a month before the end
NETWORKS = "Phòng Hạ tầng số và Công nghiệp công nghệ số"
MERGED = ("Phòng Bưu chính, Viễn thông", "Phòng Công nghiệp công nghệ số")
Path = tuple[str, ...]
_REASONS = (
    "Có chứng chỉ an toàn thông tin còn hiệu lực, bản sao lưu trong hồ sơ",
    "Đang học lớp tập trung cùng nội dung theo quyết định của đơn vị",
    "Sắp nghỉ hưu, không còn dùng hệ thống thông tin của đơn vị",
)


def moves(stage: Stage, city: City, catalogue: courses.Catalogue) -> dict[str, int]:
    """Put a year of moves on the stage; return from which day somebody does not learn any more."""
    source = chance("moves", city.size.people)
    offices = sorted(path for path in city.units if len(path) > 1 and path[0] != LISTED and path[1] not in MERGED)
    free = [one for one in city.staff if len(one.path) > 1 and one.code.startswith("HN") and one.path[0] != LISTED]
    many = len(free)
    source.shuffle(free)
    officer = _Officer(stage, city)
    away: dict[str, int] = {}
    for number in range(many // 45):  # every fourth is entered three weeks late
        member, office, day = free.pop(), source.choice(offices), source.randint(-390, -30)
        officer.on(day, officer.transfer(member, office, day), late=21 if number % 4 == 0 else 0)
    for number in range(many // 60):  # every second goes on today
        first, last = (-300, -100) if number % 2 else (-70, 20)
        member, first, last = free.pop(), first + source.randint(0, 60), last + source.randint(0, 40)
        away[member.code] = first
        officer.on(first, officer.leave(member, first, last), late=source.choice((-3, 0, 9)))
    for _ in range(many // 85):
        member, day = free.pop(), source.randint(-220, -5)
        away[member.code] = day
        officer.on(day, officer.departure(member, day), late=source.choice((-2, 0, 14)))
    for _ in range(many // 160):
        officer.on(-60, officer.second_post(free.pop(), source.choice(offices), -60))
    security = catalogue.released(SECURITY)
    if security is not None:
        for number in range(many // 110):
            member, day = free.pop(), source.randint(-70, -6)
            away[member.code] = -1000
            officer.on(day, officer.exemption(member, security.course_id, day, _REASONS[number % len(_REASONS)]))
    officer.on(-360, officer.contact())
    officer.on(-95, officer.newcomers(max(1, many // 45), -96))
    if (LISTED,) in city.units:
        officer.on(-30, officer.complete_list(-30))
    _reorganise(stage, city, officer)
    return away


class _Officer:
    """The HR officer of the demonstration: each method returns an act to be done when its day has come."""

    def __init__(self, stage: Stage, city: City) -> None:
        self.stage, self.city, self.day = stage, city, stage.calendar.day

    def on(self, day: int, act: Callable[[], object], *, late: int = 0) -> None:
        """Let an act that holds from a day be entered so many days after it, before the story ends."""
        at = self.stage.calendar.at(min(day + late, -1), chance("entered", day, late).uniform(30, 500))

        def story() -> Story:
            yield at
            act()

        self.stage.add(story())

    def transfer(self, member: Member, office: Path, day: int) -> Callable[[], None]:
        def act() -> None:
            actor, scope = self._may(Right.MANAGE_PEOPLE)
            organisation.place(
                self.stage.db,
                actor,
                scope,
                self.stage.person(member.code),
                unit_id=self.city.units[office],
                from_=self.day(day),
                now=self.stage.now,
                job=Job(position="Chuyên viên", category=organisation.Category.CONGCHUC, rank="Chuyên viên"),
            )

        return act

    def second_post(self, member: Member, office: Path, day: int) -> Callable[[], None]:
        def act() -> None:
            actor, scope = self._may(Right.MANAGE_PEOPLE)
            organisation.place(
                self.stage.db,
                actor,
                scope,
                self.stage.person(member.code),
                unit_id=self.city.units[office],
                from_=self.day(day),
                now=self.stage.now,
                job=Job(position="Tổ công tác chuyển đổi số"),
                main=False,
            )

        return act

    def leave(self, member: Member, first: int, last: int) -> Callable[[], None]:
        def act() -> None:
            actor, scope = self._may(Right.MANAGE_PEOPLE)
            person, tree = self.stage.person(member.code), Tree.ADMINISTRATION
            organisation.take_leave(
                self.stage.db,
                actor,
                scope,
                person,
                tree,
                from_=self.day(first),
                until=self.day(last),
                why=list(Leave)[first % len(Leave)],
                now=self.stage.now,
            )

        return act

    def departure(self, member: Member, day: int) -> Callable[[], None]:
        def act() -> None:
            actor, scope = self._may(Right.MANAGE_PEOPLE)
            person, tree = self.stage.person(member.code), Tree.ADMINISTRATION
            organisation.depart(self.stage.db, actor, scope, person, tree, on=self.day(day), now=self.stage.now)

        return act

    def exemption(self, member: Member, course_id: int, day: int, reason: str) -> Callable[[], None]:
        def act() -> None:
            actor, scope = self._may(Right.ASSIGN)
            training.exempt(
                self.stage.db,
                actor,
                scope,
                self.stage.person(member.code),
                course_id,
                from_=self.day(day),
                reason=reason,
                now=self.stage.now,
                until=self.day(day + 365),
            )

        return act

    def newcomers(self, many: int, day: int) -> Callable[[], None]:
        def act() -> None:
            file = staff_list(newcomers(self.city.size, many, self.stage.calendar.end))
            actor, _ = self._may(Right.MANAGE_PEOPLE)
            bring(self.stage.db, actor, file, on=self.day(day), now=self.stage.now)

        return act

    def contact(self) -> Callable[[], None]:
        """Say whom the people of the city ask where their own unit names nobody."""

        def act() -> None:
            actor, scope = self._may(Right.GIVE_CODES)
            organisation.set_contact(
                self.stage.db,
                actor,
                scope,
                self.city.root,
                name="Tổ hỗ trợ chuyển đổi số",
                phone="024 3000 0000",
                email="hotro@hanoi.example",
                words="Phòng 101 (mô phỏng), từ 8 giờ đến 16 giờ 30",
                now=self.stage.now,
            )

        return act

    def complete_list(self, day: int) -> Callable[[], None]:
        """A body's own list: one is promoted, two are not on it any more."""

        def act() -> None:
            here = [one for one in self.city.staff if one.path[0] == LISTED]
            promoted = next(one for one in here if one.position == "Chuyên viên")
            gone = [one for one in here if one is not promoted and one.position == "Chuyên viên"][:2]
            kept = [one for one in here if one is not promoted and one not in gone]
            file = staff_list([*kept, replace(promoted, position="Phó Trưởng phòng", rank="")])
            actor, _ = self._may(Right.MANAGE_PEOPLE)
            unit = self.city.units[LISTED,]
            bring(self.stage.db, actor, file, on=self.day(day), now=self.stage.now, unit_id=unit, complete=True)

        return act

    def _may(self, right: Right) -> tuple[Actor, Scope]:
        actor = self.stage.actor(self.stage.person("nhansu"))
        return actor, access.scope_of(actor, right)


def _reorganise(stage: Stage, city: City, officer: _Officer) -> None:
    """Let the administrator merge two offices into a new one, rename another, and move a third."""
    science, justice, office = "Sở Khoa học và Công nghệ", "Sở Tư pháp", "Văn phòng UBND thành phố"
    db, day, units = stage.db, stage.calendar.day, city.units

    def administrator() -> Actor:
        return stage.actor(stage.person("quantri"))

    def merge() -> None:
        into = organisation.create_unit(
            db,
            administrator(),
            NETWORKS,
            tree=Tree.ADMINISTRATION,
            parent_id=units[science,],
            from_=day(-150),
            now=stage.now,
            kind="phòng",
        )
        olds = [units[science, old] for old in MERGED]
        organisation.merge_units(db, administrator(), olds, into, on=day(-150), now=stage.now)

    def rename() -> None:
        unit, name = units[justice, "Phòng Bổ trợ tư pháp"], "Phòng Bổ trợ và Phổ biến pháp luật"
        organisation.rename_unit(db, administrator(), unit, name, on=day(-120), now=stage.now)

    def move() -> None:
        unit, parent = units[office, "Trung tâm Báo chí"], units["Sở Văn hóa và Thể thao",]
        organisation.move_unit(db, administrator(), unit, parent, on=day(-60), now=stage.now)

    if (science, "Phòng Công nghiệp công nghệ số") in units:
        officer.on(-150, merge)
    if (justice,) in units:
        officer.on(-120, rename)
        officer.on(-60, move)
