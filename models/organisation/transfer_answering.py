"""Answering a request that somebody come from a unit of others: the move is written by whoever says yes last.

Asking says yes for the side that asks. Nobody is ever double or nowhere: until both have said yes the person stays, and
of several units that ask the first one released wins.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import audit, notices, text, workdays
from models.organisation.following import answering
from models.organisation.people import Job, main_postings
from models.organisation.placing import move_main, present_of
from models.organisation.reach import answers_for, holds_unit, trees_of, unit_in_scope
from models.organisation.seen import hold
from models.organisation.tables import Posting, Status, TransferRequest, TransferState, TransferStep
from models.organisation.transfer_asking import tidied
from models.organisation.transfer_standing import (
    LINK,
    OPEN,
    Asked,
    continued,
    end_all,
    lapse_moved,
    lapse_others,
    standing_steps,
    tell_asker,
    write_step,
)
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check


def answer_transfer(
    db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime, on: date | None = None
) -> TransferState:
    """Say yes for the side that a request waits for, which writes the move; return what it came to.

    ``on``: from which day; without one it is the day that was asked for, or today if that is over. A request whose
    person is not where they were has lapsed, and that is written instead. Raises `DomainError`: 'forbidden';
    'not-found' (also for one that does not wait for the actor); 'changed-meanwhile' (it is answered);
    'unit-unknown' (the new unit does not stand on that day); 'outside-scope' (the person is announced elsewhere);
    'transfer-early' (day: they came to the unit where they are on that day only).
    """
    workdays.check_days(on, now=now)
    request, step = _held(db, actor, scope, key, now=now)
    lapse_moved(db, [request.person_id], now)
    db.refresh(step)
    if step.voided_at is not None:
        return TransferState.LAPSED
    today = text.local_day(now)
    day = on or max(request.on, today)
    if request.to_id not in unit_tree(db, request.tree, day).nodes:
        raise DomainError("unit-unknown", unit=request.to_id)
    rows = main_postings(db, request.person_id, request.tree)
    present = present_of(rows, day)
    here = continued(db, request.from_id)
    if day < today and rows and (present is None or present.unit_id not in here):
        raise DomainError("transfer-early", day=min(row.from_ for row in rows if row.unit_id in here))
    if not request.offered and present is not None:
        unit_in_scope(db, scope, request.tree, present.unit_id, day)
    elif request.offered and present is not None and present.unit_id not in here:
        raise DomainError("outside-scope")  # whoever offered them has announced another move since
    if step.state is TransferState.ASKED:
        step = write_step(db, actor.person_id, step, TransferState.RELEASED, now=now, on=day)
    write_step(db, actor.person_id, step, TransferState.DONE, now=now, on=day)
    audit.record(
        db, actor, "organisation.agree-transfer", "person", request.person_id, now=now, unit=request.to_id, on=str(day)
    )
    job = _job(request, present)
    lapse_others(db, request, now=now)
    move_main(db, actor, request.person_id, request.tree, rows, request.to_id, from_=day, job=job, now=now)
    tell_asker(db, request, now=now)
    return TransferState.DONE


def refuse_transfer(db: Session, actor: Actor, scope: Scope, key: str, reason: str, *, now: datetime) -> None:
    """Say no for the side that a request waits for; whoever asked reads why.

    Raises `DomainError`: 'forbidden', 'not-found', 'changed-meanwhile', 'reason-missing', 'words-long'.
    """
    request, step = _held(db, actor, scope, key, now=now)
    reason = tidied(reason)
    if not reason:
        raise DomainError("reason-missing")
    write_step(db, actor.person_id, step, TransferState.REFUSED, now=now, reason=reason)
    audit.record(
        db,
        actor,
        "organisation.refuse-transfer",
        "person",
        request.person_id,
        now=now,
        personal={"reason": reason},
        unit=request.to_id,
    )
    tell_asker(db, request, now=now)


def withdraw_transfer(db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime) -> None:
    """Take a request back that one's own side asked. Raises 'forbidden', 'not-found', 'changed-meanwhile'."""
    check(actor, Right.MANAGE_PEOPLE)
    request, step = _found(db, key)
    mine = request.to_id if not request.offered else request.from_id
    today = text.local_day(now)
    own = request.by_id is not None and request.by_id == actor.person_id
    if not own and (mine is None or not holds_unit(db, scope, request.tree, mine, max(today, request.on))):
        raise DomainError("not-found")
    if step.state not in OPEN:
        raise DomainError("changed-meanwhile")
    _withdraw(db, actor, [(request, step)], now=now)


def withdraw_of_list(db: Session, actor: Actor, import_id: int, *, now: datetime, most: int | None = None) -> int:
    """Take back what a staff list asked for and nobody has answered (``most`` of it); return how many that were."""
    return _withdraw(db, actor, open_of_list(db, import_id)[:most], now=now)


def open_of_list(db: Session, import_id: int) -> list[tuple[TransferRequest, TransferStep]]:
    """Return the requests of a staff list that wait for an answer."""
    found = standing_steps().where(TransferRequest.import_id == import_id, col(TransferStep.state).in_(OPEN))
    return list(db.exec(found).all())


def _withdraw(db: Session, actor: Actor, asked: list[Asked], *, now: datetime) -> int:
    told = set()
    for request in end_all(db, actor.person_id, asked, TransferState.WITHDRAWN, now=now):
        act, subject = "organisation.withdraw-transfer", request.person_id
        audit.record(db, actor, act, "person", subject, now=now, unit=request.to_id)
        told.add(request.to_id if request.offered else request.from_id)
    people = {one for unit in told for one in answering(db, unit, now=now)}
    notices.tell_all(db, sorted(people), "transfer-withdrawn", now=now, link=LINK)
    return len(asked)


def _held(db: Session, actor: Actor, scope: Scope, key: str, *, now: datetime) -> tuple[TransferRequest, TransferStep]:
    """Return a request that waits for the actor's side, with the person and the step held."""
    check(actor, Right.MANAGE_PEOPLE)
    request, step = _found(db, key)
    day = max(text.local_day(now), request.on)
    if request.tree not in trees_of(scope) or not (
        holds_unit(db, scope, request.tree, request.to_id, day)
        if request.offered
        else answers_for(db, scope, request.person_id, request.tree, now=now)
    ):
        raise DomainError("not-found")
    if step.state not in OPEN:
        raise DomainError("changed-meanwhile")
    return request, step


def _found(db: Session, key: str) -> tuple[TransferRequest, TransferStep]:
    """Return a request and its standing step, both held with their person. Raises 'not-found'."""
    request = db.exec(select(TransferRequest).where(TransferRequest.key == key)).first()
    if request is None:
        raise DomainError("not-found")
    hold(db, request.person_id, None)  # all requests for one person wait for each other here
    step = db.exec(
        select(TransferStep)
        .where(TransferStep.request_id == request.id, col(TransferStep.voided_at).is_(None))
        .execution_options(populate_existing=True)
    ).one()
    return request, step


def _job(request: TransferRequest, present: Posting | None) -> Job:
    """Return what they will be: as was asked; where that is silent, as they are."""
    known = present if present is not None and present.status is not Status.INACTIVE else None
    return Job(
        position=request.position,
        category=request.category or (known.category if known else None),
        rank=request.rank or (known.rank if known else ""),
        head=request.head,
        leader=request.leader,
    )
