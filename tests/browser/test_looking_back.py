"""The map, the weeks and the comparison as a person has them: a cell is clicked, a chart is taken away as a picture."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.seat import DESK, PHONE, Office, Seat

SVG = "{http://www.w3.org/2000/svg}"


def take(officer: Seat, chart: str, kind: str, folder: Path) -> Path:
    """Take a chart away as a picture; ``chart``: the words before its buttons."""
    buttons = officer.main().get_by_role("button", name=re.compile(rf"^{re.escape(chart)} {kind}"))
    with officer.page.expect_download() as download:
        buttons.first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_charts_are_read_clicked_and_taken_away(office: Office, width: int, tmp_path: Path) -> None:
    officer = office.seat(width)
    officer.sign_in("nhansu")
    officer.open("/coverage?past=weeks")
    officer.sees(re.compile("điểm phần trăm"))
    expect(officer.page.locator(".st-key-chart-weeks svg.marks")).to_be_visible()
    picture = take(officer, "Tải hình:", "PNG", tmp_path)
    assert picture.name.startswith("do-phu-theo-tuan-ubnd-thanh-pho-ha-noi-")
    assert picture.read_bytes().startswith(b"\x89PNG")
    told = ElementTree.parse(take(officer, "Tải hình:", "SVG", tmp_path)).getroot()
    words = " ".join(one.text or "" for one in told.iter(f"{SVG}text"))
    assert "UBND thành phố Hà Nội: từ" in words
    assert "nét đứt: chỉ tiêu" in words
    assert told.find(f"{SVG}svg") is not None
    officer.unfold("Số liệu dạng bảng, tải hình biểu đồ")
    assert take(officer, "Thanh trạng thái:", "PNG", tmp_path).stat().st_size > 1000

    officer.open("/coverage?view=map")
    chart = officer.page.locator(".st-key-chart-map")
    expect(chart.locator("svg.marks")).to_be_visible()
    wide = officer.page.locator("[data-testid=stMain]").evaluate("main => [main.scrollWidth, main.clientWidth]")
    assert wide[0] <= wide[1]
    cell = chart.locator("svg.marks [role=graphics-symbol][aria-label*='Phường Hoàn Kiếm, ']").first
    cell.click()
    expect(officer.heading()).to_contain_text("Phường Hoàn Kiếm")
    assert re.search(r"\bunit=\w+&course=[\w-]+|\bcourse=[\w-]+&unit=\w+", officer.page.url)
    officer.page.go_back()
    expect(officer.heading()).to_contain_text("UBND thành phố")
    expect(chart.locator("svg.marks")).to_be_visible()
