"""The icon font with the icons that are in use and no others: 10 kB instead of 375."""

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from models import settings

_NAMED = re.compile(r":material/([a-z0-9_]+):")
_STATES = re.compile(r'"([a-z0-9_]+)"')
FONT = "MaterialSymbols-Rounded"


def in_use(bundle: Iterable[str]) -> frozenset[str]:
    """Return the icons that our pages and the texts of Streamlit's files name."""
    found: set[str] = set()
    for text in bundle:
        found.update(_NAMED.findall(text))
    for path in (settings.ROOT / "pages").rglob("*.py"):
        found.update(_NAMED.findall(path.read_text(encoding="utf-8")))
    states = (settings.ROOT / "pages" / "parts" / "states.py").read_text(encoding="utf-8")
    found.update(_STATES.findall(states))  # named there without the colons
    return frozenset(found)


def cut_down(font: Path, names: Iterable[str]) -> bytes:
    """Return the font (woff2) with the icons of these names; a name is written in letters that become one glyph."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = TTFont(font)
    known = set(whole.getGlyphOrder())
    letters = [whole.getBestCmap().get(ord(char)) for char in "abcdefghijklmnopqrstuvwxyz0123456789_"]
    options = subset.Options(flavor="woff2", layout_closure=False, layout_features=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(glyphs=[name for name in (*names, *letters) if name in known])
    cutter.subset(whole)
    made = BytesIO()
    whole.flavor = "woff2"
    whole.save(made)
    return made.getvalue()
