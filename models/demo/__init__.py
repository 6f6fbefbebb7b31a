"""The generated organisation of a demonstration: Hanoi's real units, 2,000 invented people, a year of their training.

It is played by the same acts that people use and kept as a prepared file (`python -m models demo remake`), which a
first start loads in a second or two, moved so that the story ends today. May use: every subject below. To remember: no
real person's data; nothing here runs outside demonstration mode; what is made is marked as generated on every screen;
it is the same on every run, so nothing secret may come from it.
"""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models import courses, database, text
from models.demo import loading, prepared, structure, year
from models.demo.campaigns import DOCUMENTS, LEADERS, SECURITY
from models.demo.city import City
from models.demo.command import check_command, remake_command
from models.demo.prepared import Prepared
from models.demo.stage import Calendar
from models.demo.structure import Size, full, small

__all__ = [
    "DOCUMENTS",
    "END",
    "FILE",
    "LEADERS",
    "SECURITY",
    "City",
    "Prepared",
    "Size",
    "check_command",
    "ensure",
    "full",
    "is_loaded",
    "load",
    "make_small",
    "misfits",
    "packed",
    "played",
    "remake_command",
    "small",
    "stored",
]

END = year.END
FILE = prepared.FILE
load = loading.load
misfits = prepared.misfits
packed = prepared.packed
played = year.played
stored = prepared.stored


def is_loaded() -> bool:
    """Return whether the database holds an organisation, the demonstration's or another."""
    with database.reading() as db:
        return not loading.is_empty(db)


def ensure(*, now: datetime, file: Path = FILE) -> None:
    """Load the prepared file into an empty database; do nothing in any other. Several processes may ask at once."""
    if is_loaded():
        return
    with database.writing() as db, courses.without_collector():
        loading.lock(db)
        if loading.is_empty(db):
            loading.load(db, stored(file), now=now)


def make_small(db: Session, *, now: datetime) -> City:
    """Make a small city around one course in an empty database that has courses: what tests work on."""
    return year.play_simple(db, structure.small(), Calendar(text.local_day(now)))
