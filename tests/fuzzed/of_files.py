"""Readers of what is handed in, of staff lists, of backups and bundles."""

import importlib.util
import io
import json
import zipfile
from datetime import date
from functools import lru_cache
from typing import Any

from models import backups, organisation, settings, text
from tests.fuzzed.places import PLACE, mutable
from tests.models.assessment import test_uploads
from tests.models.courses import library
from tests.models.organisation import samples

TODAY = date(2026, 3, 2)


def office(main: str) -> bytes:
    """Return a small Word or Excel file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<w:document><w:t>bài làm</w:t></w:document>" * 20)
        archive.writestr("docProps/core.xml", "<a/>")
    return packed.getvalue()


def handed_in() -> list[bytes]:
    """Return what may be handed in."""
    small = [b"%PDF-1.7\nb\xc3\xa0i\n%%EOF\n", test_uploads.png(), test_uploads.jpg()]
    return [*small, office("word/document.xml"), office("xl/workbook.xml")]


def lists() -> list[bytes]:
    """Return staff lists as workbooks."""
    rows = [*samples.TITLES, samples.HEADING, ("1", "CB01", "Nguyễn Văn An", date(1990, 2, 5), "Chuyên viên", "Sở A")]
    return [samples.xlsx(("Danh sách", [*rows, *samples.SIGNATURES])), samples.ods([["Họ và tên"], ["Lê Thị Bình"]])]


def csv_lists() -> list[bytes]:
    """Return staff lists as text."""
    rows = [
        samples.HEADING,
        ("1", "CB01", "Nguyễn Văn An", "05/02/1990", "Chuyên viên", "Sở A", "0912345678", "a@b.vn"),
    ]
    made = [samples.csv_text(rows * 5, one) for one in (",", ";", "\t")]
    return [*(one.encode() for one in made), made[0].encode("utf-16"), made[1].encode("utf-8-sig")]


def read_list(data: bytes) -> object:
    """Read a staff list."""
    return organisation.read_roster_file(data, today=TODAY, known_units=("Sở A",))


@lru_cache(maxsize=1)
def a_backup() -> bytes:
    """Return a real backup: of courses alone."""
    place = mutable(PLACE / "backup")
    library.write(place / "content")
    chosen = settings.Settings(data_dir=place / "data", content_dir=place / "content")
    kept, settings.current = settings.current, lambda: chosen  # type: ignore[assignment]
    try:
        made = backups.make(place / "made", now=text.utc_now(), database=False)
        return made.path.read_bytes()
    finally:
        settings.current = kept


def read_backup(data: bytes) -> None:
    """Open a backup, every byte of it, and take its parts out: none may land elsewhere."""
    file, inside = mutable(PLACE) / "kns.zip", mutable(PLACE) / "out"
    file.write_bytes(data)
    with backups.opened(file) as opened:
        for part in opened.manifest.parts:
            assert (inside / part.name).resolve().is_relative_to(inside.resolve()), part.name


@lru_cache(maxsize=1)
def installer() -> Any:
    """Return the installer of bundles."""
    spec = importlib.util.spec_from_file_location("installer", settings.ROOT / "deploy" / "installer.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def a_bundle() -> bytes:
    """Return a bundle of one file."""
    import hashlib
    import sys

    packed, part = io.BytesIO(), b"print()"
    files = {"app.py": hashlib.sha256(part).hexdigest()}
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    told = {"version": "1", "python": running, "schema": "0023", "files": files}
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("MANIFEST.json", json.dumps(told))
        archive.writestr("app.py", part)
    return packed.getvalue()


def read_bundle(data: bytes) -> None:
    """Compare a bundle with its list."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:  # Python itself would not start it
        raise installer().RefusedError(str(error)) from error
    with packed:
        installer().verified(packed, None)
