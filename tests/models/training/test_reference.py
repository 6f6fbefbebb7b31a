"""The slow counter itself, on tiny worlds made by hand: each state once, each boundary day, each clock."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.models.training.facts import (
    Completion,
    Duty,
    Exemption,
    Facts,
    Opening,
    Person,
    Posting,
    Release,
    Same,
    Version,
)
from tests.models.training.reference import coverage, pairs, state_of
from tests.models.training.small_world import (
    A_SECOND,
    ADMINISTRATION,
    AN,
    BINH,
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


def state(facts: Facts, day: date, known_at: datetime = NOW) -> str:
    return state_of(facts, AN, COURSE, ADMINISTRATION, day, known_at)


# --- each state, and the day on which it begins and ends


def test_inactive_without_a_main_posting_in_the_tree() -> None:
    assert state(world(postings=[]), on(2, 1)) == "inactive"
    assert state_of(world(), AN, COURSE, "party", on(2, 1), NOW) == "inactive"
    assert state(world(postings=[Posting(AN, TEAM, JANUARY, main=False)]), on(2, 1)) == "inactive"


def test_inactive_from_the_day_a_posting_ends() -> None:
    facts = world(postings=[Posting(AN, TEAM, JANUARY, until=on(2, 10))])
    assert [state(facts, on(2, day)) for day in (9, 10)] == ["not-started", "inactive"]


def test_inactive_by_status() -> None:
    assert state(world(postings=[Posting(AN, TEAM, JANUARY, status="inactive")]), on(2, 1)) == "inactive"


def test_inactive_when_the_record_points_to_another() -> None:
    assert state(world(people=[Person(AN), Person(BINH)], same=[Same(AN, BINH)]), on(2, 1)) == "inactive"


def test_on_leave_before_exempt() -> None:
    postings = [
        Posting(AN, TEAM, JANUARY, on(2, 1)),
        Posting(AN, TEAM, on(2, 1), on(3, 1), status="on-leave"),
        Posting(AN, TEAM, on(3, 1)),
    ]
    facts = world(postings=postings, exemptions=[Exemption(AN, COURSE, JANUARY)])
    assert [state(facts, day) for day in (on(1, 31), on(2, 1), on(2, 28), on(3, 1))] == [
        *("exempt", "on-leave", "on-leave", "exempt"),
    ]


def test_exempt_for_its_interval_and_course_only() -> None:
    facts = world(exemptions=[Exemption(AN, COURSE, on(2, 1), on(3, 1))])
    assert [state(facts, day) for day in (on(1, 31), on(2, 1), on(2, 28), on(3, 1))] == [
        *("not-started", "exempt", "exempt", "not-started"),
    ]
    assert state(world(exemptions=[Exemption(AN, 8, JANUARY), Exemption(BINH, COURSE, JANUARY)]), on(2, 1)) == (
        "not-started"
    )


def test_exempt_even_where_nothing_was_assigned() -> None:
    assert state(world(duties=[], exemptions=[Exemption(AN, COURSE, JANUARY)]), on(2, 1)) == "exempt"


def test_not_assigned_outside_the_duty_whatever_was_completed() -> None:
    facts = world(
        duties=[Duty(AN, COURSE, on(2, 1), due=on(3, 31), until=on(5, 1))],
        completions=[Completion(AN, COURSE, JANUARY)],
    )
    assert [state(facts, day) for day in (on(1, 31), on(2, 1), on(4, 30), on(5, 1))] == [
        *("not-assigned", "completed", "completed", "not-assigned"),
    ]


def test_not_assigned_from_the_day_the_course_is_retired() -> None:
    facts = world(releases=[Release(COURSE, 1, at(1, 1)), Release(COURSE, 1, at(2, 10), status="retired")])
    assert [state(facts, day) for day in (on(2, 9), on(2, 10))] == ["not-started", "not-assigned"]
    assert state(facts, on(2, 10), at(2, 10) - A_SECOND) == "not-started"


def test_completed_from_its_day_until_it_no_longer_counts() -> None:
    facts = world(completions=[Completion(AN, COURSE, on(2, 10), valid_until=on(6, 1))])
    assert [state(facts, day) for day in (on(2, 9), on(2, 10), on(5, 31), on(6, 1))] == [
        *("not-started", "completed", "completed", "expired"),
    ]


def test_one_completion_must_satisfy_every_duty_in_force() -> None:
    duties = [
        Duty(AN, COURSE, JANUARY, due=on(3, 31)),
        Duty(AN, COURSE, on(4, 1), due=on(6, 30), not_before=on(3, 1), until=on(7, 1)),
    ]
    facts = world(duties=duties, completions=[Completion(AN, COURSE, on(2, 28))])
    assert [state(facts, day) for day in (on(3, 31), on(4, 1), on(6, 30), on(7, 1))] == [
        *("completed", "due-again", "due-again", "completed"),
    ]
    renewed = world(duties=duties, completions=[Completion(AN, COURSE, on(2, 28)), Completion(AN, COURSE, on(3, 1))])
    assert state(renewed, on(4, 1)) == "completed"


def test_two_completions_do_not_satisfy_together_what_neither_satisfies_alone() -> None:
    facts = world(
        duties=[Duty(AN, COURSE, JANUARY, due=on(3, 31), not_before=on(2, 1))],
        releases=[Release(COURSE, 1, at(1, 1)), Release(COURSE, 2, at(6, 1), renews=True)],
        completions=[Completion(AN, COURSE, on(1, 20), edition=2), Completion(AN, COURSE, on(3, 1), edition=1)],
    )
    assert [state(facts, day) for day in (on(5, 31), on(6, 1))] == ["completed", "due-again"]


def test_due_again_from_the_day_of_an_edition_that_renews() -> None:
    releases = [Release(COURSE, 1, at(1, 1)), Release(COURSE, 2, at(5, 4), renews=True)]
    old, new = Completion(AN, COURSE, on(2, 1), edition=1), Completion(AN, COURSE, on(5, 20), edition=2)
    facts = world(releases=releases, completions=[old, new])
    assert [state(facts, day) for day in (on(5, 3), on(5, 4), on(5, 19), on(5, 20))] == [
        *("completed", "due-again", "due-again", "completed"),
    ]


def test_an_older_edition_achieved_on_the_release_day_or_later_satisfies() -> None:
    releases = [Release(COURSE, 1, at(1, 1)), Release(COURSE, 2, at(5, 4), renews=True)]
    for day, expected in ((on(5, 3), "due-again"), (on(5, 4), "completed")):
        facts = world(releases=releases, completions=[Completion(AN, COURSE, day, edition=1)])
        assert state(facts, on(5, 30)) == expected


def test_an_edition_that_does_not_renew_asks_nothing() -> None:
    releases = [Release(COURSE, 1, at(1, 1)), Release(COURSE, 2, at(5, 4))]
    assert state(world(releases=releases, completions=[Completion(AN, COURSE, on(2, 1))]), on(6, 1)) == "completed"


def test_the_same_edition_released_again_does_not_ask_again() -> None:
    releases = [Release(COURSE, 2, at(5, 4), renews=True), Release(COURSE, 2, at(6, 1), renews=True)]
    facts = world(releases=releases, completions=[Completion(AN, COURSE, on(5, 10), edition=1)])
    assert state(facts, on(6, 2)) == "completed"


def test_a_release_belongs_to_hanois_day() -> None:
    releases = [Release(COURSE, 2, datetime(2026, 5, 3, 18, tzinfo=UTC), renews=True)]  # 01:00 on 4 May in Hanoi
    facts = world(releases=releases, completions=[Completion(AN, COURSE, on(2, 1))])
    assert [state(facts, day) for day in (on(5, 3), on(5, 4))] == ["completed", "due-again"]


def test_expired_before_overdue() -> None:
    facts = world(completions=[Completion(AN, COURSE, on(1, 10), valid_until=on(2, 10))])
    assert [state(facts, day) for day in (on(2, 9), on(2, 10), on(4, 1))] == ["completed", "expired", "expired"]


def test_overdue_from_the_day_after_the_earliest_due() -> None:
    assert [state(world(), day) for day in (on(3, 31), on(4, 1))] == ["not-started", "overdue"]
    duties = [Duty(AN, COURSE, JANUARY, due=on(3, 31)), Duty(AN, COURSE, on(2, 1), due=on(2, 20), until=on(3, 1))]
    facts = world(duties=duties)
    assert [state(facts, day) for day in (on(2, 20), on(2, 21), on(2, 28), on(3, 1))] == [
        *("not-started", "overdue", "overdue", "not-started"),
    ]


def test_in_progress_from_the_day_of_the_first_opening_and_overdue_all_the_same() -> None:
    facts = world(openings=[Opening(AN, COURSE, at(2, 10, 0))])
    assert [state(facts, day) for day in (on(2, 9), on(2, 10), on(3, 31), on(4, 1))] == [
        *("not-started", "in-progress", "in-progress", "overdue"),
    ]


# --- the clock of knowledge


@pytest.mark.parametrize(
    ("name", "row", "before", "during"),
    [
        ("completions", Completion(AN, COURSE, on(1, 15)), "not-started", "completed"),
        ("exemptions", Exemption(AN, COURSE, JANUARY), "not-started", "exempt"),
        ("duties", Duty(AN, COURSE, JANUARY, due=on(3, 31)), "not-assigned", "not-started"),
        ("postings", Posting(AN, TEAM, JANUARY), "inactive", "not-started"),
    ],
)
def test_a_row_counts_from_its_recording_until_its_voiding(name: str, row: Any, before: str, during: str) -> None:
    written, voided = at(3, 1), at(3, 5)
    facts = world(**{name: [row._replace(recorded_at=written, voided_at=voided)]})
    moments = (written - A_SECOND, written, voided - A_SECOND, voided)
    assert [state(facts, on(2, 1), moment) for moment in moments] == [before, during, during, before]


def test_lessons_and_releases_are_known_from_the_moment_they_happened() -> None:
    facts = world(openings=[Opening(AN, COURSE, at(2, 10, 15))])
    assert [state(facts, on(2, 10), at(2, 10, hour)) for hour in (14, 15)] == ["not-started", "in-progress"]
    releases = [Release(COURSE, 2, at(2, 10, 15), renews=True)]
    facts = world(releases=releases, completions=[Completion(AN, COURSE, JANUARY)])
    assert [state(facts, on(2, 10), at(2, 10, hour)) for hour in (14, 15)] == ["completed", "due-again"]


# --- pairs and coverage


def test_coverage_by_hand() -> None:
    people = [Person(number) for number in range(1, 7)]
    facts = world(
        people=people,
        courses=[7, 8],
        postings=[
            Posting(1, TEAM, JANUARY, category="congchuc"),  # one of two done
            Posting(2, TEAM, JANUARY, category="vienchuc"),  # both done
            Posting(3, WARD, JANUARY, category="congchuc"),  # overdue
            Posting(4, CITY, JANUARY),  # done
            Posting(5, WARD, JANUARY, status="on-leave"),
            Posting(6, WARD, JANUARY),  # exempt
            Posting(6, CITY, JANUARY, main=False),  # beside: never decides
        ],
        duties=[
            *(Duty(person, 7, JANUARY, due=on(3, 31)) for person in range(1, 7)),
            *(Duty(person, 8, JANUARY, due=on(6, 30)) for person in (1, 2)),
        ],
        completions=[
            *(Completion(person, 7, on(2, 1)) for person in (1, 2, 4, 5)),
            Completion(2, 8, on(2, 1)),
            Completion(3, 8, on(2, 1)),  # of one's own will: not counted
        ],
        exemptions=[Exemption(6, 7, JANUARY)],
    )
    day = on(4, 1)
    assert pairs(facts, ADMINISTRATION, day, NOW) == {
        (1, 7): (TEAM, "completed"),
        (1, 8): (TEAM, "not-started"),
        (2, 7): (TEAM, "completed"),
        (2, 8): (TEAM, "completed"),
        (3, 7): (WARD, "overdue"),
        (4, 7): (CITY, "completed"),
    }
    assert coverage(facts, None, ADMINISTRATION, day, NOW) == (
        *(6, 4, 4, 2),
        {"completed": 4, "not-started": 1, "overdue": 1},
        0,
    )
    assert coverage(facts, CITY, ADMINISTRATION, day, NOW)[:4] == (6, 4, 4, 2)
    assert coverage(facts, WARD, ADMINISTRATION, day, NOW)[:4] == (5, 3, 3, 1)
    assert coverage(facts, TEAM, ADMINISTRATION, day, NOW)[:4] == (4, 3, 2, 1)
    assert coverage(facts, WARD, ADMINISTRATION, day, NOW, course=7)[:4] == (3, 2, 3, 2)
    assert coverage(facts, WARD, ADMINISTRATION, day, NOW, category="congchuc")[:4] == (3, 1, 2, 0)
    assert coverage(facts, TEAM, "party", day, NOW)[:4] == (0, 0, 0, 0)


def test_a_unit_counts_where_it_stood_on_the_day() -> None:
    versions = [
        Version(CITY, None, JANUARY),
        Version(WARD, CITY, JANUARY, on(6, 1)),
        Version(TEAM, WARD, JANUARY, on(3, 1)),
        Version(TEAM, CITY, on(3, 1)),
    ]
    facts = world(versions=versions, postings=[Posting(AN, TEAM, JANUARY)])
    required = [coverage(facts, WARD, ADMINISTRATION, day, NOW).required for day in (on(2, 28), on(3, 1))]
    assert required == [1, 0]
    assert coverage(facts, CITY, ADMINISTRATION, on(3, 1), NOW).required == 1


def test_a_unit_without_a_version_has_no_place() -> None:
    versions = [Version(CITY, None, JANUARY), Version(WARD, CITY, JANUARY, on(6, 1)), Version(TEAM, WARD, JANUARY)]
    facts = world(versions=versions)
    for root, expected in ((CITY, [1, 0]), (WARD, [1, 0]), (TEAM, [1, 1])):
        found = [coverage(facts, root, ADMINISTRATION, day, NOW).required for day in (on(5, 31), on(6, 1))]
        assert found == expected
