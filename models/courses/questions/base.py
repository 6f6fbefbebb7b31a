"""What every question has and can do. A type says the rest in its own folder.

An answer is JSON: which, the type's `Question.taken` says. `Question.parse` lets only those through that the
question's own widget could give; `Question.mark` values them, as exact fractions.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from pydantic import Field

from models import text
from models.courses.fields import Fields
from models.courses.markdown import literal
from models.courses.questions.printing import Before, Printed
from models.courses.values import Frozen, Translated
from models.rights import DomainError

Answer = str | int | float | bool | list[Any] | dict[str, Any] | None
Group = tuple[str, tuple["Piece", ...]]
Made = Callable[[], "Question"]

MOST_TYPED = 8  # different typed answers that statistics list


class PartScoring(StrEnum):
    """How an answer of several parts is marked: each right part earns its share, or all of them together."""

    EACH = "each"
    ALL_OR_NOTHING = "all-or-nothing"


class Piece(Frozen):
    """A part of a question that learners choose or place. ``id`` is empty only before the release gives one."""

    id: str = ""
    text: Translated

    def role(self) -> object:
        """Return what a piece must keep to count as the same where only its text was changed."""
        return None


class Option(Piece):
    """One option of a choice."""

    right: bool = False
    feedback: Translated | None = None

    def role(self) -> object:
        """Return whether it is right."""
        return self.right


@dataclass(frozen=True)
class MarkedOption:
    """An option as the marking sees it: was it chosen, is it right, what its author says about it."""

    id: str
    text: Translated
    chosen: bool
    right: bool
    feedback: Translated | None


@dataclass(frozen=True)
class MarkedPart:
    """A part of an answer that is right or wrong by itself: what was asked, given, and would have been right.

    All texts are Markdown; ``given`` is None where nothing was. ``also`` would have been right as well.
    """

    text: Translated
    given: Translated | None
    right: bool
    expected: Translated
    feedback: Translated | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarkedCriterion:
    """One criterion of a rubric as somebody judged it: ``points`` of ``most``; ``level`` says what that means."""

    text: Translated
    level: Translated
    points: Fraction
    most: Fraction
    comment: str = ""


@dataclass(frozen=True)
class Mark:
    """The worth of an answer: ``fraction`` of the question's marks, 0 to 1; ``right`` means all of them.

    ``options`` are those of a choice, in the author's order; ``parts`` those of an answer with several parts;
    ``expected`` says in words what would have been right where there is neither; ``also`` is accepted beside it: other
    spellings, which who keeps the key wants to see and who learns does not need. ``waits``: a person has still to judge
    it, and it is worth nothing before; ``criteria`` and ``comment`` are what that person said. Never to be shown before
    the quiz's feedback rule allows it.
    """

    fraction: Fraction
    right: bool
    answered: bool
    options: tuple[MarkedOption, ...] = ()
    expected: tuple[str, ...] = ()
    parts: tuple[MarkedPart, ...] = ()
    waits: bool = False
    criteria: tuple[MarkedCriterion, ...] = ()
    comment: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """An option, or an answer that was typed or put together, and how many gave it. ``text`` is Markdown."""

    text: Translated
    right: bool
    count: int


@dataclass(frozen=True)
class Counts:
    """What was answered how often: to all of a question, or to one part of it, which ``text`` (Markdown) names.

    ``right`` of ``answered`` answers had the part right; both are None where that cannot be said of it.
    """

    choices: tuple[Choice, ...]
    text: Translated | None = None
    answered: int | None = None
    right: int | None = None


class Scenario(Frozen):
    """A text or picture (Markdown) that several questions are about; they are drawn together and shown with it."""

    id: str
    text: Translated


class Question(Frozen):
    """What every type of question has. ``lesson`` is 'name' or 'name#heading'; ``marks`` is its weight in a quiz.

    ``scenario`` is what it is about together with others of the bank.
    """

    type: str
    id: str
    stem: Translated
    outcome: str | None = None
    difficulty: int | None = Field(default=None, ge=1, le=4)
    marks: Decimal = Decimal(1)
    hint: Translated | None = None
    explanation: Translated | None = None
    lesson: str | None = None
    tags: tuple[str, ...] = ()
    shuffle: bool = True
    formerly: tuple[str, ...] = ()
    scenario: Scenario | None = Field(default=None, exclude_if=lambda value: value is None)

    usual_stem: ClassVar[Translated | None] = None  # what is asked where the author writes no stem; None: one is needed
    at_once: ClassVar[bool] = False  # one click is the whole answer
    takes_files: ClassVar[bool] = False  # an answer is files, which have a way of their own
    keeps_order: ClassVar[bool] = False  # `shuffle: false` lets the author's order stand
    lines: ClassVar[int] = 1  # on paper, to write an answer on that is no choice
    pieces: ClassVar[tuple[str, ...]] = ()  # fields that hold pieces, whose ids are kept from release to release

    # what a type says of itself

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Ask ``entry`` for the type's own keys, note what is wrong, and return what makes the question.

        The result is called only where nothing was wrong.
        """
        raise NotImplementedError

    def groups(self) -> tuple[Group, ...]:
        """Return the pieces that are shown, by the name of their group; each group is shuffled by itself."""
        return ()

    def arranged(self, group: str, ids: list[str]) -> list[str]:
        """Return the order in which a group is shown, given its ids shuffled; the author's where `shuffle` is off."""
        return ids if self.shuffle else [piece.id for name, found in self.groups() if name == group for piece in found]

    def body(self) -> Translated | None:
        """Return Markdown that belongs to the answer itself, such as a text with gaps."""
        return None

    def read_body(self) -> Translated | None:
        """Return the body as it is read where nothing can be filled in: on paper, in a review."""
        return self.body()

    def printed(self) -> tuple[Printed, ...]:
        """Return how the groups are printed, in their order: to mark one of each."""
        return tuple(Printed(name, Before.CIRCLE) for name, _ in self.groups())

    def settings(self) -> Mapping[str, Any]:
        """Return what the widget needs beside (a unit, a limit), as JSON; nothing of the key."""
        return {}

    def words(self) -> Mapping[str, str]:
        """Return what the widget says, by name, in the current language."""
        return {}

    def taken(self, answer: Any) -> Answer:
        """Return an answer as it is stored, None where it is none; raise 'answer-invalid' for an impossible one."""
        raise NotImplementedError

    def worth(self, given: Answer) -> Mark:
        """Return what a stored answer, or None, is worth."""
        raise NotImplementedError

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return what was answered how often, from stored answers and their counts; part by part where it has some."""
        raise NotImplementedError

    def right_answer(self) -> Answer:
        """Return one of the answers that earn all marks."""
        raise NotImplementedError

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return some plausible answers that earn less."""
        raise NotImplementedError

    def written(self) -> dict[str, Any]:
        """Return the type's own keys as an author writes them; what is left out is the default."""
        raise NotImplementedError

    # what follows from it

    def parse(self, answer: Any) -> Answer:
        """Return an answer as it is stored, or raise `DomainError` 'answer-invalid' with a ``reason``.

        None, an empty list and blank text mean "no answer" and give None. Texts come back tidied (NFC, single
        spaces), chosen options in the author's order, so that the order of clicking never matters.
        Reasons: 'type', 'option', 'twice', 'long', 'characters', 'number'.
        """
        return None if answer is None else self.taken(answer)

    def mark(self, answer: Any) -> Mark:
        """Return what an answer is worth; no answer is worth nothing. Raises 'answer-invalid' as `parse` does."""
        return self.worth(self.parse(answer))

    def readable(self, answer: Any) -> bool:
        """Return whether an answer can be understood at all: a typed number may be none, or carry another unit.

        A type of which it may be False says so to who answers, by the word ``unreadable`` of its `words`.
        """
        return True

    def carried(self, answer: Any) -> Answer:
        """Return an answer to another version of the question as one to this, None where it says nothing here.

        What can be chosen is the same by its id. What is gone counts as not chosen: nobody can be blamed for it.
        """
        left = self.left_of(answer)
        try:
            return self.parse(None if left in ([], {}) else left)
        except DomainError:
            return None

    def left_of(self, answer: Any) -> Any:
        """Return an answer to another version without what this version does not have."""
        there = {piece.id for _, pieces in self.groups() for piece in pieces}
        if there and isinstance(answer, list):
            return [one for one in answer if one in there]
        if there and isinstance(answer, dict):
            return {what: where for what, where in answer.items() if what in there and where in there}
        return answer


def all_or_nothing(fits: bool, given: Answer, expected: str, also: tuple[str, ...] = ()) -> Mark:
    """Return the mark of an answer that is right or wrong as a whole."""
    return Mark(Fraction(fits), fits, given is not None, expected=(expected,), also=also)


def of_parts(parts: list[MarkedPart], given: Answer, scoring: PartScoring) -> Mark:
    """Return the mark of an answer with several parts: the share of right ones, or all of them or nothing."""
    right = sum(part.right for part in parts)
    all_or_none = scoring is PartScoring.ALL_OR_NOTHING
    fraction = Fraction(right == len(parts)) if all_or_none else Fraction(right, len(parts))
    return Mark(fraction, fraction == 1, given is not None, parts=tuple(parts))


def of_part(text: Translated, said: Iterable[Choice]) -> Counts:
    """Return the counts of one part out of all that was answered to it, the most frequent first."""
    choices = sorted(said, key=lambda one: -one.count)
    right = sum(one.count for one in choices if one.right)
    return Counts(tuple(choices[:MOST_TYPED]), text, sum(one.count for one in choices), right)


def together(
    given: Iterable[tuple[str, int]], same: Callable[[str], object], right: Callable[[str], bool]
) -> list[Choice]:
    """Return typed answers counted as one where ``same`` finds them equal, each as most people typed it."""
    spelt: dict[object, Counter[str]] = {}
    for said, count in given:
        spelt.setdefault(same(said), Counter())[said] += count
    usual = [(forms.most_common(1)[0][0], forms.total()) for forms in spelt.values()]
    usual.sort(key=lambda one: -one[1])
    return [Choice(Translated(vi=literal(said)), right(said), count) for said, count in usual]


def tidy(answer: str, limit: int) -> str | None:
    """Return a typed text as it is stored, None for a blank one; raise 'answer-invalid' for an impossible one."""
    must(len(answer) <= limit, "long")  # measured first, so that a megabyte is not even normalised
    odd = [letter for letter in answer if unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace()]
    must(not odd, "characters")
    return text.tidy(answer) or None


def must(holds: bool, reason: str) -> None:
    """Raise 'answer-invalid' for this reason unless something holds."""
    if not holds:
        raise DomainError("answer-invalid", reason=reason)
