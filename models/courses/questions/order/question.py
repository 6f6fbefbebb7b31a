"""Things to put in order: written in the right one, and never shown in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import zip_longest
from typing import Any, ClassVar, Literal

from models.courses.fields import Fields
from models.courses.markdown import to_plain
from models.courses.questions.base import (
    Answer,
    Choice,
    Counts,
    Group,
    Made,
    Mark,
    MarkedPart,
    Piece,
    Question,
    must,
    of_part,
)
from models.courses.questions.choosing import Seen, place_of
from models.courses.questions.order import rules
from models.courses.questions.pieces import read_members, written_member
from models.courses.questions.printing import Before, Printed
from models.courses.values import Translated
from models.text import translate as _

MOST_TURNED = 3  # pairs that statistics name


class OrderScoring(StrEnum):
    """How an order is marked. Moodle's ordering question knows the same three, and more."""

    PAIRS = "pairs"  # Moodle: relative to the next item, including last
    EACH = "each"  # Moodle: absolute position
    ALL_OR_NOTHING = "all-or-nothing"


class Step(Piece):
    """One of the things to order."""

    feedback: Translated | None = None


class Order(Question):
    """Things to put in order; ``items`` stand in the right one. An answer is the list of all their ids."""

    type: Literal["order"] = "order"
    pieces: ClassVar[tuple[str, ...]] = ("items",)
    items: tuple[Step, ...]
    scoring: OrderScoring = OrderScoring.PAIRS

    @classmethod
    def read(cls, entry: Fields, common: dict[str, Any]) -> Made:
        """Read the items in their right order."""
        nodes = entry.items("items", example="[Cô lập, Báo cáo, Khắc phục]")
        entry.missing("items", "items: [Cô lập, Báo cáo, Khắc phục]")
        found = read_members(entry, nodes, Seen(entry), example="Cô lập")
        items = tuple(Step(id=one.id, text=one.text, feedback=one.feedback) for one in found)
        if "items" in entry.values and not entry.notes.errors and len(items) < 3:
            entry.notes.add(rules.Q033, *place_of(entry, "items"))
        scoring = entry.choice("scoring", OrderScoring, OrderScoring.PAIRS)
        return lambda: cls(items=items, scoring=scoring, **common)

    def groups(self) -> tuple[Group, ...]:
        """Return the items."""
        return (("items", self.items),)

    def arranged(self, group: str, ids: list[str]) -> list[str]:
        """Return them shuffled always, and where chance gave the right order, the first one behind the others."""
        return [*ids[1:], ids[0]] if ids == [item.id for item in self.items] else ids

    def printed(self) -> tuple[Printed, ...]:
        """Return the items with a blank for the place of each."""
        return (Printed("items", Before.BLANK, _("Write before each line its place in the right order: 1, 2, 3 …")),)

    def words(self) -> Mapping[str, str]:
        """Return what the buttons are called and what is said after a move."""
        return {
            "list": _("The order so far"),
            "up": _("Move up: {item}"),
            "down": _("Move down: {item}"),
            "moved": _("{item}: now {n} of {total}"),
            "untouched": _("Not answered yet: move the items with the arrows."),
            "keep": _("This order is right"),
            "kept": _("This order counts as your answer."),
        }

    def taken(self, answer: Any) -> Answer:
        """Take the ids of all items, each once."""
        must(isinstance(answer, list) and all(isinstance(one, str) for one in answer), "type")
        ids = [item.id for item in self.items]
        must(len(answer) <= len(ids) and set(answer) <= set(ids), "option")
        must(len(set(answer)) == len(answer), "twice")
        must(len(answer) in (0, len(ids)), "option")
        return list(answer) or None

    def worth(self, given: Answer) -> Mark:
        """Return the worth of an order of n items, 0 to 1.

        Pairs: the share of items with the right one behind them, for the last: none. One item far astray thus costs
        its own neighbours only. Each: the share of items in their own place; one that slips from first to last moves
        all others. Both earn chance 1/n on average. All-or-nothing: 1 for the right order.
        """
        expected = tuple(f"{n}. {to_plain(str(item.text))}" for n, item in enumerate(self.items, start=1))
        if not isinstance(given, list):
            return Mark(Fraction(0), False, False, expected=expected)
        parts = tuple(self._neighbours(given) if self.scoring is OrderScoring.PAIRS else self._places(given))
        fraction = Fraction(sum(part.right for part in parts), len(parts))
        if self.scoring is OrderScoring.ALL_OR_NOTHING:
            fraction = Fraction(fraction == 1)
        return Mark(fraction, fraction == 1, True, expected=expected, parts=parts)

    def _neighbours(self, given: list[Any]) -> Iterator[MarkedPart]:
        texts = {item.id: item.text for item in self.items}
        nothing = Translated(vi=_("nothing more"))
        wanted, found = _followers([item.id for item in self.items]), _followers(given)
        for item in self.items:
            yield MarkedPart(
                text=Translated(vi=_("Right after “{item}”", item=str(item.text))),
                given=texts.get(found[item.id], nothing),
                right=found[item.id] == wanted[item.id],
                expected=texts.get(wanted[item.id], nothing),
                feedback=item.feedback,
            )

    def _places(self, given: list[Any]) -> Iterator[MarkedPart]:
        for number, item in enumerate(self.items):
            place = given.index(item.id)
            said, right = (Translated(vi=_("place {n}", n=at + 1)) for at in (place, number))
            yield MarkedPart(item.text, said, place == number, right, item.feedback)

    def counts(self, given: Iterable[tuple[Answer, int]]) -> tuple[Counts, ...]:
        """Return for each item how often it stood at which place; then which two stood the other way round most often.

        Two are counted wherever they stand: an item that slipped to the end is thus told by all that it fell behind.
        """
        at: Counter[tuple[str, int]] = Counter()
        turned: Counter[tuple[str, str]] = Counter()
        ids = [item.id for item in self.items]
        for order, count in given:
            for place, name in enumerate(order if isinstance(order, list) else ()):
                at[name, place] += count
                for behind in order[place + 1 :] if isinstance(order, list) else ():
                    if ids.index(behind) < ids.index(name):
                        turned[name, behind] += count
        places = [Translated(vi=_("place {n}", n=n)) for n in range(1, len(ids) + 1)]
        each = [
            of_part(item.text, (Choice(places[n], n == own, at[item.id, n]) for n in range(len(ids))))
            for own, item in enumerate(self.items)
        ]
        texts = {item.id: str(item.text) for item in self.items}
        most = tuple(
            Choice(Translated(vi=_("“{item}” before “{other}”", item=texts[one], other=texts[other])), False, count)
            for (one, other), count in turned.most_common(MOST_TURNED)
        )
        return (*each, *([Counts(most, Translated(vi=_("Most often the other way round")))] if most else []))

    def right_answer(self) -> Answer:
        """Return the order as written."""
        return [item.id for item in self.items]

    def wrong_answers(self) -> tuple[Answer, ...]:
        """Return the right order with two neighbours exchanged, for each two."""
        ids = [item.id for item in self.items]
        return tuple([*ids[:n], ids[n + 1], ids[n], *ids[n + 2 :]] for n in range(len(ids) - 1))

    def written(self) -> dict[str, Any]:
        """Return scoring and items."""
        scoring = {} if self.scoring is OrderScoring.PAIRS else {"scoring": self.scoring.value}
        return {**scoring, "items": [written_member(item, item.feedback) for item in self.items]}


def _followers(ids: list[str]) -> dict[str, str]:
    """Return which id stands right behind each, '' behind the last."""
    return dict(zip_longest(ids, ids[1:], fillvalue=""))


KIND = Order
