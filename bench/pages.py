"""What a rerun of each page costs the server, beside an empty Streamlit page in the same run.

    python -m bench.pages [--reruns 60] [--only coverage,assign]

CPU time is the page process's own (user and system), memory its resident size after the reruns, sent what a browser
receives that has nothing kept. One client, one websocket session a page, after five reruns to warm up, the lower of
three rounds. Before each round the empty page is measured too, so that whatever else runs on the machine slows both.
A line with < costs more than it should.
"""

import argparse
import contextlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from bench import floor
from tests.server import Page, Platform, running

SHIPPED = "course=an-toan-thong-tin"
LEARNER, CHARTS = 3.5, 6.0  # how many empty pages a page may cost
PAGES = (
    ("canbo", "", "", LEARNER),
    ("canbo", "courses", "", LEARNER),
    ("canbo", "courses", "topic=task-1&state=not-started", LEARNER),
    ("canbo", "courses", "q=mat+khau", LEARNER),
    ("canbo", "course", SHIPPED, LEARNER),
    ("canbo", "lesson", f"{SHIPPED}&lesson=01-vi-sao-can-bo-la-dich", LEARNER),
    ("canbo", "quiz", f"{SHIPPED}&quiz=cuoi-khoa", LEARNER),
    ("canbo", "trial", f"{SHIPPED}&quiz=cuoi-khoa", LEARNER),
    ("canbo", "results", "", LEARNER),
    ("canbo", "inquiries", "", LEARNER),
    ("canbo", "ask", SHIPPED, LEARNER),
    ("canbo", "help", "", LEARNER),
    ("canbo", "glossary", "", LEARNER),
    ("canbo", "notices", "", LEARNER),
    ("canbo", "account", "", LEARNER),
    ("canbo", "my-data", "", LEARNER),
    ("nhansu", "overview", "", CHARTS),
    ("nhansu", "coverage", "", CHARTS),
    ("nhansu", "person", "person={person}", CHARTS),
    ("nhansu", "assign", "", CHARTS),
    ("nhansu", "allowances", "", CHARTS),
    ("nhansu", "objections", "", CHARTS),
    ("nhansu", "lost-passes", "", CHARTS),
    ("nhansu", "codes", "", CHARTS),
    ("nhansu", "targets", "", CHARTS),
    ("nhansu", "contact", "", CHARTS),
    ("nhansu", "deputies", "", CHARTS),
    ("nhansu", "inspections", "", CHARTS),
    ("nhansu", "second-person", "", CHARTS),
    ("giangvien", "my-courses", "", CHARTS),
    ("giangvien", "quiz-results", SHIPPED, CHARTS),
    ("giangvien", "marking", "", CHARTS),
    ("giangvien", "course-allowances", "", CHARTS),
    ("giangvien", "inbox", "", CHARTS),
    ("giangvien", "preview", SHIPPED, CHARTS),
    ("giangvien", "authors-guide", "", CHARTS),
    ("quantri", "people", "", CHARTS),
    ("quantri", "people", "person={person}", CHARTS),
    ("quantri", "staff-list", "", CHARTS),
    ("quantri", "units", "", CHARTS),
    ("quantri", "roles", "", CHARTS),
    ("quantri", "transfers", "", CHARTS),
    ("quantri", "days-off", "", CHARTS),
    ("quantri", "data-requests", "", CHARTS),
    ("quantri", "settings", "", CHARTS),
    ("quantri", "audit", "", CHARTS),
)
UNLISTED = {"result", "inquiry", "certificate", "judge", "regrade"}  # each shows one thing that somebody made first


@dataclass(frozen=True)
class Cost:
    """What one rerun of a page costs: milliseconds of CPU and on the clock, bytes sent; and the process's megabytes."""

    cpu: float
    wall: float
    sent: float
    size: float


@dataclass(frozen=True)
class Seen:
    """A page in a session, and the process that serves it."""

    pid: int
    page: Page
    name: str
    query: str

    def rerun(self) -> int:
        """Run the page once and return the bytes sent."""
        return sum(answer.ByteSize() for answer in self.page.open(self.name, self.query))

    def cost(self, reruns: int) -> Cost:
        """Return what one of so many reruns costs."""
        walls, sent = [], 0
        before = cpu_of(self.pid)
        for _ in range(reruns):
            start = time.perf_counter()
            sent += self.rerun()
            walls.append(time.perf_counter() - start)
        cpu = 1000 * (cpu_of(self.pid) - before) / reruns
        return Cost(cpu, 1000 * median(walls), sent / reruns, megabytes(self.pid))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reruns", type=int, default=60)
    parser.add_argument("--only", default="", help="addresses, with commas between them")
    asked = parser.parse_args()
    reruns, only = min(asked.reruns, 1000), set(filter(None, asked.only.split(",")))
    with tempfile.TemporaryDirectory() as folder, _floor() as beside:
        print(f"{'page':44}{'CPU ms':>8}{'floor':>8}{'x floor':>9}{'aim':>6}{'wall ms':>9}{'sent kB':>9}{'MB':>6}")
        empty = min(_measure(beside, beside, reruns), key=_of_cpu)
        _line("empty Streamlit page", empty, empty, 1)
        with running(Path(folder)) as platform:
            pid = page_process(platform)
            person = _somebody(Path(folder) / "ky-nang-so.db")
            sign_in = cache(platform.sign_in)  # once each: a page lists where one is signed in
            for login, name, query, aim in PAGES:
                if only and name not in only:
                    continue
                with Page(platform, sign_in(login)) as page:
                    seen = Seen(pid, page, name, query.format(person=person))
                    _line(f"{login} /{name}{'?' if query else ''}{query}", *_measure(seen, beside, reruns), aim)


def _line(what: str, cost: Cost, floor: Cost, aim: float) -> None:
    times = cost.cpu / floor.cpu
    mark = "" if times <= aim else " <"
    figures = (
        f"{cost.cpu:8.1f}{floor.cpu:8.1f}{times:9.1f}{aim:6.1f}{cost.wall:9.1f}{cost.sent / 1000:9.1f}{cost.size:6.0f}"
    )
    print(f"{what[:43]:44}{figures}{mark}", flush=True)


def _somebody(data: Path) -> str:
    """Return the key of somebody with a duty."""
    with contextlib.closing(sqlite3.connect(data)) as db:
        found = "SELECT person.key FROM person JOIN duty ON duty.person_id = person.id ORDER BY person.id LIMIT 1"
        return str(db.execute(found).fetchone()[0])


@contextlib.contextmanager
def _floor() -> Iterator[Seen]:
    """Look at the empty page while everything else is measured."""
    with floor.served() as platform, Page(platform) as page:
        yield Seen(platform.process.pid, page, "", "")


def _measure(seen: Seen, floor: Seen, reruns: int) -> tuple[Cost, Cost]:
    """Return what a page and the empty one cost: of each the round that was disturbed least."""
    for _ in range(5):
        seen.rerun()
    rounds = [(seen.cost(reruns), floor.cost(reruns)) for _ in range(3)]
    return min((one for one, _ in rounds), key=_of_cpu), min((one for _, one in rounds), key=_of_cpu)


def _of_cpu(cost: Cost) -> float:
    return cost.cpu


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a process has taken."""
    return time.clock_gettime((~pid << 3) | 2)  # Linux's clock of another process, to the nanosecond, ended threads too


def megabytes(pid: int) -> float:
    """Return the resident size of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def page_process(platform: Platform) -> int:
    """Return the process that serves the pages of a platform."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        parts = path.read_text().rsplit(")", 1)[1].split()
        command = (path.parent / "cmdline").read_bytes()
        if int(parts[1]) == platform.process.pid and b"app.py" in command:
            return int(path.parent.name)
    raise LookupError("the page process was not found")


if __name__ == "__main__":
    main()
