"""`python -m models demo`: play the year anew into the prepared file, or say whether the file still fits."""

from datetime import datetime
from pathlib import Path
from typing import TextIO

from models import courses, database
from models.demo import loading, prepared, structure, year


def remake_command(content: Path, out: TextIO, *, file: Path = prepared.FILE) -> int:
    """Play the year in this process's database, which is empty, and write the prepared file; some minutes."""
    with database.writing() as db:
        story = year.played(db, content, structure.full())
    data = prepared.packed(story)
    changed = not file.exists() or prepared.stored(file) != story
    if changed:
        file.write_bytes(data)
    rows = sum(story.rows(name) for name in story.tables)
    out.write(f"{file.name}: {rows} rows, {len(data)} bytes, {'written' if changed else 'unchanged'}\n")
    return 0


def check_command(content: Path, out: TextIO, *, now: datetime, file: Path = prepared.FILE) -> int:
    """Say what does not fit between the file, this code's tables and the courses; 1 when anything does not.

    Works in this process's database, which is empty: the file is loaded, then the courses are taken up after it.
    """
    story = prepared.stored(file)
    wrong = prepared.misfits(story)
    if not wrong:
        with database.writing() as db:
            loading.load(db, story, now=now)
            taken = courses.take_up(db, content, now=now, deep=False)
        wrong = [f"{slug}: new or changed since the file was made" for slug in taken.released]
    for line in wrong:
        out.write(line + "\n")
    out.write("python -m models demo remake\n" if wrong else f"{file.name} fits\n")
    return 1 if wrong else 0
