"""What waits for somebody as the second person, and what became of what they prepared or settled themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from models import organisation
from models.mass_acts.preparing import may_confirm, seconds
from models.rights import Actor, DomainError
from models.seconding import OPEN, PreparedAct, PreparedState

KEPT = timedelta(days=30)  # so long an act that is over is shown


@dataclass(frozen=True)
class PreparedLine:
    """A prepared act as a list shows it. ``mine``: the reader prepared it. ``others``: how many may confirm it."""

    key: str
    act: str
    terms: dict[str, Any]
    people: int
    by: str
    prepared_at: datetime
    expires_at: datetime
    state: PreparedState
    settled_by: str
    settled_at: datetime | None
    why: str
    wrong: DomainError | None
    mine: bool
    others: int = 0


def waiting_for(db: Session, actor: Actor, *, now: datetime) -> tuple[list[PreparedLine], list[PreparedLine]]:
    """Return what waits for the actor's word, the oldest first; and their own, prepared or settled, newest first."""
    me = actor.person_id
    of_rights = col(PreparedAct.right).in_(actor.rights)
    read = select(PreparedAct).options(defer(PreparedAct.touched)).order_by(col(PreparedAct.id))  # type: ignore[arg-type]
    open_ = read.where(PreparedAct.state == PreparedState.WAITING, col(PreparedAct.expires_at) > now, of_rights)
    waits = [
        row
        for row in db.exec(open_.where(PreparedAct.by_id != me)).all()
        if me is not None and may_confirm(db, me, actor.name, row, now=now)
    ]
    recent = or_(col(PreparedAct.state).in_(OPEN), col(PreparedAct.settled_at) > now - KEPT)
    own = db.exec(read.where(or_(PreparedAct.by_id == me, PreparedAct.settled_by == me), recent)).all()
    rows = (*waits, *own)
    names = organisation.names(db, {row.by_id for row in rows} | {row.settled_by for row in rows if row.settled_by})
    return (
        [_line(row, names, me, now=now) for row in waits],
        [_line(row, names, me, now=now, others=_others(db, row, now=now)) for row in reversed(own)],
    )


def _others(db: Session, row: PreparedAct, *, now: datetime) -> int:
    return len(seconds(db, row, now=now)) if row.state is PreparedState.WAITING else 0


def _line(row: PreparedAct, names: dict[int, str], me: int | None, *, now: datetime, others: int = 0) -> PreparedLine:
    over = row.state in OPEN and row.expires_at <= now  # the worker will say so in a moment
    return PreparedLine(
        key=row.key,
        act=row.act,
        terms=row.terms,
        people=row.people,
        by=names.get(row.by_id, "–"),
        prepared_at=row.prepared_at,
        expires_at=row.expires_at,
        state=PreparedState.LAPSED if over else row.state,
        settled_by=names.get(row.settled_by or 0, ""),
        settled_at=row.settled_at,
        why=row.why,
        wrong=None if row.wrong is None else DomainError(row.wrong["code"], **row.wrong["values"]),
        mine=row.by_id == me,
        others=others,
    )
