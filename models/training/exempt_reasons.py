"""Why people are exempt: the reasons that officers wrote, counted; written alike but for case and accents is one."""

from collections import Counter

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models import database, text
from models.rights import Scope
from models.training.coverage import Question
from models.training.coverage import select as selected
from models.training.figures import Held
from models.training.states import CODE, State
from models.training.tables import Exemption

MOST = 20


def exempt_reasons(db: Session, held: Held, scope: Scope, question: Question) -> tuple[tuple[str, int], ...]:
    """Return the reasons of a figure's exempt pairs with how many each, the most frequent first, `MOST` at most.

    The sum of all is the figure's number of exempt pairs; what lies beyond `MOST` is told under ''. Raises
    `DomainError` as `coverage` does.
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
    return (*told, ("", rest)) if rest else tuple(told)
