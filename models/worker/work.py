"""The loop of the one process beside the pages: what is timed, and what must run once in the whole installation."""

import logging
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from models import (
    access,
    assessment,
    backups,
    changes,
    courses,
    database,
    learning,
    mass_acts,
    measures,
    privacy,
    reports,
    settings,
    text,
    training,
)
from models.rights import Unavailable
from models.worker.backups import watch_backups
from models.worker.batches import drop_forgotten, waiting
from models.worker.content import take_up_all, take_up_changes
from models.worker.exports import clear_exports
from models.worker.lease import give_back, hold, keep_to_schema
from models.worker.regrades import follow_regrades, withdraw_lapsed
from models.worker.trail import Trail, follow_erasures, keep_head, seal
from models.worker.transfers import follow_transfers

log = logging.getLogger("kns.worker")
NAME = "work"
KEEP_CHANGES = timedelta(days=7)
STEP = 0.5  # seconds between two looks
AGAIN, LONGEST = 20.0, 600.0  # seconds until a process that failed is started again: each time twice as many


@dataclass
class Task:
    """A piece of work and the seconds between two runs of it."""

    name: str
    every: float
    run: Callable[[datetime], None]
    due: float = 0.0


def work(stopped: threading.Event, *, parent: int | None = None) -> None:
    """Do every task in its turn until ``stopped`` is set; a task that fails is logged and tried again later.

    ``parent``: stop, too, when the process with this id is no longer the one that started us, so that no orphan keeps
    the lease. Only the process that holds the lease works; the others look twice a second whether its owner died, and
    keep their own machine's files of erasures and of the trail's heads.
    One whose schema another version has changed does nothing, until the schema is its own again.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    folder = settings.current().content_dir
    nightly = _Helper("backup", lambda db: backups.is_due(db, now=text.utc_now()), "--scheduled")
    helpers = [_Helper("big-writes", waiting), _Helper("exports", reports.is_waited_for)]
    tasks = [
        Task("content", 0.5, _Content(folder)),
        Task("paths", 2, _Paths(folder)),
        Task("overdue attempts", 5, _overdue),
        Task("regrades", 1, follow_regrades),
        Task("lost passes", 3600, withdraw_lapsed),
        *(Task(helper.command, 1, helper) for helper in helpers),
        Task("backup", 30, nightly),
        Task("backups that are missing", 3600, watch_backups),
        Task("transfers", 3600, follow_transfers),
        Task("forgotten previews", 3600, drop_forgotten),
        Task("exports that are over", 10, clear_exports),
        Task("prepared acts that are over", 60, _lapse),
        Task("calendar", 3600, _calendar),
        Task("measures", 10, lambda _now: measures.leave(settings.current().data_dir)),
        Task("seal", 10, seal),
        Task("look at the trail", 1, Trail()),
        Task("prune", 24 * 3600, _prune),
    ]
    everywhere = [Task("erasures", 60, follow_erasures), Task("trail's head", 600, keep_head)]
    try:  # without the lease: the pages do it too, and what is done twice changes nothing
        if settings.current().demo:
            _wait_for_the_story(stopped, parent)
        take_up_all(folder, from_end=True)
    except Exception:
        log.exception("the start could not be prepared")
    clock, told = 0.0, ""
    while not stopped.wait(STEP) and (parent is None or os.getppid() == parent):
        clock += STEP
        try:
            holds = hold(NAME, owner, now=text.utc_now())
            for task in (*everywhere, *(tasks if holds else ())):
                if clock >= task.due:
                    keep_to_schema()
                    task.due = clock + task.every
                    _run(task)
        except Exception as error:
            if str(error) != told:  # once, not twice a second
                log.warning("nothing is done at present: %s", error)
            told = str(error)
            continue
        told = ""
    for helper in (*helpers, nightly):
        helper.stop()
    give_back(NAME, owner, now=text.utc_now())


def _run(task: Task) -> None:
    begun, outcome = time.perf_counter(), "done"
    try:
        task.run(text.utc_now())
    except Unavailable as away:  # said where people are, too; where it came from tells nothing
        outcome = "failed"
        log.warning("task waits for the database: %s: %s", task.name, away)
    except Exception:
        outcome = "failed"
        log.exception("task failed: %s", task.name)
    measures.tasks.took(time.perf_counter() - begun, task.name, outcome)


def _wait_for_the_story(stopped: threading.Event, parent: int | None) -> None:
    """Wait until the pages have loaded the demonstration: it has its courses, and newer ones are taken up after it."""
    from models import demo

    while not demo.is_loaded() and not stopped.wait(0.1) and (parent is None or os.getppid() == parent):
        pass


class _Content:
    """Looks at the course files: all of them once, deeply, a batch at a time; then only when they changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._watcher = courses.Watcher(folder)
        self._behind = True
        self._before: frozenset[str] = frozenset()

    def __call__(self, now: datetime) -> None:
        """Take up one batch, if there is any."""
        changed = self._watcher.changed(now)
        if changed or self._behind:
            looked_at = take_up_changes(self._folder, look_anyway=changed)
            self._behind = bool(looked_at - self._before)  # one that waits for another course comes back every time
            self._before = looked_at


class _Paths:
    """Lets rules follow the learning paths they give, whenever a path's file changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._followed = ""

    def __call__(self, now: datetime) -> None:
        """Look at the files, and at the rules until all of them give what their paths hold."""
        mark = courses.references_mark(self._folder)
        if mark == self._followed:
            return
        paths = courses.read_references(self._folder)[0].paths
        with database.writing() as db:
            if training.follow_paths(db, access.operator("worker"), paths, now=now):
                self._followed = mark


def pause(failed: int) -> float:
    """Return after how many seconds a process is started again that failed so many times in a row."""
    return min(AGAIN * 2 ** (failed - 1), LONGEST) if failed else 0.0


class _Helper:
    """Lets a process of its own do what takes long, and starts it again when it dies in the middle."""

    def __init__(self, command: str, waiting: Callable[[Session], object], *options: str) -> None:
        self.command, self._options = command, options
        self._waiting = waiting
        self._child: subprocess.Popen[bytes] | None = None
        self._from = 0.0
        self._failed = 0  # times in a row

    def __call__(self, now: datetime) -> None:
        """Start the process when something waits and none runs."""
        if self._child is not None and self._child.poll() is None:
            return
        if self._child is not None:
            self._failed = self._failed + 1 if self._child.returncode else 0
            self._child, self._from = None, time.monotonic() + pause(self._failed)
        if time.monotonic() < self._from:
            return
        with database.reading() as db:
            left = self._waiting(db)
        if left:
            command = [sys.executable, "-m", "models", self.command, *self._options, "--parent", str(os.getpid())]
            self._child = subprocess.Popen(command)

    def stop(self) -> None:
        """End it: what it had begun is taken up at the next start."""
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(7)
            except subprocess.TimeoutExpired:
                self._child.kill()


def _overdue(now: datetime) -> None:
    with database.reading() as db:
        keys = assessment.overdue(db, now=now) if assessment.answering(db, now=now) else ()
    for key in keys:
        with database.writing() as db:
            learning.finish(db, access.operator("worker"), key, now=now)


def _calendar(now: datetime) -> None:
    """Write next years' holidays as soon as they can be counted, this year's at the first start."""
    with database.writing() as db:
        training.provide_calendar(db, access.operator("worker"), now=now)


def _lapse(now: datetime) -> None:
    with database.writing() as db:
        mass_acts.lapse(db, now=now)


def _prune(now: datetime) -> None:
    with database.writing() as db:
        changes.prune(db, before=now - KEEP_CHANGES)
        access.prune(db, now=now)
        privacy.prune(db, now=now)
