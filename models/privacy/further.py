"""More parts of one's record: what was corrected, sign-ins, notices, requests, lists that were taken along."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import notices, organisation, reports
from models.access.tables import SignInSession
from models.organisation.tables import PersonChange
from models.privacy import requests
from models.privacy.parts import Part, part
from models.privacy.pruning import YEAR
from models.text import translate as _

NEWEST = 1000  # notices of a year are never as many


def further(db: Session, person_id: int, now: datetime) -> tuple[Part, ...]:
    """Return these parts of a person's record."""
    return (
        _changes(db, person_id),
        _sessions(db, person_id),
        _notices(db, person_id),
        _requests(db, person_id, now),
        _looks(db, person_id, now),
    )


def _changes(db: Session, person_id: int) -> Part:
    columns = {"at": _("Corrected at"), "detail": _("Detail"), "before": _("Before"), "after": _("After")}
    read = select(PersonChange).where(col(PersonChange.person_id).in_(organisation.records_of(person_id)))
    rows = [
        (one.recorded_at, organisation.field_word(name), one.before.get(name), one.after.get(name))
        for one in db.exec(read.order_by(col(PersonChange.id)))
        for name in sorted(one.before.keys() | one.after.keys())
    ]
    return part("changes", _("Corrections of my details"), columns, rows)


def _sessions(db: Session, person_id: int) -> Part:
    columns = {"since": _("Signed in at"), "seen": _("Last click"), "ended": _("Signed out at")}
    read = select(SignInSession).where(SignInSession.person_id == person_id).order_by(col(SignInSession.created_at))
    rows = ((one.created_at, one.seen_at, one.ended_at) for one in db.exec(read))
    return part("sign-ins", _("My sign-ins of the last weeks"), columns, rows)


def _notices(db: Session, person_id: int) -> Part:
    columns = {"at": _("Written at"), "words": _("Words")}
    told = notices.of(db, person_id, limit=NEWEST)
    return part("notices", _("Notices to me"), columns, ((one.at, notices.sentence(one)) for one in reversed(told)))


def _requests(db: Session, person_id: int, now: datetime) -> Part:
    columns = {
        "kind": _("Kind"),
        "asked_at": _("Asked at"),
        "words": _("Words"),
        "due": _("Due"),
        "answered_at": _("Answered at"),
        "granted": _("Done as asked"),
        "answer": _("Answer"),
    }
    found = requests.of(db, person_id, now=now)
    rows = ((o.kind.value, o.asked_at, o.words, o.due, o.answered_at, o.granted, o.answer) for o in reversed(found))
    return part("data_requests", _("My requests about data"), columns, rows)


def _looks(db: Session, person_id: int, now: datetime) -> Part:
    columns = {"purpose": _("What for"), "times": _("How often")}
    looks = reports.looks_at(db, person_id, since=now - YEAR)
    rows = ((reports.purpose_word(purpose), times) for purpose, times in looks.purposes)
    return part("lists", _("Lists with my name, last 12 months"), columns, rows)
