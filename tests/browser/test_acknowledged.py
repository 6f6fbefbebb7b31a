"""Whoever clicks sees at once that it was taken: shown before the server has heard of it, and gone with its answer."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Route, WebSocketRoute

from tests.browser.seat import DESK, PHONE, Office, Seat, questions, until
from tests.server import PROVING

BAR = """place => {
  const found = document.querySelector(place)
  const bar = found && getComputedStyle(found, "::before")
  return bar != null && bar.content !== "none" && bar.position === "fixed" && bar.opacity === "1"
}"""
APP = "[data-testid=stApp]"


@dataclass
class Line:
    """A page's line to the server, on which messages can be kept back."""

    seat: Seat
    kept: list[tuple[WebSocketRoute, str | bytes]] = field(default_factory=list)
    keeping: bool = False
    _open: list[WebSocketRoute] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seat.page.route_web_socket(re.compile("/_stcore/stream"), self._join)

    @contextmanager
    def kept_back(self) -> Iterator[None]:
        """Let nothing reach the server in this block; it goes on its way at the end."""
        self.keeping = True
        yield
        self.keeping = False
        for server, message in self.kept:
            server.send(message)
        self.kept.clear()

    def breaks(self) -> None:
        """Lose what was kept back, and the line with it."""
        self.kept.clear()
        self.keeping = False
        self._open.pop().close()

    def _join(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._open.append(page)
        page.on_message(lambda said: self.kept.append((server, said)) if self.keeping else server.send(said))


@dataclass(frozen=True)
class Click:
    """Something to click: where, and on what."""

    login: str
    path: str
    on: Callable[[Seat], Locator]


def option(seat: Seat) -> Locator:
    """Open the list of courses and return its last entry."""
    seat.page.get_by_role("combobox").first.click()
    return seat.page.get_by_role("option").last


def entry(seat: Seat) -> Locator:
    """Return the menu's way to the results, with the menu open."""
    if seat.width == PHONE:
        seat.page.locator("[data-testid=stExpandSidebarButton]").click()
    menu = "stSidebarNav" if seat.width == PHONE else "stTopNav"
    return seat.page.locator(f"[data-testid={menu}]").get_by_role("link", name="Kết quả của tôi")


CLICKS = {
    "button": Click("canbo", "/", lambda seat: seat.main().get_by_role("button").first),
    "link to a page": Click("canbo", "/courses", lambda seat: seat.main().locator("[data-testid=stPageLink] a").first),
    "menu": Click("canbo", "/courses", entry),
    "form": Click(
        "quantri", "/settings", lambda seat: seat.main().locator("[data-testid=stFormSubmitButton] button").first
    ),
    "pill": Click("nhansu", "/coverage", lambda seat: seat.main().locator("[data-testid=stButtonGroup] button").last),
    "radio": Click("nhansu", "/assign", lambda seat: seat.main().locator("[data-testid=stRadio] label").last),
    "list": Click("nhansu", "/assign", option),
}


@pytest.mark.parametrize("width", [PHONE, DESK] if PROVING else [PHONE])
@pytest.mark.parametrize("kind", CLICKS)
def test_a_click_shows_before_the_server_has_heard_of_it(office: Office, kind: str, width: int) -> None:
    click = CLICKS[kind]
    seat = office.seat(width, office.platform.sign_in(click.login))
    line = Line(seat)
    seat.open(click.path)
    assert not seat.page.evaluate(BAR, APP)
    what = click.on(seat)

    with line.kept_back():
        what.click()
        seat.page.wait_for_function(BAR, arg=APP)
        assert line.kept
    seat.settle()
    assert not seat.page.evaluate(BAR, APP)


def test_a_link_that_loads_a_page_shows_before_the_page_has_come(office: Office) -> None:
    seat = office.seat(PHONE, office.platform.sign_in("canbo"))

    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    seat.page.route("**/notices", late)
    seat.open("/")
    assert not seat.page.evaluate(BAR, "#root")
    seat.page.evaluate(f"""() => addEventListener("beforeunload", () => setTimeout(() => {{
      sessionStorage.seen = ({BAR})("#root")
    }}, 200))""")  # a page that is about to go answers nobody, so it notes what it shows

    seat.page.get_by_role("link", name=re.compile("^Thông báo")).click()
    seat.page.wait_for_url("**/notices")
    seat.settle()
    assert seat.page.evaluate("sessionStorage.seen") == "true"
    assert not seat.page.evaluate(BAR, "#root")


def test_an_answer_whose_way_to_the_server_broke_is_asked_again(office: Office) -> None:
    seat = office.seat(PHONE, office.learner())
    line = Line(seat)
    attempt = seat.begin_quiz()
    first = questions(office, attempt)[0]

    line.keeping = True
    seat.answer(first.right, first.order)
    assert until(lambda: bool(line.kept) or seat.page.wait_for_timeout(20) is not None)
    assert office.saved(attempt) == {}
    line.breaks()
    seat.sees(re.compile("Đã lưu lúc"))
    assert list(office.saved(attempt)) == [first.place]
    office.faults[:] = [one for one in office.faults if "when disconnected" not in one]  # that the line was broken
