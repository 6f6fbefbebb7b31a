"""Running pages and worker side by side until told to stop. It imports little, so that the pages start at once."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK = 0.5  # seconds between two looks at the children


def serve(*, demonstration: bool) -> int:
    """Serve until stopped and return the exit status. A worker that ends is started again; pages that end, end all."""
    environment = {
        **os.environ,  # noqa: TID251 (handed to the children)
        **({"KNS_DEMO": "1"} if demonstration else {}),
        "FORWARDED_ALLOW_IPS": "",  # which proxies are believed is our own setting, trusted_proxies
    }
    stopped = _told_to_stop()
    pages = subprocess.Popen([sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=environment)
    from models import settings

    chosen = settings.current()
    worker: subprocess.Popen[bytes] | None = None
    ready = False
    while not stopped.is_set() and pages.poll() is None:
        ready = ready or _answers(chosen.port)
        if ready and chosen.worker and (worker is None or worker.poll() is not None):
            worker = subprocess.Popen([sys.executable, "-m", "models", "worker"], cwd=ROOT, env=environment)
        stopped.wait(LOOK)
    for child in filter(None, (pages, worker)):
        child.terminate()
    for child in filter(None, (pages, worker)):
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stopped.is_set() else int(pages.returncode or 0)


def work() -> int:
    """Run the worker until told to stop, or until the process that started it is gone."""
    from models import database, migrations, worker
    from models.rights import DomainError

    stopped = _told_to_stop()
    if migrations.current_revision(database.connect()) != migrations.head_revision():
        raise DomainError("schema-old", command=migrations.COMMAND)
    worker.work(stopped)
    return 0


def _told_to_stop() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
