"""What a search found: each hit leads to its very paragraph, with the words marked here and there."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from models import courses, text
from pages.parts.courses import prose

LONGEST = 220


def show(hits: Sequence[courses.Hit], library: courses.Catalogue, query: str) -> None:
    """Show hits as a list of links with the words around them."""
    lines = []
    for hit in hits:
        course = library.course(hit.course)
        title = "" if course is None else str(course.title)
        lesson = course.lesson(hit.lesson) if course is not None and hit.lesson else None
        where = [title, *([str(lesson.title)] if lesson is not None else []), *hit.headings]
        names = " › ".join(dict.fromkeys(filter(None, where)))
        (words,) = courses.mark_words([escape(_around(hit.words, query))], query)
        lines.append(f'<li><a href="{escape(address(hit, query))}" target="_self">{escape(names)}</a><br>{words}</li>')
    prose.style()
    prose.show(f'<ul class="found">{"".join(lines)}</ul>')


def address(hit: courses.Hit, query: str) -> str:
    """Return where a hit leads: the paragraph in its lesson, or the course."""
    if not hit.lesson:
        return "/course?" + urlencode({"course": hit.course})
    asks = urlencode({"course": hit.course, "lesson": hit.lesson, "mark": query[:100]})
    return f"/lesson?{asks}" + (f"#{hit.place}" if hit.place else "")


def _around(words: str, query: str) -> str:
    """Return the stretch of a long paragraph in which the first word of the search stands."""
    if len(words) <= LONGEST:
        return words
    first = (text.search_key(query).split() or [""])[0]
    begin = max(0, text.search_key(words).find(first) - 60)
    begin = 0 if begin == 0 else words.rfind(" ", 0, begin) + 1
    stretch = words[begin : begin + LONGEST]
    return ("…" if begin else "") + stretch + ("…" if begin + LONGEST < len(words) else "")
