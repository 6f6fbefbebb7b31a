"""Days and numbers as nobody would choose them, sent to every act that takes one: taken, or refused in words."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import access, assessment, organisation, text, training
from models.organisation import Job, NewPart, Tree
from models.rights import DomainError, Role
from models.sentences import sentences
from models.training import PathStep, Renewal, Whom
from models.workdays import DayKind
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, managing, scope

TODAY = text.local_day(NOW)
EDGES = (date.min, date.max, date(1949, 12, 31), date(1950, 1, 1), TODAY, TODAY + timedelta(days=3660))
DAYS = st.sampled_from(EDGES) | st.dates()
NUMBERS = st.sampled_from((-(10**400), -1, 0, 13, 14, 500, 501, 730, 731, 2**31, 2**63, 10**400)) | st.integers()
Act = Callable[[Session, City, int, date, date, int], Any]


def rule(db: Session, c: City, **values: Any) -> Any:
    """Give the city's course."""
    given_ = {"course_id": c.course, "whom": Whom(), "from_": START, "now": NOW, "due_days": 30, **values}
    return training.create_rule(db, CONSOLE, scope(), **given_)


ACTS: dict[str, Act] = {
    "a rule's days": lambda db, c, _, one, other, n: rule(db, c, from_=one, until=other),
    "a rule's due day": lambda db, c, _, one, other, n: rule(db, c, due_days=None, due_on=one, not_before=other),
    "a rule's days until due": lambda db, c, _, one, other, n: rule(db, c, due_days=n),
    "a rule's working days until due": lambda db, c, _, one, other, n: rule(db, c, due_days=n, working=True),
    "whom a rule means": lambda db, c, _, one, other, n: rule(db, c, whom=Whom(joined_after=one)),
    "a path's days": lambda db, c, _, one, other, n: rule(
        db, c, path="p", due_days=None, steps=[PathStep(course=c.course, due_days=n)]
    ),
    "a renewal": lambda db, c, _, one, other, n: rule(db, c, renewal=Renewal(n, n, n)),
    "another renewal": lambda db, c, given_, one, other, n: training.change_renewal(
        db, CONSOLE, scope(), given_, Renewal(None, n, 0), now=NOW
    ),
    "another due day": lambda db, c, given_, one, other, n: training.change_due(
        db, CONSOLE, scope(), given_, due_on=one, now=NOW
    ),
    "other days until due": lambda db, c, given_, one, other, n: training.change_due(
        db, CONSOLE, scope(), given_, due_days=n, working=True, now=NOW
    ),
    "a rule's end": lambda db, c, given_, one, other, n: training.end_rule(
        db, CONSOLE, scope(), given_, on=one, now=NOW
    ),
    "a preview": lambda db, c, _, one, other, n: training.preview(
        db, scope(), Whom(joined_after=other), from_=one, due_days=n, working=True, course_id=c.course, now=NOW
    ),
    "a target": lambda db, c, _, one, other, n: training.set_target(
        db, CONSOLE, scope(), unit_id=c.ward, course_id=c.course, percent=n, due=one, now=NOW
    ),
    "an extension": lambda db, c, given_, one, other, n: training.extend(
        db, CONSOLE, scope(), [c.in_ward], c.course, due=one, reason="Ốm", now=NOW
    ),
    "an exemption": lambda db, c, _, one, other, n: training.exempt(
        db, CONSOLE, scope(), c.in_ward, c.course, from_=one, until=other, reason="Ốm", now=NOW
    ),
    "a day off": lambda db, c, _, one, other, n: training.add_calendar_day(
        db, CONSOLE, one, DayKind.OFF, "Nghỉ", now=NOW
    ),
    "an allowance": lambda db, c, _, one, other, n: assessment.allow(
        db, CONSOLE, scope(), course_id=c.course, reason="Mắt", person_id=c.in_ward, minutes=n, until=one, now=NOW
    ),
    "more attempts": lambda db, c, _, one, other, n: assessment.allow(
        db, CONSOLE, scope(), course_id=c.course, reason="Mắt", unit_id=c.ward, attempts=n, now=NOW
    ),
    "a role": lambda db, c, _, one, other, n: access.grant_role(
        db, CONSOLE, c.in_ward, Role.HEAD, unit_id=c.ward, from_=one, until=other, now=NOW
    ),
    "a newcomer": lambda db, c, _, one, other, n: organisation.add_person(
        db, CONSOLE, managing(), "Lê Thị Mới", unit_id=c.ward, from_=one, now=NOW
    ),
    "a move": lambda db, c, _, one, other, n: organisation.transfer(
        db, CONSOLE, managing(), c.in_ward, c.other, from_=one, job=Job(), now=NOW
    ),
    "a second post": lambda db, c, _, one, other, n: organisation.place_beside(
        db, CONSOLE, managing(), c.in_ward, c.other, from_=one, until=other, job=Job(), now=NOW
    ),
    "a leave": lambda db, c, _, one, other, n: organisation.take_leave(
        db, CONSOLE, managing(), c.in_ward, Tree.ADMINISTRATION, from_=one, until=other, now=NOW
    ),
    "a departure": lambda db, c, _, one, other, n: organisation.depart(
        db, CONSOLE, managing(), c.in_ward, Tree.ADMINISTRATION, on=one, now=NOW
    ),
    "a unit": lambda db, c, _, one, other, n: organisation.create_unit(
        db, CONSOLE, "Phòng Mới", tree=Tree.ADMINISTRATION, parent_id=c.ward, from_=one, now=NOW
    ),
    "a unit's move": lambda db, c, _, one, other, n: organisation.move_unit(
        db, CONSOLE, c.office, c.other, on=one, now=NOW
    ),
    "a unit's split": lambda db, c, _, one, other, n: organisation.split_unit(
        db, CONSOLE, c.ward, [NewPart("Phòng Mới")], on=one, ends=False, now=NOW
    ),
    "a merger": lambda db, c, _, one, other, n: organisation.merge_units(
        db, CONSOLE, [c.other], c.ward, on=one, now=NOW, later=True
    ),
}


@settings(max_examples=20)
@given(one=DAYS, other=DAYS, number=NUMBERS)
def test_no_day_and_no_number_ends_otherwise_than_in_words(db: Session, one: date, other: date, number: int) -> None:
    c = db.info.get("city") or db.info.setdefault("city", city(db))
    given_ = db.info.get("rule") or db.info.setdefault("rule", rule(db, c).id)
    refused: set[str] = set()
    for act in ACTS.values():
        within = db.begin_nested()
        try:
            act(db, c, given_, one, other, number)
            db.flush()
        except DomainError as error:
            refused.add(error.code)
        finally:
            within.rollback()
    assert refused <= set(sentences())
