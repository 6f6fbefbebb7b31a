"""A ward that asks the city for people of other units: one transfer was agreed to, two wait for an answer."""

from models import access, organisation
from models.demo.campaigns import HOME
from models.demo.city import City
from models.demo.staff import Member
from models.demo.stage import Stage, Story
from models.organisation import Job
from models.rights import Right, Role

WARD = "Phường Ngọc Hà"  # an officer of its own answers for it from `GIVEN` on
GIVEN, ASKED, AGREED, WAITING = -40, -24, -22, -4
NOTE = "Theo đề án sắp xếp nhân sự quý IV, đã trao đổi với người đang phụ trách."


def asking(stage: Stage, city: City, away: dict[str, int]) -> None:
    """Put the ward's officer and what they ask for on the stage."""
    mine = [one for one in city.staff if one.path[0] == WARD]
    if (WARD,) in city.units and mine:
        stage.add(_story(stage, city, mine[0], _others(city, away)))


def _others(city: City, away: dict[str, int]) -> list[Member]:
    """Return three people of units of others who go nowhere else in this story."""
    free = [one for one in city.staff if one.code.startswith("HN") and one.code not in away and not one.leads]
    at_home = [one for one in free if one.path[0] == HOME]
    elsewhere = [one for one in free if one.path[0] == "Sở Tài chính"]
    return [elsewhere[0], at_home[-1], elsewhere[-1]]


def _story(stage: Stage, city: City, officer: Member, people: list[Member]) -> Story:
    calendar, db = stage.calendar, stage.db
    yield calendar.at(GIVEN, 30)
    person = stage.person(officer.code)
    console = access.operator("demo")
    access.grant_role(db, console, person, Role.HR, unit_id=city.units[WARD,], now=stage.now)
    for number, (member, day) in enumerate(zip(people, (ASKED, WAITING, WAITING), strict=True)):
        yield calendar.at(day, 60 + number)
        actor = stage.actor(person, officer.name)
        organisation.ask_transfer(
            db,
            actor,
            access.scope_of(actor, Right.MANAGE_PEOPLE),
            member.code,
            member.name,
            unit_id=city.units[WARD,],
            on=calendar.day(day + 14),
            job=Job("Chuyên viên"),
            note=NOTE,
            now=stage.now,
        )
        if day == ASKED:
            yield calendar.at(AGREED, 90)
            boss = stage.actor(stage.person("nhansu"))
            scope = access.scope_of(boss, Right.MANAGE_PEOPLE)
            for line in organisation.waiting_transfers(db, boss, scope, now=stage.now)[1]:
                organisation.answer_transfer(db, boss, scope, line.key, now=stage.now)
