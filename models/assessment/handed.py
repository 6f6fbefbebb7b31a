"""Files that were handed in: which there are, and their bytes for who may have them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.assessment import versions
from models.assessment.owning import is_own
from models.assessment.tables import Attempt, AttemptState, Handed, HandedContent
from models.assessment.true_kinds import MEDIA_TYPES
from models.rights import Actor, DomainError, Held, Right


@dataclass(frozen=True)
class HandedFile:
    """A file that was handed in, as lists show it."""

    key: str
    place: int
    name: str
    kind: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Download:
    """A file's bytes, what they are, and under which name they are given to who asked."""

    name: str
    media_type: str
    data: bytes


def files_of(db: Session, attempt_id: int) -> dict[int, tuple[HandedFile, ...]]:
    """Return the files of an attempt by place, each in the order in which they came."""
    found: dict[int, tuple[HandedFile, ...]] = {}
    for row in db.exec(select(Handed).where(Handed.attempt_id == attempt_id).order_by(col(Handed.id))):
        file = HandedFile(row.key, row.place, row.name, row.kind, row.size, row.at)
        found[row.place] = (*found.get(row.place, ()), file)
    return found


def keys_at(db: Session, attempt_id: int, place: int) -> list[str]:
    """Return the keys of the files at a place: the answer that is stored there."""
    mine = select(Handed.key).where(Handed.attempt_id == attempt_id, Handed.place == place)
    return list(db.exec(mine.order_by(col(Handed.id))).all())


def download(db: Session, actor: Actor, key: str) -> Download:
    """Return a file for its owner; or, once it was handed in, for whoever keeps the course, without its owner's words.

    Raises `DomainError` 'not-found', also for a file that somebody else may have.
    """
    row = db.exec(
        select(Handed, Attempt)
        .join(Attempt, col(Attempt.id) == col(Handed.attempt_id))
        .where(Handed.key == versions.clean_key(key))
    ).first()
    if row is None:
        raise DomainError("not-found")
    file, attempt = row
    if is_own(db, actor, attempt):
        name = file.name
    elif attempt.state is AttemptState.SUBMITTED and keeps(actor, attempt.course_id):
        number = 1 + keys_at(db, file.attempt_id, file.place).index(file.key)
        name = f"bai-{attempt.id}-cau-{file.place}-tep-{number}.{file.kind}"
    else:
        raise DomainError("not-found")
    return Download(name, MEDIA_TYPES[file.kind], db.get_one(HandedContent, file.id).data)


def keeps(actor: Actor, course_id: int) -> bool:
    """Return whether somebody keeps a course, and so judges what is handed in there."""
    return bool({Held(Right.AUTHOR), Held(Right.AUTHOR, course_id=course_id)} & actor.held)
