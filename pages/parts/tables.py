"""Tables that are read aloud row by row and read on a phone: plain HTML, everything in it escaped here.

A table of a page with 25 rows costs a tenth of the same rows as a data frame, and may hold links in the same tab.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from models.text import translate as _
from pages.parts import states

_CELL = "padding:.45rem .6rem .45rem 0;vertical-align:top;text-align:{};border-bottom:1px solid rgba(128,128,128,.3)"
_ICON = "font-family:'Material Symbols Rounded';font-weight:400;font-size:1.15em;vertical-align:-.2em;line-height:1"
_LINK = "color:inherit;text-underline-offset:.2em"


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


def number(value: str) -> Cell:
    """Return a formatted number as a cell that stands at the right."""
    return Cell(html.escape(value), right=True)


def link(label: str, page: str, asked: Mapping[str, str]) -> Cell:
    """Return a link to another page, in the same tab."""
    address = html.escape(f"/{page}?{urlencode(asked)}" if asked else f"/{page}")
    return Cell(f'<a href="{address}" target="_self" style="{_LINK}">{html.escape(label)}</a>')


def under(first: Cell, second: "str | Cell") -> Cell:
    """Return a cell with a smaller second line."""
    below = second.html if isinstance(second, Cell) else html.escape(second)
    return Cell(f'{first.html}<br><span style="opacity:.85;font-size:.88em">{below}</span>', first.right)


def state(value: str) -> Cell:
    """Return a state: its icon and its word."""
    icon = f'<span aria-hidden="true" style="{_ICON}">{states.ICONS[value]}</span>'
    return Cell(f'<span style="white-space:nowrap">{icon} {html.escape(states.word(value))}</span>')


def marked(icon: str, cell: Cell) -> Cell:
    """Return a cell with an icon before it; the words say it too."""
    return Cell(f'<span aria-hidden="true" style="{_ICON}">{icon}</span> {cell.html}', cell.right)


def show(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, caption: str) -> None:
    """Show a table; ``caption`` is what it is called by whoever does not see it."""
    sides = [cell.right for cell in rows[0]] if rows else [False] * len(heads)
    head = "".join(
        f'<th scope="col" style="{_CELL.format("right" if right else "left")};font-weight:600">{html.escape(one)}</th>'
        for one, right in zip(heads, sides, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(f'<td style="{_CELL.format("right" if cell.right else "left")}">{cell.html}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div style="overflow-x:auto"><table style="width:100%;border-collapse:collapse" '
        f'aria-label="{html.escape(caption)}"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def facts(told: Mapping[str, str], *, caption: str) -> None:
    """Show what is known of one thing: a row each, its name at the head of the row."""
    head = f'style="{_CELL.format("left")};font-weight:600"'
    lines = "".join(
        f'<tr><th scope="row" {head}>{html.escape(name)}</th>'
        f'<td style="{_CELL.format("left")}">{html.escape(value)}</td></tr>'
        for name, value in told.items()
    )
    st.html(
        f'<table style="width:100%;border-collapse:collapse" aria-label="{html.escape(caption)}">'
        f"<tbody>{lines}</tbody></table>"
    )


def pages_of(page: int, total: int, size: int, *, key: str, on_go: object) -> None:
    """Show which page of a list this is, with a button each way; ``on_go`` takes the number of the page to go to."""
    last = max(1, -(-total // size))
    with st.container(horizontal=True, vertical_alignment="center"):
        if page > 1:
            st.button(_("Previous page"), key=f"{key}:back", on_click=on_go, args=(page - 1,))
        st.caption(_("Page {page} of {last}, {n} lines", page=page, last=last, n=total))
        if page < last:
            st.button(_("Next page"), key=f"{key}:on", on_click=on_go, args=(page + 1,))
