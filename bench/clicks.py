"""What an officer of a whole city waits for, in a real browser: coverage opened, clicked through, and a change seen.

    python -m bench.clicks [--people 200000] [--url URL | --keep FILE] [--rounds 20]

A city of ten duties a person is written into a database (of the address given, or a file; into ``--keep``, which is
left there and used again), and two page processes serve it. Times are in milliseconds: from a click, or an address
entered, until the last change of what the page draws; with fewer than 20 rounds "95 %" is the slowest of all. The floor
is an empty Streamlit page opened in the same browser. What the server alone takes for a process's first opening (the
page's shell, the socket, the run) is asked of the second process, without a browser. The memory of the first, all that
pages take included, is told after the clicks. At the end a completion is written beside the running platform, and each
process is asked every half second until its figure has moved.
"""

import argparse
import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench import city, floor
from bench.pages import cpu_of, megabytes, page_process
from models import access, changes, database, text
from models.access.tables import Grant
from models.learning.tables import Completion, Source
from models.rights import Role
from tests.server import Page as Session
from tests.server import Platform, running, text_of

QUIET = 400  # milliseconds without a change, after which a page counts as drawn
DRAWN = """quiet => new Promise(done => {
  let last = performance.now()
  const seen = new MutationObserver(() => { last = performance.now() })
  seen.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true})
  const begun = window.clickedAt ?? 0
  const look = () => performance.now() - last < quiet || window.stillRunning?.()
    ? setTimeout(look, 20) : (seen.disconnect(), done(last - begun))
  look()
})"""
CLICKED = "addEventListener('pointerdown', () => { window.clickedAt = performance.now() }, true)"
BARS = "[data-testid=stVegaLiteChart] svg"
OPEN_PAIR = (
    "SELECT d.person_id, d.course_id FROM duty AS d WHERE d.voided_at IS NULL AND d.person_id > 1000 AND NOT EXISTS"
    " (SELECT 1 FROM completion AS c WHERE c.person_id = d.person_id AND c.course_id = d.course_id) LIMIT 1"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--url", default="", help="an empty database; a file of SQLite's where none is named")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as open_:
        folders = [Path(place) / name for name in ("one", "two")]
        for folder in folders:
            folder.mkdir()
        file = asked.keep or Path(place) / "city.db"
        url = asked.url or f"sqlite:///{file}"
        if asked.keep and file.exists():
            database.connect(url)
        else:
            city.write(url, asked.people)
        cookie = officer()
        database.engine().dispose()
        served = [open_.enter_context(running(one, demo=False, DATABASE_URL=url)) for one in folders]
        browser = open_.enter_context(chromium())
        print(f"{'':46}{'median ms':>10}{'95 % ms':>9}", flush=True)
        empty = open_.enter_context(floor.served()).url
        line("floor: an empty Streamlit page opened", [opened(browser, empty) for _ in range(asked.rounds)])
        for what, cost in alone(served[1], cookie).items():
            line(f"the server alone, first opening: {what}", [cost])
        first = served[0].url + "/coverage"
        line("coverage, the first opening of the process", [opened(browser, first, cookie)])
        line("coverage opened in an empty browser", [opened(browser, first, cookie) for _ in range(asked.rounds)])
        for what, times in clicks(browser, first, cookie, asked.rounds).items():
            line(what, times)
        process = page_process(served[0])
        status = Path(f"/proc/{process}/status").read_text()
        most = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024 / 1e6
        print(f"memory of the whole process of pages: {megabytes(process):.0f} MB, {most:.0f} at the most")
        fresh(served, cookie)


def officer() -> str:
    """Make somebody an officer of the whole city, and return the cookie of their session."""
    with database.writing() as db:
        db.add(Grant(person_id=1, role=Role.HR, unit_id=1, from_=city.FIRST, recorded_at=text.utc_now()))
        db.flush()
        return "kns=" + access.open_session(db, 1, shared=False, now=text.utc_now())


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def seat(browser: Browser, url: str, cookie: str = "") -> Page:
    """Return a page of a browser that has nothing stored but a session."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(30_000)
    context.add_init_script(CLICKED)
    if cookie:
        name, value = cookie.split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": url}])
    return context.new_page()


def drawn(page: Page) -> float:
    """Wait until nothing changes any more; return the milliseconds from the last click, or the address, to then."""
    page.locator("h1").first.wait_for()
    return float(page.evaluate(DRAWN, QUIET))


def opened(browser: Browser, url: str, cookie: str = "") -> float:
    """Return how long an address takes to be drawn in an empty browser."""
    page = seat(browser, url, cookie)
    try:
        page.goto(url)
        if cookie:
            page.locator(BARS).first.wait_for()
            return drawn(page)
        page.locator("[data-testid=stMain]").wait_for()
        return float(page.evaluate(DRAWN, QUIET))
    finally:
        page.context.close()


def alone(served: Platform, cookie: str) -> dict[str, float]:
    """Return the milliseconds that the server takes to open the page, by its processor and by the clock."""
    process = page_process(served)
    used, begun = cpu_of(process), time.perf_counter()
    served.get("/coverage", cookie)
    with Session(served, cookie) as page:
        page.open("coverage")
    return {"processor": 1000 * (cpu_of(process) - used), "clock": 1000 * (time.perf_counter() - begun)}


def clicks(browser: Browser, url: str, cookie: str, rounds: int) -> dict[str, list[float]]:
    """Return the times of each kind of click."""
    page = seat(browser, url, cookie)
    page.goto(url)
    page.locator(BARS).first.wait_for()
    drawn(page)
    found: dict[str, list[float]] = {}

    def timed(what: str, act: Callable[[], None]) -> None:
        act()
        found.setdefault(what, []).append(drawn(page))

    for number in range(rounds):
        timed("a unit's bar clicked", lambda number=number: unit_bar(page, number))  # type: ignore[misc]
        timed("back up", lambda: page.get_by_role("button", name="›").first.click())
        timed("split by course", lambda: split(page, "Khóa học"))
        timed("split by unit", lambda: split(page, "Đơn vị"))
        day = (city.TODAY - timedelta(days=20 + number)).isoformat()
        page.goto(f"{url}?on={day}")
        page.locator(BARS).first.wait_for()
        found.setdefault("the address of a past day", []).append(drawn(page))
        page.goto(url)
        page.locator(BARS).first.wait_for()
        found.setdefault("coverage, in a browser that has its files", []).append(drawn(page))
    return found


def unit_bar(page: Page, number: int) -> None:
    """Click the bar of a unit."""
    names = page.locator(f"{BARS} text").filter(has_text=re.compile(r"^[^\d%]+ \d+$"))
    name = names.nth(number % names.count())
    name.scroll_into_view_if_needed()
    box = name.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_role("button", name="›").first.wait_for()


def split(page: Page, word: str) -> None:
    """Choose by what the figure is split; the clock runs from the click on the choice."""
    page.get_by_label("So sánh theo").click()
    page.get_by_role("option", name=word, exact=True).click()


def fresh(served: list[Platform], cookie: str) -> None:
    """Write a completion, and print how long each process takes to count it."""
    before = [total(one, cookie) for one in served]
    now = text.utc_now()
    with database.writing() as db:
        person = db.connection().exec_driver_sql(OPEN_PAIR).one()
        values = {"edition": 1, "achieved_on": text.local_day(now), "source": Source.EARNED, "recorded_at": now}
        db.add(Completion(person_id=person[0], course_id=person[1], **values))
        changes.note(db, changes.Kind.PERSON, person[0], now=now)
    begun = time.monotonic()
    waiting = dict(enumerate(served))
    while waiting and time.monotonic() < begun + 30:
        for number, one in list(waiting.items()):
            if total(one, cookie) != before[number]:
                print(f"process {number + 1}: a completion counted after {time.monotonic() - begun:.1f} s", flush=True)
                del waiting[number]
        time.sleep(0.5)
    for number in waiting:
        print(f"process {number + 1}: not counted within 30 s")


def total(served: Platform, cookie: str) -> str:
    """Return what the coverage page of a process says has been completed."""
    with Session(served, cookie) as page:
        said = text_of(page.open("coverage"))
    found = re.search(r"[\d.]+ trên [\d.]+ lượt", said)
    assert found is not None
    return found[0]


def line(what: str, times: list[float]) -> None:
    """Print what something took."""
    ordered = sorted(times)
    print(f"{what:46}{median(ordered):10.0f}{ordered[-(len(ordered) // 20) - 1]:9.0f}", flush=True)


if __name__ == "__main__":
    main()
