"""Writing what an import says in bulk, at once or as a batch's: units, then people, then their places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models import staging, text
from models.database import new_key
from models.organisation import people
from models.organisation.correcting import write_details
from models.organisation.import_people import chunks
from models.organisation.import_steps import PartyStep, PersonStep, PostingStep
from models.organisation.import_units import NewUnit
from models.organisation.intervals import pieces
from models.organisation.tables import ImportRun, PartyMembership, Person, Posting, Status, Tree, Unit, UnitVersion
from models.organisation.transfer_asking import Ask, ask_for
from models.rights import Actor

_POSTED = (
    "person_id",
    "unit_id",
    "tree",
    "main",
    "position",
    "category",
    "rank",
    "head",
    "leader",
    "status",
    "leave",
    "from",
    "until",
)
_NEW = {
    "position": "",
    "category": None,
    "rank": "",
    "head": False,
    "leader": False,
    "status": Status.ACTIVE,
    "leave": None,
}
_MEMBER = ("person_id", "from", "until")
_PERSON: tuple[str, ...] = ("key", "staff_code", "staff_code_key", "full_name", "sort_key", "search_key")
_PERSON += ("email", "email_key", "phone", "phone_key", "birth_date", "gender", "national_id")


@dataclass(frozen=True)
class Known:
    """What a comparison knew of somebody: their rows that stood, and the details that it would change."""

    postings: tuple[int, ...] = ()
    memberships: tuple[int, ...] = ()
    details: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonWrite:
    """What is written of one person (``person_id`` None: somebody new)."""

    person_id: int | None
    details: Mapping[str, Any] = field(default_factory=dict)
    postings: Sequence[PostingStep] = ()
    party: PartyStep | None = None
    ask: Ask | None = None

    @classmethod
    def of(cls, step: PersonStep) -> "PersonWrite":
        """Return what a step of a comparison writes."""
        return cls(step.person.id if step.person else None, step.details, step.postings, step.party, step.ask)


def write_units(
    db: Session, units: Sequence[NewUnit], *, on: date, now: datetime, batch: int | None = None
) -> dict[int, int]:
    """Write new units, which come parents first; return their ids by the negative ones of the plan."""
    keys = {unit.id: new_key() for unit in units}
    rows = []
    for unit in units:
        code = text.tidy(unit.row.code) if unit.row.code else None
        rows.append((keys[unit.id], code, text.search_key(code) if code else None, unit.tree))
    staging.write(db, Unit, ("key", "code", "code_key", "tree"), rows, batch, now)
    ids = _ids(db, Unit, keys.values())
    made = {planned: ids[key] for planned, key in keys.items()}
    versions = []
    for unit in units:
        parent = unit.parent_id if unit.parent_id is None or unit.parent_id > 0 else made[unit.parent_id]
        versions.append((made[unit.id], text.tidy(unit.row.name), unit.row.kind, parent, on))
    staging.write(db, UnitVersion, ("unit_id", "name", "kind", "parent_id", "from"), versions, batch, now)
    return made


def write_versions(
    db: Session,
    gone: Sequence[int],
    new: Sequence[Sequence[Any]],
    made: Mapping[int, int],
    *,
    now: datetime,
    batch: int | None = None,
) -> None:
    """Void what units were and write what they are: unit, name, kind, parent, from, until; new units by the plan's ids.

    Void first: what was there before and what follows is never seen beside each other.
    """
    staging.void(db, UnitVersion, gone, batch, now)
    rows = [(made.get(unit, unit), name, kind, made.get(over, over), *span) for unit, name, kind, over, *span in new]
    staging.write(db, UnitVersion, ("unit_id", "name", "kind", "parent_id", "from", "until"), rows, batch, now)


def write_people(
    db: Session, work: Iterable[PersonWrite], made: Mapping[int, int], *, now: datetime, batch: int | None = None
) -> list[int]:
    """Write new people and where all of them are; return their ids. What known people are called is `write_changes`."""
    steps = list(work)
    new = {place: people.described(step.details) for place, step in enumerate(steps) if step.person_id is None}
    keys = {place: new_key() for place in new}
    rows = [[{**said, "key": keys[place]}.get(name) for name in _PERSON] for place, said in new.items()]
    staging.write(db, Person, _PERSON, rows, batch, now)
    ids = _ids(db, Person, keys.values())
    postings, memberships = _Rows(), _Rows()
    found = []
    for place, step in enumerate(steps):
        person_id = ids[keys[place]] if step.person_id is None else step.person_id
        found.append(person_id)
        for posting in step.postings:
            values = _placed(posting.values, made)
            if posting.rows:
                postings.rewrite(posting.rows, posting.start, posting.end, values)
            else:
                window = {"person_id": person_id, "from_": posting.start, "until": posting.end}
                postings.new.append({**_NEW, **values, **window})
        _party(memberships, step, person_id)
    postings.write(db, Posting, _POSTED, batch, now)
    memberships.write(db, PartyMembership, _MEMBER, batch, now)
    db.expire_all()
    return found


def write_changes(db: Session, work: Iterable[PersonWrite], run: ImportRun, *, now: datetime) -> None:
    """Write what known people are called and how they are reached, with what stood before."""
    changed = {step.person_id: step.details for step in work if step.person_id is not None and step.details}
    for part in chunks(changed):
        for person in db.exec(select(Person).where(col(Person.id).in_(part))).all():
            write_details(db, person, changed[person.id or 0], reason="", by_id=run.by_id, now=now, import_id=run.id)
    db.flush()


def write_asks(db: Session, actor: Actor, work: Iterable[PersonWrite], run: ImportRun, tree: Tree) -> None:
    """Ask for those of a list for whom others answer."""
    ask_for(db, actor, [step.ask for step in work if step.ask], tree, now=run.at, import_id=run.id)


class _Rows:
    """Rows of one table to void and to write."""

    def __init__(self) -> None:
        self.gone: list[int] = []
        self.new: list[dict[str, Any]] = []

    def rewrite(self, rows: Iterable[Any], start: date, end: date | None, changes: Mapping[str, Any]) -> None:
        for row, parts in pieces(rows, start, end, changes):
            self.gone.append(row.id)
            self.new += [values for values, _ in parts]

    def write(self, db: Session, table: type[SQLModel], names: Sequence[str], batch: int | None, now: datetime) -> None:
        """Void first: a unique index allows one open main row a tree."""
        staging.void(db, table, self.gone, batch, now)
        said = [[row["from_" if name == "from" else name] for name in names] for row in self.new]
        staging.write(db, table, names, said, batch, now)


def _party(memberships: _Rows, step: PersonWrite, person_id: int) -> None:
    if step.party is None:
        return
    row = step.party.row
    if step.party.back:
        memberships.gone += [row.id or 0] if row else []
        if step.party.since is not None:
            said = {"person_id": person_id, "from_": step.party.since, "until": step.party.until}
            memberships.new.append(said)
    elif step.party.until is not None and row is not None:
        memberships.rewrite([row], step.party.until, None, {})
    elif step.party.since is not None:
        if row is not None:
            assert row.id is not None
            memberships.gone.append(row.id)
        until = row.until if row else None
        memberships.new.append({"person_id": person_id, "from_": step.party.since, "until": until})


def _placed(values: dict[str, Any], made: Mapping[int, int]) -> dict[str, Any]:
    unit_id = values.get("unit_id")
    return {**values, "unit_id": made[unit_id]} if unit_id is not None and unit_id < 0 else values


def _ids(db: Session, table: Any, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(keys):
        found.update(db.exec(select(table.key, table.id).where(table.key.in_(part))).all())
    return found
