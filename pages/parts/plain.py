"""Names and other people's words inside Streamlit's texts, which read Markdown: shown as they are, never as marks."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")


def plain(value: object) -> str:
    """Return a value with every mark of Markdown, and of Streamlit's own, made plain text."""
    return _MARKS.sub(r"\\\1", str(value))
