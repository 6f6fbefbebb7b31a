"""A unit's rate beside those of its likes: units of the same kind and of about its size, wherever they stand.

Who asks may see the unit itself; of the others they learn the middle alone, of five units at least, and the quarters of
nine at least, in whole per cent and without a name. With an odd number of units the middle is the rate of one of them,
and so may a quarter be: which one it is nobody is told.
"""

from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from models.organisation import UnitTree
from models.rights import Scope
from models.training.coverage import Coverage, Question, find_part, narrowed, tree_on
from models.training.held import Held
from models.training.naming_facts import asked_courses

FEWEST = 5
QUARTERS = 9  # units from which on the quarters are told, too: two of them at least lie between each and the next
SIZE = 2.0  # times as many people, or as few, at most
SMALLEST = 10  # required pairs below which a unit's rate says little


@dataclass(frozen=True)
class Likes:
    """How many likes a unit has, and their rates in whole per cent.

    Half of them or more reach ``median``; the middle half lies between those of ``quarters``, None where they are few.
    """

    kind: str
    units: int
    median: int
    quarters: tuple[int, int] | None


def likes(held: Held, scope: Scope, figure: Coverage) -> Likes | None:
    """Return the likes of a figure's own unit; None where there are too few, or the unit has no kind or is small.

    Raises `DomainError` as `coverage` does.
    """
    question = figure.question
    if figure.unit is None or figure.total.required < SMALLEST:
        return None
    tree = tree_on(held, question)
    find_part(tree, scope, question)  # whoever may not see the unit learns nothing of its likes
    node = tree.by_key(figure.unit.key)
    if node is None or not node.kind:
        return None
    asked = replace(question, unit=None)
    people, required, valid = held.answer(("of all units", asked), lambda: _of_all(held, tree, asked))
    mine = people[node.id]
    family = tree.subtree(node.id) | {step.id for step in tree.path(node.id)}
    others = [one.id for one in tree.nodes.values() if one.kind == node.kind and one.id not in family]
    rates = [
        valid[one] / required[one]
        for one in others
        if required[one] >= SMALLEST and mine / SIZE <= people[one] <= mine * SIZE
    ]
    if len(rates) < FEWEST:
        return None
    lower, median, upper = (100 * float(share) for share in np.quantile(rates, (0.25, 0.5, 0.75)))
    quarters = (floor(lower + 1e-9), ceil(upper - 1e-9)) if len(rates) >= QUARTERS else None
    return Likes(node.kind, len(rates), floor(median + 1e-9), quarters)


def _of_all(held: Held, tree: UnitTree, question: Question) -> tuple[dict[int, int], ...]:
    """Return of each unit of a tree with everything under it: how many people have a required pair, how many pairs are
    required, and how many valid.
    """
    pairs = held.pairs(question.tree, question.on, question.known_at)
    chosen = pairs.required & pairs.assigned
    chosen = narrowed(chosen, pairs, question, asked_courses(held.courses, question.course, question.path))
    end = 1 + max((*tree.nodes, int(pairs.unit.max(initial=0))), default=0)
    required = np.flatnonzero(chosen)
    first = np.flatnonzero(np.diff(pairs.person[required], prepend=0))  # in the order of people, whose ids begin with 1
    counted = (required[first], required, np.flatnonzero(chosen & pairs.valid))
    units = (pairs.unit[pairs.person[rows]] for rows in counted)
    return tuple(_with_below(tree, np.bincount(unit, minlength=end).tolist()) for unit in units)


def _with_below(tree: UnitTree, own: list[int]) -> dict[int, int]:
    whole = {unit: own[unit] for unit in tree.nodes}
    for unit, above in tree.once(("deepest first",), lambda: _deepest_first(tree)):
        whole[above] += whole[unit]
    return whole


def _deepest_first(tree: UnitTree) -> list[tuple[int, int]]:
    """Return each unit that has another above it, with that one, and whatever is below it before it."""
    deepest = sorted(tree.nodes.values(), key=lambda one: -len(tree.path(one.id)))
    return [(one.id, one.parent_id) for one in deepest if one.parent_id is not None and one.parent_id in tree.nodes]
