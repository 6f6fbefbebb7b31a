"""The content an attempt was made on, by release and question hash; immutable, so each process keeps what it read."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models import courses, database
from models.courses import Course, Question
from models.courses.tables import Release
from models.rights import DomainError
from models.same import Same

_Kept = TypeVar("_Kept")
_RELEASE: Any = columns(col(Release.course_id), col(Release.hash)).where(col(Release.id) == bindparam("release"))


class _Memory(Generic[_Kept]):
    """Values by the hash of their content, the oldest dropped when there are too many."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.values: dict[str, _Kept] = {}
        self.lock = Lock()

    def get(self, digest: str, read: Callable[[], _Kept]) -> _Kept:
        found = self.values.get(digest)
        if found is None:
            found = read()
            with self.lock:
                self.values[digest] = found
                if len(self.values) > self.size:
                    del self.values[next(iter(self.values))]
        return found


_courses: _Memory[Course] = _Memory(64)
_questions: _Memory[Question] = _Memory(4096)


def released(db: Session, release_id: int) -> tuple[int, Course]:
    """Return a release's course id and the course as it was. Raises `DomainError` 'not-found'."""
    found = _row(db, release_id, lambda: database.rows(db, _RELEASE, release=release_id))
    if not found:
        raise DomainError("not-found")
    course_id, digest = found[0]
    return course_id, course(db, release_id, digest)


def read_beside(db: Session, release_id: int, course_id: int, digest: str) -> Course:
    """Return what `released` does, which asks no more for it, of a release whose row was read with something else."""
    _row(db, release_id, lambda: [(course_id, digest)])
    return course(db, release_id, digest)


def _row(db: Session, release_id: int, read: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    return database.lasting(db, ("release", release_id), read)


def course(db: Session, release_id: int, digest: str) -> Course:
    """Return the course as a release had it, by the hash that the release names."""
    return _courses.get(digest, lambda: courses.course_at(db, release_id))


def question(db: Session, digest: str) -> Question:
    """Return the very version of a question that an attempt asked, by its hash."""
    return _questions.get(digest, lambda: courses.question_at(db, digest))


@lru_cache(maxsize=4096)
def version_of(question: Same[Question]) -> str:
    """Return the version (its hash) of a question of a course in memory, which is computed from all of it."""
    return courses.version(question.it)


def clean_key(key: str) -> str:
    """Return an attempt's key, or '' where it could not be one (PostgreSQL refuses some characters altogether)."""
    return key if key.isascii() and key.isprintable() and len(key) <= 40 else ""
