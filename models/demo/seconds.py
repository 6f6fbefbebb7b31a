"""The second of each kind of officer, who confirms what touches many, and an inspector: come to the city in autumn."""

from models import access
from models.demo.city import City, bring
from models.demo.staff import second_staff, staff_list
from models.demo.stage import Stage, Story
from models.rights import Role

FROM, INSPECTED_UNTIL = -40, 45


def seconds(stage: Stage, city: City) -> None:
    """Put on the stage how they come and are given their roles, where the city has the units they work in."""
    if all(member.path in city.units for member in second_staff(stage.calendar.end)):
        stage.add(_come(stage, city))


def _come(stage: Stage, city: City) -> Story:
    calendar, db = stage.calendar, stage.db
    yield calendar.at(FROM - 1, 40)
    officer = stage.actor(stage.person("nhansu"))
    bring(db, officer, staff_list(second_staff(calendar.end)), on=calendar.day(FROM), now=stage.now)
    yield calendar.at(FROM, 60)
    administrator = stage.actor(stage.person("quantri"))
    for login, role in (("giangvien2", Role.TRAINER), ("quantri2", Role.ADMINISTRATOR)):
        access.grant_role(db, administrator, stage.person(login), role, now=stage.now)
    access.grant_role(db, administrator, stage.person("nhansu2"), Role.HR, unit_id=city.root, now=stage.now)
    inspector, until = stage.person("thanhtra"), calendar.day(INSPECTED_UNTIL)
    access.grant_role(
        db,
        administrator,
        inspector,
        Role.INSPECTOR,
        unit_id=city.root,
        from_=calendar.day(FROM),
        until=until,
        now=stage.now,
    )
