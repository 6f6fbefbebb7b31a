"""Which unit a list means: by code, or by name under the names above it; and the units that the list itself brings."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import text
from models.organisation.reach import scope_units, trees_of
from models.organisation.roster_text import unit_key
from models.organisation.roster_types import UnitRow
from models.organisation.tables import Tree
from models.organisation.units import unit_tree
from models.rights import Scope

_WITHIN = re.compile(r"\s+[-–]\s+|,\s+|\s+thuộc\s+|/", re.IGNORECASE)


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made. Its id is negative until it is; so may be its parent's."""

    id: int
    row: UnitRow
    tree: Tree
    parent_id: int | None


@dataclass(frozen=True)
class _Place:
    name: str
    parent_id: int | None
    tree: Tree
    inside: bool  # lies in the importer's scope


class UnitError(Exception):
    """A unit that cannot be told: a stable code and the values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Units:
    """The units of the trees concerned on a day, those that the list brings included."""

    def __init__(
        self, db: Session, scope: Scope, trees: Iterable[Tree], on: date, base: int | None, *, today: date
    ) -> None:
        self.base = base
        self.new: list[NewUnit] = []
        self._places: dict[int, _Place] = {}
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._found: dict[tuple[str | None, tuple[str, ...], Tree], int] = {}
        self._everywhere = scope.everywhere
        self._mine_today: frozenset[int] = frozenset()
        self._base_units: set[int] = set()
        for tree in trees:
            units = unit_tree(db, tree, on)
            mine_today = scope_units(db, scope, tree, today) if tree in trees_of(scope) else frozenset()
            others = unit_tree(db, tree, today).nodes.keys() - mine_today
            mine = scope_units(db, scope, tree, on) - others if tree in trees_of(scope) else frozenset()
            self._mine_today |= mine_today
            for node in units.nodes.values():
                self._add(node.id, _Place(node.name, node.parent_id, tree, node.id in mine), node.code)
            if base is not None:
                self._base_units |= units.subtree(base)

    def existing(self, tree: Tree) -> list[int]:
        """Return the units of a tree that lie in the chosen unit and the scope and are there already."""
        return [u for u, place in self._places.items() if u > 0 and place.tree is tree and self.below_base(u)]

    def inside(self, unit_id: int) -> bool:
        """Return whether a unit lies in the importer's scope: today where it stands today, else on the list's day."""
        place = self._places.get(unit_id)
        if place is None:  # it stands no more, or not yet
            return self._everywhere or unit_id in self._mine_today
        return place.inside

    def below_base(self, unit_id: int) -> bool:
        """Return whether a unit lies in the chosen unit and in the scope (without a chosen one: in the scope)."""
        return self.inside(unit_id) and (self.base is None or unit_id in self._base_units)

    def tree(self, unit_id: int) -> Tree:
        """Return the tree of a unit."""
        return self._places[unit_id].tree

    def path(self, unit_id: int | None) -> str:
        """Return a unit's names from the top: 'UBND phường Ba Đình › Văn phòng'; '' for None."""
        return " › ".join(self._places[step].name for step in reversed(self._up(unit_id)))

    def find(self, code: str | None, path: tuple[str, ...], tree: Tree) -> int:
        """Return the unit of a code, or of a path of names; without either the chosen unit.

        Raises `UnitError`: 'unit-missing', 'unit-unknown' (with the likeliest name), 'unit-ambiguous'.
        """
        key = (code, path, tree)
        if key not in self._found:
            self._found[key] = self._find(code, path, tree)
        return self._found[key]

    def bring(self, rows: Iterable[UnitRow], tree: Tree) -> list[tuple[UnitRow, UnitError]]:
        """Take in the units of the list, parents before children; return the rows that cannot be placed, and why."""
        waiting = list(rows)
        while waiting:
            later: list[tuple[UnitRow, UnitError]] = []
            for row in waiting:
                try:
                    self._bring(row, row.tree or tree)
                except UnitError as error:
                    later.append((row, error))
            if len(later) == len(waiting):
                return later
            waiting = [row for row, _ in later]
        return []

    def differing(self, rows: Iterable[UnitRow]) -> list[tuple[UnitRow, str]]:
        """Return the rows whose code we have under another name, with that name: an import renames nothing."""
        known = [(row, self._by_code.get(text.search_key(row.code))) for row in rows if row.code]
        places = [(row, self._places[unit_id].name) for row, unit_id in known if unit_id is not None]
        return [(row, name) for row, name in places if unit_key(name) != unit_key(row.name)]

    def _bring(self, row: UnitRow, tree: Tree) -> None:
        if row.code and text.search_key(row.code) in self._by_code:
            return
        parent = self._parent(row, tree)
        named = [u for u in self._by_name.get(unit_key(row.name), ()) if self._places[u].tree is tree]
        if any(unit_id == self.base or self._places[unit_id].parent_id == parent for unit_id in named):
            return
        if (parent is None and not self._everywhere) or (parent is not None and not self.inside(parent)):
            raise UnitError("outside-scope", unit=row.name)
        made = NewUnit(-len(self.new) - 1, row, tree, parent)
        self.new.append(made)
        self._add(made.id, _Place(text.tidy(row.name), parent, tree, True), row.code)
        if parent in self._base_units:
            self._base_units.add(made.id)
        self._found.clear()  # a name may mean the new unit now

    def _parent(self, row: UnitRow, tree: Tree) -> int | None:
        if row.parent_code or row.parent_path:
            return self.find(row.parent_code, row.parent_path, tree)
        same = [u for u in self._by_name.get(unit_key(row.name), ()) if self._places[u].tree is tree]
        if len(same) == 1:  # the list starts from a unit that stands further down in our tree
            return self._places[same[0]].parent_id
        return self.base if self.base is not None and self._places[self.base].tree is tree else None

    def _find(self, code: str | None, path: tuple[str, ...], tree: Tree) -> int:
        if code:
            found = self._by_code.get(text.search_key(code))
            if found is None:
                raise UnitError("unit-unknown", unit=code, like="")
            return found
        if not path:
            if self.base is None:
                raise UnitError("unit-missing")
            return self.base
        for names in _readings(path):
            fitting = self._fitting(names, tree)
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                places = "; ".join(sorted(self.path(unit_id) for unit_id in fitting if self.inside(unit_id))[:4])
                raise UnitError("unit-ambiguous", unit=path[-1], places=places)
        raise UnitError("unit-unknown", unit=" › ".join(path), like=self._like(path[-1], tree))

    def _fitting(self, names: tuple[str, ...], tree: Tree) -> list[int]:
        """Return the units of that name below all the other names; those near to the importer count first."""
        above = {unit_key(name) for name in names[:-1]}
        fitting = [
            unit_id
            for unit_id in self._by_name.get(unit_key(names[-1]), ())
            if self._places[unit_id].tree is tree
            and above <= {unit_key(self._places[step].name) for step in self._up(unit_id)[1:]}
        ]
        for near in (self.below_base, self.inside):
            if any(near(unit_id) for unit_id in fitting):
                return self._nearest([unit_id for unit_id in fitting if near(unit_id)], names)
        return fitting

    def _nearest(self, fitting: list[int], names: tuple[str, ...]) -> list[int]:
        """Among equal names prefer the unit directly below the name above it, or directly below the chosen unit."""
        if len(names) > 1:
            parents = {unit_id: self._up(unit_id)[1:2] for unit_id in fitting}
            direct = [
                u for u, up in parents.items() if up and unit_key(self._places[up[0]].name) == unit_key(names[-2])
            ]
        else:
            direct = [u for u in fitting if self.base is not None and self._places[u].parent_id == self.base]
        return direct or fitting

    def _like(self, name: str, tree: Tree) -> str:
        """Return the likeliest name within the scope ('' when none is near): others' units are not given away."""
        mine = {k: u[0] for k, u in self._by_name.items() if self.inside(u[0]) and self._places[u[0]].tree is tree}
        close = difflib.get_close_matches(unit_key(name), mine, n=1, cutoff=0.75)
        return self._places[mine[close[0]]].name if close else ""

    def _up(self, unit_id: int | None) -> list[int]:
        steps: list[int] = []
        while unit_id is not None and unit_id in self._places and unit_id not in steps:
            steps.append(unit_id)
            unit_id = self._places[unit_id].parent_id
        return steps

    def _add(self, unit_id: int, place: _Place, code: str | None) -> None:
        self._places[unit_id] = place
        self._by_name[unit_key(place.name)].append(unit_id)
        if code:
            self._by_code[text.search_key(code)] = unit_id


def _readings(path: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Give the path as it stands, then with 'Phòng Kinh tế - UBND phường Ba Đình' taken apart, either way round."""
    yield path
    for between in _WITHIN.finditer(path[-1]):
        first, rest = path[-1][: between.start()].strip(), path[-1][between.end() :].strip()
        if first and rest:
            yield (*path[:-1], rest, first)
            yield (*path[:-1], first, rest)
