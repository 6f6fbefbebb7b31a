"""A small organisation for the tests of sign-in: one city, two departments, a few people."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from models import access, database
from models.rights import Actor, Right, Role, Scope
from tests import factories
from tests.factories import NOW

PASSWORD = "mưa rơi trên phố cổ"
ADDRESS = "203.0.113.7"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Ids. ``an`` is a cadre of the office inside the department; ``hr`` answers for the department."""

    city: int
    department: int
    office: int
    other: int
    an: int
    hr: int
    admin: int


@pytest.fixture
def world(any_database: str) -> World:
    """The organisation, on a fresh database of each kind; An's password is set."""
    with database.writing() as db:
        city = factories.unit(db, "Thành phố")
        department = factories.unit(db, "Sở Nội vụ", city)
        office = factories.unit(db, "Văn phòng", department)
        other = factories.unit(db, "Sở Tài chính", city)
        contacts = {"email": "an@example.vn", "email_key": "an@example.vn"}
        phone = {"phone": "0912 345 678", "phone_key": "0912345678"}
        an = factories.person(db, "Nguyễn Văn An", staff_code="CB01", **contacts, **phone)
        hr = factories.person(db, "Trần Thị Bình", staff_code="NS01")
        admin = factories.person(db, "Lê Quang Trị", staff_code="QT01")
        factories.posting(db, an, office)
        factories.posting(db, hr, department)
        factories.grant(db, hr, Role.HR, department)
        factories.grant(db, admin, Role.ADMINISTRATOR)
        factories.password(db, an, PASSWORD, now=NOW - DAY)
    return World(city, department, office, other, an, hr, admin)


def acting(person_id: int) -> tuple[Actor, Scope]:
    """Return a person as an actor of this moment, with the scope in which they give codes."""
    with database.reading() as db:
        actor = access.actor_for(db, person_id, "somebody", now=NOW)
    return actor, access.scope_of(actor, Right.GIVE_CODES)
