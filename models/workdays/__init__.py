"""Which days are worked: Monday to Friday, but for holidays, and Saturdays that make up for some; counting with them.

Holds CalendarDay. May use: settings, text, database, rights, staging. To remember: a day is never changed, only voided
and written anew, so that what was known of the calendar on any day stays known; a last day that was counted moves with
the calendar to later days only, and only until it is over (`Calendars.due`); what is fixed by law can be counted for
every year of which the lunar dates are known (`national`), what the state decides each year is entered by an
administrator (`training.add_calendar_day`).
"""

from models.workdays import tables
from models.workdays.counting import SATURDAY, Calendar, Calendars
from models.workdays.known import known, known_days
from models.workdays.national import LUNAR_YEARS, National, national
from models.workdays.reasonable import check_days, typed_day, typed_moment
from models.workdays.tables import CalendarDay, DayKind

__all__ = [
    "LUNAR_YEARS",
    "SATURDAY",
    "Calendar",
    "CalendarDay",
    "Calendars",
    "DayKind",
    "National",
    "check_days",
    "known",
    "known_days",
    "national",
    "tables",
    "typed_day",
    "typed_moment",
]
