"""What the check found in a course's files, as a list that is read on a phone as well: what to write, where, and what
it keeps back."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from models import courses
from models.text import translate as _
from pages.parts.courses import prose

_CODE = re.compile(r"`([^`]+)`")


def show(found: Iterable[Mapping[str, Any]], slug: str) -> None:
    """Show the findings (as `courses.finding_data` gives them) on a course's folder, errors first.

    Their words are shown as they are, `code` as code; each rule leads to its explanation.
    """
    ordered = sorted(found, key=lambda one: not _is_error(one))
    if ordered:
        prose.show(f'<ul class="found">{"".join(_line(one, slug) for one in ordered)}</ul>')


def _line(one: Mapping[str, Any], slug: str) -> str:
    path = str(one["path"]).removeprefix(f"courses/{slug}/")
    rule = str(one["rule"])
    link = f'<a href="/authors-guide?{urlencode({"rule": rule})}" target="_self">{escape(rule)}</a>'
    word = _("Error") if _is_error(one) else _("Warning")
    said = _CODE.sub(r"<code>\1</code>", escape(courses.sentence(one)))
    held = kept_back(str(one.get("holds", ""))) if _is_error(one) else ""
    place = escape(f"{path}:{one['line']}:{one['column']}")
    where = f"{place} · {link}" + (f" · {escape(held)}" if held else "")
    return f'<li><strong>{escape(word)}:</strong> {said}<br><span class="beside">{where}</span></li>'


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


def _is_error(one: Mapping[str, Any]) -> bool:
    """A rule of another version counts as one."""
    rule = courses.RULES.get(str(one["rule"]))
    return rule is None or rule.severity is courses.Severity.ERROR
