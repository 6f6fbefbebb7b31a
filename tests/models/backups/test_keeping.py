"""Which backups are kept, when the next one is due, and who is told when there is none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models import access, audit, backups, choices, database, notices, settings
from models.backups import Kept, Made, Manifest, Trouble
from models.backups.keeping import name_of
from models.rights import DomainError, Role
from tests import factories

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)  # 02:00 on Monday 2 March 2026 in Hanoi


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings.Settings(data_dir=tmp_path / "data", demo=False)
    monkeypatch.setattr(settings, "current", lambda: chosen)


def made_at(db: Session, at: datetime) -> None:
    """Write down a backup that was begun at a moment."""
    manifest = Manifest(made_at=at, program="1", database="sqlite", revision=None, parts=[], elsewhere=[])
    made = Made(Path("/backups") / name_of(at), 1000, manifest)
    backups.note_made(db, access.operator(), made, scheduled=True, now=at + timedelta(minutes=5))
    db.flush()


def failed_at(db: Session, at: datetime) -> None:
    wrong = DomainError("backup-folder", folder="/x", why="no")
    backups.note_failed(db, access.operator(), wrong, Path("/x"), scheduled=True, begun=at, now=at)
    db.flush()


def test_the_newest_of_each_day_week_and_month_is_kept() -> None:
    nights = [NIGHT - timedelta(days=days) for days in range(100)]
    names = [name_of(at) for at in nights]
    left = set(names) - set(backups.dropped(names, Kept(daily=3, weekly=2, monthly=3)))
    # Monday 2, Sunday 1 March and Saturday 28 February; the weeks that end on them: that of 2 March and that of
    # 1 March; the months: March (2 March), February (its 28th) and January (its 31st)
    assert left == {name_of(NIGHT - timedelta(days=days)) for days in (0, 1, 2, 30)}


def test_two_of_one_day_leave_the_later_and_silence_drops_nothing() -> None:
    first, later = name_of(NIGHT), name_of(NIGHT + 5 * HOUR)
    old = [name_of(NIGHT - timedelta(days=400 + days)) for days in (0, 1)]
    assert backups.dropped([first, later, *old], Kept(7, 4, 12)) == [first]


def test_what_was_made_by_hand_or_is_another_file_is_never_dropped() -> None:
    names = [name_of(NIGHT - timedelta(days=1), "manual"), "ky-nang-so-before-0021.db", name_of(NIGHT)]
    assert backups.dropped(names, Kept(1, 0, 0)) == []


def test_nothing_to_keep_keeps_the_newest() -> None:
    assert backups.dropped([name_of(NIGHT), name_of(NIGHT - timedelta(days=1))], Kept(0, 0, 0)) == [
        name_of(NIGHT - timedelta(days=1))
    ]


def test_a_backup_is_due_once_after_the_hour_that_was_set(db: Session) -> None:
    audit.record(db, access.operator(), "choices.choose", "choice", now=NIGHT - 12 * HOUR)
    db.flush()
    assert not backups.is_due(db, now=NIGHT - HOUR)  # younger than the last night
    assert backups.is_due(db, now=NIGHT)
    assert backups.is_due(db, now=NIGHT + 9 * HOUR)  # the machine was off: as soon as it runs
    made_at(db, NIGHT + 9 * HOUR)
    assert not backups.is_due(db, now=NIGHT + 10 * HOUR)
    assert backups.is_due(db, now=NIGHT + 24 * HOUR)
    choices.choose(db, access.operator(), "backup_hour", 22, now=NIGHT + 9 * HOUR)
    db.flush()
    assert not backups.is_due(db, now=NIGHT + 19 * HOUR)
    assert backups.is_due(db, now=NIGHT + 20 * HOUR)


def test_one_that_failed_is_tried_again_in_an_hour(db: Session) -> None:
    made_at(db, NIGHT - 24 * HOUR)
    failed_at(db, NIGHT)
    assert not backups.is_due(db, now=NIGHT + HOUR / 2)
    assert backups.is_due(db, now=NIGHT + HOUR)


@pytest.mark.parametrize("off", [{"demo": True}, {"backups": False}])
def test_a_demonstration_and_who_switched_it_off_have_none(
    db: Session, off: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_at(db, NIGHT - 72 * HOUR)
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(**off))
    assert not backups.is_due(db, now=NIGHT)
    assert backups.standing(db, now=NIGHT).trouble is Trouble.OFF


def test_administrators_are_told_once_a_day_of_what_failed_or_is_too_old(db: Session) -> None:
    administrator, officer = factories.person(db), factories.person(db)
    factories.grant(db, administrator, Role.ADMINISTRATOR)
    factories.grant(db, officer, Role.HR)
    made_at(db, NIGHT)
    backups.warn(db, now=NIGHT + 30 * HOUR)
    assert told(db, administrator) == []
    backups.warn(db, now=NIGHT + 37 * HOUR)
    backups.warn(db, now=NIGHT + 38 * HOUR)
    assert told(db, administrator) == ["backup-old"]
    failed_at(db, NIGHT + 39 * HOUR)
    backups.warn(db, now=NIGHT + 39 * HOUR)
    assert told(db, administrator) == ["backup-failed", "backup-old"]
    made_at(db, NIGHT + 40 * HOUR)
    assert backups.standing(db, now=NIGHT + 41 * HOUR).trouble is None
    assert told(db, officer) == []


def told(db: Session, person: int) -> list[str]:
    return sorted(one.kind for one in notices.of(db, person))


def test_only_who_administers_writes_backups_down(sqlite_database: str) -> None:
    with database.writing() as db:
        nobody = access.actor_for(db, factories.person(db), "An", now=NIGHT)
        with pytest.raises(DomainError, match="forbidden"):
            backups.note_failed(
                db, nobody, DomainError("backup-disk"), Path("/x"), scheduled=False, begun=NIGHT, now=NIGHT
            )
        assert db.exec(select(backups.tables.BackupRun)).all() == []
