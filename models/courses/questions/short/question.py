"""A word or short text that is typed."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from models.courses import rules
from models.courses.fields import Fields
from models.courses.nodes import Sequence
from models.courses.questions import wording
from models.courses.questions.base import (
    MOST_TYPED,
    Answer,
    Counts,
    Made,
    Mark,
    Question,
    all_or_nothing,
    must,
    tidy,
    together,
)
from models.courses.questions.wording import Accents
from models.text import translate as _

LIMIT = 500  # characters


class Short(Question):
    """A word or short text; '*' in an answer matches anything. An answer is a text."""

    type: Literal["short"] = "short"
    answers: tuple[str, ...]
    accents: Accents = Accents.IGNORED

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the accepted answers."""
        listed = entry.scalars("answers", example="[.vn, vn]")
        answers = tuple(one.text for one in listed)
        entry.missing("answers", "answers: [.vn, vn]")
        value = entry.values.get("answers")
        if isinstance(value, Sequence) and not value.items:
            entry.notes.add(rules.F024, value.line, value.column, key="answers")
        for answer in listed:
            if wording.fits_anything(answer.text):
                entry.notes.add(rules.Q066, answer.line, answer.column, answer=answer.text)
        accents = entry.choice("accents", Accents, Accents.IGNORED)
        return lambda: cls(answers=answers, accents=accents, **common)

    def settings(self) -> Mapping[str, Any]:
        """Return how long an answer may be."""
        return {"limit": LIMIT}

    def words(self) -> Mapping[str, str]:
        """Return what stands above the field."""
        return {"label": _("Your answer")}

    def taken(self, answer: Any) -> Answer:
        """Take a text."""
        must(isinstance(answer, str), "type")
        return tidy(answer, LIMIT)

    def worth(self, given: Answer) -> Mark:
        """All or nothing: one of the accepted answers, see `wording`."""
        strict = self.accents is Accents.STRICT
        fits = isinstance(given, str) and any(
            wording.matches(given, pattern, accents=strict) for pattern in self.answers
        )
        expected, *also = (wording.said(pattern) for pattern in self.answers)
        return all_or_nothing(fits, given, expected, tuple(also))

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return what was typed most often; ways to type one answer count as one."""
        strict = self.accents is Accents.STRICT
        said = together(
            ((str(one), count) for one, count in given),
            same=lambda one: wording.alike(one, accents=strict),
            right=lambda one: self.mark(one).right,
        )
        return (Counts(tuple(said[:MOST_TYPED])),)

    def right_answer(self) -> Answer:
        """Return an answer that fits the first accepted one."""
        return wording.fitting(self.answers[0])

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return what says nothing."""
        return ("chưa rõ",)

    def written(self) -> dict[str, Any]:
        """Return the accepted answers."""
        accents = {"accents": self.accents.value} if self.accents is Accents.STRICT else {}
        return {"answers": list(self.answers), **accents}


KIND = Short
