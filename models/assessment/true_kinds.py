"""What a file that was handed in really is: told by its content, never by its name. Pure; nothing is opened or run.

A file is taken only if it is whole, of a kind that was asked for, and opens nothing by itself.
"""

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable

from models import text, zips
from models.rights import DomainError

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
MOST_UNPACKED = 100_000_000  # bytes: a document of 10 MB with pictures stays far below
MOST_PARTS = 5_000
MOST_PIXELS = 60_000_000
_NAME_LENGTH = 100
_FORBIDDEN = set('<>:"/\\|?*')
_ENDINGS = {"jpg": (".jpg", ".jpeg")}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PNG = b"\x89PNG\r\n\x1a\n"
_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def kind_of(data: bytes, asked: Iterable[str]) -> str:
    """Return which of the kinds that were asked for a file is.

    Raises `DomainError` 'file-empty'; 'file-kind' (``kinds``: what may be handed in) for anything else, whatever it is
    called; 'file-broken' for one that is not whole; 'file-locked' (a password, or an old Office file); 'file-macros';
    'file-bomb' (far larger than it looks).
    """
    allowed = tuple(asked)
    if not data:
        raise DomainError("file-empty")
    found = next((kind for kind, is_it in _LOOKS.items() if is_it(data)), None)
    if data.startswith(_OLE):
        raise DomainError("file-locked")
    if found == "zip":
        found = _office(data)
    if found is None or found not in allowed:
        raise DomainError("file-kind", kinds=allowed)
    if found in _WHOLE:
        _WHOLE[found](data)
    return found


def clean_name(name: str, kind: str) -> str:
    """Return a file's name without folders and signs that mislead or that some system forbids, with a true ending."""
    base = text.nfc(name[:1000]).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in base if one not in _FORBIDDEN and unicodedata.category(one)[0] != "C")
    kept = " ".join(kept.split()).strip(". ")
    for ending in _ENDINGS.get(kind, (f".{kind}",)):
        if kept.casefold().endswith(ending):
            kept = kept[: -len(ending)].rstrip(". ")
    return f"{kept[:_NAME_LENGTH].rstrip('. ') or 'tep'}.{kind}"


def _office(data: bytes) -> str | None:
    """Return the kind of an Office file, None for another archive; every part is unpacked once and thrown away."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise DomainError("file-bomb")
            kinds = {kind for name, kind in _MAIN_PARTS.items() if name in names}
            if len(kinds) != 1 or "[Content_Types].xml" not in names:
                return None
            if any(part.flag_bits & 1 for part in parts):
                raise DomainError("file-locked")
            if any(name.casefold().rsplit("/", 1)[-1].startswith("vbaproject") for name in names):
                raise DomainError("file-macros")
            left = MOST_UNPACKED
            for part in parts:
                with archive.open(part) as stream:
                    while chunk := stream.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:  # the sizes that it tells are not true
                            raise DomainError("file-bomb")
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise DomainError("file-macros")
    except zips.BROKEN as fault:
        raise DomainError("file-broken") from fault
    return kinds.pop()


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise DomainError("file-broken")


def _check_png(data: bytes) -> None:
    """Walk through the chunks: each with its sum, the last one the end of the file's picture."""
    place, first = len(_PNG), True
    while place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        kind, end = data[place + 4 : place + 8], place + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            break
        if first:
            if kind != b"IHDR" or length != 13:
                break
            _check_pixels(*struct.unpack(">II", data[place + 8 : place + 16]))
            first = False
        if kind == b"IEND":
            return
        place = end + 4
    raise DomainError("file-broken")


def _check_jpg(data: bytes) -> None:
    """Walk through the segments up to the picture's own data."""
    place = 2
    sized = False
    while place + 4 <= len(data) and data[place] == 0xFF:
        mark, (length,) = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC) and place + 9 <= len(data):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            _check_pixels(width, height)
            sized = True
        if mark == 0xDA:
            if sized and b"\xff\xd9" in data[place:]:
                return
            break
        if length < 2:
            break
        place += 2 + length
    raise DomainError("file-broken")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise DomainError("file-bomb")
    if not width or not height:
        raise DomainError("file-broken")


_LOOKS: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda data: data.startswith(b"%PDF-"),
    "png": lambda data: data.startswith(_PNG),
    "jpg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "zip": lambda data: data.startswith(b"PK\x03\x04"),
}
_WHOLE: dict[str, Callable[[bytes], None]] = {"pdf": _check_pdf, "png": _check_png, "jpg": _check_jpg}
