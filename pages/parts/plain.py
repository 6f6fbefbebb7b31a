"""Names and other people's words inside Streamlit's texts, which read Markdown: shown as they are, never as marks."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")
_ADDRESS = re.compile(r"(?<=http)(?=s?://)|(?<=www)(?=\.)", re.IGNORECASE)


def plain(value: object) -> str:
    """Return a value with every mark of Markdown, and of Streamlit's own, made plain text.

    A web address in it is no link, either: an invisible joiner keeps it from being found as one.
    """
    return _MARKS.sub(r"\\\1", _ADDRESS.sub("\u2060", str(value)))
