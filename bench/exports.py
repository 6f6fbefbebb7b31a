"""A long Excel file: how long it takes, what it takes, and what everybody else's pages notice of it.

Run: python -m bench.exports [rows] [database address]. The platform is started over a city (`bench.city`) of as many
people, in a new SQLite file or in an empty PostgreSQL database; an officer asks for the shortest list that has so many
rows, while another officer's coverage and a learner's lesson are opened again and again. Beside it stands a floor: the
same number of ready rows written bare by the same library. Seconds are of the processor and by the clock; times of the
pages by the clock, since it is waiting that people notice, with those of the same run before it was asked for.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from sqlmodel import col, select

from bench import city
from bench.pages import cpu_of, page_process
from models import access, database, reports, text, training
from models.access.tables import Grant
from models.reports import CoverageWanted, Export
from models.rights import Right, Role
from models.training import Question, State
from pages.parts import who
from tests.server import Page, Platform, running

OFFICER, COLLEAGUE, LEARNER = 1, 2, 3
PAGES = (
    (COLLEAGUE, "coverage", ""),
    (LEARNER, "lesson", "course=an-toan-thong-tin&lesson=01-vi-sao-can-bo-la-dich"),
)
WARMING = 5  # openings that are not counted
PAUSE = 0.2  # seconds between two openings of a page
USUAL = 20.0  # seconds for which it is seen how long pages take without an export


def main() -> None:
    """Make the city, serve it, measure, print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{data / 'ky-nang-so.db'}"
        city.write(url, rows)
        tokens = prepare(url)
        with running(data, demo=False, DATABASE_URL=url) as platform:
            wait_for_columns(data)
            measure(platform, tokens, rows)


def prepare(url: str) -> dict[int, str]:
    """Give roles and open sessions; return the cookie of each person."""
    database.connect(url)
    now = text.utc_now()
    with database.writing() as db:
        for person in (OFFICER, COLLEAGUE):
            db.add(Grant(person_id=person, role=Role.HR, from_=city.FIRST, recorded_at=now))
        people = (OFFICER, COLLEAGUE, LEARNER)
        return {one: f"{who.COOKIE}={access.open_session(db, one, shared=False, now=now)}" for one in people}


def wait_for_columns(data: Path) -> None:
    """Wait until the pages have kept their columns, as they have in every process that runs for a while."""
    for _ in range(600):
        if (data / "figures" / "columns").exists():
            return
        time.sleep(0.1)


def wanted(rows: int) -> CoverageWanted:
    """Return the shortest list of the whole city that has so many rows."""
    with database.reading() as db:
        scope = access.scope_of(access.operator("bench"), Right.SEE_COVERAGE)
        figure = training.coverage(training.figures(db), scope, Question(city.TODAY))
    choices = [(), training.OPEN, *((state,) for state in State)]
    offered = [CoverageWanted(Question(city.TODAY), states) for states in choices]
    enough = [one for one in offered if one.rows(figure) >= rows]
    return min(enough, key=lambda one: one.rows(figure)) if enough else offered[0]


def measure(platform: Platform, tokens: dict[int, str], rows: int) -> None:
    """Print the table."""
    asked, pages = wanted(rows), page_process(platform)
    spent = [cpu_of(pages)]
    with watched(platform, tokens) as before:
        time.sleep(USUAL)
    spent.append(cpu_of(pages))
    with watched(platform, tokens) as meanwhile:
        began = time.perf_counter()
        ask(asked)
        export, cpu, waited, peak = follow()
        wall = time.perf_counter() - began
    spent.append(cpu_of(pages))
    assert export.state is reports.State.READY, export.wrong
    made = export.ended_at - export.asked_at if export.ended_at else None
    bare_cpu = floor(export.total or 0)
    print(f"{export.total:,} rows, {(export.size or 0) / 1e6:.1f} MB, {database.engine().dialect.name}")
    print(f"asked until ready: {wall:.1f} s by the clock ({made})")
    print(f"its process: {cpu:.1f} s CPU, {waited:.1f} s waiting for a processor, {peak:.0f} MB at the most")
    print(f"floor, the same rows written bare: {bare_cpu:.1f} s CPU: {cpu / bare_cpu:.1f} times")
    heads = f"{'median ms':>11}{'p95':>7}{'n':>5}"
    print(f"{'page of somebody else':<24}{heads}{heads} meanwhile{'ratio of p95':>14}")
    for _, name, _ in PAGES:
        one, other = before[name], meanwhile[name]
        told = [f"{statistics.median(times):11.1f}{late(times):7.1f}{len(times):5}" for times in (one, other)]
        print(f"{name:<24}{told[0]}{told[1]}{late(other) / late(one):24.2f}")
    for what, taken, cpu in (
        ("before", before, spent[1] - spent[0]),
        ("meanwhile", meanwhile, spent[2] - spent[1]),
    ):
        openings = sum(len(times) + WARMING for times in taken.values())
        print(f"CPU of the pages for an opening, {what}: {1000 * cpu / openings:.1f} ms")


def ask(asked: CoverageWanted) -> None:
    """Ask for the file, as the page does."""
    now = text.utc_now()
    with database.writing() as db:
        actor = access.actor_for(db, OFFICER, "bench", now=now)
        reports.ask(db, actor, access.scope_of(actor, asked.right), asked, name="bench", now=now)


def follow() -> tuple[Export, float, float, float]:
    """Wait until the file is ready; return it, and what its process took: CPU seconds, seconds in which it could have
    run and others did (on a quiet machine it is ready that much sooner), and megabytes at the most.
    """
    cpu, waited, peak = 0.0, 0.0, 0.0
    own: list[int] = []
    while True:
        own = own or workers()
        for pid in own:
            try:
                cpu = max(cpu, cpu_of(pid))
                waited = max(waited, int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9)
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                peak = max(peak, int(status.split("VmHWM:")[1].split()[0]) / 1024)
            except (OSError, IndexError):
                continue  # it has just ended
        with database.reading() as db:
            export = db.exec(select(Export).order_by(col(Export.id).desc())).first()
        if export is not None and export.state not in reports.AT_WORK:
            return export, cpu, waited, peak
        time.sleep(0.5)  # to look is work, too


def workers() -> list[int]:
    """Return the processes that make files."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"\0models\0exports\0" in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


@contextmanager
def watched(platform: Platform, tokens: dict[int, str]) -> Iterator[dict[str, list[float]]]:
    """Open the pages of others again and again; gives the milliseconds of each, by page, when it is over."""
    over = Event()
    taken: dict[str, list[float]] = {name: [] for _, name, _ in PAGES}

    def visit(person: int, name: str, query: str) -> None:
        with Page(platform, tokens[person]) as page:
            for _ in range(WARMING):
                page.open(name, query)
            while not over.wait(PAUSE):
                began = time.perf_counter()
                page.open(name, query)
                taken[name].append(1000 * (time.perf_counter() - began))

    visitors = [Thread(target=visit, args=one) for one in PAGES]
    for one in visitors:
        one.start()
    yield taken
    over.set()
    for one in visitors:
        one.join()


def late(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def floor(rows: int) -> float:
    """Write so many ready rows in a process of its own; return its CPU seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(bare, (rows,))


def bare(rows: int) -> float:
    """Write rows that are in memory already, by the library alone."""
    import xlsxwriter

    os.nice(5)
    day = datetime(2026, 11, 24)  # noqa: DTZ001 (a day in Excel has no zone)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(Path(folder) / "bare.xlsx", {"constant_memory": True, "tmpdir": folder})
        days, sheet = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_worksheet()
        for number in range(rows):
            words = (f"Nguyễn Thị Hạnh {number}", f"CB{number:06}", "Phường 12", f"Khóa {number % 20}", "Quá hạn")
            for column, word in enumerate(words):
                sheet.write_string(number, column, word)
            sheet.write_datetime(number, 5, day, days)
        book.close()
    return time.process_time() - began


if __name__ == "__main__":
    main()
