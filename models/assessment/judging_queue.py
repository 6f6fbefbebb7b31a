"""What waits to be judged, for who keeps its course: the oldest first, without names; and one answer by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, true
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from models import organisation
from models.assessment import versions
from models.assessment.handed import HandedFile, files_of
from models.assessment.judging import HELD_FOR, draft_of, markings_of, to_judge
from models.assessment.owning import own
from models.assessment.results import Result, regraded, result_of
from models.assessment.showing import ReviewedQuestion, reviewed_place
from models.assessment.tables import Attempt, AttemptItem, Marking
from models.courses import Course, Judged
from models.rights import Actor, Right, check

_WAITS: Any = sql("attempt_item.waits")  # written out, so that both databases see that the partial index fits
_ITEM: Any = and_(col(AttemptItem.attempt_id) == col(Attempt.id), _WAITS)
_DRAFT: Any = (
    (col(Marking.attempt_id) == col(AttemptItem.attempt_id))
    & (col(Marking.place) == col(AttemptItem.place))
    & col(Marking.finished_at).is_(None)
)


@dataclass(frozen=True)
class Waiting:
    """An answer that waits. ``marker``: who is judging it, ``mine``: the actor is; ``stale``: it may be taken over."""

    key: str
    place: int
    number: int
    attempt_id: int
    course: Course
    course_id: int
    quiz: str
    question: Judged
    since: datetime
    marker: str | None
    mine: bool
    stale: bool


@dataclass(frozen=True)
class Queue:
    """What waits: how many answers under the chosen conditions, the oldest of them, and by course, quiz and question.

    ``counts``: (course id, quiz, question id) → how many wait, without any condition.
    """

    count: int
    oldest: datetime | None
    lines: tuple[Waiting, ...]
    counts: dict[tuple[int, str, str], int]


@dataclass(frozen=True)
class Said:
    """A finished marking, as who judges reads it."""

    by: str
    at: datetime
    levels: tuple[int, ...]
    comment: str
    reason: str


@dataclass(frozen=True)
class Work:
    """One answer to judge: what was asked and answered, and how far the judging is.

    ``marker``: who holds it, None: nobody; ``mine``: the actor does. ``levels``, ``comments`` and ``comment`` are the
    draft's, or the newest finished marking's. ``history``: finished markings, the oldest first.
    """

    key: str
    place: int
    course: Course
    course_id: int
    release_id: int
    result: Result
    question: Judged
    reviewed: ReviewedQuestion
    files: tuple[HandedFile, ...]
    waits: bool
    marker: str | None
    marker_since: datetime | None
    mine: bool
    stale: bool
    levels: tuple[int | None, ...]
    comments: tuple[str, ...]
    comment: str
    history: tuple[Said, ...]


def queue(
    db: Session,
    actor: Actor,
    *,
    course_id: int | None = None,
    quiz: str | None = None,
    question: str | None = None,
    now: datetime,
    limit: int = 20,
) -> Queue:
    """Return what waits in the courses that the actor keeps, never their own work. Raises `DomainError` 'forbidden'."""
    check(actor, Right.AUTHOR)
    mine = [_kept(actor), ~own(actor)]
    counted = db.exec(
        select(Attempt.course_id, Attempt.quiz, AttemptItem.question_id, func.count())
        .join(AttemptItem, _ITEM)
        .where(*mine)
        .group_by(col(Attempt.course_id), col(Attempt.quiz), col(AttemptItem.question_id))
        .order_by(col(Attempt.course_id), col(Attempt.quiz), col(AttemptItem.question_id))
    ).all()
    counts = {(course, name, asked): many for course, name, asked, many in counted}
    for value, column in ((course_id, Attempt.course_id), (quiz, Attempt.quiz), (question, AttemptItem.question_id)):
        if value is not None:
            mine.append(column == value)  # type: ignore[arg-type]
    rows = db.exec(
        select(Attempt, AttemptItem, Marking)
        .join(AttemptItem, _ITEM)
        .join(Marking, _DRAFT, isouter=True)
        .where(*mine)
        .order_by(col(Attempt.submitted_at), col(Attempt.id), col(AttemptItem.place))
        .limit(limit)
    ).all()
    names = organisation.names(db, {draft.marker_id for _, _, draft in rows if draft is not None})
    lines = tuple(_line(db, actor, attempt, item, draft, names, now) for attempt, item, draft in rows)
    wanted = (course_id, quiz, question)
    fitting = (
        many
        for found, many in counts.items()
        if all(one in (None, other) for one, other in zip(wanted, found, strict=True))
    )
    return Queue(sum(fitting), lines[0].since if lines else None, lines, counts)


def how_many_wait(db: Session, actor: Actor) -> int:
    """Return how many answers wait for the actor's judgement."""
    wanted = select(func.count()).select_from(Attempt).join(AttemptItem, _ITEM).where(_kept(actor), ~own(actor))
    return db.exec(wanted).one()


def work(db: Session, actor: Actor, key: str, place: int, *, now: datetime) -> Work:
    """Return an answer to judge, or one that was judged.

    Raises `DomainError` 'not-found' (also where the actor does not keep the course), 'own-marking'.
    """
    here = to_judge(db, actor, key, place, lock=False)
    attempt, item, question = here.attempt, here.item, here.question
    assert attempt.id is not None
    finished = markings_of(db, attempt.id).get(place, ())
    draft = draft_of(db, attempt, place)
    names = organisation.names(db, {one.marker_id for one in (*finished, *([] if draft is None else [draft]))})
    course = versions.released(db, attempt.release_id)[1]
    shown = draft or (finished[-1] if finished else None)
    blank = len(question.rubric.criteria)
    return Work(
        key=attempt.key,
        place=place,
        course=course,
        course_id=attempt.course_id,
        release_id=attempt.release_id,
        result=result_of(attempt, course, regraded(db, attempt.id)),
        question=question,
        reviewed=reviewed_place(db, attempt.id, course, item, here.response),
        files=files_of(db, attempt.id).get(place, ()),
        waits=item.waits,
        marker=None if draft is None else names.get(draft.marker_id, "–"),
        marker_since=None if draft is None else draft.begun_at,
        mine=draft is not None and draft.marker_id == actor.person_id,
        stale=draft is not None and now - draft.saved_at >= HELD_FOR,
        levels=(None,) * blank if shown is None else tuple(shown.levels),
        comments=("",) * blank if shown is None else tuple(shown.comments),
        comment="" if shown is None else shown.comment,
        history=tuple(
            Said(
                names.get(one.marker_id, "–"),
                one.finished_at or one.saved_at,
                tuple(level or 0 for level in one.levels),
                one.comment,
                one.reason,
            )
            for one in finished
        ),
    )


@dataclass(frozen=True)
class JudgedLately:
    """An answer that was judged not long ago."""

    key: str
    place: int
    course_id: int
    question_id: str
    at: datetime


def judged_lately(db: Session, actor: Actor, *, limit: int = 10) -> tuple[JudgedLately, ...]:
    """Return what was judged last in the courses that the actor keeps, each answer once."""
    check(actor, Right.AUTHOR)
    rows = db.exec(
        select(  # type: ignore[call-overload]
            Attempt.key, Marking.place, Attempt.course_id, AttemptItem.question_id, Marking.finished_at
        )
        .join(Marking, col(Marking.attempt_id) == col(Attempt.id))
        .join(
            AttemptItem,
            (col(AttemptItem.attempt_id) == col(Marking.attempt_id)) & (col(AttemptItem.place) == col(Marking.place)),
        )
        .where(_kept(actor), ~own(actor), col(Marking.finished_at).is_not(None))
        .order_by(col(Marking.finished_at).desc(), col(Marking.id).desc())
        .limit(limit * 2)
    ).all()
    seen: dict[tuple[str, int], JudgedLately] = {}
    for row in rows:
        found = JudgedLately(*row)
        seen.setdefault((found.key, found.place), found)
    return tuple(seen.values())[:limit]


def _line(
    db: Session,
    actor: Actor,
    attempt: Attempt,
    item: AttemptItem,
    draft: Marking | None,
    names: dict[int, str],
    now: datetime,
) -> Waiting:
    question = versions.question(db, item.question_hash)
    assert isinstance(question, Judged)
    assert attempt.submitted_at is not None
    return Waiting(
        key=attempt.key,
        place=item.place,
        number=attempt.number,
        attempt_id=attempt.id or 0,
        course=versions.released(db, attempt.release_id)[1],
        course_id=attempt.course_id,
        quiz=attempt.quiz,
        question=question,
        since=attempt.submitted_at,
        marker=None if draft is None else names.get(draft.marker_id, "–"),
        mine=draft is not None and draft.marker_id == actor.person_id,
        stale=draft is not None and now - draft.saved_at >= HELD_FOR,
    )


def _kept(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an attempt was made at a course that the actor keeps."""
    mine = {held.course_id for held in actor.held if held.right is Right.AUTHOR}
    return true() if None in mine else col(Attempt.course_id).in_([one for one in mine if one is not None])
