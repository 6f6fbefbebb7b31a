"""What a person does within an open attempt: answer, say how sure they are, flag a question, ask for feedback.

Every act locks the attempt's row first, and none of them is an audit line. A repeated or late message changes nothing:
- the same answer again leaves moment and count as they are;
- a numbered message (a page numbers what is typed) that is not newer than the newest one from the same device is
  dropped; from another device, one that was made before the answer that is stored came is dropped: a page that was cut
  off sends again what it has not heard of, and overwrites nothing that came meanwhile;
- after submission, or after the time, nothing is taken.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import String, and_, bindparam, case, cast, func, null, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import database
from models.assessment import versions
from models.assessment.asking import QuestionFeedback, feedback_on
from models.assessment.handed import keys_at
from models.assessment.owning import own
from models.assessment.places import SAME_PLACE, open_place
from models.assessment.rulings import ruled_of
from models.assessment.tables import Attempt, AttemptItem, Confidence, Response, Told
from models.rights import Actor, DomainError, Right, check

DEVICE_LIMIT, SEQUENCE_LIMIT = 40, 2**53
AGE_LIMIT = timedelta(days=1) // timedelta(milliseconds=1)  # no page waits longer to be heard


class Stamp(NamedTuple):
    """How a page numbers what it sends: its ``device``'s own name, and a number that grows with each change made there.

    ``age``: how many milliseconds ago the change was made, by the device's own clock; two clocks are never compared.
    """

    device: str
    sequence: int
    age: int = 0


@dataclass(frozen=True)
class Saved:
    """An answer that is in the database once the transaction is committed; ``late``: a newer one was there already."""

    place: int
    saved_at: datetime
    late: bool = False


def answer(
    db: Session, actor: Actor, key: str, place: int, given: Any, *, now: datetime, stamp: Stamp | None = None
) -> Saved:
    """Store the answer to the question at ``place`` (from 1) of the actor's open attempt; the newest one counts.

    None takes an answer back. Raises `DomainError` 'not-found' (also for another's attempt, and for a place that the
    attempt does not have), 'attempt-closed', 'time-over', 'answer-invalid' (``reason``).
    """
    here = open_place(db, actor, key, place, now=now)
    question = versions.question(db, here.question_hash)
    parsed = question.parse(given)
    if question.takes_files and (parsed or []) != keys_at(db, here.attempt_id, place):
        raise DomainError("answer-invalid", reason="files")  # files come and go by `uploads` alone
    late = not store(db, here.attempt_id, place, parsed, now, _clean(stamp))
    return Saved(place=place, saved_at=now, late=late)


def flag(db: Session, actor: Actor, key: str, place: int, flagged: bool, *, now: datetime) -> None:
    """Note that the actor wants to look at a question again, or no longer. Raises what `answer` raises."""
    here = open_place(db, actor, key, place, now=now)
    db.execute(
        update(AttemptItem)
        .where(col(AttemptItem.attempt_id) == here.attempt_id, col(AttemptItem.place) == place)
        .values(flagged=flagged is True)
    )


def rate(db: Session, actor: Actor, key: str, place: int, confidence: str | None, *, now: datetime) -> None:
    """Note how sure the actor is of an answer; None takes it back. It changes no mark.

    Raises what `answer` raises; 'answer-invalid' also where the quiz does not ask for it.
    """
    here = open_place(db, actor, key, place, now=now)
    quiz = versions.released(db, here.release_id)[1].quiz(here.quiz)
    if quiz is None or not quiz.confidence or confidence not in (None, *Confidence):
        raise DomainError("answer-invalid", reason="confidence")
    _write(db, _CONFIDENCE, here.attempt_id, place, now, confidence=confidence)


def check_now(db: Session, actor: Actor, key: str, place: int, *, whole: bool = False, now: datetime) -> None:
    """Let the actor be told about their present answer in a quiz for practice; asked again it changes nothing.

    The answer before the first feedback is the one that counts. ``whole``: tell also what would have been right.
    Raises what `answer` raises, 'feedback-later' (the quiz gives none at once), 'answer-missing'.
    """
    here = open_place(db, actor, key, place, now=now)
    quiz = versions.released(db, here.release_id)[1].quiz(here.quiz)
    if quiz is None or not quiz.tells_at_once:
        raise DomainError("feedback-later")
    response = db.get(Response, (here.attempt_id, place), populate_existing=True)
    if response is None or response.answer is None:
        raise DomainError("answer-missing")
    if response.checks == 0:
        response.first = response.answer
    if response.told is None:
        response.checks += 1
        response.told = Told.VERDICT
    if whole:
        response.told = Told.ANSWER
    db.add(response)
    db.flush()


def told(db: Session, actor: Actor, key: str) -> dict[int, QuestionFeedback]:
    """Return the feedback that the actor has asked for in an attempt, by place; none where the answer is a newer one.

    Until they ask for the whole of it, a wrong answer is told without what would have been right, so that trying again
    has a sense. A key that was mended since the attempt began counts at once.
    """
    check(actor, Right.LEARN)
    rows = db.exec(
        select(  # type: ignore[call-overload]
            Attempt.id, Attempt.release_id, AttemptItem.place, AttemptItem.question_hash, Response.answer, Response.told
        )
        .join(AttemptItem, col(AttemptItem.attempt_id) == col(Attempt.id))
        .join(Response, SAME_PLACE)
        .where(Attempt.key == versions.clean_key(key), own(actor), col(Response.told).is_not(None))
    ).all()
    found = {}
    ruled = ruled_of(db, rows[0][0]) if rows else {}
    for _attempt, release_id, place, digest, given, known in rows:
        if given is not None:
            by = ruled[digest][1] if digest in ruled else None
            course, question = versions.released(db, release_id)[1], by or versions.question(db, digest)
            made = feedback_on(course, question, given if by is None else by.carried(given))
            found[place] = made if made.right or known is Told.ANSWER else _without_the_answer(made)
    return found


def _without_the_answer(made: QuestionFeedback) -> QuestionFeedback:
    chosen = tuple(option for option in made.mark.options if option.chosen)
    parts = tuple(part for part in made.mark.parts if part.right)
    return replace(made, mark=replace(made.mark, options=chosen, parts=parts, expected=()), explanation=None)


def _clean(stamp: Stamp | None) -> Stamp | None:
    """Return a number that a page may have given a message; one that makes no sense counts as none."""
    if stamp is None or not isinstance(stamp.sequence, int) or not 0 < stamp.sequence < SEQUENCE_LIMIT:
        return None
    known = isinstance(stamp.device, str) and 0 < len(stamp.device) <= DEVICE_LIMIT and stamp.device.isalnum()
    if not known or not stamp.device.isascii():
        return None
    return stamp._replace(age=min(max(0, stamp.age), AGE_LIMIT) if isinstance(stamp.age, int) else 0)


def store(db: Session, attempt_id: int, place: int, given: Any, now: datetime, stamp: Stamp | None = None) -> bool:
    """Write an answer; return whether it is the newest. The attempt's row is locked."""
    device, sequence, age = stamp or (None, None, 0)
    made_at = now - timedelta(milliseconds=age)
    values = {"answer": given, "device": device, "sequence": sequence, "made_at": made_at}
    if _write(db, _ANSWER, attempt_id, place, now, **values) or stamp is None:
        return True
    ((kept,),) = database.rows(db, _KEPT, attempt_id=attempt_id, place=place)
    return bool(kept == given)


def _write(db: Session, which: int, attempt_id: int, place: int, now: datetime, **values: Any) -> bool:
    """Write what is told of a place; return whether anything was written."""
    row = {"attempt_id": attempt_id, "place": place, "answer": None, "answered_at": now, "changes": 0, "checks": 0}
    db.flush()
    return db.connection().execute(_upserts(db.get_bind().dialect.name)[which], row | values).first() is not None


_ANSWER, _CONFIDENCE = 0, 1
_KEPT = select(Response.answer).where(
    col(Response.attempt_id) == bindparam("attempt_id"), col(Response.place) == bindparam("place")
)


@cache
def _upserts(dialect: str) -> tuple[Any, ...]:
    """Return how an answer and how sure one is are written: made once, since making them costs more than writing."""
    made = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Response)
    new = made.excluded
    differs = cast(col(Response.answer), String) != cast(new.answer, String)
    newer = or_(
        new.device.is_(None),
        col(Response.device).is_(None),
        and_(
            col(Response.device) != new.device,
            col(Response.answered_at) <= bindparam("made_at", type_=Response.__table__.c.answered_at.type),  # type: ignore[attr-defined]
        ),
        and_(col(Response.device) == new.device, col(Response.sequence) < new.sequence),
    )
    changed: dict[str, Any] = {
        "answer": new.answer,
        "answered_at": case((differs, new.answered_at), else_=col(Response.answered_at)),
        "changes": col(Response.changes) + case((differs, 1), else_=0),
        "told": case((differs, null()), else_=col(Response.told)),
        "device": func.coalesce(new.device, col(Response.device)),
        "sequence": func.coalesce(new.sequence, col(Response.sequence)),
    }
    place = ["attempt_id", "place"]
    counts = and_(newer, or_(differs, new.device.is_not(None)))
    ways: tuple[dict[str, Any], ...] = ({"set_": changed, "where": counts}, {"set_": {"confidence": new.confidence}})
    return tuple(made.on_conflict_do_update(index_elements=place, **one).returning(col(Response.place)) for one in ways)
