"""A backup in a process of its own: made, written down, and old ones of the schedule taken away."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models import access, backups, choices, database, settings, text
from models.backups import Made
from models.rights import DomainError


def make_backup(
    folder: Path | None = None, *, scheduled: bool = False, stopped: Callable[[], bool] = lambda: False
) -> Made:
    """Make a backup in ``folder`` (the setting's when None) and write down that, or why not, it was made.

    Raises what `backups.make` raises. A file that is whole stays, also where the database cannot be written to.
    """
    begun, place, actor = text.utc_now(), folder or settings.current().backups_dir, access.operator()
    try:
        made = backups.make(place, now=begun, mark="" if scheduled else "manual", stopped=stopped)
    except DomainError as error:
        if error.code not in ("backup-stopped", "backup-busy"):
            with contextlib.suppress(DomainError), database.writing() as db:
                now = text.utc_now()
                backups.note_failed(db, actor, error, place, scheduled=scheduled, begun=begun, now=now)
        raise
    with database.writing() as db:
        backups.note_made(db, actor, made, scheduled=scheduled, now=text.utc_now())
        values = choices.current(db)
    if scheduled:
        backups.take_away_old(place, values)
    return made


def watch_backups(now: datetime) -> None:
    """Tell administrators of backups that failed or are too old."""
    with database.writing() as db:
        backups.warn(db, now=now)
