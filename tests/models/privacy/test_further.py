"""A person's own record holds what was corrected, sign-ins, notices, requests and lists: theirs, and nobody else's."""

import json
from datetime import date
from typing import Any

from sqlmodel import Session

from models import access, notices, privacy, reports
from models.organisation.tables import PersonChange
from models.training import Duty, Whom
from models.training.tables import Exemption, Extension, Rule
from tests import factories
from tests.factories import NOW

TODAY = date(2026, 3, 2)  # Hanoi's day of NOW


def record(db: Session, person: int) -> dict[str, Any]:
    me = access.actor_for(db, person, "An", now=NOW)
    told: dict[str, Any] = json.loads(privacy.as_json(privacy.my_record(db, me, now=NOW)))
    return told


def test_all_of_it_is_told_to_the_person_and_nothing_to_another(db: Session) -> None:
    an, other = factories.person(db, "Nguyễn Văn An"), factories.person(db, "Trần Bình")
    access.open_session(db, an, shared=False, now=NOW)
    change = {"before": {"phone": None}, "after": {"phone": "0912345678"}, "recorded_at": NOW}
    db.add(PersonChange(person_id=an, **change))
    notices.tell(db, an, "marking-new", now=NOW)
    me = access.actor_for(db, an, "Nguyễn Văn An", now=NOW)
    privacy.requests.ask(db, me, privacy.RequestKind.CORRECTION, "Ngày sinh sai", now=NOW)
    reports.note_look(db, other, "reports.export-staff", [an], "report", now=NOW)
    db.flush()
    mine = record(db, an)
    assert [(row["before"], row["after"]) for row in mine["changes"]] == [(None, "0912345678")]
    assert [row["since"] for row in mine["sign-ins"]] == [NOW.isoformat()]
    assert len(mine["notices"]) == 1
    assert [(row["kind"], row["words"], row["due"]) for row in mine["data_requests"]] == [
        ("correction", "Ngày sinh sai", "2026-03-04")
    ]
    assert [row["times"] for row in mine["lists"]] == [1]
    theirs = record(db, other)
    assert [theirs[name] for name in ("changes", "sign-ins", "notices", "data_requests", "lists")] == [[]] * 5


def test_what_was_asked_from_the_same_day_stands_in_the_order_in_which_it_was_written(db: Session) -> None:
    an = factories.person(db)
    for slug in ("mot", "hai"):
        course, clock = factories.bare_course(db, slug), {"from_": TODAY, "recorded_at": NOW}
        rule = Rule(course_id=course, whom=Whom().stored(), due_on=TODAY, **clock)
        db.add(rule)
        db.flush()
        db.add(Duty(person_id=an, course_id=course, rule_id=rule.id or 0, due=TODAY, reason=slug, **clock))
        db.add(Exemption(person_id=an, course_id=course, reason=slug, **clock))
        db.add(Extension(person_id=an, course_id=course, due=TODAY, reason=slug, **clock))
    for table in (Duty, Exemption, Extension):
        factories.turn_round(db, table)
    assert [row["reason"] for row in record(db, an)["duties"]] == ["mot", "hai"] * 3


def test_the_workbook_has_a_sheet_for_each_part(db: Session) -> None:
    an = factories.person(db)
    made = privacy.my_record(db, access.actor_for(db, an, "An", now=NOW), now=NOW)
    titles = [part.title[:31] for part in made.parts]
    assert len(set(titles)) == len(titles)  # Excel cuts at 31, and refuses a second sheet of the same name
    assert privacy.as_workbook(made)[:2] == b"PK"
