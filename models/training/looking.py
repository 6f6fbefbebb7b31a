"""On which day somebody last looked at the overview, so that they are told what is new since then."""

from datetime import date, datetime

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models import text
from models.rights import Actor
from models.training.tables import LastLook


def last_look(db: Session, actor: Actor, *, now: datetime) -> tuple[date | None, bool]:
    """Return the day on which somebody looked before today, and whether today's look is noted."""
    row = db.get(LastLook, actor.person_id)
    if row is None:
        return None, actor.person_id is None
    noted = row.looked_on == text.local_day(now)
    return (row.before if noted else row.looked_on), noted


def note_look(db: Session, actor: Actor, *, now: datetime) -> None:
    """Write down that somebody looks today; of several looks of one day the first alone moves the day before."""
    today = text.local_day(now)
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    looked, before = col(LastLook.looked_on), col(LastLook.before)
    moved = {"looked_on": today, "before": case((looked == today, before), else_=looked)}
    made = make(LastLook).values(person_id=actor.person_id, looked_on=today)
    db.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=moved))
