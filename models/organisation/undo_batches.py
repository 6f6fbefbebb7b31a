"""Taking a long staff list back without making anybody wait: compared, written and let be known by the worker.

What the list wrote and voided becomes parts like those of a list (`import_batches`): rows that go, rows that stand
again, details as they were. Whoever was changed meanwhile makes it be looked at again; nothing is taken back then.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import audit, changes, staging
from models.organisation.correcting import from_text
from models.organisation.import_asking import own_batch, told_scope
from models.organisation.import_batches import PART, Kept, slices, told_write, tree_stamp
from models.organisation.import_people import chunks, standing
from models.organisation.import_steps import PartyStep, PostingStep
from models.organisation.import_writing import Known, PersonWrite
from models.organisation.seen import as_text
from models.organisation.tables import ImportRun, PartyMembership, Posting, Unit
from models.organisation.undoing import (
    ListRows,
    Obstacle,
    Undoing,
    emptied,
    guard_undoing,
    people_of_list,
    read_rows,
    undoing_of,
)
from models.rights import Actor, DomainError, Right, Scope, check
from models.staging import OPEN, Batch, Kind, State

LONG = 1000  # people: more than that are not taken back while somebody waits
BEGINNING = date(1, 1, 1)


def is_long(counts: Mapping[str, int]) -> bool:
    """Return whether taking a list back takes long, by its counts."""
    return sum(counts.values()) - counts.get("unchanged", 0) > LONG


def ask_undo(db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime) -> Batch:
    """Let the worker look at what taking a list back would do; one that somebody asked for already is theirs.

    Raises `DomainError`: 'forbidden', 'not-found', 'import-undone', 'import-undoing'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    run = db.exec(select(ImportRun).where(ImportRun.key == key).with_for_update()).first()
    if run is None:
        raise DomainError("not-found", key=key)
    if run.undone_at is not None:
        raise DomainError("import-undone")
    waiting = staging.rows(db, [col(Batch.kind) == Kind.UNDO, col(Batch.state).in_(OPEN)])
    if any(one.asked["key"] == key for one in waiting):
        raise DomainError("import-undoing")
    asked = {"run": run.id, "key": key, "on": run.on.isoformat(), "unit": run.unit_id}
    batch = Batch(
        kind=Kind.UNDO, state=State.READING, by_id=actor.person_id, asked_at=now, name=run.file_name, asked=asked
    )
    db.add(batch)
    db.flush()
    return batch


def told_undoing(batch: Batch) -> Undoing:
    """Return what a preview of taking a list back says."""
    told: dict[str, Any] = {name: one for name, one in batch.told.items() if name != "left"}
    told |= {name: tuple(told[name]) for name in ("units", "units_kept")}
    return Undoing(**{**told, "obstacles": tuple(Obstacle(**one) for one in told["obstacles"])})


def confirm_undo(db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime) -> None:
    """Let the worker take a list back as the preview says that the actor asked for.

    Raises `DomainError`: 'forbidden', 'not-found', 'import-changed', 'import-stale'; what `seconding.guard` raises.
    """
    check(actor, Right.MANAGE_PEOPLE)
    batch = own_batch(db, actor, key, (State.READY,), (Kind.UNDO,))
    plan = told_undoing(batch)
    if plan.units or plan.units_kept:
        check(actor, Right.ADMINISTER)
    if plan.obstacles:
        raise DomainError("import-changed", names=[one.name for one in plan.obstacles])
    if told_scope(scope) != batch.asked["scope"]:
        raise DomainError("import-stale")
    run = db.get_one(ImportRun, batch.asked["run"])
    guard_undoing(db, actor, run, people_of_list(db, run), now=now, batch=key)
    batch.state = State.WAITING
    db.add(batch)


def compare_undo(db: Session, scope: Scope, batch: Batch, *, now: datetime) -> Kept:
    """Return what taking a list back would do, and what is kept to do it; nothing is written.

    Raises `DomainError` as `plan_undo`.
    """
    rows = read_rows(db, scope, batch.asked["key"])
    plan, empty = undoing_of(db, rows, by=batch.by_id, now=now), emptied(db, rows)
    head = {
        "place": changes.place(db),
        "scope": told_scope(scope),
        "stamp": tree_stamp(db, None),
        "within": sorted(empty),
        "units": [],
        "versions": {"gone": [one.id for one in rows.versions if one.unit_id in empty], "new": []},
    }
    people = _writes(rows)
    standing_now = rows_now(db, people)
    told = [told_write(write, _known(rows, write, standing_now)) for write in people.values()]
    return Kept({**asdict(plan), "obstacles": [asdict(one) for one in plan.obstacles]}, head, list(slices(told, PART)))


def check_undo(db: Session, actor: Actor, scope: Scope, batch: Batch) -> None:
    """Return if what it rests on is as it was. Raises `DomainError` 'forbidden', 'import-undone', 'import-stale'."""
    check(actor, Right.MANAGE_PEOPLE)
    plan = told_undoing(batch)
    if plan.units or plan.units_kept:
        check(actor, Right.ADMINISTER)
    if db.get_one(ImportRun, batch.asked["run"]).undone_at is not None:
        raise DomainError("import-undone")
    if told_scope(scope) != batch.asked["scope"] or tree_stamp(db, batch.id) != batch.asked["stamp"]:
        raise DomainError("import-stale")


def flip_undo(db: Session, actor: Actor, batch: Batch, *, at: datetime) -> None:
    """Let a list never have been: the one step that everybody sees. The caller has checked that it may."""
    plan, run = told_undoing(batch), db.get_one(ImportRun, batch.asked["run"])
    run.undone_at, run.undone_by_id = at, batch.by_id
    db.add(run)
    batch.flipped_at, batch.state, batch.done = at, State.SETTLING, 0
    db.add(batch)
    for unit in db.exec(select(Unit).where(col(Unit.id).in_(batch.asked["within"]))).all():
        unit.code_key = None  # the code is free again; it stays readable beside the unit's history
        db.add(unit)
    counts: dict[str, Any] = {"people": plan.people, "details": plan.details, "units": len(plan.units)}
    audit.record(db, actor, "organisation.undo-import", "import", run.id, now=at, **counts)
    changes.note(db, changes.Kind.PEOPLE, None, now=at)
    if plan.units:
        changes.note(db, changes.Kind.UNIT, None, now=at)


def _writes(rows: ListRows) -> dict[int, PersonWrite]:
    """Return what is written of each person: what the list wrote goes, what it voided stands again."""
    steps: dict[int, list[PostingStep]] = {}
    party: dict[int, PartyStep] = {}
    details: dict[int, dict[str, Any]] = {}
    for row in rows.new:
        if isinstance(row, Posting):
            steps.setdefault(row.person_id, []).append(PostingStep((row,), BEGINNING, None, {}))
        else:
            party[row.person_id] = PartyStep(row, back=True)
    for row in rows.old:
        if isinstance(row, Posting):
            said = row.model_dump(exclude={"id", "person_id", "from_", "until", "recorded_at", "voided_at"})
            steps.setdefault(row.person_id, []).append(PostingStep((), row.from_, row.until, said))
        else:
            gone = party[row.person_id].row if row.person_id in party else None
            party[row.person_id] = PartyStep(gone, row.from_, row.until, back=True)
    for change in sorted(rows.details, key=lambda one: one.id or 0, reverse=True):
        before = {name: from_text(name, value) for name, value in change.before.items()}
        details.setdefault(change.person_id, {}).update(before)
    return {
        person: PersonWrite(person, details.get(person, {}), steps.get(person, ()), party.get(person))
        for person in sorted(steps.keys() | party.keys() | details.keys())
    }


def rows_now(db: Session, people: Mapping[int, Any]) -> dict[type[Any], dict[int, list[int]]]:
    """Return the ids of the postings and memberships known now, by table and person."""
    found: dict[type[Any], dict[int, list[int]]] = {Posting: {}, PartyMembership: {}}
    for table, mine in found.items():
        for part in chunks(people):
            known = standing(table, part).with_only_columns(table.person_id, table.id, maintain_column_froms=True)
            for person, number in db.execute(known).all():
                mine.setdefault(person, []).append(number)
    return found


def _known(rows: ListRows, write: PersonWrite, now: dict[type[Any], dict[int, list[int]]]) -> Known:
    person = write.person_id or 0
    postings, memberships = (tuple(sorted(now[table].get(person, ()))) for table in (Posting, PartyMembership))
    return Known(postings, memberships, {name: as_text(getattr(rows.persons[person], name)) for name in write.details})
