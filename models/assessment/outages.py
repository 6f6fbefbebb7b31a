"""Time that an outage of the server took is given back to attempts that were open.

The pages note every few seconds that they answer. Whoever notes it after a gap finds the outage: every attempt whose
time was running when the gap began closes later by the time that it lost. The row that holds the last beat is locked
meanwhile, so of two processes that come back at once the second finds no gap.
"""

from datetime import datetime, timedelta

from sqlalchemy import text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import audit
from models.assessment.tables import Attempt, Heartbeat, Outage
from models.rights import Actor

EVERY = timedelta(seconds=5)  # how often the pages say that they answer
AFTER = timedelta(seconds=20)  # how long they may be silent before it counts as an outage
AT_START = 2 * EVERY  # the same where a process begins anew: what was slow is told from what was down
_PAGES = "pages"
_OPEN = text("attempt.state = 'open'")


def beat(db: Session, actor: Actor, *, now: datetime, starting: bool = False) -> int:
    """Note that the pages answer now; after an outage give its time back and return to how many attempts, else 0.

    ``actor`` is the platform itself; ``starting``: the process has only begun to answer.
    """
    most = AT_START if starting else AFTER
    usual = update(Heartbeat).where(
        col(Heartbeat.name) == _PAGES, col(Heartbeat.at) >= now - most, col(Heartbeat.at) <= now
    )
    if getattr(db.execute(usual.values(at=now)), "rowcount", 0):
        return 0
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.execute(make(Heartbeat).values(name=_PAGES, at=now).on_conflict_do_nothing(index_elements=["name"]))
    last = db.exec(
        select(Heartbeat).where(Heartbeat.name == _PAGES).with_for_update().execution_options(populate_existing=True)
    ).one()
    began = last.at
    last.at = max(last.at, now)
    db.add(last)
    return _give_back(db, actor, began, now) if now - began > most else 0


def answering(db: Session, *, now: datetime) -> bool:
    """Return whether the pages answer, as far as is known.

    While they do not, no attempt's time is over: it may still be given some back.
    """
    last = db.get(Heartbeat, _PAGES, populate_existing=True)
    return last is None or now - last.at <= AFTER


def _give_back(db: Session, actor: Actor, began: datetime, ended: datetime) -> int:
    running = db.exec(
        select(Attempt)
        .where(_OPEN, col(Attempt.closes_at) > began, col(Attempt.started_at) < ended)
        .order_by(col(Attempt.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for attempt in running:
        lost = int((ended - max(began, attempt.started_at)).total_seconds())
        assert attempt.closes_at is not None
        attempt.closes_at += timedelta(seconds=lost)
        attempt.given_back += lost
        db.add(attempt)
        audit.record(db, actor, "assessment.give-back", "attempt", attempt.id, now=ended, seconds=lost)
    db.add(Outage(began_at=began, ended_at=ended, attempts=len(running), recorded_at=ended))
    db.flush()
    return len(running)
