"""Lessons and questions as a page shows them: HTML made safe by `models.courses`, with its pictures."""

from functools import lru_cache
from pathlib import Path
from posixpath import normpath

import streamlit as st

from models import courses

_CSS = (Path(__file__).parent / "lesson.css").read_text(encoding="utf-8")


def show(course: courses.Course, markdown: str, *, folder: str, used: set[str] | None = None) -> None:
    """Show Markdown of a course. ``folder``: where its file lies ('lessons'); ``used``: heading ids so far."""
    html = _html(course, markdown, folder) if used is None else _html_after(course, markdown, folder, used)
    st.html(f"<style>{_CSS}</style><div class='kns-lesson'>{html}</div>")


def show_inline(course: courses.Course, markdown: str, *, folder: str = "questions") -> None:
    """Show a short Markdown text of a course."""
    show(course, markdown, folder=folder)


@lru_cache(maxsize=512)
def _html(course: courses.Course, markdown: str, folder: str) -> str:
    return _html_after(course, markdown, folder, set())


def _html_after(course: courses.Course, markdown: str, folder: str, used: set[str]) -> str:
    return courses.to_html(markdown, address=lambda target: address(course, target, folder), used=used)


def address(course: courses.Course, target: str, folder: str) -> str:
    """Return the address in a page of a link or picture of a course's file."""
    if not courses.is_relative(target):
        return target
    path, _, anchor = target.partition("#")
    path = normpath(f"{folder}/{path}") if path else ""
    for file in course.media:
        if file.path == path:
            return f"/files/{file.hash}"
    if path.startswith("lessons/") and path.endswith(".md"):
        lesson = path.removeprefix("lessons/").removesuffix(".md")
        return f"/lesson?course={course.slug}&lesson={lesson}" + (f"#{anchor}" if anchor else "")
    return f"#{anchor}" if anchor and not path else ""


def label(markdown: str) -> str:
    """Return a Markdown text for a widget's label: Streamlit's own marks are left as typed."""
    for mark in ("$", ":"):
        markdown = markdown.replace(mark, "\\" + mark)
    return markdown
