"""Taking up changed course files: a few courses at a time, each batch a short transaction of its own."""

from sqlalchemy import text as sql

from models import courses, database, settings, text, training

BATCH = 20  # courses read and written at once: about half a second


def take_up_changes(*, deep: bool, most: int = BATCH, look_anyway: bool = False) -> frozenset[str]:
    """Take up at most ``most`` courses whose files changed; return which were looked at, none when all are known.

    ``deep`` checks links, pictures and Markdown as well. ``look_anyway`` also when none changed: a folder may be gone.
    Duties follow what was released in the same transaction, since a retired course asks nothing more.
    """
    folder, now = settings.current().content_dir, text.utc_now()
    with database.reading() as db:
        read = courses.read_changes(db, folder, deep=deep, most=most)
    if not read[1] and not look_anyway:
        return frozenset()
    with database.writing() as db:
        if db.get_bind().dialect.name == "postgresql":  # one process at a time makes releases
            db.execute(sql("SELECT pg_advisory_xact_lock(44)"))
        taken = courses.take_up(db, folder, now=now, deep=deep, read=read)
        if taken.released:
            training.reconcile(db, courses=courses.ids_of(db, taken.released), now=now)
    return frozenset(read[1])
