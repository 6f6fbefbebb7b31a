"""One right option among several."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from models.courses.fields import Fields
from models.courses.questions.base import Answer, Made, Mark, must
from models.courses.questions.choosing import Choosing, check_right, read_options
from models.text import translate as _


class Single(Choosing):
    """One right option. An answer is its id."""

    type: Literal["single"] = "single"
    at_once: ClassVar[bool] = True

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the options; exactly one must be right."""
        options = read_options(entry)
        check_right(entry, options, one=True)
        return lambda: cls(options=options, **common)

    def words(self) -> Mapping[str, str]:
        """Return what stands above the options."""
        return {"choose": _("Choose one")}

    def taken(self, answer: Any) -> Answer:
        """Take the id of an option."""
        must(isinstance(answer, str), "type")
        must(any(option.id == answer for option in self.options), "option")
        return str(answer)

    def worth(self, given: Answer) -> Mark:
        """All or nothing."""
        return self.marked(frozenset({str(given)} if given is not None else ()), Fraction(given == self.right_answer()))

    def right_answer(self) -> Answer:
        """Return the right option's id."""
        return next(option.id for option in self.options if option.right)

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return the other options' ids."""
        return tuple(option.id for option in self.options if not option.right)


KIND = Single
