"""Files that people asked for, made in a process of its own: one at a time, after everybody's clicks.

While one is made a second thread says how far it is and keeps the lease; it hears there, too, when whoever asked has
cancelled it. A process that is killed leaves a part, which the next one clears away.
"""

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from models import courses, database, reports, settings, text, training
from models.reports import Export
from models.rights import DomainError, Unavailable
from models.worker.lease import give_back, hold

log = logging.getLogger("kns.exports")
LEASE = "exports"
BEAT = 1.0  # seconds between two words about how far it is
LOST = 15.0  # seconds without the database after which the lease may be another's
MEMORY = 4_000_000_000  # bytes of addresses; a city of 200,000 people takes a third
NICE = 5  # a third of the share of the pages where both want the same processor; with 10 it would hardly get one
SECONDS = 600  # of the processor, for one file


class _EndedError(Exception):
    """Cancelled, told to stop, or another process makes it now."""


class _Watch:
    """Says how far a file is, and hears whether to go on, beside the thread that makes it."""

    def __init__(self, export: Export, owner: str, stopped: Callable[[], bool]) -> None:
        self._export, self._owner, self._stopped = export, owner, stopped
        self._far = (0, 0)
        self._over = threading.Event()
        self.ended = False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def told(self, done: int, total: int) -> None:
        """Take in how far it is. Raises `_EndedError`."""
        self._far = (done, total)
        if self.ended or self._stopped():
            raise _EndedError

    def _watch(self) -> None:
        heard = time.monotonic()
        while not self._over.wait(BEAT):
            try:
                held = hold(LEASE, self._owner, now=text.utc_now())
                with database.writing() as db:
                    mine = reports.say_how_far(db, self._export, *self._far)
                self.ended = self._stopped() or not held or not mine
                heard = time.monotonic()
            except Exception as error:
                log.warning("how far a file is could not be said: %s", error)
                self.ended = time.monotonic() - heard > LOST


def make_exports(*, stopped: Callable[[], bool] = lambda: False, bounded: bool = False) -> None:
    """Make the files that wait until none does, or ``stopped``. One process at a time has the lease.

    ``bounded``: this process does nothing else, so it comes after everybody else and may not take all that there is.
    """
    if bounded:
        _limit()
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    figures = training.Figures()
    figures.folder = settings.current().figures_dir  # the pages keep them there; nothing is written by this process
    try:
        with courses.without_collector():
            while not stopped():
                if not hold(LEASE, owner, now=text.utc_now()):
                    time.sleep(BEAT)
                    continue
                with database.writing() as db:
                    export = reports.take_next(db, now=text.utc_now())
                if export is None:
                    return
                if bounded:
                    _bound("RLIMIT_CPU", int(time.process_time()) + SECONDS)
                _make(figures, export, owner, stopped)
    finally:
        give_back(LEASE, owner, now=text.utc_now())


def clear_exports(now: datetime) -> None:
    """Take away the files whose time is over, and those that somebody put aside."""
    with database.writing() as db:
        left = reports.clear(db, now=now)
    for path in left:
        reports.remove(path)


def _limit() -> None:
    """Let this process come after everybody else, keep its files to this user, and bound its memory."""
    os.umask(0o077)
    if hasattr(os, "nice"):
        os.nice(NICE)
    _bound("RLIMIT_AS", MEMORY)
    _bound("RLIMIT_CORE", 0)


def _bound(kind: str, amount: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such bounds, macOS not all of them
        import resource

        resource.setrlimit(getattr(resource, kind), (amount, resource.getrlimit(getattr(resource, kind))[1]))


def _make(figures: training.Figures, export: Export, owner: str, stopped: Callable[[], bool]) -> None:
    """Make one file, or say why there is none."""
    text.use_language(export.language)
    place = settings.current().exports_dir
    path = place / f"{export.key}-{export.tries}.part"
    wrong: DomainError | None = None
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in place.glob("*.part"):  # by a process that was killed
            reports.remove(left)
        with _Watch(export, owner, stopped) as watch, database.reading() as db:
            made = reports.make(db, figures, export, path, watch.told, now=text.utc_now())
        with database.writing() as db:
            reports.finish(db, export, path, made, now=text.utc_now())
    except _EndedError:
        with database.writing() as db:
            reports.put_back(db, export)  # unless it was cancelled
    except Unavailable:
        raise  # the database is away or busy: the next process begins anew
    except DomainError as error:
        wrong = error
    except Exception:
        log.exception("file %s could not be made", export.key)
        wrong = DomainError("export-failed")
    finally:
        reports.remove(path)  # first: where the disk is full, the database needs the place
    if wrong is not None:
        with database.writing() as db:
            reports.refuse(db, export, wrong, now=text.utc_now())
