"""Reminding people of what is overdue, or due soon: a notice in the app, once a day for a person and a course."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from models import audit, notices, organisation, text
from models.database import new_key
from models.rights import Actor, Right, Scope, check
from models.training.coverage import Flag, Question
from models.training.names import names
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
) -> Reminded:
    """Tell everybody on a list of names that a course waits for them; who was reminded of it today is left alone.

    ``scope`` is the actor's for Right.SEE_COVERAGE. The list is read in this transaction, so that nobody is reminded
    of what they have just completed. Raises `DomainError`: 'forbidden' (assigning is theirs who remind); as `names`.
    """
    check(actor, Right.ASSIGN)
    rows = names(db, scope, question, state=state, flag=flag, size=10**9).rows
    today = text.local_day(now)
    once = {row: f"reminder:{row.person}:{row.course}:{today.isoformat()}" for row in rows}
    known: set[str | None] = set()
    keys = list(once.values())
    notice = notices.Notice
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        known.update(db.execute(select(col(notice.once)).where(col(notice.once).in_(batch))).scalars())
    fresh = [row for row in rows if once[row] not in known]
    told = fresh[:MOST]
    ids = _ids(db, sorted({row.person for row in told}))
    if told:
        db.execute(
            insert(notice),
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
                    "once": once[row],
                    "at": now,
                }
                for row in told
            ],
        )
    people = len({row.person for row in told})
    audit.record(db, actor, "training.remind", "person", None, now=now, people=people, lines=len(told))
    return Reminded(people, len(fresh) - len(told))


def _ids(db: Session, keys: list[str]) -> dict[str, int]:
    person = organisation.Person
    found: dict[str, int] = {}
    for start in range(0, len(keys), BATCH):
        read = select(col(person.key), col(person.id)).where(col(person.key).in_(keys[start : start + BATCH]))
        found.update({key: number for key, number in db.execute(read) if number is not None})
    return found
