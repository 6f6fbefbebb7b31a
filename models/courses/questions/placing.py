"""Putting things where they belong: what matching and sorting into categories have in common."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from models.courses.questions.base import (
    Answer,
    Choice,
    Counts,
    Group,
    Mark,
    MarkedPart,
    PartScoring,
    Piece,
    Question,
    must,
    of_part,
    of_parts,
)
from models.courses.questions.printing import Before, Printed
from models.courses.values import Translated
from models.text import translate as _


class Placed(Piece):
    """A piece and the number (from 0) of the target that it belongs to."""

    target: int
    feedback: Translated | None = None

    def role(self) -> object:
        """Return where it belongs."""
        return self.target


class Placing(Question):
    """A question that is answered by giving items to targets. An answer is {item's id: target's id}."""

    pieces: ClassVar[tuple[str, ...]] = ("items", "targets")
    items: tuple[Placed, ...]
    targets: tuple[Piece, ...]
    scoring: PartScoring = PartScoring.EACH

    def groups(self) -> tuple[Group, ...]:
        """Return items and targets."""
        return (("items", self.items), ("targets", self.targets))

    def printed(self) -> tuple[Printed, ...]:
        """Return the targets with a letter each, and the items with a blank for one."""
        told = _("Write before each line the letter of what belongs to it:")
        return (Printed("targets", Before.LETTER), Printed("items", Before.BLANK, told))

    def taken(self, answer: Any) -> Answer:
        """Take some items with a target each."""
        must(isinstance(answer, Mapping) and all(isinstance(one, str) for one in answer.values()), "type")
        must(len(answer) <= len(self.items) and set(answer) <= {item.id for item in self.items}, "option")
        must(set(answer.values()) <= {target.id for target in self.targets}, "option")
        return {item.id: answer[item.id] for item in self.items if item.id in answer} or None

    def worth(self, given: Answer) -> Mark:
        """Each item in its place earns its share, or all together everything, as ``scoring`` says."""
        found = given if isinstance(given, dict) else {}
        texts = {target.id: target.text for target in self.targets}
        parts = [
            MarkedPart(
                text=item.text,
                given=texts.get(found.get(item.id, "")),
                right=found.get(item.id) == self.targets[item.target].id,
                expected=self.targets[item.target].text,
                feedback=item.feedback,
            )
            for item in self.items
        ]
        return of_parts(parts, given, self.scoring)

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return for each item how often it was given to which target."""
        counted: Counter[tuple[str, str]] = Counter()
        for answer, count in given:
            for pair in (answer if isinstance(answer, dict) else {}).items():
                counted[pair] += count
        return tuple(
            of_part(
                item.text,
                (
                    Choice(target.text, number == item.target, counted[item.id, target.id])
                    for number, target in enumerate(self.targets)
                ),
            )
            for item in self.items
        )

    def right_answer(self) -> Answer:
        """Return every item with its target."""
        return {item.id: self.targets[item.target].id for item in self.items}

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return the right answer with one item astray, for each item."""
        right = {item.id: self.targets[item.target].id for item in self.items}
        astray = {item.id: self.targets[(item.target + 1) % len(self.targets)].id for item in self.items}
        return tuple({**right, name: target} for name, target in astray.items())
