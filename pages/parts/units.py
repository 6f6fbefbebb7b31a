"""Choosing a unit of one's own part of the tree."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import organisation
from models.organisation import Tree, UnitTree
from models.rights import Scope


@dataclass(frozen=True)
class Choice:
    """A unit as a list offers it: indented by its depth below the reader's own top."""

    id: int
    key: str
    label: str


def choices(db: Session, scope: Scope, tree: Tree, on: date) -> list[Choice]:
    """Return the units of a scope in tree order, for a list to choose from."""
    units = organisation.unit_tree(db, tree, on)
    tops = units.children.get(None, ()) if scope.everywhere else sorted(_tops(units, scope))
    made: list[Choice] = []
    waiting = [(top, 0) for top in reversed(list(tops))]
    while waiting:
        unit_id, depth = waiting.pop()
        node = units.nodes[unit_id]
        made.append(Choice(unit_id, node.key, "\u2003" * depth + node.name))
        waiting.extend((child, depth + 1) for child in reversed(units.children.get(unit_id, ())))
    return made


def _tops(units: UnitTree, scope: Scope) -> set[int]:
    roots = {root for root in scope.roots if root in units.nodes}
    return {root for root in roots if not any(step.id in roots for step in units.path(root)[:-1])}
