"""The content an attempt was made on, by release and question hash; immutable, so each process keeps what it read."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlmodel import Session, select

from models import courses
from models.courses import Course, Question
from models.courses.tables import Release
from models.rights import DomainError

_Kept = TypeVar("_Kept")


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
    row = db.exec(select(Release.course_id, Release.hash).where(Release.id == release_id)).first()
    if row is None:
        raise DomainError("not-found")
    return row[0], course(db, release_id, row[1])


def course(db: Session, release_id: int, digest: str) -> Course:
    """Return the course as a release had it, by the hash that the release names."""
    return _courses.get(digest, lambda: courses.course_at(db, release_id))


def question(db: Session, digest: str) -> Question:
    """Return the very version of a question that an attempt asked, by its hash."""
    return _questions.get(digest, lambda: courses.question_at(db, digest))


def clean_key(key: str) -> str:
    """Return an attempt's key, or '' where it could not be one (PostgreSQL refuses some characters altogether)."""
    return key if key.isascii() and key.isprintable() and len(key) <= 40 else ""
