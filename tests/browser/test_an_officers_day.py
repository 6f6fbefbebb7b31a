"""Days of those who answer for units: HR at a desk from the overview to the slips; a head of unit on a phone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models import access, text
from models.organisation import Category
from tests import city
from tests.browser import scene
from tests.browser.seat import DESK, PHONE, Office, Seat
from tests.browser.test_main_job import drill_down_to, export_equals_the_page, figures
from tests.server import Platform

WARD, PART = "Phường Hoàn Kiếm", "Phòng Văn hóa - Xã hội"
LEADERS = "chuyen-doi-so-nguoi-dung-dau"
A_PAGE = 20  # lines of a list of names


@pytest.fixture
def platform(fresh_platform: Platform) -> Platform:
    """A platform for each day: what one of them gives would change the other's figures."""
    return fresh_platform


def test_hr_sees_who_is_late_gives_a_course_and_reports(office: Office, tmp_path: Path) -> None:
    with office.writing() as db:
        scene.overdue(db, scene.DOCUMENTS, WARD)
    hr = office.seat(DESK)
    hr.sign_in("nhansu")
    name = sees_who_is_late(hr, office)
    looks_at_a_person(hr, name)
    rule = gives_a_course(hr, office)
    changes_the_due_day(hr, office, rule)
    prints_slips(hr, office)
    hr.turn_to("Độ phủ đào tạo")
    export_equals_the_page(hr, figures(hr), tmp_path)


def sees_who_is_late(hr: Seat, office: Office) -> str:
    """Go from the overview to the list of who is overdue: both say the same number; return a name."""
    late = office.rows(
        "SELECT count(DISTINCT d.person_id) FROM duty d JOIN course c ON c.id = d.course_id"
        " WHERE c.slug = ? AND d.voided_at IS NULL",
        scene.DOCUMENTS,
    )[0][0]
    assert late > 5
    button = hr.page.get_by_role("button", name=f"Nhắc {late} người quá hạn")
    for _try in range(5):  # figures follow within 10 seconds what another process wrote
        hr.turn_to("Tình hình đơn vị")
        expect(hr.heading()).to_contain_text("UBND thành phố Hà Nội")
        if button.count():
            break
        hr.page.wait_for_timeout(2_000)
    expect(button).to_be_visible()
    hr.picture("overview", whole=True)
    hr.follow(re.compile(rf"\b{late} "))
    rows = hr.main().get_by_role("table", name="Danh sách người").get_by_role("row")
    expect(rows).to_have_count(min(late, A_PAGE) + 1)
    hr.sees(re.compile(rf"\b{late} dòng"))
    for row in rows.all_inner_texts()[1:]:
        assert "Quá hạn" in row
    hr.picture("overdue")
    return str(rows.nth(1).get_by_role("link").inner_text())


def looks_at_a_person(hr: Seat, name: str) -> None:
    """Open one of them; the way back leads to the same list."""
    hr.main().get_by_role("link", name=name).first.click()
    hr.settle()
    expect(hr.heading()).to_have_text(name)
    hr.sees("Quá hạn")
    hr.picture("person", whole=True)
    hr.page.go_back()
    expect(hr.heading()).to_contain_text("UBND thành phố Hà Nội")
    hr.settle()
    expect(hr.main().get_by_role("link", name=name).first).to_be_visible()


def gives_a_course(hr: Seat, office: Office) -> str:
    """Give a course to holders of a position, deputies too; the preview says how many get it; return the key."""
    wanted = office.rows(
        "SELECT count(*) FROM posting WHERE tree = 'administration' AND voided_at IS NULL AND status = 'active'"
        " AND category = ? AND position LIKE '%trưởng phòng%' AND until IS NULL",
        Category.CONGCHUC.value,
    )[0][0]
    hr.turn_to("Giao học")
    hr.choose("Khóa học", re.compile("Chuyển đổi số"))
    hr.choose("Đơn vị, gồm cả các đơn vị trực thuộc", re.compile("^UBND thành phố Hà Nội$"))
    hr.choose("Chỉ các đối tượng này", re.compile("^Công chức", re.IGNORECASE))
    hr.unfold("Thu hẹp: chức danh, người mới")
    hr.fill(re.compile("^Chức danh có một trong các từ"), "truong phong")
    hr.sees(f"Khóa học sẽ được giao cho {wanted} người")
    hr.picture("preview", whole=True)
    before = count_duties(office)
    hr.page.get_by_role("button", name=re.compile("^Giao (khóa học|2 khóa)")).click()
    hr.settle()
    hr.sees("Đã giao khóa học. Người mới đến phù hợp sẽ tự được giao.")
    assert count_duties(office) == before + wanted
    return str(office.rows("SELECT key FROM rule ORDER BY id DESC LIMIT 1")[0][0])


def count_duties(office: Office) -> int:
    """Return how many people must take the leaders' course."""
    return int(
        office.rows(
            "SELECT count(*) FROM duty d JOIN course c ON c.id = d.course_id WHERE c.slug = ? AND d.voided_at IS NULL",
            LEADERS,
        )[0][0]
    )


def changes_the_due_day(hr: Seat, office: Office, rule: str) -> None:
    """Give the rule a later last day; those whom it holds have it at once."""
    hr.open(f"/assign?rule={rule}")
    day = text.local_day(text.utc_now()) + timedelta(days=75)
    hr.set_day("Hạn mới", day)
    hr.picture("due-day", whole=True)
    hr.press("Đổi hạn")
    hr.sees("Hạn mới đã áp dụng cho mọi người thuộc quy tắc này.")
    due = office.rows(
        "SELECT DISTINCT d.due FROM duty d JOIN course c ON c.id = d.course_id"
        " WHERE c.slug = ? AND d.voided_at IS NULL",
        LEADERS,
    )
    assert due == [(day.isoformat(),)]


def prints_slips(hr: Seat, office: Office) -> None:
    """Look at the page of slips for a ward: a code for each of its people without a password."""
    hr.turn_to("Cấp mã đăng nhập")
    hr.unfold("Phiếu cho cả đơn vị")
    hr.choose("Đơn vị, gồm mọi đơn vị trực thuộc", WARD)
    with hr.context.expect_page() as opened:
        hr.main().get_by_role("link", name="In phiếu cho người chưa có mật khẩu").click()
    expect(opened.value.get_by_role("heading").first).to_be_visible()
    with office.writing() as db:
        people = city.people_below(db, WARD)
    said = opened.value.locator("body").inner_text()
    assert str(len(people)) in said
    opened.value.screenshot(path=office.pictures / "slips.png")
    opened.value.close()


def test_one_step_back_from_a_bar_is_the_search_that_found_it(office: Office) -> None:
    hr = office.seat(DESK)
    hr.sign_in("nhansu")
    hr.open("/coverage?named=hoan+kiem")
    drill_down_to(hr, WARD)
    hr.page.go_back()
    expect(hr.heading()).to_contain_text("UBND thành phố Hà Nội")
    hr.settle()
    expect(hr.page.get_by_role("textbox", name="Tìm đơn vị theo tên")).to_have_value("hoan kiem")
    assert "unit=" not in hr.page.url


def test_a_head_of_unit_looks_into_the_ward_and_hands_over(office: Office) -> None:
    with office.writing() as db:
        scene.overdue(db, scene.DOCUMENTS, WARD)
        deputy = scene.colleague(db, WARD, PART)
        code, name = deputy.staff_code, deputy.full_name
        cookie = "kns=" + access.open_session(db, deputy.id or 0, shared=False, now=text.utc_now())
    head = office.seat(PHONE)
    head.sign_in("thutruong")
    head.turn_to("Tình hình đơn vị")
    expect(head.heading()).to_contain_text(WARD)
    head.picture("overview")
    head.turn_to("Độ phủ đào tạo")
    whole = figures(head)
    drill_down_to(head, PART)
    part = figures(head)
    assert 0 < part[1] < whole[1]
    head.picture("office")
    assert "Phường Ba Đình" not in head.page.content()
    reads_whom_a_code_is_for(head, code or "", name)
    hands_over(head, code or "", name)
    stands_in(office.seat(PHONE, cookie), head)


def reads_whom_a_code_is_for(head: Seat, code: str, name: str) -> None:
    """Search for one person: what else can be done about them leaves their name room on a phone."""
    head.open(f"/codes?q={code}")
    expect(head.main().get_by_role("button", name="Đăng xuất mọi thiết bị")).to_be_visible()
    place = head.sees(name).bounding_box()
    assert place is not None
    assert place["width"] > PHONE / 4
    assert place["height"] < 2 * place["width"]


def hands_over(head: Seat, code: str, name: str) -> None:
    """Let a colleague stand in from today for a week."""
    today = text.local_day(text.utc_now())
    head.turn_to("Ủy quyền")
    head.fill(re.compile("^Cho ai"), code)
    head.set_day("Từ ngày", today)
    head.set_day("Ngày cuối cùng", today + timedelta(days=8))
    head.press("Ủy quyền trong những ngày này")
    head.sees(f"{name} thay anh/chị trong những ngày đã chọn.")
    head.sees(f"{text.day(today)}")
    head.sees(f"{text.day(today + timedelta(days=8))}")
    head.picture("deputy")


def stands_in(deputy: Seat, head: Seat) -> None:
    """The colleague sees the ward while standing in, and no longer when it is ended."""
    deputy.open("/coverage")
    expect(deputy.heading()).to_contain_text(WARD)
    deputy.picture("as-deputy")
    head.press("Kết thúc ngay")
    head.sees("Việc ủy quyền đã kết thúc.")
    deputy.open("/")
    assert deputy.page.get_by_role("link", name="Độ phủ đào tạo", exact=True).count() == 0
