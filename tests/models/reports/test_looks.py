"""Who took lists of names along: kept with whom they held, and counted for each of them."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models import privacy, reports
from models.reports import Looks, Purpose
from models.reports.tables import BulkLook, BulkLookPart
from tests import factories
from tests.factories import NOW

YEAR = timedelta(days=365)
ACT = "reports.export-staff"


def test_a_person_sees_how_often_by_how_many_and_what_for(db: Session) -> None:
    people = [factories.person(db, f"Người {number}") for number in range(1, 301)]  # more than one block of 256
    first, last = people[0], people[-1]
    assert first // 256 != last // 256
    reports.note_look(db, 7, ACT, people, "report", now=NOW)
    reports.note_look(db, 7, ACT, [first, first], "report", now=NOW)
    reports.note_look(db, 8, ACT, [first, people[1]], "evaluate", now=NOW)
    reports.note_look(db, 8, ACT, [first], "evaluate", now=NOW - YEAR - timedelta(days=1))
    reports.note_look(db, 8, ACT, [], "report", now=NOW)
    db.flush()
    since = NOW - YEAR
    assert reports.looks_at(db, first, since=since) == Looks(3, 2, (("report", 2), ("evaluate", 1)))
    assert reports.looks_at(db, people[1], since=since) == Looks(2, 2, (("report", 1), ("evaluate", 1)))
    assert reports.looks_at(db, last, since=since) == Looks(1, 1, (("report", 1),))
    assert reports.looks_at(db, factories.person(db), since=since) == Looks(0, 0, ())
    assert [one.people for one in db.exec(select(BulkLook).order_by(col(BulkLook.id)))] == [300, 1, 2, 1]


def test_purposes_that_came_as_often_stand_in_the_order_in_which_they_came(db: Session) -> None:
    person = factories.person(db)
    for purpose in ("report", "evaluate"):
        reports.note_look(db, 7, ACT, [person], purpose, now=NOW)
    factories.turn_round(db, BulkLook)
    assert reports.looks_at(db, person, since=NOW - YEAR).purposes == (("report", 1), ("evaluate", 1))


def test_what_was_taken_of_a_joined_record_counts_for_who_it_is_joined_to(db: Session) -> None:
    kept, dropped = factories.person(db), factories.person(db)
    reports.note_look(db, 7, ACT, [dropped], "report", now=NOW)
    factories.same(db, dropped, kept)
    assert reports.looks_at(db, kept, since=NOW - YEAR).times == 1


def test_a_purpose_that_is_none_counts_as_another(db: Session) -> None:
    assert [reports.known_purpose(one) for one in ("report", "x'--", None, "")] == [
        Purpose.REPORT,
        *[Purpose.OTHER] * 3,
    ]


def test_after_a_year_it_is_forgotten(db: Session) -> None:
    person = factories.person(db)
    reports.note_look(db, 7, ACT, [person], "report", now=NOW - YEAR - timedelta(days=1))
    reports.note_look(db, 7, ACT, [person], "report", now=NOW)
    privacy.prune(db, now=NOW)
    assert len(db.exec(select(BulkLook)).all()) == len(db.exec(select(BulkLookPart)).all()) == 1
