"""The slow evaluation of rules itself, on tiny worlds made by hand."""

from datetime import date, datetime
from typing import Any

from tests.models.training.facts import Facts, Posting, Release, Rule, Version, Whom
from tests.models.training.reference import Expected, expected_duties
from tests.models.training.small_world import (
    A_SECOND,
    AN,
    CITY,
    COURSE,
    JANUARY,
    NOW,
    TEAM,
    WARD,
    at,
    on,
    world,
)

# --- what the rules give


def rule(whom: Whom, **values: Any) -> Rule:
    defaults: dict[str, Any] = {"id": 1, "key": "r", "course": COURSE, "from_": on(2, 1), "due_days": 30}
    return Rule(**{**defaults, "whom": whom, **values})


def given(facts: Facts, known_at: datetime = NOW) -> list[tuple[date, date | None, date]]:
    return sorted((duty.from_, duty.until, duty.due) for duty in expected_duties(facts, known_at))


IN_WARD = Whom(units=(WARD,))


def test_a_duty_begins_with_the_rule_or_the_posting_and_ends_with_either() -> None:
    assert expected_duties(world(rules=[rule(IN_WARD, not_before=JANUARY)]), NOW) == {
        Expected(AN, COURSE, "r", on(2, 1), None, on(3, 3), JANUARY)
    }
    late = [Posting(AN, TEAM, on(2, 20), on(5, 1))]
    assert given(world(rules=[rule(IN_WARD)], postings=late)) == [(on(2, 20), on(5, 1), on(3, 22))]
    assert given(world(rules=[rule(IN_WARD, until=on(4, 1))])) == [(on(2, 1), on(4, 1), on(3, 3))]


def test_touching_runs_are_one_and_a_gap_of_a_day_makes_two() -> None:
    inside = [Posting(AN, TEAM, JANUARY, on(3, 10)), Posting(AN, WARD, on(3, 10))]
    assert given(world(rules=[rule(IN_WARD)], postings=inside)) == [(on(2, 1), None, on(3, 3))]
    gap = [Posting(AN, TEAM, JANUARY, on(3, 10)), Posting(AN, WARD, on(3, 11))]
    assert given(world(rules=[rule(IN_WARD)], postings=gap)) == [
        (on(2, 1), on(3, 10), on(3, 3)),
        (on(3, 11), None, on(4, 10)),
    ]


def test_a_concurrent_posting_gives_a_duty_and_bridges_a_gap() -> None:
    postings = [
        Posting(AN, TEAM, JANUARY, on(3, 10)),
        Posting(AN, CITY, on(3, 10)),
        Posting(AN, WARD, on(3, 5), on(4, 1), main=False),
    ]
    assert given(world(rules=[rule(IN_WARD)], postings=postings)) == [(on(2, 1), on(4, 1), on(3, 3))]


def test_leave_keeps_the_duty_and_departure_ends_it() -> None:
    postings = [
        Posting(AN, TEAM, JANUARY, on(3, 1)),
        Posting(AN, TEAM, on(3, 1), on(4, 1), status="on-leave"),
        Posting(AN, TEAM, on(4, 1), on(5, 1)),
        Posting(AN, TEAM, on(5, 1), status="inactive"),
    ]
    assert given(world(rules=[rule(IN_WARD)], postings=postings)) == [(on(2, 1), on(5, 1), on(3, 3))]


def test_a_moved_unit_changes_the_run_on_that_day() -> None:
    versions = [
        *(Version(CITY, None, JANUARY), Version(WARD, CITY, JANUARY)),
        *(
            Version(TEAM, WARD, JANUARY, on(3, 1)),
            Version(TEAM, CITY, on(3, 1), on(4, 1)),
            Version(TEAM, WARD, on(4, 1)),
        ),
    ]
    assert given(world(rules=[rule(IN_WARD)], versions=versions)) == [
        (on(2, 1), on(3, 1), on(3, 3)),
        (on(4, 1), None, on(5, 1)),
    ]


def test_conditions_are_met_together_by_one_posting() -> None:
    heads = rule(Whom(units=(WARD,), categories=("congchuc", "canbo"), head=True))
    apart = [Posting(AN, TEAM, JANUARY, category="congchuc"), Posting(AN, WARD, JANUARY, main=False, head=True)]
    assert given(world(rules=[heads], postings=apart)) == []
    together = [Posting(AN, TEAM, JANUARY, category="canbo", head=True)]
    assert given(world(rules=[heads], postings=together)) == [(on(2, 1), None, on(3, 3))]


def test_a_fixed_date_leaves_at_least_the_grace() -> None:
    fixed = rule(IN_WARD, due_days=None, due_on=on(3, 31))
    for start, due in ((on(3, 17), on(3, 31)), (on(3, 18), on(4, 1)), (on(8, 1), on(8, 15))):
        assert given(world(rules=[fixed], postings=[Posting(AN, TEAM, start)])) == [(start, None, due)]


def test_a_retired_course_ends_its_duties_until_it_is_published_again() -> None:
    releases = [
        Release(COURSE, 1, at(1, 1)),
        Release(COURSE, 1, at(3, 1), status="retired"),
        Release(COURSE, 2, at(5, 1)),
    ]
    facts = world(rules=[rule(IN_WARD)], releases=releases)
    assert given(facts) == [(on(2, 1), on(3, 1), on(3, 3)), (on(5, 1), None, on(5, 31))]
    assert given(facts, at(3, 1) - A_SECOND) == [(on(2, 1), None, on(3, 3))]


def test_rules_and_postings_are_evaluated_as_known() -> None:
    first, second = at(2, 1), at(3, 1)
    rules = [
        rule(IN_WARD, recorded_at=first, voided_at=second),
        rule(IN_WARD, id=2, until=on(6, 1), recorded_at=second),
    ]
    postings = [
        Posting(AN, TEAM, JANUARY, voided_at=second),
        Posting(AN, TEAM, JANUARY, on(2, 15), recorded_at=second),
        Posting(AN, WARD, on(2, 20), recorded_at=second),
    ]
    facts = world(rules=rules, postings=postings)
    assert given(facts, first - A_SECOND) == []
    assert given(facts, first) == [(on(2, 1), None, on(3, 3))]
    assert given(facts, second) == [(on(2, 1), on(2, 15), on(3, 3)), (on(2, 20), on(6, 1), on(3, 22))]
