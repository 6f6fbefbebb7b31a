"""Buttons that post a form of ours to a plain route: what a link must never do, such as signing out."""

import html
from collections.abc import Mapping

import streamlit as st

from pages.routes import forms

_STYLE = (
    "font-family:inherit;font-size:1rem;font-weight:400;line-height:1.4;"
    "min-height:44px;padding:.4rem 1rem;border-radius:.4rem;cursor:pointer;"
    "border:1px solid #75808E;background:transparent;color:inherit"
)
_MAIN = _STYLE.replace("background:transparent;color:inherit", "background:#0B5A8A;color:#FFFFFF;font-weight:600")


def button(action: str, label: str, hidden: Mapping[str, str] | None = None, *, main: bool = False) -> None:
    """Show a button that posts to ``action`` with the token of this browser's forms; without one the route asks."""
    token = st.context.cookies.get(forms.form_cookie(), "")
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in {forms.TOKEN_FIELD: token, **(hidden or {})}.items()
    )
    st.html(
        f'<form method="post" action="{html.escape(action)}" target="_self" style="margin:0">{fields}'
        f'<button type="submit" style="{_MAIN if main else _STYLE}">{html.escape(label)}</button></form>',
        width="content",
    )
