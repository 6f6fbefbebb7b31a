"""What makes an SVG picture unsafe: scripts, foreign content, event handlers, references to other places.

The picture is read as text by patterns that are wider than the grammar: it is refused rather than mended. None of them
takes longer for each letter of a longer picture: what is not closed is taken up to the end, once.
"""

import re

_UNSAFE = (
    ("<!ENTITY", re.compile(r"<!ENTITY", re.IGNORECASE)),
    ("<script>", re.compile(r"<\s*(?:[\w.-]+:)?script\b", re.IGNORECASE)),
    ("<foreignObject>", re.compile(r"<\s*(?:[\w.-]+:)?foreignobject\b", re.IGNORECASE)),
    ("<iframe>", re.compile(r"<\s*(?:[\w.-]+:)?(?:iframe|embed|object|audio|video|handler|listener)\b", re.IGNORECASE)),
    ("<?xml-stylesheet?>", re.compile(r"<\?xml-stylesheet", re.IGNORECASE)),
    ("on…=", re.compile(r"[\s\"'/](?:[\w.-]+:)?on[a-z]+\s*=", re.IGNORECASE)),
    ("javascript:", re.compile(r"(?:java|vb)\s*script\s*:", re.IGNORECASE)),
    ("@import", re.compile(r"@import\b", re.IGNORECASE)),
    ("&#…;", re.compile(r"\b(?:href|src|style|on\w+)\s*=\s*(?:\"[^\"]*&#|'[^']*&#)", re.IGNORECASE)),
)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*([>\[]|\Z)", re.IGNORECASE)
_REFERENCE = re.compile(r"""(?<![\w.-])(?:[\w.-]+:)?(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_STYLE_URL = re.compile(r"""url\(\s*["']?([^"')\s]*)""", re.IGNORECASE)
_OWN = re.compile(r"^\s*(?:#|data:image/(?:png|jpeg|gif|webp);base64,)", re.IGNORECASE)


def unsafe_part(picture: str) -> tuple[str, int] | None:
    """Return what is unsafe in an SVG and where it begins (an index), or None when nothing is."""
    for name, pattern in _UNSAFE:
        if found := pattern.search(picture):
            return name, found.start()
    for found in _DOCTYPE.finditer(picture):
        if found[1] == "[":
            return "<!ENTITY", found.start()
    for found in _REFERENCE.finditer(picture):
        target = found[1] if found[1] is not None else found[2]
        if not _OWN.match(target):
            return f"href={target[:40]}", found.start()
    for found in _STYLE_URL.finditer(picture):
        if not _OWN.match(found[1]):
            return f"url({found[1][:40]})", found.start()
    return None
