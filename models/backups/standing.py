"""Is there a backup of last night, and if not, why? And when is the next one due?"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from models import access, choices, notices, settings, text
from models.audit import AuditLine
from models.backups.tables import BackupRun
from models.rights import DomainError, Right

DAY = timedelta(days=1)
OLD = timedelta(hours=36)  # since the last one: a night was missed, and half a day went by
AGAIN = timedelta(hours=1)  # after one that failed


class Trouble(StrEnum):
    """What is wrong with the backups."""

    OFF = "off"  # somebody else sees to them, or it is a demonstration
    NEVER = "never"
    FAILED = "failed"
    OLD = "old"


@dataclass(frozen=True)
class Standing:
    """The last backup that was made, the last that failed if it is the newer one, and what that amounts to."""

    trouble: Trouble | None
    last: BackupRun | None
    wrong: DomainError | None
    failed_at: datetime | None
    next_at: datetime | None


def last_slot(now: datetime, hour: int) -> datetime:
    """Return the latest moment, now or before, at which the clock in Hanoi showed that full hour."""
    slot = datetime.combine(text.local_day(now), time(hour), text.HANOI)
    return slot if slot <= now else slot - DAY


def is_due(db: Session, *, now: datetime) -> bool:
    """Return whether the schedule wants a backup now.

    One that was missed since the machine was off is made as soon as it runs; one that failed is tried again in an
    hour. An installation that is younger than the last hour set has to wait for the next.
    """
    if not _scheduled():
        return False
    slot = last_slot(now, choices.current(db).backup_hour)
    last, failed = _last(db, good=True), _last(db, good=False)
    if failed is not None and failed.ended_at > now - AGAIN and (last is None or failed.begun_at > last.begun_at):
        return False
    if last is not None:
        return last.begun_at < slot
    began = db.exec(select(func.min(AuditLine.at))).one()
    return began is not None and began < slot


def standing(db: Session, *, now: datetime) -> Standing:
    """Return how the backups stand."""
    last, failed = _last(db, good=True), _last(db, good=False)
    wrong = None
    if failed is not None and failed.wrong and (last is None or failed.begun_at > last.begun_at):
        wrong = DomainError(failed.wrong["code"], **failed.wrong["values"])
    next_at = None
    if _scheduled():
        next_at = now if is_due(db, now=now) else last_slot(now, choices.current(db).backup_hour) + DAY
    return Standing(_trouble(last, wrong, now), last, wrong, failed.ended_at if failed and wrong else None, next_at)


def warn(db: Session, *, now: datetime) -> None:
    """Tell every administrator, once a day, that a backup failed or that the last one is too old."""
    found = standing(db, now=now)
    if found.trouble not in (Trouble.FAILED, Trouble.OLD):
        return
    day = text.local_day(now).isoformat()
    for person in access.holders(db, Right.ADMINISTER, now=now):
        notices.tell(db, person, f"backup-{found.trouble}", now=now, link="/settings", once=day)


def _trouble(last: BackupRun | None, wrong: DomainError | None, now: datetime) -> Trouble | None:
    if not _scheduled():
        return Trouble.OFF
    if wrong is not None:
        return Trouble.FAILED
    if last is None:
        return Trouble.NEVER
    return Trouble.OLD if last.begun_at < now - OLD else None


def _scheduled() -> bool:
    chosen = settings.current()
    return chosen.backups and not chosen.demo


def _last(db: Session, *, good: bool) -> BackupRun | None:
    wanted = col(BackupRun.size).is_not(None) if good else col(BackupRun.size).is_(None)
    return db.exec(select(BackupRun).where(wanted).order_by(col(BackupRun.begun_at).desc()).limit(1)).first()
