"""The calendar is changed: who may, what stands afterwards, and whose last day moves."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import access, audit, database, training, workdays, worker
from models.rights import DomainError
from models.training import Duty, Whom
from models.workdays import CalendarDay, DayKind
from tests.factories import NOW
from tests.models.training.making import CONSOLE, City, city, duties, officer, scope

MONDAY = date(2026, 3, 2)  # Hanoi's day of NOW
FRIDAY = date(2026, 3, 13)
ADMINISTRATOR = access.operator()


@pytest.fixture
def c(db: Session) -> City:
    return city(db)


def give(db: Session, c: City, **terms: object) -> training.Rule:
    given: dict[str, object] = {"whom": Whom(subtree=(c.ward,)), "from_": MONDAY, "due_days": 10, "working": True}
    return training.create_rule(db, CONSOLE, scope(), course_id=c.course, now=NOW, **{**given, **terms})  # type: ignore[arg-type]


def test_a_day_off_moves_last_days_that_are_not_over_and_taken_out_they_stay(db: Session, c: City) -> None:
    give(db, c)
    assert duties(db, c.in_ward) == [(c.in_ward, MONDAY, None, date(2026, 3, 16))]
    assert training.add_calendar_day(db, ADMINISTRATOR, FRIDAY, DayKind.OFF, " Ngày  hội ", now=NOW + timedelta(days=3))
    assert duties(db, c.in_ward) == [(c.in_ward, MONDAY, None, date(2026, 3, 17))]
    (day,) = workdays.known_days(db, 2026)
    assert (day.day, day.kind, day.name, day.counted) == (FRIDAY, DayKind.OFF, "Ngày hội", False)
    training.take_calendar_day(db, ADMINISTRATOR, day.id or 0, now=NOW + timedelta(days=4))
    assert workdays.known_days(db, 2026) == []
    assert duties(db, c.in_ward) == [(c.in_ward, MONDAY, None, date(2026, 3, 17))], "they were told the seventeenth"
    told = select(audit.AuditLine.act).where(col(audit.AuditLine.act).contains("calendar"))
    acts = db.exec(told.order_by(col(audit.AuditLine.id))).all()
    assert list(acts) == ["training.add-calendar-day", "training.take-calendar-day"]


def test_days_of_the_calendar_leave_fixed_days_and_calendar_days_alone(db: Session, c: City) -> None:
    give(db, c, working=False, due_days=20)
    give(db, c, working=False, due_days=None, due_on=date(2026, 3, 20))
    before = duties(db)
    training.add_calendar_day(db, ADMINISTRATOR, FRIDAY, DayKind.OFF, "Ngày hội", now=NOW)
    assert duties(db) == before
    assert db.exec(select(Duty).where(col(Duty.voided_at).is_not(None))).all() == []


def test_ten_working_days_are_the_least(db: Session, c: City) -> None:
    with pytest.raises(DomainError) as error:
        give(db, c, due_days=9)
    assert (error.value.code, error.value.values) == ("due-too-short", {"days": 10})


@pytest.mark.parametrize(
    ("day", "kind", "name", "code"),
    [
        (FRIDAY, DayKind.WORKED, "Làm bù", "day-not-weekend"),
        (FRIDAY, DayKind.OFF, "  ", "day-unnamed"),
        (date(2040, 1, 2), DayKind.OFF, "Tết", "day-far"),
        (date(2026, 3, 14), DayKind.OFF, "Tết", "day-known"),
    ],
)
def test_what_makes_no_sense_is_refused(db: Session, day: date, kind: DayKind, name: str, code: str) -> None:
    training.add_calendar_day(db, ADMINISTRATOR, date(2026, 3, 14), DayKind.WORKED, "Làm bù", now=NOW)
    with pytest.raises(DomainError) as error:
        training.add_calendar_day(db, ADMINISTRATOR, day, kind, name, now=NOW)
    assert error.value.code == code


def test_only_administrators_change_the_calendar(db: Session, c: City) -> None:
    training.add_calendar_day(db, ADMINISTRATOR, FRIDAY, DayKind.OFF, "Ngày hội", now=NOW)
    (day,) = workdays.known_days(db)
    with pytest.raises(DomainError, match="forbidden"):
        training.add_calendar_day(db, officer(c.city), MONDAY, DayKind.OFF, "Ngày hội", now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        training.take_calendar_day(db, officer(c.city), day.id or 0, now=NOW)
    with pytest.raises(DomainError, match="not-found"):
        training.take_calendar_day(db, ADMINISTRATOR, (day.id or 0) + 1, now=NOW)


def test_the_law_s_holidays_are_written_once_for_three_years_and_not_against_an_administrator(db: Session) -> None:
    training.add_calendar_day(db, ADMINISTRATOR, date(2026, 9, 1), DayKind.OFF, "Theo thông báo", now=NOW)
    written = training.provide_calendar(db, ADMINISTRATOR, now=NOW)
    assert written == sum(len(workdays.national(year).days) for year in (2026, 2027, 2028)) - 1
    assert training.provide_calendar(db, ADMINISTRATOR, now=NOW) == 0
    tet = next(day for day in workdays.known_days(db, 2027) if day.day == date(2027, 2, 8))
    training.take_calendar_day(db, ADMINISTRATOR, tet.id or 0, now=NOW)
    a_year_later = NOW + timedelta(days=365)
    assert training.provide_calendar(db, ADMINISTRATOR, now=a_year_later) == len(workdays.national(2029).days)
    assert date(2027, 2, 8) not in {day.day for day in workdays.known_days(db)}


def test_a_preview_and_another_due_day_count_as_the_duties_do(db: Session, c: City) -> None:
    training.add_calendar_day(db, ADMINISTRATOR, FRIDAY, DayKind.OFF, "Ngày hội", now=NOW)
    whom = Whom(subtree=(c.ward,))
    shown = training.preview(db, scope(), whom, from_=MONDAY, now=NOW, due_days=10, working=True, course_id=c.course)
    assert shown.due == (date(2026, 3, 17),)
    rule = give(db, c)
    training.change_due(db, CONSOLE, scope(), rule.id or 0, due_days=15, working=True, now=NOW)
    assert {due for _, _, _, due in duties(db)} == {date(2026, 3, 24)}


def test_where_very_many_are_reached_the_day_and_their_last_days_are_known_at_once(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training.days_off, "AT_ONCE", 1)
    today = date.today()  # noqa: DTZ011 (the worker's clock is the machine's)
    with database.writing() as db:
        c = city(db)
        now = NOW.now(NOW.tzinfo)
        give(db, c, from_=today, whom=Whom(subtree=(c.city,)))
        before = duties(db)
        off = next(day for day in (today + timedelta(days=number) for number in range(3, 9)) if day.weekday() < 5)
        assert not training.add_calendar_day(db, ADMINISTRATOR, off, DayKind.OFF, "Ngày hội", now=now)
        assert (workdays.known_days(db), duties(db)) == ([], before)
    with database.writing() as db, pytest.raises(DomainError, match="calendar-busy"):
        training.add_calendar_day(db, ADMINISTRATOR, off, DayKind.OFF, "Ngày hội", now=now)
    worker.work_off()
    with database.writing() as db:
        (day,) = workdays.known_days(db)
        moved = duties(db)
        assert [row[3] > old[3] for row, old in zip(moved, before, strict=True)] == [True] * 3
        again = training.reconcile(db, now=now)
        assert (again.voided, again.written) == (0, 0)
        assert db.exec(select(CalendarDay.id)).all() == [day.id]
        training.take_calendar_day(db, ADMINISTRATOR, day.id or 0, now=now)
    worker.work_off()
    with database.writing() as db:
        assert workdays.known_days(db) == []
        again = training.reconcile(db, now=now)
        assert (again.voided, again.written) == (0, 0)
