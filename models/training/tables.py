"""What is stored of a unit's duty: rules, duties, exemptions, extensions; targets, and what is said of figures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from models import staging
from models.database import UtcMoment, new_key


@staging.marked
class Rule(SQLModel, table=True):
    """Who must take a course or a learning path, by when: a standing order that newcomers get and leavers lose.

    ``whom`` is the JSON form of `training.rules.Whom`. Either ``due_on`` or ``due_days`` is set (``working``: so many
    working days), but for a ``path``: its courses stand in ``steps``, each with its own due day, in the JSON form of
    `training.rules.PathStep`, and ``course_id`` is the first of them. A completion counts only if achieved on or after
    ``not_before`` and, with ``renew_months``, for so many months; ``renew_window`` days before it ends the person is
    asked to renew it, and for ``renew_grace`` days after it they are not yet told that it has expired.
    Ending or changing a rule voids the row and writes another with the same ``key``.
    """

    __tablename__ = "rule"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, index=True)
    title: str = ""
    course_id: int = Field(foreign_key="course.id", index=True)
    whom: dict[str, Any] = Field(sa_type=JSON)
    due_on: date | None = None
    due_days: int | None = None
    working: bool = False
    path: str = ""
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    not_before: date | None = None
    renew_months: int | None = None
    renew_window: int = 0
    renew_grace: int = 0
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    campaign: str = ""
    created_by: int | None = None
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))


@staging.marked
class Duty(SQLModel, table=True):
    """A course that a rule asks of a person during an interval; written by `training.reconcile` only."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_person_course", "person_id", "course_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: int = Field(foreign_key="course.id", index=True)
    rule_id: int = Field(foreign_key="rule.id", index=True)
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    due: date = Field(description="the last day in time")
    not_before: date | None = None
    reason: str = Field(default="", description="which part of the rule matched: 'subtree', 'named' …")
    recorded_at: datetime = Field(sa_column=staging.moment("recorded_at"))
    voided_at: datetime | None = Field(default=None, sa_column=staging.moment("voided_at", nullable=True))


class Exemption(SQLModel, table=True):
    """A person who need not take a course during an interval, and why."""

    __tablename__ = "exemption"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    from_: date = Field(sa_column_kwargs={"name": "from"})
    until: date | None = None
    reason: str
    granted_by: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class Extension(SQLModel, table=True):
    """A later last day for one person and course, and why: the due day of their duties follows from it.

    It holds for the duties that go on after ``from_``, the day on which it was given; what was over then stays as it
    was.
    """

    __tablename__ = "extension"
    __table_args__ = (Index("ix_extension_person_course", "person_id", "course_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: int = Field(foreign_key="course.id", index=True)
    from_: date = Field(sa_column_kwargs={"name": "from"})
    due: date = Field(description="the last day in time")
    reason: str
    granted_by: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    taken_back_by: int | None = None


class Target(SQLModel, table=True):
    """A share that a unit and everything under it should reach by a day, of one course or of all together.

    ``unit_id`` None: the whole installation; ``course_id`` None: everything required. Targets of several days make a
    plan. ``own``: the unit asked more of itself than those above it do. Another share for the same day voids the row
    and writes one with the same ``key``.
    """

    __tablename__ = "target"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)
    percent: int
    due: date = Field(description="the last day in time")
    own: bool = False
    set_by: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)
    voided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    voided_by: int | None = None


class Explanation(SQLModel, table=True):
    """What a unit says beside its figure, for those above it: never changed, a later one stands in its place.

    ``valid`` of ``required`` is the figure that it was written beside.
    """

    __tablename__ = "explanation"
    __table_args__ = (Index("ix_explanation_unit_id_course_id", "unit_id", "course_id"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True, description="None: all courses")
    words: str
    valid: int
    required: int
    by_id: int | None = None
    recorded_at: datetime = Field(sa_type=UtcMoment)


class LastLook(SQLModel, table=True):
    """On which day somebody last looked at the overview, and on which day before that; written once a day."""

    __tablename__ = "last_look"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    looked_on: date
    before: date | None = None
