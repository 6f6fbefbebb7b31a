"""Choices: what all types have in common in which one chooses; and reading of pieces, for every type that has some."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from models.courses import rules
from models.courses.fields import Fields
from models.courses.markdown import is_words
from models.courses.questions.base import Answer, Choice, Counts, Group, Mark, MarkedOption, Option, Question, must
from models.courses.values import Translated
from models.same import Same


class Scoring(StrEnum):
    """How several right options are marked."""

    ALL_OR_NOTHING = "all-or-nothing"
    RIGHT_MINUS_WRONG = "right-minus-wrong"


class Choosing(Question):
    """A question that is answered by choosing among options."""

    keeps_order: ClassVar[bool] = True
    pieces: ClassVar[tuple[str, ...]] = ("options",)
    options: tuple[Option, ...]

    def groups(self) -> tuple[Group, ...]:
        """Return the options."""
        return (("options", self.options),)

    def mark(self, answer: Any) -> Mark:
        """Return what an answer is worth, kept: there are few of them, and each is given again and again."""
        if isinstance(answer, str):
            return _kept(Same(self), answer)
        if isinstance(answer, list) and all(isinstance(one, str) for one in answer):
            return _kept(Same(self), tuple(answer))
        return super().mark(answer)

    def marked(self, chosen: frozenset[str], worth: Fraction) -> Mark:
        """Return the mark of a set of chosen options."""
        options = tuple(
            MarkedOption(option.id, option.text, option.id in chosen, option.right, option.feedback)
            for option in self.options
        )
        return Mark(worth, worth == 1, bool(chosen), options=options)

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return how often each option was chosen."""
        counted: Counter[str] = Counter()
        for answer, count in given:
            for chosen in answer if isinstance(answer, list) else [str(answer)]:
                counted[chosen] += count
        return (Counts(tuple(Choice(one.text, one.right, counted[one.id]) for one in self.options)),)

    def written(self) -> dict[str, Any]:
        """Return the options as an author writes them."""
        return {"options": [written_option(option) for option in self.options]}


@lru_cache(maxsize=4096)
def _kept(same: Same[Choosing], answer: str | tuple[str, ...]) -> Mark:
    return Question.mark(same.it, answer if isinstance(answer, str) else list(answer))


class ChoosingSeveral(Choosing):
    """A question whose right options may be several. An answer is the list of the ids chosen, in the author's order."""

    scoring: Scoring = Scoring.ALL_OR_NOTHING

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


def written_option(option: Option) -> dict[str, Any]:
    """Return an option as an author writes it."""
    told: dict[str, Any] = {"text": written_text(option.text), "id": option.id or None}
    told |= {"right": option.right or None, "feedback": option.feedback and written_text(option.feedback)}
    return {key: value for key, value in told.items() if value is not None}


def written_text(said: Translated) -> str | dict[str, str]:
    """Return a text as an author writes it."""
    return said.vi if said.en is None else {"vi": said.vi, "en": said.en}


def plain_number(value: Decimal) -> int | float:
    """Return a number as YAML writes it."""
    return int(value) if value == int(value) else float(value)


def read_options(entry: Fields) -> tuple[Option, ...]:
    """Return the options of a choice; fewer than two, or two alike, are noted."""
    nodes = entry.items("options", example="[{text: Ngắt mạng, right: true}, …]")
    entry.missing("options", "options: [{text: Ngắt mạng, right: true}, …]")
    options: list[Option] = []
    seen = Seen(entry)
    for number, node in enumerate(nodes):
        entry.notes.mark(f"{entry.where}/{number}", node.line, node.column)
        fields = Fields(node, entry.notes, example="text: Ngắt mạng")
        said = fields.translated("text", example="Ngắt mạng", needed=True)
        fields.where = said.vi[:40] if said else entry.where
        name = fields.name("id", example="ngat-mang")
        option = Option(
            id=name or "",
            text=said or Translated(vi=""),
            right=bool(fields.boolean("right", False)),
            feedback=fields.translated("feedback", example="Đúng: chặn mã độc lan đi."),
        )
        fields.finish()
        seen.add(fields, said, name)
        options.append(option)
    if nodes and len(nodes) < 2:
        entry.notes.add(rules.Q009, entry.line, entry.column)
    return tuple(options)


class Seen:
    """Notes texts and ids that come twice among the pieces of a question."""

    def __init__(self, entry: Fields) -> None:
        self.entry = entry
        self.texts: dict[str, int] = {}
        self.ids: set[str] = set()

    def add(self, fields: Fields, said: Translated | None, name: str | None, *, key: str = "text") -> None:
        """Take a piece whose text stands under ``key``."""
        exact = " ".join(said.vi.casefold().split()) if said else ""
        if exact and exact in self.texts:
            place = fields.values[key]
            self.entry.notes.add(rules.Q008, place.line, place.column, first=self.texts[exact])
        self.texts.setdefault(exact, fields.line)
        if name and name in self.ids:
            place = fields.values["id"]
            self.entry.notes.add(rules.Q018, place.line, place.column, id=name)
        self.ids.add(name or "")


def check_right(entry: Fields, options: tuple[Option, ...], *, one: bool, key: str = "options") -> None:
    """Note a choice without a right option, with several where ``one`` is asked for, or with right ones only.

    ``key`` is where the options stand.
    """
    count = sum(option.right for option in options)
    # a misspelt `right` is noted as such; "no right option" would be a second, misleading finding
    if options and not count and not entry.notes.errors:
        entry.notes.add(rules.Q005, *place_of(entry, key))
    elif one and count > 1:
        entry.notes.add(rules.Q006, *place_of(entry, key), count=count)
    elif not one and len(options) > 1 and count == len(options):
        entry.notes.add(rules.Q013, *place_of(entry, key))


def check_words(fields: Fields, key: str, said: Translated | None) -> None:
    """Note what stands under ``key`` unless it is words alone, as a list to choose from shows them."""
    if said is not None and not all(is_words(one) for one in (said.vi, said.en) if one is not None):
        fields.notes.add(rules.Q067, *place_of(fields, key), text=said.vi[:60])


def place_of(entry: Fields, key: str) -> tuple[int, int]:
    """Return line and column of a key."""
    scalar = entry.keys.get(key)
    return (scalar.line, scalar.column) if scalar else (entry.line, entry.column)
