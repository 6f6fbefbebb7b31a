"""An answer that was given is in the database and stays there, whatever happens to tab, device or server."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser import widgets
from tests.browser.seat import COURSE, DESK, PHONE, QUIZ, Asked, Office, Seat, questions, until
from tests.server import ROOT, Platform, wait_until_ready

SAVED = re.compile("Đã lưu lúc")
ADDRESS = f"/quiz?course={COURSE}&quiz={QUIZ}"

TEN_MINUTES_AGO = """() => {
  const now = Date.now
  Date.now = () => now() - 600_000
  setTimeout(() => { Date.now = now }, 250)
}"""  # what is typed then is as old as words that waited for the line


def turn_to(seat: Seat, asked: list[Asked], *types: str) -> Asked:
    """Go forward to the first question of one of these types and return it."""
    wanted = next(one for one in asked if one.type in types)
    seat.open(f"{ADDRESS}&question={wanted.place}")
    seat.sees(re.compile(f"^Câu {wanted.place} trên"))
    return wanted


def begin(office: Office, width: int = DESK, *types: str) -> tuple[Seat, str, list[Asked], str]:
    """Let a new learner begin the quiz; with ``types``, one whose draw asks a question of one of them.

    Returns the seat, the attempt's key, its questions and the session's cookie.
    """
    cookie = office.learner(*types)
    seat = office.seat(width, cookie)
    attempt = office.newest_attempt() if types else seat.begin_quiz()
    return seat, attempt, questions(office, attempt), cookie


def test_saved_is_said_only_when_the_database_has_it(office: Office) -> None:
    seat, attempt, asked, _ = begin(office, DESK, "single")
    one = turn_to(seat, asked, "single")
    with office.locked():
        seat.answer(one.right, one.order)
        seat.page.wait_for_timeout(1500)
        expect(seat.page.get_by_text(SAVED)).to_have_count(0)
    seat.sees(SAVED)
    assert office.saved(attempt) == {one.place: one.right}


def test_answers_survive_refresh_closed_tab_and_a_second_device(office: Office) -> None:
    seat, attempt, asked, cookie = begin(office, PHONE)
    for one in asked[:3]:
        seat.answer(one.right, one.order)
        seat.sees(SAVED)
        assert until(lambda one=one: office.saved(attempt).get(one.place) == one.right)  # type: ignore[misc]
        seat.press("Câu tiếp theo")
    seat.page.reload()
    seat.sees("Đã trả lời 3 trên 15 câu")
    seat.sees(re.compile("^Câu 4 trên"))
    seat.page.close()
    seat.page = seat.context.new_page()
    seat.open(ADDRESS)
    seat.sees("Đã trả lời 3 trên 15 câu")

    other = office.seat(DESK, cookie)
    other.open("/")
    other.press("Làm tiếp bài kiểm tra")
    for one in reversed(asked[:3]):  # both came back to the first without an answer, the fourth
        for device in (seat, other):
            device.press("Câu trước")
            device.sees(re.compile(f"^Câu {one.place} trên"))
            shown(device, one)
        assert words(seat) == words(other)
    other.picture("second-device")


def words(seat: Seat) -> list[str]:
    """Return a question and its options as they stand on the page."""
    return [*seat.page.locator(".kns-lesson").all_inner_texts(), *seat.choices().all_inner_texts()]


def shown(seat: Seat, one: Asked) -> None:
    """See the right answer chosen."""
    if isinstance(one.right, dict):
        assert until(lambda: widgets.held(seat.page) == [said for _, said in widgets.in_order(one.right, one.order)])  # type: ignore[arg-type]
        return
    if one.type == "order":
        expect(seat.page.locator(".answer .keep")).to_be_hidden()  # it is an answer, not merely what was shown
        return
    if one.type in ("short", "number"):
        expect(seat.page.get_by_role("textbox")).to_have_value(str(one.right))
        return
    boxes = seat.choices().locator("input")
    if isinstance(one.right, bool):
        places = {0 if one.right else 1}
    else:
        chosen = one.right if isinstance(one.right, list) else [one.right]
        places = {one.order.index(str(name)) for name in chosen}
    expect(boxes.first).to_be_attached()
    assert {place for place in range(boxes.count()) if boxes.nth(place).is_checked()} == places


def test_fast_clicks_and_next_at_once_lose_nothing(office: Office) -> None:
    seat, attempt, asked, _ = begin(office)
    for one in asked[:-1]:
        seat.sees(re.compile(f"^Câu {one.place} trên"))
        seat.settle()
        seat.answer(one.right, one.order)
        seat.page.get_by_role("button", name="Câu tiếp theo", exact=True).click()

    def missing() -> list[object]:
        held = office.saved(attempt)
        return [(one.type, one.right, held.get(one.place)) for one in asked[:-1] if held.get(one.place) != one.right]

    assert until(lambda: not missing()), missing()


def test_five_changes_of_mind_in_a_row_end_with_the_last(office: Office) -> None:
    seat, attempt, asked, _ = begin(office, DESK, "single")
    one = turn_to(seat, asked, "single")
    labels = seat.choices()
    for place in (0, 1, 2, 0, 1):
        labels.nth(place).click()
    assert until(lambda: office.saved(attempt) == {one.place: one.order[1]})
    seat.settle()
    expect(labels.nth(1).locator("input")).to_be_checked()
    assert office.saved(attempt) == {one.place: one.order[1]}


def test_typed_words_survive_next_at_once_and_a_closed_tab(office: Office) -> None:
    seat, attempt, asked, cookie = begin(office, DESK, "short", "number")
    one = turn_to(seat, asked, "short", "number")
    field = seat.page.get_by_role("textbox")
    field.press_sequentially("123", delay=20)
    seat.sees(SAVED)
    assert office.saved(attempt) == {one.place: "123"}
    field.press_sequentially("45", delay=20)
    onward = "Câu tiếp theo" if one.place < len(asked) else "Câu trước"
    seat.page.get_by_role("button", name=onward, exact=True).click()
    assert until(lambda: office.saved(attempt) == {one.place: "12345"})

    seat.open(f"{ADDRESS}&question={one.place}")
    expect(field).to_have_value("12345")
    field.press("End")
    field.press_sequentially("6")
    seat.page.close(run_before_unload=True)  # well within the pause after which a page sends by itself
    assert until(lambda: office.saved(attempt) == {one.place: "123456"})

    seat.page = seat.context.new_page()
    seat.open(f"{ADDRESS}&question={one.place}")
    expect(seat.page.get_by_role("textbox")).to_have_value("123456")
    seat.page.get_by_role("textbox").fill("")
    assert until(lambda: office.saved(attempt) == {})
    seat.sees("Chưa trả lời câu này")
    overtaken(seat, office.seat(DESK, cookie), one, lambda: office.saved(attempt).get(one.place))


def overtaken(seat: Seat, other: Seat, one: Asked, saved: Callable[[], object]) -> None:
    """What another device saved since is shown here, and what was cut off here before that does not come over it."""
    here, there = (device.page.get_by_role("textbox") for device in (seat, other))
    other.open(f"{ADDRESS}&question={one.place}")
    here.fill("111")
    assert until(lambda: saved() == "111")
    other.page.get_by_text("Đánh dấu để xem lại").click()  # nothing was typed there yet
    expect(there).to_have_value("111")
    there.fill("222")
    assert until(lambda: saved() == "222")
    expect(here).to_have_value("111")  # nobody has told this page yet
    seat.page.get_by_text("Đánh dấu để xem lại").click()
    expect(here).to_have_value("222")
    there.fill("333")
    assert until(lambda: saved() == "333")
    seat.page.evaluate(TEN_MINUTES_AGO)
    here.fill("444")
    expect(here).to_have_value("333")
    assert saved() == "333"
    here.fill("555")
    assert until(lambda: saved() == "555")
    there.fill("")
    assert until(lambda: saved() is None)
    other.page.close(run_before_unload=True)  # a page on which nothing is left to send says nothing
    here.fill("666")
    assert until(lambda: saved() == "666")


def test_a_click_that_a_lost_line_brings_late_does_not_come_over_a_newer_one(office: Office) -> None:
    phone, attempt, asked, cookie = begin(office, PHONE, "single")
    one = turn_to(phone, asked, "single")
    broken = False

    def pass_on(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        line.on_message(lambda said: None if broken else server.send(said))

    phone.page.route_web_socket(re.compile("/_stcore/stream"), pass_on)
    turn_to(phone, asked, "single")
    desk = office.seat(DESK, cookie)
    turn_to(desk, asked, "single")
    broken = True
    phone.choices().nth(1).click()
    desk.choices().nth(0).click()
    desk.sees(SAVED)
    assert office.saved(attempt) == {one.place: one.order[0]}
    expect(phone.choices().nth(1).locator("input")).to_be_checked()
    broken = False
    expect(phone.choices().nth(0).locator("input")).to_be_checked()  # it was sent again, and the newer one came back
    phone.sees(SAVED)
    assert office.saved(attempt) == {one.place: one.order[0]}


def test_a_killed_server_loses_nothing(chromium: Browser, fresh_platform: Platform, tmp_path: Path) -> None:
    office = Office(chromium, fresh_platform, tmp_path / "pictures")
    seat, attempt, asked, _ = begin(office, DESK, "short", "number")
    one = turn_to(seat, asked, "short", "number")
    field = seat.page.get_by_role("textbox")
    field.press_sequentially("12", delay=20)
    seat.sees(SAVED)
    tab = Seat(office, seat.context, seat.context.new_page(), DESK)
    other = turn_to(tab, asked, "single")
    tab.choices().nth(0).click()
    tab.sees(SAVED)
    office.watching = False  # a browser complains about a server that is gone

    kill(fresh_platform.process)
    field.press_sequentially("34", delay=20)
    tab.choices().nth(1).click()
    again = start_again(fresh_platform)
    try:
        assert until(lambda: office.saved(attempt) == {one.place: "1234", other.place: other.order[1]}, 20)
        for page in (seat.page, tab.page):
            expect(page.get_by_text(SAVED)).to_be_visible(timeout=15_000)
        expect(tab.choices().nth(1).locator("input")).to_be_checked()
        tab.choices().nth(0).click()  # and what is clicked from here on is heard
        assert until(lambda: office.saved(attempt) == {one.place: "1234", other.place: other.order[0]})
    finally:
        office.close()
        again.terminate()
        again.wait(20)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the supervisor, the pages and the worker at once, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def start_again(platform: Platform) -> subprocess.Popen[bytes]:
    """Start the platform on the same data and port."""
    port = platform.url.rpartition(":")[2]
    values = {**os.environ, "PORT": port, "KNS_DATA_DIR": str(platform.data), "KNS_HOST": "127.0.0.1"}
    log = platform.data / "again.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "models", "serve", "--demo"],
            cwd=ROOT,
            env=values,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    wait_until_ready(platform.url, process, log)
    return process
