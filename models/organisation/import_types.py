"""What an import would do, or did: typed values, and their JSON form."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.organisation.roster_types import Roster, RosterProblem
from models.organisation.tables import Tree
from models.rights import Scope


class Outcome(StrEnum):
    """What becomes of one person."""

    ADDED = "added"
    MOVED = "moved"  # another unit, or a first place in this tree
    CHANGED = "changed"
    LEFT = "left"  # in the unit, but not in the list that says it is complete
    ASKED = "asked"  # others answer for them: they are asked for, and stay where they are meanwhile
    OFFERED = "offered"  # they go to a unit that others answer for, and stay where they are until it says yes
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class FieldChange:
    """One value before and after, as people read it ('' for none); identity numbers show their end only."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class PersonChange:
    """One person of the list (``row`` 0 and no sheet: somebody who left) and what becomes of them."""

    outcome: Outcome
    sheet: str
    row: int
    person_id: int | None
    staff_code: str | None
    full_name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class UnitAddition:
    """A unit that the list brings and we do not have; ``parent`` is the path above it, '' on top."""

    sheet: str
    row: int
    name: str
    code: str | None
    parent: str


@dataclass(frozen=True)
class ImportReport:
    """What an import does, person by person; with anything ``refused`` it does nothing at all."""

    on: date
    units: tuple[UnitAddition, ...]
    people: tuple[PersonChange, ...]
    refused: tuple[RosterProblem, ...]
    notes: tuple[RosterProblem, ...]

    def of(self, outcome: Outcome) -> tuple[PersonChange, ...]:
        """Return the people of whom this becomes."""
        return tuple(person for person in self.people if person.outcome is outcome)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many people there are of each outcome."""
        return {outcome: len(self.of(outcome)) for outcome in Outcome}

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.units and all(person.outcome is Outcome.UNCHANGED for person in self.people)

    def to_json(self) -> str:
        """Return the report as JSON: counts, then units, added, moved, changed, left, refused and notes, by row."""
        people = {outcome.value: [_person(person) for person in self.of(outcome)] for outcome in Outcome}
        people[Outcome.UNCHANGED.value] = [
            {"row": p["row"], "staff_code": p["staff_code"]} for p in people["unchanged"]
        ]
        body: dict[str, Any] = {
            "on": self.on.isoformat(),
            "counts": {**{outcome.value: n for outcome, n in self.counts.items()}, "refused": len(self.refused)},
            "units": [dict(vars(unit)) for unit in self.units],
            **people,
            "refused": [_problem(problem) for problem in self.refused],
            "notes": [_problem(note) for note in self.notes],
        }
        return json.dumps(body, ensure_ascii=False, indent=2, default=str)


@dataclass(frozen=True)
class ImportPlan:
    """A preview, with what it was made from, so that applying can make it again and compare."""

    roster: Roster = field(repr=False)
    scope: Scope
    on: date
    tree: Tree
    unit_id: int | None
    complete: bool
    made_at: datetime
    report: ImportReport


def _person(person: PersonChange) -> dict[str, Any]:
    values = {name: value for name, value in vars(person).items() if name not in ("outcome", "fields")}
    return {**values, "fields": [dict(vars(change)) for change in person.fields]}


def _problem(problem: RosterProblem) -> dict[str, Any]:
    return {**vars(problem), "values": dict(problem.values)}
