"""A text that is written in one's own words and judged by a person."""

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from models import text
from models.courses.fields import Fields
from models.courses.questions.base import Answer, Made, must
from models.courses.questions.judging import Judged, read_rubric_name
from models.courses.questions.rubric import rules
from models.text import translate as _

LIMIT = 20_000  # characters: what the last message of a page that is being left can carry
MOST_WORDS = 3000


class Written(Judged):
    """A text. ``least`` and ``most`` words are told to who writes; nothing is cut. An answer keeps its lines."""

    type: Literal["written"] = "written"
    lines: ClassVar[int] = 12
    least: int | None = None
    most: int | None = None

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the limits and the rubric."""
        limits = entry.numbers("words", 1, MOST_WORDS, example=80)
        fits = len(limits) == 2 and limits[0] <= limits[1]
        if (place := entry.values.get("words")) is not None and not entry.notes.errors and not fits:
            entry.notes.add(rules.Q055, place.line, place.column)
        least, most = limits if len(limits) == 2 else (None, None)
        rubric = read_rubric_name(entry)
        return lambda: cls(least=least, most=most, rubric=rubric, **common)

    def settings(self) -> Mapping[str, Any]:
        """Return how many characters are possible, and how many words are asked for."""
        return {"limit": LIMIT, "least": self.least, "most": self.most}

    def words(self) -> Mapping[str, str]:
        """Return what stands around the field."""
        words = {
            "label": _("Your answer"),
            "count": _("{n} words", n="{n}"),
            "full": _("the field is full at {n} characters", n=LIMIT),
        }
        if self.least is not None:
            words |= {
                "asked": _("{least} to {most} words are asked for", least=self.least, most=self.most),
                "short": _("still short"),
                "long": _("longer than asked for; nothing is cut off"),
            }
        return words

    def taken(self, answer: Any) -> Answer:
        """Take a text, its lines kept."""
        must(isinstance(answer, str), "type")
        must(len(answer) <= LIMIT, "long")
        clean = text.nfc(answer.replace("\r\n", "\n").replace("\r", "\n")).strip()
        odd = [one for one in clean if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"]
        must(not odd, "characters")
        return clean or None

    def right_answer(self) -> Answer:
        """Return what somebody may have written."""
        return "Trước hết ngắt mạng.\n\nSau đó báo bộ phận phụ trách."

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return what says nothing."""
        return ("chưa rõ",)

    def written(self) -> dict[str, Any]:
        """Return limits and rubric."""
        return {**({} if self.least is None else {"words": [self.least, self.most]}), **super().written()}


KIND = Written
