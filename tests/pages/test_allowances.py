"""More time and attempts through the pages: an officer for their people, a keeper for their course, nobody else."""

from typing import Any

import pytest
from sqlmodel import select

from models import database, text
from models.assessment.tables import Allowance
from models.courses.tables import CourseRecord
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")


def rows() -> list[Allowance]:
    with database.reading() as db:
        return list(db.exec(select(Allowance)).all())


def fill_in(visitor: Visitor, login: str, minutes: int = 10, reason: str = "Thị lực kém") -> Visitor:
    visitor.at.text_input(key="login").set_value(login)
    visitor.at.number_input(key="minutes").set_value(minutes)
    visitor.at.text_area(key="reason").set_value(reason)
    return visitor.press("Allow it").well()


@pytest.mark.parametrize(("login", "address"), [("nhansu", "allowances"), ("giangvien", "course-allowances")])
def test_somebody_is_allowed_more_time_and_it_is_taken_back(login: str, address: str) -> None:
    officer = fill_in(Visitor(login).open(address).well(), "canbo")
    done = text.translate("It is allowed, with your name and the reason.")
    assert [one.value for one in officer.at.success] == [done]
    (row,) = rows()
    with database.reading() as db:
        assert (row.person_id, row.granted_by) == (city.person_id(db, "canbo"), city.person_id(db, login))
    assert (row.minutes, row.attempts, row.reason, row.quiz) == (10, 0, "Thị lực kém", None)
    listed = "\n".join(one.value for one in officer.at.markdown)
    assert f"**{city.NAMES['canbo']}**: thêm 10 phút mỗi lượt" in listed
    assert "thêm 10 phút" in Visitor("canbo").open("quiz", course=row_slug(row), quiz=city.QUIZ).well().everything()
    officer.press("Take it back").well()
    assert rows()[0].voided_at is not None


def row_slug(row: Allowance) -> str:
    with database.reading() as db:
        return db.get_one(CourseRecord, row.course_id).slug


def test_who_is_out_of_reach_and_who_does_not_exist_are_refused_alike() -> None:
    said: list[Any] = []
    for login in ("quantri", "khong-co-ai"):
        head = fill_in(Visitor("thutruong").open("allowances").well(), login)
        said.append(head.errors)
    assert said[0] == said[1] != []
    assert fill_in(Visitor("nhansu").open("allowances").well(), "canbo", minutes=0).errors != []
    assert fill_in(Visitor("nhansu").open("allowances").well(), "canbo", reason=" ").errors != []
    assert rows() == []


@pytest.mark.parametrize(("login", "address"), [("nhansu", "allowances"), ("giangvien", "course-allowances")])
def test_a_whole_unit_is_allowed_more_time(login: str, address: str) -> None:
    with database.reading() as db:
        unit = city.unit_id(db, "Phường Hoàn Kiếm")
    officer = Visitor(login).open(address).well()
    officer.fill(officer.at.segmented_control(key="kind"), "unit").well()
    officer.at.selectbox(key="unit").set_value(unit)
    officer.at.number_input(key="minutes").set_value(5)
    officer.at.text_area(key="reason").set_value("Mất điện cả buổi sáng")
    officer.press("Allow it").well()
    assert officer.errors == []
    (row,) = rows()
    assert (row.person_id, row.unit_id, row.minutes) == (None, unit, 5)
