"""One small world made by hand, which a test changes in the one place that it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.models.training.facts import Duty, Facts, Person, Posting, Unit, Version

ADMINISTRATION = "administration"
CITY, WARD, TEAM = 1, 2, 3
AN, BINH = 1, 2
COURSE = 7
JANUARY = date(2026, 1, 1)
NOW = datetime(2026, 12, 31, 5, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def at(month: int, day: int, hour: int = 9) -> datetime:
    """A moment of 2026 by Hanoi's clock (seven hours before UTC)."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=7)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def world(**rows: Any) -> Facts:
    """A city with a ward with a team; An in the team since January, who must take the course by the end of March."""
    facts = Facts(
        units=[Unit(CITY), Unit(WARD), Unit(TEAM)],
        versions=[Version(CITY, None, JANUARY), Version(WARD, CITY, JANUARY), Version(TEAM, WARD, JANUARY)],
        people=[Person(AN)],
        postings=[Posting(AN, TEAM, JANUARY)],
        duties=[Duty(AN, COURSE, JANUARY, due=on(3, 31))],
        courses=[COURSE],
    )
    for name, value in rows.items():
        setattr(facts, name, value)
    return facts
