"""Pictures that we draw ourselves, in a page: `st.html` keeps no drawing, but a picture that stands in its address."""

import base64
import html

import streamlit as st


def show(svg: str, words: str, *, width: str = "26rem") -> None:
    """Show an SVG drawing, white in every theme, with words for who does not see it."""
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    style = f"width:100%;max-width:{width};background:#FFFFFF;border-radius:.4rem"
    st.html(f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(words)}" style="{style}">')
