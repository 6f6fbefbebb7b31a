"""Bringing a long staff list in without making anybody wait: compared, written and let be known by the worker.

The list is read and compared once; what is to be written of each person is kept, some hundred people to a part, with
what was known of them. Writing takes the parts one by one as a batch's rows (`models.staging`), which nobody sees until
the flip. Whoever was changed by somebody else meanwhile makes the list be looked at again: nothing of it is written.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import audit, changes, staging
from models.organisation.correcting import conflict
from models.organisation.import_asking import AskedList, told_scope
from models.organisation.import_people import chunks, members, posted, standing
from models.organisation.import_steps import PartyStep, PostingStep
from models.organisation.import_summary import ImportSummary
from models.organisation.import_types import ImportPlan
from models.organisation.import_units import NewUnit
from models.organisation.import_writing import (
    Known,
    PersonWrite,
    write_asks,
    write_changes,
    write_people,
    write_units,
    write_versions,
)
from models.organisation.importing import Draft
from models.organisation.people import Job
from models.organisation.reach import scope_units
from models.organisation.roster_types import Roster, UnitRow
from models.organisation.seen import as_text
from models.organisation.tables import Category, ImportRun, PartyMembership, Person, Posting, Tree, UnitVersion
from models.organisation.transfer_asking import Ask
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check
from models.staging import Batch, Kind, State

PART = 250  # people
NAMES = 5  # of those who were changed meanwhile


@dataclass(frozen=True)
class Kept:
    """What a comparison found: what its preview shows, what it rests on, and what is written of some people each."""

    told: dict[str, Any]
    head: dict[str, Any]
    parts: list[Any]


@dataclass(frozen=True)
class Part:
    """Some people of a list: what is written of each, and what was known of each (by id)."""

    people: list[PersonWrite]
    known: dict[int, Known]


def file_of(db: Session, batch: Batch) -> bytes:
    """Return the file that was handed in."""
    assert batch.id is not None
    file = staging.take(db, batch.id, 0)
    assert file is not None
    return file


def units_known(db: Session, scope: Scope, asked: AskedList) -> list[str]:
    """Return the names of the units of a scope, by which a list's rows are told to be units."""
    nodes = unit_tree(db, asked.tree, asked.on).nodes
    return [nodes[one].name for one in scope_units(db, scope, asked.tree, asked.on) if one in nodes]


def compare_list(
    db: Session, scope: Scope, roster: Roster, asked: AskedList, *, now: datetime, by: int | None = None
) -> tuple[ImportPlan, Kept]:
    """Compare a list: what it would do (as `plan_import`), and what is kept to do it; nothing is written.

    Raises `DomainError` as `plan_import`.
    """
    draft = Draft(db, scope, roster, asked.on, now, asked.unit_id, asked.tree, asked.complete, by)
    within = draft.units.existing(asked.tree) if draft.complete else []
    head = {
        "place": changes.place(db),
        "scope": told_scope(scope),
        "stamp": tree_stamp(db, None),
        "within": within,
        "units": [told_unit(unit) for unit in draft.units.new],
        "versions": {"gone": [], "new": []},
    }
    told = [
        # of others' people who are only asked for nothing is held, and nobody hears that they changed
        told_write(write, None if _only_asked(write) else draft.known_of(write.person_id))
        for write in draft.writes()
    ]
    return draft.plan, Kept(ImportSummary.of(draft.plan.report).told(), head, list(slices(told, PART)))


def keep_compared(db: Session, batch: Batch, found: Kept, state: State) -> None:
    """Keep what a comparison rests on: its preview waits for a word now, or it waits to be written."""
    assert batch.id is not None
    staging.put(db, batch.id, -1, {name: found.head.pop(name) for name in ("units", "versions")})
    batch.asked = {**batch.asked, **found.head}
    batch.told, batch.state, batch.wrong = found.told, state, None
    batch.steps, batch.done = 2 * len(found.parts), 0
    db.add(batch)


def part_of(db: Session, batch_id: int, number: int) -> Part:
    """Return a part of a list (from 1), its rows as they stand."""
    body = json.loads(staging.take(db, batch_id, number) or b"[]")
    rows = {row for one in body for step in one["s"] for row in step[0]}
    postings: dict[int, Posting] = {}
    for some in chunks(rows):
        postings.update({row.id or 0: row for row in db.exec(select(Posting).where(col(Posting.id).in_(some))).all()})
    held = [one["m"][0] for one in body if one["m"] and one["m"][0]]
    memberships: dict[int, PartyMembership] = {}
    for some in chunks(held):
        found = db.exec(select(PartyMembership).where(col(PartyMembership.id).in_(some))).all()
        memberships.update({row.id or 0: row for row in found})
    people, known = [], {}
    for one in body:
        steps = [
            PostingStep(tuple(postings[row] for row in ids), date.fromisoformat(start), _day(end), values)
            for ids, start, end, values in one["s"]
        ]
        party = None
        if one["m"]:
            row, since, until, back = one["m"]
            party = PartyStep(memberships[row] if row else None, _day(since), _day(until), back)
        people.append(PersonWrite(one["p"], one["d"], steps, party, _read_ask(one.get("a"))))
        if one["p"] is not None and one["k"] is not None:
            known[one["p"]] = Known(tuple(one["k"][0]), tuple(one["k"][1]), one["k"][2])
    return Part(people, known)


def write_list_units(db: Session, batch: Batch, *, now: datetime) -> dict[int, int]:
    """Write the units that a list makes, and return their ids by those of the plan; those written before are found."""
    assert batch.id is not None
    if "made" not in batch.asked:
        told = json.loads(staging.take(db, batch.id, -1) or b"{}")
        rows = [_read_unit(one) for one in told["units"]]
        made = write_units(db, rows, on=date.fromisoformat(batch.asked["on"]), now=now, batch=batch.id)
        write_versions(db, told["versions"]["gone"], told["versions"]["new"], made, now=now, batch=batch.id)
        batch.asked = {**batch.asked, "made": sorted(made.items())}
        db.add(batch)
    return dict(batch.asked["made"])


def write_list_part(db: Session, batch: Batch, part: Part, made: Mapping[int, int], *, now: datetime) -> list[int]:
    """Write the people of a part as the batch's, and return the ids of those of whom their place may be another."""
    work = [one for one in part.people if one.person_id is None or one.postings or one.party]
    batch.done += 1
    db.add(batch)
    return write_people(db, work, made, now=now, batch=batch.id)


def strangers(db: Session, known: Mapping[int, Known], some: Collection[int] | None = None) -> list[int]:
    """Return who (of some people, or of all) is not as a list's comparison knew them any more.

    Their place, membership or details were changed, or they were joined to another record.
    """
    found = []
    for part in chunks(known.keys() if some is None else known.keys() & set(some)):
        postings, memberships = _rows_of(db, Posting, part), _rows_of(db, PartyMembership, part)
        for person in db.exec(select(Person).where(col(Person.id).in_(part))).all():
            assert person.id is not None
            was = known[person.id]
            same = _as_they_are(person, was) == was.details
            rows = postings.get(person.id, ()), memberships.get(person.id, ())
            if not same or rows != (was.postings, was.memberships) or person.same_as_id is not None:
                found.append(person.id)
    return found


def corrected(db: Session, known: Mapping[int, Known]) -> set[int]:
    """Return of whom a detail that the list changes is not what it was."""
    found = set()
    for part in chunks(known):
        for person in db.exec(select(Person).where(col(Person.id).in_(part))).all():
            assert person.id is not None
            if _as_they_are(person, known[person.id]) != known[person.id].details:
                found.add(person.id)
    return found


def _as_they_are(person: Person, known: Known) -> dict[str, str | None]:
    return {name: as_text(getattr(person, name)) for name in known.details}


def comers(db: Session, batch: Batch, known: Mapping[int, Known], some: Collection[int] | None) -> list[int]:
    """Return who (of some people, or of all) has come into the unit of a complete list without being named in it.

    For units that go: who has come there, for now or later, and does not go over.
    """
    if not batch.asked["within"]:
        return []
    if batch.kind is not Kind.LIST:
        return sorted(posted(db, batch.asked["within"], date.fromisoformat(batch.asked["on"]), some) - known.keys())
    there = members(db, batch.asked["within"], date.fromisoformat(batch.asked["on"]), some)
    return sorted(there.keys() - known.keys())


def check_still(db: Session, actor: Actor, scope: Scope, batch: Batch) -> None:
    """Return if what a list rests on is as it was. Raises `DomainError` 'forbidden', 'import-stale'."""
    check(actor, Right.MANAGE_PEOPLE)
    if ImportSummary.read(batch.told).unit_count:
        check(actor, Right.ADMINISTER)
    assert batch.id is not None
    if told_scope(scope) != batch.asked["scope"] or tree_stamp(db, batch.id) != batch.asked["stamp"]:
        raise DomainError("import-stale")


def stale(db: Session, people: Sequence[int]) -> DomainError:
    """Return the error that says who was changed meanwhile."""
    named = db.exec(select(Person.full_name).where(col(Person.id).in_(list(people)[:NAMES]))).all()
    return DomainError("import-meanwhile", names=", ".join(named), n=len(people))


def flip_list(db: Session, actor: Actor, batch: Batch, *, at: datetime) -> None:
    """Let all of a list be known: the one step that everybody sees. The caller has checked that it may."""
    counts = dict(ImportSummary.read(batch.told).counts)
    on = date.fromisoformat(batch.asked["on"])
    run = ImportRun(at=at, by_id=batch.by_id, file_name=batch.name, on=on, unit_id=batch.asked["unit"], counts=counts)
    db.add(run)
    db.flush()
    batch.flipped_at, batch.state, batch.done = at, State.SETTLING, 0
    batch.asked = {**batch.asked, "run": run.id}
    db.add(batch)
    units = ImportSummary.read(batch.told).unit_count
    details: dict[str, Any] = {**counts, "units": units, "on": on.isoformat(), "tree": batch.asked["tree"]}
    audit.record(db, actor, "organisation.import", "unit", batch.asked["unit"], now=at, **details)
    changes.note(db, changes.Kind.PEOPLE, None, now=at)
    if units:
        changes.note(db, changes.Kind.UNIT, None, now=at)


def write_list_changes(db: Session, actor: Actor, batch: Batch, number: int) -> None:
    """Write the details that a part of a list says of known people, and ask for those for whom others answer.

    The batch counts how many were left as they were (``told["left"]``): those whose e-mail, phone or staff code became
    another's after the flip, and those of whom somebody corrected just that since. Done again it changes nothing.
    """
    assert batch.id is not None
    assert batch.flipped_at is not None
    part = part_of(db, batch.id, number)
    run = db.get_one(ImportRun, batch.asked["run"])
    batch.done = number
    db.add(batch)
    if batch.kind is Kind.LIST and run.undone_at is not None:  # taken back already
        return
    work = [one for one in part.people if one.person_id is not None and one.details]
    others = corrected(db, {one.person_id or 0: part.known[one.person_id or 0] for one in work})
    free = [
        one for one in work if one.person_id not in others and conflict(db, one.person_id or 0, one.details) is None
    ]
    done = [{**one.details, **_days(one.details)} for one in free]
    write_changes(
        db,
        [PersonWrite(one.person_id, details) for one, details in zip(free, done, strict=True)],
        run,
        now=batch.flipped_at,
    )
    if batch.kind is Kind.LIST:
        write_asks(db, actor, part.people, run, Tree(batch.asked["tree"]))
    batch.told = {**batch.told, "left": batch.told.get("left", 0) + len(work) - len(free)}


def tree_stamp(db: Session, batch: int | None) -> list[int]:
    """Return what changes with every change of a tree that is not this batch's own."""
    others = select(func.count(), func.count(col(UnitVersion.voided_at))).select_from(UnitVersion)
    return list(db.exec(others.where(staging.not_written_by(UnitVersion, batch))).one())


def _rows_of(db: Session, table: Any, people: Sequence[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    known = standing(table, people).with_only_columns(table.person_id, table.id, maintain_column_froms=True)
    for person, number in db.execute(known).all():
        found.setdefault(person, []).append(number)
    return {person: tuple(sorted(numbers)) for person, numbers in found.items()}


def told_write(write: PersonWrite, known: Known | None) -> dict[str, Any]:
    """Return what is written of somebody, and what was known of them, as it is kept."""
    party = write.party
    return {
        "p": write.person_id,
        "d": {name: as_text(value) for name, value in write.details.items()},
        "s": [
            ([row.id for row in one.rows], one.start.isoformat(), _iso(one.end), one.values) for one in write.postings
        ],
        "a": None if write.ask is None else _told_ask(write.ask),
        "m": None
        if party is None
        else (party.row.id if party.row else None, _iso(party.since), _iso(party.until), party.back),
        "k": None if known is None else (known.postings, known.memberships, known.details),
    }


def _only_asked(write: PersonWrite) -> bool:
    return write.ask is not None and write.ask.giver is None and not write.postings


def _told_ask(ask: Ask) -> list[Any]:
    said = ask.said_name, ask.said_code, ask.row, ask.giver
    return [ask.person_id, ask.unit_id, ask.on.isoformat(), ask.job.values(), *said]


def _read_ask(told: list[Any] | None) -> Ask | None:
    if told is None:
        return None
    person, unit, on, job, *said = told
    category = None if job["category"] is None else Category(job["category"])
    return Ask(person, unit, date.fromisoformat(on), Job(**{**job, "category": category}), *said)


def told_unit(unit: NewUnit) -> list[Any]:
    """Return a new unit as it is kept."""
    return [unit.id, unit.row.name, unit.row.code, unit.row.kind, unit.tree.value, unit.parent_id]


def _read_unit(told: list[Any]) -> NewUnit:
    number, name, code, kind, tree, parent = told
    return NewUnit(number, UnitRow("", 0, name, code, kind), Tree(tree), parent)


def _days(details: Mapping[str, Any]) -> dict[str, date]:
    return {name: date.fromisoformat(value) for name, value in details.items() if name == "birth_date" and value}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def slices(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Give values so many at a time."""
    for begin in range(0, len(values), size):
        yield values[begin : begin + size]
