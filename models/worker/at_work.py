"""A batch in the hands of a process: how far it is, for whom it works, and how it lets others through."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from models import access, database, organisation, staging, text, training
from models.rights import Actor, Right, Scope
from models.staging import Batch, Kind
from models.worker.lease import hold, keep_to_schema

LEASE = "big writes"
PAUSE = 0.01  # seconds between two transactions, for whoever waits


@dataclass
class Work:
    """A batch in the hands of this process."""

    number: int
    owner: str
    held_at: float
    stopped: Callable[[], bool]
    known: dict[int, organisation.Known] = field(default_factory=dict)
    places: training.Places | None = None
    today: date = field(default_factory=lambda: text.local_day(text.utc_now()))

    def step(self) -> None:
        """Let others through, and keep the lease. Raises `LostError` when somebody else has it, and as `hold`."""
        time.sleep(PAUSE)
        if self.stopped():
            raise LostError
        keep_to_schema()
        if time.monotonic() - self.held_at > 5:
            if not hold(LEASE, self.owner, now=text.utc_now()):
                raise LostError
            self.held_at = time.monotonic()

    def parts(self) -> int:
        """Return of how many parts what was compared is kept."""
        with database.reading() as db:
            return staging.parts(db, self.number)


class LostError(Exception):
    """Another process does the work now."""


def who(db: Session, batch: Batch, *, now: datetime) -> tuple[Actor, Scope]:
    """Return who asked for a batch, with the rights that they have now. Raises 'forbidden' when they have none."""
    rights = {Kind.RULE: Right.ASSIGN, Kind.UNITS: Right.ADMINISTER, Kind.CALENDAR: Right.ADMINISTER}
    right = rights.get(batch.kind, Right.MANAGE_PEOPLE)
    actor = actor_of(db, batch, now=now)
    return actor, access.scope_of(actor, right)


def actor_of(db: Session, batch: Batch, *, now: datetime) -> Actor:
    """Return who asked for a batch; the console where nobody did."""
    if batch.by_id is None:
        return access.operator()
    name = organisation.names(db, [batch.by_id]).get(batch.by_id, "")
    return access.actor_for(db, batch.by_id, name, now=now)
