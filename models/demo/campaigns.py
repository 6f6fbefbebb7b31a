"""Who had to take which course by when: a year of rules, and how the people met them, unit by unit.

Security comes first and for everybody, in four waves; its completions hold for twelve months, so the first wave's have
run out by now. Courses that are not there (yet) are passed over.
"""

from dataclasses import dataclass

from models import access, courses, training
from models.demo.chance import chance
from models.demo.city import City
from models.demo.staff import CIVIL, Member
from models.demo.stage import Stage, Story
from models.demo.structure import drive
from models.demo.studies import Way, begin_quiz, study
from models.organisation import Category
from models.rights import Right

SECURITY = "an-toan-thong-tin"
LEADERS = "chuyen-doi-so-nguoi-dung-dau"
DOCUMENTS = "van-ban-dien-tu-chu-ky-so"
PILOT = ("Sở Khoa học và Công nghệ", "Sở Nội vụ", "Văn phòng UBND thành phố", "Sở Tài chính")
DRILL = "Sở Xây dựng"  # had an incident: its people learn again though their completions still hold
VOLUNTEERS = "Trung tâm Phục vụ hành chính công thành phố"  # was given nothing; some learn all the same
HOME = "Phường Hoàn Kiếm"
OFFICE = (HOME, "Phòng Văn hóa - Xã hội")  # where the demonstration's cadre works


@dataclass(frozen=True)
class Wave:
    """A rule for some units: days are counted from the story's end. ``eager``: how the share in time is scaled."""

    course: str
    title: str
    kinds: tuple[str, ...]
    from_: int
    due: int
    leaders: bool = False
    civil: bool = False
    eager: float = 1.0


_BODIES = ("Sở", "Thanh tra", "Văn phòng", "Ban")
WAVES = (
    Wave(SECURITY, "An toàn thông tin: các đơn vị thí điểm", PILOT, -412, -366),
    Wave(SECURITY, "An toàn thông tin: các sở, ban, ngành", _BODIES, -330, -240),
    Wave(SECURITY, "An toàn thông tin: các phường", ("Phường",), -230, -75),
    Wave(SECURITY, "An toàn thông tin: các xã", ("Xã",), -80, 25),
    Wave(LEADERS, "Người đứng đầu: lãnh đạo các sở, ban, ngành", _BODIES, -200, -110, leaders=True, eager=0.9),
    Wave(LEADERS, "Người đứng đầu: lãnh đạo các phường", ("Phường",), -120, -30, leaders=True, eager=0.85),
    Wave(LEADERS, "Người đứng đầu: lãnh đạo các xã", ("Xã",), -50, 40, leaders=True, eager=0.7),
    Wave(DOCUMENTS, "Văn bản điện tử: công chức các sở, ban, ngành", _BODIES, -150, -45, civil=True, eager=0.7),
    Wave(DOCUMENTS, "Văn bản điện tử: công chức các phường", ("Phường",), -85, 9, civil=True, eager=0.5),
)


def campaigns(stage: Stage, city: City, catalogue: courses.Catalogue, away: dict[str, int]) -> None:
    """Put every rule and how everybody meets it on the stage; ``away``: from which day somebody learns no more."""
    for wave in WAVES:
        released = catalogue.released(wave.course)
        tops = [path for path in city.tops(*wave.kinds) if wave.kinds is PILOT or path[0] not in PILOT]
        if released is None or not tops:
            continue
        stage.add(_rule(stage, city, released, wave, [city.units[path] for path in tops]))
        for member in city.staff:
            if member.path[:1] in tops and _is_meant(wave, member) and member.code != "canbo":
                stage.add(_meet(stage, released, wave, member, away.get(member.code, 1)))
    security = catalogue.released(SECURITY)
    if security is not None:
        _again(stage, city, security, away)
        _volunteers(stage, city, security)
        _party(stage, city, security)
        _newcomers(stage, city, security)
        _cadre(stage, city, security, catalogue)


def simple(stage: Stage, city: City, catalogue: courses.Catalogue) -> None:
    """Put one rule for everybody on the stage, of which half the people have done something: the story of a test."""
    released = catalogue.released(SECURITY)
    if released is None:
        return
    stage.add(_give(stage, "nhansu", released, "An toàn thông tin", training.Whom(subtree=(city.root,)), -45, due=20))
    whom = training.Whom(people=(stage.person("tochucdang"),))
    stage.add(_give(stage, "tochucdang", released, "An toàn thông tin: Đảng ủy", whom, -45, due=20))
    for member in city.staff:
        source = chance("simple", member.code)
        luck, begin = source.random(), stage.calendar.at(source.randint(-44, -5), source.uniform(5, 400))
        if not member.code.startswith("HN") or luck > 0.6:
            continue
        person = stage.person(member.code)
        if luck < 0.42:
            stage.add(study(stage, released, Way(person, SECURITY, begin, skill=source.uniform(0.5, 1), tries=2)))
        else:
            lessons = source.randint(1, 4)
            stage.add(study(stage, released, Way(person, SECURITY, begin, lessons=lessons, tries=0)))


def _is_meant(wave: Wave, member: Member) -> bool:
    return (member.leads or not wave.leaders) and (member.category == CIVIL or not wave.civil)


def _rule(stage: Stage, city: City, released: courses.Released, wave: Wave, units: list[int]) -> Story:
    whom = training.Whom(
        subtree=tuple(units),
        leader=True if wave.leaders else None,
        categories=(Category.CONGCHUC,) if wave.civil else (),
    )
    return _give(stage, "nhansu", released, wave.title, whom, wave.from_, due=wave.due)


def _give(
    stage: Stage,
    login: str,
    released: courses.Released,
    title: str,
    whom: training.Whom,
    from_: int,
    *,
    due: int | None = None,
    due_days: int | None = None,
    not_before: int | None = None,
) -> Story:
    calendar = stage.calendar
    yield calendar.at(from_, 20)
    actor = stage.actor(stage.person(login))
    training.create_rule(
        stage.db,
        actor,
        access.scope_of(actor, Right.ASSIGN),
        course_id=released.course_id,
        whom=whom,
        from_=calendar.day(from_),
        due_on=None if due is None else calendar.day(due),
        due_days=due_days,
        not_before=None if not_before is None else calendar.day(not_before),
        title=title,
        now=stage.now,
    )


def _meet(stage: Stage, released: courses.Released, wave: Wave, member: Member, away: int) -> Story:
    """Give the way in which somebody meets a rule: in time, late, half, or not at all."""
    source = chance("meet", wave.title, member.code)
    share = drive(member.path[0]) * wave.eager
    last = min(wave.due, -1)
    day = source.triangular(wave.from_ + 1, last, max(wave.from_ + 2, last - 12))
    luck = source.random()
    if luck > share:
        day = source.uniform(wave.from_ + 5, min(wave.due + 40, -1))
    if day >= away or (luck > share and source.random() > 0.45):
        return
    begin = stage.calendar.at(day, source.uniform(5, 480))
    way = Way(stage.person(member.code), wave.course, begin, skill=source.uniform(0.8, 1))
    if luck <= share:
        tested_out = source.random() < 0.06
        way = Way(
            way.person_id, way.course, begin, skill=0.99 if tested_out else way.skill, lessons=0 if tested_out else None
        )
    elif source.random() < 0.7:
        way = Way(way.person_id, way.course, begin, lessons=source.randint(1, 6), tries=0)
    else:
        way = Way(
            way.person_id,
            way.course,
            begin,
            skill=source.uniform(0.3, 0.55),
            tries=source.randint(1, 2),
            diligent=False,
        )
    yield from study(stage, released, way)


def _again(stage: Stage, city: City, security: courses.Released, away: dict[str, int]) -> None:
    """Let some of the first wave renew what ran out, and a department that had an incident learn once more."""
    calendar = stage.calendar
    for body, share, first in [*((body, 0.55, -75) for body in PILOT), (DRILL, 0.45, -38)]:
        for member in city.staff:
            source = chance("again", member.code)
            if member.path[0] != body or source.random() > share or away.get(member.code, 1) < 0:
                continue
            begin = calendar.at(source.uniform(first, -2), source.uniform(5, 480))
            way = Way(stage.person(member.code), SECURITY, begin, skill=0.93, lessons=0, tries=2)
            stage.add(study(stage, security, way))
    if (DRILL,) in city.units:
        whom = training.Whom(subtree=(city.units[DRILL,],))
        title = "An toàn thông tin: học lại sau sự cố"
        stage.add(_give(stage, "nhansu", security, title, whom, -40, due=12, not_before=-40))


def _volunteers(stage: Stage, city: City, security: courses.Released) -> None:
    for member in city.staff:
        source = chance("volunteer", member.code)
        if member.path[0] == VOLUNTEERS and source.random() < 0.4:
            begin = stage.calendar.at(source.uniform(-150, -10), source.uniform(5, 480))
            stage.add(study(stage, security, Way(stage.person(member.code), SECURITY, begin)))


def _party(stage: Stage, city: City, security: courses.Released) -> None:
    """Let the Party's HR officer give the course to those who work for the Party alone."""
    own = {city.cells[member.path] for member in city.party_staff}
    wave = Wave(SECURITY, "An toàn thông tin: các cơ quan Đảng", (), -160, -40, eager=0.9)
    people = tuple(stage.person(member.code) for member in city.party_staff)
    whom = training.Whom(subtree=tuple(sorted(own)), people=people)
    stage.add(_give(stage, "tochucdang", security, wave.title, whom, wave.from_, due=wave.due))
    for member in city.party_staff:
        stage.add(_meet(stage, security, wave, member, 1))


def _newcomers(stage: Stage, city: City, security: courses.Released) -> None:
    whom = training.Whom(subtree=(city.root,), joined_after=stage.calendar.day(-180))
    title = "An toàn thông tin: người mới nhận việc"
    stage.add(_give(stage, "nhansu", security, title, whom, -170, due_days=45))


def _cadre(stage: Stage, city: City, security: courses.Released, catalogue: courses.Catalogue) -> None:
    """Give the demonstration's cadre one course done, one due soon and begun, one just given, and a quiz left open."""
    calendar, canbo = stage.calendar, stage.person("canbo")
    office = training.Whom(subtree=(city.units[OFFICE],))
    done = Way(canbo, SECURITY, calendar.at(-134, 65), skill=0.62)
    stage.add(study(stage, security, done))
    documents, leaders = catalogue.released(DOCUMENTS), catalogue.released(LEADERS)
    if documents is not None:
        stage.add(study(stage, documents, Way(canbo, DOCUMENTS, calendar.at(-6, 95), lessons=3, tries=0)))
    if leaders is not None:
        title = "Nhận thức chuyển đổi số cho cả phòng"
        stage.add(_give(stage, "thutruong", leaders, title, office, -9, due=24))
    for released in filter(None, (documents, security)):
        quiz = next((quiz for quiz in released.course.quizzes if quiz.minutes is None), None)
        if quiz is not None:
            stage.add(begin_quiz(stage, canbo, released, quiz.name, calendar.at(-2, 410), 3))
            return
