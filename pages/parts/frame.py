"""What stands around every page: the mark of a demonstration, and the way to one's account."""

import html

import streamlit as st

from models import settings
from models.access import SignedIn
from models.text import translate as _


def above(me: SignedIn) -> None:
    """Show, above a page, whose account this is and that a demonstration's data are generated."""
    mark = _("Generated data") + " · " if settings.current().demo else ""
    size = f'<a href="/text-size" target="_self" style="color:inherit">{html.escape(_("Size of text"))}</a> · '
    account = f'<a href="/sign-out" target="_self" style="color:inherit">{html.escape(me.full_name)}</a>'
    st.html(f'<p style="text-align:right;font-size:.8rem;margin:0;opacity:.85">{mark}{size}{account}</p>')
