"""Readers of courses: files, Markdown, pictures."""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from models import courses, text
from models.courses import markdown, marks, pictures, svg
from models.courses.files import FoundFile
from models.rights import DomainError
from tests.fuzzed.places import PLACE, mutable
from tests.models.courses import library


def course_file(path: str) -> Callable[[bytes], object]:
    """Return what checks a small course in which one file is the input."""

    def read(data: bytes) -> object:
        content = _small_course()
        file = content / "courses" / "an-toan" / path
        file.write_bytes(data)
        report = courses.check_folder(content)
        text.use_language("vi")
        return [finding.message for finding in report.findings]

    return read


@lru_cache(maxsize=1)
def _small_course() -> Path:
    place = mutable(PLACE)
    library.write(place)
    return place


UNSAFE = re.compile(
    r"<script|<iframe|<[^>]+\son\w+\s*=|(?:href|src)\s*=\s*[\"']?\s*(?:javascript|vbscript|data:text)", re.IGNORECASE
)


def read_markdown(data: bytes) -> None:
    """Draw a text as lessons are drawn, unless it has too many marks; what comes out must hold nothing that runs."""
    written = data.decode("utf-8", "replace")
    if marks.beyond(written, marks.IN_LESSON):
        raise DomainError("too-many-marks")
    drawn = markdown.to_html(written)
    found = UNSAFE.search(drawn)
    assert found is None, drawn[max(0, found.start() - 40) : found.end() + 40]
    markdown.to_inline_html(written)
    markdown.to_plain(written)
    list(markdown.paragraphs((written,)))


def read_svg(data: bytes) -> None:
    """Judge a picture; one that passes and that a browser could read holds nothing that runs or calls outside."""
    file = mutable(PLACE) / "picture.svg"
    file.write_bytes(data)
    pictures.frame_of(FoundFile("media/picture.svg", str(file), len(data), 0))
    written = data.decode("utf-8", "replace")
    if svg.unsafe_part(written) is not None:
        raise DomainError("unsafe")
    try:
        root = Tree.fromstring(written)
    except (Tree.ParseError, ValueError):
        return
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        assert name not in ("script", "foreignobject", "iframe", "handler"), name
        for key, value in element.attrib.items():
            short = key.rpartition("}")[2].lower()
            assert not re.fullmatch(r"on\w+", short), key  # which is how every event of a browser is named
            assert short not in ("href", "src") or re.match(r"\s*(#|data:image/)", value), value


def read_picture(data: bytes) -> object:
    """Read a picture's size."""
    file = mutable(PLACE) / "picture.png"
    file.write_bytes(data)
    return pictures.frame_of(FoundFile("media/picture.png", str(file), len(data), 0))
