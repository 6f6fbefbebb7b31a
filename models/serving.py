"""Starting the platform: bring the database up to date, take up the courses, then run pages and worker side by side."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from models import access, courses, database, demo, migrations, settings, text
from models.rights import DomainError

ROOT = Path(__file__).resolve().parent.parent


def prepare(*, demonstration: bool) -> str | None:
    """Make everything ready to serve; return the first administrator's one-time code on an empty installation.

    Raises `DomainError` 'schema-old' or 'schema-unknown' when the database does not fit the code.
    """
    now = text.utc_now()
    chosen = settings.current()
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    migrations.ensure(database.connect(), now=now)
    with database.writing() as db:
        courses.take_up(db, chosen.content_dir, now=now)
    if demonstration:
        demo.ensure(now=now)
        return None
    with database.writing() as db:
        return access.first_administrator(db, now=now)


def serve(*, demonstration: bool) -> int:
    """Serve until stopped; return the exit status. A worker that ends is started again."""
    chosen = settings.current()
    code = prepare(demonstration=demonstration)
    environment = {**os.environ, "KNS_DEMO": "1" if demonstration else "0"}  # noqa: TID251 (handed to the children)
    children: dict[str, subprocess.Popen[bytes]] = {}
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    children["pages"] = subprocess.Popen([sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=environment)
    print(_greeting(chosen, demonstration, code), flush=True)  # noqa: T201
    while not stopped.is_set() and children["pages"].poll() is None:
        worker = children.get("worker")
        if chosen.worker and (worker is None or worker.poll() is not None):
            children["worker"] = subprocess.Popen([sys.executable, "-m", "models", "worker"], cwd=ROOT, env=environment)
        stopped.wait(1.0)
    for child in children.values():
        child.terminate()
    for child in children.values():
        child.wait(15)
    return 0 if stopped.is_set() else children["pages"].returncode


def work() -> int:
    """Run the worker until it is told to stop."""
    from models import worker

    if not _fits():
        return 1
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    worker.work(stopped)
    return 0


def _fits() -> bool:
    database.connect()
    if migrations.current_revision(database.engine()) != migrations.head_revision():
        raise DomainError("schema-old", command="python -m models migrate")
    return True


def _greeting(chosen: settings.Settings, demonstration: bool, code: str | None) -> str:
    address = (
        chosen.public_url
        or f"http://{'127.0.0.1' if chosen.address in ('127.0.0.1', '0.0.0.0') else chosen.address}:{chosen.port}"
    )  # noqa: S104
    lines = ["", f"  Kỹ Năng Số: {address}"]
    if demonstration:
        lines.append("  Dữ liệu mô phỏng. Vào bằng một lần bấm: canbo, giangvien, nhansu, thutruong, quantri.")
    if code:
        lines.append(f"  Quản trị viên đầu tiên đặt mật khẩu tại (một lần): {address}/first?code={code}")
    return "\n".join([*lines, ""])
