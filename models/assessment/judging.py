"""Judging answers by a rubric: who holds an answer, drafts, the finished word, and what the attempt comes to then.

Every act locks the attempt's row first, so that two who judge come one after the other: whoever begins holds the
answer, the second is told so. Nobody judges their own work. Once all of an attempt was judged, its result stands; a
verdict that is changed later counts beside it, as a regrade does. What follows from either is `models.learning`'s.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from models import audit, changes, organisation, text
from models.assessment import following, versions
from models.assessment.handed import keeps
from models.assessment.places import filled, filled_at
from models.assessment.results import Result, percent_of, regraded, result_of
from models.assessment.rulings import Marker, exact, rulings
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Marking, Response
from models.courses import Judged
from models.rights import Actor, DomainError

HELD_FOR = timedelta(hours=1)  # an answer that somebody left half judged may be taken over after this
LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Verdict:
    """What a person says about an answer: a level for each criterion (None: not yet), comments, one on the whole."""

    levels: tuple[int | None, ...]
    comments: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True)
class Judgement:
    """A verdict that counts from now on, and the result that its attempt had ``before``.

    ``waits``: some of the attempt has still to be judged.
    """

    marking_id: int
    before: Result
    waits: bool


def begin_marking(db: Session, actor: Actor, key: str, place: int, *, now: datetime) -> None:
    """Take an answer to judge, or go on with the draft that one has; begun again it changes nothing.

    What somebody else left untouched for an hour is taken over, with what they had written. Raises `DomainError`
    'not-found' (also where the actor does not keep the course), 'own-marking', 'marking-taken' (``name``, ``since``).
    """
    here = to_judge(db, actor, key, place)
    draft = draft_of(db, here.attempt, place)
    if draft is not None and draft.marker_id == actor.person_id:
        return
    if draft is not None:
        if now - draft.saved_at < HELD_FOR:
            raise taken(db, draft)
        audit.record(
            db,
            actor,
            "assessment.take-over-marking",
            "attempt",
            here.attempt.id,
            now=now,
            place=place,
            of=draft.marker_id,
        )
        draft.marker_id, draft.begun_at, draft.saved_at = here.marker_id, now, now
        db.add(draft)
        db.flush()
        return
    last = last_of(db, here.attempt, place)
    blank: list[int | None] = [None] * len(here.question.rubric.criteria)
    db.add(
        Marking(
            attempt_id=here.attempt.id or 0,
            place=place,
            marker_id=here.marker_id,
            levels=blank if last is None else list(last.levels),
            comments=[""] * len(blank) if last is None else list(last.comments),
            comment="" if last is None else last.comment,
            begun_at=now,
            saved_at=now,
        )
    )
    db.flush()


def save_marking(db: Session, actor: Actor, key: str, place: int, said: Verdict, *, now: datetime) -> None:
    """Keep a verdict as the actor's draft; the newest one counts.

    Raises what `begin_marking` raises, 'marking-missing' (the actor holds no draft: it was finished or taken over),
    'marking-invalid' (levels that the rubric does not have), 'words-long'.
    """
    here = to_judge(db, actor, key, place)
    _write(_own_draft(db, here, place), here.question, said, now)
    db.flush()


def drop_marking(db: Session, actor: Actor, key: str, place: int, *, now: datetime) -> None:
    """Give an answer back unjudged: the actor's draft is gone; without one nothing happens. Raises 'not-found'."""
    here = to_judge(db, actor, key, place)
    draft = draft_of(db, here.attempt, place)
    if draft is not None and draft.marker_id == here.marker_id:
        db.delete(draft)
        audit.record(db, actor, "assessment.drop-marking", "attempt", here.attempt.id, now=now, place=place)
        db.flush()


def finish_marking(
    db: Session, actor: Actor, key: str, place: int, said: Verdict, *, reason: str = "", now: datetime
) -> Judgement:
    """Let a verdict count; a finished one is changed with a ``reason`` and stays on record.

    The attempt is marked by it; where its result stands already, `tried` has what it comes to now. Raises what
    `save_marking` raises, 'marking-incomplete' (a criterion has no level), 'reason-missing'.
    """
    here = to_judge(db, actor, key, place)
    draft = _own_draft(db, here, place)
    here.question.judged(said.levels)
    last = last_of(db, here.attempt, place)
    draft.reason = _words(reason)
    if last is not None and not draft.reason:
        raise DomainError("reason-missing")
    _write(draft, here.question, said, now)
    draft.finished_at = now
    db.add(draft)
    db.flush()
    course = versions.released(db, here.attempt.release_id)[1]
    before = result_of(here.attempt, course, regraded(db, here.attempt.id))
    here.item.waits = False
    db.add(here.item)
    if before.waits:
        settle(db, here.attempt)
        if here.attempt.passed is False:
            changes.note(db, changes.Kind.PERSON, here.attempt.person_id, now=now)
        following.renew(db, here.attempt, now=now)
    audit.record(
        db,
        actor,
        "assessment.mark" if last is None else "assessment.change-marking",
        "attempt",
        here.attempt.id,
        now=now,
        course_id=here.attempt.course_id,
        place=place,
        levels=list(said.levels),
        percent_before=None if before.waits else before.percent,
        percent=None if here.attempt.passed is None else _percent(db, here.attempt),
        personal={"reason": draft.reason} if draft.reason else None,
    )
    db.flush()
    assert draft.id is not None
    return Judgement(draft.id, before, here.attempt.passed is None)


def settle(db: Session, attempt: Attempt) -> None:
    """Give a submitted attempt (whose row is locked) what people said about its answers so far.

    What nobody judges keeps the mark that it had when it was handed in: a marking rule that was mended meanwhile moves
    nobody by the way.
    """
    quiz = versions.released(db, attempt.release_id)[1].quiz(attempt.quiz)
    assert quiz is not None
    assert attempt.id is not None
    said = markings_of(db, attempt.id)
    places = filled(db, attempt.id)
    earned, most, vector = Fraction(0), Fraction(0), []
    for (item, _response), entry in zip(places, attempt.vector or [], strict=True):
        question = versions.question(db, item.question_hash)
        marking = said[item.place][-1] if item.place in said else None
        if isinstance(question, Judged) and marking is not None:
            worth = question.judged(marking.levels).fraction * Fraction(question.marks)
            item.marks = float(worth)
            db.add(item)
            vector.append([entry[0], list(marking.levels), item.marks, *entry[3:]])
        else:
            worth = Fraction(exact(entry[2]))
            vector.append(entry)
        earned, most = earned + worth, most + Fraction(question.marks)
    attempt.marks, attempt.max_marks = float(earned), float(most)
    attempt.passed = None if any(item.waits for item, _ in places) else 100 * earned >= quiz.pass_mark * most
    attempt.vector = vector
    db.add(attempt)
    db.flush()


def reveal(db: Session, actor: Actor, key: str, *, now: datetime) -> str:
    """Return who made an attempt, for who judges it; that they asked stays on record. Raises 'not-found'."""
    attempt = db.exec(select(Attempt).where(Attempt.key == versions.clean_key(key))).first()
    if attempt is None or not keeps(actor, attempt.course_id) or attempt.state is not AttemptState.SUBMITTED:
        raise DomainError("not-found")
    audit.record(db, actor, "assessment.reveal-name", "attempt", attempt.id, now=now, course_id=attempt.course_id)
    return organisation.names(db, [attempt.person_id])[attempt.person_id]


def markings_of(db: Session, attempt_id: int) -> dict[int, tuple[Marking, ...]]:
    """Return the finished markings of an attempt by place, the newest last."""
    rows = db.exec(
        select(Marking)
        .where(Marking.attempt_id == attempt_id, col(Marking.finished_at).is_not(None))
        .order_by(col(Marking.id))
        .execution_options(populate_existing=True)
    )
    found: dict[int, tuple[Marking, ...]] = {}
    for row in rows:
        found[row.place] = (*found.get(row.place, ()), row)
    return found


def _percent(db: Session, attempt: Attempt) -> float:
    """What an attempt comes to by the verdicts and rulings of now, whether or not that is stored yet."""
    vector = vector_of(db, attempt, judged_anew(db, attempt.course_id, [attempt.person_id]))
    marked = Marker.of(db, rulings(db, attempt.course_id))(vector or [], 0)
    return percent_of(marked.marks, marked.max_marks)


def judged_anew(db: Session, course_id: int, people: Collection[int]) -> dict[tuple[int, int], Marking]:
    """Return the verdicts that count instead of earlier ones, by attempt and place, in some people's attempts."""
    rows = db.exec(
        select(Marking)
        .join(Attempt, col(Attempt.id) == col(Marking.attempt_id))
        .where(
            Attempt.course_id == course_id,
            col(Attempt.person_id).in_(people),
            Marking.reason != "",
            col(Marking.finished_at).is_not(None),
        )
        .order_by(col(Marking.id))
        .execution_options(populate_existing=True)
    )
    return {(row.attempt_id, row.place): row for row in rows}


def vector_of(db: Session, attempt: Attempt, anew: Mapping[tuple[int, int], Marking]) -> list[Any] | None:
    """Return an attempt's vector as what people judged counts now: `Attempt.vector` where nothing was judged anew."""
    if attempt.vector is None or attempt.id is None or all(number != attempt.id for number, _ in anew):
        return attempt.vector
    return [
        entry if (attempt.id, place) not in anew else _entry(db, entry, anew[attempt.id, place].levels)
        for place, entry in enumerate(attempt.vector, start=1)
    ]


def _entry(db: Session, entry: list[Any], levels: Sequence[int | None]) -> list[Any]:
    question = versions.question(db, entry[0])
    assert isinstance(question, Judged)
    worth = question.judged(levels).fraction * Fraction(question.marks)
    return [entry[0], list(levels), float(worth), *entry[3:]]


def draft_of(db: Session, attempt: Attempt, place: int) -> Marking | None:
    """Return the draft that somebody has of an answer."""
    wanted = select(Marking).where(
        Marking.attempt_id == attempt.id, Marking.place == place, col(Marking.finished_at).is_(None)
    )
    return db.exec(wanted.execution_options(populate_existing=True)).first()


def last_of(db: Session, attempt: Attempt, place: int) -> Marking | None:
    """Return the finished marking of an answer that counts."""
    found = markings_of(db, attempt.id or 0).get(place, ())
    return found[-1] if found else None


def taken(db: Session, draft: Marking) -> DomainError:
    """Return the error that says who is judging an answer."""
    name = organisation.names(db, [draft.marker_id]).get(draft.marker_id, "–")
    return DomainError("marking-taken", name=name, since=text.moment(draft.begun_at))


@dataclass(frozen=True)
class ToJudge:
    """An answer that a person judges or has judged, and who is at it: ``marker_id``."""

    attempt: Attempt
    item: AttemptItem
    response: Response | None
    question: Judged
    marker_id: int


def to_judge(db: Session, actor: Actor, key: str, place: int, *, lock: bool = True) -> ToJudge:
    """Return an answer that was handed in for a person's judgement; its attempt's row is locked from here on.

    Raises `DomainError` 'not-found' (also where the actor does not keep the course), 'own-marking'.
    """
    wanted = (
        select(Attempt)
        .where(Attempt.key == versions.clean_key(key), Attempt.state == AttemptState.SUBMITTED)
        .execution_options(populate_existing=True)
    )
    # a regrade may write its result beside it meanwhile: so it locks no key
    attempt = db.exec(wanted.with_for_update(key_share=True) if lock else wanted).first()
    if attempt is None or actor.person_id is None or not keeps(actor, attempt.course_id):
        raise DomainError("not-found")
    if organisation.counting(db, attempt.person_id) == actor.person_id:
        raise DomainError("own-marking")
    there = filled_at(db, attempt.id, place)
    question = None if there is None else versions.question(db, there[0].question_hash)
    if there is None or not isinstance(question, Judged):
        raise DomainError("not-found")
    if not there[0].waits and last_of(db, attempt, place) is None:
        raise DomainError("not-found")  # nothing was answered: there is nothing to judge
    return ToJudge(attempt, *there, question, actor.person_id)


def _own_draft(db: Session, here: ToJudge, place: int) -> Marking:
    draft = draft_of(db, here.attempt, place)
    if draft is None:
        raise DomainError("marking-missing")
    if draft.marker_id != here.marker_id:
        raise taken(db, draft)
    return draft


def _write(draft: Marking, question: Judged, said: Verdict, now: datetime) -> None:
    question.check_levels(said.levels)
    if not isinstance(said.comments, Sequence) or len(said.comments) != len(said.levels):
        raise DomainError("marking-invalid")
    draft.levels = list(said.levels)
    draft.comments = [_words(one) for one in said.comments]
    draft.comment = _words(said.comment)
    draft.saved_at = now


def _words(said: Any) -> str:
    if not isinstance(said, str):
        raise DomainError("marking-invalid")
    if len(said) > LONGEST_COMMENT:
        raise DomainError("words-long", most=LONGEST_COMMENT, given=len(said))
    return text.tidy_lines(said)
