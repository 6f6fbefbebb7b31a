"""A choice that lives in the address, so that a link, a refresh and the browser's Back show the same."""

from collections.abc import Callable, Mapping

import streamlit as st


def choose(
    label: str, name: str, options: Mapping[str, str], *, every: str, then: Callable[[], None] | None = None
) -> str:
    """Show a choice whose value is the address's parameter ``name``; return it, '' for ``every``.

    The address holds the value, where Streamlit's own binding writes the words of one language. ``then``: called after
    another choice.
    """
    key = f"choose:{name}"
    now = st.query_params.get(name, "")
    st.session_state[key] = now if now in options else ""

    def changed() -> None:
        if st.session_state[key]:
            st.query_params[name] = st.session_state[key]
        elif name in st.query_params:
            del st.query_params[name]
        if then is not None:
            then()

    words = {"": every, **options}
    st.selectbox(label, list(words), format_func=words.__getitem__, key=key, on_change=changed)
    return str(st.session_state[key])
