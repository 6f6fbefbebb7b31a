"""What the worker does for each kind of big write of this subject: compare, check again, let it be known."""

from datetime import datetime

from sqlmodel import Session

from models.organisation.import_batches import Kept, check_still, flip_list
from models.organisation.undo_batches import check_undo, compare_undo, flip_undo
from models.organisation.unit_batches import check_units, compare_units, flip_units
from models.rights import Actor, Scope
from models.staging import Batch, Kind


def compare_batch(db: Session, actor: Actor, scope: Scope, batch: Batch, *, now: datetime) -> Kept:
    """Return what a batch that is no list (which is read from its file first) will write. Raises as the act does."""
    if batch.kind is Kind.UNDO:
        return compare_undo(db, scope, batch, now=now)
    return compare_units(db, actor, batch)


def check_batch(db: Session, actor: Actor, scope: Scope, batch: Batch) -> None:
    """Return if what a batch rests on is as it was, and the actor may still. Raises `DomainError`."""
    if batch.kind is Kind.LIST:
        check_still(db, actor, scope, batch)
    elif batch.kind is Kind.UNDO:
        check_undo(db, actor, scope, batch)
    else:
        check_units(db, actor, batch)


def flip_batch(db: Session, actor: Actor, batch: Batch, *, at: datetime) -> None:
    """Let all of a batch be known: the one step that everybody sees. The caller has checked that it may."""
    {Kind.LIST: flip_list, Kind.UNDO: flip_undo, Kind.UNITS: flip_units}[batch.kind](db, actor, batch, at=at)
