"""The table of faults that were tried: `make prove` writes docs/faults.md anew, row by row."""

import fcntl
import re
from pathlib import Path

from models import text
from tests.server import PROVING

PAGE = Path(__file__).resolve().parent.parent / "docs" / "faults.md"
HEAD = """\
# Faults tried, faults survived

Written by `make prove`. Survived: nothing that had been called saved was lost, nothing was half-written, people read
words and no stack trace, and the platform went on by itself, or refused to start and named the way back.

| Fault | Tried | Survived | Last on | What was looked at |
| --- | --- | --- | --- | --- |
"""


def survived(fault: str, looked_at: str, *, tried: int = 1) -> None:
    """Write down that a fault was survived each time: called at the end of a test, where all of it held."""
    if not PROVING:
        return
    with PAGE.with_suffix(".lock").open("w") as lock:  # several test processes write here
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = dict(re.findall(r"^\| ([^|]+?) (\|.*)$", PAGE.read_text("utf-8") if PAGE.exists() else "", re.MULTILINE))
        rows = {name: row for name, row in rows.items() if name not in ("Fault", "---")}
        rows[fault] = f"| {tried} | {tried} | {text.local_day(text.utc_now()):%Y-%m-%d} | {looked_at} |"
        PAGE.write_text(HEAD + "".join(f"| {name} {row}\n" for name, row in sorted(rows.items())), "utf-8")
