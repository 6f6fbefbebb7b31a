"""Why a course that was asked of a person is asked no more: read from the facts that ended the duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select
from sqlmodel import Session, col

from models import database, organisation
from models.training.rules import Span
from models.training.steps import steps_of
from models.training.tables import Duty, Rule


class Release(StrEnum):
    """What ended a duty; the first that fits."""

    RETIRED = "retired"  # the course is offered no more
    RULE = "rule"  # the rule, or the learning path that it gives, asks for the course no more
    LEFT = "left"  # the person is at work no more
    MOVED = "moved"  # the person left a unit
    CHANGED = "changed"  # of the person, something else that the rule asks for


@dataclass(frozen=True)
class EndedDuty:
    """A duty that is over, while nothing else asked for its course on the day on which it ended (``until``)."""

    course_id: int
    from_: date
    until: date
    why: Release
    rule: Rule


def ended_duties(db: Session, person_id: int, *, today: date) -> list[EndedDuty]:
    """Return what is asked of a person no more, as known now, the latest first."""
    rows = database.rows(db, _DUTIES, person=person_id)
    over = [row for row in rows if row.until is not None and row.until <= today and not _goes_on(row, rows)]
    if not over:
        return []
    rules = {rule.id: rule for rule in db.execute(_RULES, {"rules": [row.rule_id for row in over]}).scalars()}
    units = [(row.unit_id, (row.from_, row.until or date.max)) for row in database.rows(db, _UNITS, person=person_id)]
    return [
        EndedDuty(row.course_id, row.from_, row.until, _why(row, rules[row.rule_id], units), rules[row.rule_id])
        for row in sorted(over, key=lambda row: (row.until, row.id), reverse=True)
    ]


def _goes_on(row: Row[Any], rows: Sequence[Row[Any]]) -> bool:
    """Return whether the same course was asked on the day on which a duty ended, by whatever rule."""
    return any(
        one.course_id == row.course_id and one.from_ <= row.until and (one.until is None or one.until > row.until)
        for one in rows
    )


def _why(row: Row[Any], rule: Rule, units: Sequence[tuple[int, Span]]) -> Release:
    until: date = row.until
    if row.reason == Release.RETIRED:
        return Release.RETIRED
    ends = [rule.until, *(step.until for step in steps_of(rule) if step.course == row.course_id)]
    if any(end is not None and end <= until for end in ends):
        return Release.RULE
    before, after = (
        {unit for unit, (start, end) in units if start <= day < end} for day in (until - timedelta(days=1), until)
    )
    if not after:
        return Release.LEFT
    return Release.CHANGED if before <= after else Release.MOVED


_PERSON: Any = bindparam("person", type_=Integer)
_POSTING = organisation.Posting
_DUTIES: Any = select(
    *(col(getattr(Duty, name)).label(name) for name in ("id", "course_id", "rule_id", "from_", "until", "reason"))
).where(col(Duty.person_id) == _PERSON, col(Duty.voided_at).is_(None))
_RULES = select(Rule).where(col(Rule.id).in_(bindparam("rules", expanding=True)))
_UNITS: Any = select(
    *(col(getattr(_POSTING, name)).label(name) for name in ("unit_id", "from_", "until")),
).where(
    col(_POSTING.person_id) == _PERSON,
    col(_POSTING.voided_at).is_(None),
    col(_POSTING.status) != organisation.Status.INACTIVE,
)
