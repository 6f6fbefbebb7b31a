"""Which course folders changed since their last check, and reading them: the slow part, which writes nothing."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.courses import files
from models.courses.candidates import Candidate, candidate, followed
from models.courses.checking import Content, open_content
from models.courses.folder import Draft, read_folder
from models.courses.schema import Course
from models.courses.tables import CourseCheck


class ReadCourse(NamedTuple):
    """A course folder as read, with the mark of its files, and what it would release."""

    mark: str
    draft: Draft
    candidate: Candidate


Read = tuple[Content, dict[str, ReadCourse]]


def as_read(read: Read) -> dict[str, Course]:
    """Return the courses that would be released, by their hash."""
    found = (one.candidate for one in read[1].values())
    return {candidate.hash: candidate.course for candidate in found if candidate.course is not None}


@dataclass(frozen=True)
class Changed:
    """A course folder whose files are not those of its last check, which was at ``checked_at`` (None: never)."""

    slug: str
    place: Path
    shown: str
    mark: str
    checked_at: datetime | None


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the garbage collector: a whole library is made and kept, and it would only walk it again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def fingerprint(folder: Path) -> str:
    """Return a mark of a folder's files (path, size, time of change) that differs when any of them was changed."""
    listed, _ = files.scan(folder, "")
    told = "\n".join(f"{file.path}\t{file.size}\t{file.changed}" for file in listed)
    return sha256(told.encode("utf-8", "replace")).hexdigest()


def find_changes(
    db: Session, folder: Path, *, deep: bool = True, most: int | None = None
) -> tuple[Content, tuple[Changed, ...]]:
    """Find the courses whose files changed since their last check, ``most`` of them (None: all).

    The laws and frameworks count into every course's mark. One that failed for want of another counts as changed.
    """
    content = open_content(folder)
    beside = _marks([content.root / "laws.yaml", *sorted(content.root.glob("frameworks/*.yaml"))])[:16]
    known = {row.slug: row for row in db.exec(select(CourseCheck)).all()}
    found: list[Changed] = []
    for slug, place, shown in content.courses:
        mark = f"{fingerprint(place)}:{beside}"
        last = known.get(slug)
        done = (f"deep:{mark}",) if deep else (f"deep:{mark}", f"quick:{mark}")
        if last is None or last.fingerprint not in done or _depends(last):
            checked_at = None if last is None else last.checked_at
            found.append(Changed(slug, place, shown, f"{'deep' if deep else 'quick'}:{mark}", checked_at))
            if len(found) == most:
                break
    return content, tuple(found)


def read_changes(
    db: Session,
    folder: Path,
    *,
    deep: bool = True,
    most: int | None = None,
    found: tuple[Content, Sequence[Changed]] | None = None,
) -> Read:
    """Read the courses whose files changed and work out what they would release; return them by slug.

    ``found`` is what `find_changes` returned, or a part of it; those that another process took up since are left out.
    """
    if found is None:
        found = find_changes(db, folder, deep=deep, most=most)
        folders = found[1]
    else:
        slugs = [one.slug for one in found[1]]
        rows = db.exec(select(CourseCheck.slug, CourseCheck.checked_at).where(col(CourseCheck.slug).in_(slugs))).all()
        checked = dict(rows)
        folders = tuple(one for one in found[1] if checked.get(one.slug) == one.checked_at)
    with without_collector():
        drafts = [read_folder(one.place, one.slug, one.shown, found[0].around, deep=deep) for one in folders]
        before = followed(db, drafts)
        return found[0], {
            one.slug: ReadCourse(one.mark, draft, candidate(db, draft, before.get(one.slug)))
            for one, draft in zip(folders, drafts, strict=True)
        }


def _depends(last: CourseCheck) -> bool:
    """Whether a course failed for want of another one, which may have come meanwhile."""
    return any(finding["rule"] in ("C004", "C005") for finding in last.findings)


def _marks(paths: list[Path]) -> str:
    told = []
    for path in paths:
        if path.is_file():
            stat = path.stat()
            told.append(f"{path.name}\t{stat.st_size}\t{stat.st_mtime_ns}")
    return sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()
