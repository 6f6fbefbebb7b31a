"""Files for an answer: added and taken away until the attempt is handed in, never by what their name says.

Every act locks the attempt's row first. The list of files is the answer that is stored; the same file sent twice is
there once; what was taken away is gone. What one person has handed in and nobody has judged yet is bounded in all.
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, or_, text
from sqlmodel import Session, col, select

from models import settings
from models.assessment import versions
from models.assessment.answering import store
from models.assessment.handed import HandedFile, files_of, keys_at
from models.assessment.owning import own
from models.assessment.places import open_place
from models.assessment.tables import Attempt, AttemptItem, AttemptState, Handed, HandedContent
from models.assessment.true_kinds import clean_name, kind_of
from models.courses import Question
from models.rights import Actor, DomainError

MEGABYTE = 1_000_000


def may_add(db: Session, actor: Actor, key: str, place: int, *, size: int = 0, now: datetime) -> tuple[str, ...]:
    """Return which kinds of files may be added at a place, asked before a file of ``size`` bytes is read.

    Raises `DomainError` 'not-found' (another's attempt, a place that takes no files), 'attempt-closed', 'time-over',
    'file-too-many' (``most``), 'files-full' (``used``, ``most`` and ``size`` in megabytes).
    """
    attempt_id, question = _place(db, actor, key, place, now=now, lock=False)
    if len(keys_at(db, attempt_id, place)) >= question.settings()["most"]:
        raise DomainError("file-too-many", most=question.settings()["most"])
    _check_room(db, actor, size)
    return tuple(question.settings()["kinds"])


def add_file(
    db: Session, actor: Actor, key: str, place: int, name: str, data: bytes, *, now: datetime
) -> tuple[HandedFile, ...]:
    """Add a file to the answer at a place of the actor's open attempt, and return all that are there.

    Raises what `may_add` and `kind_of` raise.
    """
    attempt_id, question = _place(db, actor, key, place, now=now, lock=True)
    kind, digest = kind_of(data, question.settings()["kinds"]), sha256(data).hexdigest()
    there = select(Handed.id).where(Handed.attempt_id == attempt_id, Handed.place == place, Handed.hash == digest)
    if db.exec(there).first() is None:
        if len(keys_at(db, attempt_id, place)) >= question.settings()["most"]:
            raise DomainError("file-too-many", most=question.settings()["most"])
        _one_file_at_a_time(db, actor)
        _check_room(db, actor, len(data))
        file = Handed(
            attempt_id=attempt_id,
            place=place,
            name=clean_name(name, kind),
            kind=kind,
            size=len(data),
            hash=digest,
            at=now,
        )
        db.add(file)
        db.flush()
        assert file.id is not None
        db.add(HandedContent(handed_id=file.id, data=data))
        _keep_answer(db, attempt_id, place, now)
    return files_of(db, attempt_id).get(place, ())


def remove_file(db: Session, actor: Actor, key: str, place: int, file: str, *, now: datetime) -> tuple[HandedFile, ...]:
    """Take a file away from the answer at a place, for good, and return those that are left; again it changes nothing.

    Raises `DomainError` 'not-found', 'attempt-closed', 'time-over'.
    """
    attempt_id, _ = _place(db, actor, key, place, now=now, lock=True)
    row = db.exec(
        select(Handed).where(
            Handed.attempt_id == attempt_id, Handed.place == place, Handed.key == versions.clean_key(file)
        )
    ).first()
    if row is not None:
        db.execute(delete(HandedContent).where(col(HandedContent.handed_id) == row.id))
        db.delete(row)
        _keep_answer(db, attempt_id, place, now)
    return files_of(db, attempt_id).get(place, ())


def _check_room(db: Session, actor: Actor, size: int) -> None:
    """Raise 'files-full' where a file of ``size`` bytes is more than the actor may still hand in."""
    open_or_waiting = or_(Attempt.state == AttemptState.OPEN, col(AttemptItem.waits))  # type: ignore[arg-type]
    used = db.exec(
        select(func.coalesce(func.sum(Handed.size), 0))
        .join(Attempt, col(Attempt.id) == Handed.attempt_id)
        .join(AttemptItem, (col(AttemptItem.attempt_id) == Handed.attempt_id) & (AttemptItem.place == Handed.place))
        .where(own(actor), open_or_waiting)
    ).one()
    most = settings.current().task_person_mb
    if used + size > most * MEGABYTE:
        told = {name: round(value / MEGABYTE, 1) for name, value in (("used", used), ("size", size))}
        raise DomainError("files-full", most=most, **told)


def _one_file_at_a_time(db: Session, actor: Actor) -> None:
    """Let what one person hands in, in several attempts, follow one another; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":  # no person has the number -2: see `attempts.one_at_a_time`
        db.execute(text("SELECT pg_advisory_xact_lock(-2, :person)"), {"person": actor.person_id})


def _keep_answer(db: Session, attempt_id: int, place: int, now: datetime) -> None:
    """Let the stored answer be the files that are there."""
    db.flush()
    store(db, attempt_id, place, keys_at(db, attempt_id, place) or None, now)


def _place(db: Session, actor: Actor, key: str, place: int, *, now: datetime, lock: bool) -> tuple[int, Question]:
    here = open_place(db, actor, key, place, now=now, lock=lock)
    question = versions.question(db, here.question_hash)
    if not question.takes_files:
        raise DomainError("not-found")
    return here.attempt_id, question
