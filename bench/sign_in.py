"""What signing in costs: a hash (time and memory), many at once, and asking who it is at every click.

Run: python bench/sign_in.py  (a fresh SQLite file in a temporary folder; prints a table)
"""

import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text as sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models import access, database, migrations  # noqa: E402
from models.access import passwords, tables  # noqa: E402
from models.organisation import Tree  # noqa: E402
from models.rights import Role  # noqa: E402
from tests import factories  # noqa: E402

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PEOPLE = 2_000
PASSWORD = "mưa rơi trên phố cổ"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        migrations.upgrade(database.connect(f"sqlite:///{folder}/bench.db"))
        token = fill()
        print(f"{'':44}{'median ms':>10}{'p95 ms':>9}")
        before = peak_mb()
        row("a password hash", lambda: passwords.make(PASSWORD), times=20)
        row("a verification", lambda: passwords.verify(PASSWORD, None), times=20)
        row("a whole sign-in", lambda: access.sign_in("CB00001", PASSWORD, "203.0.113.7", now=NOW), times=20)
        row("who, in an open transaction", look(token))
        row("a bare indexed SELECT there", bare(token))
        row("recognise (a transaction of its own)", lambda: access.recognise(token, now=NOW), times=2000)
        seconds = crowd(100)
        print(f"\n100 sign-ins at once: {seconds:.1f} s; memory {before:.0f} MB before, at most {peak_mb():.0f} MB")
        database.engine().dispose()


def fill() -> str:
    """Make people with places and sessions; return the token of one with two roles."""
    with database.writing() as db:
        unit = factories.unit(db, "Sở Nội vụ", tree=Tree.ADMINISTRATION)
        stored = passwords.make(PASSWORD)
        for _ in range(PEOPLE):
            person = factories.person(db)
            factories.posting(db, person, unit)
            db.add(tables.Account(person_id=person, password_hash=stored))
            token = access.open_session(db, person, shared=False, now=NOW)
        factories.grant(db, person, Role.HR, unit)
        factories.grant(db, person, Role.TRAINER)
        return token


def look(token: str) -> Callable[[], object]:
    """Return a call of `who` in a session that stays open."""
    opened = database.reading()
    db = opened.__enter__()
    return lambda: access.who(db, token, now=NOW)


def bare(token: str) -> Callable[[], object]:
    """Return a single SELECT by key in a session that stays open."""
    opened = database.reading()
    db = opened.__enter__()
    statement = sql("SELECT person_id FROM sign_in_session WHERE token_hash = :token")
    return lambda: db.connection().execute(statement, {"token": token}).all()


def row(name: str, work: Callable[[], object], *, times: int = 3000) -> None:
    """Print the median and the 95th percentile of a call, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    print(f"{name:44}{statistics.median(taken):>10.3f}{statistics.quantiles(taken, n=20)[-1]:>9.3f}")


def crowd(people: int) -> float:
    """Sign many in from threads of one process and return the seconds."""
    threads = [
        threading.Thread(target=access.sign_in, args=(f"CB{n:05d}", PASSWORD, f"10.0.0.{n}"), kwargs={"now": NOW})
        for n in range(1, people + 1)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def peak_mb() -> float:
    """Return the most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
