"""What stands around every page: whose account this is, what is new, and the mark of a demonstration."""

import html
import threading
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from models import settings, text
from models.access import SignedIn
from models.text import translate as _
from models.text import translate_n
from pages.parts import markup, menu, posting
from pages.parts.plain import plain

_STYLE = (
    "display:flex;flex-wrap:wrap;justify-content:flex-end;column-gap:.7rem;font-size:.8rem;line-height:1.7rem;margin:0"
)
_LINK = "color:inherit;display:inline-block;min-height:1.7rem"
_BEFORE = "page:before"  # the address of the page that this session ran last
_run = threading.local()  # where the line of this run stands
_NEW = "background:#B3400A;color:#FFFFFF;border-radius:1rem;padding:0 .4rem;font-weight:650"


def above(me: SignedIn) -> None:
    """Show, above a page, the way to one's notices and account; on a shared computer, whose account this is."""
    _run.line = markup.show(_line(me))
    if me.shared:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            told = _("A shared computer. This is the account of {name}.", name=plain(me.full_name))
            st.markdown(f":material/account_circle: **{told}**", width="content")
            posting.button("/sign-out", _("That is not me"), main=True)


def lost(me: SignedIn, address: str) -> None:
    """Say so where somebody was on a page a moment ago that is no longer theirs: Streamlit shows the first one then."""
    before = st.session_state.get(_BEFORE, address)
    st.session_state[_BEFORE] = address
    if not menu.opens(before, me.actor):
        st.warning(_("The page that was open here is no longer yours: the role for it was taken away or has ended."))


def again(me: SignedIn, unread: int) -> None:
    """Show the line above a page anew, in its place, once the page itself has brought notices."""
    markup.again(_run.line, _line(replace(me, unread=unread)))


def _line(me: SignedIn) -> str:
    return _above(text.language(), me.full_name, me.unread, settings.current().demo)


@lru_cache(maxsize=1024)  # the same at each click of a person
def _above(_language: str, name: str, unread: int, demo: bool) -> str:
    mark = ""
    if demo:
        whole = html.escape(_("Generated data"))
        mark = f'<span title="{whole}" style="margin-right:auto">{html.escape(_("Made up"))}</span>'
    count = f' <span style="{_NEW}">{text.number(unread)}</span>' if unread else ""
    named = html.escape(_("Size of text"))
    size = f'<a href="/text-size" target="_self" style="{_LINK}" title="{named}" aria-label="{named}">Aa</a>'
    told = html.escape(f"{_('Notices')}: {translate_n('{n} new', '{n} new', unread)}")
    said = f' aria-label="{told}" title="{told}"' if unread else ""
    bell = f'<a href="/notices" target="_self" style="{_LINK}"{said}>{html.escape(_("Notices"))}{count}</a>'
    account = f'<a href="/account" target="_self" style="{_LINK}">{html.escape(name)}</a>'
    return f'<p class="kns-above" style="{_STYLE}">{mark}{size}{bell}{account}</p>'
