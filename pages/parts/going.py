"""Asking a page's next question: parameters of its address change, the others stay; the script then runs once.

And going on to another page by a button, which costs one run, too.
"""

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.parts import menu

PLACES = ("page", "units", "courses", "moved")  # where one is in a list: another question begins at its beginning


def go(**values: object) -> None:
    """Change parameters of the address; None takes one away. Whatever list was open begins again at its first page.

    All change in one step, so that Back leads to the question before and to nothing in between.
    """
    before = st.query_params.to_dict()
    after = dict(before)
    for name, value in {**dict.fromkeys(PLACES), **values}.items():
        if value is None and name in st.session_state:  # a field bound to the address, which alone may change it
            st.session_state[name] = ""
        elif value is None:
            after.pop(name, None)
        else:
            after[name] = str(value)
    if after == before:
        return
    try:
        st.query_params.from_dict(after)
    except StreamlitAPIException:  # a bound field has something in it and may not be written here: step by step
        for name in before.keys() - after.keys():
            st.query_params.pop(name)
        st.query_params.update({name: value for name, value in after.items() if before.get(name) != value})


def on_to(file: str, **address: str) -> None:
    """Go on to a page, from a callback: at once, without drawing the one that is left a last time."""
    st.switch_page(menu.page(file), query_params=address)


def turn(name: str, page: int) -> None:
    """Go to a page of a list; nothing else changes."""
    st.query_params[name] = str(page)


def agree(widget: str, value: object) -> None:
    """Let a widget that is about to be drawn show what the address says; one key for all answers keeps the focus."""
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def chosen(name: str, widget: str) -> None:
    """Put a widget's choice into the address."""
    go(**{name: st.session_state[widget] or None})
