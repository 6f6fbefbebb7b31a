"""Everything that is kept about one person, as typed rows in named parts: the same for page, Excel and JSON."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import access, assessment, audit, courses, learning, organisation, text, training
from models.access.tables import Account, Grant
from models.assessment.tables import Allowance
from models.learning.tables import Certificate, Completion, LessonProgress
from models.messages.tables import Inquiry, Message
from models.organisation import PartyMembership, Person, Posting, UnitVersion
from models.privacy.further import further
from models.privacy.parts import Part, Value, part, transfers
from models.privacy.wording import word
from models.rights import Actor, DomainError, Right, check
from models.text import translate as _
from models.training import Duty, Exemption, Extension, LastLook


@dataclass(frozen=True)
class Record:
    """All that is kept about a person, read at one moment."""

    full_name: str
    made_at: datetime
    parts: tuple[Part, ...]


def my_record(db: Session, actor: Actor, *, now: datetime) -> Record:
    """Return what is kept about the actor, and write down that they read it. Raises `DomainError` 'not-found'.

    The caller's transaction writes (the audit line).
    """
    check(actor, Right.LEARN)
    person = None if actor.person_id is None else db.get(Person, actor.person_id)
    if person is None or person.id is None:
        raise DomainError("not-found")
    titles = dict(
        db.exec(
            select(courses.tables.Release.course_id, courses.tables.Release.title).order_by(
                col(courses.tables.Release.id)
            )
        ).all()
    )
    audit.record(db, actor, "privacy.read-own", "person", person.id, now=now)
    return Record(
        full_name=person.full_name,
        made_at=now,
        parts=(
            _details(db, person, now),
            _places(db, person.id),
            transfers(db, person.id, now),
            _party(db, person.id),
            _roles(db, person.id),
            _states(db, person.id, titles, now),
            _duties(db, person.id, titles),
            _completions(db, person.id, titles),
            _attempts(db, person.id),
            _files(db, person.id),
            _judged(db, person.id),
            _allowances(db, person.id, titles),
            _lessons(db, person.id, titles),
            _messages(db, person.id),
            *further(db, person.id, now),
        ),
    )


def _details(db: Session, person: Person, now: datetime) -> Part:
    account, look = db.get(Account, person.id), db.get(LastLook, person.id)
    told: list[tuple[str, Value]] = [
        (_("Full name"), person.full_name),
        (_("Staff code"), person.staff_code),
        (_("E-mail address"), person.email),
        (_("Phone number"), person.phone),
        (_("Date of birth"), person.birth_date),
        (_("Gender"), person.gender),
        (_("Identity number"), person.national_id),
        (_("Language"), account.language if account else None),
        (_("Password changed on"), account.changed_at if account else None),
        (_("Second step at sign-in since"), access.second_step_of(db, person.id or 0, now=now).since),
        (_("Overview of my units last opened on"), look.looked_on if look else None),
        (_("Known since"), person.recorded_at),
    ]
    return part("details", _("My details"), {"what": _("Detail"), "value": _("Value")}, told)


def _places(db: Session, person_id: int) -> Part:
    columns = {
        "unit": _("Unit"),
        "tree": _("Tree"),
        "main": _("Main place"),
        "position": _("Position"),
        "category": _("Category"),
        "rank": _("Rank"),
        "status": _("Status"),
        "from": _("From"),
        "until": _("Until (first day after)"),
    }
    postings = db.exec(
        select(Posting)
        .where(Posting.person_id == person_id, col(Posting.voided_at).is_(None))
        .order_by(col(Posting.from_), col(Posting.id))
    ).all()
    named = select(UnitVersion.unit_id, UnitVersion.name).where(
        col(UnitVersion.unit_id).in_({row.unit_id for row in postings}), col(UnitVersion.voided_at).is_(None)
    )
    names = dict(db.exec(named.order_by(col(UnitVersion.from_))).all())
    rows = (
        (
            names.get(row.unit_id, ""),
            word(row.tree),
            row.main,
            row.position,
            word(row.category),
            row.rank,
            word(row.status),
            row.from_,
            row.until,
        )
        for row in postings
    )
    return part("places", _("My places"), columns, rows)


def _party(db: Session, person_id: int) -> Part:
    mine = select(PartyMembership).where(
        PartyMembership.person_id == person_id, col(PartyMembership.voided_at).is_(None)
    )
    rows = [(row.from_, row.until) for row in db.exec(mine.order_by(col(PartyMembership.from_)))]
    return part("party", _("Party membership"), {"from": _("From"), "until": _("Until (first day after)")}, rows)


def _roles(db: Session, person_id: int) -> Part:
    mine = select(Grant).where(Grant.person_id == person_id, col(Grant.voided_at).is_(None))
    rows = db.exec(mine.order_by(col(Grant.from_), col(Grant.id))).all()
    columns = {"role": _("Role"), "from": _("From"), "until": _("Until (first day after)")}
    return part("roles", _("My roles"), columns, ((word(row.role), row.from_, row.until) for row in rows))


def _states(db: Session, person_id: int, titles: dict[int, str], now: datetime) -> Part:
    columns = {
        "course": _("Course"),
        "state": _("State"),
        "assigned": _("Given by a rule"),
        "due": _("Due"),
        "completed_on": _("Completed on"),
        "valid_until": _("No longer counts from"),
    }
    rows = (
        (
            titles.get(one.course_id, ""),
            training.state_word(one.state),
            one.assigned,
            one.due,
            one.completed_on,
            one.valid_until,
        )
        for one in training.person_courses(db, person_id, on=text.local_day(now))
    )
    return part("states", _("My courses today"), columns, rows)


def _duties(db: Session, person_id: int, titles: dict[int, str]) -> Part:
    columns = {
        "kind": _("Kind"),
        "course": _("Course"),
        "from": _("From"),
        "until": _("Until (first day after)"),
        "due": _("Due"),
        "reason": _("Reason"),
    }
    duties = db.exec(
        select(Duty)
        .where(Duty.person_id == person_id, col(Duty.voided_at).is_(None))
        .order_by(col(Duty.from_), col(Duty.id))
    ).all()
    exempt = db.exec(
        select(Exemption)
        .where(Exemption.person_id == person_id, col(Exemption.voided_at).is_(None))
        .order_by(col(Exemption.from_), col(Exemption.id))
    ).all()
    rows: list[tuple[Value, ...]] = [
        (_("Duty"), titles.get(one.course_id, ""), one.from_, one.until, one.due, one.reason) for one in duties
    ]
    rows += [(_("Exempt"), titles.get(one.course_id, ""), one.from_, one.until, None, one.reason) for one in exempt]
    longer = db.exec(
        select(Extension)
        .where(Extension.person_id == person_id, col(Extension.voided_at).is_(None))
        .order_by(col(Extension.from_), col(Extension.id))
    ).all()
    rows += [(_("Extended"), titles.get(one.course_id, ""), one.from_, None, one.due, one.reason) for one in longer]
    return part("duties", _("What was asked of me"), columns, rows)


def _completions(db: Session, person_id: int, titles: dict[int, str]) -> Part:
    columns = {
        "course": _("Course"),
        "edition": _("Edition"),
        "completed_on": _("Completed on"),
        "valid_until": _("No longer counts from"),
        "source": _("How"),
        "certificate": _("Certificate number"),
        "revoked_at": _("Revoked at"),
    }
    found = db.exec(
        select(Completion, Certificate.key)
        .join(
            Certificate,
            col(Certificate.completion_id) == func.coalesce(col(Completion.restores_id), col(Completion.id)),
            isouter=True,
        )
        .where(col(Completion.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(Completion.achieved_on), col(Completion.id))
    ).all()
    rows = (
        (
            titles.get(one.course_id, ""),
            one.edition,
            one.achieved_on,
            one.valid_until,
            word(one.source),
            None if key is None else learning.number_of(key),
            one.voided_at,
        )
        for one, key in found
    )
    return part("completions", _("What I completed"), columns, rows)


def _attempts(db: Session, person_id: int) -> Part:
    columns = {
        "course": _("Course"),
        "quiz": _("Quiz"),
        "number": _("Attempt"),
        "started_at": _("Started at"),
        "submitted_at": _("Handed in at"),
        "marks": _("Marks"),
        "max_marks": _("Of"),
        "percent": _("Per cent"),
        "passed": _("Passed"),
        "marked_anew_at": _("Marked anew at"),
        "first_marks": _("Marks before"),
        "first_max_marks": _("Of, before"),
        "first_passed": _("Passed before"),
    }
    rows = (
        (
            str(one.course_title),
            str(one.title),
            one.number,
            one.started_at,
            one.submitted_at,
            one.marks,
            one.max_marks,
            one.percent,
            one.passed,
            *((None,) * 4 if (first := one.first) is None else (first.at, first.marks, first.max_marks, first.passed)),
        )
        for one in assessment.results(db, person_id)
    )
    return part("attempts", _("My attempts"), columns, rows)


def _files(db: Session, person_id: int) -> Part:
    columns = {
        "attempt": _("Attempt"),
        "file": _("File"),
        "kind": _("Kind"),
        "size": _("Bytes"),
        "at": _("Handed in at"),
    }
    attempt, handed = assessment.tables.Attempt, assessment.tables.Handed
    rows = db.exec(
        select(handed, attempt.number)
        .join(attempt, col(attempt.id) == col(handed.attempt_id))
        .where(col(attempt.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(handed.id))
    )
    found = ((number, one.name, one.kind, one.size, one.at) for one, number in rows)
    return part("files", _("Files that I handed in"), columns, found)


def _judged(db: Session, person_id: int) -> Part:
    """What people said about this person's answers; who said it is theirs, and drafts are not said yet."""
    columns = {
        "attempt": _("Attempt"),
        "question": _("Question"),
        "at": _("Judged at"),
        "comment": _("Comment"),
        "comments": _("Comments on criteria"),
        "reason": _("Why it was judged anew"),
    }
    attempt, marking = assessment.tables.Attempt, assessment.tables.Marking
    rows = db.exec(
        select(marking, attempt.number)
        .join(attempt, col(attempt.id) == col(marking.attempt_id))
        .where(col(attempt.person_id).in_(organisation.records_of(person_id)), col(marking.finished_at).is_not(None))
        .order_by(col(marking.id))
    )
    found = (
        (number, one.place, one.finished_at, one.comment, " · ".join(filter(None, one.comments)), one.reason)
        for one, number in rows
    )
    return part("judged", _("What was said about my answers"), columns, found)


def _allowances(db: Session, person_id: int, titles: dict[int, str]) -> Part:
    columns = {
        "course": _("Course"),
        "quiz": _("Quiz"),
        "minutes": _("More minutes in each attempt"),
        "attempts": _("More attempts"),
        "reason": _("Reason"),
        "from": _("From"),
        "until": _("Until (first day after)"),
        "taken_back": _("Taken back at"),
    }
    found = db.exec(
        select(Allowance)
        .where(col(Allowance.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(Allowance.id))
    )
    rows = (
        (
            titles.get(one.course_id, ""),
            one.quiz,
            one.minutes,
            one.attempts,
            one.reason,
            one.from_,
            one.until,
            one.voided_at,
        )
        for one in found
    )
    return part("allowances", _("More time and attempts allowed to me"), columns, rows)


def _lessons(db: Session, person_id: int, titles: dict[int, str]) -> Part:
    columns = {
        "course": _("Course"),
        "lesson": _("Lesson"),
        "opened_at": _("Opened at"),
        "finished_at": _("Finished at"),
    }
    found = db.exec(
        select(LessonProgress)
        .where(col(LessonProgress.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(LessonProgress.opened_at), col(LessonProgress.id))
    ).all()
    rows = ((titles.get(one.course_id, ""), one.lesson, one.opened_at, one.finished_at) for one in found)
    return part("lessons", _("Lessons that I opened"), columns, rows)


def _messages(db: Session, person_id: int) -> Part:
    columns = {"about": _("About"), "at": _("Written at"), "by": _("Written by"), "words": _("Words")}
    found = db.exec(
        select(Inquiry.about, Message.at, Message.author_id, Message.words)
        .join(Inquiry, col(Inquiry.id) == col(Message.inquiry_id))
        .where(col(Inquiry.person_id).in_(organisation.records_of(person_id)))
        .order_by(col(Message.id))
    ).all()
    names = organisation.names(db, {author for _about, _at, author, _words in found})
    rows = ((about, at, names.get(author, ""), words) for about, at, author, words in found)
    return part("messages", _("My questions and their answers"), columns, rows)
