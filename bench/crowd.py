"""People for a running server: accounts made for them, the server that waits for them, and what a step of theirs costs.

`Beside` measures each step beside an empty Streamlit page in the same second: other things may run on the machine.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session

from bench import floor
from bench.browser import Browser
from bench.journeys import Ledger, Person, learn, oversee, show
from bench.pages import cpu_of, page_process
from models import database, text, training
from models.access import passwords
from models.access.tables import Account
from tests import city, factories, probing
from tests.server import Platform, running

PASSWORD = "mưa rơi trên phố cổ"
OFFICER, WARD = "nhansu", "Phường Hoàn Kiếm"
WARM = 10  # learners who walk before anything is measured: what a process makes once is made then, each question too
SETTLES = 0.03  # seconds after a step in which what it left to do is done


def prepare(data: Path, learners: int, url: str = "") -> list[str]:
    """Serve the demonstration once, add accounts with everybody's duties to its city, and return their logins.

    ``url``: its database; '' for the file in ``data``.
    """
    logins = [f"TAI{number:05}" for number in range(1, learners + 1)]
    with (
        running(data, **database_at(url)) as platform,
        _database(platform, url) as engine,
        Session(_as_write(engine)) as db,
    ):
        stored, now, people = passwords.make(PASSWORD), text.utc_now(), []
        ward, officer = city.unit_id(db, WARD), city.person_id(db, OFFICER)
        for login in logins:
            people.append(factories.person(db, "Nguyễn Thị Tải", staff_code=login))
            factories.posting(db, people[-1], ward)
            db.add(Account(person_id=people[-1], password_hash=stored))
        account = db.get(Account, officer) or Account(person_id=officer)
        account.password_hash = stored
        db.add(account)
        training.reconcile(db, people=people, now=now)
        db.commit()
    return logins


def database_at(url: str) -> dict[str, str]:
    """Return what tells a server where its database is; '': the file in its folder."""
    return {"DATABASE_URL": url} if url else {}


def _database(platform: Platform, url: str) -> contextlib.AbstractContextManager[Engine]:
    return contextlib.nullcontext(database.connect(url)) if url else probing.database_of(platform)


def _as_write(engine: Engine) -> Engine:
    """Let every transaction begin as a write: after a read the worker may come between."""
    return engine.execution_options(begin_as="IMMEDIATE")


@dataclass
class Crowd:
    """The people who come, each with an account that nobody has used; ``data``: what every server of a run serves."""

    data: Path
    think: float
    logins: list[str]
    url: str = ""  # of their database, where it is not a file in ``data``

    def learner(self, platform: Platform, ledger: Ledger, *, until: float = inf) -> Person:
        """Return the next newcomer, who has not signed in yet."""
        return self.person(platform, self.logins.pop(), ledger, until=until)

    def officer(self, platform: Platform, ledger: Ledger, *, until: float = inf) -> Person:
        """Return the one officer, who has not signed in yet."""
        return self.person(platform, OFFICER, ledger, until=until)

    def person(self, platform: Platform, login: str, ledger: Ledger, *, until: float = inf) -> Person:
        """Return somebody at a server; with '' as login somebody who looks at the empty page."""
        host, _colon, port = platform.url.removeprefix("http://").partition(":")
        return Person(Browser(host, int(port)), login, PASSWORD, ledger, self.think, until)


@contextlib.asynccontextmanager
async def served(crowd: Crowd) -> AsyncIterator[tuple[Platform, int]]:
    """Serve the platform anew, let a few walk through it, and give the process of its pages."""
    with running(crowd.data, **database_at(crowd.url)) as platform:
        for _ in range(WARM):
            me = crowd.learner(platform, Ledger())
            me.think = 0.0
            await learn(me)
            await me.leave()
        officer = crowd.officer(platform, Ledger())
        officer.think = 0.0
        await officer.enter()
        await oversee(officer)
        await officer.leave()
        yield platform, page_process(platform)


@dataclass
class Beside:
    """What each step costs a server's process, and what the empty page costs its own in the same second."""

    pid: int
    empty: Person
    empty_pid: int
    costs: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    @property
    def bare(self) -> float:
        """What the empty page cost."""
        return median(cost for costs in self.costs.values() for _step, cost in costs)

    async def measure(self, name: str, doing: Awaitable[object]) -> None:
        """Do the step and write down what it cost."""
        floor_cost = await _cost(self.empty_pid, self.empty.page.again())
        self.costs.setdefault(name, []).append((await _cost(self.pid, doing), floor_cost))


async def _cost(pid: int, doing: Awaitable[object]) -> float:
    before = cpu_of(pid)
    await doing
    await asyncio.sleep(SETTLES)
    return cpu_of(pid) - before


@contextlib.asynccontextmanager
async def looking(crowd: Crowd) -> AsyncIterator[tuple[Person, int]]:
    """Serve the empty page, and give somebody who looks at it, and its process."""
    with floor.served() as empty:
        looker = crowd.person(empty, "", Ledger())
        await looker.open_tab()
        for _ in range(10):
            await looker.page.again()
        yield looker, empty.process.pid
        await looker.leave()


async def walk_alone(crowd: Crowd, platform: Platform, ledger: Ledger, beside: Beside) -> None:
    """Let one learner and one officer walk, one after the other, and measure each step."""
    for me, journey in ((crowd.learner(platform, ledger), learn), (crowd.officer(platform, ledger), show)):
        me.think, me.meter = 0.0, beside
        await journey(me)
        await me.leave()
