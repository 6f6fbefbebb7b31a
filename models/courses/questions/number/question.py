"""A number that is typed, with a tolerance and a unit."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, cast

from pydantic import Field

from models import text
from models.courses.fields import Fields
from models.courses.nodes import Sequence
from models.courses.questions import numerals
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
from models.courses.questions.choosing import plain_number
from models.text import translate as _

LIMIT = 60  # characters
_BOUND = 1e15  # beyond it a float no longer holds every whole number


class Number(Question):
    """A number, right within a tolerance (half the width of the accepted interval, ends included).

    An answer is the number as it was typed, or a number. ``other_units`` are accepted beside the one that is shown.
    """

    type: Literal["number"] = "number"
    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str | None = None
    other_units: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the number, its tolerance and unit, or the units that are accepted, the one that is shown first."""
        answer = entry.number("answer", low=None, example="8", needed=True)
        tolerance = entry.number("tolerance", low=Decimal(0), example="0") or Decimal(0)
        if isinstance(entry.values.get("unit"), Sequence):
            units = entry.words("unit", example="[đồng, đ]")
        else:
            units = () if (unit := entry.text("unit", example="bit")) is None else (unit,)
        said = {"unit": units[0] if units else None, "other_units": units[1:]}
        return lambda: cls(answer=cast(Decimal, answer), tolerance=tolerance, **said, **common)

    def settings(self) -> Mapping[str, Any]:
        """Return the unit, and how long an answer may be."""
        return {"limit": LIMIT, "unit": self.unit}

    def words(self) -> Mapping[str, str]:
        """Return what stands above the field, and what is said of an answer that is no number."""
        return {
            "label": _("Your number") + (f" ({self.unit})" if self.unit else ""),
            "unreadable": _(
                "Saved, but no number can be read from it. Write digits, for example {example}.",
                example=f"{text.number(1234.5, 1)} {self.unit or ''}".strip(),
            ),
        }

    def taken(self, answer: Any) -> Answer:
        """Take a typed number, or a number."""
        if isinstance(answer, str):
            return tidy(answer, LIMIT)
        must(isinstance(answer, int | float) and not isinstance(answer, bool), "type")
        must(-_BOUND <= answer <= _BOUND, "number")  # refuses NaN and infinity, too
        return answer if isinstance(answer, int) else float(answer)

    def worth(self, given: Answer) -> Mark:
        """All or nothing: one of the readings of what was typed lies within the tolerance, see `numerals`."""
        low, high = self.answer - self.tolerance, self.answer + self.tolerance
        fits = any(low <= value <= high for value in self._readings(given))  # compared exactly, however many digits
        return all_or_nothing(fits, given, self._said())

    def readable(self, answer: Any) -> bool:
        """Return whether an answer is a number in the question's unit."""
        given = self.parse(answer)
        return given is None or bool(self._readings(given))

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return what was typed most often; ways to write one number count as one."""
        said = together(
            ((str(one), count) for one, count in given),
            same=lambda one: self._readings(one) or one,
            right=lambda one: self.mark(one).right,
        )
        return (Counts(tuple(said[:MOST_TYPED])),)

    def right_answer(self) -> Answer:
        """Return the number as people of the current language write it."""
        return self._said()

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return a number just beyond the tolerance."""
        return (str(self.answer + self.tolerance + 1),)

    def written(self) -> dict[str, Any]:
        """Return the number, its tolerance and unit."""
        told: dict[str, Any] = {"answer": plain_number(self.answer)}
        if self.tolerance:
            told["tolerance"] = plain_number(self.tolerance)
        if self.other_units:
            return {**told, "unit": [self.unit, *self.other_units]}
        return {**told, "unit": self.unit} if self.unit else told

    def _readings(self, given: Answer) -> frozenset[Decimal]:
        if isinstance(given, str):
            units = (self.unit, *self.other_units) if self.unit else ()
            whole = all(one == one.to_integral_value() for one in (self.answer, self.tolerance))
            return numerals.readings(given, units, whole=whole)
        return frozenset({Decimal(str(given))}) if isinstance(given, int | float) else frozenset()

    def _said(self) -> str:
        """The right number as people of the current language write it, with its unit: 1.234,5 m."""
        exponent = self.answer.as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        return f"{text.number(self.answer, digits)} {self.unit or ''}".strip()


KIND = Number
