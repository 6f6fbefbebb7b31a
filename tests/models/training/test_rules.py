"""Who a rule means, for how long, and when it is due: computed by hand."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models.organisation import Category
from models.training import Whom
from models.training.columns import NO_DAY
from models.training.due_days import due_days
from models.training.rules import (
    FOREVER,
    Longer,
    Places,
    PostingFact,
    Run,
    Span,
    Terms,
    common,
    due_day,
    joined_up,
    retired_spans,
    runs,
    without,
)
from models.workdays import Calendars

CITY, WARD, OFFICE, OTHER = 1, 2, 3, 4
LONG_AGO = date(2020, 1, 1)
TREE = Places(
    [
        (CITY, None, LONG_AGO, FOREVER),
        (WARD, CITY, LONG_AGO, FOREVER),
        (OFFICE, WARD, LONG_AGO, date(2026, 6, 1)),
        (OFFICE, OTHER, date(2026, 6, 1), FOREVER),
        (OTHER, CITY, LONG_AGO, FOREVER),
    ]
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def fact(unit: int = WARD, from_: str = "2025-01-01", until: date = FOREVER, *, person: int = 7) -> PostingFact:
    return PostingFact(person, unit, Category.CONGCHUC, "pho truong phong kinh te", False, True, day(from_), until)


def rule(whom: Whom, *, from_: str = "2026-01-01", until: date = FOREVER, due_on: str = "2026-03-31") -> Terms:
    return Terms(id=1, course=1, whom=whom, from_=day(from_), until=until, due_on=day(due_on))


def spans(found: list[Run]) -> list[Span]:
    return [(run.from_, run.until) for run in found]


def test_a_rule_begins_with_itself_or_with_the_posting_whichever_is_later() -> None:
    early = runs(rule(Whom(subtree=(CITY,))), [fact(from_="2025-01-01")], TREE)
    late = runs(rule(Whom(subtree=(CITY,))), [fact(from_="2026-02-10")], TREE)
    assert spans(early) == [(day("2026-01-01"), FOREVER)]
    assert spans(late) == [(day("2026-02-10"), FOREVER)]


def test_a_transfer_inside_the_subtree_keeps_one_run_and_its_due_date() -> None:
    postings = [fact(WARD, until=day("2026-02-01")), fact(OFFICE, "2026-02-01")]
    found = runs(rule(Whom(subtree=(CITY,))), postings, TREE)
    assert found == [Run(7, day("2026-01-01"), FOREVER, day("2026-03-31"), None, "subtree")]


def test_a_gap_of_one_day_makes_two_runs() -> None:
    postings = [fact(WARD, until=day("2026-02-01")), fact(OFFICE, "2026-02-02")]
    found = runs(rule(Whom(subtree=(CITY,))), postings, TREE)
    assert spans(found) == [(day("2026-01-01"), day("2026-02-01")), (day("2026-02-02"), FOREVER)]


def test_a_unit_that_moves_out_of_the_subtree_takes_its_people_along_on_that_day() -> None:
    found = runs(rule(Whom(subtree=(WARD,))), [fact(OFFICE)], TREE)
    assert spans(found) == [(day("2026-01-01"), day("2026-06-01"))]


def test_a_rule_does_not_follow_a_unit_that_ended() -> None:
    ended = Places([(CITY, None, LONG_AGO, FOREVER), (WARD, CITY, LONG_AGO, day("2026-04-01"))])
    found = runs(rule(Whom(subtree=(WARD,))), [fact(WARD)], ended)
    assert spans(found) == [(day("2026-01-01"), day("2026-04-01"))]


def test_two_postings_at_once_make_one_run() -> None:
    postings = [fact(WARD, until=day("2026-03-01")), fact(OTHER, "2026-02-01", day("2026-05-01"))]
    found = runs(rule(Whom(subtree=(CITY,))), postings, TREE)
    assert spans(found) == [(day("2026-01-01"), day("2026-05-01"))]


@pytest.mark.parametrize(
    ("start", "due_on", "due"),
    [
        ("2026-01-01", "2026-03-31", "2026-03-31"),
        ("2026-03-20", "2026-03-31", "2026-04-03"),  # eleven days left: fourteen are given
        ("2026-05-01", "2026-03-31", "2026-05-15"),  # joined after the date
    ],
)
def test_a_fixed_date_leaves_fourteen_days_to_whoever_joins_late(start: str, due_on: str, due: str) -> None:
    found = runs(rule(Whom(), due_on=due_on), [fact(from_=start)], TREE)
    assert found[0].due == day(due)


@pytest.mark.parametrize(("given", "due"), [("2026-02-28", "2026-05-31"), ("2026-03-01", "2026-03-31")])
def test_an_extension_is_for_what_goes_on_after_the_day_it_was_given(given: str, due: str) -> None:
    longer = {7: [Longer(day(given), day("2026-05-31"))]}
    (found,) = runs(rule(Whom()), [fact(until=day("2026-03-01"))], TREE, longer=longer)
    assert found.due == day(due)


def test_days_from_assignment_count_from_the_first_day_of_each_run() -> None:
    terms = Terms(id=1, course=1, whom=Whom(), from_=day("2026-01-01"), due_days=30)
    assert runs(terms, [fact(from_="2026-02-10")], TREE)[0].due == day("2026-03-12")


@pytest.mark.parametrize(
    ("whom", "matches"),
    [
        (Whom(), True),
        (Whom(categories=(Category.CONGCHUC, Category.CANBO)), True),
        (Whom(categories=(Category.VIENCHUC,)), False),
        (Whom(positions=("Trưởng phòng",)), True),
        (Whom(positions=("Chánh Văn phòng", "TRUONG PHONG")), True),
        (Whom(positions=("Bí thư",)), False),
        (Whom(leader=True), True),
        (Whom(leader=False), False),
        (Whom(head=True), False),
        (Whom(people=(7, 9)), True),
        (Whom(people=(9,)), False),
        (Whom(people=(7,), subtree=(OTHER,)), False),
        (Whom(people=(7,), subtree=(WARD,), head=False), True),
        (Whom(joined_after=date(2024, 12, 31)), True),
        (Whom(joined_after=date(2025, 1, 1)), False),
    ],
)
def test_every_field_given_must_match(whom: Whom, matches: bool) -> None:
    found = runs(rule(whom), [fact()], TREE, joined={7: day("2025-01-01")})
    assert bool(found) is matches


def test_party_membership_bounds_the_run() -> None:
    members = {7: [(day("2026-02-03"), FOREVER)]}
    assert spans(runs(rule(Whom(party_member=True)), [fact()], TREE, members=members)) == [(day("2026-02-03"), FOREVER)]
    assert runs(rule(Whom(party_member=True)), [fact()], TREE) == []


def test_a_retired_course_ends_its_duties_and_says_so() -> None:
    retired = [(day("2026-02-01"), day("2026-05-01"))]
    found = runs(rule(Whom()), [fact()], TREE, retired=retired)
    assert [(run.from_, run.until, run.due, run.reason) for run in found] == [
        (day("2026-01-01"), day("2026-02-01"), day("2026-03-31"), "retired"),
        (day("2026-05-01"), FOREVER, day("2026-05-15"), "everybody"),
    ]


def test_the_newest_release_of_a_day_decides_whether_a_course_is_retired() -> None:
    releases = [
        (day("2026-01-01"), "published"),
        (day("2026-02-01"), "retired"),
        (day("2026-02-01"), "published"),
        (day("2026-03-01"), "retired"),
    ]
    assert retired_spans(releases) == [(day("2026-03-01"), FOREVER)]


def test_spans_are_joined_cut_and_compared() -> None:
    a, b, c, d, e = (date(2026, 1, n) for n in (1, 5, 10, 15, 20))
    assert joined_up([(c, d), (a, b), (b, c)]) == [(a, d)]
    assert common([(a, c)], [(b, d)]) == [(b, c)]
    assert without([(a, e)], [(b, c), (d, e)]) == [(a, b), (c, d)]


def test_whom_has_a_short_stored_form_and_refuses_what_it_does_not_know() -> None:
    whom = Whom(subtree=(3,), categories=(Category.CANBO,), joined_after=date(2026, 1, 1))
    assert whom.stored() == {"subtree": [3], "categories": ["canbo"], "joined_after": "2026-01-01"}
    assert Whom.model_validate(whom.stored()) == whom
    with pytest.raises(ValidationError):
        Whom.model_validate({"unit": 3})


@pytest.mark.parametrize(
    "due", [{"due_on": date(2026, 3, 31)}, {"due_days": 13}, {"due_days": 30}, {"due_days": 15, "working": True}]
)
def test_the_last_days_of_many_are_those_of_each(due: dict[str, Any]) -> None:
    """Around the day from which on the fourteen days of grace end later than what the rule asks: the 17th of March."""
    terms = Terms(1, 7, Whom(), LONG_AGO, **due)
    starts = [date(2026, 3, day) for day in (2, 16, 17, 18, 31)]
    days = np.array([one.toordinal() for one in starts], dtype=np.int32)
    many = due_days(terms, days, np.full(len(days), NO_DAY, dtype=np.int32), Calendars()).tolist()
    assert [date.fromordinal(one) for one in many] == [due_day(terms, one, FOREVER, Calendars()) for one in starts]


def test_nobody_is_due_before_fourteen_days_are_over() -> None:
    terms = Terms(1, 7, Whom(), LONG_AGO, due_on=date(2026, 3, 31))
    found = [due_day(terms, date(2026, 3, day), FOREVER, Calendars()) for day in (16, 17, 18)]
    assert found == [date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 1)]
