"""Errors of the domain on a page."""

import streamlit as st

from models.rights import DomainError
from models.sentences import sentence, sentences
from models.text import translate as _

__all__ = ["sentence", "sentences", "show"]


def show(error: DomainError) -> None:
    """Show an error in the place of a page, with a way on."""
    st.title(_("This page cannot be opened"), anchor=False)
    st.error(sentence(error), icon=":material/error:")
    st.page_link("cadre/home.py", label=_("Back to my learning"))
