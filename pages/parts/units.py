"""Choosing a unit of one's own part of the tree."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from models import organisation, text
from models.database import Session
from models.organisation import Tree, UnitTree
from models.rights import Scope
from models.text import translate as _
from pages.parts import apart

FEW = 60  # units in a list: more are sent with every click, and nobody scrolls through them on a phone


@dataclass(frozen=True)
class Choice:
    """A unit as a list offers it: ``label`` is no other's; ``path``: the names from the top of its tree to its own."""

    id: int
    key: str
    label: str
    name: str
    path: tuple[str, ...]


def choices(db: Session, scope: Scope, tree: Tree, on: date) -> Sequence[Choice]:
    """Return the units of a scope in tree order, for a list to choose from.

    Nothing is indented: a box shows the chosen label as it stands in the list.
    """
    units = organisation.unit_tree(db, tree, on)
    tops = organisation.tops(units, scope)
    return units.once(("choices", tops), lambda: _under(units, tops))


def of_trees(db: Session, trees: Sequence[Tree], on: date) -> Sequence[Choice]:
    """Return all units of several trees, each with a label of its own among all of them."""
    first, *others = (organisation.unit_tree(db, tree, on) for tree in trees)
    key = ("of trees", *map(id, others))  # what is kept holds the others, so that their ids stay theirs
    made, _held = first.once(key, lambda: (_all_of((first, *others)), others))
    return made


def _all_of(trees: Sequence[UnitTree]) -> tuple[Choice, ...]:
    return tuple(told_apart(place for units in trees for place in _under(units, units.children.get(None, ()))))


def _under(units: UnitTree, tops: Sequence[int]) -> tuple[Choice, ...]:
    made: list[Choice] = []
    waiting = [(top, tuple(step.name for step in units.path(top)[:-1])) for top in reversed(tops)]
    while waiting:
        unit_id, above = waiting.pop()
        node = units.nodes[unit_id]
        path = (*above, node.name)
        made.append(Choice(unit_id, node.key, node.name, node.name, path))
        waiting.extend((child, path) for child in reversed(units.children.get(unit_id, ())))
    return tuple(told_apart(made))


def narrowed(places: Sequence[Choice], *, key: str, keep: Collection[int] = ()) -> list[Choice]:
    """Return the units to choose from: all of a few; of many, those that the search shown here finds, ``FEW`` at most.

    Those whose ids are in ``keep`` (what is chosen already) are always among them.
    """
    if len(places) <= FEW:
        return list(places)
    with st.container():  # one place, with or without the line beneath, or what is open further down would close
        words = text.search_key(text.searched(st.text_input(_("Find a unit by name"), key=key, max_chars=100))).split()
        found = places
        if words:
            found = [place for place in places if all(word in text.search_key(place.name) for word in words)]
        if len(found) > FEW:
            st.caption(_("{n} units; the first {few} are in the list.", n=len(found), few=FEW))
    shown = {place.id for place in found[:FEW]} | set(keep)
    return [place for place in places if place.id in shown]


def chosen(key: str) -> list[int]:
    """Return the id of the unit that a list has in this run, for `narrowed` to keep; none when nothing is chosen."""
    held = st.session_state.get(key)
    return [held.id] if isinstance(held, Choice) else [held] if isinstance(held, int) else []


def told_apart(places: Iterable[Choice]) -> list[Choice]:
    """Return the same units, each with a label of its own: what stands above it comes first where names are shared."""
    found = list(places)
    names = [place.name for place in found]
    for steps in (2, 3, 99):
        often = Counter(names)
        names = [
            " › ".join(place.path[-steps:]) if often[name] > 1 else name
            for place, name in zip(found, names, strict=True)
        ]
    labels = apart.told_apart({place.key: name for place, name in zip(found, names, strict=True)})
    return [place if labels[place.key] == place.label else replace(place, label=labels[place.key]) for place in found]
