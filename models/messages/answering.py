"""Answering: by whoever answers for the course, or for the asker's unit; never by the asker."""

from datetime import datetime

from sqlmodel import Session

from models import access, audit, notices, organisation
from models.messages.asking import checked, locked, unchanged_since
from models.messages.tables import Inquiry, Kind, Message
from models.rights import Actor, DomainError, Right


def answer(db: Session, actor: Actor, key: str, words: str, *, seen: int, close: bool = True, now: datetime) -> None:
    """Write an answer and tell the asker; ``close`` says that this settles it (the asker may open it again).

    ``seen`` is how many messages the writer had before them, so that two who answer at once do not pass each other.
    Raises `DomainError`: 'not-found' (also where the actor may not read it); 'own-inquiry'; 'changed-meanwhile'
    (somebody wrote or closed it since); 'words-missing', 'words-long'.
    """
    inquiry = locked(db, key)
    if inquiry is None:
        raise DomainError("not-found")
    if organisation.counting(db, inquiry.person_id) == actor.person_id:
        raise DomainError("own-inquiry")
    if actor.person_id is None or not may_answer(db, actor, inquiry, now=now):
        raise DomainError("not-found")
    words = checked(words)
    unchanged_since(db, inquiry, seen)
    if inquiry.closed_at is not None:
        raise DomainError("changed-meanwhile")
    assert inquiry.id is not None
    message = Message(inquiry_id=inquiry.id, author_id=actor.person_id, words=words, at=now)
    db.add(message)
    if close:
        inquiry.closed_at, inquiry.closed_by_id = now, actor.person_id
        db.add(inquiry)
    db.flush()
    audit.record(db, actor, "messages.close" if close else "messages.answer", "inquiry", inquiry.id, now=now)
    link = f"/inquiry?inquiry={inquiry.key}"
    once = str(message.id)
    notices.tell(
        db,
        organisation.counting(db, inquiry.person_id),
        "inquiry-answered",
        now=now,
        link=link,
        once=once,
        about=inquiry.about,
    )
    db.flush()


def may_answer(db: Session, actor: Actor, inquiry: Inquiry, *, now: datetime) -> bool:
    """Return whether somebody answers for what an inquiry is about: the course, or the asker's unit of today."""
    asker = organisation.counting(db, inquiry.person_id)
    if asker == actor.person_id:
        return False
    if inquiry.kind is not Kind.FIGURE:
        return may_author(actor, inquiry.course_id)
    if not actor.has(Right.ASSIGN):
        return False
    return access.inside(db, access.scope_of(actor, Right.ASSIGN), asker, now=now)


def may_author(actor: Actor, course_id: int | None) -> bool:
    """Return whether somebody keeps this course, or every course."""
    return any(held.right is Right.AUTHOR and held.course_id in (None, course_id) for held in actor.held)
