"""Requests about one's own data: asked for, answered within two working days, all of them on one list."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models import access, audit, notices, organisation, text, workdays
from models.organisation import Person
from models.privacy.erasing import erase
from models.privacy.tables import DataRequest, RequestKind
from models.rights import Actor, DomainError, Right, check

DAYS = 2  # working days until an answer, as decree 356/2025/NĐ-CP asks
LONGEST = 2000
SHOWN = 200


@dataclass(frozen=True)
class Line:
    """A request as a list shows it."""

    key: str
    person_id: int
    person_key: str
    full_name: str
    staff_code: str | None
    kind: RequestKind
    words: str
    asked_at: datetime
    due: date
    answered_at: datetime | None
    granted: bool | None
    answer: str
    late: bool


def ask(db: Session, actor: Actor, kind: RequestKind, words: str, *, now: datetime) -> None:
    """Ask about one's own data, and tell those who answer.

    Raises `DomainError`: 'forbidden'; 'words-long' (most, given); 'words-missing' (a correction has to say what);
    'data-request-open' (the same was asked, and waits).
    """
    check(actor, Right.LEARN)
    if actor.person_id is None:
        raise DomainError("forbidden", right=Right.LEARN.value)
    _enter(db, actor, actor.person_id, kind, words, now=now)


def enter(db: Session, actor: Actor, login: str, kind: RequestKind, words: str, *, now: datetime) -> None:
    """Enter a request that came by letter or in person. Raises as `ask`, and 'person-unknown'."""
    check(actor, Right.ADMINISTER)
    person = organisation.find_person(db, login=login)
    if person is None or person.id is None:
        raise DomainError("person-unknown", person=login)
    _enter(db, actor, person.id, kind, words, now=now)


def answer(db: Session, actor: Actor, key: str, granted: bool, words: str, *, now: datetime) -> None:
    """Answer a request: done or refused, with what there is to say. An erasure that is granted is done with it.

    Raises `DomainError`: 'forbidden'; 'not-found' (answered already, too); 'own-data-request'; 'reason-missing' (of a
    refusal); 'words-long'; and what `erase` raises.
    """
    check(actor, Right.ADMINISTER)
    row = db.execute(select(DataRequest).where(col(DataRequest.key) == key).with_for_update()).scalar()
    if row is None or row.answered_at is not None:
        raise DomainError("not-found", request=key)
    if actor.person_id is not None and organisation.counting(db, row.person_id) == actor.person_id:
        raise DomainError("own-data-request")
    words = _checked(words)
    if not granted and not words:
        raise DomainError("reason-missing")
    if granted and row.kind is RequestKind.ERASURE:
        erase(db, actor, row.person_id, now=now)
        db.refresh(row)
        words = ""
    else:
        notices.tell(db, row.person_id, "data-request-answered", now=now, link="/my-data")
    row.answered_at, row.answered_by, row.granted, row.answer = now, actor.person_id, granted, words
    db.add(row)
    details = {"kind": row.kind.value, "granted": granted}
    audit.record(db, actor, "privacy.answer-request", "person", row.person_id, now=now, **details)


def of(db: Session, person_id: int, *, now: datetime) -> list[Line]:
    """Return somebody's own requests, the newest first."""
    return _lines(db, [col(DataRequest.person_id) == person_id], newest=True, now=now)


def waiting(db: Session, actor: Actor, *, now: datetime) -> list[Line]:
    """Return the requests that wait for an answer, the most urgent first. Raises 'forbidden'."""
    check(actor, Right.ADMINISTER)
    return _lines(db, [col(DataRequest.answered_at).is_(None)], newest=False, now=now)


def answered(db: Session, actor: Actor, *, now: datetime) -> list[Line]:
    """Return the requests that were answered, the newest first. Raises 'forbidden'."""
    check(actor, Right.ADMINISTER)
    return _lines(db, [col(DataRequest.answered_at).is_not(None)], newest=True, now=now)


def _enter(db: Session, actor: Actor, person_id: int, kind: RequestKind, words: str, *, now: datetime) -> None:
    words, kind = _checked(words), RequestKind(kind)
    if kind is RequestKind.CORRECTION and not words:
        raise DomainError("words-missing")
    db.execute(select(col(Person.id)).where(col(Person.id) == person_id).with_for_update(key_share=True))
    open_ = (col(DataRequest.person_id) == person_id, col(DataRequest.kind) == kind)
    if db.execute(select(col(DataRequest.id)).where(*open_, col(DataRequest.answered_at).is_(None))).first():
        raise DomainError("data-request-open")
    due = workdays.known(db).newest.after(text.local_day(now), DAYS)
    db.add(DataRequest(person_id=person_id, kind=kind, words=words, by_id=actor.person_id, asked_at=now, due=due))
    audit.record(db, actor, "privacy.request", "person", person_id, now=now, kind=kind.value)
    notices.tell_all(
        db, access.holders(db, Right.ADMINISTER, now=now), "data-request-new", now=now, link="/data-requests"
    )
    db.flush()


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST:
        raise DomainError("words-long", most=LONGEST, given=len(words))
    return words


def _lines(db: Session, conditions: list[object], *, newest: bool, now: datetime) -> list[Line]:
    order = (col(DataRequest.id).desc(),) if newest else (col(DataRequest.due), col(DataRequest.id))
    read = select(DataRequest, col(Person.full_name), col(Person.staff_code), col(Person.key)).join(Person)
    rows = db.execute(read.where(*conditions).order_by(*order).limit(SHOWN))  # type: ignore[arg-type]
    today = text.local_day(now)
    return [
        Line(
            key=one.key,
            person_id=one.person_id,
            person_key=person_key,
            full_name=name,
            staff_code=code,
            kind=one.kind,
            words=one.words,
            asked_at=one.asked_at,
            due=one.due,
            answered_at=one.answered_at,
            granted=one.granted,
            answer=one.answer,
            late=(today if one.answered_at is None else text.local_day(one.answered_at)) > one.due,
        )
        for one, name, code, person_key in rows
    ]
