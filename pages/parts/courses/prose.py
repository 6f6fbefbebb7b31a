"""Lessons and questions as a page shows them: HTML made safe by `models.courses`, pictures of their release."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit as st

from models import courses, text
from models.same import Same
from models.text import translate as _
from pages.parts import live, markup

_LONG = 4  # headings from which a lesson has a list of its contents
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')
_NO_MARKS = re.compile(r"(?P<kept>\\[^\w\s]|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))|[$:]", re.DOTALL)
_draft: ContextVar[bool] = ContextVar("a course is shown as its author's draft", default=False)
_CSS = (Path(__file__).parent / "lesson.css").read_text(encoding="utf-8")


def style(html: str = "") -> None:
    """Bring the styles of our own HTML into the page, once a run, and perhaps the first of that HTML."""
    markup.style(_CSS)
    if html:
        show(html)


def head(course: courses.Course, lesson: courses.Lesson, place: int, blocks: tuple[courses.Block, ...]) -> str:
    """Return what stands above a lesson's text: where one is, how long it takes, the way to paper, its contents."""
    told = [_("Lesson {n} of {total}", n=place, total=len(course.lessons))]
    if lesson.minutes:
        told.append(_("about {n} minutes", n=lesson.minutes))
    words = " · ".join(escape(one) for one in told)
    if not is_draft():
        paper = f"/print/lesson?course={course.slug}&amp;lesson={lesson.name}"
        words += f' · <a href="{paper}" target="_blank">{_("Print this lesson")}</a>'
    if text.language() == "en" and lesson.parts_en is None:
        words += f"<br>{escape(_('This lesson is not translated yet; it is shown in Vietnamese.'))}"
    return f'<p class="beside">{words}</p>{contents(blocks)}'


def show(html: str) -> None:
    """Show safe HTML of a lesson or question."""
    markup.show(f'<div class="kns-lesson">{html}</div>')


def lesson(
    course: courses.Course, version: str, name: str, *, marked: str = "", plain: bool = False
) -> tuple[courses.Block, ...]:
    """Return the blocks of a lesson of a released course, made once for each version and language.

    ``marked``: words of a search, which are marked where they stand. ``plain``: for paper, nothing opens in it.
    """
    around = courses.References() if plain else live.references()
    return _lesson(_Key(course, version, around), name, text.language(), marked[:100])


def diagram(source: str) -> None:
    """Show a diagram, and what it says in words."""
    words = courses.diagram_words(source)
    st.mermaid_chart(source, alt=" ".join(words)[:300])
    lines = "".join(f"<li>{escape(line)}</li>" for line in words)
    show(f"<details><summary>{escape(_('The diagram in words'))}</summary><ul>{lines}</ul></details>")


def contents(blocks: tuple[courses.Block, ...]) -> str:
    """Return the headings of a long lesson as a list of links that folds out; '' for a short one."""
    found = [one for block in blocks if isinstance(block, courses.HtmlBlock) for one in _HEADING.findall(block.html)]
    if len(found) < _LONG:
        return ""
    lines = "".join(f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in found)
    return f'<details class="contents"><summary>{escape(_("In this lesson"))}</summary><ul>{lines}</ul></details>'


def html(course: courses.Course, markdown: object) -> str:
    """Return a question's text as safe HTML."""
    return _made(Same(course), str(markdown), is_draft(), False)


def inline(course: courses.Course, markdown: object) -> str:
    """Return an option or a feedback as safe HTML within a line."""
    return _made(Same(course), str(markdown), is_draft(), True)


@lru_cache(maxsize=1024)
def line(markdown: str) -> str:
    """Return a text that belongs to no course, such as the meaning of a word, as safe HTML within a line."""
    return courses.to_inline_html(markdown)


def label(markdown: object) -> str:
    """Return Markdown for a widget's label: what only Streamlit would take for a mark is left as it is typed.

    What is set as code stands: nothing in it is a mark, and a stroke put before one would be seen.
    """
    return _NO_MARKS.sub(lambda found: found[0] if found["kept"] else "\\" + found[0], str(markdown))


@contextmanager
def shown_as(*, draft: bool) -> Iterator[None]:
    """Within it, pictures and links of courses lead to the author's preview, or (as elsewhere) to what is released."""
    before = _draft.set(draft)
    try:
        yield
    finally:
        _draft.reset(before)


def is_draft() -> bool:
    """Whether what is shown now is a preview."""
    return _draft.get()


def way_to(page: str, slug: str, **which: str) -> str:
    """Return the address of a course's page ('course', 'lesson', 'quiz'), or of the same in the preview."""
    return _way_to("preview" if is_draft() else page, slug, tuple(which.items()))


def addresses(slug: str) -> courses.Addresses:
    """Return how our pages address media and lessons of a course."""
    media = f"/draft/{quote(slug, safe='')}" if is_draft() else "/files"
    return courses.Addresses(
        media=lambda digest, name: f"{media}/{digest}/{quote(name)}",
        lesson=lambda name, anchor: way_to("lesson", slug, lesson=name) + (f"#{anchor}" if anchor else ""),
    )


class _Key:
    """A course and what it refers to, known by their versions, so that a cache need not hash all of them."""

    def __init__(self, course: courses.Course, version: str, around: courses.References) -> None:
        self.course, self.around = course, around
        self.version = (version, around.version)

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.version == self.version


@lru_cache(maxsize=1024)  # each question of a result leads to its lesson
def _way_to(page: str, slug: str, which: tuple[tuple[str, str], ...]) -> str:
    return f"/{page}?" + urlencode({"course": slug, **dict(which)})


@lru_cache(maxsize=8192)  # all the texts of a dozen courses' questions
def _made(same: Same[courses.Course], markdown: str, _draft: bool, inline: bool) -> str:
    """The questions of a lesson or a quiz are drawn at every click, and are the same each time."""
    make = courses.inline_html if inline else courses.html
    return make(same.it, markdown, addresses(same.it.slug))


@lru_cache(maxsize=256)
def _lesson(key: _Key, name: str, _language: str, marked: str) -> tuple[courses.Block, ...]:
    found = key.course.lesson(name)
    if found is None:
        return ()
    blocks = courses.lesson_blocks(key.course, found, addresses(key.course.slug), key.around.terms)
    if not marked:
        return blocks
    html = iter(courses.mark_words([one.html for one in blocks if isinstance(one, courses.HtmlBlock)], marked))
    return tuple(courses.HtmlBlock(next(html)) if isinstance(one, courses.HtmlBlock) else one for one in blocks)
