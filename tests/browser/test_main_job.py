"""The platform's reason: somebody learns, passes, and their unit's figure moves, on a phone and on a desk."""

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser.seat import DESK, PHONE, Office, Seat, questions, until
from tests.server import Platform

NAME = "Nguyễn Thị Hạnh"  # the demonstration's cadre
LESSONS = 8
CITY, WARD, OFFICE = "UBND thành phố Hà Nội", "Phường Hoàn Kiếm", "Phòng Văn hóa - Xã hội"


@pytest.fixture
def platform(fresh_platform: Platform) -> Platform:
    """A platform for each width, since a person passes a course only once."""
    return fresh_platform


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_cadre_passes_and_the_units_figure_moves(office: Office, width: int, tmp_path: Path) -> None:
    officer = office.seat(width)
    officer.open("/coverage")
    officer.enter_as("Cán bộ tổ chức")
    officer.picture("coverage")
    drill_down_to(officer, WARD)
    before = figures(officer)

    cadre = office.seat(width)
    cadre.open("/")
    cadre.picture("sign-in")
    cadre.enter_as("Cán bộ")
    expect(cadre.heading()).to_have_text(re.compile("^1 khóa học cần hoàn thành"))
    cadre.sees(re.compile(f"0 trên {LESSONS} bài"))
    cadre.picture("home")
    read_all_lessons(cadre)
    attempt = pass_the_quiz(cadre, office)
    expect(cadre.heading()).to_have_text(re.compile(r"^Đạt: 100\s%"))
    cadre.sees("Anh/chị đã hoàn thành khóa học; kết quả được tính cho đơn vị.")
    cadre.picture("result", whole=True)
    links = cadre.page.locator('a[href*="/lesson?course="]')
    cadre.page.get_by_text("Câu 1", exact=True).click()
    expect(links.first).to_be_visible()
    assert office.rows("SELECT passed FROM attempt WHERE key = ?", attempt) == [(1,)]

    handed_in = time.monotonic()
    while (after := figures(officer)) == before and time.monotonic() < handed_in + 10:
        officer.page.reload()
        officer.settle()
    assert after == (before[0] + 1, before[1])
    officer.picture("figure-moved")
    export_equals_the_page(officer, after, tmp_path)
    officer.page.go_back()
    expect(officer.heading()).to_contain_text(CITY)
    officer.page.go_forward()
    expect(officer.heading()).to_contain_text(WARD)
    officer.settle()
    drill_down_to(officer, OFFICE)
    officer.main().get_by_text("mọi người", exact=True).click()  # the list opens with who has not completed yet
    officer.settle()
    name = officer.page.get_by_role("row", name=NAME)
    expect(name).to_contain_text("Hoàn thành")
    officer.picture("names", whole=True)
    address = officer.page.url
    officer.page.reload()
    expect(officer.heading()).to_contain_text(OFFICE)
    expect(name).to_be_visible()
    assert officer.page.url == address


def read_all_lessons(cadre: Seat) -> None:
    """Read every lesson by the buttons alone, each from its top, with a check answered on the way."""
    cadre.press("Bắt đầu")
    for number in range(1, LESSONS + 1):
        cadre.sees(re.compile(f"^Bài {number} trên {LESSONS}"))
        expect(cadre.heading()).to_be_in_viewport()
        assert cadre.scrolled() < 200
        cadre.picture(f"lesson-{number}")
        if number == 1:
            cadre.choices().nth(1).click()
            cadre.sees(re.compile("^(Đúng|Chưa đúng)$"))
            cadre.picture("check-in-the-text")
        onward = "Bài tiếp theo" if number < LESSONS else "Tôi đã đọc xong"
        cadre.press(onward)
    cadre.sees("Bắt đầu làm bài")
    cadre.picture("quiz-cover")


def pass_the_quiz(cadre: Seat, office: Office) -> str:
    """Answer everything rightly; what the page calls saved is in the database at that moment. Return the attempt."""
    cadre.press("Bắt đầu làm bài")
    attempt = office.newest_attempt()
    asked = questions(office, attempt)
    for one in asked:
        cadre.sees(re.compile(f"^Câu {one.place} trên {len(asked)}"))
        assert cadre.scrolled() < 200
        cadre.sees("Chưa trả lời câu này")
        if one.place in (1, 2):
            cadre.picture(f"question-{one.place}-open")
        cadre.answer(one.right, one.order)
        cadre.sees(re.compile("Đã lưu lúc"))
        if isinstance(one.right, list | dict):  # given in several steps, each of which is saved
            assert until(lambda one=one: office.saved(attempt).get(one.place) == one.right), one.type  # type: ignore[misc]
        else:
            assert office.saved(attempt)[one.place] == one.right
        if one.place in (1, 2):
            cadre.picture(f"question-{one.place}-saved")
        if one.place < len(asked):
            cadre.press("Câu tiếp theo")
    cadre.settle()
    assert office.saved(attempt) == {one.place: one.right for one in asked}
    cadre.picture("last-question")
    cadre.press("Xem lại và nộp bài")
    cadre.press("Nộp bài")
    return attempt


def figures(officer: Seat) -> tuple[int, int]:
    """Return completed and required as the sentence under the title says them."""
    said = officer.sees(re.compile(r"trên [\d.]+ lượt|trên [\d.]+")).inner_text()
    found = re.search(r"([\d.]+) trên ([\d.]+)", said)
    assert found is not None, said
    return int(found[1].replace(".", "")), int(found[2].replace(".", ""))


def drill_down_to(officer: Seat, unit: str) -> None:
    """Click a unit's bar."""
    chart = officer.page.locator("[data-testid=stVegaLiteChart] svg")
    bar = chart.get_by_text(unit, exact=True)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    officer.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(officer.heading()).to_contain_text(unit)
    officer.settle()


def export_equals_the_page(officer: Seat, shown: tuple[int, int], folder: Path) -> None:
    """Download the workbook and compare its total, and the sum of its parts, with the page."""
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="Xuất Excel").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".xlsx"
    rows = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes())).get_sheet_by_name("Số liệu").to_python()
    *parts, total = [(row[1], row[2]) for row in rows[1:]]
    assert rows[-1][0] == "Cộng"
    assert total == shown
    assert tuple(map(sum, zip(*parts, strict=True))) == shown
