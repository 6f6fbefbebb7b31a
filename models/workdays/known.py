"""Reading the calendar: as it is known now, through all that was known of it, or as a batch will make it known."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models import staging, text
from models.workdays.counting import Calendars
from models.workdays.tables import CalendarDay, DayKind


def known(db: Session, batch: int | None = None, *, today: date | None = None) -> Calendars:
    """Return the calendar through time.

    With ``batch`` it is as it will be when that batch has flipped, if it does so ``today``.
    """
    raw = staging.stored(CalendarDay)
    one = CalendarDay
    read = select(col(one.day), col(one.kind), col(one.recorded_at), col(one.voided_at), raw.c.batch_id)
    days = []
    for day, kind, recorded, voided, mark in db.execute(read.order_by(col(one.id))):
        since, until = text.local_day(recorded), None if voided is None else text.local_day(voided)
        if recorded == staging.NOT_YET:
            if mark != batch or today is None:
                continue
            since, until = today, None
        elif mark is not None and mark == batch and voided is None:
            until = today
        days.append((day, kind is DayKind.WORKED, since, until))
    return Calendars(days)


def known_days(db: Session, year: int | None = None) -> list[CalendarDay]:
    """Return the days known now, of a year or all, in their order."""
    read = select(CalendarDay).where(col(CalendarDay.voided_at).is_(None)).order_by(col(CalendarDay.day))
    if year is not None:
        read = read.where(col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.execute(read).scalars())
