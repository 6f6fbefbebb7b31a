"""An empty page."""

import streamlit as st


def empty() -> None:
    """Show nothing but a heading."""
    st.title("Empty")


st.navigation([st.Page(empty, title="Empty", default=True)]).run()
