"""The checks that need the Markdown parsed and the media read: links, headings, pictures, raw HTML, SVG."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models import text
from models.courses import rules
from models.courses.fields import nearest
from models.courses.files import MEDIA_TYPES, VIDEO_TYPES, FoundFile, position, read_text
from models.courses.findings import Finding, Place, Rule, Severity, Written
from models.courses.markdown import CALLOUTS, anchors, is_relative
from models.courses.schema import Lesson
from models.courses.svg import unsafe_part

_HTML = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--")
_CALLOUT = re.compile(r"\[!([A-Za-z-]+)\]")
_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALLOWED = frozenset({"http", "https", "mailto"})
_WORTH = re.compile(r"[\[<]")  # a paragraph without these has neither link, picture nor HTML


def _parser() -> MarkdownIt:
    """Return a parser that gives every link, dangerous ones too."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    return made


# parsing the words within blocks takes most of the time, and few blocks hold a link, a picture or HTML
_BLOCKS = _parser().disable(["inline", "text_join"])
_INLINE = _parser()


@dataclass
class LinkCheck:
    """The files and headings of one course that its texts may point to."""

    shown: str
    files: frozenset[str]
    lessons: dict[str, Lesson]
    found: list[Finding] = field(default_factory=list)
    headings: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, rule: Rule, written: Written, line: int, **values: object) -> None:
        """Note a finding at a line within a written stretch."""
        place = Place(written.place.path, written.place.line + line, written.place.column if line == 0 else 1)
        filled = tuple((name, str(value)) for name, value in values.items())
        holds = written.item if rule.severity is Severity.ERROR else ""
        self.found.append(Finding(place, rule, filled, holds))

    def check(self, written: Written) -> None:
        """Check one stretch of Markdown."""
        if not re.search(r"[\[<`~]", written.markdown):
            return
        for token in _BLOCKS.parse(written.markdown):
            line = token.map[0] if token.map else 0
            if token.type == "fence":
                kind = token.info.strip().split(" ")[0]
                if kind == "mermaid" and not token.content.strip():
                    self.add(rules.L009, written, line)
                elif kind == "question":
                    self.add(rules.L014, written, line)
            elif token.type == "inline" and _WORTH.search(token.content):
                self._inline(token, written, line)

    def _inline(self, token: Token, written: Written, line: int) -> None:
        callout = _CALLOUT.match(token.content)
        if callout and callout[1].upper() not in CALLOUTS and token.level == 2:
            self.add(rules.L016, written, line, kind=callout[1][:30], choices=", ".join(CALLOUTS))
        for child in _INLINE.parseInline(token.content)[0].children or []:
            if child.type == "text" and (html := _HTML.search(child.content)):
                self.add(rules.L006, written, line, text=html[0][:60])
            elif child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "link_open":
                self._target(str(child.attrs.get("href", "")), written, line, picture=False)
            elif child.type == "image":
                target = str(child.attrs.get("src", ""))
                if not child.content.strip():
                    self.add(rules.L008, written, line, target=_readable(target))
                self._target(target, written, line, picture=True)

    def _target(self, target: str, written: Written, line: int, *, picture: bool) -> None:
        readable = _readable(target)
        bare = re.sub(r"[\x00-\x20\x7f-\x9f]", "", unquote(target))
        if scheme := _SCHEME.match(bare):
            if scheme[1].lower() not in _ALLOWED:
                self.add(rules.L007, written, line, scheme=scheme[1][:20])
            return
        if not is_relative(target):
            if target.startswith("#"):
                self._anchor(written.place.path.removeprefix(f"{self.shown}/"), readable[1:], written, line)
            return
        path, _, anchor = readable.partition("#")
        here = posixpath.dirname(written.place.path.removeprefix(f"{self.shown}/"))
        full = posixpath.normpath(posixpath.join(here, path)) if not path.startswith("/") else ".."
        if full == ".." or full.startswith("../"):
            self.add(rules.L005, written, line, target=readable[:80])
        elif full not in self.files:
            rule = rules.L004 if picture else rules.L002
            others = [name for name in self.files if posixpath.dirname(name) == posixpath.dirname(full)]
            near = nearest(posixpath.basename(full), tuple(posixpath.basename(name) for name in others))
            self.add(rule, written, line, target=readable[:80], near=near)
        elif picture and posixpath.splitext(full)[1].lower() not in MEDIA_TYPES:
            self.add(rules.L013, written, line, target=readable[:80], allowed=_kinds())
        elif picture and posixpath.splitext(full)[1].lower() in VIDEO_TYPES:
            captions = posixpath.splitext(full)[0] + ".vtt"
            if captions not in self.files:
                self.add(rules.L018, written, line, target=readable[:80], expected=posixpath.basename(captions))
        elif anchor:
            self._anchor(full, anchor, written, line)

    def _anchor(self, path: str, anchor: str, written: Written, line: int) -> None:
        lesson = self.lessons.get(path)
        if lesson is None:
            return
        if path not in self.headings:
            self.headings[path] = anchors(lesson.blocks)
        headings = self.headings[path]
        if anchor not in headings:
            near = nearest(anchor, headings)
            self.add(rules.L003, written, line, anchor=anchor[:60], target=posixpath.basename(path), near=near)


def _readable(target: str) -> str:
    return text.nfc(unquote(target))


def _kinds() -> str:
    return " ".join(sorted(suffix.removeprefix(".") for suffix in MEDIA_TYPES))


def check_pictures(media: list[FoundFile], shown: str) -> Iterator[Finding]:
    """Yield what is unsafe in the SVG pictures of a course."""
    for file in media:
        if file.suffix == ".svg":
            picture, problems = read_text(file, shown)
            yield from problems
            if picture is not None and (unsafe := unsafe_part(picture)):
                line, column = position(picture, unsafe[1])
                place = Place(f"{shown}/{file.path}", line, column)
                yield Finding(place, rules.L011, (("what", unsafe[0]),), f"media:{file.path}")
