"""How a question is printed: what stands before each of its pieces, so that a pen can answer it."""

from enum import StrEnum
from typing import NamedTuple


class Before(StrEnum):
    """What stands before a piece on paper."""

    CIRCLE = "circle"  # one of them is marked
    BOX = "box"  # several may be
    BLANK = "blank"  # a place or a letter is written there
    LETTER = "letter"  # by which it is named
    NOTHING = "nothing"  # they are read side by side, one of them is written down


class Printed(NamedTuple):
    """A group of pieces on paper, by its name; ``told`` says what to do with them."""

    group: str
    before: Before
    told: str = ""
