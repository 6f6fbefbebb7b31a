"""The entries of the menu."""

from copy import copy
from functools import cache

import streamlit as st

from models import settings

HOME = settings.ROOT / "pages"


def page(path: str, title: str, address: str, *, hidden: bool = False, default: bool = False) -> st.Page:
    """Return a page of the menu, or one that only links lead to."""
    return copy(_made(path, title, address, hidden, default))  # Streamlit marks the one that it is about to run


@cache
def _made(path: str, title: str, address: str, hidden: bool, default: bool) -> st.Page:
    """Return a page made once in this process: its file is looked for on the disk each time that one is made."""
    return st.Page(
        HOME / f"{path}.py",
        title=title,
        url_path=address,
        default=default,
        visibility="hidden" if hidden else "visible",
    )
