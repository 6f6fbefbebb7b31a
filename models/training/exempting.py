"""Exemptions: who need not take a course for a time, and why. Nobody exempts themselves."""

from datetime import date, datetime

from sqlmodel import Session

from models import audit, changes, courses, notices, text, workdays
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import check_settling
from models.training.extending import course_title, open_due_days
from models.training.tables import Exemption


def exempt(
    db: Session,
    actor: Actor,
    scope: Scope,
    person_id: int,
    course_id: int,
    *,
    from_: date,
    reason: str,
    now: datetime,
    until: date | None = None,
) -> Exemption:
    """Let a person of the scope off a course from a day (until one), for a stated reason. The person is told.

    Raises `DomainError`: 'forbidden'; 'outside-scope'; 'own-exemption'; 'course-unknown'; 'reason-missing';
    'interval-empty'.
    """
    check_settling(db, actor, scope, [person_id], own="own-exemption", now=now)
    course = db.get(courses.tables.CourseRecord, course_id)
    if course is None:
        raise DomainError("course-unknown", course=course_id)
    if not text.tidy(reason):
        raise DomainError("reason-missing")
    workdays.check_days(from_, until, now=now)
    if until is not None and until <= from_:
        raise DomainError("interval-empty")
    row = Exemption(
        person_id=person_id,
        course_id=course_id,
        from_=from_,
        until=until,
        reason=text.tidy(reason),
        granted_by=actor.person_id,
        recorded_at=now,
    )
    db.add(row)
    db.flush()
    audit.record(
        db,
        actor,
        "training.exempt",
        "person",
        person_id,
        now=now,
        personal={"reason": row.reason},
        course=course_id,
        exemption=row.id,
    )
    changes.note(db, changes.Kind.PERSON, person_id, now=now)
    told = {"course": course_title(db, course_id, course.slug), "start": text.day(from_), "by": actor.name}
    notices.tell(db, person_id, "exempted", now=now, link=f"/course?course={course.slug}", **told)
    return row


def end_exemption(
    db: Session, actor: Actor, scope: Scope, exemption_id: int, *, on: date, now: datetime
) -> Exemption | None:
    """Let an exemption end on a day and return the row that now stands; None when it is taken back wholly.

    One that ends by that day anyway stays as it is: to end it must never make it longer. Of whom the course is asked
    again, is told.

    Raises `DomainError`: 'forbidden'; 'not-found'; 'outside-scope'; 'own-exemption'.
    """
    check(actor, Right.ASSIGN)
    old = db.get(Exemption, exemption_id)
    if old is None or old.voided_at is not None:
        raise DomainError("not-found", exemption=exemption_id)
    check_settling(db, actor, scope, [old.person_id], own="own-exemption", now=now)
    if old.until is not None and old.until <= on:
        return old
    old.voided_at = now
    db.add(old)
    new: Exemption | None = None
    if on > old.from_:
        new = Exemption(**{**old.model_dump(exclude={"id"}), "until": on, "recorded_at": now, "voided_at": None})
        db.add(new)
    db.flush()
    audit.record(db, actor, "training.end-exemption", "person", old.person_id, now=now, exemption=exemption_id)
    changes.note(db, changes.Kind.PERSON, old.person_id, now=now)
    _tell_asked_again(db, actor, old, on=on, now=now)
    return new


def _tell_asked_again(db: Session, actor: Actor, old: Exemption, *, on: date, now: datetime) -> None:
    """Tell the person of an exemption that ends by an act, or their next visit would call the course a new one."""
    due = open_due_days(db, [old.person_id], old.course_id, on).get(old.person_id)
    course = db.get_one(courses.tables.CourseRecord, old.course_id)
    if due is None:
        return
    told = {"course": course_title(db, old.course_id, course.slug), "due": text.day(due), "by": actor.name}
    once = f"{old.course_id}:{due}"  # as `telling` counts what was told
    again = notices.told_of(db, old.person_id, ("exemption-ended",), [once])
    link = f"/course?course={course.slug}"
    notices.tell(db, old.person_id, "exemption-ended", now=now, link=link, once=None if again else once, **told)
