"""Short answers compared as Vietnamese readers compare them.

Case, spaces and Unicode form never matter (also full-width letters, curved quotes, the dashes of word processors), nor
do the place of the tone mark (hoà, hòa), i for y where both are spelt (kĩ thuật, kỹ thuật), a full stop at the end or
quotation marks around it all, of the answer or of what is accepted, and spaces beside a sign (Ctrl + C). A raised or
lowered digit behind a letter is one (m² = m2, CO₂ = CO2), but behind a number it is a power (10² = 10^2, not 102) or an
index. Accents matter where the author says so. An author's ``*`` stands for any run of characters, also an empty one;
``\\*`` is the star itself.
"""

import re
import unicodedata
from enum import StrEnum

from models import text

_TYPED = str.maketrans(
    "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2212ð", '\'\'"""""------đ', "\u00ad"
)
_RAISED = re.compile(r"(?<=[\d)\]])(?=[\u00b2\u00b3\u00b9\u2070-\u207f])")
_LOWERED = re.compile(r"(?<=[\d)\]])(?=[\u2080-\u208e])")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aeiouy"
_STAR = re.compile(r"(?<!\\)\*")
_BESIDE_A_SIGN = re.compile(r" ?([^\w\s]) ?")
_EITHER = re.compile(r"(?<![^\W\d_])([hklmst]|qu[\u0300-\u036f]*)y(?![^\W\d_])")  # whole syllables, without their tones
_VOWEL_RUN = re.compile(rf"(?:[{_VOWELS}][\u0300-\u036f]*)+")


class Accents(StrEnum):
    """Whether a typed answer must carry its accents."""

    IGNORED = "ignored"
    STRICT = "strict"


def fold(value: str, *, accents: bool) -> str:
    """Return the form in which two ways to type one answer are equal; ``accents`` False drops the accents too."""
    apart = _LOWERED.sub("_", _RAISED.sub("^", value))
    bare = text.tidy(unicodedata.normalize("NFKC", apart)).casefold().translate(_TYPED)  # ð: typed by some for đ
    if not accents:
        return text.search_key(bare)
    return unicodedata.normalize("NFC", _VOWEL_RUN.sub(_tone_first, unicodedata.normalize("NFD", bare)))


def spelling(folded: str) -> str:
    """Return a folded text with i for y in the syllables that are spelt either way: ky thuat → ki thuat."""
    return unicodedata.normalize("NFC", _EITHER.sub(r"\1i", unicodedata.normalize("NFD", folded)))


def alike(value: str, *, accents: bool) -> str:
    """Return the form in which typed answers that are marked alike are equal: in one spelling, without a full stop."""
    return _whole(spelling(fold(value, accents=accents)))


def matches(value: str, pattern: str, *, accents: bool) -> bool:
    """Return whether an answer is what the author's pattern asks for. Time grows with the product of the lengths."""
    given = fold(value, accents=accents)
    pieces = [fold_piece(piece, accents=accents) for piece in _STAR.split(pattern)]
    spelt = [spelling(piece) for piece in pieces]
    return any(
        _fits(said, parts)
        for one in {given, given.rstrip(". "), _bare(given)}
        for said, parts in ((one, pieces), (spelling(one), spelt))
    )


def _fits(given: str, pieces: list[str]) -> bool:
    if len(pieces) == 1:
        return _whole(given) == _whole(pieces[0])
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


def _whole(folded: str) -> str:
    """Return a folded text without spaces beside signs, a full stop at its end, and quotation marks around it.

    Not for the pieces between stars: there a space asks for one.
    """
    return _bare(_BESIDE_A_SIGN.sub(r"\1", folded).strip())


def _bare(folded: str) -> str:
    """Return a folded text without a full stop at its end and the quotation marks around it, unless it is only that."""
    close = folded.rstrip(". ") or folded
    within = close[1:-1].strip()
    if close[:1] in ("'", '"') and close[-1] == close[0] and within and close[0] not in within:
        return within.rstrip(". ") or within
    return close


def fits_anything(pattern: str) -> bool:
    """Return whether an author's pattern accepts every answer."""
    return "*" in pattern and not any(piece.strip() for piece in _STAR.split(pattern))


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
