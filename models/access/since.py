"""What a database that a backup replaces knows, and the backup does not: used codes, roles that were taken away."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.access.grants import in_force
from models.access.tables import Grant, OneTimeCode
from models.organisation import Person

_Role = tuple[str, str, int | None, int | None]  # whose (by the person's key), which, over what
_GRANTS = columns(
    *(col(Person.key), col(Grant.role), col(Grant.unit_id), col(Grant.course_id), col(Person.full_name))
).join(Person, col(Person.id) == col(Grant.person_id))
AT_ONCE = 500  # codes in one statement


@dataclass(frozen=True)
class Since:
    """Digests of codes that are worth nothing any more, and the roles in force today."""

    codes: tuple[str, ...]
    roles: frozenset[_Role]


def since_backup(db: Session, *, today: date) -> Since:
    """Return what a database that is about to be replaced knows of codes and roles."""
    gone = or_(col(OneTimeCode.used_at).is_not(None), col(OneTimeCode.voided_at).is_not(None))
    return Since(tuple(db.exec(select(OneTimeCode.code_hash).where(gone))), frozenset(_roles(db, today)))


def void_again(db: Session, since: Since, *, now: datetime) -> None:
    """Make codes worthless in the database that was put back which were used or voided after the backup."""
    unused: tuple[ColumnElement[bool], ...] = (
        col(OneTimeCode.used_at).is_(None),
        col(OneTimeCode.voided_at).is_(None),
    )
    for start in range(0, len(since.codes), AT_ONCE):
        mine = col(OneTimeCode.code_hash).in_(since.codes[start : start + AT_ONCE])
        db.connection().execute(update(OneTimeCode).where(mine, *unused).values(voided_at=now))


def holding_again(db: Session, since: Since, *, today: date) -> list[str]:
    """Return the names of who holds a role in the database that was put back which they held no more before it."""
    back = {role: name for role, name in _roles(db, today).items() if role not in since.roles}
    return sorted(set(back.values()))


def _roles(db: Session, today: date) -> dict[_Role, str]:
    rows = db.execute(_GRANTS.where(*in_force(today))).all()
    return {(key, role.value, unit, course): name for key, role, unit, course, name in rows}
