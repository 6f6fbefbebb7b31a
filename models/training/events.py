"""What happened in a part of the tree since a day: completed, newly overdue, who joined and who left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models.organisation import Tree
from models.rights import Scope
from models.training.columns import STATUSES, Columns, Flags, Ints
from models.training.coverage import Question, Selection, find_part, lie_in, tree_on
from models.training.figures import Held
from models.training.states import places

GONE = STATUSES.index("inactive")


@dataclass(frozen=True)
class Events:
    """Counts: pairs completed after a day, and pairs that became overdue; people who came into the part, and left it.

    Of the pairs those that are so today; people as their main places say, whether they moved or their unit did.
    """

    completed: int
    overdue: int
    joined: int
    left: int


def events(held: Held, scope: Scope, question: Question, chosen: Selection, days: Iterable[date]) -> list[Events]:
    """Return what happened from the end of each of some days until the question's day to the pairs selected for it."""
    achieved, due = chosen.achieved, chosen.pairs.due[chosen.late]
    now = _inside(held, scope, question)
    found = []
    for day in days:
        before, then = _inside(held, scope, replace(question, on=day)), day.toordinal()
        found.append(
            Events(
                completed=int(np.count_nonzero(achieved > then)),
                overdue=int(np.count_nonzero(due >= then)),
                joined=int(np.count_nonzero(now & ~before)),
                left=int(np.count_nonzero(before & ~now)),
            )
        )
    return found


def _inside(held: Held, scope: Scope, question: Question) -> Flags:
    """Return, by person id, who had their place in the part on the question's day, as known now."""
    part = find_part(tree_on(held, question), scope, question)
    return lie_in(units_of_people(held, question.tree, question.on.toordinal()), part.units)


def units_of_people(held: Held, tree: Tree, day: int) -> Ints:
    """Return, by person id, the unit in which somebody was, 0 for nobody and for who is no longer at work."""
    found = np.zeros(held.people_end, dtype=np.int32)
    settled = held.base.once(("units", tree, day), lambda: _units(held.base, tree, day))
    found[: len(settled)] = settled
    if held.newer is not None:
        ids = np.fromiter(held.newer.people, dtype=np.int32, count=len(held.newer.people))
        found[ids[ids < len(found)]] = 0
        newer = _units(held.newer.columns, tree, day)
        ids = ids[ids < len(newer)]
        found[ids] = newer[ids]
    return found


def _units(columns: Columns, tree: Tree, day: int) -> Ints:
    status, unit, *_rest = places(columns, tree, day, None)
    return np.where((status < 0) | (status == GONE), 0, unit).astype(np.int32)
