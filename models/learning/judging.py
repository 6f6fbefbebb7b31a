"""From a person's judgement of an answer to what follows: result, completion, certificate, and who is told.

All of it in the transaction of the judgement. A work that was handed in counts from the day on which it was handed in,
however long it waited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import access, assessment, audit, changes, courses, notices, organisation, text
from models.learning.certificates import issue
from models.learning.completing import Achieved, complete
from models.learning.finishing import brought_by, rules_of
from models.learning.tables import Completion
from models.rights import Actor, Right


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

    A finished judgement is changed with a ``reason``: a pass that comes by it completes, a pass that goes by it takes
    its completion along, and both the person and their officers are told. Raises what `assessment.finish_marking`
    raises.
    """
    judged = assessment.finish_marking(db, actor, key, place, said, reason=reason, now=now)
    result = judged.after
    if judged.waits:
        return Settled(result, None)
    person_id = organisation.counting(db, result.person_id)
    assessment.one_at_a_time(db, person_id, result.course_id)
    course = rules_of(db, result)
    if not judged.before.waits:
        _withdraw(db, actor, person_id, course, result, now=now)
    complete(db, actor, person_id, result.course_id, course, now=now)
    if result.passed:
        _restore(db, actor, person_id, result, now=now)
    _tell(db, person_id, judged, now=now)
    db.flush()
    return Settled(result, brought_by(db, result))


def _tell(db: Session, person_id: int, judged: assessment.Judgement, *, now: datetime) -> None:
    result, before = judged.after, judged.before
    link, percent = f"/result?attempt={result.key}", text.percent(result.percent, 100, None)
    if before.waits:
        notices.tell(
            db, person_id, "marked", now=now, link=link, once=result.key, quiz=str(result.title), percent=percent
        )
    elif before.percent != result.percent:
        earlier = text.percent(before.percent, 100, None)
        values = {"quiz": str(result.title), "before": earlier, "after": percent}
        notices.tell(db, person_id, "marked-anew", now=now, link=link, once=f"{result.key}:{now.isoformat()}", **values)


def _withdraw(
    db: Session, actor: Actor, person_id: int, course: courses.Course, result: assessment.Result, *, now: datetime
) -> None:
    """Void the completions that no pass carries any more; the person and their officers are told."""
    quiz = course.quiz(course.completion.quiz) if course.completion.quiz else None
    if quiz is None:
        return
    named = (quiz.name, *quiz.formerly)
    tries = [
        one
        for one in assessment.results(db, person_id, result.course_id)
        if one.quiz in named and one.edition == course.edition
    ]
    lost = {one.attempt_id: one for number, one in enumerate(tries) if not _carries(tries[: number + 1], quiz.keep)}
    marks = {_evidence(one) for one in lost.values()}
    for row in _completions(db, person_id, result.course_id):
        if row.voided_at is not None or not (row.attempt_id in lost or row.evidence in marks):
            continue
        row.voided_at = now
        db.add(row)
        audit.record(
            db, actor, "learning.withdraw", "completion", row.id, now=now, course_id=row.course_id, edition=row.edition
        )
        changes.note(db, changes.Kind.PERSON, person_id, now=now)
        once, values = f"{row.id}:{now.isoformat()}", {"course": str(course.title)}
        link = f"/result?attempt={result.key}"
        notices.tell(db, person_id, "completion-withdrawn", now=now, link=link, once=once, **values)
        name = organisation.names(db, [person_id])[person_id]
        officers = access.holders(db, Right.ASSIGN, now=now, person_id=person_id)
        person = db.get_one(organisation.Person, person_id)
        for officer in officers:
            if officer != person_id:
                where = f"/person?person={person.key}"
                notices.tell(db, officer, "withdrawn-of", now=now, link=where, once=once, name=name, **values)
    db.flush()


def _carries(tries: Sequence[assessment.Result], keep: courses.Keep) -> bool:
    """Return whether the last of some attempts passes the quiz."""
    passed_by = assessment.standing(tries, keep).passed_by
    return passed_by is not None and passed_by.attempt_id == tries[-1].attempt_id


def _restore(db: Session, actor: Actor, person_id: int, result: assessment.Result, *, now: datetime) -> None:
    """Write anew the completion that this attempt brought and lost: nothing that was voided comes back by itself."""
    rows = _completions(db, person_id, result.course_id)
    gone = next((row for row in rows if row.attempt_id == result.attempt_id and row.voided_at is not None), None)
    standing = [row for row in rows if row.voided_at is None]
    if gone is None or any(row.achieved_on == gone.achieved_on and row.edition >= gone.edition for row in standing):
        return
    values = gone.model_dump(exclude={"id", "attempt_id", "voided_at", "recorded_at", "evidence"})
    again = Completion(**values, evidence=_evidence(result), recorded_at=now)
    db.add(again)
    db.flush()
    assert again.id is not None
    audit.record(
        db, actor, "learning.restore", "completion", again.id, now=now, course_id=again.course_id, edition=again.edition
    )
    issue(db, again.id, now=now)
    changes.note(db, changes.Kind.PERSON, person_id, now=now)


def _completions(db: Session, person_id: int, course_id: int) -> list[Completion]:
    mine = col(Completion.person_id).in_(organisation.records_of(person_id))
    return list(db.exec(select(Completion).where(mine, Completion.course_id == course_id)).all())


def _evidence(result: assessment.Result) -> str:
    """Return what a completion that was taken up again says of its attempt."""
    return f"attempt:{result.key}"
