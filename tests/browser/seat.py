"""What a test does in a browser, in the words of the person who sits there."""

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect
from sqlmodel import Session, col, select

from models import access, assessment, courses, database, learning, organisation
from tests.browser import widgets
from tests.server import Platform

PHONE, DESK = 390, 1280
# Streamlit closes its menu after a choice only for what calls itself a phone.
A_PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
COURSE, QUIZ = "an-toan-thong-tin", "cuoi-khoa"
BUTTONS = {
    "canbo": "Cán bộ",
    "giangvien": "Giảng viên",
    "nhansu": "Cán bộ tổ chức",
    "thutruong": "Thủ trưởng đơn vị",
    "tochucdang": "Cán bộ tổ chức (Đảng)",
    "quantri": "Quản trị",
}


@dataclass
class Office:
    """Opens seats, collects what their browsers complain about, and looks into the database beside them."""

    browser: Browser
    platform: Platform
    pictures: Path
    faults: list[str] = field(default_factory=list)
    watching: bool = True
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __post_init__(self) -> None:
        shutil.rmtree(self.pictures, ignore_errors=True)

    def seat(self, width: int = DESK, cookie: str | None = None) -> "Seat":
        """Return a new device: a browser of its own with nothing stored but, if given, a session's cookie."""
        phone = width == PHONE
        context = self.browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            has_touch=phone,
            is_mobile=phone,
            user_agent=A_PHONE if phone else None,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self._complain(f"script: {error.error}"))
        if cookie is not None:
            name, value = cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": self.platform.url, "httpOnly": True}])
        return Seat(self, context, context.new_page(), width)

    def learner(self, *types: str) -> str:
        """Return the cookie of a session just begun by somebody who never signed in nor tried a quiz before.

        With ``types`` they have just begun the final quiz, and it asks a question of one of them: whoever drew others
        is passed over.
        """
        while True:
            person, cookie = self._newcomer()
            if not types or self._draws(person) & {*types}:
                return cookie

    def _newcomer(self) -> tuple[int, str]:
        with self.writing() as db:
            known = select(access.tables.SignInSession.person_id)
            begun = select(assessment.tables.Attempt.person_id)
            person = db.exec(
                select(organisation.Posting.person_id)
                .where(
                    col(organisation.Posting.person_id).not_in(known),
                    col(organisation.Posting.person_id).not_in(begun),
                    col(organisation.Posting.voided_at).is_(None),
                )
                .order_by(col(organisation.Posting.id))
                .limit(1)
            ).one()
            return person, "kns=" + access.open_session(db, person, shared=False, now=datetime.now(UTC))

    def _draws(self, person: int) -> set[str]:
        """Let somebody begin the final quiz; return of which types its questions are."""
        with self.writing() as db:
            now, released = datetime.now(UTC), courses.load_catalogue(db).released(COURSE)
            assert released is not None
            me = access.actor_for(db, person, "", now=now)
            attempt = learning.start_quiz(db, me, released.release_id, QUIZ, now=now)
        return {one.type for one in questions(self, attempt)}

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session on the platform's own database, committed at the end."""
        with writing_to(self.database) as db:
            yield db

    @property
    def database(self) -> Path:
        """The platform's database file."""
        return self.platform.data / "ky-nang-so.db"

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a statement finds in the database file, opened for reading only."""
        opened = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5)
        try:
            return opened.execute(statement, values).fetchall()
        finally:
            opened.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the database's write lock, so that nobody's answer can be stored meanwhile."""
        opened = sqlite3.connect(self.database, isolation_level=None)
        try:
            opened.execute("BEGIN IMMEDIATE")
            yield
            opened.execute("ROLLBACK")
        finally:
            opened.close()

    def newest_attempt(self) -> str:
        """Return the key of the attempt that was begun last."""
        return str(self.rows("SELECT key FROM attempt ORDER BY id DESC LIMIT 1")[0][0])

    def saved(self, attempt: str) -> dict[int, Any]:
        """Return the answers that are in the database, by place."""
        found = self.rows(
            "SELECT place, answer FROM response JOIN attempt ON attempt.id = attempt_id WHERE attempt.key = ?", attempt
        )
        answers = {place: json.loads(answer) for place, answer in found}
        return {place: answer for place, answer in answers.items() if answer is not None}

    def close(self) -> None:
        """Close every browser window."""
        self.watching = False
        for context in self._contexts:
            context.close()

    def _complain(self, what: str) -> None:
        if self.watching:
            self.faults.append(what)

    def _answered(self, response: Response) -> None:
        path = response.url.removeprefix(self.platform.url)
        if path.startswith(("http:", "https:")):
            self._complain(f"asked elsewhere: {path}")
        if response.status >= 400:
            self._complain(f"{response.status} {path}")

    def _said(self, message: ConsoleMessage) -> None:
        path = message.location.get("url", "").removeprefix(self.platform.url)
        if message.type == "error":
            self._complain(f"console: {message.text} ({path})")


@contextmanager
def writing_to(file: Path) -> Iterator[Session]:
    """A session on a database file, committed at the end."""
    engine = database.make_engine(f"sqlite:///{file}")
    try:
        with Session(engine.execution_options(begin_as="IMMEDIATE")) as db:
            yield db
            db.commit()
    finally:
        engine.dispose()


@dataclass
class Seat:
    """One person at one device."""

    office: Office
    context: BrowserContext
    page: Page
    width: int
    _shots: int = 0

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.office.platform.url + path)
        if "/sign-in" not in self.page.url:
            self.settle()

    def enter_as(self, button: str) -> None:
        """Sign in by one of the demonstration's buttons."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.settle()

    def settle(self) -> None:
        """Wait until the page has been drawn and the server has nothing more to say."""
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=20_000)
        expect(self.page.locator("h1, h2, h3").first).to_be_visible()
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0)

    def press(self, name: str) -> None:
        """Press a button and wait for what it brings."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_timeout(60)
        self.settle()

    def sign_in(self, login: str) -> None:
        """Open the platform and sign in with one of the demonstration's accounts."""
        self.open("/")
        self.enter_as(BUTTONS[login])

    def leave(self) -> None:
        """Sign out on one's account page, and stand before the sign-in page again."""
        self.open("/account")
        self.page.get_by_role("button", name="Đăng xuất trên thiết bị này").click()
        self.page.wait_for_url("**/sign-in")

    def follow(self, name: str | re.Pattern[str], place: int = 0) -> None:
        """Follow a link of the page and wait for where it leads."""
        self.main().get_by_role("link", name=name).nth(place).click()
        self.page.wait_for_timeout(60)
        self.settle()

    def turn_to(self, title: str) -> None:
        """Go to a page by the menu: on a phone the drawer, at a desk the bar with its groups."""
        if self.width == PHONE:
            self.page.locator("[data-testid=stExpandSidebarButton]").click()
            self.page.locator("[data-testid=stSidebarNav]").get_by_role("link", name=title, exact=True).click()
        else:
            self._at_the_bar(title).click()
        self.page.wait_for_timeout(60)
        self.settle()

    def _at_the_bar(self, title: str) -> Locator:
        bar = self.page.locator("[data-testid=stTopNav]")
        for group in bar.locator("[data-testid=stTopNavSection]").all():
            group.click()
            entry = self.page.get_by_role("menuitem", name=title, exact=True)
            if entry.count():
                return entry
            self.page.keyboard.press("Escape")
        return bar.get_by_role("link", name=title, exact=True)

    def unfold(self, name: str | re.Pattern[str]) -> Locator:
        """Open what is folded under some words, and return it.

        A rerun that arrives with the click may draw the fold anew, closed: whoever sees that clicks again.
        """
        folded = self.page.locator("[data-testid=stExpander]").filter(has=self.page.locator("summary", has_text=name))
        inside = folded.locator("[data-testid=stExpanderDetails]").first
        for _attempt in range(3):
            self.settle()
            if inside.is_visible():
                break
            folded.locator("summary").first.click()
            self.page.wait_for_timeout(400)
        expect(inside).to_be_visible()
        self.settle()  # what is inside may come with the opening
        return inside

    def fill(self, label: str | re.Pattern[str], words: str, place: int = 0) -> None:
        """Type into a field and leave it."""
        field = self.page.get_by_role("textbox", name=label).nth(place)
        field.fill(words)
        field.press("Tab")
        self.page.wait_for_timeout(60)
        self.settle()

    def choose(self, label: str | re.Pattern[str], option: str | re.Pattern[str]) -> None:
        """Take an option of a list, looking it up by typing where there are many.

        A rerun that arrives with the click may draw the list anew, closed: whoever sees that clicks again.
        """
        box = self.page.get_by_role("combobox", name=label).first
        field = box.locator("xpath=ancestor::*[@data-testid='stMultiSelect' or @data-testid='stSelectbox'][1]")
        found = self.page.get_by_role("option", name=option).first
        for _attempt in range(3):
            box.click()
            self.page.wait_for_timeout(250)  # a list takes no click in the moment in which it opens, nor is one so fast
            if isinstance(option, str):
                box.fill(option)
            elif not self.page.get_by_role("option").count():
                box.press("ArrowDown")
            taken = found.inner_text()
            found.click()
            self.page.wait_for_timeout(60)
            self.settle()
            if not field.count() or taken in field.inner_text() + box.input_value():
                break
        if self.page.get_by_role("option").count():  # a list of several stays open; in a closed one Escape takes away
            self.page.keyboard.press("Escape")

    def set_day(self, label: str, day: date, place: int = 0) -> None:
        """Type a day into a date field, digit by digit."""
        field = self.page.get_by_role("group", name=label, exact=True).nth(place)
        field.get_by_role("spinbutton").first.click()
        self.page.keyboard.type(day.strftime("%d%m%Y"), delay=15)
        self.page.keyboard.press("Escape")  # the calendar that a click opens beside the field
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(60)
        self.settle()

    def main(self) -> Locator:
        """The page without bar and menu."""
        return self.page.locator("[data-testid=stMain]")

    def download(self, name: str | re.Pattern[str], folder: Path) -> Path:
        """Follow a link to a file, and return where the file lies then."""
        with self.page.expect_download() as download:
            self.main().get_by_role("link", name=name).first.click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def heading(self) -> Locator:
        """The page's title."""
        return self.page.locator("h1")

    def sees(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until some words are on the page, and return where."""
        found = self.page.get_by_text(words).first
        expect(found).to_be_visible()
        return found

    def scrolled(self) -> float:
        """How far the page is scrolled down, in pixels."""
        return float(self.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTop"))

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of what this person sees now; ``whole``: of the page down to its end."""
        self._shots += 1
        self.office.pictures.mkdir(parents=True, exist_ok=True)
        path = self.office.pictures / f"{self.width}-{self._shots:02d}-{name}.png"
        seen = self.page.viewport_size
        if whole and seen is not None:  # the page scrolls inside itself, so that the window has to be as long
            length = self.page.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight")
            self.page.set_viewport_size({"width": seen["width"], "height": max(seen["height"], int(length))})
        self.page.screenshot(path=path)
        if whole and seen is not None:
            self.page.set_viewport_size(seen)

    # in a quiz

    def begin_quiz(self) -> str:
        """Open the final quiz, start it, and return the attempt's key."""
        self.open(f"/quiz?course={COURSE}&quiz={QUIZ}")
        self.press("Bắt đầu làm bài")
        self.sees(re.compile("^Câu 1 trên"))
        return self.office.newest_attempt()

    def choices(self) -> Locator:
        """The labels of the options that can be chosen, without the flag to look at the question again."""
        labels = self.page.locator("[data-testid=stMain] label:has(input[type=radio], input[type=checkbox])")
        return labels.filter(has_not_text="Đánh dấu để xem lại")

    def answer(self, given: courses.Answer, order: list[str]) -> None:
        """Give an answer as a person does: by a click on the words, or by typing."""
        if isinstance(given, list):  # what it looks like is not known before it is drawn
            expect(self.page.locator(widgets.ORDER).or_(self.choices()).first).to_be_visible()
        if isinstance(given, dict) or (isinstance(given, list) and self.page.locator(widgets.ORDER).count()):
            widgets.by_hand(self.page, given, order)
        elif isinstance(given, bool):
            self.choices().nth(0 if given else 1).click()
        elif isinstance(given, list):
            for one in given:
                self.choices().nth(order.index(one)).click()
        elif order:
            self.choices().nth(order.index(str(given))).click()
        else:
            self.page.get_by_role("textbox").fill(str(given))


@dataclass(frozen=True)
class Asked:
    """A question of an attempt with its right answer, from the release in the database."""

    place: int
    name: str
    type: str
    order: list[str]
    right: courses.Answer


def questions(office: Office, attempt: str) -> list[Asked]:
    """Return what an attempt asks, in its order, with the right answers."""
    found = office.rows(
        "SELECT i.place, i.question_id, i.option_order, a.release_id FROM attempt_item i"
        " JOIN attempt a ON a.id = i.attempt_id WHERE a.key = ? ORDER BY i.place",
        attempt,
    )
    with office.writing() as db:
        course = courses.course_at(db, found[0][3])
    by_id = {question.id: question for question in course.questions}
    return [
        Asked(place, name, by_id[name].type, json.loads(order), by_id[name].right_answer())
        for place, name, order, _ in found
    ]


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Return whether something comes true within some seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
