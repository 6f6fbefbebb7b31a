"""An attempt that is handed in follows the regrades that are in force by then, at once and for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from models import changes
from models.assessment import versions
from models.assessment.results import Handed, regraded
from models.assessment.rulings import Marked, Marker, rulings
from models.assessment.tables import Attempt, Regraded
from models.courses import Quiz


def follow(db: Session, attempt: Attempt | Handed, quiz: Quiz, *, now: datetime) -> bool:
    """Mark an attempt that is being submitted by the rulings in force; one without such a question is left alone.

    So is one that a person has still to judge: it follows when it is judged, see `renew`. Return whether it was marked
    anew: only then can anything stand beside its first result.
    """
    apart_from_regrades(db, attempt.course_id, alone=False)
    marker = Marker.of(db, rulings(db, attempt.course_id))
    if attempt.passed is None or attempt.vector is None or not marker.concerns(attempt.vector):
        return False
    before = regraded(db, attempt.id)
    kept = before is not None and before.kept
    store(db, [(attempt, before, marker(attempt.vector, quiz.pass_mark), kept)], now=now)
    return True


def renew(db: Session, attempt: Attempt, *, now: datetime) -> None:
    """Mark an attempt by the rulings in force whose first result a person's judgement has just given or changed."""
    quiz = versions.released(db, attempt.release_id)[1].quiz(attempt.quiz)
    assert quiz is not None
    follow(db, attempt, quiz, now=now)


def apart_from_regrades(db: Session, course_id: int, *, alone: bool) -> None:
    """Let what is handed in and a new regrade of the same course follow one another, until the transaction ends.

    Without it an attempt could be marked by the rulings before, and be overlooked by the regrade since it was not yet
    there. Submissions do not wait for each other; SQLite has one writer anyway. (No person has the number -1: see
    `one_at_a_time`.)
    """
    if db.get_bind().dialect.name == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        db.execute(text(f"SELECT {lock}(-1, :course)"), {"course": course_id})


def store(
    db: Session, marks: Sequence[tuple[Attempt | Handed, Regraded | None, Marked, bool]], *, now: datetime
) -> list[int]:
    """Store what attempts come to beside their first results; return the ids of those of which that is new.

    Each with what it came to until now, and whether its pass is kept in spite of its marks. What equals the first
    result is not stored beside it: the first one stands again.
    """
    fresh: list[Regraded] = []
    people: set[int] = set()
    changed = []
    for attempt, before, marked, kept in marks:
        assert attempt.id is not None
        new = Regraded(
            attempt_id=attempt.id,
            marks=marked.marks,
            max_marks=marked.max_marks,
            passed=bool(marked.passed) or (kept and bool(attempt.passed)),
            kept=kept,
            vector=marked.vector or [],
            recorded_at=now,
        )
        as_first = _told(new) == (attempt.marks, attempt.max_marks, attempt.passed, False, attempt.vector or [])
        if attempt.passed is None or (as_first if before is None else _told(before) == _told(new)):
            continue
        changed.append(attempt.id)
        if new.passed != (attempt if before is None else before).passed:
            people.add(attempt.person_id)  # figures count who failed how often
        if before is not None:
            before.voided_at = now
            db.add(before)
        if not as_first:
            fresh.append(new)
    db.flush()  # what stood until now is voided before another stands
    db.add_all(fresh)
    db.flush()
    changes.note_people(db, people, now=now)
    return changed


def _told(row: Regraded) -> tuple[float, float, bool, bool, list[Any]]:
    return row.marks, row.max_marks, row.passed, row.kept, row.vector
