"""What units and their people become from a day on, worked out before anything is written.

An act of `unit_changes` fills a draft; `write_draft` writes it at once, or the worker writes it in small steps
(`unit_batches`) where very many people go over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import audit, changes
from models.organisation.following import moved
from models.organisation.import_people import chunks
from models.organisation.import_steps import PostingStep
from models.organisation.import_units import NewUnit
from models.organisation.import_writing import PersonWrite, write_people, write_units, write_versions
from models.organisation.intervals import pieces
from models.organisation.roster_types import UnitRow
from models.organisation.tables import Posting, Status, Succession, Tree, UnitVersion
from models.rights import Actor, DomainError

_VERSION = ("unit_id", "name", "kind", "parent_id", "from_", "until")


@dataclass
class UnitDraft:
    """Versions and postings as they will be, new units by negative ids, and which units continue which."""

    db: Session
    unit_id: int
    on: date
    act: str
    details: dict[str, Any] = field(default_factory=dict)
    made: list[NewUnit] = field(default_factory=list)
    people: dict[int, list[PostingStep]] = field(default_factory=dict)
    successions: list[tuple[int, int]] = field(default_factory=list)
    within: list[int] = field(default_factory=list)  # whose people all go over
    below: set[int] = field(default_factory=set)  # the duties of whose people may be others
    _versions: dict[int, list[Any]] = field(default_factory=dict)
    _known: dict[int, list[UnitVersion]] = field(default_factory=dict)

    def change(self, unit_id: int, **values: Any) -> None:
        """Let something else be true of a unit from the day on. Raises 'unit-unknown' where it does not stand."""
        self._rewrite(unit_id, values)

    def cut(self, unit_id: int) -> None:
        """Let a unit end on the day. Raises 'unit-unknown' where it does not stand then or later."""
        self._rewrite(unit_id, {})

    def make(self, name: str, kind: str, tree: Tree, parent_id: int | None) -> int:
        """Let there be a new unit from the day on, and return its id of this draft."""
        number = -1 - len(self.made)
        self.made.append(NewUnit(number, UnitRow("", 0, name, None, kind), tree, parent_id))
        return number

    def go_over(self, rows: Iterable[Posting], unit_id: int) -> int:
        """Let postings be in another unit from the day on; return of how many people they are."""
        gone = set()
        for row in rows:
            self.people.setdefault(row.person_id, []).append(PostingStep((row,), self.on, None, {"unit_id": unit_id}))
            gone.add(row.person_id)
        return len(gone)

    def touch(self, *units: int) -> None:
        """Remember that what lies below these units stands elsewhere from the day on."""
        waiting = set(units)
        while waiting := waiting - self.below:
            self.below |= waiting
            children = select(UnitVersion.unit_id).where(
                col(UnitVersion.parent_id).in_(waiting), col(UnitVersion.voided_at).is_(None)
            )
            waiting = set(self.db.exec(children).all())

    def versions(self) -> tuple[list[int], list[list[Any]]]:
        """Return the ids of the versions that go, and the values of those that come."""
        gone, new = [], []
        for unit_id, known in self._known.items():
            after = self._versions[unit_id]
            gone += [row.id or 0 for row in known if row not in after]
            new += [[getattr(row, name) for name in _VERSION] for row in after if row.id is None]
        return gone, new

    def writes(self) -> list[PersonWrite]:
        """Return what is written of each person."""
        return [PersonWrite(person, {}, steps) for person, steps in sorted(self.people.items())]

    def _rewrite(self, unit_id: int, values: dict[str, Any]) -> None:
        if unit_id not in self._known:
            self._known[unit_id] = standing_versions(self.db, unit_id)
            self._versions[unit_id] = list(self._known[unit_id])
        before, after = self._versions[unit_id], []
        touched = {id(row): parts for row, parts in pieces(before, self.on, None, values)}
        if not touched:
            raise DomainError("unit-unknown", unit=unit_id)
        for row in before:
            if id(row) not in touched:
                after.append(row)
            after += [UnitVersion(**said) for said, _ in touched.get(id(row), ())]
        self._versions[unit_id] = after


def standing_versions(db: Session, unit_id: int) -> list[UnitVersion]:
    """Return a unit's versions as known now."""
    known = select(UnitVersion).where(UnitVersion.unit_id == unit_id, col(UnitVersion.voided_at).is_(None))
    return list(db.exec(known).all())


def people_below(db: Session, units: Collection[int]) -> list[int]:
    """Return everybody who has, had or will have a posting in one of these units."""
    found: set[int] = set()
    for part in chunks(units):
        rows = select(Posting.person_id).where(col(Posting.unit_id).in_(part), col(Posting.voided_at).is_(None))
        found.update(db.exec(rows.distinct()).all())
    return sorted(found)


def people_in(db: Session, units: Collection[int], on: date) -> set[int]:
    """Return who has their main place in one of these units on a day and has not left."""
    here = (col(Posting.main).is_(True), col(Posting.voided_at).is_(None), Posting.status != Status.INACTIVE)
    day = (col(Posting.from_) <= on, or_(col(Posting.until).is_(None), col(Posting.until) > on))
    found: set[int] = set()
    for part in chunks(units):
        rows = select(Posting.person_id).where(col(Posting.unit_id).in_(part), *here, *day)
        found.update(db.exec(rows).all())
    return found


def write_draft(db: Session, actor: Actor, draft: UnitDraft, *, now: datetime) -> list[int]:
    """Write all of a draft now, with the duties that follow; return the ids of the new units."""
    below = set(people_below(db, draft.below)) | draft.people.keys()
    made = write_units(db, draft.made, on=draft.on, now=now)
    write_versions(db, *draft.versions(), made, now=now)
    write_people(db, draft.writes(), made, now=now)
    record(db, actor, draft.act, draft.unit_id, draft.details, draft.successions, draft.on, made, now=now)
    if draft.people:
        changes.note(db, changes.Kind.PEOPLE, None, now=now)
    moved(db, below, now=now)
    return list(made.values())


def record(
    db: Session,
    actor: Actor,
    act: str,
    unit_id: int,
    details: dict[str, Any],
    successions: Sequence[Sequence[int]],
    on: date,
    made: dict[int, int],
    *,
    now: datetime,
) -> None:
    """Write which units continue which, and the act itself."""
    for old, new in successions:
        db.add(Succession(old_id=old, new_id=made.get(new, new), on=on, recorded_at=now))
    told = {**details, "on": on.isoformat()}
    if made:
        told["into"] = list(made.values())
    audit.record(db, actor, act, "unit", unit_id, now=now, **told)
    changes.note(db, changes.Kind.UNIT, unit_id, now=now)
