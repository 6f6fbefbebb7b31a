"""What coverage costs at the size of a city, beside the floor of the same run, on a real database file.

Run: python -m bench.coverage [--people 200000] [--url postgresql+psycopg://…] [--keep FILE]

The city (`bench.city`) is written into a fresh SQLite file in a temporary folder, into ``--keep`` (left there, and used
again if it exists), or into the empty database at ``--url``. Each line has the median and the 95th percentile of the
processor's time of this process in milliseconds (other work on the machine does not count), the worst time by the
clock, the median in floors (a bare grouped count, unit × course × state, over ready columns of the same length), and
the megabytes that the process holds afterwards, and held at the most meanwhile.
"""

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import numpy as np

from bench import city
from models import access, changes, database, text, training
from models.learning.tables import Completion, Source
from models.organisation import Category, Tree
from models.rights import Right
from models.training import By, Figures, Held, Question
from models.training.freed import give_back

TODAY = city.TODAY
ROUNDS = 20
SCOPE = access.scope_of(access.operator("bench"), Right.SEE_COVERAGE)
_floor: list[float] = []


def main() -> None:
    """Write the city, measure, print."""
    asked = argparse.ArgumentParser(description="What coverage costs at the size of a city.")
    asked.add_argument("--people", type=int, default=200_000)
    asked.add_argument("--url", default="")
    asked.add_argument("--keep", type=Path)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        file = chosen.keep or Path(place) / "city.db"
        url = chosen.url or f"sqlite:///{file}"
        began = time.perf_counter()
        if not (chosen.keep and file.exists()):
            city.write(url, chosen.people)
            print(f"{chosen.people:,} people written in {time.perf_counter() - began:.0f} s")
        database.connect(url)
        measure(Path(place) / "figures")


def measure(folder: Path) -> None:
    """Print the table."""
    print(f"{'':50}{'median ms':>10}{'95 % ms':>10}{'worst, clock':>14}{'× floor':>9}{'memory MB':>11}{'at most':>9}")
    line("before anything is read", lambda: None, rounds=1)
    complete(1)  # a log without a line cannot be known again
    figures = started(folder)
    line("start: columns from rows", lambda: held(figures), rounds=1)
    line("start: the states of today, the order of names", lambda: warmed(figures), rounds=1)
    pairs = held(figures).pairs(Tree.ADMINISTRATION, TODAY, None)
    key = (pairs.unit[pairs.person].astype(np.int64) * 64 + pairs.course) * 16 + pairs.state
    line("floor: one grouped count over ready columns", lambda key=key: np.bincount(key))  # type: ignore[misc]
    del pairs, key
    ward = held(figures).units.facts[1].node.key
    clicks = {
        "the city by unit": Question(TODAY),
        "a unit of the second level": Question(TODAY, unit=ward),
        "one course by unit": Question(TODAY, course="khoa-3"),
        "by course": Question(TODAY, by=By.COURSE),
        "one category by source": Question(TODAY, category=Category.CONGCHUC, by=By.SOURCE),
    }
    for name, question in clicks.items():
        line(name, lambda question=question: click(figures, question))  # type: ignore[misc]
    back = itertools.count(30)
    line("a past day, another each time", lambda: click(figures, Question(TODAY - timedelta(days=next(back)))))
    then = itertools.count(1)
    line(
        "as known then, another moment each time",
        lambda: click(figures, Question(TODAY, known_at=text.utc_now() - timedelta(days=next(then)))),
    )
    line("units and courses", lambda: look(figures, training.cross, Question(TODAY)))
    for number in (26, 52):
        days = training.week_ends(TODAY, number)
        line(f"{number} weeks of the city, each as known then", lambda days=days: weeks(figures, days))  # type: ignore[misc]
    line("26 weeks of a unit of the second level", lambda: weeks(figures, training.week_ends(TODAY, 26), unit=ward))
    before = itertools.count(30)
    line("from another past day to today, each time another", lambda: compared(figures, next(before)))
    line("the names, first page of a process", lambda: names(figures), rounds=1)
    pages = itertools.count(2, 50)
    line("the names, another page each time", lambda: names(figures, page=next(pages)))
    urgent: dict[str, Any] = {"state": training.OPEN, "urgent_first": True}
    line("the names, most urgent first", lambda: names(figures, **urgent))
    line("the same list, asked for again", lambda: names(figures, again=True, **urgent))
    line("the names, searched for", lambda: names(figures, search="hạnh"))
    people = itertools.count(2)
    line(
        "the city after a completion of another person",
        lambda: click(figures, Question(TODAY)),
        before=lambda: complete(next(people)),
    )
    line(
        "the same with how each unit stands against its target",
        lambda: training.judged(held(figures), SCOPE, Question(TODAY)),
        before=lambda: complete(next(people)),
    )
    line("the overview, its past days counted once a day", lambda: overview(figures), rounds=1)
    line("the overview after another completion", lambda: overview(figures), before=lambda: complete(next(people)))
    line("memory that was reckoned in is given back", figures.rest, rounds=1)
    line("the columns written to their file", lambda: keep(figures), rounds=1)
    complete(next(people))
    figures._held = None  # a process that starts has none beside those of the file
    give_back()
    again = started(folder)
    line("start: columns from the file, then the log", lambda: held(again), rounds=1)


def started(folder: Path) -> Figures:
    """Return the figures of a process that has just started."""
    figures = Figures()
    figures.folder = folder
    return figures


def line(what: str, act: Callable[[], object], *, rounds: int = ROUNDS, before: Callable[[], object] = int) -> None:
    """Measure and print one line; ``before`` each round something that is not measured happens."""
    used, passed = [], []
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the most memory is counted from here
    for _ in range(rounds):
        before()
        clock, processor = time.perf_counter(), time.process_time()
        act()
        used.append(1000 * (time.process_time() - processor))
        passed.append(1000 * (time.perf_counter() - clock))
    middle = statistics.median(used)
    if what.startswith("floor"):
        _floor.append(middle)
    late = statistics.quantiles(used, n=20, method="inclusive")[-1] if rounds > 1 else middle
    floors = f"{middle / _floor[0]:9.1f}" if _floor else f"{'':9}"
    print(
        f"{what:50}{middle:10.1f}{late:10.1f}{max(passed):14.1f}{floors}{memory('VmRSS'):11.0f}{memory('VmHWM'):9.0f}",
        flush=True,
    )


def held(figures: Figures) -> Held:
    """Return the columns as a page asks for them."""
    with database.reading() as db:
        return figures.refresh(db)


def warmed(figures: Figures) -> None:
    """Compute what a process computes before it serves."""
    with database.reading() as db:
        figures.refresh(db).warm(db, TODAY)


def click(figures: Figures, question: Question) -> object:
    """Ask for a figure that nobody asked for since anything changed."""
    found = held(figures)
    found._answers.clear()
    return training.coverage(found, SCOPE, question)


def look(figures: Figures, ask: Callable[..., object], question: Question) -> object:
    """Ask for a figure in another form that nobody asked for since anything changed."""
    found = held(figures)
    found._answers.clear()
    return ask(found, SCOPE, question)


def weeks(figures: Figures, days: tuple[date, ...], unit: str | None = None) -> object:
    """Ask for past weeks that nobody asked for in this process."""
    found = held(figures)
    found._past.clear()
    return training.by_week(found, SCOPE, Question(TODAY, unit=unit), days, known_then=True)


def compared(figures: Figures, back: int) -> object:
    """Ask what lies between a day past, as known then, and today."""
    first = TODAY - timedelta(days=back)
    return training.bridge(held(figures), SCOPE, Question(first, known_at=training.end_of(first)), Question(TODAY))


def names(figures: Figures, *, again: bool = False, **asked: Any) -> object:
    """Open the list of names behind a figure, as somebody who asks for it first, or ``again``."""
    with database.reading() as db:
        found = figures.refresh(db)
        if not again:
            found._answers.clear()
        return training.names(db, SCOPE, Question(TODAY), size=20, held=found, **asked)


def overview(figures: Figures) -> object:
    """Open the overview of the whole city, with the weeks of its trend and the target of each."""
    all_held = held(figures)
    view = training.overview(all_held, SCOPE, now=datetime.combine(TODAY, clock(12), text.HANOI))
    weeks = training.week_ends(TODAY, 13)
    goals = [training.goal_on(all_held, view.figure, day, known_then=True) for day in weeks]
    return training.by_week(all_held, SCOPE, view.figure.question, weeks, known_then=True), goals


def complete(person: int) -> None:
    """Somebody completes a course."""
    now = text.utc_now()
    values = {"edition": 1, "achieved_on": TODAY, "source": Source.EARNED, "recorded_at": now}
    with database.writing() as db:
        db.add(Completion(person_id=person, course_id=1, **values))
        changes.note(db, changes.Kind.PERSON, person, now=now)


def keep(figures: Figures) -> None:
    """Write the file, as at a stop."""
    with database.reading() as db:
        figures.keep(db, at_once=True)


def memory(kind: str) -> float:
    """Return the megabytes (a million bytes each) that this process holds now (VmRSS), or held at the most (VmHWM)."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.split(f"{kind}:")[1].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    main()
