"""Counting in working days: by hand around Tết 2027, and what holds for every calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.workdays import Calendar, Calendars, national

TET = Calendar(off=frozenset(day for day, _ in national(2027).days))
MADE_UP = Calendar(TET.off, frozenset({date(2027, 1, 30)}))

days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
calendars = st.builds(
    lambda off, worked: Calendar(frozenset(off), frozenset(day for day in worked if day.weekday() > 4)),
    st.sets(days, max_size=12),
    st.sets(days, max_size=12),
)
changes = st.lists(st.tuples(days, st.booleans(), days, st.one_of(st.none(), days)), max_size=8)


@pytest.mark.parametrize(
    ("calendar", "from_", "number", "expected"),
    [
        (Calendar(), date(2026, 11, 26), 1, date(2026, 11, 27)),  # Thursday → Friday
        (Calendar(), date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday → Monday
        (Calendar(), date(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday counts no more than its Friday
        (Calendar(), date(2026, 11, 26), 30, date(2027, 1, 7)),  # six weeks
        (TET, date(2027, 1, 29), 10, date(2027, 2, 19)),  # five before Tết (off 5, 8 to 11 February), five after it
        (MADE_UP, date(2027, 1, 29), 10, date(2027, 2, 18)),  # Saturday 30 January was worked
        (TET, date(2027, 2, 5), 1, date(2027, 2, 12)),  # given on the eve
    ],
)
def test_working_days_are_counted_from_the_day_after(
    calendar: Calendar, from_: date, number: int, expected: date
) -> None:
    assert calendar.after(from_, number) == expected
    assert calendar.between(from_, expected) == number


@given(calendars, days, st.integers(1, 60))
def test_the_last_day_is_worked_and_exactly_so_many_lie_before_it(calendar: Calendar, day: date, number: int) -> None:
    last = calendar.after(day, number)
    assert calendar.is_worked(last)
    assert calendar.between(day, last) == number
    assert calendar.after(day, number + 1) > last
    assert calendar.after(calendar.after(day, 1), number) == calendar.after(day, number + 1)


def test_a_day_off_that_becomes_known_in_time_moves_the_last_day_and_taken_back_moves_nothing() -> None:
    """From Monday 2 March 2026, ten working days: Monday the 16th. Off on Friday the 13th: Tuesday the 17th."""
    start, off = date(2026, 3, 2), date(2026, 3, 13)
    assert Calendars().due(start, 10) == date(2026, 3, 16)
    known_before = Calendars([(off, False, date(2026, 1, 1), None)])
    assert known_before.due(start, 10) == date(2026, 3, 17)
    on_the_last_day = Calendars([(off, False, date(2026, 3, 16), None)])
    assert on_the_last_day.due(start, 10) == date(2026, 3, 17)
    too_late = Calendars([(off, False, date(2026, 3, 17), None)])
    assert too_late.due(start, 10) == date(2026, 3, 16)
    taken_back = Calendars([(off, False, date(2026, 3, 4), date(2026, 3, 6))])
    assert taken_back.due(start, 10) == date(2026, 3, 17)
    a_slip_of_one_day = Calendars([(off, False, date(2026, 3, 4), date(2026, 3, 4))])
    assert a_slip_of_one_day.due(start, 10) == date(2026, 3, 16)
    over_before = Calendars([(off, False, date(2026, 3, 5), None)])
    assert over_before.due(start, 10, until=date(2026, 3, 5)) == date(2026, 3, 16)


def test_a_saturday_made_up_for_makes_nobody_s_last_day_earlier() -> None:
    start, saturday = date(2026, 3, 2), date(2026, 3, 7)
    assert Calendars([(saturday, True, date(2026, 3, 3), None)]).due(start, 10) == date(2026, 3, 16)
    assert Calendars([(saturday, True, date(2026, 3, 2), None)]).due(start, 10) == date(2026, 3, 13)


@given(changes, days, st.integers(1, 40), days)
def test_knowing_more_never_makes_a_last_day_earlier(
    known: list[tuple[date, bool, date, date | None]], start: date, number: int, seen: date
) -> None:
    """What was told on a day is what was known by then; all that comes later moves it later or not at all."""
    by_then = [(day, worked, since, None) for day, worked, since, until in known if since <= seen and until is None]
    if seen < start:
        return
    told = Calendars(by_then).due(start, number)
    later = [*by_then, *(row for row in known if row[2] > seen)]
    assert Calendars(later).due(start, number) >= told
    if told < seen:
        assert Calendars(later).due(start, number) == told


@given(calendars, days)
def test_a_calendar_known_from_the_first_day_on_is_simply_counted(calendar: Calendar, start: date) -> None:
    rows = [(day, False, date.min, None) for day in calendar.off] + [
        (day, True, date.min, None) for day in calendar.worked
    ]
    assert Calendars(rows).due(start, 15) == calendar.after(start, 15)
    assert start + timedelta(days=15) <= calendar.after(start, 15) or calendar.worked
