"""What a person has opened, where they are and how far they have scrolled: kept when the page is drawn anew."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.seat import DESK, PHONE, Office, Seat
from tests.browser.test_keyboard import FOCUSED, tab_to


def stands(seat: Seat, place: Locator) -> int:
    """Return how far from the window's upper edge something stands."""
    box = place.bounding_box()
    assert box is not None
    return round(box["y"])


def test_what_is_unfolded_stays_open_while_a_course_is_being_given(office: Office) -> None:
    officer = office.seat(PHONE, office.platform.sign_in("nhansu"))
    officer.open("/assign")
    more = officer.unfold("Thêm: học lại định kỳ")
    narrow = officer.unfold("Thu hẹp")
    officer.choose("Đơn vị, gồm cả các đơn vị trực thuộc", re.compile("^Phường Hoàn Kiếm$"))
    officer.sees(re.compile("^Khóa học sẽ được giao cho"))
    expect(more).to_be_visible()
    expect(narrow).to_be_visible()
    who = officer.unfold("Gồm những ai")
    officer.fill("Tên gọi (để trống: lấy tên khóa học)", "Đợt tháng này")
    expect(who).to_be_visible()
    expect(more).to_be_visible()


def test_a_filter_that_is_set_stays_open_for_the_next(office: Office) -> None:
    officer = office.seat(DESK, office.platform.sign_in("nhansu"))
    officer.open("/coverage")
    filters = officer.unfold("Bộ lọc")
    officer.choose("Đối tượng", "viên chức")
    officer.sees(re.compile("^Bộ lọc: "))
    expect(filters).to_be_visible()


def test_focus_and_place_are_kept_when_an_officer_narrows_a_list_by_keyboard(office: Office) -> None:
    officer = office.seat(DESK, office.platform.sign_in("nhansu"))
    officer.open("/coverage")
    officer.unfold("Lọc theo trạng thái")
    tab_to(officer, "Hoàn thành (", limit=120)
    officer.page.keyboard.press("ArrowRight")
    chosen = officer.page.evaluate(FOCUSED)[2]
    pill = officer.main().locator("[data-testid=stButtonGroup]").get_by_text(chosen)
    before = stands(officer, pill)
    for search in (re.compile(r"[?&]state="), re.compile(r"^[^?]*(\?((?!state=).)*)?$")):
        officer.page.keyboard.press("Space")
        officer.page.wait_for_url(search)
        officer.settle()
        assert officer.page.evaluate(FOCUSED)[2] == chosen
        assert stands(officer, pill) == before


def test_focus_is_kept_in_the_form_of_a_rule(office: Office) -> None:
    officer = office.seat(DESK, office.platform.sign_in("nhansu"))
    officer.open("/assign")
    tab_to(officer, "", "input radio", limit=60)
    scrolled = officer.scrolled()
    officer.page.keyboard.press("ArrowDown")
    officer.page.wait_for_timeout(60)
    officer.settle()
    assert officer.page.evaluate(FOCUSED)[:2] == ["INPUT", "radio"]
    assert officer.scrolled() == scrolled
