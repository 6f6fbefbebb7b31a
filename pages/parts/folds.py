"""A fold whose inside is drawn from its first opening on: nobody pays for fields that nobody looks at."""

from typing import Any

import streamlit as st


def fold(label: str, *, key: str, icon: str | None = None, opened: bool = False) -> Any:
    """Show a fold and return its inside to draw in, None while it has not been opened.

    Closed again, its inside is still drawn: what was typed there is kept. A fold with another label or icon is another
    fold to the browser, and closed: what changes is said beside it. ``opened``: open at first, and drawn in any case.
    """
    drawn = f"{key}:drawn"
    if opened and drawn not in st.session_state:
        st.session_state[key] = True
    place = st.expander(label, icon=icon, key=key, on_change="rerun")
    if place.open or opened:
        st.session_state[drawn] = True
    return place if drawn in st.session_state else None
