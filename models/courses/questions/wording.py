"""Short answers compared as Vietnamese readers compare them.

Case, spaces, Unicode form and the place of the tone mark (hoà, hòa) never matter; accents matter where the author
says so. An author's ``*`` stands for any run of characters, also an empty one; ``\\*`` is the star itself.
"""

import re
import unicodedata
from enum import StrEnum

from models import text

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aeiouy"
_STAR = re.compile(r"(?<!\\)\*")
_VOWEL_RUN = re.compile(rf"(?:[{_VOWELS}][\u0300-\u036f]*)+")


class Accents(StrEnum):
    """Whether a typed answer must carry its accents."""

    IGNORED = "ignored"
    STRICT = "strict"


def fold(value: str, *, accents: bool) -> str:
    """Return the form in which two spellings of one answer are equal; ``accents`` False drops the accents too."""
    if not accents:
        return text.search_key(text.tidy(value))
    bare = text.tidy(value).casefold().replace("ð", "đ")  # Icelandic eth, typed by some keyboards for đ
    return unicodedata.normalize("NFC", _VOWEL_RUN.sub(_tone_first, unicodedata.normalize("NFD", bare)))


def matches(value: str, pattern: str, *, accents: bool) -> bool:
    """Return whether an answer is what the author's pattern asks for. Time grows with the product of the lengths."""
    given = fold(value, accents=accents)
    pieces = [fold_piece(piece, accents=accents) for piece in _STAR.split(pattern)]
    if len(pieces) == 1:
        return given == pieces[0].strip()
    first, last = pieces[0].lstrip(), pieces[-1].rstrip()
    if len(given) < len(first) + len(last) or not given.startswith(first) or not given.endswith(last):
        return False
    place, end = len(first), len(given) - len(last)
    for piece in pieces[1:-1]:
        found = given.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def said(pattern: str) -> str:
    """Return an author's pattern as a learner reads it: '…' for whatever may stand there."""
    return _STAR.sub("…", pattern).replace("\\*", "*")


def fitting(pattern: str) -> str:
    """Return an answer that fits an author's pattern: nothing in place of a star, or a letter where one is needed."""
    bare, filled = (text.tidy(said(pattern).replace("…", letter)) for letter in ("", "x"))
    return bare if matches(bare, pattern, accents=True) else filled


def fold_piece(piece: str, *, accents: bool) -> str:
    """Fold a piece of a pattern, keeping the space at which a star stands ('bảo *' asks for a space)."""
    bare = piece.replace("\\*", "*")
    folded = fold(bare, accents=accents)
    lead = " " if bare[:1].isspace() else ""
    trail = " " if bare[-1:].isspace() and folded else ""
    return lead + folded + trail


def _tone_first(run: re.Match[str]) -> str:
    """Move the tones of a run of vowels behind its first letter, where shape marks (â, ê, ơ) keep their own letter."""
    letters = run[0]
    tones = "".join(mark for mark in letters if mark in _TONES)
    return letters[0] + tones + "".join(mark for mark in letters[1:] if mark not in _TONES) if tones else letters
