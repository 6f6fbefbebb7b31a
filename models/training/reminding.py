"""Reminding people of what is overdue, or due soon: a notice in the app, once a day for a person and a course."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from models import audit, notices, organisation, text
from models.database import new_key
from models.rights import Actor, Right, Scope, check
from models.training.coverage import Flag, Question
from models.training.held import Held
from models.training.names import PersonRow, names
from models.training.states import State

MOST = 2000  # pairs at one click, so that nobody's answer waits behind it
BATCH = 500


@dataclass(frozen=True)
class Reminded:
    """How many people were told now, and how many lines of the list (courses of people) are left for another click."""

    people: int
    left: int


def remind(
    db: Session,
    actor: Actor,
    scope: Scope,
    question: Question,
    *,
    now: datetime,
    state: State | None = State.OVERDUE,
    flag: Flag | None = None,
    held: Held | None = None,
) -> Reminded:
    """Tell everybody on a list of names that a course waits for them; who was reminded of it today is left alone.

    ``scope`` is the actor's for Right.SEE_COVERAGE. The list is read in this transaction, page by page, so that nobody
    is reminded of what they have just completed; ``held`` (from `figures`) makes the pages of a long list cheap.
    Raises `DomainError`: 'forbidden' (assigning is theirs who remind); as `names`.
    """
    check(actor, Right.ASSIGN)
    today = text.local_day(now).isoformat()
    told: list[tuple[str, PersonRow]] = []
    page, total, known = 0, 1, 0
    while page * BATCH < total and len(told) < MOST:
        page += 1
        listed = names(db, scope, question, state=state, flag=flag, page=page, size=BATCH, held=held)
        total = listed.total
        fresh = _fresh(db, {f"reminder:{row.person}:{row.course}:{today}": row for row in listed.rows})
        known += len(listed.rows) - len(fresh)
        told += fresh[: MOST - len(told)]
    ids = organisation.ids_of(db, {row.person for _, row in told})
    if told:
        db.execute(
            insert(notices.Notice),
            [
                {
                    "key": new_key(),
                    "person_id": ids[row.person],
                    "kind": "reminder",
                    "values": {
                        "course": row.course_title,
                        "due": text.day(row.due) if row.due else "–",
                        "by": actor.name,
                    },
                    "link": f"/course?course={row.course}",
                    "once": once,
                    "at": now,
                }
                for once, row in told
            ],
        )
    people = len({row.person for _, row in told})
    audit.record(db, actor, "training.remind", "person", None, now=now, people=people, lines=len(told))
    return Reminded(people, max(0, total - known - len(told)))


def _fresh(db: Session, rows: dict[str, PersonRow]) -> list[tuple[str, PersonRow]]:
    """Return the lines of which nobody was reminded today, each with what makes a second reminder impossible."""
    once = col(notices.Notice.once)
    known = set(db.execute(select(once).where(once.in_(list(rows)))).scalars())
    return [(key, row) for key, row in rows.items() if key not in known]
