"""A sentence that is true or false."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, cast

from models.courses.fields import Fields
from models.courses.questions.base import Answer, Choice, Counts, Made, Mark, Question, all_or_nothing, must
from models.courses.values import Translated
from models.text import translate as _


class TrueFalse(Question):
    """A sentence that is true or false. An answer is a boolean."""

    type: Literal["truefalse"] = "truefalse"
    answer: bool
    at_once: ClassVar[bool] = True

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read whether the sentence is true."""
        answer = entry.boolean("answer", None)
        entry.missing("answer", "answer: false")
        return lambda: cls(answer=cast(bool, answer), **common)

    def words(self) -> Mapping[str, str]:
        """Return what stands above the two, and what they are called."""
        return {"choose": _("Is this true?"), "true": self.said(True), "false": self.said(False)}

    def taken(self, answer: Any) -> Answer:
        """Take true or false."""
        must(isinstance(answer, bool), "type")
        return bool(answer)

    def worth(self, given: Answer) -> Mark:
        """All or nothing."""
        return all_or_nothing(given is self.answer, given, self.said(self.answer))

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return how often each of the two was said."""
        counted = dict(given)
        said = (Choice(Translated(vi=self.said(one)), one is self.answer, counted.get(one, 0)) for one in (True, False))
        return (Counts(tuple(said)),)

    @staticmethod
    def said(answer: Answer) -> str:
        """Return true or false in the current language."""
        return _("True") if answer else _("False")

    def right_answer(self) -> Answer:
        """Return whether it is true."""
        return self.answer

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return the other."""
        return (not self.answer,)

    def written(self) -> dict[str, Any]:
        """Return the answer."""
        return {"answer": self.answer}


KIND = TrueFalse
