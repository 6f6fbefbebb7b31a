"""Taking up changed course files: a few courses at a time, each batch a short transaction of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import text as sql

from models import courses, database, text, training

BATCH = 10  # courses read at once, then written in some hundredths of a second: nobody who answers waits longer


Courses = Mapping[str, courses.Course]  # by their hash


def take_up_all(
    folder: Path, *, from_end: bool = False, after_each: Callable[[Courses], object] = lambda read: None
) -> None:
    """At a start: take up every course whose files changed, without the deeper checks.

    Pages and worker both do this, from the two ends of the list, so that a first start uses two cores; what the
    other one has taken up meanwhile is passed over. ``after_each`` is told of each batch that was not.
    """
    with database.reading() as db:
        content, changed = courses.find_changes(db, folder, deep=False)
    batches = [changed[begin : begin + BATCH] for begin in range(0, len(changed), BATCH)]
    with courses.without_collector():
        for batch in reversed(batches) if from_end else batches:
            with database.reading() as db:
                read = courses.read_changes(db, folder, deep=False, found=(content, batch))
            if read[1]:
                _write(folder, read, deep=False)
                after_each(courses.as_read(read))


def take_up_changes(folder: Path, *, look_anyway: bool = False) -> frozenset[str]:
    """Take up, with every check, a batch of courses whose files changed; return which, none when all are known.

    ``look_anyway`` also when none changed: a folder may be gone.
    """
    with database.reading() as db:
        read = courses.read_changes(db, folder, most=BATCH)
    if read[1] or look_anyway:
        _write(folder, read, deep=True)
    return frozenset(read[1])


def _write(folder: Path, read: courses.Read, *, deep: bool) -> None:
    """Duties follow what is released in the same transaction, since a retired course asks nothing more."""
    now = text.utc_now()
    with database.writing() as db:
        if db.get_bind().dialect.name == "postgresql":  # one process at a time makes releases
            db.execute(sql("SELECT pg_advisory_xact_lock(44)"))
        taken = courses.take_up(db, folder, now=now, deep=deep, read=read)
        if taken.released:
            training.reconcile(db, courses=courses.ids_of(db, taken.released), now=now)
