"""Who looked at what: the day of one's last look at the overview, and on record each list of names that was opened."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import audit, text
from models.organisation import Tree
from models.rights import Actor, Scope
from models.training.bridge import Step
from models.training.coverage import find_part, tree_on
from models.training.held import Held
from models.training.questions import Question
from models.training.states import State
from models.training.tables import LastLook


def last_look(db: Session, actor: Actor, *, now: datetime) -> tuple[date | None, bool]:
    """Return the day on which somebody looked before today, and whether today's look is noted."""
    row = db.get(LastLook, actor.person_id)
    if row is None:
        return None, actor.person_id is None
    noted = row.looked_on == text.local_day(now)
    return (row.before if noted else row.looked_on), noted


def last_looks(db: Session, people: Collection[int], *, now: datetime) -> dict[int, date | None]:
    """Return the day on which each of some people looked before today; those who never did are not among them."""
    today = text.local_day(now)
    rows = db.exec(select(LastLook).where(col(LastLook.person_id).in_(people))).all()
    return {row.person_id: row.before if row.looked_on == today else row.looked_on for row in rows}


def note_look(db: Session, actor: Actor, *, now: datetime) -> None:
    """Write down that somebody looks today; of several looks of one day the first alone moves the day before."""
    today = text.local_day(now)
    make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    looked, before = col(LastLook.looked_on), col(LastLook.before)
    moved = {"looked_on": today, "before": case((looked == today, before), else_=looked)}
    made = make(LastLook).values(person_id=actor.person_id, looked_on=today)
    db.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=moved))


def note_list(
    db: Session,
    actor: Actor,
    scope: Scope,
    held: Held,
    question: Question,
    *,
    rows: int,
    states: Collection[State] = (),
    step: Step | None = None,
    now: datetime,
) -> None:
    """Write down that somebody opened a list of names: of which unit, course and states, and of how many lines.

    Whom it named is not kept: the list of that moment can be asked for again. Raises `DomainError` as `names` does.
    """
    unit = find_part(tree_on(held, question), scope, question).unit
    told: dict[str, Any] = {
        "rows": rows,
        "course": next((one.id for one in held.courses if one.slug == question.course), None),
        "states": [one.value for one in State if one in states] or None,
        "step": None if step is None else step.value,
        "on": question.on.isoformat() if question.on != text.local_day(now) else None,
        "tree": None if question.tree is Tree.ADMINISTRATION else question.tree.value,
    }
    details = {name: value for name, value in told.items() if value is not None}
    audit.record(db, actor, "training.open-list", "unit", None if unit is None else unit.id, now=now, **details)
