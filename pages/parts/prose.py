"""Lessons and questions as a page shows them: HTML made safe by `models.courses`, pictures of their release."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from models import courses, text

_CSS = (Path(__file__).parent / "lesson.css").read_text(encoding="utf-8")


def style() -> None:
    """Bring the styles of our own HTML into the page, once a run."""
    st.html(f"<style>{_CSS}</style>")


def show(html: str) -> None:
    """Show safe HTML of a lesson or question."""
    st.html(f'<div class="kns-lesson">{html}</div>')


def lesson(course: courses.Course, version: str, name: str) -> tuple[courses.Block, ...]:
    """Return the blocks of a lesson of a released course, made once for each version and language."""
    return _lesson(_Key(course, version), name, text.language())


def html(course: courses.Course, markdown: object) -> str:
    """Return a question's text as safe HTML."""
    return courses.html(course, str(markdown), addresses(course.slug))


def inline(course: courses.Course, markdown: object) -> str:
    """Return an option or a feedback as safe HTML within a line."""
    return courses.inline_html(course, str(markdown), addresses(course.slug))


def label(markdown: object) -> str:
    """Return a text for a widget's label: what Streamlit would take for marks of its own is left as it is typed."""
    written = str(markdown)
    for mark in ("\\", "$", ":"):
        written = written.replace(mark, "\\" + mark)
    return written


def addresses(slug: str) -> courses.Addresses:
    """Return how our pages address media and lessons of a course."""
    return courses.Addresses(
        media=lambda digest, name: f"/files/{digest}/{quote(name)}",
        lesson=lambda name, anchor: f"/lesson?course={slug}&lesson={name}" + (f"#{anchor}" if anchor else ""),
    )


class _Key:
    """A course that is known by its version, so that a cache need not hash all of it."""

    def __init__(self, course: courses.Course, version: str) -> None:
        self.course, self.version = course, version

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.version == self.version


@lru_cache(maxsize=256)
def _lesson(key: _Key, name: str, _language: str) -> tuple[courses.Block, ...]:
    found = key.course.lesson(name)
    return () if found is None else courses.lesson_blocks(key.course, found, addresses(key.course.slug))
