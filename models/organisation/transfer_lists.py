"""Transfer requests as both sides read them: who answers for the person sees the record, who asked does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import Session, col, select

from models import database, text
from models.organisation.people import Job
from models.organisation.people import names as people_names
from models.organisation.reach import in_reach, scope_units, trees_of
from models.organisation.tables import ImportRun, Person, TransferRequest, TransferState, TransferStep, Tree
from models.organisation.transfer_standing import OPEN
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check
from models.text import translate as _

SHOWN = 50


@dataclass(frozen=True)
class TransferLine:
    """A request in a list.

    To whoever answers for the person it names the record (``person_key``) and the unit where they are, and how whoever
    asked wrote the name; to whoever asked it says what they wrote themselves, and no more.
    """

    key: str
    state: TransferState
    full_name: str
    staff_code: str
    person_key: str | None
    said_name: str
    from_unit: str
    to_unit: str
    offered: bool
    on: date
    agreed: date | None
    job: Job
    note: str
    by: str
    file_name: str
    asked_at: datetime
    answered_at: datetime
    answered_by: str
    reason: str

    @property
    def group(self) -> tuple[Any, ...]:
        """What is the same for all that one act asked for the same unit."""
        return self.to_unit, self.on, self.by, self.asked_at, self.file_name, self.note, self.offered


def transfer_word(state: TransferState) -> str:
    """Return what a request came to, in a word or two."""
    return {
        TransferState.ASKED: _("waits for an answer"),
        TransferState.RELEASED: _("waits for the new unit"),
        TransferState.DONE: _("agreed"),
        TransferState.REFUSED: _("refused"),
        TransferState.WITHDRAWN: _("taken back"),
        TransferState.LAPSED: _("no longer holds"),
    }[state]


def waiting_transfers(
    db: Session, actor: Actor, scope: Scope, *, now: datetime, limit: int = SHOWN
) -> tuple[int, list[TransferLine]]:
    """Return how many requests wait for the actor's word, and the oldest of them. Raises `DomainError` 'forbidden'."""
    _check(actor, scope)
    today = text.local_day(now)
    mine: list[Any] = [
        and_(
            col(TransferRequest.tree) == tree,
            or_(
                and_(col(TransferRequest.offered).is_(False), in_reach(db, scope, on=today, tree=tree)),
                and_(col(TransferRequest.offered).is_(True), _to(db, scope, tree, today)),
            ),
        )
        for tree in trees_of(scope)
    ]
    waits = (col(TransferStep.state).in_(OPEN), or_(false(), *mine))
    return _read(db, waits, (col(TransferRequest.recorded_at), col(TransferRequest.id)), limit, now=now, inside=True)


def sent_transfers(
    db: Session, actor: Actor, scope: Scope, *, now: datetime, import_key: str | None = None, limit: int = SHOWN
) -> tuple[int, list[TransferLine]]:
    """Return how many requests the actor or the units of the scope asked (by one list), and the newest of them.

    Who answers for everybody reads only their own here; the others' they find among those that wait, and by the people.
    Raises `DomainError` 'forbidden'.
    """
    _check(actor, scope)
    today = text.local_day(now)
    own = col(TransferRequest.by_id) == (actor.person_id or 0)
    mine: list[Any] = [own]
    if not scope.everywhere:
        mine += [
            and_(
                col(TransferRequest.tree) == tree, col(TransferRequest.offered).is_(False), _to(db, scope, tree, today)
            )
            for tree in trees_of(scope)
        ]
    which = [or_(*mine), col(TransferRequest.tree).in_(trees_of(scope))]
    if import_key is not None:
        which.append(col(TransferRequest.import_id).in_(select(ImportRun.id).where(ImportRun.key == import_key)))
    newest = (col(TransferRequest.recorded_at).desc(), col(TransferRequest.id))
    return _read(db, which, newest, limit, now=now, inside=False)


def list_states(db: Session, import_keys: Sequence[str]) -> dict[str, dict[TransferState, int]]:
    """Return how many requests of each staff list are in which state; the caller may know of these lists."""
    rows = db.exec(
        select(ImportRun.key, TransferStep.state, func.count())
        .join(TransferRequest, col(TransferRequest.import_id) == col(ImportRun.id))
        .join(TransferStep, col(TransferStep.request_id) == col(TransferRequest.id))
        .where(col(ImportRun.key).in_(import_keys), col(TransferStep.voided_at).is_(None))
        .group_by(col(ImportRun.key), col(TransferStep.state))
    ).all()
    found: dict[str, dict[TransferState, int]] = {}
    for key, state, n in rows:
        found.setdefault(key, {})[TransferState(state)] = n
    return found


def transfers_of(db: Session, person_id: int, *, now: datetime) -> list[TransferLine]:
    """Return every request for a person, the newest first; the caller has asked who may see their record."""
    newest = (col(TransferRequest.recorded_at).desc(), col(TransferRequest.id))
    return _read(db, (TransferRequest.person_id == person_id,), newest, SHOWN, now=now, inside=True)[1]


def _check(actor: Actor, scope: Scope) -> None:
    check(actor, Right.MANAGE_PEOPLE)
    if scope.right is not Right.MANAGE_PEOPLE:
        raise DomainError("forbidden", right=Right.MANAGE_PEOPLE.value)


def _to(db: Session, scope: Scope, tree: Tree, today: date) -> ColumnElement[bool]:
    return database.among(col(TransferRequest.to_id), scope_units(db, scope, tree, today))


def _read(
    db: Session, which: Sequence[Any], order: Sequence[Any], limit: int, *, now: datetime, inside: bool
) -> tuple[int, list[TransferLine]]:
    standing = (col(TransferStep.request_id) == col(TransferRequest.id)) & col(TransferStep.voided_at).is_(None)
    of_person = col(Person.id) == col(TransferRequest.person_id)
    counted = select(func.count()).select_from(TransferRequest).join(TransferStep, standing).join(Person, of_person)
    total = db.exec(counted.where(*which)).one()
    rows = db.exec(
        select(TransferRequest, TransferStep, Person, ImportRun.file_name)
        .join(TransferStep, standing)
        .join(Person, of_person)
        .join(ImportRun, col(ImportRun.id) == col(TransferRequest.import_id), isouter=True)
        .where(*which)
        .order_by(*order)
        .limit(limit)
    ).all()
    by = people_names(db, {one for request, step, *_ in rows for one in (request.by_id, step.by_id) if one is not None})
    units = _Units(db, text.local_day(now))
    return total, [
        TransferLine(
            key=request.key,
            state=step.state,
            full_name=person.full_name if inside else request.said_name,
            staff_code=(person.staff_code or "") if inside else request.said_code,
            person_key=person.key if inside else None,
            said_name=request.said_name,
            from_unit=units.name(request.tree, request.from_id) if inside else "",
            to_unit=units.name(request.tree, request.to_id),
            offered=request.offered,
            on=request.on,
            agreed=step.on,
            job=Job(request.position, request.category, request.rank, request.head, request.leader),
            note=request.note,
            by=by.get(request.by_id or 0, ""),
            file_name=file or "",
            asked_at=request.recorded_at,
            answered_at=step.recorded_at,
            # to whoever asked the name of who answers would tell where the person is
            answered_by=by.get(step.by_id or 0, "") if inside or step.state is TransferState.WITHDRAWN else "",
            reason=step.reason,
        )
        for request, step, person, file in rows
    ]


class _Units:
    """Names of units with those above them, but for the top's: many wards have an office of one name."""

    def __init__(self, db: Session, today: date) -> None:
        self._db, self._today = db, today

    def name(self, tree: Tree, unit_id: int | None) -> str:
        path = [] if unit_id is None else [one.name for one in unit_tree(self._db, tree, self._today).path(unit_id)]
        return ", ".join(reversed(path[1:] or path))
