"""Every page in a real Chromium, on a phone and on a desk: axe finds nothing serious, nothing sticks out, no English.

`make test` opens each page on the phone as the first role that may, and draws the window wide once; `make prove` opens
each as every role, at a desk and in the dark theme too, and leaves pictures of all in artefacts/pictures. Pages that
only links lead to are opened with what the scene holds.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

from models.rights import Right
from tests import menu
from tests.browser.scene import Scene, set_scene
from tests.browser.seat import COURSE, DESK, PHONE, QUIZ, Office, Seat, writing_to
from tests.judged import ESSAY_QUIZ
from tests.pages.visiting import is_well_headed
from tests.server import PROVING, Platform

MAY = {
    Right.LEARN: ("canbo", "giangvien", "nhansu", "thutruong", "tochucdang", "quantri"),
    Right.SEE_COVERAGE: ("nhansu", "thutruong", "tochucdang"),
    Right.ASSIGN: ("nhansu", "thutruong", "tochucdang"),
    Right.GIVE_CODES: ("nhansu", "thutruong", "quantri"),
    Right.MANAGE_PEOPLE: ("quantri", "nhansu"),
    Right.AUTHOR: ("giangvien",),
    Right.ADMINISTER: ("quantri",),
    Right.READ_AUDIT: ("quantri",),
    Right.SECOND: ("nhansu", "giangvien", "thutruong", "tochucdang", "quantri"),
}
LOGINS = MAY[Right.LEARN]
PARTY = "tochucdang"
LOOKS = [(PHONE, "light"), *([(DESK, "light"), (PHONE, "dark")] if PROVING else [])]
FURTHER = (640, 320) if PROVING else (DESK,)  # a desk's window at 200 and at 400 %
OTHER = "chuyen-doi-so-nguoi-dung-dau"
LESSON = "01-vi-sao-can-bo-la-dich"
SERIOUS = ("serious", "critical")
AXE: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is well is not written out: half of the time
}
OF_STREAMLIT = {  # what Streamlit itself draws and no page can change: rule and where, with the reason
    ("empty-table-header", "stTable"): "st.table heads the column of row numbers with nothing",
    ("presentation-role-conflict", "stFileUploader"): "the uploader's drop zone can be reached by Tab, yet has no role",
    ("list", "stSidebarNav"): "a menu in groups is a list whose groups are no list items",
    ("listitem", "stSidebarNav"): "the same, seen from the items",
}
OWN = ("result", "certificate", "inquiry")  # what the scene's cadre has one of, and nobody else may open
STEPS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => Number(one.tagName[1]))"""
INSIDE = "([target, place]) => document.querySelector(target)?.closest(`[data-testid=${place}]`) != null"
NOT_HERE = "Không mở được trang này"
RUN = "top.document.documentElement.dataset.ran{}=1"
SMUGGLED = (  # what somebody would write into words of theirs, in case a place forgot to escape them
    "<script>RUN</script>",
    '<img src="data:," onerror="RUN">',
    '<svg onload="RUN"></svg>',
    '<script src="data:text/javascript,RUN"></script>',
    '<iframe srcdoc="<script>RUN</script>"></iframe>',
    '<iframe src="javascript:RUN"></iframe>',
    '<a id="smuggled" href="javascript:void(RUN)">x</a>',
)
ENGLISH = re.compile(
    r"\b(Choose an option|Choose options|No results|Press Enter|Drag and drop|Browse files|Select all|Clear all|"
    r"Show data|Download as|Connecting|Page not found|Upload|Search|View fullscreen|per file)\b"
)


@pytest.fixture(scope="module")
def scene(platform: Platform) -> Scene:
    """Something on every page."""
    with writing_to(platform.data / "ky-nang-so.db") as db:
        return set_scene(db)


def visits(login: str) -> list[menu.Listed]:
    """Return the pages that an account opens: in a quick run those of which it is the first that may."""
    mine = [page for page in menu.pages() if login in MAY[page.right][: None if PROVING else 1]]
    return [page for page in mine if login == LOGINS[0] or page.address not in OWN]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_well_drawn_and_accessible(
    office: Office, scene: Scene, login: str, width: int, theme: str
) -> None:
    seat = office.seat(width, office.platform.sign_in(login))
    seat.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    faults: list[str] = []
    for page in visits(login):
        for query in asked(login, page.address, scene):
            seat.open(f"/{page.address}{query}")
            expect(seat.heading()).to_have_count(1)
            expect(seat.heading()).not_to_have_text(NOT_HERE)
            faults += [f"/{page.address}{query}: {fault}" for fault in looked_at(seat)]
            if PROVING:
                seat.picture(f"{page.address or 'home'}{'-more' if query else ''}-{theme}", whole=True)
            for other in FURTHER:
                if sticks_out(seat, other):
                    faults.append(f"/{page.address}{query}: sticks out sideways of {other} pixels")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_what_is_not_there_is_a_page_too(office: Office, scene: Scene, width: int, theme: str) -> None:
    seat = office.seat(width, office.platform.sign_in("giangvien"))
    seat.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    faults: list[str] = []
    for address in (f"result?attempt={scene.attempt}", "course?course=khong-co"):
        seat.open(f"/{address}")
        expect(seat.heading()).to_have_text(NOT_HERE)
        expect(seat.main().get_by_role("link", name="Về trang học tập")).to_be_visible()
        faults += [f"/{address}: {fault}" for fault in looked_at(seat)]
    for address in ("khong-co-trang-nay", "settings", "course/khong-co"):  # no page, not a trainer's, below a page
        answer = seat.page.goto(f"{office.platform.url}/{address}")
        assert answer is not None
        assert answer.status == 404, address
        expect(seat.heading()).to_have_text(NOT_HERE)
        expect(seat.page.get_by_role("link", name="Về trang học tập")).to_be_visible()
        faults += [f"/{address}: {fault}" for fault in looked_at(seat)]
    seat.picture(f"unknown-{theme}")
    office.faults = [fault for fault in office.faults if "404" not in fault]  # the browser's own log
    assert not faults, "\n".join(faults)


def test_a_script_smuggled_into_any_kind_of_answer_does_not_run(office: Office, scene: Scene) -> None:
    """Put in on the way to the browser, which shows the answer as a page; without its policy each of them runs."""
    office.watching = False  # what the browser says of each refusal
    picture = office.rows("SELECT hash FROM media WHERE kind = 'image/svg+xml'")[0][0]
    cadre, trainer = (office.seat(cookie=office.platform.sign_in(login)) for login in ("canbo", "giangvien"))
    for seat, path in (
        (cadre, "/"),  # Streamlit's page
        (cadre, "/sign-out"),
        (cadre, "/no-such-page"),
        (cadre, f"/print/certificate/{scene.certificate}"),
        (cadre, f"/files/{picture}/x.svg"),
        (cadre, "/export/my-record.json"),
        (cadre, "/health"),
        (trainer, "/export/khoa-hoc-mau.zip"),
    ):
        assert ran(seat, path, with_policy=True) == set(), path
        assert ran(seat, path, with_policy=False) == set(range(len(SMUGGLED))), path


def ran(seat: Seat, path: str, *, with_policy: bool) -> set[int]:
    """Return which of the smuggled scripts run in an answer that is shown as a page."""
    where = seat.office.platform.url + path

    def put_in(route: Route) -> None:
        answer = route.fetch()
        told = {"content-type": "text/html; charset=utf-8"}
        if with_policy:
            told["content-security-policy"] = answer.headers["content-security-policy"]
        html = answer.text() if "text/html" in answer.headers["content-type"] else "<body></body>"
        smuggled = "".join(one.replace("RUN", RUN.format(n)) for n, one in enumerate(SMUGGLED))
        route.fulfill(status=200, headers=told, body=html.replace("</body>", f"{smuggled}</body>"))

    seat.page.route(where, put_in)
    seat.page.goto(where)
    seat.page.locator("#smuggled").evaluate("link => link.click()")
    seat.page.wait_for_timeout(300)
    seat.page.unroute(where)
    marks = seat.page.evaluate("Object.keys(document.documentElement.dataset)")
    return {int(mark[3:]) for mark in marks if re.fullmatch(r"ran\d+", mark)}


def looked_at(seat: Seat) -> list[str]:
    """Return what is wrong with the page that a seat shows."""
    page = seat.page
    found = ["sticks out sideways"] if sticks_out(seat, seat.width) else []
    if page.evaluate("document.documentElement.lang") != "vi":
        found.append("its language is not said")
    said = page.locator("body").inner_text()
    found += [f"English: {word}" for word in sorted(set(ENGLISH.findall(said)))]
    levels = page.evaluate(STEPS)
    if not is_well_headed(levels):
        found.append(f"its headings skip a level, or it has not one title: {levels}")
    top = seat.heading().bounding_box()
    if top is None or top["y"] > 400:
        found.append(f"its title is not on the first screen: {top}")
    return found + heard(seat)


def sticks_out(seat: Seat, width: int) -> bool:
    """Return whether the page is wider than a window of some width."""
    height = {PHONE: 844, DESK: 900, 640: 450, 320: 256}
    seat.page.set_viewport_size({"width": width, "height": height[width]})
    wide = int(seat.page.evaluate("document.documentElement.scrollWidth"))
    seat.page.set_viewport_size({"width": seat.width, "height": height[seat.width]})
    return wide > width


def heard(seat: Seat) -> list[str]:
    """Return what axe finds serious on the page that a seat shows."""
    found = []
    for fault in Axe().run(seat.page, options=AXE).response["violations"]:
        for node in fault["nodes"]:
            if fault["impact"] in SERIOUS and not of_streamlit(seat, fault["id"], node["target"]):
                found.append(f"axe {fault['id']}: {fault['help']} ({node['target']}: {node['html'][:160]})")
    return found


def of_streamlit(seat: Seat, rule: str, target: list[str]) -> bool:
    """Return whether a fault is Streamlit's own."""
    return len(target) == 1 and any(
        rule == known and seat.page.evaluate(INSIDE, [target[0], where]) for known, where in OF_STREAMLIT
    )


def asked(login: str, address: str, scene: Scene) -> list[str]:
    """Return the queries with which a page is opened: plain, and with what only links lead to."""
    course = f"?course={COURSE}"
    if (login, address) == (LOGINS[0], "ask"):
        return [f"{course}&lesson={LESSON}", f"?attempt={scene.attempt}&question=1", course]
    if login == PARTY and address in ("person", "coverage", "people", "units", "assign"):
        return [] if address == "person" else [""]  # the scene's people, units and rules lie outside their reach
    return {
        "course": [course],
        "lesson": [f"{course}&lesson={LESSON}", f"{course}&lesson={LESSON}&mark=mat+khau"],
        "regrade": [f"{course}&question={scene.question}"],
        "judge": [f"?attempt={scene.work}&question=1"],
        "quiz": [f"{course}&quiz={QUIZ}", f"{course}&quiz={ESSAY_QUIZ}", f"?course={OTHER}&quiz={QUIZ}"],
        "trial": [course],
        "preview": [course, f"{course}&lesson={LESSON}"],
        "authors-guide": ["", "?rule=Q012"],
        "ask": [f"{course}&lesson={LESSON}", course],
        "result": [f"?attempt={scene.attempt}"],
        "certificate": [f"?certificate={scene.certificate}"],
        "inquiry": [f"?inquiry={scene.inquiry}"],
        "person": [f"?person={scene.person}"],
        "courses": ["", "?q=mat+khau"],
        "coverage": ["", f"?unit={scene.unit}", "?by=category&state=overdue"],
        "people": ["", f"?person={scene.person}"],
        "units": ["", f"?unit={scene.unit}"],
        "quiz-results": ["", f"{course}&item={scene.question}"],
        "assign": ["", f"?rule={scene.rule}"],
    }.get(address, [""])
