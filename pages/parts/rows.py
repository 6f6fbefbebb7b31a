"""A line of a list and, at its end, what can be done about it: side by side on a phone too, one below the other."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def row(key: str) -> DeltaGenerator:
    """Return the place of one line, words first and buttons after them; ``key`` is its own on its page.

    Streamlit breaks a line whose words are long, so that some buttons stand beside and some below: rows.css does not.
    """
    return st.container(key=f"row-{key}", horizontal=True, vertical_alignment="center")
