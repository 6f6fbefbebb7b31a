"""Markdown to safe HTML, and what else is read out of it: headings, links, plain paragraphs.

Raw HTML is shown as text; what the parser made is cleaned once more against a list of what may stand in a page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from models import text

CALLOUTS = {"NOTE": "Note", "TIP": "Tip", "WARNING": "Warning", "EXAMPLE": "Example"}
_CALLOUT = re.compile(r"\[!([A-Za-z-]+)\][ \t]*([^\n]*)\n?")
_TAGS = (
    "a aside blockquote br code div em h1 h2 h3 h4 h5 h6 hr img li ol p pre s source strong table tbody td th thead "
    "tr track ul video"
)
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "aside": {"class", "aria-label", "role"},
    "p": {"class"},
    "pre": {"class"},
    "code": {"class"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
    "video": {"src", "controls", "preload", "aria-label"},
    "track": {"src", "kind", "srclang", "label", "default"},
}
_MARKED = re.compile(r"[\\`*_\[\]<>&!]")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)

Address = Callable[[str], str]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return the one parser: CommonMark and tables, raw HTML shown as text; dangerous links are left to the rules."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


@lru_cache(maxsize=1)
def _blocks() -> MarkdownIt:
    """Return a parser that leaves the words within blocks unparsed: most hold no marks, and they take most time."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["inline", "text_join"])


def _parse(markdown: str) -> list[Token]:
    return parser().parse(markdown)


def to_html(markdown: str, *, address: Address = lambda target: target, used: set[str] | None = None) -> str:
    """Return safe HTML of a block of Markdown.

    ``address`` gives the address in a page for a link's or picture's address in the file; ``used`` collects the ids
    of headings, so that they are unique over several blocks of one page.
    """
    tokens = _parse(markdown)
    _name_headings(tokens, set() if used is None else used)
    _make_callouts(tokens)
    for token in _inner(tokens):
        for name in ("href", "src"):
            if name in token.attrs:
                token.attrSet(name, address(str(token.attrs[name])))
    html = _renderer().renderer.render(tokens, parser().options, {})
    return _clean(html)


def to_inline_html(markdown: str, *, address: Address = lambda target: target) -> str:
    """Return safe HTML of a text that is set within a line: an option, a title. Blocks are kept where there are any."""
    html = to_html(markdown, address=address).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html.startswith("<p>") and "<p>" not in inner else html


def to_plain(markdown: str) -> str:
    """Return the words of a Markdown text without their marks, one space between them."""
    return " ".join(" ".join(plain(token) for token in _parse(markdown) if token.type in _TEXTUAL).split())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as search shows it: the headings above it, the nearest one's id, and its words."""

    headings: tuple[str, ...]
    anchor: str
    words: str


def paragraphs(blocks: tuple[str, ...]) -> Iterator[Paragraph]:
    """Yield the paragraphs, list items, table rows and headings of one lesson's blocks of Markdown."""
    used: set[str] = set()
    path: list[tuple[int, str]] = []
    anchor = ""
    for block in blocks:
        tokens = _blocks().parse(block)
        _name_headings(tokens, used)
        for index, token in enumerate(tokens):
            if token.type not in _TEXTUAL:
                continue
            words = plain(token)
            opening = tokens[index - 1]
            if opening.type == "heading_open":
                level = int(opening.tag[1])
                path = [step for step in path if step[0] < level] + [(level, words)]
                anchor = str(opening.attrs["id"])
            callout = _CALLOUT.match(token.content)
            if callout:
                words = words.replace(f"[!{callout[1]}]", "", 1).strip()
            if words:
                yield Paragraph(tuple(title for _, title in path), anchor, words)


def anchors(blocks: tuple[str, ...]) -> frozenset[str]:
    """Return the ids of all headings of a lesson's blocks."""
    used: set[str] = set()
    for block in blocks:
        if "#" in block or "\n==" in block or "\n--" in block:
            _name_headings(_blocks().parse(block), used)
    return frozenset(used)


_TEXTUAL = frozenset({"inline", "fence", "code_block"})


def plain(token: Token) -> str:
    """Return the words of one inline token or code block."""
    if token.type != "inline":
        return token.content
    children = token.children
    if not children:
        if not _MARKED.search(token.content):
            return " ".join(token.content.split())
        children = parser().parseInline(token.content)[0].children
    said = []
    for child in children or ():
        if child.type in ("text", "code_inline") or child.type == "image":
            said.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            said.append(" ")
    return "".join(said).strip()


def _inner(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inner(token.children or [])


def _name_headings(tokens: list[Token], used: set[str]) -> None:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            base = text.slug(plain(tokens[index + 1])) or "muc"
            name, number = base, 2
            while name in used:
                name, number = f"{base}-{number}", number + 1
            used.add(name)
            token.attrSet("id", name)


def _make_callouts(tokens: list[Token]) -> None:
    """Turn `> [!NOTE] Title` quotations into asides that say what they are."""
    open_quotes: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            open_quotes.append(token)
            first = tokens[index + 2] if index + 2 < len(tokens) else None
            match = _CALLOUT.match(first.content) if first is not None and first.type == "inline" else None
            if first is not None and match and (kind := match[1].upper()) in CALLOUTS:
                token.tag = "aside"
                label = text.translate(CALLOUTS[kind])
                title = match[2].strip()
                token.attrs = {"class": f"callout {kind.lower()}", "role": "note", "aria-label": title or label}
                rest = first.content[match.end() :].strip()
                head = f'<p class="callout-title">{escape(title or label)}</p>\n'
                token.meta = {"head": head}
                first.content = rest
                first.children = parser().parseInline(rest)[0].children if rest else []
                if not rest:
                    tokens[index + 1].hidden = tokens[index + 3].hidden = True
        elif token.type == "blockquote_close" and open_quotes:
            token.tag = open_quotes.pop().tag


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    """Return a parser whose renderer knows callouts, diagrams, videos and lazy pictures."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("blockquote_open", _render_quote)
    made.add_render_rule("fence", _render_fence)
    made.add_render_rule("image", _render_image)
    return made


def _render_quote(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    head = str(tokens[index].meta.get("head", ""))
    return str(renderer.renderToken(tokens, index, options, env)) + head


def _render_fence(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    kind = token.info.strip().split(" ")[0]
    if kind == "mermaid":
        return f'<pre class="mermaid">{escape(token.content)}</pre>\n'
    name = f' class="language-{escape(kind)}"' if kind else ""
    return f"<pre><code{name}>{escape(token.content)}</code></pre>\n"


def _render_image(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    source, said = escape(str(token.attrs.get("src", ""))), escape(token.content)
    if source.lower().rsplit("?", 1)[0].endswith((".mp4", ".webm")):
        captions = source.rsplit(".", 1)[0] + ".vtt"
        track = f'<track kind="captions" srclang="vi" src="{captions}" default>'
        return f'<video controls preload="metadata" src="{source}" aria-label="{said}">{track}</video>'
    title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
    return f'<img src="{source}" alt="{said}"{title} loading="lazy">'


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        filter_style_properties={"text-align"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def is_relative(target: str) -> bool:
    """Return whether an address is a path inside the content (no scheme, no server, no bare heading)."""
    return not _SCHEME.match(target) and not target.startswith(("//", "#"))
