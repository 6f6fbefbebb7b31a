"""Who reads what of inquiries: one's own, those that wait for a course's trainers, those of an officer's people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, false, not_
from sqlmodel import Session, col, func, or_, select

from models import assessment, courses, database, organisation, text, workdays
from models.messages.answering import may_answer
from models.messages.tables import Inquiry, Kind, Message
from models.organisation import Person, Posting, SamePerson, Tree
from models.rights import Actor, DomainError, Held, Right, Scope, check

WORKING_DAYS = {Kind.QUESTION: 3, Kind.MISTAKE: 5, Kind.MARK: 5, Kind.FIGURE: 2}
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """An inquiry in a list. ``asker`` is '' where the reader does not see names.

    ``waiting_since``: the asker's first words that nobody has answered; None when it is the asker's turn, or closed.
    """

    key: str
    kind: Kind
    about: str
    asker: str
    at: datetime
    closed: bool
    waiting_since: datetime | None
    answer_by: date | None

    def is_late(self, today: date) -> bool:
        """Return whether an answer should have been given before today."""
        return self.answer_by is not None and today > self.answer_by


@dataclass(frozen=True)
class Said:
    """One message. ``name`` is '' where the reader does not see who asks."""

    words: str
    at: datetime
    by_asker: bool
    mine: bool
    name: str


@dataclass(frozen=True)
class Thread:
    """An inquiry with all that was said.

    ``question`` is what was asked and answered, with ``course`` as it was then; None where no question is meant.
    ``paper``: all of an attempt's questions, for who may answer an objection to the whole of it.
    ``result`` is what the whole attempt comes to now and, if it was marked anew, what it came to first.
    ``question_id`` and ``question_hash``: of the question, '' where none is meant.
    ``seen`` goes back with what the reader writes. ``shut``: the question is closed to its asker, who is at an exam
    that closes the course's lessons. ``asker``: the asker's key, for an officer who answers about their figure.
    """

    line: Line
    mine: bool
    may_answer: bool
    messages: tuple[Said, ...]
    seen: int
    course_id: int | None
    lesson: str
    course: courses.Course | None
    question: assessment.ReviewedQuestion | None
    result: assessment.Result | None = None
    question_id: str = ""
    question_hash: str = ""
    paper: tuple[assessment.ReviewedQuestion, ...] = ()
    shut: bool = False
    asker: str = ""


def answer_by(kind: Kind, since: datetime, calendar: workdays.Calendar) -> date:
    """Return the last day on which an answer is in time: working days counted from the day after. Pure."""
    return calendar.after(text.local_day(since), WORKING_DAYS[kind])


def mine(db: Session, actor: Actor, *, limit: int = SHOWN) -> list[Line]:
    """Return what the actor wrote, the newest first."""
    check(actor, Right.LEARN)
    own = select(Inquiry).where(_own(actor))
    return _lines(db, db.exec(own.order_by(col(Inquiry.at).desc(), col(Inquiry.id).desc()).limit(limit)).all())


def inbox(db: Session, actor: Actor, *, closed: bool = False, limit: int = SHOWN) -> tuple[int, list[Line]]:
    """Return how many inquiries about the actor's courses are open (or closed), and the first, without names.

    Open ones come with the oldest first, closed ones with the newest first. Raises `DomainError` 'forbidden'.
    """
    check(actor, Right.AUTHOR)
    kept = [held.course_id for held in actor.held if held.right is Right.AUTHOR and held.course_id is not None]
    which: list[Any] = [col(Inquiry.kind) != Kind.FIGURE, not_(_own(actor))]
    if Held(Right.AUTHOR) not in actor.held:
        which.append(col(Inquiry.course_id).in_(kept))
    return _listed(db, which, closed, limit)


def objections(
    db: Session, actor: Actor, scope: Scope, *, now: datetime, closed: bool = False, limit: int = SHOWN
) -> tuple[int, list[Line]]:
    """Return how many objections of people in an officer's scope of today are open (or closed), and the first.

    ``scope`` is the actor's for Right.ASSIGN. Raises `DomainError` 'forbidden'.
    """
    check(actor, Right.ASSIGN)
    if scope.right is not Right.ASSIGN:
        raise DomainError("forbidden", right=Right.ASSIGN.value)
    which: list[Any] = [col(Inquiry.kind) == Kind.FIGURE, not_(_own(actor))]
    if not scope.everywhere:
        today = text.local_day(now)
        units = frozenset().union(*(organisation.scope_units(db, scope, tree, today) for tree in Tree))
        joined = (
            select(SamePerson.same_as_id)
            .where(col(SamePerson.person_id) == col(Inquiry.person_id), col(SamePerson.voided_at).is_(None))
            .correlate(Inquiry)
        )
        placed = exists().where(
            col(Posting.person_id) == func.coalesce(joined.scalar_subquery(), col(Inquiry.person_id)),
            database.among(col(Posting.unit_id), units),
            col(Posting.main).is_(True),
            col(Posting.voided_at).is_(None),
            col(Posting.from_) <= today,
            or_(col(Posting.until).is_(None), col(Posting.until) > today),
        )
        which.append(placed)
    return _listed(db, which, closed, limit, named=True)


def thread(db: Session, actor: Actor, key: str, *, now: datetime) -> Thread:
    """Return an inquiry to its asker, or to whoever may answer it. Raises `DomainError` 'not-found' to all others."""
    clean = key if key.isascii() and key.isalnum() and len(key) <= 40 else ""
    inquiry = db.exec(select(Inquiry).where(Inquiry.key == clean)).first()
    if inquiry is None or actor.person_id is None:
        raise DomainError("not-found")
    asker = organisation.counting(db, inquiry.person_id)
    own = asker == actor.person_id
    answers = may_answer(db, actor, inquiry, now=now)
    if not own and not answers:
        raise DomainError("not-found")
    named = own or inquiry.kind is Kind.FIGURE
    found = db.exec(
        select(Message, Person.full_name)
        .join(Person, col(Person.id) == col(Message.author_id))
        .where(Message.inquiry_id == inquiry.id)
        .order_by(col(Message.id))
    ).all()
    course, question, result = None, None, None
    paper: tuple[assessment.ReviewedQuestion, ...] = ()
    shut = own and inquiry.course_id in assessment.shut_by(db, actor.person_id, now=now)
    if inquiry.attempt_id is not None:
        if inquiry.place is not None and not shut:
            course, question = assessment.reviewed_at(db, inquiry.attempt_id, inquiry.place)
        elif inquiry.place is None and answers and not own:
            course, paper = assessment.paper_at(db, inquiry.attempt_id)
        result = assessment.result_at(db, inquiry.attempt_id)
    return Thread(
        line=_lines(db, [inquiry], named=named)[0],
        mine=own,
        may_answer=answers,
        messages=tuple(
            Said(
                words=message.words,
                at=message.at,
                by_asker=message.author_id == inquiry.person_id,
                mine=message.author_id == (inquiry.person_id if own else actor.person_id),
                name=name if named or message.author_id != inquiry.person_id else "",
            )
            for message, name in found
        ),
        seen=len(found),
        course_id=inquiry.course_id,
        lesson=inquiry.lesson,
        course=course,
        question=question,
        result=result,
        question_id=inquiry.question_id,
        question_hash=inquiry.question_hash or "",
        paper=paper,
        shut=shut and inquiry.place is not None,
        asker=db.get_one(Person, asker).key if answers and not own and inquiry.kind is Kind.FIGURE else "",
    )


def _listed(db: Session, which: list[Any], closed: bool, limit: int, *, named: bool = False) -> tuple[int, list[Line]]:
    which = [*which, _is_closed(closed)]
    total = db.exec(select(func.count()).select_from(Inquiry).where(*which)).one()
    if not limit or not total:
        return total, []
    order = (col(Inquiry.closed_at).desc(), col(Inquiry.id)) if closed else (col(Inquiry.at), col(Inquiry.id))
    rows = db.exec(select(Inquiry).where(*which).order_by(*order).limit(limit)).all()
    return total, _lines(db, rows, named=named)


def _own(actor: Actor) -> ColumnElement[bool]:
    """What the actor asked, by any record of theirs; nothing of the platform's own."""
    return false() if actor.person_id is None else col(Inquiry.person_id).in_(organisation.records_of(actor.person_id))


def _is_closed(closed: bool) -> Any:
    return col(Inquiry.closed_at).is_not(None) if closed else col(Inquiry.closed_at).is_(None)


def _lines(db: Session, inquiries: Sequence[Inquiry], *, named: bool = False) -> list[Line]:
    by_id = {row.id: row for row in inquiries if row.id is not None}
    if not by_id:
        return []
    said: dict[int, list[tuple[int, datetime]]] = {}
    messages = select(Message.inquiry_id, Message.author_id, Message.at).where(col(Message.inquiry_id).in_(list(by_id)))
    for inquiry_id, author_id, at in db.exec(messages.order_by(col(Message.id))).all():
        said.setdefault(inquiry_id, []).append((author_id, at))
    names = organisation.names(db, {row.person_id for row in inquiries}) if named else {}
    calendar = workdays.known(db).newest
    return [_line(row, said.get(row.id or 0, ()), names.get(row.person_id, ""), calendar) for row in inquiries]


def _line(row: Inquiry, said: Iterable[tuple[int, datetime]], asker: str, calendar: workdays.Calendar) -> Line:
    since: datetime | None = None
    for author_id, at in said:
        since = (since or at) if author_id == row.person_id else None
    if row.closed_at is not None:
        since = None
    return Line(
        key=row.key,
        kind=row.kind,
        about=row.about,
        asker=asker,
        at=row.at,
        closed=row.closed_at is not None,
        waiting_since=since,
        answer_by=None if since is None else answer_by(row.kind, since, calendar),
    )
