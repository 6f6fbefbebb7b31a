"""Markdown to safe HTML, and what else is read out of it: headings, links, plain paragraphs.

Raw HTML is shown as text; what the parser made is cleaned once more against a list of what may stand in a page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from importlib import import_module
from textwrap import shorten
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
    "a": {"href", "title", "class", "target"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "aside": {"class", "aria-label", "role"},
    "p": {"class", "id"},
    "pre": {"class", "id"},
    "code": {"class"},
    "li": {"id"},
    "ol": {"start"},
    "td": {"style", "id"},
    "th": {"style", "id", "scope"},
    "video": {"src", "controls", "poster", "preload", "aria-label"},
    "track": {"src", "kind", "srclang", "label", "default"},
}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKED = re.compile(r"[\\`*_\[\]<>&!]")
_WORDS_ALONE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!()%/–…“”-])*(?<! )")  # nothing in it that could be a mark
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_VIDEOS = (".mp4", ".webm")
_POSTERS = (".svg", ".png", ".webp", ".jpg")  # what stands there until a film is played

# a wide head over many short rows: the 65,536 empty cells that the parser would add take 2 s (the name is a function's)
import_module("markdown_it.rules_block.table").MAX_AUTOCOMPLETED_CELLS = 4096  # type: ignore[attr-defined]

Address = Callable[[str], str]


@dataclass
class Numbering:
    """What is unique on a page of several blocks: the ids of headings, and the number of each paragraph.

    Paragraphs are counted as `paragraphs` counts them, so that what a search finds has an address. ``used`` holds for
    each id of a heading the number that the next heading of the same words is given.
    """

    used: dict[str, int] = field(default_factory=dict)
    paragraphs: int = 0


@dataclass(frozen=True, slots=True)
class Diagram:
    """A mermaid diagram that stands by itself between paragraphs."""

    source: str


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


def to_html(markdown: str, *, address: Address = lambda target: target, numbering: Numbering | None = None) -> str:
    """Return safe HTML of a block of Markdown.

    ``address`` gives the address in a page for a link's or picture's address in the file. With ``numbering``, which
    goes on over the blocks of one page, paragraphs have ids too.
    """
    if numbering is None and _WORDS_ALONE.fullmatch(markdown):
        return f"<p>{markdown}</p>\n"
    return _rendered(_prepared(markdown, address, numbering))


def to_pieces(markdown: str, *, address: Address, numbering: Numbering) -> Iterator[str | Diagram]:
    """Yield a block of Markdown as pieces of safe HTML and the diagrams between them."""
    waiting: list[Token] = []
    for token in _prepared(markdown, address, numbering):
        if token.type == "fence" and token.level == 0 and _kind(token) == "mermaid":
            if waiting:
                yield _rendered(waiting)
            waiting = []
            yield Diagram(token.content)
        else:
            waiting.append(token)
    if waiting:
        yield _rendered(waiting)


def _prepared(markdown: str, address: Address, numbering: Numbering | None) -> list[Token]:
    tokens = _parse(markdown)
    _name_headings(tokens, {} if numbering is None else numbering.used)
    if numbering is not None:
        _number_paragraphs(tokens, numbering)
    _make_callouts(tokens)
    linked = False
    for token in _inner(tokens):
        if token.type in ("link_open", "link_close"):
            linked = token.type == "link_open"
        if "href" in token.attrs:
            token.attrSet("href", address(str(token.attrs["href"])))
        if "src" in token.attrs:
            source = str(token.attrs["src"])
            token.meta = {"linked": linked}
            if source.lower().endswith(_VIDEOS):
                beside = source.rsplit(".", 1)[0]
                token.meta["captions"] = address(f"{beside}.vtt")
                posters = (address(beside + ending) for ending in _POSTERS)
                token.meta["poster"] = next(filter(None, posters), "")
            token.attrSet("src", address(source))
    return tokens


def _rendered(tokens: list[Token]) -> str:
    return _clean(_renderer().renderer.render(tokens, parser().options, {}))


def to_inline_html(markdown: str, *, address: Address = lambda target: target) -> str:
    """Return safe HTML of a text that is set within a line: an option, a title. Blocks are kept where there are any."""
    html = to_html(markdown, address=address).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html.startswith("<p>") and "<p>" not in inner and "</p>" not in inner else html


def is_words(markdown: str) -> bool:
    """Return whether a text says all that it says in plain words of one line: no picture, link, table, list in it."""
    tokens = _parse(markdown)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    return {child.type for child in tokens[1].children or ()} <= _WORDS


def literal(words: str) -> str:
    """Return Markdown that shows one line of words exactly as they are: what somebody typed."""
    return _PUNCTUATION.sub(r"\\\1", words)


@lru_cache(maxsize=4096)  # titles and stems stand on lists that are drawn at every click
def to_plain(markdown: str) -> str:
    """Return the words of a Markdown text without their marks, one space between them."""
    return " ".join(" ".join(plain(token) for token in _parse(markdown) if token.type in _TEXTUAL).split())


def in_short(markdown: str, most: int) -> str:
    """Return the words of a Markdown text in one line of at most so many letters, cut between words."""
    return shorten(to_plain(markdown), most, placeholder=" …")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as search shows it: the headings above it, the nearest one's id, its own id, and its words."""

    headings: tuple[str, ...]
    anchor: str
    place: str
    words: str


def paragraphs(blocks: tuple[str, ...]) -> Iterator[Paragraph]:
    """Yield the paragraphs, list items, table rows and headings of one lesson's blocks of Markdown."""
    used: dict[str, int] = {}
    path: list[tuple[int, str]] = []
    anchor = ""
    number = 0
    for block in blocks:
        tokens = _blocks().parse(block)
        _name_headings(tokens, used)
        for index, token in enumerate(tokens):
            if token.type not in _TEXTUAL:
                continue
            number += 1
            words = plain(token)
            opening = tokens[index - 1]
            if opening.type == "heading_open":
                level = int(opening.tag[1])
                path = [step for step in path if step[0] < level] + [(level, words)]
                anchor = place = str(opening.attrs["id"])
            else:
                place = f"doan-{number}"
            callout = _CALLOUT.match(token.content)
            if callout:
                words = words.replace(f"[!{callout[1]}]", "", 1).strip()
            if words:
                yield Paragraph(tuple(title for _, title in path), anchor, place, words)


def anchors(blocks: tuple[str, ...]) -> frozenset[str]:
    """Return the ids of all headings of a lesson's blocks."""
    used: dict[str, int] = {}
    for block in blocks:
        if "#" in block or "\n==" in block or "\n--" in block:
            _name_headings(_blocks().parse(block), used)
    return frozenset(used)


_WORDS = frozenset({"text", "softbreak", "code_inline", "strong_open", "strong_close", "em_open", "em_close"})
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


def _name_headings(tokens: list[Token], used: dict[str, int]) -> None:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            base = text.slug(plain(tokens[index + 1])) or "muc"
            name, number = base, used.get(base, 2)
            while name in used:
                name, number = f"{base}-{number}", number + 1
            used[base] = number
            used.setdefault(name, 2)
            token.attrSet("id", name)


def _number_paragraphs(tokens: list[Token], numbering: Numbering) -> None:
    """Give each paragraph, list item, cell and code block its number as an id; headings have names."""
    for index, token in enumerate(tokens):
        if token.type not in _TEXTUAL:
            continue
        numbering.paragraphs += 1
        holder = tokens[index - 1] if token.type == "inline" else token
        if holder.hidden:  # a tight list draws its items without paragraphs
            holder = tokens[index - 2]
        if "id" not in holder.attrs:
            holder.attrSet("id", f"doan-{numbering.paragraphs}")


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
    made.add_render_rule("table_open", _render_table)
    made.add_render_rule("table_close", _render_table_end)
    return made


def _render_quote(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    head = str(tokens[index].meta.get("head", ""))
    return str(renderer.renderToken(tokens, index, options, env)) + head


def _kind(fence: Token) -> str:
    return fence.info.strip().split(" ")[0]


def _render_fence(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    kind = _kind(token)
    named = f' id="{token.attrs["id"]}"' if "id" in token.attrs else ""
    if kind == "mermaid":
        return f'<pre class="mermaid"{named}>{escape(token.content)}</pre>\n'
    name = f' class="language-{escape(kind)}"' if kind else ""
    return f"<pre{named}><code{name}>{escape(token.content)}</code></pre>\n"


def _render_table(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A table scrolls inside a frame that the keyboard reaches and that is called by the table's headings."""
    heads = []
    for place in range(index, len(tokens)):
        if tokens[place].type == "th_open":
            tokens[place].attrSet("scope", "col")
            heads.append(plain(tokens[place + 1]))
        elif tokens[place].type == "thead_close":
            break
    name = escape(", ".join(filter(None, heads)))
    return f'<div class="table" role="region" tabindex="0" aria-label="{name}"><table>\n'


def _render_table_end(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _render_image(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A picture opens by itself at a tap, where it can be enlarged; a video comes with its captions and its poster."""
    token = tokens[index]
    said = escape("".join(child.content for child in token.children or ()))  # the words without marks
    source = escape(str(token.attrs.get("src", "")))
    if "captions" in token.meta:
        captions = escape(str(token.meta["captions"]))
        track = f'<track kind="captions" srclang="vi" src="{captions}" default>' if captions else ""
        poster = f' poster="{escape(str(token.meta["poster"]))}"' if token.meta["poster"] else ""
        return f'<video controls preload="none"{poster} src="{source}" aria-label="{said}">{track}</video>'
    title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
    picture = f'<img src="{source}" alt="{said}"{title} loading="lazy">'
    if not source or token.meta["linked"]:
        return picture
    return f'<a class="zoom" href="{source}" target="_blank">{picture}</a>'


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
