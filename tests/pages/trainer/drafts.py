"""A content folder to write in, for tests of what an author sees before a release."""

import shutil
from pathlib import Path

import pytest

from models import courses, settings
from tests import city


def content(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Copy the shipped course and the template, as a new draft 'ban-nhap', into a content folder and serve from it."""
    shipped = settings.current()
    shutil.copytree(shipped.content_dir / "courses" / city.SLUG, folder / "courses" / city.SLUG)
    shutil.copytree(courses.TEMPLATE, folder / "courses" / "ban-nhap")
    for name in ("laws.yaml", "glossary.yaml"):
        shutil.copy(shipped.content_dir / name, folder / name)
    shutil.copytree(shipped.content_dir / "frameworks", folder / "frameworks")
    made = shipped.model_copy(update={"content_dir": folder})
    monkeypatch.setattr(settings, "current", lambda: made)
    return folder


def change(path: Path, old: str, new: str) -> int:
    """Replace the first of some words in a file; return the line that they stand in."""
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new, 1), encoding="utf-8")
    return said[: said.index(old)].count("\n") + 1
