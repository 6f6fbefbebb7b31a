"""What a learner writes: a question, a reported mistake, an objection; and more words to what they wrote before."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session, col, func, select

from models import access, assessment, audit, courses, notices, organisation, text, training
from models.messages.tables import Inquiry, Kind, Message
from models.rights import Actor, DomainError, Right, check
from models.text import translate as _

LONGEST = 2000
MOST_A_DAY = 20
_STEM = 120
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Subject:
    """What an inquiry is about, as it is stored: ``about`` says it in the asker's words."""

    about: str
    course_id: int | None = None
    lesson: str = ""
    question_id: str = ""
    question_hash: str | None = None
    attempt_id: int | None = None
    place: int | None = None


def subject(
    db: Session,
    actor: Actor,
    kind: Kind,
    *,
    release_id: int | None = None,
    lesson: str = "",
    attempt: str = "",
    place: int | None = None,
    now: datetime,
) -> Subject:
    """Return what the actor would write about, read from the database.

    A figure: the course of ``release_id``, or their whole record. A mark: the question at ``place`` of their own
    submitted ``attempt``, or all of it (``place`` None), as where a quiz shows its result only. A question or a
    mistake: either of the same or of a ``lesson`` of ``release_id``.
    Raises `DomainError`: 'not-found' (also for another's attempt, and a question that the quiz keeps to itself),
    'attempt-open'.
    """
    check(actor, Right.LEARN)
    if actor.person_id is None:
        raise DomainError("not-found")
    if kind is Kind.FIGURE:
        return _figure(db, actor.person_id, release_id, now=now)
    if attempt:
        review = assessment.review(db, actor, attempt, now=now)
        return _whole(review) if place is None else _question(db, review, place)
    if kind is Kind.MARK or release_id is None:
        raise DomainError("not-found")
    course_id, course = assessment.released(db, release_id)
    found = course.lesson(lesson)
    if found is None:
        raise DomainError("not-found")
    return Subject(about=f"{course.title} · {found.title}", course_id=course_id, lesson=found.name)


def ask(
    db: Session,
    actor: Actor,
    kind: Kind,
    words: str,
    *,
    release_id: int | None = None,
    lesson: str = "",
    attempt: str = "",
    place: int | None = None,
    now: datetime,
) -> str:
    """Write an inquiry, tell those who may answer it, and return its key; the same words again change nothing.

    Raises `DomainError`: 'words-missing', 'words-long' (``most``, ``given``), 'too-many-today' (``most``), and what
    `subject` raises.
    """
    about = subject(db, actor, kind, release_id=release_id, lesson=lesson, attempt=attempt, place=place, now=now)
    words = checked(words)
    assert actor.person_id is not None
    assessment.one_at_a_time(db, actor.person_id, 0)
    if (known := _again(db, actor.person_id, kind, about, words, now)) is not None:
        return known
    _within_the_day(db, actor.person_id, now)
    inquiry = Inquiry(kind=kind, person_id=actor.person_id, at=now, **vars(about))
    db.add(inquiry)
    db.flush()
    assert inquiry.id is not None
    db.add(Message(inquiry_id=inquiry.id, author_id=actor.person_id, words=words, at=now))
    audit.record(db, actor, "messages.ask", "inquiry", inquiry.id, now=now, kind=kind.value, course_id=about.course_id)
    tell_answerers(db, inquiry, now=now)
    db.flush()
    return inquiry.key


def say(db: Session, actor: Actor, key: str, words: str, *, seen: int, now: datetime) -> None:
    """Add words to one's own inquiry; an answered one is opened again by it.

    ``seen`` is how many messages the writer had before them. Raises `DomainError`: 'not-found' (also for another's),
    'changed-meanwhile' (somebody wrote since), 'words-missing', 'words-long', 'too-many-today'.
    """
    check(actor, Right.LEARN)
    inquiry = locked(db, key)
    if inquiry is None or organisation.counting(db, inquiry.person_id) != actor.person_id:
        raise DomainError("not-found")
    words = checked(words)
    unchanged_since(db, inquiry, seen)
    _within_the_day(db, inquiry.person_id, now)
    reopened = inquiry.closed_at is not None
    inquiry.closed_at = inquiry.closed_by_id = None
    db.add(inquiry)
    assert inquiry.id is not None
    db.add(Message(inquiry_id=inquiry.id, author_id=inquiry.person_id, words=words, at=now))
    audit.record(db, actor, "messages.reopen" if reopened else "messages.say", "inquiry", inquiry.id, now=now)
    tell_answerers(db, inquiry, now=now)
    db.flush()


def checked(words: str) -> str:
    """Return words as they are stored: composed letters, plain line ends, no control characters.

    Raises `DomainError` 'words-missing', 'words-long'.
    """
    clean = _CONTROLS.sub("", text.nfc(words).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not clean:
        raise DomainError("words-missing")
    if len(clean) > LONGEST:
        raise DomainError("words-long", most=LONGEST, given=len(clean))
    return clean


def locked(db: Session, key: str) -> Inquiry | None:
    """Return the inquiry of a key for a change: whoever changes it at the same moment waits, and then sees ours."""
    if not (key.isascii() and key.isalnum() and len(key) <= 40):
        return None
    found = select(Inquiry).where(Inquiry.key == key).with_for_update()
    return db.exec(found.execution_options(populate_existing=True)).first()


def unchanged_since(db: Session, inquiry: Inquiry, seen: int) -> None:
    """Return if an inquiry has as many messages as its reader saw. Raises `DomainError` 'changed-meanwhile'."""
    there = db.exec(select(func.count()).select_from(Message).where(Message.inquiry_id == inquiry.id)).one()
    if there != seen:
        raise DomainError("changed-meanwhile")


def tell_answerers(db: Session, inquiry: Inquiry, *, now: datetime) -> None:
    """Tell those who may answer that their list has something new; who has not read the last such notice has one."""
    asker = organisation.counting(db, inquiry.person_id)
    if inquiry.kind is Kind.FIGURE:
        people, link = access.holders(db, Right.ASSIGN, now=now, person_id=asker), "/objections"
    else:
        people, link = access.holders(db, Right.AUTHOR, now=now, course_id=inquiry.course_id), "/inbox"
    others = [person for person in people if person != asker]
    notices.tell_all(db, others, "inquiry-new", now=now, link=link)


def _figure(db: Session, person_id: int, release_id: int | None, *, now: datetime) -> Subject:
    if release_id is None:
        return Subject(about=_("My learning record"))
    course_id, course = assessment.released(db, release_id)
    states = training.person_courses(db, person_id, on=text.local_day(now))
    mine = next((one for one in states if one.course_id == course_id), None)
    state = training.state_word(training.State.NOT_ASSIGNED if mine is None else mine.state)
    return Subject(about=f"{course.title} · {state}", course_id=course_id)


def _whole(review: assessment.Review) -> Subject:
    result = review.result
    number = _("attempt {n}", n=result.number)
    return Subject(
        about=" · ".join((str(result.course_title), str(result.title), number)),
        course_id=result.course_id,
        attempt_id=result.attempt_id,
    )


def _question(db: Session, review: assessment.Review, place: int) -> Subject:
    asked = next((one.asked for one in review.questions if one.asked.place == place), None)
    if asked is None:
        raise DomainError("not-found")
    short = courses.in_short(str(asked.stem), _STEM)
    return Subject(
        about=" · ".join((str(review.result.course_title), _("Question {n}", n=asked.place), short)),
        course_id=review.result.course_id,
        question_id=asked.question_id,
        question_hash=assessment.hash_of(db, review.result.attempt_id, asked.place),
        attempt_id=review.result.attempt_id,
        place=asked.place,
    )


def _again(db: Session, person_id: int, kind: Kind, about: Subject, words: str, now: datetime) -> str | None:
    """The key of an inquiry of today that says the very same about the same: the button was pressed twice."""
    same = (
        select(Inquiry.key)
        .join(Message, col(Message.inquiry_id) == col(Inquiry.id))
        .where(
            Inquiry.person_id == person_id,
            Inquiry.kind == kind,
            Inquiry.about == about.about,
            col(Inquiry.course_id).is_not_distinct_from(about.course_id),
            Inquiry.at >= _morning(now),
            Message.words == words,
        )
    )
    return db.exec(same).first()


def _within_the_day(db: Session, person_id: int, now: datetime) -> None:
    written = (
        select(func.count(col(Message.id)))
        .join(Inquiry, col(Inquiry.id) == col(Message.inquiry_id))
        .where(Inquiry.person_id == person_id, Message.author_id == person_id, Message.at >= _morning(now))
    )
    if db.exec(written).one() >= MOST_A_DAY:
        raise DomainError("too-many-today", most=MOST_A_DAY)


def _morning(now: datetime) -> datetime:
    return datetime.combine(text.local_day(now), time(), tzinfo=text.HANOI)
