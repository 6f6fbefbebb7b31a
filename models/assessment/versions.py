"""The content an attempt was made on, by release and question hash; immutable, so each process keeps what it read."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models.courses.canonical import canonical, course_from, question_from, text_version
from models.courses.schema import Course, Question
from models.courses.tables import ContentText, Release
from models.rights import DomainError

_course = lru_cache(maxsize=64)(course_from)
_question = lru_cache(maxsize=4096)(question_from)


def released(db: Session, release_id: int) -> tuple[int, Course]:
    """Return a release's course id and the course as it was. Raises `DomainError` 'not-found'."""
    row = db.exec(
        select(Release.course_id, ContentText.text)
        .join(ContentText, col(ContentText.hash) == Release.hash)
        .where(Release.id == release_id)
    ).first()
    if row is None:
        raise DomainError("not-found")
    return row[0], _course(row[1])


def questions(db: Session, hashes: set[str]) -> dict[str, Question]:
    """Return the very versions of questions that an attempt asked, by their hash."""
    rows = db.exec(select(ContentText.hash, ContentText.text).where(col(ContentText.hash).in_(hashes)))
    return {digest: _question(canonical) for digest, canonical in rows}


def keep(db: Session, asked: Iterable[Question]) -> list[str]:
    """Return the questions' hashes in their order, their canonical texts being in the database."""
    texts = [canonical(question) for question in asked]
    rows = [{"hash": text_version(one), "text": one} for one in texts]
    kept = set(db.exec(select(ContentText.hash).where(col(ContentText.hash).in_([row["hash"] for row in rows]))))
    if missing := [row for row in rows if row["hash"] not in kept]:
        make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        db.execute(make(ContentText).values(missing).on_conflict_do_nothing())
    return [row["hash"] for row in rows]


def clean_key(key: str) -> str:
    """Return an attempt's key, or '' where it could not be one (PostgreSQL refuses some characters altogether)."""
    return key if key.isascii() and key.isprintable() and len(key) <= 40 else ""
