"""Files that were handed in, as lists show them: by a private address of our own, never by Streamlit's."""

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

from models import text
from models.assessment import HandedFile
from models.text import translate as _


def address(file: HandedFile, name: str) -> str:
    """Return where a file is downloaded by those who may."""
    return f"/handed/{file.key}/{quote(name)}"


def size(file: HandedFile) -> str:
    """Return how large a file is, in words."""
    if file.size < 1_000_000:
        return _("{n} kB", n=text.number(max(1, round(file.size / 1000)), 0))
    return _("{n} MB", n=text.number(file.size / 1_000_000, 1))


def listed(files: Iterable[HandedFile]) -> list[dict[str, Any]]:
    """Return files as their owner's page lists them."""
    return [
        {
            "key": file.key,
            "name": file.name,
            "address": address(file, file.name),
            "about": f"{size(file)}, {text.moment(file.at)}",
        }
        for file in files
    ]


def as_list(files: Iterable[HandedFile], *, named: bool = True) -> str:
    """Return files as a list of links, HTML; without ``named`` by number, since a name may tell whose they are."""
    lines = []
    for number, file in enumerate(files, start=1):
        name = file.name if named else f"{_('File {n}', n=number)} ({file.kind})"
        link = address(file, file.name if named else f"tep-{number}.{file.kind}")
        lines.append(f'<li><a href="{escape(link)}" download>{escape(name)}</a> · {escape(size(file))}</li>')
    return f"<ul>{''.join(lines)}</ul>" if lines else ""
