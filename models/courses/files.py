"""Reading one course folder safely: nothing outside it, nothing too large, nothing that is not text."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from models import text
from models.courses import marks, rules
from models.courses.findings import Finding, Place

MEGABYTE = 1_000_000
TEXT_LIMIT = 2 * MEGABYTE
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".pdf": "application/pdf",
}
VIDEO_TYPES = frozenset({".mp4", ".webm"})
_DEPTH = 6
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")  # all that the three others find
_LINE_ENDS = re.compile(r"\r\n?")
_ODD_LINE_ENDS = re.compile(r"[\x85\u2028\u2029]")  # YAML breaks lines there, Markdown and editors do not


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a course: its path from the course folder (NFC, '/'), where it is, how large and how old."""

    path: str
    real: str
    size: int
    changed: int

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its dot."""
        return PurePosixPath(self.path).suffix.lower()


def size_limit(suffix: str) -> int:
    """Return how many bytes a file with this ending may have."""
    if suffix in VIDEO_TYPES:
        return 200 * MEGABYTE
    if suffix in MEDIA_TYPES:
        return (20 if suffix == ".pdf" else 5) * MEGABYTE
    return TEXT_LIMIT


def scan(root: Path, shown: str) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files under a course folder, sorted by path, and findings on links that lead out of it.

    ``shown`` is how the folder is called in findings. A folder that is gone or unreadable gives no files.
    """
    findings: list[Finding] = []
    try:
        home = os.path.realpath(root)
        found = sorted(_walk(str(root), home, "", shown, findings, _DEPTH), key=lambda file: file.path)
    except OSError:
        return [], findings
    return found, findings


def _walk(folder: str, home: str, inside: str, shown: str, findings: list[Finding], depth: int) -> Iterator[FoundFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(("~", ".tmp", ".swp")):
            continue
        name = entry.name.encode("utf-8", "replace").decode()
        path = text.nfc(f"{inside}{name}")
        try:
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if entry.is_dir() or os.path.commonpath([home, target]) != home:
                    place = Place(f"{shown}/{path}")
                    findings.append(Finding(place, rules.F003, (("path", path),), item_of(path)))
                    continue
            if entry.is_dir():
                if depth:
                    yield from _walk(entry.path, home, f"{path}/", shown, findings, depth - 1)
            elif entry.is_file():
                stat = entry.stat()
                yield FoundFile(path, entry.path, stat.st_size, stat.st_mtime_ns)
        except OSError:
            continue


def item_of(path: str) -> str:
    """Return what an unreadable file keeps back: its lesson or quiz, otherwise the course."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".")[0]
    kinds = {"lessons": "lesson", "quizzes": "quiz", "questions": "questions", "media": "media", "rubrics": "rubric"}
    return f"{kinds[folder]}:{stem}" if folder in kinds else "course"


def read_text(file: FoundFile, shown: str) -> tuple[str | None, list[Finding]]:
    """Return a file's text (UTF-8, NFC, lines ended by a line feed, no byte-order mark), or None and why not."""
    place = f"{shown}/{file.path}"
    data, findings = read_bytes(file, shown)
    if data is None:
        return None, findings
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        values = (("byte", f"0x{data[error.start]:02X}"),)
        return None, [Finding(Place(place, line, column), rules.F002, values, item_of(file.path))]
    content = text.nfc(raw)
    if crowded := marks.beyond(content, marks.IN_FILE):
        at, shown, most = crowded
        told = (("mark", shown), ("most", str(most)))
        return None, [Finding(Place(place, *position(content, at)), rules.F045, told, item_of(file.path))]
    if not _ODD.search(content):  # nearly every file: one look instead of three
        return content, []
    content = _ODD_LINE_ENDS.sub(" ", _LINE_ENDS.sub("\n", content))
    if control := _CONTROL.search(content):
        line, column = position(content, control.start())
        values = (("code", f"U+{ord(control[0]):04X}"),)
        return None, [Finding(Place(place, line, column), rules.F025, values, item_of(file.path))]
    return content, []


def read_bytes(file: FoundFile, shown: str) -> tuple[bytes | None, list[Finding]]:
    """Return a file's bytes, or None and why not: too large (its size is asked first), gone, unreadable."""
    place = Place(f"{shown}/{file.path}")
    limit = size_limit(file.suffix)
    try:
        with open(file.real, "rb") as stream:  # noqa: PTH123 (half the time of a Path's, ten thousand times)
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(size + 1) if size <= limit else b""
            if len(data) > size:  # it has grown since
                data += stream.read(limit + 1 - len(data))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [Finding(place, rules.F004, (("reason", reason),), item_of(file.path))]
    size = max(size, len(data))
    return (data, []) if size <= limit else (None, [_too_large(place, size, limit, file.path)])


def _too_large(place: Place, size: int, limit: int, path: str) -> Finding:
    values = (("size", f"{size / MEGABYTE:.1f}"), ("limit", f"{limit // MEGABYTE}"))
    return Finding(place, rules.F001, values, item_of(path))


def position(content: str, index: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an index into a text."""
    return content.count("\n", 0, index) + 1, index - content.rfind("\n", 0, index)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return sha256(data).hexdigest()
