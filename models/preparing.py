"""Making ready to serve: schema, courses, and either a demonstration or the first administrator's way in."""

import sys

from sqlalchemy import text as sql

from models import access, courses, database, migrations, settings, text


def prepare() -> str:
    """Bring database and courses up to date and return what the terminal should say.

    Every page process does this at its start; all but the first find nothing to do. Raises `DomainError` 'schema-old'
    or 'schema-unknown' when the database does not fit the code.
    """
    now = text.utc_now()
    chosen = settings.current()
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.ensure(database.connect(), now=now)
    _take_up_courses()
    code = None
    if chosen.demo:
        from models import demo

        demo.ensure(now=now)
    else:
        with database.writing() as db:
            code = access.first_administrator(db, now=now)
    return _greeting(chosen, code)


def _take_up_courses() -> None:
    folder = settings.current().content_dir
    with database.reading() as db:
        read = courses.read_changes(db, folder, deep=False)
    if not read[1]:
        return
    with database.writing() as db:
        if db.get_bind().dialect.name == "postgresql":  # one process at a time makes releases
            db.execute(sql("SELECT pg_advisory_xact_lock(44)"))
        courses.take_up(db, folder, now=text.utc_now(), deep=False, read=read)


def _greeting(chosen: settings.Settings, code: str | None) -> str:
    here = chosen.address if chosen.address not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = chosen.public_url or f"http://{here}:{chosen.port}"
    lines = ["", f"  Kỹ Năng Số: {address}"]
    if chosen.demo:
        lines.append("  Dữ liệu mô phỏng; vào bằng một lần bấm: canbo, giangvien, nhansu, thutruong, quantri.")
    if code:
        lines.append(f"  Quản trị viên đầu tiên đặt mật khẩu tại đây, một lần: {address}/first?code={code}")
    return "\n".join([*lines, ""])


def say(words: str) -> None:
    """Write to the terminal."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
