"""What is stored of content: releases and the texts and media they are made of; findings of the last check.

All processes serve the newest release in the database; files become a release when their check passes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from models.database import UtcMoment


class CourseRecord(SQLModel, table=True):
    """A course's lasting identity. Its slug is the folder's name; earlier names are in `CourseAlias`."""

    __tablename__ = "course"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    first_seen_at: datetime = Field(sa_type=UtcMoment)


class CourseAlias(SQLModel, table=True):
    """A name a course had before (`formerly` in course.yaml)."""

    __tablename__ = "course_alias"

    slug: str = Field(primary_key=True)
    course_id: int = Field(foreign_key="course.id")


class ContentText(SQLModel, table=True):
    """The canonical text of a course, lesson or question, by the SHA-256 of its bytes."""

    __tablename__ = "content_text"

    hash: str = Field(primary_key=True)
    text: str


class Media(SQLModel, table=True):
    """A picture or document of a release, by the SHA-256 of its bytes."""

    __tablename__ = "media"

    hash: str = Field(primary_key=True)
    kind: str = Field(description="media type, such as image/svg+xml")
    data: bytes = Field(sa_type=LargeBinary)


class Release(SQLModel, table=True):
    """A course as it was from a moment on. The newest one of a course is served."""

    __tablename__ = "release"

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="course.id", index=True)
    edition: int
    hash: str = Field(foreign_key="content_text.hash")
    status: str = Field(description="draft, review, published or retired")
    renews: bool = Field(default=False, description="whether older editions' completions are due again")
    title: str
    released_at: datetime = Field(sa_type=UtcMoment)


class CourseCheck(SQLModel, table=True):
    """What the last check of a course's folder found; ``fingerprint`` tells whether the files changed since."""

    __tablename__ = "course_check"

    slug: str = Field(primary_key=True)
    checked_at: datetime = Field(sa_type=UtcMoment)
    fingerprint: str
    errors: int = 0
    warnings: int = 0
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
