"""What a course folder would release, worked out before the transaction that writes it, so that this one is short."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from models.courses.canonical import canonical_parts, course_from, text_version, with_option_ids
from models.courses.findings import Finding
from models.courses.folder import Draft
from models.courses.listing import readable
from models.courses.schema import Course, Status
from models.courses.tables import ContentText, CourseRecord, Release

_SHOWN = (Status.PUBLISHED, Status.RETIRED)


class Newest(NamedTuple):
    """The newest release of a course."""

    course_id: int
    slug: str
    release_id: int
    hash: str


@dataclass(frozen=True)
class Candidate:
    """A course as it would follow the release ``after`` (None: its first), and all that was found.

    ``course`` is None where nothing is to be released. ``texts`` are the canonical texts of the course and of its
    questions by their hash; ``hash`` is the course's own.
    """

    after: int | None
    findings: tuple[Finding, ...]
    course: Course | None = None
    hash: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def newest_ids() -> Any:
    """Return the query for the newest release of each course."""
    return select(func.max(Release.id)).group_by(col(Release.course_id))


def newest(db: Session, slugs: Iterable[str]) -> dict[str, Newest]:
    """Return the newest releases of courses by their slugs."""
    rows = db.exec(
        select(CourseRecord.id, CourseRecord.slug, Release.id, Release.hash)
        .join(Release, col(Release.course_id) == col(CourseRecord.id))
        .where(col(CourseRecord.slug).in_(list(slugs)), col(Release.id).in_(newest_ids()))
    ).all()
    return {slug: Newest(course_id or 0, slug, release_id or 0, digest) for course_id, slug, release_id, digest in rows}


def followed(db: Session, drafts: Iterable[Draft]) -> dict[str, Newest]:
    """Return by slug the releases that drafts would follow: their own newest, or that of a course they were once."""
    names = {draft.slug: (draft.slug, *(draft.course.formerly if draft.course else ())) for draft in drafts}
    there = newest(db, {name for listed in names.values() for name in listed})
    found = {slug: next((there[name] for name in listed if name in there), None) for slug, listed in names.items()}
    return {slug: release for slug, release in found.items() if release is not None}


def candidate(db: Session, draft: Draft, previous: Newest | None) -> Candidate:
    """Work out what a draft would release after ``previous``: nothing while an error stands against that one."""
    after = None if previous is None else previous.release_id
    if draft.course is None:
        return Candidate(after, draft.findings)
    before = None if previous is None else course_from(_text(db, previous.hash))
    course, asked = with_option_ids(draft.course, before, draft.places)
    findings = (*draft.findings, *readable(asked))
    if course.status not in _SHOWN and previous is None:
        return Candidate(after, findings)
    if previous is not None and any(finding.is_error for finding in findings):
        return Candidate(after, findings)
    return ready(course, after, findings)


def ready(course: Course, after: int | None = None, findings: tuple[Finding, ...] = ()) -> Candidate:
    """Return what is written of a course that is to be released."""
    text, questions = canonical_parts(course)
    digest = text_version(text)
    return Candidate(after, findings, course, digest, {digest: text, **{text_version(one): one for one in questions}})


def _text(db: Session, digest: str) -> str:
    return db.exec(select(ContentText.text).where(ContentText.hash == digest)).one()
