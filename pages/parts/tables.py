"""Tables that are read aloud row by row and read on a phone: plain HTML, everything in it escaped here.

A table of a page with 25 rows costs a tenth of the same rows as a data frame, and may hold links in the same tab.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

import streamlit as st

from models import text
from models.text import language
from models.text import translate as _
from pages.parts import markup, states

# said once a table, not in each cell: a list of names is then half as long on the line
_LOOK = """<style>
.kns-table { width: 100%; border-collapse: collapse; }
.kns-table th, .kns-table td { padding: .45rem .6rem .45rem 0; vertical-align: top; text-align: left;
  border-bottom: 1px solid rgba(128, 128, 128, .3); }
.kns-table th { font-weight: 600; }
.kns-table .figure { text-align: right; }
.kns-table a { color: inherit; text-underline-offset: .2em; }
.kns-table small { color: color-mix(in srgb, currentColor 85%, transparent); font-size: .88em; }
.kns-table .state, .kns-table time { white-space: nowrap; }
.kns-table i { font-family: 'Material Symbols Rounded'; font-style: normal; font-weight: 400; font-size: 1.15em;
  vertical-align: -.2em; line-height: 1; }
"""
_LOOK += "".join(
    f".kns-table .{name} {{ color: light-dark({light}, {dark}); }}\n" for name, (light, dark) in states.SHADES.items()
)
_LOOK += "</style>"
_MARK = re.compile(r":material/([a-z_0-9]+): ?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """A cell as it is sent: safe HTML, made by the functions of this file only."""

    html: str
    right: bool = False


def words(value: object) -> Cell:
    """Return text as a cell."""
    return Cell(html.escape(str(value)))


def long(value: str) -> Cell:
    """Return text without spaces, such as a path, that breaks where its line ends, so that a phone holds it."""
    return Cell(f'<span style="overflow-wrap:anywhere">{html.escape(value)}</span>')


def moment(at: datetime) -> Cell:
    """Return a moment in Hanoi, its day and its time in one line however narrow the column."""
    return Cell(f'<time datetime="{at.isoformat()}">{html.escape(text.moment(at))}</time>')


def number(value: str) -> Cell:
    """Return a formatted number as a cell that stands at the right."""
    return Cell(html.escape(value), right=True)


def link(label: str, page: str, asked: Mapping[str, str]) -> Cell:
    """Return a link to another page, in the same tab."""
    address = html.escape(f"/{page}?{urlencode(asked)}" if asked else f"/{page}")
    return Cell(f'<a href="{address}" target="_self">{html.escape(label)}</a>')


def under(first: Cell, second: "str | Cell") -> Cell:
    """Return a cell with a smaller second line."""
    below = second.html if isinstance(second, Cell) else html.escape(second)
    return Cell(f"{first.html}<br><small>{below}</small>", first.right)


def state(value: str) -> Cell:
    """Return a state: its icon and its word, in its colour."""
    return _state(value, language())


@cache
def _state(value: str, _language: str) -> Cell:
    icon = f'<i aria-hidden="true">{states.ICONS[value]}</i>'
    colour = f" {value}" if value in states.SHADES else ""
    return Cell(f'<span class="state{colour}">{icon} {html.escape(states.word(value))}</span>')


def wide(cell: Cell) -> Cell:
    """Return a cell in which some words stand beside each other: of a table with many columns, the rest scrolls."""
    return Cell(f'<div style="min-width:10rem">{cell.html}</div>', cell.right)


def toned(shade: str, icon: str, words: str) -> Cell:
    """Return an icon and a word in the colour of a state; '' for no colour."""
    name = icon.removeprefix(":material/").rstrip(":")
    colour = f" {shade}" if shade in states.SHADES else ""
    return Cell(f'<span class="state{colour}"><i aria-hidden="true">{name}</i> {html.escape(words)}</span>')


def strong(value: object) -> Cell:
    """Return text that stands out."""
    return Cell(f"<strong>{html.escape(str(value))}</strong>")


def followed(first: Cell, value: str) -> Cell:
    """Return a cell with text after it in the same line."""
    return Cell(first.html + html.escape(value), first.right)


def stacked(*cells: Cell) -> Cell:
    """Return cells one under the other as one; empty ones are left out."""
    return Cell("<br>".join(cell.html for cell in cells if cell.html))


def said(value: str) -> Cell:
    """Return words that may begin with an icon as Streamlit writes one, ':material/badge: at work'."""
    found = _MARK.fullmatch(value)
    return words(value) if found is None else marked(found[1], words(found[2]))


def marked(icon: str, cell: Cell) -> Cell:
    """Return a cell with an icon before it, by its name or as Streamlit writes one; the words say it too."""
    return Cell(f'<i aria-hidden="true">{icon.removeprefix(":material/").rstrip(":")}</i> {cell.html}', cell.right)


def show(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, caption: str) -> None:
    """Show a table; ``caption`` is what it is called by whoever does not see it."""
    sides = [cell.right for cell in rows[0]] if rows else [False] * len(heads)
    head = "".join(
        f'<th scope="col"{_side(right)}>{html.escape(one)}</th>' for one, right in zip(heads, sides, strict=True)
    )
    lines = "".join(
        "<tr>" + "".join(f"<td{_side(cell.right)}>{cell.html}</td>" for cell in row) + "</tr>" for row in rows
    )
    _send(f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody>", caption)


def facts(told: Mapping[str, str], *, caption: str) -> None:
    """Show what is known of one thing: a row each, its name at the head of the row."""
    lines = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
        for name, value in told.items()
    )
    _send(f"<tbody>{lines}</tbody>", caption)


def _side(right: bool) -> str:
    return ' class="figure"' if right else ""


def _send(inner: str, caption: str) -> None:
    markup.show(
        f'{_LOOK}<div style="overflow-x:auto"><table class="kns-table" aria-label="{html.escape(caption)}">'
        f"{inner}</table></div>"
    )


def pages_of(page: int, total: int, size: int, *, key: str, on_go: Callable[[int], None]) -> None:
    """Show which page of a list this is, with a button each way; ``on_go`` takes the number of the page to go to."""
    last = max(1, -(-total // size))
    with st.container(horizontal=True, vertical_alignment="center"):
        if page > 1:
            st.button(_("Previous page"), key=f"{key}:back", on_click=on_go, args=(page - 1,))
        st.caption(_("Page {page} of {last}, {n} lines", page=page, last=last, n=total))
        if page < last:
            st.button(_("Next page"), key=f"{key}:on", on_click=on_go, args=(page + 1,))
