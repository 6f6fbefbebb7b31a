"""What lies behind a figure: how its completions came about, and why people are exempt."""

from collections import Counter
from dataclasses import replace

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models import database, text
from models.learning import Source
from models.rights import Scope
from models.text import translate as _
from models.training.coverage import By, Question, coverage
from models.training.coverage import select as selected
from models.training.held import Held
from models.training.states import CODE, State
from models.training.tables import Exemption

MOST = 20


def ways(held: Held, scope: Scope, question: Question) -> tuple[tuple[Source, int], ...]:
    """Return how the valid completions of a figure came about, with how many each; they add up to all that are valid.

    Raises `DomainError` as `coverage` does.
    """
    rows = coverage(held, scope, replace(question, by=By.SOURCE)).rows
    return tuple((Source(row.key), row.count.valid) for row in rows if row.count.valid)


def exempt_reasons(db: Session, held: Held, scope: Scope, question: Question) -> tuple[tuple[str, int], ...]:
    """Return the reasons of a figure's exempt pairs with how many each, the most frequent first, `MOST` at most.

    What was written alike but for case and accents is one reason. What lies beyond `MOST` follows as other reasons, so
    that all of them add up to the figure's number of exempt pairs. Raises `DomainError` as `coverage` does.
    """
    chosen = selected(held, scope, question)
    rows = np.flatnonzero(chosen.inside & (chosen.pairs.state == CODE[State.EXEMPT]))
    pairs = set(zip(chosen.pairs.person[rows].tolist(), chosen.pairs.course[rows].tolist(), strict=True))
    people = np.unique(chosen.pairs.person[rows]).tolist()
    on, known, voided = question.on, question.known_at, col(Exemption.voided_at)
    stands: ColumnElement[bool] = voided.is_(None)
    if known is not None:
        stands = and_(col(Exemption.recorded_at) <= known, or_(voided.is_(None), voided > known))
    found = db.exec(
        select(Exemption.person_id, Exemption.course_id, Exemption.reason)
        .where(
            database.among(col(Exemption.person_id), people),
            stands,
            col(Exemption.from_) <= on,
            or_(col(Exemption.until).is_(None), col(Exemption.until) > on),
        )
        .order_by(col(Exemption.id))
    ).all()
    reasons: dict[tuple[int, int], str] = {}
    for person, course, reason in found:
        if (person, course) in pairs:
            reasons[person, course] = reason  # the last one given
    words: dict[str, str] = {}
    for reason in reasons.values():
        words.setdefault(text.search_key(reason), reason)
    counted = Counter(text.search_key(reason) for reason in reasons.values()).most_common()
    rest = sum(number for _key, number in counted[MOST:])
    told = [(words[key], number) for key, number in counted[:MOST]]
    return (*told, (_("other reasons"), rest)) if rest else tuple(told)
