"""From the content folder into the database, and back: releases, texts by their hash, findings of the last check.

A course becomes a release when its check finds no error. Until then its last release stays exactly as it was; only
a course that never had a release is shown without the parts that are kept back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from models import changes
from models.courses import candidates, files
from models.courses.candidates import Candidate, Newest, candidate, followed, newest, newest_ids
from models.courses.canonical import course_from, question_from
from models.courses.catalogue import Catalogue, Released
from models.courses.changed import Read, read_changes, without_collector
from models.courses.checking import Content, refuse_circles
from models.courses.command import finding_data
from models.courses.findings import Finding
from models.courses.folder import Draft, read_requires
from models.courses.questions.base import Question
from models.courses.schema import Course
from models.courses.tables import ContentText, CourseAlias, CourseCheck, CourseRecord, Media, Release
from models.rights import DomainError

LARGEST_ID = 65_535  # of a course: so much the columns of the figures hold
_BESIDE = "*"  # the check of laws.yaml and frameworks, which belong to no course


@dataclass(frozen=True)
class Taken:
    """What taking up a folder did: slugs by what became of them."""

    released: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def take_up(db: Session, folder: Path, *, now: datetime, deep: bool = True, read: Read | None = None) -> Taken:
    """Make releases of the courses whose files changed and whose check passes; keep the findings of the others.

    ``read`` is what `read_changes` returned, where that was done before the transaction: what it worked out stands
    unless another release came meanwhile. Writes a change line for each released course. Raises `DomainError`
    'courses-too-many'.
    """
    content, found = read or read_changes(db, folder, deep=deep)
    drafts = tuple(one.draft for one in found.values())
    before = followed(db, drafts)
    released: list[tuple[Candidate, Course, Draft]] = []
    refused: list[str] = []
    findings: dict[str, tuple[str, tuple[Finding, ...]]] = {_BESIDE: ("", content.findings)}
    for draft in refuse_circles(drafts, _requirements(db, drafts, content)):
        mark, as_read, ready = found[draft.slug]
        previous = before.get(draft.slug)
        if draft is not as_read or ready.after != (None if previous is None else previous.release_id):
            ready = candidate(db, draft, previous)
        findings[draft.slug] = (mark, ready.findings)
        if ready.course is None:
            refused.append(draft.slug)
        elif previous is None or previous.hash != ready.hash:
            released.append((ready, ready.course, draft))
    _release(db, released, before, now=now)
    _keep_findings(db, findings, now=now)
    _forget_removed(db, {slug for slug, _, _ in content.courses})
    db.flush()
    done = tuple(course.slug for _, course, _ in released)
    untouched = {slug for slug, _, _ in content.courses} - {*done, *refused}
    return Taken(done, tuple(sorted(untouched)), tuple(refused))


def release_alone(db: Session, course: Course, *, now: datetime) -> tuple[int, int]:
    """Make a release of a course that stands in memory, unchecked and without its media, in a database of its own.

    Returns the course's id and the release's: where an author rehearses it.
    """
    _release(db, [(candidates.ready(course), course, Draft(course.slug, course, (), {}))], {}, now=now)
    made = newest(db, [course.slug])[course.slug]
    return made.course_id, made.release_id


def ids_of(db: Session, slugs: Iterable[str]) -> list[int]:
    """Return the ids of courses by their slugs."""
    rows = db.exec(select(CourseRecord.id).where(col(CourseRecord.slug).in_(list(slugs)))).all()
    return [number for number in rows if number is not None]


def load_catalogue(
    db: Session, before: Catalogue | None = None, *, as_read: Mapping[str, Course] = MappingProxyType({})
) -> Catalogue:
    """Return the newest release of every course; what ``before`` holds already is not read again.

    ``as_read`` are courses by their hash that this process has from their files, and need not get from the database.
    """
    rows = db.exec(
        select(Release.id, Release.course_id, Release.hash, Release.released_at).where(
            col(Release.id).in_(newest_ids())
        )
    ).all()
    held = {one.release_id: one for one in before.releases} if before is not None else {}
    texts = _texts(db, [digest for number, _, digest, _ in rows if number not in held and digest not in as_read])
    with without_collector():
        releases = [
            held.get(number)
            or Released(course_id, number, digest, as_read.get(digest) or course_from(texts[digest]), released_at)
            for number, course_id, digest, released_at in rows
            if number is not None
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


def _requirements(db: Session, drafts: tuple[Draft, ...], content: Content) -> dict[str, tuple[str, ...]]:
    """Return what the courses require that the drafts lead to: by their release, or by their file if they have none."""
    found: dict[str, tuple[str, ...]] = {}
    folders = {slug: (place, shown) for slug, place, shown in content.courses}
    known = {draft.slug for draft in drafts if draft.course is not None}
    waiting = {slug for draft in drafts if draft.course is not None for slug in draft.course.requires}
    while waiting := waiting - known:
        known |= waiting
        there = newest(db, waiting)
        for slug in waiting:
            if slug in there:
                found[slug] = course_at(db, there[slug].release_id).requires
            elif slug in folders:
                found[slug] = read_requires(folders[slug][0], slug, folders[slug][1], content.around)
        waiting = {further for slug in waiting for further in found.get(slug, ())}
    return found


def _release(
    db: Session, ready: list[tuple[Candidate, Course, Draft]], before: dict[str, Newest], *, now: datetime
) -> None:
    """Write releases, all of them at once: thousands of rows in the time of a few statements."""
    ids = _records(db, [course for _, course, _ in ready], before, now=now)
    texts = {digest: text for candidate, _, _ in ready for digest, text in candidate.texts.items()}
    _insert(db, ContentText, [{"hash": digest, "text": text} for digest, text in texts.items()])
    _keep_media(db, ready)
    rows = [
        {
            "course_id": ids[course.slug],
            "edition": course.edition,
            "hash": candidate.hash,
            "status": course.status.value,
            "renews": course.renew_by is not None,
            "title": str(course.title.vi),
            "released_at": now,
        }
        for candidate, course, _ in ready
    ]
    _insert(db, Release, rows)
    for course_id in ids.values():
        changes.note(db, changes.Kind.COURSE, course_id, now=now)


def _records(db: Session, made: list[Course], before: dict[str, Newest], *, now: datetime) -> dict[str, int]:
    """Return the ids of courses by their slugs; new ones get a record, renamed ones keep theirs."""
    slugs = [course.slug for course in made]
    for slug in slugs:
        if slug in before and before[slug].slug != slug:
            _rename(db, before[slug], slug)
    read = select(CourseRecord.slug, CourseRecord.id).where(col(CourseRecord.slug).in_(slugs))
    there = {slug for slug, _number in db.exec(read)}  # PostgreSQL would use a number up for each that is passed over
    _insert(db, CourseRecord, [{"slug": slug, "first_seen_at": now} for slug in slugs if slug not in there])
    ids = {slug: number or 0 for slug, number in db.exec(read)}
    if max(ids.values(), default=0) > LARGEST_ID:
        raise DomainError("courses-too-many", most=LARGEST_ID)
    return {slug: ids[slug] for slug in slugs}


def _rename(db: Session, before: Newest, slug: str) -> None:
    _insert(db, CourseAlias, [{"slug": before.slug, "course_id": before.course_id}])
    db.execute(update(CourseRecord).where(col(CourseRecord.id) == before.course_id).values(slug=slug))


def _insert(db: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows, passing over those that are there."""
    if rows:
        make = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        db.connection().execute(make(table).on_conflict_do_nothing(), rows)


def _keep_media(db: Session, ready: list[tuple[Candidate, Course, Draft]]) -> None:
    by_path = {(draft.slug, file.path): file for _, _, draft in ready for file in draft.media}
    wanted = {media.hash: by_path.get((course.slug, media.path)) for _, course, _ in ready for media in course.media}
    there = set(db.exec(select(Media.hash).where(col(Media.hash).in_(list(wanted)))).all())
    for digest, file in wanted.items():
        if digest in there or file is None:
            continue
        data, _ = files.read_bytes(file, "")
        if data is not None and files.digest(data) == digest:
            _insert(db, Media, [{"hash": digest, "kind": files.MEDIA_TYPES[file.suffix], "data": data}])


def _keep_findings(db: Session, found: dict[str, tuple[str, tuple[Finding, ...]]], *, now: datetime) -> None:
    rows = db.exec(select(CourseCheck).where(col(CourseCheck.slug).in_(list(found)))).all()
    there = {row.slug: row for row in rows}
    for slug, (mark, findings) in found.items():
        row = there.get(slug) or CourseCheck(slug=slug, checked_at=now, fingerprint=mark)
        row.checked_at, row.fingerprint = now, mark
        row.errors = sum(finding.is_error for finding in findings)
        row.warnings = len(findings) - row.errors
        row.findings = [finding_data(finding) for finding in findings]
        db.add(row)


def _forget_removed(db: Session, slugs: set[str]) -> None:
    """Drop the checks of folders that are gone; what was released of them stays."""
    gone = set(db.exec(select(CourseCheck.slug)).all()) - slugs - {_BESIDE}
    if gone:
        db.execute(delete(CourseCheck).where(col(CourseCheck.slug).in_(gone)))
