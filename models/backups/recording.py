"""Writing down that a backup was made or not, and taking away those that nothing asks to keep."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models import audit, choices, text
from models.backups.keeping import Kept, dropped
from models.backups.making import Made
from models.backups.tables import BackupRun
from models.rights import Actor, DomainError, Right, check


def note_made(db: Session, actor: Actor, made: Made, *, scheduled: bool, now: datetime) -> None:
    """Write down that a backup was made. Raises `DomainError` 'forbidden'."""
    check(actor, Right.ADMINISTER)
    run = BackupRun(
        begun_at=made.manifest.made_at,
        ended_at=now,
        scheduled=scheduled,
        name=made.path.name,
        folder=str(made.path.parent),
        size=made.size,
    )
    db.add(run)
    db.flush()
    audit.record(db, actor, "backups.make", "backup", run.id, now=now, file=made.path.name, size=made.size)


def note_failed(
    db: Session, actor: Actor, wrong: DomainError, folder: Path, *, scheduled: bool, begun: datetime, now: datetime
) -> None:
    """Write down why there is no backup. Raises `DomainError` 'forbidden'."""
    check(actor, Right.ADMINISTER)
    told = {"code": wrong.code, "values": {name: text.shown(value) for name, value in wrong.values.items()}}
    db.add(BackupRun(begun_at=begun, ended_at=now, scheduled=scheduled, folder=str(folder), wrong=told))


def take_away_old(folder: Path, values: choices.Choices) -> list[str]:
    """Remove the backups of the schedule that are not kept any more, and return their names."""
    kept = Kept(values.backups_daily, values.backups_weekly, values.backups_monthly)
    names = dropped((path.name for path in folder.glob("kns-*.zip")), kept)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    return names
