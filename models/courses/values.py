"""The plainest values of a course: frozen models, texts in two languages, spans of time."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models import text


class Frozen(BaseModel):
    """A value that never changes."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Translated(Frozen):
    """A text (Markdown) in Vietnamese and perhaps English; ``str()`` gives it in the current language."""

    vi: str
    en: str | None = None

    def __str__(self) -> str:
        return self.en if self.en is not None and text.language() == "en" else self.vi

    def in_each(self) -> dict[str, str]:
        """Return it by language, for what is stored now and read by somebody else later."""
        return {"vi": self.vi} if self.en is None else {"vi": self.vi, "en": self.en}


class Unit(StrEnum):
    """A unit of time in course files."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Duration(Frozen):
    """A span of calendar time, such as 12 months."""

    count: int
    unit: Unit

    def after(self, day: date) -> date:
        """Return the day this long after ``day``; 31 January and a month gives the last day of February."""
        if self.unit is Unit.DAY or self.unit is Unit.WEEK:
            return day + timedelta(days=self.count * (7 if self.unit is Unit.WEEK else 1))
        months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit is Unit.YEAR else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def over(self, moment: datetime) -> datetime:
        """Return when a wait that began at ``moment`` is over: to the minute in hours, else as a Hanoi day begins."""
        if self.unit is Unit.HOUR:
            return moment + timedelta(hours=self.count)
        return datetime.combine(self.after(text.local_day(moment)), time(), tzinfo=text.HANOI)
