"""Finding people for whom somebody may give codes: by scope, with the state of their account."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Executable, Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_
from sqlmodel import select as select_rows

from models import database, organisation, text
from models.access.tables import Account
from models.organisation import Person, Posting, Tree, Unit, UnitVersion
from models.rights import DomainError, Right, Scope


class AccountState(StrEnum):
    """How far a person's account has come."""

    NO_PASSWORD = "no-password"  # noqa: S105
    ACTIVE = "active"
    LOCKED = "locked"


@dataclass(frozen=True)
class AccountLine:
    """A person in a list of accounts; ``unit`` is None for somebody without a place today.

    ``above`` is what the unit belongs to, below the top: many wards have an office of one name.
    """

    person_id: int
    person_key: str
    full_name: str
    staff_code: str | None
    unit: str | None
    above: str | None
    state: AccountState


@dataclass(frozen=True)
class AccountPage:
    """Some lines of a list and how many there are in all."""

    lines: tuple[AccountLine, ...]
    total: int


def find_people(
    db: Session, scope: Scope, search: str = "", *, now: datetime, limit: int = 50, offset: int = 0
) -> AccountPage:
    """Return the people of a scope, by given name, whose name or staff code holds every word of ``search``.

    Accents and case do not matter. The unit shown is the administration's: the Party's would give membership away.
    Raises `DomainError` 'forbidden' for a scope of another right.
    """
    if scope.right is not Right.GIVE_CODES:
        raise DomainError("forbidden", right=Right.GIVE_CODES.value)
    today = text.local_day(now)
    units = None if scope.everywhere else _units(db, scope, today)
    count, ids = _statements(units, " ".join(text.search_key(text.searched(search)).split()), today)
    page = database.rows(db, ids, most=limit, skip=offset)
    total = page[0][1] if page else database.rows(db, count)[0][0]
    chosen = [row[0] for row in page]
    found = {row.id: row for row in database.rows(db, _LINES, people=chosen, today=today)} if chosen else {}
    lines = tuple(
        AccountLine(
            person_id=row.id,
            person_key=row.key,
            full_name=row.full_name,
            staff_code=row.staff_code,
            unit=row.name,
            above=row.above,
            state=_state(row.bare, row.locked_until, now),
        )
        for row in (found[number] for number in chosen)
    )
    return AccountPage(lines=lines, total=total)


@lru_cache(maxsize=128)  # of the questions, not of the answers: putting one together takes longer than asking it
def _statements(units: frozenset[int] | None, words: str, today: date) -> tuple[Executable, Executable]:
    """Return the questions for the number of people in some units (None: everywhere), and for the ids on a page."""
    wanted = _conditions(units, words, today)
    ids = select(col(Person.id), func.count().over()).where(*wanted).order_by(col(Person.sort_key), col(Person.id))
    page = ids.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    return select(func.count(col(Person.id))).where(*wanted), page


def _lines() -> Select[*tuple[Any, ...]]:
    today: Any = bindparam("today", type_=Date)
    place = and_(
        col(Posting.person_id) == col(Person.id), col(Posting.tree) == Tree.ADMINISTRATION, *_main_on(Posting, today)
    )
    name = and_(
        col(UnitVersion.unit_id) == col(Posting.unit_id),
        col(UnitVersion.voided_at).is_(None),
        *_covers(UnitVersion, today),
    )
    over = aliased(UnitVersion)
    above = and_(
        col(over.unit_id) == col(UnitVersion.parent_id),
        col(over.parent_id).is_not(None),
        col(over.voided_at).is_(None),
        *_covers(over, today),
    )
    bare = and_(col(Account.password_hash).is_(None), col(Account.opened_at).is_(None)).label("bare")
    who = (col(Person.id), col(Person.key), col(Person.full_name), col(Person.staff_code))
    return (
        select(*who, col(UnitVersion.name), col(over.name).label("above"), bare, col(Account.locked_until))
        .select_from(Person)
        .outerjoin(Posting, place)
        .outerjoin(UnitVersion, name)
        .outerjoin(over, above)
        .outerjoin(Account, col(Account.person_id) == col(Person.id))
        .where(col(Person.id).in_(bindparam("people", expanding=True)))
    )


def _conditions(units: frozenset[int] | None, words: str, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Person.same_as_id).is_(None)]
    if units is not None:
        here = aliased(Posting)
        inside = select(col(here.person_id)).where(database.among(col(here.unit_id), units), *_main_on(here, today))
        found.append(col(Person.id).in_(inside))
    for word in words.split():
        key, code = col(Person.search_key), col(Person.staff_code_key)
        found.append(or_(key.contains(word, autoescape=True), code.contains(word, autoescape=True)))
    return found


def _units(db: Session, scope: Scope, today: date) -> frozenset[int]:
    """Return the scope's units of today, without the Party's where those may not be read."""
    rows = db.exec(select_rows(Unit.tree).where(col(Unit.id).in_(scope.roots)).distinct()).all()
    trees = [tree for tree in rows if tree is not Tree.PARTY or scope.party]
    return frozenset[int]().union(*(organisation.scope_units(db, scope, Tree(tree), today) for tree in trees))


def _main_on(posting: type[Posting], today: Any) -> tuple[ColumnElement[bool], ...]:
    return col(posting.main).is_(True), col(posting.voided_at).is_(None), *_covers(posting, today)


def _covers(row: type[Posting] | type[UnitVersion], today: Any) -> tuple[ColumnElement[bool], ...]:
    return col(row.from_) <= today, or_(col(row.until).is_(None), col(row.until) > today)


def _state(bare: bool, locked_until: datetime | None, now: datetime) -> AccountState:
    if locked_until is not None and locked_until > now:
        return AccountState.LOCKED
    return AccountState.NO_PASSWORD if bare else AccountState.ACTIVE


_LINES = _lines()
