"""An administrator keeps the calendar of days off."""

from datetime import date

import pytest

from models import access, database, text, training, workdays
from models.workdays import DayKind
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def next_year() -> int:
    return text.local_day(text.utc_now()).year + 1


def known(year: int) -> list[tuple[date, str]]:
    with database.reading() as db:
        return [(one.day, one.name) for one in workdays.known_days(db, year)]


def test_a_day_is_entered_and_taken_out() -> None:
    year = next_year()
    visitor = Visitor("quantri").open("days-off", year=str(year))
    visitor.fill(visitor.at.date_input(key="day"), date(year, 9, 3))
    visitor.fill(visitor.at.text_input(key="name"), "Nghỉ thêm dịp Quốc khánh")
    visitor.press("Enter this day").well()
    assert known(year) == [(date(year, 9, 3), "Nghỉ thêm dịp Quốc khánh")]
    assert "Nghỉ thêm dịp Quốc khánh" in visitor.everything()
    visitor.press("Take it out of the calendar").well()
    assert known(year) == []


def test_what_the_law_names_is_shown_as_a_proposal_with_its_weekday() -> None:
    with database.writing() as db:
        training.provide_calendar(db, access.operator(), now=text.utc_now())
    visitor = Visitor("quantri").open("days-off", year=str(next_year())).well()
    assert "tính theo luật" in visitor.everything()
    assert "dự kiến" in visitor.everything()
    assert "Thứ Hai" in visitor.everything()


def test_a_worked_day_in_the_week_is_refused_with_a_reason() -> None:
    year = next_year()
    monday = next(date(year, 3, day) for day in range(1, 8) if date(year, 3, day).weekday() == 0)
    visitor = Visitor("quantri").open("days-off", year=str(year))
    visitor.fill(visitor.at.date_input(key="day"), monday)
    visitor.fill(visitor.at.radio(key="kind"), DayKind.WORKED)
    visitor.fill(visitor.at.text_input(key="name"), "Làm bù")
    visitor.press("Enter this day")
    assert "thứ Bảy hoặc Chủ nhật" in visitor.everything()
    assert known(year) == []
