"""Many people at once at a running server, as browsers speak to it: what a step takes, and what a session holds.

    python -m bench.load [--users 1,10,50,200,1000] [--minutes 2] [--think 10] [--rounds 5]
    python -m bench.load --soak 30 [--users 100]          memory by the minute, people coming and going
    python -m bench.load --sign-ins 500 [--users 50]      a minute in which so many sign in, beside one without
    python -m bench.load --second [--users 10]            a step beside a second process on the same PostgreSQL

The demonstration's city is served with new accounts in it, each level by a fresh process, on this machine only. First
one learner and one officer walk alone, each step beside an empty Streamlit page in the same second, so that the
server's CPU belongs to the step it is counted for. Then so many learners come, five in a second, who think ``--think``
seconds on average between two steps, and one officer for every hundred of them; before them as many look at the empty
page. With ``--second`` a PostgreSQL is started, and those who walk alone do so on one process while another that shares
its database rests, and while others are at work there; these take turns. What counts is the ratio of CPU: other things
may run on the machine, and the generator is one of them.
"""

import argparse
import asyncio
import contextlib
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import floor
from bench.crowd import WARM, Beside, Crowd, database_at, looking, prepare, served, walk_alone
from bench.journeys import GONE, Ledger, Over, Person, keep_overseeing, learn, look, stay
from bench.pages import cpu_of, megabytes
from models import database, demo, migrations, text
from tests.postgres import Postgres
from tests.server import Platform, free_port, running

EACH_SECOND = 5.0  # people who come
FLOOR_MINUTES = 0.5  # as long as the empty page is looked at before a level
SECOND_THINKS = 1.0  # seconds that those on a second process think
MOST_USERS, MOST_MINUTES = 5000, 240.0

Journey = Callable[[Person], Awaitable[None]]


def main() -> None:
    """Run what was asked for and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", default="", help="how many learners at once, with commas between the levels")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long a level lasts once everybody is there")
    parser.add_argument("--think", type=float, default=10.0, help="seconds between two steps, on average")
    parser.add_argument("--rounds", type=int, default=5, help="how often one learner and one officer walk alone")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of people coming and going")
    parser.add_argument("--sign-ins", type=int, default=0, help="how many sign in within a minute")
    parser.add_argument("--second", action="store_true", help="beside a second process on the same PostgreSQL")
    asked = parser.parse_args()
    usual = "100" if asked.soak else "50" if asked.sign_ins else "10" if asked.second else "1,10,50,200,1000"
    levels = [min(int(one), MOST_USERS) for one in (asked.users or usual).split(",")]
    minutes, soak = min(asked.minutes, MOST_MINUTES), min(asked.soak, MOST_MINUTES)
    storm, rounds = min(asked.sign_ins, MOST_USERS), min(asked.rounds, 100)
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        accounts = sum(levels) + rounds + WARM * (len(levels) + 1) + storm + int(soak * levels[0])
        if asked.second:
            beside_a_second(data, levels[0], rounds)
            return
        crowd = Crowd(data, max(asked.think, 0.0), prepare(data, accounts))
        if soak:
            asyncio.run(soaked(crowd, levels[0], soak))
        elif storm:
            asyncio.run(stormed(crowd, levels[0], storm))
        else:
            if rounds:
                asyncio.run(alone(crowd, rounds))
            for users in filter(None, levels):
                asyncio.run(together(crowd, users, minutes))


async def alone(crowd: Crowd, rounds: int) -> None:
    """One learner and one officer by themselves, again and again: whose CPU is whose."""
    ledger = Ledger()
    async with looking(crowd) as (looker, empty_pid), served(crowd) as (platform, pid):
        beside = Beside(pid, looker, empty_pid)
        for _ in range(rounds):
            await walk_alone(crowd, platform, ledger, beside)
    bare = beside.bare
    print(f"one learner and one officer alone, {rounds} times; an empty page costs {1000 * bare:.1f} ms of CPU")
    print(f"{'step':32}{'times':>7}{'median ms':>11}{'CPU ms':>8}{'x floor':>9}")
    for name, costs in beside.costs.items():
        cpu = median(cost for cost, _floor in costs)
        wall = 1000 * median(ledger.taken[name])
        print(f"{name:32}{len(costs):7}{wall:11.1f}{1000 * cpu:8.1f}{cpu / bare:9.1f}", flush=True)


def beside_a_second(data: Path, users: int, rounds: int) -> None:
    """Start a PostgreSQL, and measure steps on one process while another on it rests, and while it works."""
    second = data / "second"
    second.mkdir()
    with tempfile.TemporaryDirectory() as place:  # which will be its own user's
        postgres = Postgres(Path(place), free_port())
        postgres.start()
        try:
            migrations.upgrade(database.connect(postgres.url))
            demo.ensure(now=text.utc_now())  # which takes longer here than a start may
            logins = prepare(data, users + 2 * rounds + WARM, postgres.url)
            asyncio.run(_beside_a_second(Crowd(data, 0.0, logins, postgres.url), second, users, rounds))
        finally:
            postgres.stop()


async def _beside_a_second(crowd: Crowd, data: Path, users: int, rounds: int) -> None:
    workers = [crowd.logins.pop() for _ in range(users)]
    async with looking(crowd) as (looker, empty_pid), served(crowd) as (platform, pid):
        one, two = (Beside(pid, looker, empty_pid) for _ in range(2))
        with running(data, demo=False, **database_at(crowd.url)) as second:
            other = Crowd(data, SECOND_THINKS, workers, crowd.url)
            ledger, at_work = Ledger(), asyncio.Event()
            people: list[tuple[Person, Journey]] = [(other.learner(second, ledger), stay) for _ in range(users)]
            people.append((other.officer(second, ledger), keep_overseeing))
            for me, _journey in people:
                me.goes_on = at_work
            walks = [asyncio.create_task(_walk(me, journey, 0.0)) for me, journey in people]
            for _ in range(rounds):
                for beside, works in ((one, False), (two, True)):
                    (at_work.set if works else at_work.clear)()
                    await asyncio.sleep(SECOND_THINKS)
                    await walk_alone(crowd, platform, Ledger(), beside)
            for walk in walks:
                walk.cancel()
            await asyncio.gather(*walks, return_exceptions=True)
            await asyncio.gather(*(me.leave() for me, _journey in people), return_exceptions=True)
    print(f"{rounds} times by itself, and while {users} learners and an officer work on a second process, thinking")
    print(f"{SECOND_THINKS:g} s ({ledger.steps} steps there, {len(ledger.wrong)} errors); the same PostgreSQL")
    print(f"{'step':32}{'alone ms':>10}{'x floor':>9}{'beside ms':>11}{'x floor':>9}{'more':>8}")
    sums = [0.0, 0.0]
    for name in one.costs:
        cells, times = "", []
        for at, beside in enumerate((one, two)):
            cpu = median(cost for cost, _floor in beside.costs[name])
            times.append(cpu / beside.bare)
            sums[at] += times[at]
            cells += f"{1000 * cpu:{10 + at}.1f}{times[at]:9.1f}"
        print(f"{name:32}{cells}{times[1] / times[0] - 1:8.0%}")
    print(
        f"{'all steps, once each':32}{'':10}{sums[0]:9.1f}{'':11}{sums[1]:9.1f}{sums[1] / sums[0] - 1:8.0%}", flush=True
    )


async def together(crowd: Crowd, users: int, minutes: float) -> None:
    """So many at once: before them as many at the empty page."""
    comes = users / EACH_SECOND
    with floor.served() as empty:
        until = time.monotonic() + comes + 60 * min(minutes, FLOOR_MINUTES)
        ledger = Ledger()
        lookers = [crowd.person(empty, "", ledger, until=until) for _ in range(users)]
        bare = await _walked(empty.process.pid, ledger, [(one, look) for one in lookers], comes)
    async with served(crowd) as (platform, pid):
        ledger, until = Ledger(), time.monotonic() + comes + 60 * minutes
        people: list[tuple[Person, Journey]] = []
        people += [(crowd.learner(platform, ledger, until=until), stay) for _ in range(users)]
        people += [(crowd.officer(platform, ledger, until=until), keep_overseeing) for _ in range(users // 100)]
        seen = await _walked(pid, ledger, people, comes)
    print(f"\n{users} learners, {users // 100} officers, {comes + 60 * minutes:.0f} s; thinking {crowd.think:g} s")
    _steps(ledger)
    print(f"{'':32}{'steps/s':>9}{'CPU ms':>8}{'cores':>7}{'MB before':>11}{'MB':>7}{'kB/session':>12}")
    for name, one in (("as many at the empty page", bare), ("all steps together", seen)):
        each = 1000 * (one.size - one.before) / len(people)
        print(
            f"{name:32}{one.steps / one.seconds:9.1f}{1000 * one.cpu / max(one.steps, 1):8.1f}"
            f"{one.cpu / one.seconds:7.2f}{one.before:11.0f}{one.size:7.0f}{each:12.0f}"
        )
    print(f"times the floor: {seen.cpu / max(seen.steps, 1) / (bare.cpu / max(bare.steps, 1)):.1f}")
    _complaints(crowd.data)


@dataclass(frozen=True)
class Walked:
    """What a level came to: steps, CPU seconds of the server, seconds on the clock, megabytes before and at the end."""

    steps: int
    cpu: float
    seconds: float
    before: float
    size: float


async def _walked(pid: int, ledger: Ledger, people: list[tuple[Person, Journey]], comes: float) -> Walked:
    """Let everybody come within some seconds and walk; their tabs are open until the last is done."""
    before, cpu, begun = megabytes(pid), cpu_of(pid), time.monotonic()
    delays = [random.uniform(0, comes) for _ in people]
    await asyncio.gather(*(_walk(me, journey, delay) for (me, journey), delay in zip(people, delays, strict=True)))
    done = Walked(ledger.steps, cpu_of(pid) - cpu, time.monotonic() - begun, before, megabytes(pid))
    await asyncio.gather(*(me.leave() for me, _journey in people), return_exceptions=True)
    return done


async def _walk(me: Person, journey: Journey, delay: float) -> None:
    """Come after a while and walk until the time is over, or something goes wrong, which the ledger says."""
    await asyncio.sleep(delay)
    with contextlib.suppress(Over, *GONE):
        await journey(me)


def _steps(ledger: Ledger) -> None:
    print(f"{'step':32}{'requests':>9}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}")
    everything = [one for name, taken in ledger.taken.items() if not name.startswith("sign in") for one in taken]
    for name, taken in [*ledger.taken.items(), ("all but signing in", everything)]:
        print(
            f"{name:32}{len(taken):9}" + "".join(f"{1000 * _share(taken, share):8.0f}" for share in (0.5, 0.95, 0.99))
        )
    print(f"errors: {len(ledger.wrong)}" + "".join(f"\n  {one}" for one in sorted(set(ledger.wrong))[:10]))


def _complaints(data: Path) -> None:
    """Print what the server's log holds of errors: each kind with how often it came."""
    said = (data / "server.log").read_text("utf-8", "replace")
    kinds = Counter(re.findall(r"^[\w.]*(?:Error|Exception|Timeout)\b.{0,120}", said, re.MULTILINE))
    print(f"in the server's log: {sum(kinds.values())} errors", flush=True)
    for kind, number in kinds.most_common(5):
        print(f"  {number:5} {kind}")


def _share(taken: list[float], share: float) -> float:
    ordered = sorted(taken)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


async def soaked(crowd: Crowd, users: int, minutes: float) -> tuple[list[float], Ledger]:
    """People come, learn, leave, and others take their places, for long.

    Returns the megabytes of the server at its start and after each minute, and what people did.
    """
    sizes: list[float] = []
    async with served(crowd) as (platform, pid):
        ledger, until = Ledger(), time.monotonic() + 60 * minutes
        print(f"{users} learners at any moment, thinking {crowd.think:g} s")
        print(f"{'minute':>6}{'MB':>7}{'steps':>9}{'errors':>8}")
        coming = min(30.0, 6 * minutes)
        seats = [asyncio.create_task(_seat(crowd, platform, ledger, until, coming)) for _ in range(users)]
        for minute in range(int(minutes) + 1):
            await asyncio.sleep(max(0.0, until - 60 * (int(minutes) - minute) - time.monotonic()))
            sizes.append(megabytes(pid))
            print(f"{minute:6}{sizes[-1]:7.0f}{ledger.steps:9}{len(ledger.wrong):8}", flush=True)
        await asyncio.gather(*seats)
    _steps(ledger)
    return sizes, ledger


async def _seat(crowd: Crowd, platform: Platform, ledger: Ledger, until: float, coming: float) -> None:
    await asyncio.sleep(random.uniform(0, coming))
    while crowd.logins and time.monotonic() < until:
        me = crowd.learner(platform, ledger, until=until)
        await _walk(me, learn, 0.0)
        await me.leave()


async def stormed(crowd: Crowd, users: int, sign_ins: int) -> None:
    """A minute of learners by themselves, then one in which many sign in beside them: what it does to the others."""
    async with served(crowd) as (platform, pid):
        now = time.monotonic()
        quiet, loud, doors = Ledger(), Ledger(), Ledger()
        until = now + users / EACH_SECOND + 120
        people = [crowd.learner(platform, quiet, until=until) for _ in range(users)]
        walks = [asyncio.create_task(_walk(me, stay, random.uniform(0, users / EACH_SECOND))) for me in people]
        await asyncio.sleep(users / EACH_SECOND + 60)
        before, cpu = megabytes(pid), cpu_of(pid)
        for me in people:
            me.ledger = loud
        comers = [crowd.learner(platform, doors) for _ in range(sign_ins)]
        storm = [asyncio.create_task(_walk(me, _only_sign_in, random.uniform(0, 55))) for me in comers]
        most = 0.0
        while not all(one.done() for one in storm):
            await asyncio.sleep(0.25)
            most = max(most, megabytes(pid))
        taken = cpu_of(pid) - cpu
        await asyncio.gather(*walks)
        print(f"{users} learners, a minute without sign-ins")
        _steps(quiet)
        print(f"\nthe same with {sign_ins} sign-ins within a minute")
        _steps(loud)
        print(f"\nthose who signed in; CPU {taken:.1f} s in all, memory {before:.0f} MB before, at most {most:.0f} MB")
        _steps(doors)
        await asyncio.gather(*(me.leave() for me in people), return_exceptions=True)


async def _only_sign_in(me: Person) -> None:
    await me.step("sign in, form and all", me.browser.sign_in(me.login, me.password))


if __name__ == "__main__":
    main()
