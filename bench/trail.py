"""The audit trail: what sealing takes, for how long it holds the database's lock, and what a look at all of it takes.

Run: python -m bench.trail [lines] [database address]. Seconds are of the processor.
"""

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from models import access, audit, database, migrations

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PART = 5000


def main() -> None:
    """Write lines as acts do, seal them as the worker does, look at all of them."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'trail.db'}")
        migrations.upgrade(engine)
        for start in range(0, lines, PART):
            with database.writing() as db:
                for number in range(start, min(start + PART, lines)):
                    about = {"course_id": number % 50, "edition": 1}
                    audit.record(db, access.operator(), "learning.complete", "completion", number, now=AT, **about)
        locked, begun = [], time.process_time()
        while True:
            with database.reading() as db:
                made = audit.links(db)
            if not made.sealed:
                break
            from_ = time.process_time()
            with database.writing() as db:
                audit.keep_links(db, made, now=AT)
            locked.append(time.process_time() - from_)
        sealing = time.process_time() - begun
        begun = time.process_time()
        with database.reading() as db:
            found = audit.verify(db)
        looking = time.process_time() - begun
    assert found.broken is None
    assert found.head.number == lines
    per_line = 1e6 / lines
    print(f"{lines} lines: sealed {sealing:.2f} s ({sealing * per_line:.0f} µs a line)")
    print(f"a transaction of {audit.chain.STEP} lines:", end=" ")
    print(f"median {statistics.median(locked) * 1e3:.1f} ms, longest {max(locked) * 1e3:.1f} ms")
    print(f"looked at as a whole {looking:.2f} s ({looking * per_line:.0f} µs a line)")


if __name__ == "__main__":
    main()
