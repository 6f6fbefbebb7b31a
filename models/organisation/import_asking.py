"""Asking for a long staff list to be brought in: handed in, looked at again, confirmed or put aside by its owner."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import staging
from models.organisation.import_summary import ImportSummary
from models.organisation.tables import Tree
from models.rights import Actor, DomainError, Right, Scope, check
from models.staging import Batch, Kind, State

LONG = 40_000  # bytes of a file that is read while somebody waits: some hundred people
ASKED = ("on", "unit", "tree", "complete", "run", "key", "act", "subject", "args", "tries")  # the rest was compared


@dataclass(frozen=True)
class AskedList:
    """What a list is of: the day from which it holds, the unit (None: not one), the tree, and if it names everybody."""

    on: date
    unit_id: int | None = None
    tree: Tree = Tree.ADMINISTRATION
    complete: bool = False

    def told(self) -> dict[str, Any]:
        """Return this as it is kept."""
        return {"on": self.on.isoformat(), "unit": self.unit_id, "tree": self.tree.value, "complete": self.complete}

    @classmethod
    def of(cls, batch: Batch) -> "AskedList":
        """Return what was kept with a batch."""
        asked = batch.asked
        return cls(date.fromisoformat(asked["on"]), asked["unit"], Tree(asked["tree"]), asked["complete"])


def ask_import(
    db: Session,
    actor: Actor,
    scope: Scope,
    file: bytes,
    asked: AskedList,
    *,
    now: datetime,
    file_name: str = "",
    compared: bool = False,
) -> Batch:
    """Let the worker read a list and compare it; its preview is found by the key of the batch that is returned.

    ``compared``: the caller has done that already, and keeps what it found.
    Raises `DomainError` 'forbidden' (no right over people, or a scope of another right).
    """
    check(actor, Right.MANAGE_PEOPLE)
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)
    batch = Batch(
        kind=Kind.LIST,
        state=State.READY if compared else State.READING,
        by_id=actor.person_id,
        asked_at=now,
        name=file_name,
        asked=asked.told(),
    )
    db.add(batch)
    db.flush()
    assert batch.id is not None
    staging.put(db, batch.id, 0, file)
    return batch


def batch_of(db: Session, actor: Actor, key: str) -> Batch:
    """Return a list, or the taking back of one, that the actor asked for. Raises `DomainError` 'not-found'."""
    batch = db.exec(select(Batch).where(Batch.key == key, col(Batch.kind).in_((Kind.LIST, Kind.UNDO)))).first()
    if batch is None or batch.by_id != actor.person_id:
        raise DomainError("not-found", key=key)
    return batch


def raise_wrong(batch: Batch) -> None:
    """Raise the `DomainError` for which a batch was refused, if it was."""
    if batch.state is State.REFUSED and batch.wrong is not None:
        raise DomainError(batch.wrong["code"], **batch.wrong["values"])


def look_again(db: Session, actor: Actor, key: str) -> None:
    """Let a list, or its taking back, be compared anew.

    Raises 'not-found' (none of one's own that was refused or waits for a word).
    """
    batch = own_batch(db, actor, key, (State.READY, State.REFUSED))
    begin_again(db, batch)


def begin_again(db: Session, batch: Batch) -> None:
    """Let a batch of which nothing is written be compared anew."""
    staging.forget(db, batch.id or 0, from_=1)
    batch.state, batch.wrong, batch.done, batch.steps = State.READING, None, 0, 0
    batch.asked = {name: value for name, value in batch.asked.items() if name in ASKED}
    db.add(batch)


def drop_import(db: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Leave a list alone that was not yet begun. Raises 'not-found'."""
    batch = own_batch(db, actor, key, (State.READING, State.READY, State.REFUSED))
    staging.forget(db, batch.id or 0)
    batch.state, batch.ended_at = State.DROPPED, now
    db.add(batch)


def confirm_import(db: Session, actor: Actor, scope: Scope, key: str) -> None:
    """Let the worker write what the preview of a list said.

    Raises `DomainError`: 'not-found' (no preview of one's own waits); 'forbidden' (no right over people, or the list
    makes units and the actor is no administrator); 'import-refused' (the list has errors); 'import-stale' (the scope is
    another than it was).
    """
    check(actor, Right.MANAGE_PEOPLE)
    batch = own_batch(db, actor, key, (State.READY,), (Kind.LIST,))
    summary = ImportSummary.read(batch.told)
    if summary.refused_count:
        raise DomainError("import-refused", count=summary.refused_count)
    if summary.unit_count:
        check(actor, Right.ADMINISTER)
    if told_scope(scope) != batch.asked["scope"]:
        raise DomainError("import-stale")
    batch.state = State.WAITING
    db.add(batch)


def told_scope(scope: Scope) -> dict[str, Any]:
    """Return a scope as it is kept, to tell whether it is the same later."""
    party = None if scope.party_roots is None else sorted(scope.party_roots)
    return {"everywhere": scope.everywhere, "roots": sorted(scope.roots), "party": scope.party, "party_roots": party}


def own_batch(
    db: Session, actor: Actor, key: str, states: tuple[State, ...], kinds: tuple[Kind, ...] = (Kind.LIST, Kind.UNDO)
) -> Batch:
    """Return a batch of the actor's own, locked. Raises `DomainError` 'not-found'."""
    found = select(Batch).where(Batch.key == key, col(Batch.kind).in_(kinds)).with_for_update()
    batch = db.exec(found.execution_options(populate_existing=True)).first()
    if batch is None or batch.by_id != actor.person_id or batch.state not in states:
        raise DomainError("not-found", key=key)
    return batch
