"""What the check found in a course's files: where, what is wrong and what to write, and what it keeps back."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from models import courses
from models.text import translate as _
from pages.parts import prose


def show(found: Iterable[courses.Finding]) -> None:
    """Show findings as a list, errors first; each rule leads to its explanation."""
    ordered = sorted(found, key=lambda one: not one.is_error)
    if ordered:
        prose.show(f'<ul class="found">{"".join(map(_line, ordered))}</ul>')


def _line(finding: courses.Finding) -> str:
    place = finding.place
    rule = f"/authors-guide?{urlencode({'rule': finding.rule.id})}"
    where = f"<strong>{escape(f'{place.path}:{place.line}:{place.column}')}</strong>"
    link = f'<a href="{escape(rule)}" target="_self">{escape(finding.rule.id)}</a>'
    held = kept_back(finding.holds) if finding.is_error else ""
    beside = f'<br><span class="beside">{escape(held)}</span>' if held else ""
    return f"<li>{where} · {link}<br>{escape(finding.message)}{beside}</li>"


def kept_back(item: str) -> str:
    """Return in words what an error keeps back; '' for nothing."""
    kind, _sign, name = item.partition(":")
    return {
        "course": _("Kept back: the whole course"),
        "lesson": _("Kept back: the lesson {name}", name=name),
        "translation": _("Kept back: the English text of the lesson {name}", name=name),
        "question": _("Kept back: the question {name}", name=name),
        "questions": _("Kept back: the questions in the file {name}", name=name),
        "quiz": _("Kept back: the quiz {name}", name=name),
        "media": _("Kept back: the file {name}", name=name),
    }.get(kind, "")
