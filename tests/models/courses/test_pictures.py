"""The size of a picture is read from its first bytes, and nothing that is cut off or odd is more than unreadable."""

import io
from pathlib import Path

import pytest
from PIL import Image

from models.courses.files import FoundFile
from models.courses.pictures import Frame, frame_of


def found(tmp_path: Path, name: str, data: bytes) -> FoundFile:
    path = tmp_path / name
    path.write_bytes(data)
    return FoundFile(f"media/{name}", str(path), len(data), 0)


def picture(kind: str, **how: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (37, 21)).save(made, kind, **how)
    return made.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif.tobytes())


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", picture("PNG"), (37, 21)),
        ("a.gif", picture("GIF"), (37, 21)),
        ("a.jpg", picture("JPEG"), (37, 21)),
        ("b.jpg", picture("JPEG", progressive=True), (37, 21)),
        ("c.jpg", turned(), (21, 37)),
        ("a.webp", picture("WEBP"), (37, 21)),
        ("b.webp", picture("WEBP", lossless=True), (37, 21)),
        ("c.webp", picture("WEBP", exif=Image.Exif().tobytes() + b"x"), (37, 21)),
    ],
)
def test_pixels(tmp_path: Path, name: str, data: bytes, size: tuple[int, int]) -> None:
    assert frame_of(found(tmp_path, name, data)) == Frame(0, 0, *size)
    for length in range(0, len(data), 7):
        assert frame_of(found(tmp_path, name, data[:length])) in (None, Frame(0, 0, *size))


@pytest.mark.parametrize(
    ("root", "frame"),
    [
        ('<svg viewBox="0 0 720 300">', Frame(0, 0, 720, 300)),
        ('<svg viewBox="-10,-20 , 100 50" width="200" height="100px">', Frame(-10, -20, 100, 50)),
        ('<!-- <svg viewBox="0 0 1 1"> --><svg width="200" height="1e2">', Frame(0, 0, 200, 100)),
        ('<svg width="100%" height="100%" viewBox="0 0 4 3">', Frame(0, 0, 4, 3)),
        ('<svg viewBox="0 0 100 50" width="100" height="100">', None),  # shown with margins
        ('<svg viewBox="0 0 0 50">', None),
        ('<svg stroke-width="3">', None),
        ("<svg>", None),
        ("", None),
    ],
)
def test_units_of_a_drawing(tmp_path: Path, root: str, frame: Frame | None) -> None:
    assert frame_of(found(tmp_path, "a.svg", f"<?xml version='1.0'?>{root}</svg>".encode())) == frame


def test_what_is_no_picture_has_no_size(tmp_path: Path) -> None:
    assert frame_of(found(tmp_path, "a.png", b"%PDF-1.7")) is None
    assert frame_of(FoundFile("media/a.png", str(tmp_path / "gone.png"), 0, 0)) is None
