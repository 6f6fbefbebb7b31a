"""Writing down what follows from attempts marked or judged anew, and telling those concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import access, assessment, audit, changes, choices, courses, notices, text
from models.learning.certificates import issue
from models.learning.completing import Earned, write
from models.learning.consequences import Consequences, Remarked, first_of
from models.learning.tables import Completion, LostPass
from models.rights import Actor, Right


@dataclass(frozen=True)
class Cause:
    """What makes results move: a regrade of a question, or a judgement of one answer; ``key`` is its own for ever."""

    course_id: int
    key: str
    regrade_id: int | None = None
    marking_id: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """How the audit trail names it."""
        return {"marking": self.marking_id} if self.regrade_id is None else {"regrade": self.regrade_id}


def cause_of(lost: LostPass) -> Cause:
    """Return what took a lost pass."""
    return Cause(lost.course_id, lost.key, lost.regrade_id, lost.marking_id)


@dataclass(frozen=True)
class Settled:
    """What a person's attempts at a course come to, and what follows in each edition."""

    person_id: int
    marks: tuple[Remarked, ...]
    by_edition: tuple[tuple[courses.Course, Consequences], ...]


def carry_out(db: Session, actor: Actor, cause: Cause, found: Sequence[Settled], *, now: datetime) -> None:
    """Store some people's marks, lost passes and completions, and tell each of them once."""
    changed = store(db, found, now=now)
    decide_by = text.local_day(now) + timedelta(days=choices.current(db).days_to_decide)
    told: list[tuple[int, str, dict[str, Any]]] = []
    for settled in found:
        person_id = settled.person_id
        for course, follows in settled.by_edition:
            lose(db, actor, person_id, cause, follows, decide_by, now=now)
            complete_again(db, actor, person_id, course, follows, cause, now=now)
            _tell_of_passes(db, person_id, cause, course, follows, settled.marks, decide_by, now=now)
        doubted = any(follows.in_doubt for _, follows in settled.by_edition)
        moved = [one for one in settled.marks if one.moved and one.tried.result.attempt_id in changed]
        if moved and not doubted:
            told.append((person_id, f"/result?attempt={moved[-1].tried.result.key}", _before_and_after(moved[-1])))
    notices.tell_each(db, told, "regraded", now=now, once=cause.key)


def store(db: Session, found: Sequence[Settled], *, now: datetime) -> set[int]:
    """Store what attempts come to; return the ids of those of which that is new."""
    marks = [(one.tried.attempt, one.tried.anew, one.marked, one.kept) for each in found for one in each.marks]
    return set(assessment.store(db, marks, now=now))


def _before_and_after(one: Remarked) -> dict[str, Any]:
    return {
        "course": str(one.tried.result.course_title),
        "before": text.percent(one.tried.result.percent, 100, None),
        "after": text.percent(one.percent, 100, None),
    }


def lose(
    db: Session, actor: Actor, person_id: int, cause: Cause, follows: Consequences, decide_by: date, *, now: datetime
) -> None:
    """Write the passes that an office has to decide about, and end what was regained."""
    ended = col(LostPass.attempt_id).in_(follows.regained)
    for lost in db.exec(select(LostPass).where(ended, col(LostPass.voided_at).is_(None))).all():
        lost.voided_at = now
        db.add(lost)
    for attempt_id in follows.in_doubt:
        lost = LostPass(
            attempt_id=attempt_id,
            person_id=person_id,
            course_id=cause.course_id,
            regrade_id=cause.regrade_id,
            marking_id=cause.marking_id,
            decide_by=decide_by,
            recorded_at=now,
        )
        db.add(lost)
        audit.record(
            db, actor, "learning.lose-pass", "person", person_id, now=now, course_id=cause.course_id, **cause.told
        )
    db.flush()
    if follows.in_doubt:
        officers = access.holders(db, Right.ASSIGN, now=now, person_id=person_id)
        others = [officer for officer in officers if officer != person_id]
        notices.tell_all(db, others, "lost-pass-new", now=now, link="/lost-passes")


def complete_again(
    db: Session,
    actor: Actor,
    person_id: int,
    course: courses.Course,
    follows: Consequences,
    cause: Cause,
    *,
    now: datetime,
) -> None:
    """Void, take up again and write completions; figures hear of it."""
    going_on = {first.id for first, _ in follows.restore}
    for row in follows.void:
        row.voided_at = now
        db.add(row)
        if first_of(row) not in going_on:
            audit.record(
                db,
                actor,
                "learning.void-completion",
                "completion",
                first_of(row),
                now=now,
                course_id=row.course_id,
                **cause.told,
            )
    for first, source in follows.restore:
        values = first.model_dump(exclude={"id", "attempt_id", "voided_at"})
        again = {"restores_id": first.id, "source": source, "recorded_at": now}
        db.add(Completion(**{**values, **again}))
        audit.record(
            db,
            actor,
            "learning.restore-completion",
            "completion",
            first.id,
            now=now,
            course_id=first.course_id,
            source=source.value,
            **cause.told,
        )
        assert first.id is not None
        issue(db, first.id, now=now)
    for done in follows.write:
        write(db, actor, person_id, _course_id(db, done), course, done, now=now)
    if follows.void or follows.restore:
        changes.note(db, changes.Kind.PERSON, person_id, now=now)
    db.flush()


def _course_id(db: Session, done: Earned) -> int:
    assert done.attempt_id is not None
    return db.get_one(assessment.tables.Attempt, done.attempt_id).course_id


def _tell_of_passes(
    db: Session,
    person_id: int,
    cause: Cause,
    course: courses.Course,
    follows: Consequences,
    marks: Sequence[Remarked],
    decide_by: date,
    *,
    now: datetime,
) -> None:
    keys = {one.tried.result.attempt_id: one.tried.result.key for one in marks}
    title, day = course.title.in_each(), text.day(decide_by)
    for attempt_id in follows.in_doubt:
        link, once = f"/result?attempt={keys[attempt_id]}", f"{cause.key}:{attempt_id}"
        notices.tell(db, person_id, "pass-in-doubt", now=now, link=link, once=once, course=title, day=day)
    for gone in follows.withdrawn:
        once = f"{cause.key}:{gone.id}"
        notices.tell(db, person_id, "completion-voided", now=now, link="/results", once=once, course=title)
