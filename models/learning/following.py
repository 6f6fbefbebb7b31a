"""Writing down what follows from attempts marked anew, and telling those concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import access, assessment, audit, changes, courses, notices, text
from models.assessment.tables import Regrade
from models.learning.certificates import issue
from models.learning.completing import Earned, write
from models.learning.consequences import Consequences, Remarked, first_of
from models.learning.tables import Completion, LostPass
from models.rights import Actor, Right

DAYS_TO_DECIDE = 30


@dataclass(frozen=True)
class Settled:
    """What a person's attempts at a course come to, and what follows in each edition."""

    person_id: int
    marks: tuple[Remarked, ...]
    by_edition: tuple[tuple[courses.Course, Consequences], ...]


def carry_out(db: Session, actor: Actor, row: Regrade, found: Sequence[Settled], *, now: datetime) -> None:
    """Store some people's marks, lost passes and completions after a regrade, and tell each of them once."""
    changed = store(db, found, now=now)
    told: list[tuple[int, str, dict[str, Any]]] = []
    for settled in found:
        person_id = settled.person_id
        for course, follows in settled.by_edition:
            lose(db, actor, person_id, row, follows, now=now)
            complete_again(db, actor, person_id, course, follows, regrade_id=row.id or 0, now=now)
            _tell_of_passes(db, person_id, row, course, follows, settled.marks, now=now)
        doubted = any(follows.in_doubt for _, follows in settled.by_edition)
        moved = [one for one in settled.marks if one.moved and one.tried.result.attempt_id in changed]
        if moved and not doubted:
            told.append((person_id, f"/result?attempt={moved[-1].tried.result.key}", _before_and_after(moved[-1])))
    notices.tell_each(db, told, "regraded", now=now, once=row.key)


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


def lose(db: Session, actor: Actor, person_id: int, row: Regrade, follows: Consequences, *, now: datetime) -> None:
    """Write the passes that an office has to decide about, and end what was regained."""
    assert row.id is not None
    ended = col(LostPass.attempt_id).in_(follows.regained)
    for lost in db.exec(select(LostPass).where(ended, col(LostPass.voided_at).is_(None))).all():
        lost.voided_at = now
        db.add(lost)
    for attempt_id in follows.in_doubt:
        lost = LostPass(
            attempt_id=attempt_id,
            person_id=person_id,
            course_id=row.course_id,
            regrade_id=row.id,
            decide_by=text.local_day(now) + timedelta(days=DAYS_TO_DECIDE),
            recorded_at=now,
        )
        db.add(lost)
        audit.record(
            db, actor, "learning.lose-pass", "person", person_id, now=now, course_id=row.course_id, regrade=row.id
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
    *,
    regrade_id: int,
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
                regrade=regrade_id,
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
            regrade=regrade_id,
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
    row: Regrade,
    course: courses.Course,
    follows: Consequences,
    marks: Sequence[Remarked],
    *,
    now: datetime,
) -> None:
    keys = {one.tried.result.attempt_id: one.tried.result.key for one in marks}
    title, day = str(course.title), text.day(text.local_day(now) + timedelta(days=DAYS_TO_DECIDE))
    for attempt_id in follows.in_doubt:
        link, once = f"/result?attempt={keys[attempt_id]}", f"{row.key}:{attempt_id}"
        notices.tell(db, person_id, "pass-in-doubt", now=now, link=link, once=once, course=title, day=day)
    for gone in follows.withdrawn:
        once = f"{row.key}:{gone.id}"
        notices.tell(db, person_id, "completion-voided", now=now, link="/results", once=once, course=title)
