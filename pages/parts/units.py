"""Choosing a unit of one's own part of the tree."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from models import organisation
from models.organisation import Tree
from models.rights import Scope
from pages.parts import apart


@dataclass(frozen=True)
class Choice:
    """A unit as a list offers it: ``label`` is no other's; ``path``: the names from the top of its tree to its own."""

    id: int
    key: str
    label: str
    name: str
    path: tuple[str, ...]


def choices(db: Session, scope: Scope | None, tree: Tree, on: date) -> list[Choice]:
    """Return the units of a scope (None: all, for whoever gives roles) in tree order, for a list to choose from.

    Nothing is indented: a box shows the chosen label as it stands in the list.
    """
    units = organisation.unit_tree(db, tree, on)
    made: list[Choice] = []
    waiting = list(reversed(units.children.get(None, ()) if scope is None else organisation.tops(units, scope)))
    while waiting:
        unit_id = waiting.pop()
        node = units.nodes[unit_id]
        path = tuple(step.name for step in units.path(unit_id))
        made.append(Choice(unit_id, node.key, node.name, node.name, path))
        waiting.extend(reversed(units.children.get(unit_id, ())))
    return told_apart(made)


def told_apart(places: Iterable[Choice]) -> list[Choice]:
    """Return the same units, each with a label of its own: what stands above it comes first where names are shared."""
    found = [replace(place, label=place.name) for place in places]
    for steps in (2, 3, 99):
        often = Counter(place.label for place in found)
        found = [
            replace(place, label=" › ".join(place.path[-steps:])) if often[place.label] > 1 else place
            for place in found
        ]
    labels = apart.told_apart({place.key: place.label for place in found})
    return [replace(place, label=labels[place.key]) for place in found]
