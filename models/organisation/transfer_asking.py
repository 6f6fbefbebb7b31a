"""Asking for somebody whom others answer for, or offering somebody to a unit of others.

Whoever asks knows a staff code, not the record: they learn that the code is in use elsewhere, and what became of their
request. Until it is answered the person stays where they are, however many units ask (`transfer_answering`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import audit, notices, staging, text, workdays
from models.organisation.following import answering
from models.organisation.people import Job, staff_code_key
from models.organisation.reach import answers_for, holds_unit, unit_in_scope
from models.organisation.seen import hold
from models.organisation.tables import (
    Person,
    TransferRequest,
    TransferState,
    TransferStep,
    Tree,
    Unit,
)
from models.organisation.transfer_standing import (
    LINK,
    NOWHERE,
    OPEN,
    Stand,
    standing_steps,
    stands,
)
from models.organisation.units import unit_tree
from models.rights import Actor, DomainError, Right, Scope, check

LONGEST = 500  # letters of a reason or a note


@dataclass(frozen=True)
class Ask:
    """Whom a unit asks for, from which day and as what; name and code as whoever asks wrote them.

    ``giver``: the unit of the asker's own where they stood, when they are offered to a unit of others.
    """

    person_id: int
    unit_id: int
    on: date
    job: Job
    said_name: str
    said_code: str = ""
    row: int = 0
    giver: int | None = None


def code_holder(db: Session, scope: Scope, code: str, *, now: datetime) -> Person | None:
    """Return whose staff code this is, None when it is free. Raises 'person-elsewhere': others answer for them."""
    found = db.exec(select(Person).where(Person.staff_code_key == staff_code_key(code))).first()
    person = None if found is None or found.same_as_id is None else db.get(Person, found.same_as_id)
    person = person or found
    if person is not None and not answers_for(db, scope, person.id or 0, Tree.ADMINISTRATION, now=now):
        raise DomainError("person-elsewhere", value=code)
    return person


def ask_transfer(
    db: Session,
    actor: Actor,
    scope: Scope,
    staff_code: str,
    full_name: str,
    *,
    unit_id: int,
    on: date,
    job: Job,
    now: datetime,
    note: str = "",
) -> None:
    """Ask for the person of a staff code whom others answer for, to come to a unit of the scope from a day on.

    Raises `DomainError`: 'forbidden'; 'outside-scope' or 'unit-unknown' (the unit); 'name-missing'; 'words-long';
    'not-found' (nobody has this code, or the actor answers for them); 'transfer-waits' (the same was asked
    before), 'transfer-said-no' (and was refused for this day).
    """
    check(actor, Right.MANAGE_PEOPLE)
    workdays.check_days(on, now=now)
    tree = _tree_of(db, unit_id, on)
    unit_in_scope(db, scope, tree, unit_id, on)
    if not text.tidy(full_name):
        raise DomainError("name-missing")
    try:
        code_holder(db, scope, staff_code, now=now)
    except DomainError as elsewhere:
        if elsewhere.code != "person-elsewhere":
            raise
    else:
        raise DomainError("not-found")
    person = db.exec(select(Person).where(Person.staff_code_key == staff_code_key(staff_code))).one()
    if person.recorded_at == staging.NOT_YET:  # a list that brings them in is just being written
        raise DomainError("not-found")
    person_id = person.same_as_id or person.id or 0
    hold(db, person_id, None)
    said = text.tidy(full_name), text.tidy(staff_code)
    ask = Ask(person_id, unit_id, on, job, *said)
    if not ask_for(db, actor, [ask], tree, now=now, note=tidied(note)):
        raise DomainError(_why_not(db, ask, tree))


def ask_for(
    db: Session,
    actor: Actor,
    asks: Sequence[Ask],
    tree: Tree,
    *,
    now: datetime,
    note: str = "",
    import_id: int | None = None,
) -> int:
    """Ask for people, or offer them; the caller has asked who may. Return how many requests are new.

    What waits already is not asked twice; who went elsewhere since the caller asked who may is no longer offered.
    """
    known = {(request.person_id, request.to_id) for request, _ in requests_of(db, asks, tree)}
    where = stands(db, [ask.person_id for ask in asks], tree, text.local_day(now))
    new = []
    for ask in asks:
        if (ask.person_id, ask.unit_id) in known:
            continue
        known.add((ask.person_id, ask.unit_id))
        stand = where.get(ask.person_id, NOWHERE)
        if ask.giver is None or (stand.unit_id == ask.giver and not stand.left):
            new.append(_request(actor, ask, tree, stand, now=now, note=note, import_id=import_id))
    _send(db, actor, new, now=now)
    return len(new)


def offer_transfer(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    *,
    unit_id: int,
    on: date,
    job: Job,
    now: datetime,
    note: str = "",
    seen: str | None = None,
) -> None:
    """Let somebody of the scope go to a unit beyond it; they move when that unit says yes.

    Raises `DomainError`: 'forbidden'; 'unit-unknown'; 'not-found' (the actor does not answer for the person);
    'transfer-own' (but for the unit, too: then it takes no asking); 'transfer-waits' and 'transfer-said-no' as
    `ask_transfer`; 'changed-meanwhile';
    'words-long'.
    """
    check(actor, Right.MANAGE_PEOPLE)
    workdays.check_days(on, now=now)
    tree = _tree_of(db, unit_id, on)
    person = hold(db, person_id, seen)
    if not answers_for(db, scope, person_id, tree, now=now):
        raise DomainError("not-found")
    if holds_unit(db, scope, tree, unit_id, on):
        raise DomainError("transfer-own")
    stand = stands(db, [person_id], tree, text.local_day(now)).get(person_id, NOWHERE)
    ask = Ask(person_id, unit_id, on, job, person.full_name, person.staff_code or "", giver=stand.unit_id)
    if any(request.to_id == unit_id for request, _ in requests_of(db, [ask], tree)):
        raise DomainError(_why_not(db, ask, tree))
    _send(db, actor, [_request(actor, ask, tree, stand, now=now, note=tidied(note), import_id=None)], now=now)


def _why_not(db: Session, ask: Ask, tree: Tree) -> str:
    waits = any(step.state in OPEN for _request, step in requests_of(db, [ask], tree))
    return "transfer-waits" if waits else "transfer-said-no"


def requests_of(db: Session, asks: Iterable[Ask], tree: Tree) -> list[tuple[TransferRequest, TransferStep]]:
    """Return the requests that ask for the same already: those that wait, and those refused for the same day."""
    wanted = {(ask.person_id, ask.unit_id): ask.on for ask in asks}
    people = sorted({person for person, _ in wanted})
    found: list[tuple[TransferRequest, TransferStep]] = []
    for begin in range(0, len(people), 500):
        some = standing_steps().where(
            col(TransferRequest.person_id).in_(people[begin : begin + 500]), TransferRequest.tree == tree
        )
        for request, step in db.exec(some).all():
            on = wanted.get((request.person_id, request.to_id))
            if on is not None and (step.state in OPEN or (step.state is TransferState.REFUSED and request.on == on)):
                found.append((request, step))
    return found


def givers(db: Session, person_id: int, unit_id: int) -> list[int]:
    """Return the units that agreed to let somebody go to a unit, by whichever side's request."""
    done = standing_steps().where(
        TransferRequest.person_id == person_id,
        TransferRequest.to_id == unit_id,
        TransferStep.state == TransferState.DONE,
    )
    return [request.from_id for request, _step in db.exec(done).all() if request.from_id is not None]


def tidied(said: str) -> str:
    """Return a note or a reason tidied. Raises `DomainError` 'words-long'."""
    told = text.tidy(said)
    if len(told) > LONGEST:
        raise DomainError("words-long", most=LONGEST, given=len(told))
    return told


def _request(
    actor: Actor,
    ask: Ask,
    tree: Tree,
    stand: Stand,
    *,
    now: datetime,
    note: str,
    import_id: int | None,
) -> TransferRequest:
    return TransferRequest(
        person_id=ask.person_id,
        tree=tree,
        from_id=stand.unit_id,
        left=stand.left,
        offered=ask.giver is not None,
        to_id=ask.unit_id,
        on=ask.on,
        said_name=ask.said_name,
        said_code=ask.said_code,
        note=note,
        by_id=actor.person_id,
        import_id=import_id,
        row=ask.row,
        recorded_at=now,
        **ask.job.values(),
    )


def _send(db: Session, actor: Actor, new: Sequence[TransferRequest], *, now: datetime) -> None:
    """Write requests with their first step, and tell whoever is to answer."""
    db.add_all(new)
    db.flush()
    told: set[int | None] = set()
    for request in new:
        state = TransferState.RELEASED if request.offered else TransferState.ASKED
        day = request.on if request.offered else None
        db.add(TransferStep(request_id=request.id or 0, state=state, on=day, by_id=actor.person_id, recorded_at=now))
        act = "organisation.offer-transfer" if request.offered else "organisation.ask-transfer"
        details: dict[str, Any] = {"unit": request.to_id, "on": request.on.isoformat()}
        audit.record(db, actor, act, "person", request.person_id, now=now, **details)
        told.add(request.to_id if request.offered else request.from_id)
    db.flush()
    people = {one for unit in told for one in answering(db, unit, now=now)}
    notices.tell_all(db, sorted(people), "transfer-asked", now=now, link=LINK)


def _tree_of(db: Session, unit_id: int, on: date) -> Tree:
    unit = db.get(Unit, unit_id)
    if unit is None or unit_id not in unit_tree(db, unit.tree, on).nodes:
        raise DomainError("unit-unknown", unit=unit_id)
    return unit.tree
