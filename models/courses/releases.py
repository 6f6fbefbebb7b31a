"""From the content folder into the database, and back: releases, texts by their hash, findings of the last check.

A course becomes a release when its check finds no error. Until then its last release stays exactly as it was; only
a course that never had a release is shown without the parts that are kept back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, select

from models import changes
from models.courses import files
from models.courses.canonical import canonical_parts, course_from, question_from, text_version, with_option_ids
from models.courses.catalogue import Catalogue, Released
from models.courses.changed import Read, read_changes, without_collector
from models.courses.checking import Content, refuse_circles
from models.courses.command import finding_data
from models.courses.findings import Finding
from models.courses.folder import Draft, read_requires
from models.courses.questions.base import Question
from models.courses.schema import Course, Status
from models.courses.tables import ContentText, CourseAlias, CourseCheck, CourseRecord, Media, Release
from models.rights import DomainError

_SHOWN = (Status.PUBLISHED, Status.RETIRED)
_BESIDE = "*"  # the check of laws.yaml and frameworks, which belong to no course


@dataclass(frozen=True)
class Taken:
    """What taking up a folder did: slugs by what became of them."""

    released: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def take_up(db: Session, folder: Path, *, now: datetime, deep: bool = True, read: Read | None = None) -> Taken:
    """Make releases of the courses whose files changed and whose check passes; keep the findings of the others.

    ``read`` is what `read_changes` returned, where that was done before the transaction. Writes a change line for
    each released course.
    """
    content, drafts = read or read_changes(db, folder, deep=deep)
    latest = _latest(db)
    released: list[str] = []
    refused: list[str] = []
    with without_collector():
        read_now = tuple(draft for _, draft in drafts.values())
        for draft in refuse_circles(read_now, _requirements(db, latest, read_now, content)):
            previous = latest.get(draft.slug) or _renamed(draft.course, latest)
            findings, course = _releasable(db, draft, previous)
            if course is None:
                refused.append(draft.slug)
            elif _release(db, course, draft, previous, now=now):
                released.append(draft.slug)
            _keep_findings(db, draft.slug, drafts[draft.slug][0], findings, now=now)
        _keep_findings(db, _BESIDE, "", content.findings, now=now)
        _forget_removed(db, {slug for slug, _, _ in content.courses})
        db.flush()
    untouched = {slug for slug, _, _ in content.courses} - set(released) - set(refused)
    return Taken(tuple(released), tuple(sorted(untouched)), tuple(refused))


def ids_of(db: Session, slugs: Iterable[str]) -> list[int]:
    """Return the ids of courses by their slugs."""
    rows = db.exec(select(CourseRecord.id).where(col(CourseRecord.slug).in_(list(slugs)))).all()
    return [number for number in rows if number is not None]


def load_catalogue(db: Session, before: Catalogue | None = None) -> Catalogue:
    """Return the newest release of every course; what ``before`` holds already is not read again."""
    newest = db.exec(
        select(Release.id, Release.course_id, Release.hash, Release.released_at).where(col(Release.id).in_(_newest()))
    ).all()
    held = {one.release_id: one for one in before.releases} if before is not None else {}
    texts = _texts(db, [digest for release_id, _, digest, _ in newest if release_id not in held])
    with without_collector():
        releases = [
            held.get(release_id) or Released(course_id, release_id, digest, course_from(texts[digest]), released_at)
            for release_id, course_id, digest, released_at in newest
            if release_id is not None
        ]
    return Catalogue(releases, before)


def _texts(db: Session, hashes: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for begin in range(0, len(hashes), 500):
        wanted = col(ContentText.hash).in_(hashes[begin : begin + 500])
        found.update(db.exec(select(ContentText.hash, ContentText.text).where(wanted)).all())
    return found


def course_at(db: Session, release_id: int) -> Course:
    """Return a course as a release has it; raises `DomainError` 'unknown-release'."""
    text = db.exec(
        select(ContentText.text)
        .join(Release, col(Release.hash) == col(ContentText.hash))
        .where(col(Release.id) == release_id)
    ).first()
    if text is None:
        raise DomainError("unknown-release", release=release_id)
    return course_from(text)


def question_at(db: Session, question_hash: str) -> Question:
    """Return a question as it was asked, by its version; raises `DomainError` 'unknown-question'."""
    row = db.get(ContentText, question_hash)
    if row is None:
        raise DomainError("unknown-question", hash=question_hash)
    return question_from(row.text)


def media_at(db: Session, media_hash: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a released picture or document, by its hash."""
    row = db.get(Media, media_hash) if media_hash.isalnum() else None  # PostgreSQL refuses some characters altogether
    return None if row is None else (row.kind, row.data)


def checks(db: Session) -> list[CourseCheck]:
    """Return what the last check of every course found, by slug; '*' is what belongs to no course."""
    return list(db.exec(select(CourseCheck).order_by(CourseCheck.slug)).all())


def _newest() -> Any:
    return select(func.max(Release.id)).group_by(col(Release.course_id))


def _latest(db: Session) -> dict[str, tuple[CourseRecord, Release]]:
    rows = db.exec(
        select(CourseRecord, Release)
        .join(Release, col(Release.course_id) == col(CourseRecord.id))
        .where(col(Release.id).in_(_newest()))
    ).all()
    return {record.slug: (record, release) for record, release in rows}


def _requirements(
    db: Session, latest: Mapping[str, tuple[CourseRecord, Release]], drafts: tuple[Draft, ...], content: Content
) -> dict[str, tuple[str, ...]]:
    """Return what courses require that are not among the drafts: by their release, or by their file if they have none.

    Nothing is read where no draft requires anything.
    """
    if not any(draft.course is not None and draft.course.requires for draft in drafts):
        return {}
    found = {slug: course_at(db, release.id or 0).requires for slug, (_, release) in latest.items()}
    waiting = [slug for draft in drafts if draft.course is not None for slug in draft.course.requires]
    folders = {slug: (place, shown) for slug, place, shown in content.courses}
    known = {*found, *(draft.slug for draft in drafts)}
    while waiting:
        slug = waiting.pop()
        if slug in known or slug not in folders:
            continue
        known.add(slug)
        place, shown = folders[slug]
        found[slug] = read_requires(place, slug, shown, content.around)
        waiting.extend(found[slug])
    return found


def _renamed(
    course: Course | None, latest: dict[str, tuple[CourseRecord, Release]]
) -> tuple[CourseRecord, Release] | None:
    return next((latest[old] for old in (course.formerly if course else ()) if old in latest), None)


def _releasable(
    db: Session, draft: Draft, previous: tuple[CourseRecord, Release] | None
) -> tuple[tuple[Finding, ...], Course | None]:
    """Return all findings, and the course to release: None while an error stands against an earlier release."""
    if draft.course is None:
        return draft.findings, None
    before = None if previous is None else course_at(db, previous[1].id or 0)
    course, asked = with_option_ids(draft.course, before, draft.places)
    findings = (*draft.findings, *asked)
    if draft.course.status not in _SHOWN and previous is None:
        return findings, None
    if previous is not None and any(finding.is_error for finding in findings):
        return findings, None
    return findings, course


def _release(
    db: Session, course: Course, draft: Draft, previous: tuple[CourseRecord, Release] | None, *, now: datetime
) -> bool:
    text, questions = canonical_parts(course)
    digest = text_version(text)
    if previous is not None and previous[1].hash == digest:
        return False
    record = _record(db, course, previous, now=now)
    assert record.id is not None
    _keep_texts(db, {digest: text, **{text_version(question): question for question in questions}})
    _keep_media(db, course, draft)
    db.add(
        Release(
            course_id=record.id,
            edition=course.edition,
            hash=digest,
            status=course.status.value,
            renews=course.renew_by is not None,
            title=str(course.title.vi),
            released_at=now,
        )
    )
    changes.note(db, changes.Kind.COURSE, record.id, now=now)
    db.flush()
    return True


def _record(
    db: Session, course: Course, previous: tuple[CourseRecord, Release] | None, *, now: datetime
) -> CourseRecord:
    record = previous[0] if previous else db.exec(select(CourseRecord).where(CourseRecord.slug == course.slug)).first()
    if record is None:
        record = CourseRecord(slug=course.slug, first_seen_at=now)
        db.add(record)
        db.flush()
    elif record.slug != course.slug:
        assert record.id is not None
        if db.get(CourseAlias, record.slug) is None:
            db.add(CourseAlias(slug=record.slug, course_id=record.id))
        record.slug = course.slug
        db.flush()
    return record


def _keep_texts(db: Session, texts: dict[str, str]) -> None:
    there = _present(db, col(ContentText.hash), texts)
    rows = [{"hash": digest, "text": text} for digest, text in texts.items() if digest not in there]
    if rows:
        db.execute(insert(ContentText), rows)


def _keep_media(db: Session, course: Course, draft: Draft) -> None:
    wanted = {media.hash: media.path for media in course.media}
    there = _present(db, col(Media.hash), wanted)
    by_path = {file.path: file for file in draft.media}
    for digest, path in wanted.items():
        file = by_path.get(path)
        if digest in there or file is None:
            continue
        data, _ = files.read_bytes(file, "")
        if data is not None and files.digest(data) == digest:
            db.add(Media(hash=digest, kind=files.MEDIA_TYPES[file.suffix], data=data))
    db.flush()


def _present(db: Session, column: Any, hashes: Iterable[str]) -> set[str]:
    wanted = list(hashes)
    found: set[str] = set()
    for begin in range(0, len(wanted), 500):
        found.update(db.execute(select(column).where(column.in_(wanted[begin : begin + 500]))).scalars())
    return found


def _keep_findings(db: Session, slug: str, mark: str, findings: tuple[Finding, ...], *, now: datetime) -> None:
    errors = sum(finding.is_error for finding in findings)
    row = db.get(CourseCheck, slug) or CourseCheck(slug=slug, checked_at=now, fingerprint=mark)
    row.checked_at, row.fingerprint = now, mark
    row.errors, row.warnings = errors, len(findings) - errors
    row.findings = [finding_data(finding) for finding in findings]
    db.add(row)


def _forget_removed(db: Session, slugs: set[str]) -> None:
    """Drop the checks of folders that are gone; what was released of them stays."""
    gone = set(db.exec(select(CourseCheck.slug)).all()) - slugs - {_BESIDE}
    if gone:
        db.execute(delete(CourseCheck).where(col(CourseCheck.slug).in_(gone)))
