"""What the worker does for the audit trail, and for erasures that a restore undid."""

import logging
from datetime import datetime, timedelta

from models import audit, database, privacy

log = logging.getLogger("kns.worker")
LOOK = timedelta(days=1)


def seal(now: datetime) -> None:
    """Seal what waits, in short transactions; what is hashed is hashed outside of them."""
    for _ in range(100):  # the other tasks have their turn, whatever waits
        with database.reading() as db:
            made = audit.links(db)
        if not made.sealed:
            return
        with database.writing() as db:
            audit.keep_links(db, made, now=now)


def keep_head(now: datetime) -> None:
    """Keep the trail's head beside this machine's data: whoever cuts the trail would have to reach every machine."""
    with database.reading() as db:
        audit.keep_head(audit.head(db), now=now)


class Trail:
    """Looks at the whole trail once a day, some thousand lines at a time, against the heads that this machine keeps."""

    def __init__(self) -> None:
        self._check: audit.Check | None = None
        self._next: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look at some lines more; at the end, remember what was found."""
        if self._check is None:
            if self._next is not None and now < self._next:
                return
            self._check, self._next = audit.Check(audit.kept_heads()), now + LOOK
        with database.reading() as db:
            verdict = self._check.step(db)
        if verdict is None:
            return
        self._check = None
        if verdict.broken is not None:
            log.error("the audit trail does not hold: entry %s %s", verdict.broken.number, verdict.broken.how)
        with database.writing() as db:
            audit.note_check(db, verdict, now=now)


def follow_erasures(now: datetime) -> None:
    """Let this machine's file tell of every erasure, and erase again what a restore brought back.

    On each machine: whoever was erased at another one would come back with a backup of before that is restored here
    when the database itself can no longer say.
    """
    with database.reading() as db:
        recorded = privacy.recorded_erasures(db)
    privacy.keep_erasures(recorded)
    keys = privacy.kept_erasures()
    with database.reading() as db:
        back = privacy.brought_back(db, keys)
    for key in back:
        with database.writing() as db:
            privacy.replay(db, [key], now=now)
