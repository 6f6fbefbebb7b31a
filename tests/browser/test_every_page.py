"""Every page in a real Chromium, on a phone and on a desk: axe finds nothing serious, nothing sticks out, no English.

`make test` opens each page once, as the first role that may; `make prove` opens it as every role. The pictures of all
of them lie in artefacts/pictures.
"""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from models.rights import Right
from tests import menu
from tests.browser.seat import COURSE, DESK, PHONE, QUIZ, Office, Seat

BUTTONS = {
    "canbo": "Cán bộ",
    "giangvien": "Giảng viên",
    "nhansu": "Cán bộ tổ chức",
    "thutruong": "Người đứng đầu đơn vị",
    "quantri": "Quản trị viên",
}
MAY = {
    Right.LEARN: ("canbo", "giangvien", "nhansu", "thutruong", "quantri"),
    Right.SEE_COVERAGE: ("nhansu", "thutruong"),
    Right.ASSIGN: ("nhansu", "thutruong"),
    Right.GIVE_CODES: ("nhansu", "thutruong", "quantri"),
    Right.MANAGE_PEOPLE: ("nhansu", "quantri"),
    Right.AUTHOR: ("giangvien",),
    Right.ADMINISTER: ("quantri",),
    Right.READ_AUDIT: ("quantri",),
}
EVERY_ROLE = os.environ.get("KNS_PROVE") == "1"
# What Streamlit itself draws and no page can change.
OF_STREAMLIT = {"empty-table-header", "presentation-role-conflict"}
ENGLISH = re.compile(
    r"\b(Choose an option|Choose options|No results|Press Enter|Drag and drop|Browse files|Select all|Clear all|"
    r"Show data|Download as|Connecting|Page not found)\b"
)
SERIOUS = ("serious", "critical")


def visits() -> list[tuple[menu.Listed, str]]:
    """Return each page with the accounts that open it."""
    return [(page, login) for page in menu.pages() for login in MAY[page.right][: None if EVERY_ROLE else 1]]


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("login", BUTTONS)
def test_every_page_is_well_drawn_and_accessible(office: Office, login: str, width: int) -> None:
    mine = [page for page, account in visits() if account == login]
    seat = office.seat(width)
    seat.open("/")
    seat.enter_as(BUTTONS[login])
    faults: list[str] = []
    for page in mine:
        seat.open("/" + page.address + query(office, page.address, login))
        expect(seat.heading()).to_have_count(1)
        seat.page.wait_for_timeout(300)
        seat.picture(page.address or "home", whole=True)
        faults += [f"/{page.address}: {fault}" for fault in looked_at(seat)]
    assert faults == []


def looked_at(seat: Seat) -> list[str]:
    """Return what is wrong with the page that a seat shows."""
    page = seat.page
    found = []
    if page.evaluate("document.documentElement.scrollWidth") > seat.width:
        found.append("sticks out sideways")
    if page.evaluate("document.documentElement.lang") != "vi":
        found.append("its language is not said")
    said = page.locator("body").inner_text()
    found += [f"English: {word}" for word in sorted(set(ENGLISH.findall(said)))]
    top = seat.heading().bounding_box()
    if top is None or top["y"] > 320:
        found.append(f"its title is not on the first screen: {top}")
    for fault in Axe().run(page).response["violations"]:
        if fault["impact"] in SERIOUS and fault["id"] not in OF_STREAMLIT:
            where = [" ".join(map(str, node["target"])) for node in fault["nodes"]][:3]
            found.append(f"axe {fault['id']}: {fault['help']} ({where})")
    return found


def query(office: Office, address: str, login: str) -> str:
    """Return the parameters with which a page that only links lead to shows something."""
    if address in ("course", "print"):
        return f"?course={COURSE}"
    if address == "lesson":
        return f"?course={COURSE}&lesson=01-vi-sao-can-bo-la-dich"
    if address == "quiz":
        return f"?course={COURSE}&quiz={QUIZ}"
    finder = FOUND_BY.get(address)
    if finder is None:
        return ""
    name, statement = finder
    rows = office.rows(statement, *([login] if "?" in statement else []))
    return f"?{name}={rows[0][0]}" if rows else ""


FOUND_BY = {
    "result": (
        "attempt",
        "SELECT a.key FROM attempt a JOIN person p ON p.id = a.person_id"
        " WHERE p.staff_code = ? AND a.state = 'submitted' ORDER BY a.id DESC LIMIT 1",
    ),
    "person": (
        "person",
        "SELECT p.key FROM person p JOIN posting o ON o.person_id = p.id JOIN unit_version v ON v.unit_id = o.unit_id"
        " WHERE v.name LIKE '%' ORDER BY p.id DESC LIMIT 1",
    ),
}
