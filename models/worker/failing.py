"""A big write that fails again and again: it is tried on and on, and from the third time administrators know why."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from models import access, database, notices, staging, text
from models.rights import Right, Unavailable
from models.staging import Batch

log = logging.getLogger("kns.batches")
LINK = "/settings"


@contextmanager
def noted(number: int) -> Iterator[None]:
    """Keep with a batch that what is done within failed, and raise it on; done well, that is forgotten."""
    try:
        yield
    except Exception as error:
        _note(number, error, now=text.utc_now())
        raise
    with database.reading() as db:
        had_failed = staging.FAILING in db.get_one(Batch, number).asked
    if had_failed:
        with database.writing() as db:
            batch = db.get_one(Batch, number)
            batch.asked = {name: value for name, value in batch.asked.items() if name != staging.FAILING}
            db.add(batch)


def _note(number: int, error: Exception, *, now: datetime) -> None:
    """Count another try in a row at the same step. Where nothing at all can be written, the log alone has it."""
    try:
        with database.writing() as db:
            batch = db.get_one(Batch, number)
            before, step = batch.asked.get(staging.FAILING), [batch.state.value, batch.done]
            tries = 1 + (before["tries"] if before is not None and before["step"] == step else 0)
            told = {"why": _why(error), "tries": tries, "at": now.isoformat(), "step": step}
            batch.asked = {**batch.asked, staging.FAILING: told}
            db.add(batch)
            if tries >= staging.TOLD_AFTER:
                for person in access.holders(db, Right.ADMINISTER, now=now):
                    said = {"once": batch.key, "name": batch.name}
                    notices.tell(db, person, "big-write-failing", now=now, link=LINK, **said)
    except Exception:
        log.exception("that batch %s fails could not be noted", number)


def _why(error: Exception) -> str:
    """Return the code of the sentence that says what failed and what to do."""
    code = error.code if isinstance(error, Unavailable) else ""
    if getattr(error, "errno", None) == errno.ENOSPC or code == "database-full":
        return "big-write-disk"
    if not code:
        return "big-write-stuck"
    return "big-write-locked" if code == "database-busy" else "big-write-away"
