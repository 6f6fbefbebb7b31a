"""The holidays that follow from the Labour Code, compared with what the State announced."""

from datetime import date

import pytest

from models.workdays import LUNAR_YEARS, national


def off(year: int) -> list[date]:
    return [day for day, _ in national(year).days]


def test_tet_2026_is_what_was_announced() -> None:
    """Off from Saturday 14 to Sunday 22 February 2026: Monday 16 to Friday 20 are the five working days."""
    assert [day for day in off(2026) if day.month == 2] == [date(2026, 2, day) for day in range(16, 21)]


def test_a_holiday_on_a_weekend_is_made_up_for_on_the_next_free_day() -> None:
    """The Hùng Kings' day of 2026 is a Sunday. The first of May 2027 is a Saturday. Tết 2027 lies over a weekend."""
    assert date(2026, 4, 26) in off(2026)
    assert date(2026, 4, 27) in off(2026)
    assert date(2027, 5, 3) in off(2027)
    assert [day.day for day in off(2027) if day.month == 2] == [5, 6, 7, 8, 9, 10, 11]
    assert date(2028, 5, 2) in off(2028), "30 April is a Sunday, and the Monday after it is a holiday itself"


@pytest.mark.parametrize("year", range(LUNAR_YEARS[0], LUNAR_YEARS[1] + 1))
def test_every_known_year_has_eleven_working_days_off(year: int) -> None:
    """One, five, one, one, one and two; less only where two holidays fall on one day."""
    found = national(year)
    assert found.lunar
    assert sum(day.weekday() < 5 for day, _ in found.days) == 11


def test_of_a_year_without_lunar_dates_only_the_fixed_days_are_known() -> None:
    found = national(LUNAR_YEARS[1] + 1)
    assert not found.lunar
    assert {"Tết Âm lịch", "Giỗ Tổ Hùng Vương"}.isdisjoint(name for _, name in found.days)


def test_vietnam_begins_2030_a_day_before_china() -> None:
    assert date(2030, 2, 1) in off(2030)
    assert date(2030, 2, 5) in off(2030)
