"""Reading what HR's pages show: tables as rows of text, and links as their parameters."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

from tests.pages.visiting import Visitor


def tables_of(visitor: Visitor) -> list[list[list[str]]]:
    """Return the tables on the page: rows of cells as text, lines of a cell apart by a line break."""
    found = []
    for table in _tables(visitor):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
        found.append([[_bare(cell) for cell in _cells(row)] for row in rows])
    return found


def links_of(visitor: Visitor) -> list[tuple[str, str, dict[str, str]]]:
    """Return the links in tables: their words, their page, their parameters."""
    found = []
    for table in _tables(visitor):
        for address, words in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', table, re.S):
            parts = urlsplit(html.unescape(address))
            found.append((_bare(words), parts.path.strip("/"), dict(parse_qsl(parts.query))))
    return found


def number_in(said: str) -> int:
    """Return the last number in some words."""
    return int(re.findall(r"\d[\d.]*", said)[-1].replace(".", ""))


def _tables(visitor: Visitor) -> list[str]:
    return [table for one in visitor.at.get("html") for table in re.findall(r"<table.*?</table>", one.proto.body, re.S)]


def _cells(row: str) -> list[str]:
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)


def _bare(cell: str) -> str:
    cell = re.sub(r'<span aria-hidden="true".*?</span>', "", cell, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", cell.replace("<br>", "\n"))).strip()
