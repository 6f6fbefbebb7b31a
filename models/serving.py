"""Running pages and worker side by side until told to stop. It imports little, so that both start at once."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from models.backups import Made

ROOT = Path(__file__).resolve().parent.parent
LOOK = 0.5  # seconds between two looks at the children
NICE = 10  # of a backup at night
AGAIN = 5.0  # seconds between two starts of the worker, should it end at once each time


def serve(*, demonstration: bool) -> int:
    """Serve until stopped and return the exit status. A worker that ends is started again; pages that end, end all."""
    environment = {
        **os.environ,  # noqa: TID251 (handed to the children)
        **({"KNS_DEMO": "1"} if demonstration else {}),
        "FORWARDED_ALLOW_IPS": "",  # which proxies are believed is our own setting, trusted_proxies
    }
    # one place for all threads to take memory from: with eight for each core, what is free again in one is of no use to
    # the threads of the others, a hundred megabytes with the figures of a city, and Python's threads take turns anyway
    environment.setdefault("MALLOC_ARENA_MAX", "1")
    # many containers switch kept bytecode off; a start would then compile a thousand files, two seconds each time
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    stopped = _told_to_stop()

    def start(*command: str) -> subprocess.Popen[bytes]:
        whole = [sys.executable, *command, "--parent", str(os.getpid())]
        return subprocess.Popen(whole, cwd=ROOT, env=environment)

    pages, worker, begun = start("app.py"), start("-m", "models", "worker"), time.monotonic()
    from models import settings

    with_worker = settings.current().worker  # where there is to be none, the one that was started has ended
    while not stopped.is_set() and pages.poll() is None:
        if with_worker and worker.poll() is not None and time.monotonic() - begun >= AGAIN:
            worker, begun = start("-m", "models", "worker"), time.monotonic()
        stopped.wait(LOOK)
    for child in (pages, worker):
        child.terminate()
    for child in (pages, worker):
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stopped.is_set() else int(pages.returncode or 0)


def work(*, parent: int | None = None) -> int:
    """Run the worker until told to stop, or until the process with the id ``parent`` is no longer its parent."""
    stopped = _told_to_stop()
    from models import settings

    chosen = settings.current()
    if parent is not None and not chosen.worker:
        return 0
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    gc.disable()  # what is imported stays: it need not be walked again and again
    from models import database, logs, migrations, text, worker
    from models.rights import DomainError

    logs.begin()
    gc.freeze()
    gc.enable()
    try:
        migrations.ensure(database.connect(), now=text.utc_now())
    except DomainError:
        if parent is None:
            raise
        return 1  # the pages, started with us, say the same
    worker.work(stopped, parent=parent)
    return 0


def write_big(*, parent: int | None = None) -> int:
    """Do the big writes that wait, until none does, we are told to stop, or ``parent`` is no longer our parent."""
    stopped = _told_to_stop()
    from models import database, logs, worker

    logs.begin()
    database.connect()
    worker.work_off(stopped=lambda: stopped.is_set() or (parent is not None and os.getppid() != parent))
    return 0


def make_exports(*, parent: int | None = None) -> int:
    """Make the files that people wait for, until there is none, we are told to stop, or ``parent`` is gone."""
    stopped = _told_to_stop()
    from models import database, logs, worker

    logs.begin()
    database.connect()
    worker.make_exports(
        stopped=lambda: stopped.is_set() or (parent is not None and os.getppid() != parent), bounded=True
    )
    return 0


def allow_many_files() -> None:
    """Let this process open as many files as the machine allows at all.

    Each person's tab takes four (its line, and three of Streamlit's), and the usual limit of 1,024 ends at 250 tabs.
    """
    try:
        import resource
    except ImportError:  # Windows, where there is no such limit
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def make_backup(folder: Path | None, *, scheduled: bool, parent: int | None) -> "Made":
    """Make a backup, unless we are told to stop or ``parent`` is no longer our parent."""
    stopped = _told_to_stop()
    from models import database, worker

    if scheduled and hasattr(os, "nice"):
        os.nice(NICE)  # people's clicks first
    database.connect()
    return worker.make_backup(
        folder,
        scheduled=scheduled,
        stopped=lambda: stopped.is_set() or (parent is not None and os.getppid() != parent),
    )


def is_child() -> bool:
    """Return whether `serve` started this process."""
    return "--parent" in sys.argv


def give_up(words: str) -> NoReturn:
    """End this process with words in place of a stack trace: it has served nobody yet."""
    sys.stderr.write(f"\n  {words}\n\n")
    sys.stderr.flush()
    os._exit(1)


def orphaned() -> bool:
    """Return whether `serve` started this process and is gone."""
    return is_child() and os.getppid() != int(sys.argv[sys.argv.index("--parent") + 1])


def _told_to_stop() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
