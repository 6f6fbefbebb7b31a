"""What a person has to do, the most urgent first."""

from datetime import date, timedelta

from models import training
from models.training import PersonCourse, State

TODAY = date(2026, 3, 2)


def due(number: int, state: State, days: int | None) -> PersonCourse:
    when = None if days is None else TODAY + timedelta(days=days)
    return PersonCourse(number, state, True, when, days is not None and days >= 0, False, None, None, None)


def test_the_most_urgent_course_comes_first() -> None:
    ordered = training.most_urgent_first(
        [
            due(1, State.NOT_STARTED, None),
            due(2, State.COMPLETED, -5),
            due(3, State.NOT_STARTED, 3),
            due(4, State.OVERDUE, -1),
            due(5, State.EXPIRED, 3),
            due(6, State.OVERDUE, -9),
            due(7, State.EXEMPT, -9),
            due(8, State.DUE_AGAIN, None),
        ]
    )
    assert [one.course_id for one in ordered] == [6, 4, 5, 3, 8, 1]
