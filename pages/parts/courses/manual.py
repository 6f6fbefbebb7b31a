"""The guide for authors, `docs/huong-dan/soan-bai.md`, as chapters that a page shows; and the rules, each explained."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st

from models import courses, settings, text
from models.text import translate as _
from pages.parts.courses import prose

_FILE = settings.ROOT / "docs" / "huong-dan" / "soan-bai.md"
_FENCE = re.compile(r"^~~~(\w*)\n(.*?)^~~~$\n?", re.MULTILINE | re.DOTALL)
_CHAPTER = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title, how an address names it, and its Markdown."""

    title: str
    name: str
    body: str

    @property
    def pieces(self) -> list[tuple[str | None, str]]:
        """The text in order: (None, Markdown), or (language, an example that can be copied)."""
        found: list[tuple[str | None, str]] = []
        end = 0
        for fence in _FENCE.finditer(self.body):
            found += [(None, self.body[end : fence.start()]), (fence[1], fence[2].rstrip("\n"))]
            end = fence.end()
        return [one for one in (*found, (None, self.body[end:])) if one[1].strip()]


@lru_cache(maxsize=1)
def chapters() -> tuple[Chapter, ...]:
    """Return the guide's chapters in their order."""
    said = _FILE.read_text(encoding="utf-8")
    examples = [found.span() for found in _FENCE.finditer(said)]
    heads = [one for one in _CHAPTER.finditer(said) if not any(a < one.start() < b for a, b in examples)]
    ends = [*(one.start() for one in heads[1:]), len(said)]
    return tuple(
        Chapter(head[1].strip(), text.slug(head[1]), said[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    )


def show(chapter: Chapter) -> None:
    """Show a chapter; each example has a button that copies it."""
    for language, said in chapter.pieces:
        if language is None:
            prose.show(courses.to_html(said))
        else:
            st.code(said, language=None if language == "text" else language, wrap_lines=True)


def rules(wanted: str) -> list[courses.Rule]:
    """Return the rules that fit some words: an id, or words of title or reason, with or without accents."""
    key = text.search_key(wanted)
    ordered = [courses.RULES[name] for name in sorted(courses.RULES)]
    if exact := courses.RULES.get(wanted.strip().upper()):
        return [exact]
    return [one for one in ordered if key in text.search_key(" ".join((one.id, _(one.title), _(one.why))))]


def show_rules(found: list[courses.Rule]) -> None:
    """Show rules, each with its reason, a wrong and a right example; a single one stands open."""
    prose.show("".join(_rule(one, opened=len(found) == 1) for one in found))


def _rule(rule: courses.Rule, *, opened: bool) -> str:
    kind = _("error") if rule.severity is courses.Severity.ERROR else _("warning")
    examples = "".join(
        f"<p><strong>{escape(word)}</strong></p><pre><code>{escape(example)}</code></pre>"
        for word, example in ((_("Wrong:"), rule.wrong), (_("Right:"), rule.right))
    )
    return (
        f"<details{' open' if opened else ''}><summary><strong>{rule.id}</strong> {escape(_(rule.title))} ({kind})"
        f"</summary><p>{escape(_(rule.why))}</p>{examples}</details>"
    )
