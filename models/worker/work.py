"""The loop of the one process beside the pages: what is timed, and what must run once in the whole installation."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import access, assessment, audit, changes, courses, database, learning, settings, text
from models.worker.lease import give_back, hold

log = logging.getLogger("kns.worker")
NAME = "work"
KEEP_CHANGES = timedelta(days=7)


@dataclass
class Task:
    """A piece of work and the seconds between two runs of it."""

    name: str
    every: float
    run: Callable[[datetime], None]
    due: float = 0.0


def work(stopped: threading.Event) -> None:
    """Do every task in its turn until ``stopped`` is set; a task that fails is logged and tried again later.

    Only the process that holds the lease works; the others look every few seconds whether its owner died.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    watcher = courses.Watcher(settings.current().content_dir)
    tasks = [
        Task("content", 1, lambda now: _content(watcher, now)),
        Task("overdue attempts", 5, _overdue),
        Task("seal", 10, _seal),
        Task("prune", 3600, _prune),
    ]
    clock = 0.0
    while not stopped.wait(1.0):
        clock += 1.0
        try:
            if not hold(NAME, owner, now=text.utc_now()):
                continue
        except Exception:
            log.exception("the lease could not be renewed")
            continue
        for task in tasks:
            if clock < task.due:
                continue
            task.due = clock + task.every
            try:
                task.run(text.utc_now())
            except Exception:
                log.exception("task failed: %s", task.name)
    give_back(NAME, owner, now=text.utc_now())


def _content(watcher: courses.Watcher, now: datetime) -> None:
    if watcher.changed(now):
        folder = settings.current().content_dir
        with database.reading() as db:
            read = courses.read_changes(db, folder)
        with database.writing() as db:
            courses.take_up(db, folder, now=now, read=read)


def _overdue(now: datetime) -> None:
    with database.reading() as db:
        keys = assessment.overdue(db, now=now)
    for key in keys:
        with database.writing() as db:
            learning.finish(db, access.operator("worker"), key, now=now)


def _seal(_now: datetime) -> None:
    with database.writing() as db:
        audit.seal(db)


def _prune(now: datetime) -> None:
    with database.writing() as db:
        changes.prune(db, before=now - KEEP_CHANGES)
