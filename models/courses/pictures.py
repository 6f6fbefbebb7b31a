"""The size of a picture, from the first bytes of its file: what its areas are measured in.

An SVG has the units of its viewBox, any other picture its pixels, turned as its camera says.
"""

import re
import struct
from typing import NamedTuple

from models.courses import files
from models.courses.files import FoundFile

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)  # one that is not closed goes to the end, once
_ROOT = re.compile(r"<svg\b[^>]*(?:>|\Z)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(viewBox|width|height)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_LENGTH = re.compile(rf"\s*({_NUMBER.pattern})(?:px)?\s*", re.IGNORECASE)
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG's segments that hold a size
_TURNED = frozenset({5, 6, 7, 8})  # EXIF's orientations in which width and height change places


class Frame(NamedTuple):
    """The part of its own coordinates that a picture shows."""

    left: float
    top: float
    width: float
    height: float


def frame_of(file: FoundFile) -> Frame | None:
    """Return what a picture shows, or None: it is none, or its size cannot be read."""
    data, _ = files.read_bytes(file, "")
    if data is None:
        return None
    if file.suffix == ".svg":
        return _svg(data.decode("utf-8", "replace"))
    try:
        size = _size(data)
    except (struct.error, IndexError):  # cut off
        return None
    return Frame(0, 0, *size) if size is not None and min(size) > 0 else None


def _svg(picture: str) -> Frame | None:
    root = _ROOT.search(_COMMENT.sub("", picture))
    told = {name.lower(): value for name, value in _ATTRIBUTE.findall(root[0])} if root else {}
    lengths = [_LENGTH.fullmatch(told.get(name, "")) for name in ("width", "height")]
    width, height = (float(found[1]) if found else 0.0 for found in lengths)
    box = [float(one) for one in _NUMBER.findall(told.get("viewbox", ""))]
    if len(box) != 4:
        return Frame(0, 0, width, height) if min(width, height) > 0 else None
    if min(box[2:]) <= 0:
        return None
    if width > 0 and height > 0 and abs(width / height * box[3] / box[2] - 1) > 0.01:
        return None  # shown with an empty margin, which nothing can be measured from
    return Frame(*box)


def _size(data: bytes) -> tuple[int, int] | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return struct.unpack_from(">II", data, 16)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack_from("<HH", data, 6)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return _jpeg(data) if data.startswith(b"\xff\xd8") else None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at, turned = 2, False
    while at < len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return (height, width) if turned else (width, height)
        (length,) = struct.unpack_from(">H", data, at + 2)
        if kind == 0xE1 and data[at + 4 : at + 10] == b"Exif\x00\x00":
            turned = _orientation(data[at + 10 : at + 2 + length]) in _TURNED
        at += 2 + length
    return None


def _orientation(exif: bytes) -> int:
    order = ">" if exif.startswith(b"MM") else "<"
    try:
        (begin,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, begin)
        for number in range(count):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, begin + 2 + 12 * number)
            if tag == 0x0112:
                return int(value)
    except struct.error:
        pass
    return 1
