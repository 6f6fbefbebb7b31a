"""Make the pictures of the README and the guides from a running demonstration: `python docs/pictures.py`.

With `--all`: every page for every role, on a phone and on a wide screen, into artefacts/pages. Needs Chromium and the
development packages (`python start.py environment`).
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import city, menu  # noqa: E402
from tests.browser.seat import DESK, PHONE, Office, Seat  # noqa: E402
from tests.server import running  # noqa: E402

COURSE, QUIZ = "an-toan-thong-tin", "cuoi-khoa"
LESSON = "02-thu-lua-dao"
PLACE = ROOT / "docs" / "pictures"
EVERYTHING = ROOT / "artefacts" / "pages"
COLOURS = 256  # text and charts stay as they are, at a third of the size
TALLEST = 6000  # pixels of a whole page
SIDE_BY_SIDE = """<body style="margin:0;display:flex;gap:24px;padding:24px;background:#E3E8ED;width:max-content">
{pictures}</body>"""


@dataclass(frozen=True)
class Shot:
    """A picture of a guide: its name, whose page it is, where, how wide, and what is pressed before."""

    name: str
    login: str
    path: str
    width: int = DESK
    press: str = ""
    height: int = 0  # 0: as high as the screen


SHOTS = (
    Shot("can-bo-viec-hoc", "canbo", "/", PHONE),
    Shot("can-bo-bai-hoc", "canbo", f"/lesson?course={COURSE}&lesson={LESSON}", PHONE),
    Shot("can-bo-kiem-tra", "canbo", f"/quiz?course={COURSE}&quiz={QUIZ}", PHONE, "Bắt đầu làm bài"),
    Shot("can-bo-ket-qua", "canbo", "/results", PHONE),
    Shot("giang-vien-khoa-hoc", "giangvien", "/my-courses"),
    Shot("giang-vien-xem-truoc", "giangvien", f"/preview?course={COURSE}&lesson={LESSON}"),
    Shot("giang-vien-huong-dan", "giangvien", "/authors-guide?part=cau-hoi"),
    Shot("giang-vien-ket-qua", "giangvien", f"/quiz-results?course={COURSE}&quiz={QUIZ}", height=1250),
    Shot("to-chuc-tinh-hinh", "nhansu", "/overview"),
    Shot("to-chuc-do-phu", "nhansu", "/coverage", height=1400),
    Shot("to-chuc-giao-hoc", "nhansu", "/assign"),
    Shot("to-chuc-cap-ma", "nhansu", "/codes"),
    Shot("quan-tri-danh-sach", "quantri", "/staff-list"),
    Shot("quan-tri-vai-tro", "quantri", "/roles"),
    Shot("quan-tri-thiet-lap", "quantri", "/settings"),
    Shot("quan-tri-nhat-ky", "quantri", "/audit"),
)


def main(arguments: list[str]) -> None:
    """Start the demonstration and take the pictures that were asked for."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as platform,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        office = Office(browser, platform, Path(folder) / "none")
        if "--all" in arguments:
            everything(office)
        else:
            guides(office)
            overview(office, browser, Path(folder))
        office.close()
        browser.close()


def seat_of(office: Office, login: str, width: int) -> Seat:
    """Return a device on which a demonstration account is signed in."""
    seat = office.seat(width, office.platform.sign_in(login))
    seat.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return seat


def shown(seat: Seat, path: str) -> Page:
    """Open an address and return its page when everything on it stands still, whatever it says."""
    page = seat.page
    page.goto(seat.office.platform.url + path)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_selector("h1, [data-testid=stAlert]", timeout=60_000)
    page.wait_for_timeout(1500)  # charts and pictures are drawn after the page has settled
    return page


def guides(office: Office) -> None:
    """Take the pictures of docs/huong-dan."""
    seats: dict[tuple[str, int], Seat] = {}
    for shot in SHOTS:
        who = (shot.login, shot.width)
        seat = seats[who] = seats.get(who) or seat_of(office, *who)
        page = shown(seat, shot.path)
        if shot.press:
            seat.press(shot.press)
            page.wait_for_timeout(500)
        size = page.viewport_size
        assert size is not None
        if shot.height:
            page.set_viewport_size({"width": size["width"], "height": shot.height})
            page.wait_for_timeout(500)
        keep(page.screenshot, PLACE / f"{shot.name}.png")
        page.set_viewport_size(size)


def overview(office: Office, browser: Browser, folder: Path) -> None:
    """Set two pages side by side for the README."""
    taken = []
    for login, path, width in (("canbo", "/", PHONE), ("nhansu", "/coverage", 900)):
        taken.append(folder / f"{login}.png")
        page = shown(seat_of(office, login, width), path)
        page.set_viewport_size({"width": width, "height": 1120})  # down to the first units of the chart
        page.screenshot(path=taken[-1])
    page = browser.new_page()
    html = folder / "both.html"
    html.write_text(SIDE_BY_SIDE.format(pictures="".join(f'<img src="{picture.name}">' for picture in taken)))
    page.goto(html.as_uri())
    keep(page.locator("body").screenshot, PLACE / "overview.png")


def keep(screenshot: Callable[..., bytes], path: Path) -> None:
    """Take a picture and store it small."""
    screenshot(path=path)
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def everything(office: Office) -> None:
    """Take every page for every role that may open it, whole, at both widths; and what a stranger sees."""
    shutil.rmtree(EVERYTHING, ignore_errors=True)
    for width in (PHONE, DESK):
        stranger = office.seat(width)
        for address in ("sign-in", "code", "c"):
            stranger.page.goto(f"{office.platform.url}/{address}")
            whole(stranger.page, EVERYTHING / str(width) / "stranger" / f"{address}.png")
        for login in city.NAMES:
            rights, things = known_of(office, login)
            seat = seat_of(office, login, width)
            for page in menu.pages():
                if page.right in rights:
                    shown(seat, f"/{page.address}?{things.get(page.address, '')}")
                    whole(seat.page, EVERYTHING / str(width) / login / f"{page.address or 'home'}.png")


def known_of(office: Office, login: str) -> tuple[frozenset[object], dict[str, str]]:
    """Return a role's rights, and by page the parameters of something of theirs that it can show."""
    with office.writing() as db:
        rights, me = city.rights_of(db, login), city.person_id(db, login)
        somebody = city.person_key(db, "canbo")
    course = f"course={COURSE}"
    things = dict.fromkeys(("course", "trial", "ask", "quiz-results", "preview"), course)
    things |= {"lesson": f"{course}&lesson={LESSON}", "quiz": f"{course}&quiz={QUIZ}", "person": f"person={somebody}"}
    for name, parameter, query in (
        ("result", "attempt", "SELECT key, id FROM attempt WHERE person_id = ? AND state <> 'open'"),
        ("inquiry", "inquiry", "SELECT key, id FROM inquiry WHERE person_id = ?"),
        (
            "certificate",
            "certificate",
            "SELECT c.key, c.id FROM certificate c JOIN completion d ON d.id = c.completion_id WHERE d.person_id = ?",
        ),
    ):
        if found := office.rows(f"{query} ORDER BY 2 DESC LIMIT 1", me):
            things[name] = f"{parameter}={found[0][0]}"
    return rights, things


def whole(page: Page, path: Path) -> None:
    """Take a page from its top to its end, however long it scrolls."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size is not None
    height = page.evaluate(
        "() => Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')]"
        ".filter(Boolean).map(one => one.scrollHeight))"
    )
    page.set_viewport_size({"width": size["width"], "height": min(TALLEST, max(size["height"], height))})
    page.wait_for_timeout(300)
    page.screenshot(path=path)
    page.set_viewport_size(size)


if __name__ == "__main__":
    main(sys.argv[1:])
