"""Telling a person which courses they were given: when they come home next, not when a rule reaches 200,000 people.

A duty is the fact; the notice of it is written once for each course and due day, by the first visit that sees it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import notices, text
from models.training.own_courses import PersonCourse
from models.training.states import State

_OPEN = (State.OVERDUE, State.DUE_AGAIN, State.EXPIRED, State.IN_PROGRESS, State.NOT_STARTED)
_KIND = "course-given"
_RENEW = "renewal"  # of a course that was completed once
_BY_ACTS = ("extended", "exemption-ended")  # told by the act itself: the course is not a new one


def untold(db: Session, person_id: int, duties: Iterable[PersonCourse]) -> list[PersonCourse]:
    """Return which of a person's open duties they have not been told of, by one look at an index."""
    open_ = [duty for duty in duties if duty.state in _OPEN or duty.renewing]
    given = {_once(duty): duty for duty in open_ if duty.assigned and duty.due is not None}
    known = notices.told_of(db, person_id, (_KIND, _RENEW, *_BY_ACTS), given) if given else set()
    return [duty for once, duty in given.items() if once not in known]


def tell_given(db: Session, person_id: int, duty: PersonCourse, *, slug: str, title: str, now: datetime) -> None:
    """Write the notice of one duty; nothing when a visit at the same moment wrote it."""
    due = "" if duty.due is None else text.day(duty.due)
    link = f"/course?course={slug}"
    again = duty.renewing or (duty.state in (State.DUE_AGAIN, State.EXPIRED) and duty.completed_on is not None)
    kind = _RENEW if again else _KIND
    notices.tell(db, person_id, kind, now=now, link=link, once=_once(duty), course=title, due=due)


def _once(duty: PersonCourse) -> str:
    return f"{duty.course_id}:{duty.due}"
