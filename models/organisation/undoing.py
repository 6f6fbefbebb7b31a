"""Taking a staff list back: what stood before it stands again, unless something of it was changed since.

Nothing is deleted: as known then, the list still shows; as known now, it never was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text as sql
from sqlmodel import Session, col, or_, select

from models import audit, changes, seconding, text
from models.organisation.correcting import conflict, from_text, write_details
from models.organisation.following import moved
from models.organisation.import_people import chunks, standing
from models.organisation.import_runs import own_moment
from models.organisation.intervals import copy, overlap
from models.organisation.logins import LOGINS, Guarded, guarded
from models.organisation.reach import in_reach, party_throughout, scope_units, trees_of
from models.organisation.seen import as_text
from models.organisation.tables import (
    ImportRun,
    PartyMembership,
    Person,
    PersonChange,
    Posting,
    SamePerson,
    Tree,
    Unit,
    UnitVersion,
)
from models.organisation.transfer_answering import open_of_list, withdraw_of_list
from models.rights import Actor, DomainError, Right, Scope, check

PLACED = (Posting, PartyMembership)
SHOWN = 50


@dataclass(frozen=True)
class Obstacle:
    """Something of the list that was changed since: whose it is, and a stable ``code`` for what.

    Codes: 'place' (where they are), 'details', 'party', 'joined' (to another record), 'unit' (renamed, moved, ended),
    'taken' (a login of before is another's by now), 'rights' (their login is kept from whoever takes the list back).
    """

    name: str
    code: str


@dataclass(frozen=True)
class Undoing:
    """What taking a list back does; with any obstacle it does nothing."""

    key: str
    people: int
    details: int
    new_people: int
    units: tuple[str, ...]
    units_kept: tuple[str, ...]
    requests: int
    obstacles: tuple[Obstacle, ...]


@dataclass
class ListRows:
    """Everything that a list wrote and voided."""

    run: ImportRun
    new: list[Any] = field(default_factory=list)
    old: list[Any] = field(default_factory=list)
    details: list[PersonChange] = field(default_factory=list)
    versions: list[UnitVersion] = field(default_factory=list)
    persons: dict[int, Person] = field(default_factory=dict)

    @property
    def made(self) -> set[int]:
        """People whom the list brought in."""
        return {number for number, person in self.persons.items() if person.recorded_at == self.run.at}


def plan_undo(db: Session, scope: Scope, key: str, *, by: int | None, now: datetime) -> Undoing:
    """Return what taking a list back would do when ``by`` does it (None: the console); nothing is written.

    Raises `DomainError`: 'forbidden' (a scope of another right); 'not-found'; 'import-undone'; 'outside-scope' (the
    list reached people outside the scope, or the Party's members without the right to see them).
    """
    return undoing_of(db, read_rows(db, scope, key), by=by, now=now)


def undo_import(db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime) -> Undoing:
    """Take a list back and return what that did.

    Raises `DomainError` as `plan_undo`, what `seconding.guard` raises, and 'import-changed' (``names``: of what
    was changed since; nothing is done).
    Only an administrator takes back a list that made units.
    """
    check(actor, Right.MANAGE_PEOPLE)
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sql("SELECT pg_advisory_xact_lock(42)"))
    rows = read_rows(db, scope, key, lock=True)
    if rows.versions:
        check(actor, Right.ADMINISTER)
    plan = undoing_of(db, rows, by=actor.person_id, now=now)
    if plan.obstacles:
        raise DomainError("import-changed", names=[one.name for one in plan.obstacles[:SHOWN]])
    guard_undoing(db, actor, rows.run, rows.persons, now=now)
    now = own_moment(db, now)
    _write(db, rows, emptied(db, rows), by_id=actor.person_id, now=now)
    withdraw_of_list(db, actor, rows.run.id or 0, now=now)
    rows.run.undone_at, rows.run.undone_by_id = now, actor.person_id
    db.add(rows.run)
    counts: dict[str, Any] = {"people": plan.people, "details": plan.details, "units": len(plan.units)}
    audit.record(db, actor, "organisation.undo-import", "import", rows.run.id, now=now, **counts)
    changes.note(db, changes.Kind.PEOPLE, None, now=now)
    moved(db, None if rows.versions else list(rows.persons), now=now)
    return plan


def guard_undoing(
    db: Session, actor: Actor, run: ImportRun, people: Collection[int], *, now: datetime, batch: str = ""
) -> None:
    """Ask for a second person where a list of very many is taken back; ``batch``: the key of a long one's."""
    party = _of_party(db, run)
    terms = {"list": run.key, "batch": batch}
    act, right = "organisation.undo-import", Right.MANAGE_PEOPLE
    seconding.guard(db, actor, act, right, people, terms, now=now, party=party)


def check_undoing(db: Session, actor: Actor, scope: Scope, key: str) -> None:
    """Return if somebody might take a list back whose people are all theirs, without reading all of it again.

    Raises `DomainError`: 'forbidden', 'not-found', 'import-undone', 'outside-scope' (members of the Party).
    """
    check(actor, Right.MANAGE_PEOPLE)
    run = db.exec(select(ImportRun).where(ImportRun.key == key)).first()
    if run is None or scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("not-found", key=key)
    if run.undone_at is not None:
        raise DomainError("import-undone")
    if db.exec(select(UnitVersion.id).where(UnitVersion.recorded_at == run.at).limit(1)).first() is not None:
        check(actor, Right.ADMINISTER)
    if _of_party(db, run) and not party_throughout(db, scope, run.on):
        raise DomainError("outside-scope")


def people_of_list(db: Session, run: ImportRun) -> set[int]:
    """Return everybody of whom a list wrote or voided something."""
    found = set(db.exec(select(PersonChange.person_id).where(PersonChange.import_id == run.id)).all())
    for table in PLACED:
        written = or_(col(table.recorded_at) == run.at, col(table.voided_at) == run.at)
        found.update(db.exec(select(table.person_id).where(written).distinct()).all())
    return found


def _of_party(db: Session, run: ImportRun) -> bool:
    written = or_(col(PartyMembership.recorded_at) == run.at, col(PartyMembership.voided_at) == run.at)
    placed = or_(col(Posting.recorded_at) == run.at, col(Posting.voided_at) == run.at)
    members = db.exec(select(PartyMembership.id).where(written).limit(1)).first()
    return members is not None or (
        db.exec(select(Posting.id).where(placed, Posting.tree == Tree.PARTY).limit(1)).first() is not None
    )


def read_rows(db: Session, scope: Scope, key: str, *, lock: bool = False) -> ListRows:
    """Return all that a list wrote and voided; raises what `plan_undo` raises."""
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    wanted = select(ImportRun).where(ImportRun.key == key).execution_options(populate_existing=True)
    run = db.exec(wanted.with_for_update() if lock else wanted).first()
    if run is None:
        raise DomainError("not-found", key=key)
    if run.undone_at is not None:
        raise DomainError("import-undone")
    found = ListRows(run)
    for table in PLACED:
        found.new += db.exec(select(table).where(table.recorded_at == run.at).order_by(col(table.id))).all()
        found.old += db.exec(select(table).where(table.voided_at == run.at).order_by(col(table.id))).all()
    found.details = list(db.exec(select(PersonChange).where(PersonChange.import_id == run.id)).all())
    found.versions = list(db.exec(select(UnitVersion).where(UnitVersion.recorded_at == run.at)).all())
    people = {row.person_id for row in (*found.new, *found.old, *found.details)}
    for part in chunks(people):
        held = select(Person).where(col(Person.id).in_(part)).order_by(col(Person.id))
        rows = db.exec(held.with_for_update(key_share=True) if lock else held).all()
        found.persons.update({person.id: person for person in rows if person.id is not None})
    _as_it_stands(db, found)
    _inside(db, scope, found)
    return found


def _as_it_stands(db: Session, rows: ListRows) -> None:
    """Take for a row that was void since the one that says the same and stands: a later list was taken back."""
    gone = [row for row in rows.new if row.voided_at is not None]
    for table in PLACED:
        again: dict[str, Any] = {}
        for part in chunks({row.person_id for row in gone if isinstance(row, table)}):
            again.update({_said(row): row for row in db.exec(standing(table, part)).all()})
        rows.new = [
            again.get(_said(row), row) if isinstance(row, table) and row.voided_at is not None else row
            for row in rows.new
        ]


def _said(row: Any) -> str:
    """Return what a row says, without its clock."""
    return repr(sorted(row.model_dump(exclude={"id", "recorded_at", "voided_at"}).items()))


def _inside(db: Session, scope: Scope, rows: ListRows) -> None:
    """Refuse a list that reached beyond the scope."""
    if not party_throughout(db, scope, rows.run.on) and any(
        isinstance(row, PartyMembership) or row.tree is Tree.PARTY for row in (*rows.new, *rows.old)
    ):
        raise DomainError("outside-scope")
    if scope.everywhere:
        return
    on = rows.run.on
    inside = frozenset[int]().union(*(scope_units(db, scope, tree, on) for tree in trees_of(scope)))
    placed = {row.person_id for row in rows.new}
    units = {row.unit_id for row in (*rows.new, *rows.old) if isinstance(row, Posting) and _touches(row, on)}
    if not units <= inside:
        raise DomainError("outside-scope")
    reach = in_reach(db, scope, on=text.local_day(rows.run.at))
    for part in chunks(rows.persons.keys() - placed):
        mine = db.exec(select(Person.id).where(col(Person.id).in_(part), reach)).all()
        if len(mine) < len(part):
            raise DomainError("outside-scope")


def _touches(row: Posting, on: date) -> bool:
    return row.until is None or row.until > on


def undoing_of(db: Session, rows: ListRows, *, by: int | None, now: datetime) -> Undoing:
    """Return what taking a list back does when ``by`` does it."""
    empty = emptied(db, rows)
    names = {version.unit_id: version.name for version in rows.versions}
    return Undoing(
        key=rows.run.key,
        people=len({row.person_id for row in (*rows.new, *rows.old)}),
        details=len(rows.details),
        new_people=len(rows.made),
        units=tuple(name for unit, name in names.items() if unit in empty),
        units_kept=tuple(name for unit, name in names.items() if unit not in empty),
        requests=len(open_of_list(db, rows.run.id or 0)),
        obstacles=tuple(_obstacles(db, rows, guarded(db, by, now=now))),
    )


def _obstacles(db: Session, rows: ListRows, kept: Guarded) -> list[Obstacle]:
    found: dict[tuple[int, str], Obstacle] = {}

    def tell(person_id: int, code: str) -> None:
        found.setdefault((person_id, code), Obstacle(rows.persons[person_id].full_name, code))

    for row in rows.new:
        if row.voided_at is not None:
            tell(row.person_id, "place" if isinstance(row, Posting) else "party")
    for row in _later(db, rows):
        tell(row.person_id, "place" if isinstance(row, Posting) else "party")
    for change in rows.details:
        person = rows.persons[change.person_id]
        if any(as_text(getattr(person, name)) != value for name, value in change.after.items()):
            tell(change.person_id, "details")
        elif conflict(db, change.person_id, change.before) is not None:
            tell(change.person_id, "taken")
        elif not LOGINS.isdisjoint(change.before) and kept(change.person_id):
            tell(change.person_id, "rights")
    for part in chunks(rows.persons):
        joined = or_(col(SamePerson.person_id).in_(part), col(SamePerson.same_as_id).in_(part))
        known = select(SamePerson).where(
            joined, SamePerson.recorded_at > rows.run.at, col(SamePerson.voided_at).is_(None)
        )
        for same in db.exec(known).all():
            for number in (same.person_id, same.same_as_id):
                if number in rows.made:
                    tell(number, "joined")
    told = list(found.values())
    told += [Obstacle(version.name, "unit") for version in rows.versions if version.voided_at is not None]
    return sorted(told, key=lambda one: (text.name_sort_key(one.name), one.code))


def _later(db: Session, rows: ListRows) -> list[Any]:
    """Return what was recorded since of these people and cannot stand beside what stood before."""
    found: list[Any] = []
    ours = {(type(row), row.id) for row in rows.new}
    for table in PLACED:
        back: dict[int, list[Any]] = {}
        for row in rows.old:
            if isinstance(row, table):
                back.setdefault(row.person_id, []).append(row)
        for part in chunks(rows.persons):
            for row in db.exec(standing(table, part)).all():
                if (table, row.id) in ours:
                    continue
                after_all = row.recorded_at > rows.run.at and row.person_id in rows.made
                if after_all or any(_clash(row, old) for old in back.get(row.person_id, ())):
                    found.append(row)
    return found


def _clash(row: Any, old: Any) -> bool:
    if isinstance(row, Posting) and not (row.main and old.main and row.tree is old.tree):
        return False
    return overlap(row.from_, row.until, old.from_, old.until)


def emptied(db: Session, rows: ListRows) -> set[int]:
    """Return which of the units that the list made hold nothing that came later."""
    made = {version.unit_id for version in rows.versions}
    full: set[int] = set()
    for part in chunks(made):
        posted = select(Posting.unit_id).where(
            col(Posting.unit_id).in_(part), col(Posting.voided_at).is_(None), Posting.recorded_at != rows.run.at
        )
        full.update(db.exec(posted).all())
        below = select(UnitVersion.parent_id).where(
            col(UnitVersion.parent_id).in_(part),
            col(UnitVersion.voided_at).is_(None),
            UnitVersion.recorded_at != rows.run.at,
        )
        full.update(number for number in db.exec(below).all() if number is not None)
    above = {version.unit_id: version.parent_id for version in rows.versions}
    for unit in list(full):  # what holds a unit that stays, stays too
        step = above.get(unit)
        while step in made and step not in full:
            assert step is not None
            full.add(step)
            step = above.get(step)
    return made - full


def _write(db: Session, rows: ListRows, empty: Collection[int], *, by_id: int | None, now: datetime) -> None:
    for row in rows.new:
        row.voided_at = now
        db.add(row)
    for version in rows.versions:
        if version.unit_id in empty:
            version.voided_at = now
            db.add(version)
    db.flush()
    db.add_all([copy(row, now=now) for row in rows.old])
    _details_back(db, rows.details, rows, by_id=by_id, now=now)
    for unit in db.exec(select(Unit).where(col(Unit.id).in_(empty))).all():
        unit.code_key = None  # the code is free again; it stays readable beside the unit's history
        db.add(unit)
    db.flush()


def _details_back(
    db: Session, details: Sequence[PersonChange], rows: ListRows, *, by_id: int | None, now: datetime
) -> None:
    for change in sorted(details, key=lambda one: one.id or 0, reverse=True):
        before = {name: from_text(name, value) for name, value in change.before.items()}
        write_details(
            db, rows.persons[change.person_id], before, reason="", by_id=by_id, now=now, import_id=rows.run.id
        )
