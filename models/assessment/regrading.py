"""Regrading a question: what can be done with it, for which of its versions, and which attempts that is about.

What follows for passes and completions is `models.learning`'s; it starts and carries out every regrade.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import audit, courses, organisation, seconding, text
from models.assessment import versions
from models.assessment.following import apart_from_regrades
from models.assessment.judging import judged_anew, vector_of
from models.assessment.results import STANDS, Result, result_of
from models.assessment.rulings import Ruling, in_force, regrades_of, rulings
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Regrade, Regraded, Treatment
from models.courses import Course, Judged, Question, Quiz
from models.courses.tables import Release
from models.database import new_key
from models.rights import Actor, DomainError, Right, check

LONGEST_REASON = 500
_SUBMITTED: Any = col(Attempt.state) == AttemptState.SUBMITTED


@dataclass(frozen=True)
class AskedVersion:
    """A version of a question that attempts asked. ``attempts`` were handed in, ``open_attempts`` were not yet.

    ``ruling`` is how it is marked by now, None: by its own key. ``current``: the course has this version today.
    """

    digest: str
    question: Question
    course: Course
    attempts: int
    open_attempts: int
    first_at: datetime
    current: bool
    ruling: Ruling | None


@dataclass(frozen=True)
class Regradable:
    """A question and how it was asked, the newest version first; ``now`` is the course's version of today, or None.

    ``regrades`` are those about any of its versions, the newest first.
    """

    course_id: int
    question_id: str
    course: Course
    now: Question | None
    now_digest: str | None
    versions: tuple[AskedVersion, ...]
    regrades: tuple[Regrade, ...]

    def by_key(self) -> tuple[AskedVersion, ...]:
        """Return the versions whose answers today's key could mark: others of the same type."""
        now = self.now
        if now is None or isinstance(now, Judged):  # what people judge has a rubric, no key
            return ()
        return tuple(one for one in self.versions if one.digest != self.now_digest and one.question.type == now.type)


@dataclass(frozen=True)
class Plan:
    """A regrade that was thought out and not yet made. ``basis`` says on what it was seen, see `begin_regrade`."""

    course_id: int
    question_id: str
    treatment: Treatment
    asked: tuple[str, ...]
    marked_by: str | None
    undoes: int | None
    rulings: dict[str, Ruling]
    basis: str


@dataclass(frozen=True)
class Tried:
    """A submitted attempt with its result that stands, its quiz as it was, and what it came to first.

    ``vector`` is the attempt's, but for verdicts that were changed since.
    """

    attempt: Attempt
    anew: Regraded | None
    result: Result
    quiz: Quiz
    vector: list[Any] | None

    @property
    def judged_anew(self) -> bool:
        """Whether a verdict about it was changed."""
        return self.vector is not self.attempt.vector


def regradable(db: Session, actor: Actor, course_id: int, question_id: str) -> Regradable:
    """Return how a question was asked and what was done about it.

    Raises `DomainError` 'forbidden' (the actor does not keep this course), 'not-found' (nobody was ever asked it).
    """
    check(actor, Right.AUTHOR, course_id=course_id)
    course = _newest(db, course_id)
    now = next((one for one in course.questions if question_id in (one.id, *one.formerly)), None)
    names = {question_id} if now is None else {question_id, now.id, *now.formerly}
    digest = None if now is None else courses.version(now)
    ruled = rulings(db, course_id)
    handed_in = func.sum(case((_SUBMITTED, 1), else_=0))
    asked = db.execute(
        columns(
            col(AttemptItem.question_hash),
            func.count(),
            handed_in,
            func.min(col(Attempt.started_at)),
            func.max(col(Attempt.release_id)),
        )
        .join(Attempt, col(Attempt.id) == col(AttemptItem.attempt_id))
        .where(col(Attempt.course_id) == course_id, col(AttemptItem.question_id).in_(names))
        .group_by(col(AttemptItem.question_hash))
    ).all()
    if not asked:
        raise DomainError("not-found")
    found = [
        AskedVersion(
            digest=one,
            question=versions.question(db, one),
            course=versions.released(db, release_id)[1],
            attempts=submitted,
            open_attempts=total - submitted,
            first_at=first_at,
            current=one == digest,
            ruling=ruled.get(one),
        )
        for one, total, submitted, first_at, release_id in asked
    ]
    known = {one.digest for one in found}
    return Regradable(
        course_id=course_id,
        question_id=question_id if now is None else now.id,
        course=course,
        now=now,
        now_digest=digest,
        versions=tuple(sorted(found, key=lambda one: (one.current, one.first_at), reverse=True)),
        regrades=tuple(one for one in reversed(regrades_of(db, course_id)) if known & set(one.asked)),
    )


def plan(
    db: Session, actor: Actor, course_id: int, question_id: str, treatment: Treatment, asked: Collection[str]
) -> Plan:
    """Return what it would be to mark some asked versions of a question otherwise; nothing is stored.

    With `Treatment.KEY` they are marked by the course's version of today. Raises `DomainError` 'forbidden',
    'not-found', 'regrade-nothing-chosen' (no version that was asked), 'regrade-no-other-key' (today's version is gone,
    or one of those, or of another type), 'regrade-in-force' (they are marked so already).
    """
    found = regradable(db, actor, course_id, question_id)
    chosen = tuple(one for one in found.versions if one.digest in asked)
    if not chosen or treatment is Treatment.BACK:
        raise DomainError("regrade-nothing-chosen")
    by = None
    if treatment is Treatment.KEY:
        if not set(chosen) <= set(found.by_key()):
            raise DomainError("regrade-no-other-key")
        by = found.now_digest
    if all(
        one.ruling is not None and (one.ruling.treatment, one.ruling.marked_by) == (treatment, by) for one in chosen
    ):
        raise DomainError("regrade-in-force")
    hashes = tuple(one.digest for one in chosen)
    return _plan(db, course_id, found.question_id, treatment, hashes, by, None)


def plan_back(db: Session, actor: Actor, key: str) -> Plan:
    """Return what it would be to take a regrade back. Raises `DomainError` 'forbidden', 'not-found' (or taken back)."""
    row = find(db, key)
    if row is None or row.treatment is Treatment.BACK:
        raise DomainError("not-found")
    check(actor, Right.AUTHOR, course_id=row.course_id)
    assert row.id is not None
    if any(one.undoes_id == row.id for one in regrades_of(db, row.course_id)):
        raise DomainError("not-found")
    return _plan(db, row.course_id, row.question_id, Treatment.BACK, tuple(row.asked), None, row.id)


def begin_regrade(db: Session, actor: Actor, planned: Plan, why: str, *, now: datetime) -> Regrade:
    """Store a regrade; it is in force from here on, and the attempts handed in before are still to follow.

    Raises `DomainError` 'forbidden', 'own-regrade' (an attempt of the actor's own asked one of these versions),
    'reason-missing', 'words-long', 'changed-meanwhile' (attempts were handed in, or the course or another regrade
    came, since the plan was made), and what `seconding.guard` raises.
    """
    check(actor, Right.AUTHOR, course_id=planned.course_id)
    if actor.person_id is not None and _asked_of(db, actor.person_id, planned):
        raise DomainError("own-regrade")
    why = text.tidy(why)
    if not why:
        raise DomainError("reason-missing")
    if len(why) > LONGEST_REASON:
        raise DomainError("words-long", most=LONGEST_REASON, given=len(why))
    apart_from_regrades(db, planned.course_id, alone=True)
    if _basis(db, planned.course_id) != planned.basis:
        raise DomainError("changed-meanwhile")
    _guard(db, actor, planned, why, now=now)
    row = Regrade(
        course_id=planned.course_id,
        question_id=planned.question_id,
        treatment=planned.treatment,
        asked=list(planned.asked),
        marked_by=planned.marked_by,
        undoes_id=planned.undoes,
        why=why,
        by_id=actor.person_id,
        at=now,
    )
    db.add(row)
    db.flush()
    audit.record(
        db,
        actor,
        "assessment.take-back-regrade" if planned.undoes else "assessment.regrade",
        "course",
        planned.course_id,
        now=now,
        course_id=planned.course_id,
        question=planned.question_id,
        treatment=planned.treatment.value,
        regrade=planned.undoes or row.id,
        personal={"reason": why},
    )
    return row


def _guard(db: Session, actor: Actor, planned: Plan, why: str, *, now: datetime) -> None:
    """Ask for a second person where very many may lose marks, and with them a pass: full marks take nothing away."""
    full = planned.treatment is Treatment.FULL
    people = [] if full else asked_people(db, planned.course_id, planned.asked)
    terms = {
        "course": planned.course_id,
        "question": planned.question_id,
        "treatment": planned.treatment.value,
        "asked": list(planned.asked),
        "undoes": planned.undoes,
        "why": why,
    }
    seconding.guard(db, actor, "assessment.regrade", Right.AUTHOR, people, terms, now=now, course_id=planned.course_id)


def plan_again(db: Session, actor: Actor, terms: Mapping[str, Any]) -> Plan:
    """Return the plan of a regrade that was prepared for a second person, as it is now. Raises as `plan` does."""
    if terms["undoes"] is not None:
        row = db.get(Regrade, terms["undoes"])
        return plan_back(db, actor, "" if row is None else row.key)
    return plan(db, actor, terms["course"], terms["question"], Treatment(terms["treatment"]), terms["asked"])


def find(db: Session, key: str) -> Regrade | None:
    """Return a regrade by its key."""
    return db.exec(select(Regrade).where(Regrade.key == versions.clean_key(key))).first()


def unfinished_regrades(db: Session) -> list[int]:
    """Return the regrades that attempts still have to follow, the oldest first."""
    rows = db.exec(select(Regrade.id).where(col(Regrade.finished_at).is_(None)).order_by(col(Regrade.id)))
    return [one for one in rows if one is not None]


def held_regrade(db: Session, regrade_id: int) -> Regrade:
    """Return a regrade, locked until the transaction ends, as it is now."""
    wanted = select(Regrade).where(Regrade.id == regrade_id).with_for_update()
    return db.exec(wanted.execution_options(populate_existing=True)).one()


def asked_people(db: Session, course_id: int, asked: Collection[str], *, after: int = 0) -> list[int]:
    """Return whose submitted attempts asked one of these versions: records in their order, beyond ``after``."""
    told = select(AttemptItem.attempt_id).where(
        col(AttemptItem.attempt_id) == col(Attempt.id), col(AttemptItem.question_hash).in_(list(asked))
    )
    rows = db.exec(
        select(Attempt.person_id)
        .where(Attempt.course_id == course_id, _SUBMITTED, Attempt.person_id > after, told.exists())
        .distinct()
        .order_by(col(Attempt.person_id))
    )
    return list(rows)


def _asked_of(db: Session, person_id: int, planned: Plan) -> bool:
    """Return whether a person, by any of their records, was asked what a plan is about, in an open attempt too: it
    would follow the plan when it is handed in.
    """
    asked = (
        select(AttemptItem.attempt_id)
        .join(Attempt, col(Attempt.id) == col(AttemptItem.attempt_id))
        .where(
            col(Attempt.person_id).in_(organisation.records_of(person_id)),
            Attempt.course_id == planned.course_id,
            col(AttemptItem.question_hash).in_(planned.asked),
        )
    )
    return db.exec(asked.limit(1)).first() is not None


def tried(db: Session, course_id: int, people: Collection[int]) -> dict[int, list[Tried]]:
    """Return the submitted attempts at a course by the record that they were made with, the oldest first."""
    rows = db.exec(
        select(Attempt, Regraded)
        .join(Regraded, STANDS, isouter=True)
        .where(col(Attempt.person_id).in_(list(people)), Attempt.course_id == course_id, _SUBMITTED)
        .order_by(col(Attempt.submitted_at), col(Attempt.id))
        .execution_options(populate_existing=True)
    ).all()
    found: dict[int, list[Tried]] = {}
    verdicts = judged_anew(db, course_id, people)
    releases: dict[int, Course] = {}
    for attempt, anew in rows:
        if attempt.release_id not in releases:
            releases[attempt.release_id] = versions.released(db, attempt.release_id)[1]
        course = releases[attempt.release_id]
        quiz = course.quiz(attempt.quiz)
        assert quiz is not None
        result, vector = result_of(attempt, course, anew), vector_of(db, attempt, verdicts)
        found.setdefault(attempt.person_id, []).append(Tried(attempt, anew, result, quiz, vector))
    return found


def taken_back(regrades: Sequence[Regrade]) -> set[int]:
    """Return which regrades were taken back."""
    return {one.undoes_id for one in regrades if one.undoes_id is not None}


def _plan(
    db: Session,
    course_id: int,
    question_id: str,
    treatment: Treatment,
    asked: tuple[str, ...],
    by: str | None,
    undoes: int | None,
) -> Plan:
    would_be = Regrade(
        key=new_key(),
        course_id=course_id,
        question_id=question_id,
        treatment=treatment,
        asked=list(asked),
        marked_by=by,
        undoes_id=undoes,
        why="",
        at=text.utc_now(),
    )
    ruled = in_force([*regrades_of(db, course_id), would_be])
    return Plan(course_id, question_id, treatment, asked, by, undoes, ruled, _basis(db, course_id))


def _basis(db: Session, course_id: int) -> str:
    """What a plan stands on: the newest release, the newest regrade, and how many attempts were handed in."""
    release = db.exec(select(func.max(Release.id)).where(Release.course_id == course_id)).one()
    regrade = db.exec(select(func.max(Regrade.id)).where(Regrade.course_id == course_id)).one()
    handed_in = db.exec(select(func.count()).select_from(Attempt).where(Attempt.course_id == course_id, _SUBMITTED))
    return f"{release}.{regrade}.{handed_in.one()}"


def _newest(db: Session, course_id: int) -> Course:
    newest = db.exec(select(func.max(Release.id)).where(Release.course_id == course_id)).one()
    if newest is None:
        raise DomainError("not-found")
    return versions.released(db, newest)[1]
