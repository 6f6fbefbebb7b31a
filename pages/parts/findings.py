"""What is wrong in a course's files, as a list that is read on a phone as well: what to write, then where."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from models import courses
from models.text import translate as _
from pages.parts import prose

_CODE = re.compile(r"`([^`]+)`")


def show(found: Iterable[Mapping[str, Any]], slug: str) -> None:
    """Show the findings on a course's folder, errors first; their words are shown as they are, `code` as code."""
    ordered = sorted(found, key=lambda one: not _is_error(one))
    prose.show(f'<ul class="facts">{"".join(_line(one, slug) for one in ordered)}</ul>')


def _line(one: Mapping[str, Any], slug: str) -> str:
    path = str(one["path"]).removeprefix(f"courses/{slug}/")
    where = f"{path}:{one['line']}:{one['column']} · {one['rule']}"
    word = _("Error") if _is_error(one) else _("Warning")
    said = _CODE.sub(r"<code>\1</code>", escape(courses.sentence(one)))
    return f'<li><strong>{escape(word)}:</strong> {said} <span class="beside">{escape(where)}</span></li>'


def _is_error(one: Mapping[str, Any]) -> bool:
    """A rule of another version counts as one."""
    rule = courses.RULES.get(str(one["rule"]))
    return rule is None or rule.severity is courses.Severity.ERROR
