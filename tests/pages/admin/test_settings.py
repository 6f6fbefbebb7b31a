"""An administrator sees on the page of settings whether there is a backup of last night."""

from datetime import timedelta
from pathlib import Path

import pytest

from models import access, backups, database, settings, text
from models.rights import DomainError
from tests.pages.visiting import Visitor


@pytest.fixture
def at_night(pages_of_city: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real installation with courses, as far as backups are concerned."""
    chosen = settings.Settings(data_dir=pages_of_city, content_dir=pages_of_city / "content")
    chosen.content_dir.mkdir()
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return pages_of_city


def test_the_last_backup_its_age_and_size_are_shown(at_night: Path) -> None:
    before = Visitor("quantri").open("settings").well()
    assert text.translate("There is no backup yet. The first one is made at the hour set above.") in before.everything()
    made = backups.make(settings.current().backups_dir, now=text.utc_now() - timedelta(hours=3))
    with database.writing() as db:
        backups.note_made(db, access.operator(), made, scheduled=True, now=text.utc_now())
    seen = Visitor("quantri").open("settings").well()
    assert made.path.name in seen.everything()
    assert "3 giờ trước" in seen.everything()
    assert f"{backups.megabytes(made.size)} MB" in seen.everything()
    assert seen.errors == []


def test_one_that_failed_is_said_at_the_top_with_the_reason(at_night: Path) -> None:
    with database.writing() as db:
        wrong, now = DomainError("backup-disk"), text.utc_now()
        backups.note_failed(db, access.operator(), wrong, at_night, scheduled=True, begun=now, now=now)
    seen = Visitor("quantri").open("settings").well()
    assert any("Không đủ chỗ trống cho bản sao lưu" in one for one in seen.errors)
