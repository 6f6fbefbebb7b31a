"""What stands around every page: whose account this is, what is new, and the mark of a demonstration."""

import html

import streamlit as st

from models import database, notices, settings
from models.access import SignedIn
from models.text import translate as _
from models.text import translate_n
from pages.parts import posting
from pages.parts.plain import plain

_LINE = "text-align:right;font-size:.85rem;line-height:1.9;margin:0"
_LINK = "color:inherit;display:inline-block;min-height:1.7rem;margin-left:.9rem"
_NEW = "background:#B3400A;color:#FFFFFF;border-radius:1rem;padding:0 .5rem;font-weight:650"


def above(me: SignedIn) -> None:
    """Show, above a page, the way to one's notices and account; on a shared computer, whose account this is."""
    with database.reading() as db:
        new = notices.unread(db, me.person_id)
    if me.shared:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            told = _("A shared computer. This is the account of {name}.", name=plain(me.full_name))
            st.markdown(f":material/account_circle: **{told}**", width="content")
            posting.button("/sign-out", _("That is not me"), main=True)
    mark = f"<span>{html.escape(_('Generated data'))}</span>" if settings.current().demo else ""
    words = html.escape(translate_n("{n} new", "{n} new", new))
    count = f' <span style="{_NEW}">{words}</span>' if new else ""
    size = f'<a href="/text-size" target="_self" style="{_LINK}">{html.escape(_("Size of text"))}</a>'
    bell = f'<a href="/notices" target="_self" style="{_LINK}">{html.escape(_("Notices"))}{count}</a>'
    name = f'<a href="/account" target="_self" style="{_LINK}">{html.escape(me.full_name)}</a>'
    st.html(f'<p style="{_LINE}">{mark}{size}{bell}{name}</p>')
