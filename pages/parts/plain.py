"""Names and other people's words inside Streamlit's texts, which read Markdown: shown as they are, never as marks."""

import re

_ADDRESS = re.compile(r"(https?:|www)(?=//|\.)", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"  # not seen, and no line breaks at it
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")


def plain(value: object) -> str:
    """Return a value with every mark of Markdown, and of Streamlit's own, made plain text.

    An address of the web stays text, too: no page of ours links to where somebody's words, or an example of a
    fraudulent message in a question, would lead.
    """
    return _MARKS.sub(r"\\\1", _ADDRESS.sub(rf"\1{_JOINER}", str(value)))
