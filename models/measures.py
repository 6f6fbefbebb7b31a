"""What a process counts of its own work, in the text format that Prometheus reads: numbers only, never of a person.

Counters and timings are made once, at the top of this file, so that all of them are seen together. The worker is
another process: it leaves what it counted in a file, which the pages hand out with their own.
"""

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
WORKER_FILE = "worker.prom"
_lock = threading.Lock()
_all: "list[Counter | Timing | Gauge]" = []

Labels = tuple[str, ...]


class Counter:
    """A number that only grows, one for each set of labels."""

    kind = "counter"

    def __init__(self, name: str, said: str, *labels: str) -> None:
        self.name, self.said, self.labels = name, said, labels
        self._values: dict[Labels, float] = {} if labels else {(): 0.0}
        _all.append(self)

    def add(self, *labels: str, by: float = 1.0) -> None:
        """Count something; its labels' values come from us, never from a visitor, so that they stay few."""
        with _lock:
            self._values[labels] = self._values.get(labels, 0.0) + by

    def lines(self) -> Iterator[str]:
        """Yield the lines of its values."""
        for labels, value in sorted(self._values.items()):
            yield f"{self.name}{_braced(self.labels, labels)} {value:g}"


class Timing:
    """How long something took: how often at most so many seconds, and how often and how long in all."""

    kind = "histogram"

    def __init__(self, name: str, said: str, *labels: str) -> None:
        self.name, self.said, self.labels = name, said, labels
        self._counts: dict[Labels, list[int]] = {}
        self._sums: dict[Labels, float] = {}
        _all.append(self)

    def took(self, seconds: float, *labels: str) -> None:
        """Count something that took so long."""
        with _lock:
            counts = self._counts.setdefault(labels, [0] * (len(BOUNDS) + 1))
            counts[sum(seconds > bound for bound in BOUNDS)] += 1
            self._sums[labels] = self._sums.get(labels, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """Yield the lines of its buckets, its sum and its count."""
        for labels, counts in sorted(self._counts.items()):
            so_far = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                so_far += count
                yield f"{self.name}_bucket{_braced((*self.labels, 'le'), (*labels, bound))} {so_far}"
            yield f"{self.name}_sum{_braced(self.labels, labels)} {self._sums[labels]:.6f}"
            yield f"{self.name}_count{_braced(self.labels, labels)} {so_far}"


class Gauge:
    """A number as it is at this moment."""

    kind = "gauge"

    def __init__(self, name: str, said: str) -> None:
        self.name, self.said = name, said
        self.value = 0.0
        _all.append(self)

    @contextlib.contextmanager
    def one_more(self) -> Iterator[None]:
        """Count something as long as it lasts."""
        with _lock:
            self.value += 1
        try:
            yield
        finally:
            with _lock:
                self.value -= 1

    def lines(self) -> Iterator[str]:
        """Yield its line."""
        yield f"{self.name} {self.value:.17g}"


requests = Timing("kns_request_seconds", "Answers over HTTP, by address and status.", "address", "status")
reruns = Timing("kns_rerun_seconds", "Pages drawn, by page and whether it was drawn or failed.", "page", "outcome")
sign_ins = Counter("kns_sign_ins_total", "Tries to sign in, by what became of them.", "outcome")
answers = Counter("kns_answers_saved_total", "Answers to quiz questions that were saved.")
sessions = Gauge("kns_open_sessions", "Tabs whose line is open.")
tabs_refused = Counter("kns_tabs_refused_total", "Tabs beyond what one person or one address may hold.", "bound")
refusals = Counter("kns_refusals_total", "Acts and pages refused for want of a right, by why.", "why")
database_errors = Counter("kns_database_errors_total", "Statements that the database did not carry out.", "kind")
looked_at = Gauge("kns_figures_looked_at_seconds", "When figures and courses were last brought up to date (Unix time).")
tasks = Timing("kns_worker_task_seconds", "The worker's tasks, by name and whether they were done.", "task", "outcome")
worker_at = Gauge("kns_worker_seconds", "When the worker last wrote this down (Unix time).")


def text() -> str:
    """Return everything that this process counted, and its processor's time and memory."""
    lines = []
    for one in _all:
        values = list(one.lines())
        if values:
            lines += [f"# HELP {one.name} {one.said}", f"# TYPE {one.name} {one.kind}", *values]
    return "\n".join([*lines, ""])


def of_process() -> str:
    """Return processor's time and memory of this process, under the names that every such program uses."""
    lines = ["# TYPE process_cpu_seconds_total counter", f"process_cpu_seconds_total {time.process_time():.3f}"]
    statm = Path("/proc/self/statm")
    if statm.exists():  # Linux alone tells it so
        size = int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
        lines += ["# TYPE process_resident_memory_bytes gauge", f"process_resident_memory_bytes {size}"]
    return "\n".join([*lines, ""])


def leave(folder: Path) -> None:
    """Write what this process, the worker, counted to where the pages find it: whole or not at all."""
    worker_at.value = time.time()
    own = (tasks, worker_at)
    said = "\n".join(line for one in own for line in (f"# TYPE {one.name} {one.kind}", *one.lines()))
    draft = folder / f"{WORKER_FILE}.{secrets.token_hex(4)}"
    draft.write_text(said + "\n", "ascii")
    draft.replace(folder / WORKER_FILE)


def left(folder: Path) -> str:
    """Return what the worker counted, '' where it has written nothing yet."""
    try:
        return (folder / WORKER_FILE).read_text("ascii")
    except OSError:
        return ""


def _braced(names: Sequence[str], values: Sequence[str]) -> str:
    pairs = ",".join(f'{name}="{value}"' for name, value in zip(names, values, strict=True))
    return f"{{{pairs}}}" if pairs else ""
