"""Whoever opens a list of names on a page is on record: once, with unit, course, states and number of lines."""

from typing import Any

import pytest
from sqlalchemy import text as sql

from models import access, audit, database, organisation, text, training
from models.rights import Right
from models.training import State
from tests import city
from tests.pages.hr.test_coverage import OUTSIDE, WARD, key_of, late_in_the_ward, lines_of, people_shown
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")
ACT = "training.open-list"


def opened(by: str, act: str = ACT) -> list[tuple[int | None, dict[str, Any]]]:
    """Return the lists that somebody opened, as the trail has them, the first first: about what, and the details."""
    with database.reading() as db:
        person = city.person_id(db, by)
        lines = audit.lines(db, wanted=audit.Wanted(act=act, person_id=person))
    return [(line.subject_id, line.details) for line in reversed(lines)]


def ward() -> int:
    with database.reading() as db:
        return city.unit_id(db, WARD)


def test_a_list_is_written_once_and_neither_by_a_rerun_nor_by_a_part_of_it() -> None:
    late_in_the_ward()
    head = Visitor("thutruong").open("coverage").well()
    undone = lines_of(head)
    states = [one.value for one in State if one in training.OPEN]
    assert opened("thutruong") == [(ward(), {"rows": undone, "states": states})]
    head.run().well()
    head.press("Next page").well()
    assert len(opened("thutruong")) == 1
    head.fill(head.at.segmented_control[-1], "all").well()
    assert opened("thutruong")[1:] == [(ward(), {"rows": lines_of(head)})]
    head.fill(head.at.text_input(key="find"), "nguyen").well()
    head.fill(head.at.segmented_control[-1], "open").well()
    assert len(opened("thutruong")) == 2
    assert opened("nhansu") == []


def test_a_search_that_is_taken_back_is_written_for_what_it_then_shows() -> None:
    head = Visitor("thutruong").open("coverage", state="all", find="nguyen").well()
    head.fill(head.at.text_input(key="find"), "").well()
    found, everybody = (details["rows"] for _unit, details in opened("thutruong"))
    assert found < everybody == lines_of(head)


def test_course_state_and_a_past_day_stand_beside_the_unit_and_the_trail_says_them_in_words() -> None:
    late_in_the_ward()
    with database.reading() as db:
        course = city.shipped(db).course_id
    Visitor("nhansu").open("coverage", unit=key_of(WARD), course=city.SLUG, state="overdue").well()
    ((unit, details),) = opened("nhansu")
    assert (unit, details["course"], details["states"]) == (ward(), course, ["overdue"])
    said = Visitor("quantri").open("audit", who="nhansu", act=ACT).well().everything()
    for words in (text.translate("opened a list of names"), training.state_word(State.OVERDUE), WARD):
        assert words in said


def test_who_may_not_see_a_unit_opens_no_list_of_it() -> None:
    Visitor("thutruong").open("coverage", unit=key_of(OUTSIDE), state="all")
    assert opened("thutruong") == []


def test_the_partys_lists_are_told_to_no_reader_of_the_trail_who_may_not_see_it() -> None:
    Visitor("tochucdang").open("coverage", state="all").well()
    ((_unit, details),) = opened("tochucdang")
    assert details["tree"] == "party"
    said = Visitor("quantri").open("audit", act=ACT).well().everything()
    assert text.translate("a matter of the Party's organisation, not shown here") in said


def test_a_list_that_cannot_be_put_on_record_is_not_shown() -> None:
    name = people_shown(Visitor("thutruong").open("coverage", state="all").well())[0][0]
    with database.writing() as db:
        db.execute(sql("CREATE TRIGGER full BEFORE INSERT ON audit_line BEGIN SELECT RAISE(FAIL, 'full'); END"))
    assert name not in Visitor("thutruong").open("coverage", state="all").everything()


def test_leafing_through_the_register_is_on_record_once_and_a_search_as_long_as_it_is() -> None:
    found = Visitor("nhansu").open("people", q="nguyen thi hanh").well()
    found.fill(found.at.text_input(key="q"), "").well()
    found.press("Next page").well()
    (first, few), (second, everybody) = opened("nhansu", "organisation.open-list")
    with database.reading() as db:
        top = city.unit_id(db, "UBND thành phố Hà Nội")
        scope = access.scope_of(city.actor(db, "nhansu"), Right.MANAGE_PEOPLE)
        people = organisation.search_people(db, scope, "", now=text.utc_now()).total
    assert (first, second) == (top, top)
    assert few["rows"] < everybody["rows"] == people
