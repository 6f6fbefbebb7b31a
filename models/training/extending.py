"""Extensions: a later last day of a course for single people, and why. Nobody extends their own.

The due day of a duty is the rule's or the extension's, whichever is later: a rule that is changed afterwards takes no
extension away. `reconcile` writes it, so that every figure, list and reminder follows.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from models import audit, courses, notices, seconding, text
from models.rights import Actor, DomainError, Right, Scope, check
from models.training.bounds import check_settling
from models.training.reconciling import reconcile
from models.training.tables import Duty, Extension

MOST_PEOPLE = 200  # at one click, so that nobody's answer waits behind it
MOST_DAYS = 366  # later than that it is an exemption by another name


def extend(
    db: Session,
    actor: Actor,
    scope: Scope,
    people: Collection[int],
    course_id: int,
    *,
    due: date,
    reason: str,
    now: datetime,
) -> int:
    """Give people of the scope until the end of a day for a course that is asked of them; return how many got it.

    Their duties that go on today or begin later are due on that day, or on their rule's if that is later; who has as
    long already is left as they are. Each person is told. Either all are extended or, with an error, none.
    Raises `DomainError`: 'forbidden'; 'outside-scope'; 'own-extension'; 'course-unknown'; 'reason-missing';
    'extension-past'; 'extension-too-long'; 'extension-too-many'; 'extension-nobody' (the course is not asked of one
    of them); 'extension-not-later' (nobody's last day would move); what `seconding.guard` raises.
    """
    wanted = sorted(set(people))
    check_settling(db, actor, scope, wanted, own="own-extension", now=now)
    course = db.get(courses.tables.CourseRecord, course_id)
    if course is None:
        raise DomainError("course-unknown", course=course_id)
    if not text.tidy(reason):
        raise DomainError("reason-missing")
    today = text.local_day(now)
    if due < today:
        raise DomainError("extension-past")
    if due > today + timedelta(days=MOST_DAYS):
        raise DomainError("extension-too-long", last=today + timedelta(days=MOST_DAYS))
    if len(wanted) > MOST_PEOPLE:
        raise DomainError("extension-too-many", most=MOST_PEOPLE)
    asked = open_due_days(db, wanted, course_id, today)
    if not wanted or len(asked) < len(wanted):
        raise DomainError("extension-nobody")
    later = [person for person in wanted if asked[person] < due]
    if not later:
        raise DomainError("extension-not-later", due=max(asked.values()))
    said = {"people_ids": wanted, "course": course_id, "due": due.isoformat(), "reason": text.tidy(reason)}
    seconding.guard(db, actor, "training.extend", Right.ASSIGN, wanted, said, now=now)
    rows = [
        Extension(
            person_id=person,
            course_id=course_id,
            from_=today,
            due=due,
            reason=text.tidy(reason),
            granted_by=actor.person_id,
            recorded_at=now,
        )
        for person in later
    ]
    db.add_all(rows)
    reconcile(db, people=later, courses=[course_id], now=now)
    title = course_title(db, course_id, course.slug)
    for row in rows:
        audit.record(
            db,
            actor,
            "training.extend",
            "person",
            row.person_id,
            now=now,
            personal={"reason": row.reason},
            course=course_id,
            extension=row.id,
            due=due.isoformat(),
        )
        told = {"course": title, "due": text.day(due), "by": actor.name}
        link, once = f"/course?course={course.slug}", f"{course_id}:{due}"  # as `telling` counts what was told
        again = notices.told_of(db, row.person_id, ("extended",), [once])  # given, taken back and given anew
        notices.tell(db, row.person_id, "extended", now=now, link=link, once=None if again else once, **told)
    return len(rows)


def take_back_extension(db: Session, actor: Actor, scope: Scope, extension_id: int, *, now: datetime) -> None:
    """Take an extension back: the rule's day holds again, or that of another extension. The person is told.

    Raises `DomainError`: 'forbidden'; 'not-found' (no such extension, or taken back before); 'outside-scope';
    'own-extension'.
    """
    check(actor, Right.ASSIGN)
    locked = select(Extension).where(Extension.id == extension_id).with_for_update()
    row = db.exec(locked.execution_options(populate_existing=True)).first()
    if row is None or row.voided_at is not None:
        raise DomainError("not-found", extension=extension_id)
    check_settling(db, actor, scope, [row.person_id], own="own-extension", now=now)
    row.voided_at, row.taken_back_by = now, actor.person_id
    db.add(row)
    reconcile(db, people=[row.person_id], courses=[row.course_id], now=now)
    audit.record(
        db,
        actor,
        "training.take-back-extension",
        "person",
        row.person_id,
        now=now,
        course=row.course_id,
        extension=extension_id,
        due=row.due.isoformat(),
    )
    course = db.get(courses.tables.CourseRecord, row.course_id)
    slug = "" if course is None else course.slug
    due = open_due_days(db, [row.person_id], row.course_id, text.local_day(now)).get(row.person_id)
    if due is not None and due != row.due:
        told = {"course": course_title(db, row.course_id, slug), "due": text.day(due), "by": actor.name}
        notices.tell(db, row.person_id, "extension-ended", now=now, link=f"/course?course={slug}", **told)


def open_due_days(db: Session, people: Collection[int], course_id: int, today: date) -> dict[int, date]:
    """Return by person the earliest due day among the duties in force today."""
    rows = db.exec(
        select(Duty.person_id, func.min(Duty.due))
        .where(
            col(Duty.person_id).in_(people),
            Duty.course_id == course_id,
            col(Duty.voided_at).is_(None),
            col(Duty.from_) <= today,
            or_(col(Duty.until).is_(None), col(Duty.until) > today),
        )
        .group_by(col(Duty.person_id))
    ).all()
    return dict(rows)


def course_title(db: Session, course_id: int, slug: str) -> str:
    """Return the newest title of a course, for a notice; its slug where it never had one."""
    release = courses.tables.Release
    newest = select(release.title).where(release.course_id == course_id).order_by(col(release.id).desc()).limit(1)
    return db.exec(newest).first() or slug
