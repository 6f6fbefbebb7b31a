"""Readers of courses: files, Markdown, pictures."""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser
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


RUNS = ("script", "iframe", "object", "embed", "base", "meta", "link", "style", "form", "svg", "math")
ADDRESSES = ("href", "src", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background")
KNOWN_WAYS = ("http", "https", "mailto", "tel")


class Looked(HTMLParser):
    """What in a piece of HTML would run or call, as a browser takes it: elements, events, ways of addresses.

    Words that look like one of these, but stand in a text or within an attribute's quotes, are words.
    """

    def __init__(self, drawn: str) -> None:
        super().__init__()
        self.unsafe: list[str] = []
        self.feed(drawn)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up an element."""
        if tag in RUNS:
            self.unsafe.append(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "")  # a browser passes over them within a way's name
            way = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
            if name.startswith("on") or (name in ADDRESSES and way and way[1].lower() not in KNOWN_WAYS):
                self.unsafe.append(f"<{tag} {name}={value!r}>")


def read_markdown(data: bytes) -> None:
    """Draw a text as lessons are drawn, unless it has too many marks; what comes out must hold nothing that runs."""
    written = data.decode("utf-8", "replace")
    if marks.beyond(written, marks.IN_LESSON):
        raise DomainError("too-many-marks")
    assert Looked(markdown.to_html(written)).unsafe == []
    assert Looked(markdown.to_inline_html(written)).unsafe == []
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
