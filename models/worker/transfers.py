"""What follows from moves later: transfer requests lapse or are reminded of, roles that were outlived are told of."""

from datetime import datetime

from models import access, choices, database, organisation


def follow_transfers(now: datetime) -> None:
    """Let requests lapse whose people are elsewhere by now, remind of the others; tell of outlived roles."""
    with database.writing() as db:
        organisation.lapse_moved(db, None, now)
        organisation.remind_of_transfers(db, days=choices.current(db).days_to_answer, now=now)
        access.tell_moved_away(db, now=now)
