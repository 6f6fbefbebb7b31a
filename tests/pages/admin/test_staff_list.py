"""A staff list comes in from the page: first what it would change, then, at a click, exactly that."""

import pytest
from sqlmodel import col, select

from models import access, database, text
from models.organisation import Person
from tests import city
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

OFFICE = "Sở Nội vụ"
LIST = "Họ và tên,Mã cán bộ,Đơn vị,Chức vụ\nĐoàn Thị Thử Nghiệm,TN00001,Phòng Cải cách hành chính,Chuyên viên\n"


def known() -> list[str]:
    with database.reading() as db:
        return list(db.exec(select(Person.full_name).where(col(Person.staff_code_key) == "tn00001")))


def uploaded(login: str) -> Visitor:
    """Put the list into the page, as the list of the office."""
    visitor = Visitor(login).open("staff-list").well()
    box = visitor.at.selectbox(key="unit")
    visitor.fill(box, next(option for option in box.options if option.strip() == OFFICE))
    visitor.at.file_uploader[0].upload("danh-sach.csv", LIST.encode())
    return visitor.run().well()


def test_the_preview_writes_nothing_and_the_click_writes_what_it_showed() -> None:
    officer = uploaded("nhansu")
    assert text.translate_n("This would change {n} person", "This would change {n} people", 1) in [
        one.value for one in officer.at.header
    ]
    assert "Đoàn Thị Thử Nghiệm" in officer.everything()
    assert known() == []

    officer.press("Bring the list in").well()
    assert known() == ["Đoàn Thị Thử Nghiệm"]
    assert officer.at.success


def test_a_role_taken_away_after_the_preview_writes_nothing() -> None:
    officer = uploaded("nhansu")
    with database.writing() as db:
        access.end_grant(db, access.operator(), city.grant_id(db, "nhansu"), now=text.utc_now())
    officer.press("Bring the list in").well()
    assert known() == []


def test_what_is_no_staff_list_is_refused_in_words() -> None:
    officer = Visitor("nhansu").open("staff-list").well()
    officer.at.file_uploader[0].upload("danh-sach.xlsx", b"\x00\x01not a workbook")
    officer.run().well()
    assert officer.errors


def test_a_day_left_out_counts_as_today() -> None:
    officer = uploaded("nhansu")
    officer.fill(officer.at.date_input(key="on"), []).well()
    assert "Đoàn Thị Thử Nghiệm" in officer.everything()
