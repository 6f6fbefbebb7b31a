"""Which rules name a unit: they do not follow a merger by themselves, so whoever ends a unit looks at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from models import organisation
from models.training.rules import Whom
from models.training.tables import Rule


@dataclass(frozen=True)
class NamingRule:
    """A rule in force that names a unit, with the name of who gave it ('': the platform)."""

    id: int
    key: str
    title: str
    given_by: str
    course_id: int
    from_: date


def rules_naming(db: Session, units: Collection[int], *, on: date) -> list[NamingRule]:
    """Return the rules known now, in force on a day or later, that name one of these units."""
    rows = db.exec(
        select(Rule)
        .where(col(Rule.voided_at).is_(None), or_(col(Rule.until).is_(None), col(Rule.until) > on))
        .order_by(col(Rule.from_), col(Rule.id))
    ).all()
    wanted = set(units)
    naming = [row for row in rows if wanted & set(Whom.model_validate(row.whom).subtree)]
    names = organisation.names(db, {row.created_by for row in naming if row.created_by is not None})
    return [
        NamingRule(row.id or 0, row.key, row.title, names.get(row.created_by or 0, ""), row.course_id, row.from_)
        for row in naming
    ]
