"""From a person's judgement of an answer to what follows: result, completion, certificate, and who is told.

All of it in the transaction of the judgement. A work that was handed in counts from the day on which it was handed in,
however long it waited.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import assessment, notices, organisation, text
from models.learning.completing import Achieved
from models.learning.finishing import brought_by
from models.learning.regrading import follow_judgement
from models.rights import Actor


@dataclass(frozen=True)
class Settled:
    """A judged answer: the attempt's result (it may still wait for more), and the completion that it brought."""

    result: assessment.Result
    completion: Achieved | None


def judge(
    db: Session,
    actor: Actor,
    key: str,
    place: int,
    said: assessment.Verdict,
    *,
    reason: str = "",
    now: datetime,
) -> Settled:
    """Finish the judgement of an answer; with the last one of an attempt all that follows from it is done.

    A finished judgement is changed with a ``reason``: a pass that comes by it completes; about one that goes by it an
    office of the person decides, see `lost_passes`. Raises what `assessment.finish_marking` raises.
    """
    judged = assessment.finish_marking(db, actor, key, place, said, reason=reason, now=now)
    if judged.waits:
        return Settled(assessment.result_at(db, judged.before.attempt_id), None)
    follow_judgement(db, actor, judged, now=now)
    result = assessment.result_at(db, judged.before.attempt_id)
    if judged.before.waits:
        person_id = organisation.counting(db, result.person_id)
        link, percent = f"/result?attempt={result.key}", text.percent(result.percent, 100, None)
        values = {"quiz": result.title.in_each(), "percent": percent}
        notices.tell(db, person_id, "marked", now=now, link=link, once=result.key, **values)
    return Settled(result, brought_by(db, result))
