"""The second person's word on a prepared act: it is carried out whole, or nothing of it is.

It is carried out as its preparer, whose act it stays, with the rights that they hold at that moment; the second person
is asked first whether all that it checks would let them do it, too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import access, audit, notices, organisation, text
from models.mass_acts.carrying import MassAct, acts
from models.mass_acts.preparing import PAGE, may_confirm
from models.rights import Actor, DomainError, Scope, Unavailable, check_shown
from models.seconding import GoingOn, PreparedAct, PreparedState, Reached, carry, unpack

LONGEST = 500


@dataclass(frozen=True)
class Settled:
    """What became of a prepared act: done, open for its preparer, or failed with the error that says why."""

    state: PreparedState
    error: DomainError | None = None


def confirm(db: Session, actor: Actor, key: str, *, now: datetime) -> Settled:
    """Carry out a prepared act as its second person; return what became of it.

    It is over, and the preparer told, when it touches others than were shown, when its preparer may no longer, or when
    something in it was changed since. Raises `DomainError`: 'not-found' (none that waits, by now or for the actor);
    'second-oneself'; 'second-deputy' (one stands in for the other); 'who-anew'; what the act raises when the actor may
    not.
    """
    row = _waiting(db, actor, key, now=now)
    check_shown(actor, now=now)
    act = acts()[row.act]
    second = _as(db, actor.person_id or 0, actor.name, other=row.by_id, now=now)
    failed = _tried(db, act, second, row, now=now)
    if failed is None and not act.taken_up:
        failed = _carried_out(db, act, row, actor, now=now)
    state = PreparedState.FAILED if failed else PreparedState.CONFIRMED if act.taken_up else PreparedState.DONE
    row.wrong = None if failed is None else {"code": failed.code, "values": _plain(failed)}
    _settle(db, actor, row, state, now=now)
    return Settled(state, failed)


def refuse(db: Session, actor: Actor, key: str, why: str, *, now: datetime) -> None:
    """Say no to a prepared act, with a reason. Raises as `confirm`, and 'reason-missing', 'words-long'."""
    row = _waiting(db, actor, key, now=now)
    if not why.strip():
        raise DomainError("reason-missing")
    if len(why) > LONGEST:
        raise DomainError("words-long", most=LONGEST)
    _settle(db, actor, row, PreparedState.REFUSED, why=why.strip(), now=now)


def withdraw(db: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Take back what the actor prepared and nobody has carried out yet. Raises `DomainError` 'not-found'."""
    row = _locked(db, key)
    open_ = row is not None and row.state in (PreparedState.WAITING, PreparedState.CONFIRMED)
    if row is None or row.by_id != actor.person_id or not open_ or row.expires_at <= now:
        raise DomainError("not-found", key=key)
    _settle(db, actor, row, PreparedState.WITHDRAWN, now=now)


def _locked(db: Session, key: str) -> PreparedAct | None:
    wanted = select(PreparedAct).where(PreparedAct.key == key).with_for_update()
    return db.exec(wanted.execution_options(populate_existing=True)).first()


def _waiting(db: Session, actor: Actor, key: str, *, now: datetime) -> PreparedAct:
    """Return the act, held: of two who settle it at once the second finds none that waits."""
    row = _locked(db, key)
    if row is None or row.state is not PreparedState.WAITING or row.expires_at <= now or row.act not in acts():
        raise DomainError("not-found", key=key)
    if actor.person_id is None or actor.person_id == row.by_id:
        raise DomainError("second-oneself")
    if not may_confirm(db, actor.person_id, actor.name, row, now=now):
        stands_in = may_confirm(db, actor.person_id, actor.name, row, now=now, deputies=True)
        raise DomainError("second-deputy") if stands_in else DomainError("not-found", key=key)
    return row


def _as(db: Session, person_id: int, name: str, *, other: int, now: datetime) -> Actor:
    return access.actor_for(db, person_id, name, now=now, not_for=other)


def _scope(actor: Actor, row: PreparedAct) -> Scope | None:
    """Return the actor's scope; None for an act over a course, which asks for none."""
    return None if row.course_id is not None else access.scope_of(actor, row.right)


def _tried(db: Session, act: MassAct, second: Actor, row: PreparedAct, *, now: datetime) -> DomainError | None:
    """Let the act check all that it checks, as if it were the second person's; return why nobody can do it any more."""
    going_on = GoingOn(row.act, row.terms, unpack(row.touched), trial=True)
    carry(db, going_on)
    try:
        (act.tried or act.carry)(db, second, _scope(second, row), row.terms, now)
    except Reached:
        pass
    except DomainError as error:
        if isinstance(error, Unavailable) or error.code != "second-changed":
            raise
        return error
    finally:
        carry(db, None)
    if not going_on.met and act.tried is None:
        return DomainError("second-changed", people=0)  # it is another act by now than the one that was shown
    return None


def _carried_out(db: Session, act: MassAct, row: PreparedAct, second: Actor, *, now: datetime) -> DomainError | None:
    """Carry the act out as its preparer's; return why it could not be, with nothing of it written."""
    name = organisation.names(db, {row.by_id}).get(row.by_id, "")
    first = _as(db, row.by_id, name, other=second.person_id or 0, now=now)
    going_on = GoingOn(row.act, row.terms, unpack(row.touched))
    carry(db, going_on)
    part = db.begin_nested()
    try:
        act.carry(db, first, _scope(first, row), row.terms, now)
        if not going_on.met:
            raise DomainError("second-changed", people=0)
        part.commit()
    except DomainError as error:
        part.rollback()
        if isinstance(error, Unavailable):
            raise
        return DomainError("second-lost") if error.code == "forbidden" else error
    finally:
        carry(db, None)
    return None


def _plain(error: DomainError) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else text.shown(value) for name, value in error.values.items()}


def _settle(db: Session, actor: Actor, row: PreparedAct, state: PreparedState, *, now: datetime, why: str = "") -> None:
    row.state, row.settled_by, row.settled_at, row.why = state, actor.person_id, now, why
    if state is not PreparedState.CONFIRMED:
        row.touched = b""
    db.add(row)
    words = {"reason": why} if state is PreparedState.REFUSED else None
    what = {
        PreparedState.REFUSED: "seconding.refuse",
        PreparedState.WITHDRAWN: "seconding.withdraw",
        PreparedState.FAILED: "seconding.fail",
    }.get(state, "seconding.confirm")
    told: dict[str, Any] = {"what": row.act, "people": row.people, "party": row.party}
    if actor.person_id != row.by_id:
        told["prepared_by"] = row.by_id
    audit.record(db, actor, what, "prepared", row.id, now=now, personal=words, **told)
    if actor.person_id != row.by_id:
        kind = {
            PreparedState.DONE: "second-done",
            PreparedState.CONFIRMED: "second-open",
            PreparedState.REFUSED: "second-refused",
        }.get(state, "second-failed")
        notices.tell(db, row.by_id, kind, now=now, link=PAGE, by=actor.name)
