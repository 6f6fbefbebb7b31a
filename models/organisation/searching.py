"""Looking people up: by name without accents, staff code, phone or e-mail, within an officer's part of the tree."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Executable, Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import audit, database, staging, text
from models.organisation.people import phone_key
from models.organisation.reach import in_reach
from models.organisation.tables import Person, Posting, Status, Tree, UnitVersion
from models.rights import Actor, Right, Scope, check

LONGEST = 200  # letters of a search whose question is kept


@dataclass(frozen=True)
class PersonLine:
    """Somebody in a list of people; ``unit`` and ``status`` are today's in the administration, None without a place.

    ``above`` is what the unit belongs to, below the top: many wards have an office of one name.
    """

    id: int
    key: str
    full_name: str
    staff_code: str | None
    email: str | None
    phone: str | None
    unit: str | None
    above: str | None
    position: str
    status: Status | None


@dataclass(frozen=True)
class PeoplePage:
    """Some lines of a list, by given name, and how many there are in all."""

    lines: tuple[PersonLine, ...]
    total: int


def search_people(
    db: Session, scope: Scope, search: str, *, now: datetime, limit: int = 25, offset: int = 0
) -> PeoplePage:
    """Return the people of a scope whose name, staff code, e-mail or phone holds every word of ``search``.

    What stands on a record that is joined to another finds the one that counts. People who left are among them.
    The unit is the administration's: the Party's would give membership away. Raises `DomainError` 'forbidden'.
    """
    today = text.local_day(now)
    inside = in_reach(db, scope, on=today)  # says no to a scope of another right
    count, ids = _found(search) if scope.everywhere and len(search) <= LONGEST else _questions(search, inside)
    total = database.rows(db, count)[0][0]
    chosen = [row[0] for row in database.rows(db, ids, most=limit, skip=offset)]
    lines = {row.id: _line(row) for row in database.rows(db, _LINES, people=chosen, today=today)}
    return PeoplePage(tuple(lines[number] for number in chosen), total)


def note_people_list(db: Session, actor: Actor, scope: Scope, *, rows: int, now: datetime) -> None:
    """Write down that somebody opened the list of the people they answer for, of so many lines.

    Raises `DomainError` 'forbidden'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    unit = next(iter(scope.roots)) if len(scope.roots) == 1 else None
    audit.record(db, actor, "organisation.open-list", "unit", unit, now=now, rows=rows)


def _questions(search: str, inside: ColumnElement[bool]) -> tuple[Executable, Executable]:
    """Return the questions for the number of people and for the ids of those on a page."""
    joined = aliased(Person)
    same = select(col(joined.same_as_id)).where(col(joined.same_as_id).is_not(None), *_words(joined, search))
    wanted = (
        col(Person.same_as_id).is_(None),
        inside,
        or_(and_(*_words(Person, search)), col(Person.id).in_(same)) if search.strip() else col(Person.id).is_not(None),
    )
    ids = select(col(Person.id)).where(*wanted).order_by(col(Person.sort_key), col(Person.id))
    page = ids.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    return select(func.count(col(Person.id))).where(*wanted), page


@lru_cache(maxsize=64)  # of the questions, not of the answers: putting one together takes longer than asking it
def _found(search: str) -> tuple[Executable, Executable]:
    return _questions(search, col(Person.recorded_at) < staging.NOT_YET)


def _line(row: Any) -> PersonLine:
    return PersonLine(
        id=row.id,
        key=row.key,
        full_name=row.full_name,
        staff_code=row.staff_code,
        email=row.email,
        phone=row.phone,
        unit=row.name,
        above=row.above,
        position=row.position or "",
        status=row.status,
    )


def _words(person: type[Person], search: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    whole = phone_key(search) if search.strip().replace(" ", "").lstrip("+").isdigit() else ""
    if len(whole) >= 3:  # a phone number is one word, however it is spaced
        code = "".join(search.casefold().split())
        return [
            or_(
                col(person.phone_key).contains(whole, autoescape=True),
                col(person.staff_code_key).contains(code, autoescape=True),
            )
        ]
    for word in text.search_key(search).split():
        columns = (col(person.search_key), col(person.staff_code_key), col(person.email_key))
        found.append(or_(*(column.contains(word, autoescape=True) for column in columns)))
    return found


def _lines() -> Any:
    today: Any = bindparam("today", type_=Date)
    place = and_(
        col(Posting.person_id) == col(Person.id),
        col(Posting.tree) == Tree.ADMINISTRATION,
        col(Posting.main).is_(True),
        col(Posting.voided_at).is_(None),
        _covers(Posting, today),
    )
    name = and_(
        col(UnitVersion.unit_id) == col(Posting.unit_id),
        col(UnitVersion.voided_at).is_(None),
        _covers(UnitVersion, today),
    )
    over = aliased(UnitVersion)
    above = and_(
        col(over.unit_id) == col(UnitVersion.parent_id),
        col(over.parent_id).is_not(None),
        col(over.voided_at).is_(None),
        _covers(over, today),
    )
    shown: tuple[Any, ...] = (
        col(UnitVersion.name),
        col(over.name).label("above"),
        col(Posting.position),
        col(Posting.status),
    )
    details = (Person.id, Person.key, Person.full_name, Person.staff_code, Person.email, Person.phone)
    return (
        select(*(col(one) for one in details), *shown)
        .select_from(Person)
        .outerjoin(Posting, place)
        .outerjoin(UnitVersion, name)
        .outerjoin(over, above)
        .where(col(Person.id).in_(bindparam("people", expanding=True)))
    )


def _covers(row: type[Posting] | type[UnitVersion], today: Any) -> ColumnElement[bool]:
    return and_(col(row.from_) <= today, or_(col(row.until).is_(None), col(row.until) > today))


_LINES = _lines()
