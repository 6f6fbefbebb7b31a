"""Files of a test go into a folder of the test's own."""

from pathlib import Path

import pytest

from models import settings, text


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings.Settings(data_dir=tmp_path / "data")
    monkeypatch.setattr(settings, "current", lambda: chosen)
    text.use_language("vi")
