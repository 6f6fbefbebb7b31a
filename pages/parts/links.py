"""Addresses within the platform, as notices store them, as links that keep the session."""

import contextlib
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.parts import menu


def show(label: str, address: str, *, icon: str | None = None) -> None:
    """Show a link to one of our pages; nothing where the address is none, or not for this person any more."""
    parts = urlsplit(address)
    page = next((one.file for one in menu.entries() if address and one.address == parts.path.strip("/")), None)
    if page is None:
        return
    with contextlib.suppress(st.errors.StreamlitAPIException):  # the page of a right that was taken away
        st.page_link(f"{page}.py", label=label, icon=icon, query_params=dict(parse_qsl(parts.query)))
