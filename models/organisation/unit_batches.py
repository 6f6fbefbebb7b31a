"""Units with very many people moved, merged or split by the worker: in small steps that nobody sees before the flip.

The draft of the act (`unit_changes`) is worked out anew by the worker, so nothing is held while it is. Whoever moves
people or units meanwhile is not hindered: it is worked out once more then, and what has become impossible is refused.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import changes
from models.organisation.import_batches import PART, Kept, slices, told_unit, told_write, tree_stamp
from models.organisation.import_writing import Known
from models.organisation.tables import PartyMembership, Posting
from models.organisation.undo_batches import rows_now
from models.organisation.unit_drafts import UnitDraft, record
from models.organisation.units import check_unit, unit_names
from models.rights import Actor, DomainError
from models.staging import Batch, Kind, State

Planner = Callable[..., UnitDraft]
_planners: dict[str, Planner] = {}


def planned_by(act: str) -> Callable[[Planner], Planner]:
    """Register what works out the draft of an act from its unit, its day and what was asked."""

    def register(planner: Planner) -> Planner:
        _planners[act] = planner
        return planner

    return register


def ask_units(
    db: Session, actor: Actor, act: str, unit_id: int, asked: dict[str, Any], *, on: date, now: datetime
) -> None:
    """Let the worker write an act; the caller has checked that the actor may."""
    told = {"act": act, "subject": unit_id, "on": on.isoformat(), "args": asked, "unit": unit_id, "tries": 0}
    name = unit_names(db, [unit_id]).get(unit_id, "")
    db.add(Batch(kind=Kind.UNITS, state=State.READING, by_id=actor.person_id, asked_at=now, name=name, asked=told))


def compare_units(db: Session, actor: Actor, batch: Batch) -> Kept:
    """Return what an act on units will write; nothing is written. Raises `DomainError` as the act does."""
    check_unit(db, actor, batch.asked["subject"], None)
    asked = batch.asked
    draft = _planners[asked["act"]](db, asked["subject"], date.fromisoformat(asked["on"]), **asked["args"])
    gone, new = draft.versions()
    head = {
        "place": changes.place(db),
        "stamp": tree_stamp(db, None),
        "within": draft.within,
        "below": sorted(draft.below),
        "successions": draft.successions,
        "record": draft.act,
        "details": draft.details,
        "units": [told_unit(unit) for unit in draft.made],
        "versions": {"gone": gone, "new": [[*row[:4], *(day and day.isoformat() for day in row[4:])] for row in new]},
    }
    now = rows_now(db, draft.people)
    known = {
        person: Known(tuple(sorted(now[Posting].get(person, ()))), tuple(sorted(now[PartyMembership].get(person, ()))))
        for person in draft.people
    }
    told = [told_write(write, known[write.person_id or 0]) for write in draft.writes()]
    return Kept({}, head, list(slices(told, PART)))


def check_units(db: Session, actor: Actor, batch: Batch) -> None:
    """Return if the trees are as they were, and the actor may. Raises 'forbidden', 'import-stale'."""
    check_unit(db, actor, batch.asked["subject"], None)
    if tree_stamp(db, batch.id) != batch.asked["stamp"]:
        raise DomainError("import-stale")


def flip_units(db: Session, actor: Actor, batch: Batch, *, at: datetime) -> None:
    """Let units and people be what the act says: the one step that everybody sees."""
    asked = batch.asked
    batch.flipped_at, batch.state, batch.done = at, State.SETTLING, 0
    db.add(batch)
    made = dict(asked["made"])
    on = date.fromisoformat(asked["on"])
    record(db, actor, asked["record"], asked["subject"], asked["details"], asked["successions"], on, made, now=at)
    changes.note(db, changes.Kind.PEOPLE, None, now=at)
