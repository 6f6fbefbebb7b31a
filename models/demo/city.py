"""The organisation: units made one by one, people brought in from generated staff lists, roles given."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from models import access, organisation
from models.demo.staff import Member, party_list, party_staff, staff, staff_list
from models.demo.stage import Calendar
from models.demo.structure import PARTY, ROOT, Place, Size, party_places, places
from models.organisation import Tree
from models.rights import Actor, Right, Role

FOUNDED = -424  # the day from which the lists hold


@dataclass(frozen=True)
class City:
    """What was made: the tops of both trees, units by their path in each tree, and who works there.

    ``party_staff`` work for the Party alone and have no place in the administration.
    """

    size: Size
    root: int
    party_root: int
    units: dict[tuple[str, ...], int] = field(repr=False)
    cells: dict[tuple[str, ...], int] = field(repr=False)
    staff: tuple[Member, ...] = field(repr=False)
    party_staff: tuple[Member, ...] = field(repr=False)

    def tops(self, *kinds: str) -> list[tuple[str, ...]]:
        """Return the units right below the top whose name begins so."""
        return [path for path in self.units if len(path) == 1 and path[0].startswith(kinds)]


def build(db: Session, size: Size, calendar: Calendar) -> City:
    """Write the units, people and roles of a city, by the acts that administrators and officers use."""
    console = access.operator("demo")
    day = calendar.day(FOUNDED)
    root, units = _units(db, console, ROOT, places(size), Tree.ADMINISTRATION, calendar)
    party_root, cells = _units(db, console, PARTY, party_places(size), Tree.PARTY, calendar)
    people = staff(size, calendar.end)
    bring(db, console, staff_list(people), on=day, now=calendar.at(FOUNDED - 2))
    party = party_staff(size, calendar.end)
    members = party_list(people, own=party)
    bring(db, console, members, on=day, now=calendar.at(FOUNDED - 1), tree=Tree.PARTY)
    _roles(db, console, root, units, party_root, now=calendar.at(FOUNDED - 1, 30))
    return City(size, root, party_root, units, cells, tuple(people), tuple(party))


def bring(
    db: Session,
    actor: Actor,
    file: bytes,
    *,
    on: date,
    now: datetime,
    tree: Tree = Tree.ADMINISTRATION,
    unit_id: int | None = None,
    complete: bool = False,
) -> organisation.ImportReport:
    """Bring a staff list in as an officer does: read, look at the preview, write."""
    scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
    roster = organisation.read_roster_file(file, today=on)
    plan = organisation.plan_import(db, scope, roster, on=on, now=now, unit_id=unit_id, tree=tree, complete=complete)
    return organisation.apply_import(db, actor, scope, plan, now=now)


def _units(
    db: Session, actor: Actor, top: str, below: list[Place], tree: Tree, calendar: Calendar
) -> tuple[int, dict[tuple[str, ...], int]]:
    start, now = calendar.day(FOUNDED - 60), calendar.at(FOUNDED - 3)

    def make(name: str, parent: int | None, kind: str) -> int:
        return organisation.create_unit(db, actor, name, tree=tree, parent_id=parent, from_=start, now=now, kind=kind)

    root = make(top, None, "thành phố" if tree is Tree.ADMINISTRATION else "thành ủy")
    made: dict[tuple[str, ...], int] = {}
    for place in below:
        made[place.path] = make(place.path[-1], made.get(place.path[:-1], root), place.kind)
    return root, made


def _roles(
    db: Session, actor: Actor, root: int, units: dict[tuple[str, ...], int], party_root: int, *, now: datetime
) -> None:
    roles: dict[str, tuple[Role, int | None]] = {
        "giangvien": (Role.TRAINER, None),
        "nhansu": (Role.HR, root),
        "thutruong": (Role.HEAD, units["Phường Hoàn Kiếm",]),
        "tochucdang": (Role.PARTY_HR, party_root),
        "quantri": (Role.ADMINISTRATOR, None),
    }
    for login, (role, unit_id) in roles.items():
        person = organisation.find_person(db, login=login)
        assert person is not None
        assert person.id is not None
        access.grant_role(db, actor, person.id, role, unit_id=unit_id, now=now)
