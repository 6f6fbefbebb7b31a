"""The holidays that the Labour Code names (45/2019/QH14, articles 111 and 112), counted for a year.

The lunar ones need two dates of each year, which are given here as far as `LUNAR_YEARS`; of later years nothing lunar
is known and an administrator enters it. Two things the state decides anew each year and announces: which five days
around the lunar new year are off, and which day beside 2 September. Here they are the eve and the four days from the
first on, and 1 September, which fits most years; an announcement that says otherwise is entered, and so are working
days exchanged for Saturdays, which follow from no law.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from models.workdays.counting import SATURDAY

ONE_DAY = timedelta(days=1)
# the first day of the lunar year, and the tenth of its third month, by the calendar of Vietnam (UTC+7)
LUNAR = {
    2025: (date(2025, 1, 29), date(2025, 4, 7)),
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
    2028: (date(2028, 1, 26), date(2028, 4, 4)),
    2029: (date(2029, 2, 13), date(2029, 4, 23)),
    2030: (date(2030, 2, 2), date(2030, 4, 12)),  # a day before China's
    2031: (date(2031, 1, 23), date(2031, 4, 1)),
    2032: (date(2032, 2, 11), date(2032, 4, 19)),
    2033: (date(2033, 1, 31), date(2033, 4, 9)),
    2034: (date(2034, 2, 19), date(2034, 4, 28)),
    2035: (date(2035, 2, 8), date(2035, 4, 17)),
    2036: (date(2036, 1, 28), date(2036, 4, 6)),
}
LUNAR_YEARS = (min(LUNAR), max(LUNAR))
NEW_YEAR, TET, KINGS = "Tết Dương lịch", "Tết Âm lịch", "Giỗ Tổ Hùng Vương"
VICTORY, LABOUR, NATIONAL_DAY = "Ngày Chiến thắng", "Ngày Quốc tế lao động", "Quốc khánh"
INSTEAD = "Nghỉ bù {name}"


@dataclass(frozen=True)
class National:
    """The holidays of a year, by day; ``lunar``: whether those by the lunar calendar are among them."""

    days: tuple[tuple[date, str], ...]
    lunar: bool


def national(year: int) -> National:
    """Return the holidays of a year; one that falls on a weekend is made up for on the next day that is free."""
    days = {
        date(year, 1, 1): NEW_YEAR,
        date(year, 4, 30): VICTORY,
        date(year, 5, 1): LABOUR,
        date(year, 9, 1): NATIONAL_DAY,
        date(year, 9, 2): NATIONAL_DAY,
    }
    first, kings = LUNAR.get(year, (None, None))
    if first is not None and kings is not None:
        days |= {first + timedelta(days=number): TET for number in range(-1, 4)}
        days.setdefault(kings, KINGS)
    for day, name in sorted(days.items()):
        if day.weekday() >= SATURDAY:
            free = day
            while free.weekday() >= SATURDAY or free in days:
                free += ONE_DAY
            days[free] = INSTEAD.format(name=name)
    return National(tuple(sorted(days.items())), first is not None)
