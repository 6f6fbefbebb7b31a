"""Where somebody stands who is asked for, and what becomes of the requests when they move, or when nobody answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import notices, text
from models.organisation.following import answering, followed_by
from models.organisation.import_people import chunks
from models.organisation.placing import present_of
from models.organisation.tables import (
    Person,
    Posting,
    Status,
    Succession,
    TransferRequest,
    TransferState,
    TransferStep,
    Tree,
)

LINK = "/transfers"
OPEN = (TransferState.ASKED, TransferState.RELEASED)

Asked = tuple[TransferRequest, TransferStep]


@dataclass(frozen=True)
class Stand:
    """The unit whose record somebody is (None: they never had a place in the tree), and whether they have left it."""

    unit_id: int | None
    left: bool


NOWHERE = Stand(None, left=True)


def stands(db: Session, people: Iterable[int], tree: Tree, on: date) -> dict[int, Stand]:
    """Return where people stand in a tree on a day: who has no place then is where they will be, or last were."""
    rows: dict[int, list[Posting]] = {}
    for part in chunks(set(people)):
        known = select(Posting).where(
            col(Posting.person_id).in_(part),
            Posting.tree == tree,
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
        )
        for row in db.exec(known.order_by(col(Posting.from_))).all():
            rows.setdefault(row.person_id, []).append(row)
    return {person: _stand(mine, on) for person, mine in rows.items()}


def _stand(rows: list[Posting], on: date) -> Stand:
    here = present_of(rows, on) or next((row for row in rows if row.from_ > on), None)
    return Stand(rows[-1].unit_id, left=True) if here is None else Stand(here.unit_id, here.status is Status.INACTIVE)


def continued(db: Session, unit_id: int | None) -> frozenset[int | None]:
    """Return a unit and those that continue it after mergers and splits."""
    found: set[int | None] = {unit_id}
    fresh: set[Any] = set(found)
    while fresh := fresh - {None}:
        after = select(Succession.new_id).where(col(Succession.old_id).in_(fresh), col(Succession.voided_at).is_(None))
        fresh = set(db.exec(after).all()) - found
        found |= fresh
    return frozenset(found)


def standing_steps() -> Any:
    """Return the query for requests, each with the step that holds."""
    both = select(TransferRequest, TransferStep)
    joined = both.join(TransferStep, col(TransferStep.request_id) == col(TransferRequest.id))
    return joined.where(col(TransferStep.voided_at).is_(None))


def write_step(
    db: Session,
    by_id: int | None,
    step: TransferStep,
    state: TransferState,
    *,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> TransferStep:
    """Let a request come to something else: the step that held is void, the new one holds."""
    step.voided_at = now
    db.add(step)
    db.flush()
    new = TransferStep(
        request_id=step.request_id, state=state, on=on or step.on, by_id=by_id, reason=reason, recorded_at=now
    )
    db.add(new)
    db.flush()
    return new


@followed_by
def lapse_moved(db: Session, people: Collection[int] | None, now: datetime) -> None:
    """Let requests lapse whose people (None: anybody) are not where they were, have left, or were joined to others."""
    asked = standing_steps().where(col(TransferStep.state).in_(OPEN))
    waiting: list[Asked] = [
        one
        for part in ([None] if people is None else chunks(people))
        for one in db.exec(asked if part is None else asked.where(col(TransferRequest.person_id).in_(part))).all()
    ]
    lapse(db, [one for one in waiting if _moved(db, one[0], now)], now=now)


def lapse_others(db: Session, done: TransferRequest, *, now: datetime) -> None:
    """Let the other requests for somebody lapse who goes to a unit now."""
    others = standing_steps().where(
        TransferRequest.person_id == done.person_id,
        TransferRequest.tree == done.tree,
        TransferRequest.id != done.id,
        col(TransferStep.state).in_(OPEN),
    )
    lapse(db, db.exec(others).all(), now=now)


def lapse(db: Session, asked: Iterable[Asked], *, now: datetime) -> None:
    """Let requests lapse and tell whoever asked."""
    for request in end_all(db, None, asked, TransferState.LAPSED, now=now):
        tell_asker(db, request, now=now)


def end_all(
    db: Session, by_id: int | None, asked: Iterable[Asked], state: TransferState, *, now: datetime
) -> list[TransferRequest]:
    """Let many requests come to the same, in two writes for all of them, and return them."""
    both = list(asked)
    for _request, step in both:
        step.voided_at = now
        db.add(step)
    db.flush()
    for _request, step in both:
        db.add(TransferStep(request_id=step.request_id, state=state, on=step.on, by_id=by_id, recorded_at=now))
    db.flush()
    return [request for request, _step in both]


def tell_asker(db: Session, request: TransferRequest, *, now: datetime) -> None:
    """Tell whoever asked, and those who answer for their unit, that there is an answer."""
    people = answering(db, request.from_id if request.offered else request.to_id, now=now)
    if request.by_id is not None:
        people.add(request.by_id)
    notices.tell_all(db, sorted(people), "transfer-answered", now=now, link=LINK)


def remind_of_transfers(db: Session, *, days: int, now: datetime) -> int:
    """Remind whoever should answer of requests that wait for longer than some days, once a week; return how many do."""
    late = standing_steps().where(
        col(TransferStep.state).in_(OPEN), TransferStep.recorded_at < now - timedelta(days=days)
    )
    units: dict[int | None, int] = {}
    for request, _step in db.exec(late).all():
        side = request.to_id if request.offered else request.from_id
        units[side] = units.get(side, 0) + 1
    waiting: dict[int, int] = {}
    for unit, n in units.items():
        for person in answering(db, unit, now=now):
            waiting[person] = waiting.get(person, 0) + n
    year, week, _ = text.local_day(now).isocalendar()
    for person, n in waiting.items():
        notices.tell(db, person, "transfer-waits", now=now, link=LINK, once=f"{year}-{week}", n=n)
    return sum(units.values())


def _moved(db: Session, request: TransferRequest, now: datetime) -> bool:
    person = db.get_one(Person, request.person_id)
    if person.same_as_id is not None:
        return True
    stand = stands(db, [request.person_id], request.tree, text.local_day(now)).get(request.person_id, NOWHERE)
    if stand.left and not request.left:
        return True
    return stand.unit_id != request.from_id and stand.unit_id not in continued(db, request.from_id)
