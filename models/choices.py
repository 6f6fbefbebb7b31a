"""What an administrator sets in the browser: each with a default, a sentence and bounds, every change on record.

Settings that only whoever runs the machine may change stay in `models.settings`, in the environment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ScalarSelect
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit, changes
from models.database import UtcMoment
from models.rights import Actor, DomainError, Right, Role, check, check_shown


class Choice(SQLModel, table=True):
    """A value that was chosen for one name and holds until it is voided by the next."""

    __tablename__ = "choice"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    value: Any = Field(sa_type=JSON)
    by_id: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


@dataclass(frozen=True)
class Choices:
    """The values in force."""

    organisation_name: str = ""
    help_words: str = ""
    target_percent: int = 90
    days_to_decide: int = 30
    days_to_answer: int = 7
    second_step_roles: str = ""

    @property
    def roles_with_second_step(self) -> frozenset[Role]:
        """The roles whose holders must sign in with a second step."""
        return roles_in(self.second_step_roles)

    backup_hour: int = 2
    backups_daily: int = 7
    backups_weekly: int = 4
    backups_monthly: int = 12
    second_person_from: int = 200
    second_person_days: int = 3


_IN_FORCE = select(Choice.name, Choice.value).where(col(Choice.voided_at).is_(None))
BOUNDS: dict[str, tuple[int, int]] = {
    "target_percent": (1, 100),
    "days_to_decide": (7, 180),
    "days_to_answer": (1, 60),
    "backup_hour": (0, 23),
    "backups_daily": (1, 60),
    "backups_weekly": (0, 60),
    "backups_monthly": (0, 60),
    "second_person_from": (0, 1_000_000),
    "second_person_days": (1, 30),
}
LONGEST = 2000
Asked = Callable[[Session, Actor, str, Any, Any, datetime], None]  # actor, name, the value in force, the new one, now
_ASKED: dict[str, Asked] = {}


def before_changing(*names: str) -> Callable[[Asked], Asked]:
    """Let a function be asked before these are changed: it raises `DomainError` where they must not be."""

    def keep(asked: Asked) -> Asked:
        _ASKED.update(dict.fromkeys(names, asked))
        return asked

    return keep


def roles_in(listed: str) -> frozenset[Role]:
    """Return the roles that a value lists, separated by commas; what is no role is passed over."""
    return frozenset(Role(name) for name in listed.split(",") if name in list(Role))


def value_of(name: str) -> ScalarSelect[Any]:
    """Return the value in force of one name (None: the default), as part of a larger read."""
    return select(Choice.value).where(col(Choice.name) == name, col(Choice.voided_at).is_(None)).scalar_subquery()


def current(db: Session) -> Choices:
    """Return the values in force; what was never chosen has its default."""
    rows = db.connection().execute(_IN_FORCE).all()
    return Choices(**{name: value for name, value in rows if name in Choices.__dataclass_fields__})


def history(db: Session, name: str) -> list[Choice]:
    """Return all values that one name ever had, in the order in which they were chosen."""
    return list(db.exec(select(Choice).where(Choice.name == name).order_by(col(Choice.id))).all())


@dataclass(frozen=True)
class Chosen:
    """A value in force, by whom and when it was chosen; None for both: it is the default."""

    name: str
    value: str | int
    by_id: int | None
    at: datetime | None


def chosen(db: Session) -> list[Chosen]:
    """Return every value in force with who chose it and when, in the order of `Choices`."""
    rows = {row.name: row for row in db.exec(select(Choice).where(col(Choice.voided_at).is_(None))).all()}
    return [
        Chosen(name, rows[name].value, rows[name].by_id, rows[name].recorded_at)
        if name in rows
        else Chosen(name, default, None, None)
        for name, default in vars(Choices()).items()
    ]


def choose(
    db: Session, actor: Actor, name: str, value: str | int, *, now: datetime, seen: str | int | None = None
) -> None:
    """Set one value, if it is still what was ``seen`` (None: whatever it is).

    Raises `DomainError`: 'forbidden', 'not-found' (no such name), 'choice-invalid' (name), 'changed-meanwhile',
    'who-anew'.
    """
    check(actor, Right.ADMINISTER)
    if name not in Choices.__dataclass_fields__:
        raise DomainError("not-found", name=name)
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not isinstance(value, int) or not low <= value <= high:
            raise DomainError("choice-invalid", name=name, low=low, high=high)
    elif not isinstance(value, str) or len(value) > LONGEST:
        raise DomainError("choice-invalid", name=name, low=0, high=LONGEST)
    if name == "second_step_roles" and ",".join(sorted(roles_in(str(value)))) != value:
        raise DomainError("choice-invalid", name=name, low=0, high=LONGEST)
    standing = db.exec(
        select(Choice).where(Choice.name == name, col(Choice.voided_at).is_(None)).with_for_update()
    ).first()
    before = getattr(Choices(), name) if standing is None else standing.value
    if seen is not None and seen != before:
        raise DomainError("changed-meanwhile", name=name)
    if name == "second_step_roles":  # or the second step were taken off roles from a screen that was left open
        check_shown(actor, now=now)
    if name in _ASKED:
        _ASKED[name](db, actor, name, before, value, now)
    if standing is not None:
        standing.voided_at = now
        db.add(standing)
    db.add(Choice(name=name, value=value, by_id=actor.person_id, recorded_at=now))
    if name == "target_percent":
        changes.note(db, changes.Kind.TARGET, None, now=now)
    audit.record(db, actor, "choices.choose", "choice", None, now=now, name=name)
