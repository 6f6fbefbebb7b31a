"""Making ready to serve: schema, courses, and either a demonstration or the first administrator's way in."""

import sys
from collections.abc import Callable

from models import access, database, migrations, settings, text, worker


def prepare(*, served: bool, meanwhile: Callable[[worker.Courses], object]) -> str:
    """Bring database and courses up to date and return what the terminal should say, '' when ``served`` is False.

    Every page process does this at its start; all but the first find nothing to do. The one that `serve` started
    (``served``) makes the first administrator's link: another page process must not void a link that was printed.
    ``meanwhile`` is told of courses whenever some were taken up.
    Raises `DomainError` 'schema-old' or 'schema-unknown' when the database does not fit the code.
    """
    now = text.utc_now()
    chosen = settings.current()
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.ensure(database.connect(), now=now)
    if chosen.demo:
        from models import demo

        demo.ensure(now=now)  # before the courses are taken up: what the file has of them is released already
    worker.take_up_all(chosen.content_dir, after_each=meanwhile)
    if not served:
        return ""
    code = None
    if not chosen.demo:
        with database.writing() as db:
            code = access.first_administrator(db, now=now)
    return _greeting(chosen, code)


def _greeting(chosen: settings.Settings, code: str | None) -> str:
    here = chosen.address if chosen.address not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = chosen.public_url or f"http://{here}:{chosen.port}"
    lines = ["", f"  Kỹ Năng Số: {address}"]
    if chosen.demo:
        lines.append(f"  Dữ liệu mô phỏng; vào bằng một lần bấm: {', '.join(access.DEMO_LOGINS)}.")
    if code:
        lines.append(f"  Quản trị viên đầu tiên đặt mật khẩu tại đây, một lần: {address}/first?code={code}")
    return "\n".join([*lines, ""])


def say(words: str) -> None:
    """Write to the terminal."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
