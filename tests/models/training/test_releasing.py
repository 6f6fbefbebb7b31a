"""Why a course is asked of somebody no more: each reason, what hides it, and what is no release at all."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from models import organisation, training
from models.organisation import Category, Job, Tree
from models.rights import Right
from models.training import Release, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, managing, scope
from tests.models.training.test_record import key_of

TODAY, DAY, BEGAN = date(2026, 3, 2), date(2026, 2, 1), datetime(2026, 1, 1, 2, tzinfo=UTC)


def given(db: Session, c: City, *, whom: Whom | None = None, course: int = 0) -> int:
    """Give the course to the ward, or to whom a test says, since the first of January; return the rule's id."""
    meant = whom or Whom(subtree=(c.ward,))
    asked: dict[str, Any] = {"course_id": course or c.course, "whom": meant, "from_": START, "due_days": 90}
    rule = training.create_rule(db, CONSOLE, scope(party=True), **asked, now=BEGAN)
    assert rule.id is not None
    return rule.id


def moved(db: Session, person: int, unit: int, **job: Any) -> None:
    """Let somebody go to a unit on the first of February."""
    organisation.transfer(db, CONSOLE, managing(), person, unit, from_=DAY, job=Job(**job), now=NOW)


def why(db: Session, person: int) -> list[tuple[date, Release]]:
    """Return when what was asked of somebody ended, and why."""
    return [(one.until, one.why) for one in training.ended_duties(db, person, today=TODAY)]


def test_who_moved_out_of_the_rules_units_is_released_by_the_move(db: Session) -> None:
    c = city(db)
    given(db, c)
    moved(db, c.in_office, c.other)
    assert why(db, c.in_office) == [(DAY, Release.MOVED)]
    assert why(db, c.in_ward) == []


def test_who_moved_within_the_rules_units_is_not_released(db: Session) -> None:
    c = city(db)
    given(db, c)
    moved(db, c.in_office, c.ward)
    assert why(db, c.in_office) == []


def test_who_left_is_released_by_leaving(db: Session) -> None:
    c = city(db)
    given(db, c)
    organisation.depart(db, CONSOLE, managing(), c.in_office, Tree.ADMINISTRATION, on=DAY, now=NOW)
    assert why(db, c.in_office) == [(DAY, Release.LEFT)]


def test_another_category_in_the_same_unit_is_a_change_of_the_person(db: Session) -> None:
    c = city(db)
    clerk = factories.person(db, "Vũ Thị Mai")
    factories.posting(db, clerk, c.office, category=Category.CONGCHUC)
    given(db, c, whom=Whom(subtree=(c.ward,), categories=(Category.CONGCHUC,)))
    moved(db, clerk, c.office, category=Category.VIENCHUC)
    assert why(db, clerk) == [(DAY, Release.CHANGED)]


def test_an_ended_rule_releases_and_says_so_even_where_the_person_moved_that_day(db: Session) -> None:
    c = city(db)
    rule = given(db, c)
    training.end_rule(db, CONSOLE, scope(), rule, on=DAY, now=NOW)
    moved(db, c.in_office, c.other)
    assert why(db, c.in_ward) == [(DAY, Release.RULE)]
    assert why(db, c.in_office) == [(DAY, Release.RULE)]


def test_a_retired_course_releases_everybody(db: Session) -> None:
    c = city(db)
    given(db, c)
    factories.bare_release(db, c.course, edition=2, status="retired", at=datetime(2026, 2, 1, 2, tzinfo=UTC))
    training.reconcile(db, courses=[c.course], now=NOW)
    assert why(db, c.in_ward) == [(DAY, Release.RETIRED)]


def test_what_another_rule_goes_on_asking_is_no_release(db: Session) -> None:
    c = city(db)
    rule = given(db, c)
    given(db, c, whom=Whom(subtree=(c.city,)))
    training.end_rule(db, CONSOLE, scope(), rule, on=DAY, now=NOW)
    assert why(db, c.in_ward) == []


def test_a_release_still_to_come_is_not_told_yet(db: Session) -> None:
    c = city(db)
    rule = given(db, c)
    training.end_rule(db, CONSOLE, scope(), rule, on=date(2026, 3, 3), now=NOW)
    assert why(db, c.in_ward) == []
    assert len(training.ended_duties(db, c.in_ward, today=date(2026, 3, 3))) == 1


@pytest.mark.parametrize(("party", "told"), [(True, Release.MOVED), (False, None)])
def test_a_move_within_the_party_is_told_to_those_only_who_may_see_it(
    db: Session, party: bool, told: Release | None
) -> None:
    c = city(db)
    cell, away = (factories.unit(db, name, tree=Tree.PARTY) for name in ("Chi bộ 1", "Chi bộ 2"))
    factories.posting(db, c.in_ward, cell, tree=Tree.PARTY, until=DAY)
    factories.posting(db, c.in_ward, away, tree=Tree.PARTY, from_=DAY)
    given(db, c, whom=Whom(subtree=(cell,)))
    seen = scope(c.ward, right=Right.SEE_COVERAGE, party=party)
    (course,) = training.person_record(db, seen, key_of(db, c.in_ward), now=NOW).courses
    assert [one.why for one in course.over] == [told]
    assert ("Chi bộ" in repr(course)) is party
