"""Writing an import's steps in bulk: units, then people, then their places."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import text
from models.organisation import people
from models.organisation.correcting import write_details
from models.organisation.import_steps import PersonStep
from models.organisation.import_units import NewUnit
from models.organisation.intervals import rewrite
from models.organisation.tables import ImportRun, PartyMembership, Person, Posting, Unit, UnitVersion


def write_units(db: Session, units: Sequence[NewUnit], *, on: date, now: datetime) -> dict[int, int]:
    """Write new units, which come parents first; return their ids by the negative ones of the plan."""
    rows: dict[int, Unit] = {}
    for unit in units:
        code = text.tidy(unit.row.code) if unit.row.code else None
        rows[unit.id] = Unit(tree=unit.tree, code=code, code_key=text.search_key(code) if code else None)
    db.add_all(rows.values())
    db.flush()
    made = {planned: row.id for planned, row in rows.items() if row.id is not None}
    for unit in units:
        parent = unit.parent_id if unit.parent_id is None or unit.parent_id > 0 else made[unit.parent_id]
        name = text.tidy(unit.row.name)
        version = UnitVersion(
            unit_id=made[unit.id], name=name, kind=unit.row.kind, parent_id=parent, from_=on, recorded_at=now
        )
        db.add(version)
    db.flush()
    return made


def write_steps(
    db: Session, steps: Iterable[PersonStep], made: dict[int, int], run: ImportRun, *, now: datetime
) -> list[int]:
    """Write people and their places; return the ids of those of whom anything was written."""
    work = [step for step in steps if step.details or step.postings or step.party]
    persons: list[Person] = []
    for step in work:
        if step.person is None:
            name = step.details.pop("full_name")
            persons.append(people.person_row(name, now=now, **step.details))
        else:
            persons.append(step.person)
            if step.details:
                write_details(db, step.person, step.details, reason="", by_id=run.by_id, now=now, import_id=run.id)
    db.add_all(persons)
    db.flush()
    for step, person in zip(work, persons, strict=True):
        assert person.id is not None
        for posting in step.postings:
            values = _placed(posting.values, made)
            if posting.rows:
                rewrite(db, posting.rows, posting.start, posting.end, now=now, **values)
            else:
                values |= {"from_": posting.start, "until": posting.end}
                db.add(Posting(person_id=person.id, recorded_at=now, **values))
        _write_party(db, step, person.id, now=now)
    _void_first(db)
    return [person.id for person in persons if person.id is not None]


def _placed(values: dict[str, Any], made: dict[int, int]) -> dict[str, Any]:
    unit_id = values.get("unit_id")
    return {**values, "unit_id": made[unit_id]} if unit_id is not None and unit_id < 0 else values


def _write_party(db: Session, step: PersonStep, person_id: int, *, now: datetime) -> None:
    if step.party is None:
        return
    if step.party.until is not None and step.party.row is not None:
        rewrite(db, [step.party.row], step.party.until, None, now=now)
    elif step.party.since is not None:
        if step.party.row is not None:
            step.party.row.voided_at = now
        until = step.party.row.until if step.party.row else None
        db.add(PartyMembership(person_id=person_id, from_=step.party.since, until=until, recorded_at=now))


def _void_first(db: Session) -> None:
    """Send the voided rows to the database before the new ones: a unique index allows one open main row a tree."""
    fresh = [row for row in db.new if isinstance(row, Posting)]
    for row in fresh:
        db.expunge(row)
    db.flush()
    db.add_all(fresh)
    db.flush()
