"""What the city, the Party's organisation and a ward ask for, by when; and what two units say beside their figures."""

from models import access, training
from models.demo.campaigns import HOME, LEADERS, SECURITY
from models.demo.city import City
from models.demo.stage import Stage, Story
from models.rights import Right

LATE = "Sở Du lịch"


def plans(stage: Stage, city: City) -> None:
    """Put targets, one of them changed later, and explanations on the stage."""
    stage.add(_ask(stage, "nhansu", city.root, None, ((-150, 70, 40), (-60, 60, 40), (-60, 80, 126))))
    stage.add(_ask(stage, "nhansu", city.root, LEADERS, ((-120, 75, -20),)))
    stage.add(_ask(stage, "nhansu", city.root, SECURITY, ((-60, 70, 36),)))
    stage.add(_ask(stage, "tochucdang", city.party_root, None, ((-100, 75, 60),)))
    if home := city.units.get((HOME,)):
        stage.add(_ask(stage, "thutruong", home, None, ((-40, 85, 30),)))
        words = "Phòng Văn hóa - Xã hội nhận thêm việc sau sắp xếp; đã bố trí hai buổi học tập trung trong tháng này."
        stage.add(_explain(stage, "thutruong", home, words, -12))
    if late := city.units.get((LATE,)):
        words = "Tháng cao điểm lễ hội, cán bộ đi cơ sở; Sở cam kết hoàn thành phần quá hạn trong ba tuần."
        stage.add(_explain(stage, "nhansu", late, words, -6))


def _ask(stage: Stage, login: str, unit: int, course: str | None, asked: tuple[tuple[int, int, int], ...]) -> Story:
    """Set targets of a unit, each on a day, of so many per cent, by a day."""
    calendar = stage.calendar
    released = None if course is None else stage.catalogue.released(course)
    if course is not None and released is None:
        return
    for day, percent, due in asked:
        yield calendar.at(day, 90)
        actor = stage.actor(stage.person(login))
        training.set_target(
            stage.db,
            actor,
            access.scope_of(actor, Right.ASSIGN),
            unit_id=unit,
            course_id=None if released is None else released.course_id,
            percent=percent,
            due=calendar.day(due),
            now=stage.now,
        )


def _explain(stage: Stage, login: str, unit: int, words: str, day: int) -> Story:
    yield stage.calendar.at(day, 200)
    actor, held = stage.actor(stage.person(login)), training.figures(stage.db)
    tree = next(fact for fact in held.units.facts if fact.node.id == unit)
    asked = training.Question(on=stage.calendar.day(day), tree=tree.tree, unit=tree.node.key)
    reach = access.scope_of(actor, Right.ASSIGN)
    training.explain(stage.db, actor, reach, held, asked, words=words, now=stage.now)
