"""Words spotted in safe HTML: those of a search, and terms that the glossary explains. Tags are never touched."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from models import text
from models.courses.markdown import to_inline_html
from models.courses.references import Term

_TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
_WORD = re.compile(r"\w+")
_LEFT_ALONE = frozenset(["a", "button", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"])


def mark_words(blocks: Sequence[str], query: str) -> tuple[str, ...]:
    """Return blocks of safe HTML with the words of a search marked, with or without accents.

    The whole phrase where it stands in any of them, otherwise each word; of the last one the beginning is enough, as
    in a search.
    """
    words = _WORD.findall(text.search_key(query))[:12]
    if not words:
        return tuple(blocks)
    last = rf"{re.escape(words[-1])}\w*" if len(words[-1]) > 1 else re.escape(words[-1])
    each = [*(re.escape(word) for word in words[:-1]), last]
    read = [[(piece, _folded(unescape(piece)) if kind else "") for piece, kind in _pieces(html)] for html in blocks]
    whole, any_of = r"\W+".join(each), "|".join(each)
    phrase = re.compile(rf"(?<!\w){whole}(?!\w)")
    if not any(phrase.search(folded) for pieces in read for _, folded in pieces):
        phrase = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")
    return tuple("".join(_marked(piece, folded, phrase) for piece, folded in pieces) for pieces in read)


def _marked(piece: str, folded: str, phrase: re.Pattern[str]) -> str:
    if not folded:
        return piece
    return _replaced(unescape(piece), phrase.finditer(folded), lambda found: f"<mark>{escape(found)}</mark>")


def explain_terms(html: str, terms: tuple[Term, ...], used: set[str]) -> str:
    """Return safe HTML in which the first occurrence of each term opens its explanation.

    ``used`` collects the ids of terms explained already, over the blocks of one lesson. Headings, links and code are
    left alone. The explanations stand at the end: a browser that knows no popovers shows them there.
    """
    pattern, by_spelling = _spellings(terms, text.language())
    if pattern is None:
        return html
    cards: list[str] = []

    def word(found: str) -> str:
        term = by_spelling[found if found in by_spelling else found.casefold()]
        if term.id in used:
            return escape(found)
        used.add(term.id)
        cards.append(
            f'<div popover id="tn-{term.id}" class="term-card"><p><strong>{escape(str(term.term))}</strong></p>'
            f"<p>{to_inline_html(str(term.meaning))}</p></div>"
        )
        return f'<button type="button" class="term" popovertarget="tn-{term.id}">{escape(found)}</button>'

    made = []
    depth = 0
    for piece, is_text in _pieces(html):
        if is_text and not depth:
            said = unescape(piece)
            made.append(_replaced(said, pattern.finditer(said), word))
            continue
        name = "" if is_text else (found[1] if (found := _NAME.match(piece)) else "")
        if name in _LEFT_ALONE:
            depth += -1 if piece.startswith("</") else 1
        made.append(piece)
    return "".join((*made, *cards))


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Yield tags and the texts between them, each with whether it is a text."""
    for number, piece in enumerate(_TAG.split(html)):
        if piece:
            yield piece, number % 2 == 0


def _replaced(said: str, found: Iterator[re.Match[str]], word: Callable[[str], str]) -> str:
    made, end = [], 0
    for match in found:
        made += [escape(said[end : match.start()]), word(said[match.start() : match.end()])]
        end = match.end()
    return "".join((*made, escape(said[end:])))


def _folded(said: str) -> str:
    """Return the accent-free, case-free form, letter for letter, so that places stay the same."""
    return "".join(_letter(letter) for letter in said)


@lru_cache(maxsize=2048)
def _letter(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter.casefold().replace("đ", "d").replace("ð", "d"))
    return bare[:1] or letter


@lru_cache(maxsize=8)
def _spellings(terms: tuple[Term, ...], _language: str) -> tuple[re.Pattern[str] | None, dict[str, Term]]:
    """Return what finds any of the terms, and the terms by spelling; one of capitals only ("AI") is found as it is."""
    found = {
        spelling if spelling.isupper() else spelling.casefold(): term for term in terms for spelling in term.spellings
    }
    if not found:
        return None, {}
    longest_first = sorted(found, key=len, reverse=True)
    words = "|".join(re.escape(one) if one.isupper() else f"(?i:{re.escape(one)})" for one in longest_first)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)"), found
