"""Several right options."""

from fractions import Fraction
from typing import Any, ClassVar, Literal

from models.courses.fields import Fields
from models.courses.questions.base import Answer, Asked, Made, Mark, must
from models.courses.questions.choosing import Choosing, Scoring, check_right, read_options


class Multiple(Choosing):
    """Several right options. An answer is the list of the ids chosen, in the author's order."""

    type: Literal["multiple"] = "multiple"
    scoring: Scoring = Scoring.ALL_OR_NOTHING
    asked_by: ClassVar[Asked] = Asked.MANY

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the options and how they are scored."""
        options = read_options(entry)
        scoring = entry.choice("scoring", Scoring, Scoring.ALL_OR_NOTHING)
        check_right(entry, options, one=False)
        return lambda: cls(options=options, scoring=scoring, **common)

    def taken(self, answer: Any) -> Answer:
        """Take a list of options' ids, none twice."""
        must(isinstance(answer, list) and all(isinstance(one, str) for one in answer), "type")
        ids = [option.id for option in self.options]
        must(len(answer) <= len(ids) and set(answer) <= set(ids), "option")
        must(len(set(answer)) == len(answer), "twice")
        return [one for one in ids if one in answer] or None

    def worth(self, given: Answer) -> Mark:
        """Return the worth of a set of chosen options, 0 to 1.

        All-or-nothing: 1 when exactly the right options are chosen. Right-minus-wrong, with R right and W wrong
        options, r and w of them chosen: max(0, r/R - w/W), as Moodle's multiple-answer question gives it when every
        right option is worth 100/R % and every wrong one -100/W %. Choosing everything, or at random, is worth
        nothing on average.
        """
        chosen = frozenset(given if isinstance(given, list) else ())
        right = {option.id for option in self.options if option.right}
        wrong = {option.id for option in self.options if not option.right}
        if self.scoring is Scoring.ALL_OR_NOTHING:
            return self.marked(chosen, Fraction(chosen == right))
        gained = Fraction(len(chosen & right), len(right))
        lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
        return self.marked(chosen, max(Fraction(0), gained - lost))

    def right_answer(self) -> Answer:
        """Return the right options' ids."""
        return [option.id for option in self.options if option.right]

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return each wrong option, chosen alone."""
        return tuple([option.id] for option in self.options if not option.right)

    def written(self) -> dict[str, Any]:
        """Return scoring and options."""
        scoring = {} if self.scoring is Scoring.ALL_OR_NOTHING else {"scoring": self.scoring.value}
        return {**scoring, **super().written()}


KIND = Multiple
