"""What is stored of the calendar: days off, and weekend days that are worked to make up for one."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models import staging
from models.database import EnumText


class DayKind(StrEnum):
    """What makes a day another than its weekday says."""

    OFF = "off"
    WORKED = "worked"  # a Saturday or Sunday that makes up for a working day taken off


@staging.marked
class CalendarDay(SQLModel, table=True):
    """A day off, or a weekend day that is worked. ``counted``: it follows from the law, nobody entered it."""

    __tablename__ = "calendar_day"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    kind: DayKind = Field(sa_type=EnumText(DayKind))
    name: str
    counted: bool = False
    by_id: int | None = None
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))
