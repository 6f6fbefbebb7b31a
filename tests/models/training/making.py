"""A small city that the tests of this folder share, and short ways to ask who has which duty."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import access, training
from models.rights import Actor, Held, Right, Scope
from models.training import Duty, Rule
from tests import factories

CONSOLE = access.operator()
START = date(2026, 1, 1)


@dataclass(frozen=True)
class City:
    """city ⊃ ward ⊃ office; city ⊃ other. One person sits in each but the city."""

    city: int
    ward: int
    office: int
    other: int
    in_ward: int
    in_office: int
    in_other: int
    course: int


def city(db: Session) -> City:
    """Write the small city and a course."""
    top = factories.unit(db, "Thành phố")
    ward = factories.unit(db, "Phường Hà Đông", top)
    office = factories.unit(db, "Phòng Kinh tế", ward)
    other = factories.unit(db, "Sở Nội vụ", top)
    people = [factories.person(db, name) for name in ("Trần Thị Bình", "Đỗ Văn Đức", "Nguyễn Văn An")]
    for person, unit in zip(people, (ward, office, other), strict=True):
        factories.posting(db, person, unit)
    return City(top, ward, office, other, *people, factories.bare_course(db, "an-toan"))


def officer(*units: int, right: Right = Right.ASSIGN, person: int = 900) -> Actor:
    """An actor who holds a right over subtrees, as a grant would give it."""
    held = frozenset(Held(right, unit_id=unit) for unit in units)
    return Actor(person_id=person, name="HR", held=held, shown_at=None)


def scope(*units: int, right: Right = Right.ASSIGN, party: bool = False) -> Scope:
    """A scope over subtrees; over everything when none is named."""
    return Scope(right=right, roots=frozenset(units), everywhere=not units, party=party)


def rules(db: Session) -> list[Rule]:
    """The rules known now, newest first."""
    return list(db.exec(select(Rule).where(col(Rule.voided_at).is_(None)).order_by(col(Rule.id).desc())).all())


def own_rules(db: Session, of: Scope, *, now: datetime) -> list[int]:
    """The ids of the rules that lie wholly within a scope, newest first."""
    told = training.rules_reaching(db, training.figures(db), of, now=now)
    return [line.id for line in told if line.own]


def managing() -> Scope:
    """A scope of managing people, over everything."""
    return scope(right=Right.MANAGE_PEOPLE)


def duties(db: Session, person: int | None = None) -> list[tuple[int, date, date | None, date]]:
    """The duties known now: person, from, until, due."""
    read = select(Duty.person_id, Duty.from_, Duty.until, Duty.due).where(col(Duty.voided_at).is_(None))
    if person is not None:
        read = read.where(Duty.person_id == person)
    return sorted(db.exec(read).all(), key=lambda row: (row[0], row[1]))
