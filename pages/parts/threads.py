"""Inquiries as lists and threads show them: one word for each kind, and what was written, as it was written."""

import html
from datetime import date

import streamlit as st

from models import messages, text
from models.messages import Kind
from models.text import translate as _
from models.text import translate_n
from pages.parts.plain import plain

ICONS = {
    Kind.QUESTION: ":material/help:",
    Kind.MISTAKE: ":material/report:",
    Kind.MARK: ":material/balance:",
    Kind.FIGURE: ":material/fact_check:",
}


def word(kind: Kind) -> str:
    """Return what a kind of inquiry is called."""
    return {
        Kind.QUESTION: _("A question"),
        Kind.MISTAKE: _("A mistake in the course"),
        Kind.MARK: _("An objection to a mark"),
        Kind.FIGURE: _("An objection to my state or figure"),
    }[kind]


def badge(line: messages.Line, today: date) -> str:
    """Return where an inquiry stands, as Markdown: icon and word."""
    if line.closed:
        return f":green-badge[:material/check_circle: {_('Answered')}]"
    if line.waiting_since is None:
        return f":blue-badge[:material/timelapse: {_('Answered, still open')}]"
    if line.is_late(today):
        days = (today - line.answer_by).days if line.answer_by else 0
        late = translate_n("{n} day late", "{n} days late", days)
        return f":red-badge[:material/error: {late}]"
    return f":yellow-badge[:material/schedule: {_('Waits for an answer by {day}', day=line.answer_by)}]"


def rows(lines: list[messages.Line], today: date) -> None:
    """Show inquiries one below the other, each leading to its thread."""
    for line in lines:
        with st.container(border=True):
            who = f"**{plain(line.asker)}** · " if line.asker else ""
            kind = f"{ICONS[line.kind]} {word(line.kind)}"
            st.markdown(f"{badge(line, today)}  \n{who}{kind} · {text.day(text.local_day(line.at))}")
            st.markdown(plain(line.about))
            address = {"inquiry": line.key}
            st.page_link("cadre/inquiry.py", label=_("Open it"), icon=":material/arrow_forward:", query_params=address)


def said(message: messages.Said, asker: str) -> None:
    """Show one message as it was written; ``asker`` stands for a name that the reader does not see."""
    name = _("You") if message.mine else message.name or asker
    role = "" if message.by_asker or message.mine else f" · {_('answers')}"
    side = "#0B5A8A" if not message.by_asker else "#75808E"
    st.html(
        f'<div style="border-left:4px solid {side};padding:.2rem 0 .2rem .8rem;margin:.2rem 0">'
        f'<p style="margin:0;font-size:.85rem;opacity:.85"><strong>{html.escape(name)}</strong>{html.escape(role)}'
        f" · {text.moment(message.at)}</p>"
        '<p style="margin:.2rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere">'
        f"{html.escape(message.words)}</p></div>"
    )
