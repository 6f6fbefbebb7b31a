"""Transfer requests that wait: those whose people have moved by now lapse, old ones are reminded of."""

from datetime import datetime

from models import choices, database, organisation


def follow_transfers(now: datetime) -> None:
    """Let requests lapse whose people are elsewhere by now, and remind whoever should answer the others."""
    with database.writing() as db:
        organisation.lapse_moved(db, None, now)
        organisation.remind_of_transfers(db, days=choices.current(db).days_to_answer, now=now)
