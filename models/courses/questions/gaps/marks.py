"""Gaps in a text as authors write them: ((typed)), ((one | another)), ((right ~ wrong ~ wrong)).

They are taken out before the text is read as Markdown, so that a table's cells may hold any of them. In the body that
is left a mark, ⟦1⟧, stands for each; the widget puts a field in its place. Where it is only read, `blank` makes it a
numbered line to write on.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.courses.markdown import to_html

MARK = re.compile(r"⟦(\d+)⟧")
_OPEN, _APART = "⟦", "⟦\u2060"  # the author's own bracket, told apart from a mark by a joiner that nobody sees
_TAG = re.compile(r"<[^>]*>")
_TILDE, _BAR = re.compile(r"(?<!\\)~"), re.compile(r"\\?\|")  # editors want \| for a bar within a table's cell
_ESCAPED = re.compile(r"\\([()~])")
_LEAD = re.compile(r"^\s*(?:[>#*+-]+\s+|\d+[.)]\s+)*")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_SIDE = 60  # characters on each side of a gap that feedback quotes


class Source(NamedTuple):
    """A gap as written: where it begins and ends in the text, and what is between its brackets."""

    begin: int
    end: int
    inside: str

    @property
    def bars(self) -> bool:
        """Whether answers stand side by side in it."""
        return _BAR.search(self.inside) is not None

    @property
    def chosen(self) -> bool:
        """Whether one chooses in it."""
        return _TILDE.search(self.inside) is not None

    @property
    def answers(self) -> tuple[str, ...]:
        """What is accepted, or the choices with the right one first."""
        parts = (_TILDE if self.chosen else _BAR).split(self.inside)
        return tuple(" ".join(_ESCAPED.sub(r"\1", part).split()) for part in parts)


def find(text: str) -> tuple[list[Source], list[int]]:
    """Return the gaps of a text in order, and where others begin that do not end on their line."""
    gaps: list[Source] = []
    unclosed: list[int] = []
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith("((", at) and not text.startswith("(((", at):
            end = _closed(text, at + 2)
            if end is None:
                unclosed.append(at)
                end = at + 2
            else:
                gaps.append(Source(at, end, text[at + 2 : end - 2]))
            at = end
        else:
            at += 1
    return gaps, unclosed


def _closed(text: str, begin: int) -> int | None:
    """Return the index behind the brackets that close a gap; brackets in pairs inside it belong to its words."""
    depth, at = 0, begin
    while at < len(text) and text[at] != "\n":
        if text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")" and depth:
            depth -= 1
        elif text.startswith("))", at):
            return at + 2
        at += 1
    return None


def body(text: str, gaps: list[Source]) -> str:
    """Return the text with a mark in place of each gap."""
    pieces, at = [], 0
    for number, gap in enumerate(gaps, start=1):
        pieces += [text[at : gap.begin].replace(_OPEN, _APART), f"⟦{number}⟧"]
        at = gap.end
    return "".join([*pieces, text[at:].replace(_OPEN, _APART)])


def blank(marked: str) -> str:
    """Return a body with (1) and a dotted line for each mark; its joiner lets it be no address of a link before it."""
    return MARK.sub("\u2060(\\1)\u00a0………………", marked)


def written(marked: str, gaps: list[tuple[tuple[str, ...], bool]]) -> str:
    """Return a body as an author writes it; ``gaps``: the answers of each gap, and whether they are choices."""

    def source(match: re.Match[str]) -> str:
        answers, chosen = gaps[int(match[1]) - 1]
        words = (re.sub(r"([()~])", r"\\\1", one) for one in answers)
        return f"(({(' ~ ' if chosen else ' | ').join(words)}))"

    return MARK.sub(source, marked).replace(_APART, _OPEN)


def hidden(marked: str, count: int) -> Iterator[int]:
    """Yield the numbers (from 0) of gaps that do not show as text, exactly once, where the body is shown."""
    shown = MARK.findall(_TAG.sub("", to_html(marked)))
    yield from (number for number in range(count) if shown.count(str(number + 1)) != 1)


def around(marked: str, number: int) -> str:
    """Return what stands around a gap (from 1): its sentence, or its row of a table; nothing of the other gaps."""
    own = f"⟦{number}⟧"
    line = next(line for line in marked.split("\n") if own in line)
    if line.lstrip().startswith("|"):
        said = " · ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
    else:
        said = next(part for part in _SENTENCE.split(_LEAD.sub("", line)) if own in part)
    before, after = re.sub(r"[*`]", "", said).split(own)
    before, after = (MARK.sub("…", side) for side in (before, after))
    if len(before) > _SIDE:
        before = f"… {before[-_SIDE:].partition(' ')[2]}"
    if len(after) > _SIDE:
        after = f"{after[:_SIDE].rpartition(' ')[0]} …"
    return f"{before}⟦…⟧{after}".strip()
