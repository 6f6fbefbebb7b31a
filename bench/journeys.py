"""What people do, step by step: a learner who reads and takes the quiz, an officer who asks where it lags."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from websockets.exceptions import WebSocketException

from bench.browser import Browser, Tab, Wrong
from models.text import translate as _
from tests.quizzing import SAVED

COURSE, QUIZ = "course=an-toan-thong-tin", "quiz=cuoi-khoa"
ANSWERS = 10
GONE = (Wrong, TimeoutError, OSError, WebSocketException, EOFError)


@dataclass
class Ledger:
    """How long each step took, in seconds, by its name; and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many steps were done."""
        return sum(map(len, self.taken.values()))


class Over(Exception):  # noqa: N818 (no error)
    """Somebody's time is over."""


class Meter(Protocol):
    """What measures the server's work for a step."""

    async def measure(self, name: str, doing: Awaitable[object]) -> None:
        """Do the step and write down what it cost."""


@dataclass
class Person:
    """Somebody at a browser: their account, where their steps are written down, and how long they think on average.

    ``until``: the moment of this process's clock from which on they are `Over` after a step.
    """

    browser: Browser
    login: str
    password: str
    ledger: Ledger
    think: float = 0.0
    until: float = inf
    meter: Meter | None = None
    tab: Tab | None = None
    goes_on: asyncio.Event | None = None  # they take their next step when it is set
    chance: random.Random = field(default_factory=random.Random)

    async def step(self, name: str, doing: Awaitable[object]) -> None:
        """Do a step and write down how long it took, then think about what came; what goes wrong is raised again."""
        if self.goes_on is not None:
            await self.goes_on.wait()
        timed = self._timed(name, doing)
        await (timed if self.meter is None else self.meter.measure(name, timed))
        pause = self.chance.uniform(0.3, 1.7) * self.think
        await asyncio.sleep(max(0.0, min(pause, self.until - time.monotonic())))
        if time.monotonic() >= self.until:
            raise Over

    async def _timed(self, name: str, doing: Awaitable[object]) -> None:
        begun = time.perf_counter()
        try:
            await doing
        except GONE as error:
            self.ledger.wrong.append(f"{name}: {type(error).__name__} {error}")
            raise
        self.ledger.taken.setdefault(name, []).append(time.perf_counter() - begun)

    @property
    def page(self) -> Tab:
        """Their tab, which they have opened."""
        assert self.tab is not None
        return self.tab

    async def enter(self) -> None:
        """Sign in and open the first page."""
        await self.step("sign in, form and all", self.browser.sign_in(self.login, self.password))
        await self.step("home, first opening", self._open())

    async def _open(self) -> None:
        answer = await self.browser.get("/")
        if answer.status != 200:
            raise Wrong(f"the page's shell: {answer.status}")
        await self.open_tab()

    async def open_tab(self) -> None:
        """Open a tab, and the first page in it."""
        self.tab = await self.browser.tab()
        await self.tab.go("")

    async def leave(self) -> None:
        """Close the tab."""
        if self.tab is not None:
            await self.tab.close()


async def learn(me: Person) -> None:
    """Sign in, home, course, two lessons, a quiz of which ten questions are answered, and its result."""
    await me.enter()
    await me.step("course", me.page.go("course", COURSE))
    await me.step("lesson", me.page.press(_("Begin")))
    await me.step("next lesson", me.page.press(_("Next lesson")))
    await me.step("quiz, its rules", me.page.go("quiz", f"{COURSE}&{QUIZ}"))
    await me.step("quiz, begin", me.page.press(_("Start the quiz")))
    answered = 0
    while answered < ANSWERS:
        if choice := _choice(me):
            await me.step("quiz, an answer saved", _answer(me, *choice))
            answered += 1
        if not me.page.button(_("Next question")):
            break  # now and then fewer than ten are answered by a choice
        if answered < ANSWERS:
            await me.step("quiz, next question", me.page.press(_("Next question")))
    await me.step("quiz, look over", me.page.press(_("Look over and hand in")))
    await me.step("quiz, hand in and result", me.page.press(_("Hand in")))


async def read(me: Person) -> None:
    """Home, course, a lesson: what people do who have been here before."""
    await me.step("home", me.page.go(""))
    await me.step("course", me.page.go("course", COURSE))
    await me.step("lesson", me.page.go("lesson", f"{COURSE}&lesson=01-vi-sao-can-bo-la-dich"))


def _choice(me: Person) -> tuple[str, object] | None:
    """Return the widget of the question that is shown and one of its options; None where nothing is to be chosen."""
    for one in me.page.kinds("bidi_component"):
        shown = json.loads(one.bidi_component.json)
        if not isinstance(shown, list):  # no question's
            continue
        (shown,) = shown
        if "true" in shown["words"]:
            return one.bidi_component.id, me.chance.choice([True, False])
        if options := shown["groups"].get("options"):
            chosen = me.chance.choice(options)[0]
            return one.bidi_component.id, [chosen] if "several" in shown["settings"] else chosen
    return None


async def _answer(me: Person, widget: str, chosen: object) -> None:
    stamp = {"device": me.login.lower(), "sequence": time.time_ns() // 1_000_000, "age": 0}
    await me.page.tell(widget, given={"answer": chosen, **stamp})
    if not any(one.bidi_component.json.startswith(SAVED) for one in me.page.kinds("bidi_component")):
        raise Wrong("not saved")


async def oversee(me: Person) -> None:
    """Coverage, three times down from bar to bar, the figures as a file."""
    await me.step("coverage", me.page.go("coverage"))
    for depth in range(3):
        charts = me.page.charts()
        if not charts:
            break
        chart, keys = charts[0]
        await me.step(f"coverage, down {depth + 1}", me.page.pick(chart, me.chance.choice(keys)))
    await me.step("coverage, Excel", _export(me))


async def _export(me: Person) -> None:
    answer = await me.browser.get(f"/export/coverage.xlsx?{me.page.query}")
    if answer.status != 200 or not answer.body.startswith(b"PK"):
        raise Wrong(f"export: {answer.status}")


async def show(me: Person) -> None:
    """An officer signs in and looks where it lags."""
    await me.enter()
    await oversee(me)


async def stay(me: Person) -> None:
    """A learner who learns and reads on until the time is over."""
    await learn(me)
    while True:
        await read(me)


async def keep_overseeing(me: Person) -> None:
    """An officer who looks again and again."""
    await me.enter()
    while True:
        await oversee(me)


async def look(me: Person) -> None:
    """Somebody who draws the empty page again and again."""
    await me.open_tab()
    while True:
        await me.step("empty page", me.page.again())
