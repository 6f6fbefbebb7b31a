"""A unit's rate beside those of its likes: units of the same kind and of about its size, wherever they stand.

Who asks may see the unit itself; of the others they learn the middle and the quarters alone, of five units at least,
without a name and in whole per cent, so that no other unit's figure can be read from it.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.organisation import UnitTree
from models.rights import Scope
from models.training.coverage import Coverage, Question, find_part, narrowed, tree_on
from models.training.figures import Held
from models.training.naming_facts import asked_courses

FEWEST = 5
SIZE = 2.0  # times as large, or as small, at most
SMALLEST = 10  # required pairs below which a unit's rate says little


@dataclass(frozen=True)
class Likes:
    """How many likes a unit has, and their rates in whole per cent: a quarter, half and three quarters lie below."""

    kind: str
    units: int
    lower: int
    median: int
    upper: int


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
    required, valid = held.answer(("of all units", asked), lambda: _of_all(held, tree, asked))
    mine = required[node.id]
    family = tree.subtree(node.id) | {step.id for step in tree.path(node.id)}
    others = [one.id for one in tree.nodes.values() if one.kind == node.kind and one.id not in family]
    rates = [
        valid[one] / required[one]
        for one in others
        if required[one] >= SMALLEST and mine / SIZE <= required[one] <= mine * SIZE
    ]
    if len(rates) < FEWEST:
        return None
    lower, median, upper = (int(100 * share + 1e-9) for share in np.quantile(rates, (0.25, 0.5, 0.75)))
    return Likes(node.kind, len(rates), lower, median, upper)


def _of_all(held: Held, tree: UnitTree, question: Question) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many pairs are required, and valid, in each unit of a tree with everything under it."""
    pairs = held.pairs(question.tree, question.on, question.known_at)
    chosen = pairs.required & pairs.assigned
    chosen = narrowed(chosen, pairs, question, asked_courses(held.courses, question.course, question.path))
    end = 1 + max((*tree.nodes, int(pairs.unit.max(initial=0))), default=0)
    found = []
    for counted in (chosen, chosen & pairs.valid):
        own = np.bincount(pairs.unit[counted], minlength=end).tolist()
        found.append(_with_below(tree, own))
    return found[0], found[1]


def _with_below(tree: UnitTree, own: list[int]) -> dict[int, int]:
    whole = {unit: own[unit] for unit in tree.nodes}
    for node in sorted(tree.nodes.values(), key=lambda one: -len(tree.path(one.id))):  # the deepest first
        if node.parent_id in whole:
            whole[node.parent_id] += whole[node.id]
    return whole
