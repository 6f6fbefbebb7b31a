"""What a file is asked to hold, as it is kept until the file is made and for as long as the file is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import organisation, training
from models.organisation import Category, Tree
from models.reports.tables import Kind
from models.rights import Right, Scope
from models.training import Attribute, By, Flag, PathFact, Question
from models.training import State as Is


@dataclass(frozen=True)
class CoverageWanted:
    """A figure, and the people behind it: those in these states (none: in any), those with this flag."""

    question: Question
    states: tuple[Is, ...] = ()
    flag: Flag | None = None

    kind = Kind.COVERAGE
    right = Right.SEE_COVERAGE

    @property
    def on(self) -> date:
        """The day it is of."""
        return self.question.on

    def rows(self, figure: training.Coverage) -> int:
        """Return how many rows the list of people has (where states and a flag narrow it, at the most)."""
        counts = figure.total.states
        of_states = sum(counts.get(state, 0) for state in self.states or counts)
        return of_states if self.flag is None else min(of_states, figure.total.flags[self.flag])

    def reach(self, db: Session, scope: Scope) -> frozenset[int]:
        """Return the units that the file may speak of within a scope; raises as `training.coverage` does."""
        return training.reach(db, scope, self.question)

    def told(self) -> dict[str, Any]:
        """Return it as it is stored."""
        one = self.question
        return {
            "on": one.on.isoformat(),
            "tree": one.tree.value,
            "unit": one.unit,
            "course": one.course,
            "category": one.category and one.category.value,
            "attribute": one.attribute and one.attribute.value,
            "known_at": one.known_at and one.known_at.isoformat(),
            "by": one.by.value,
            "path": one.path and [one.path.key, one.path.title, *one.path.courses],
            "states": [state.value for state in self.states],
            "flag": self.flag and self.flag.value,
        }

    @classmethod
    def of(cls, told: dict[str, Any]) -> "CoverageWanted":
        """Return what was stored."""
        question = Question(
            on=date.fromisoformat(told["on"]),
            tree=Tree(told["tree"]),
            unit=told["unit"],
            course=told["course"],
            category=told["category"] and Category(told["category"]),
            attribute=told["attribute"] and Attribute(told["attribute"]),
            known_at=told["known_at"] and datetime.fromisoformat(told["known_at"]),
            by=By(told["by"]),
            path=_path(told.get("path")),
        )
        return cls(question, tuple(Is(one) for one in told["states"]), told["flag"] and Flag(told["flag"]))


def _path(told: list[str] | None) -> PathFact | None:
    return None if told is None else PathFact(told[0], told[1], tuple(told[2:]))


@dataclass(frozen=True)
class StaffWanted:
    """The staff list of a unit and all below it (None: of all that may be seen), as an import takes it."""

    on: date
    unit_id: int | None = None

    kind = Kind.STAFF
    right = Right.MANAGE_PEOPLE

    def reach(self, db: Session, scope: Scope) -> frozenset[int]:
        """Return the units that the file may speak of within a scope; raises as `organisation.list_people` does."""
        return organisation.list_reach(db, scope, on=self.on, unit_id=self.unit_id)

    def told(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"on": self.on.isoformat(), "unit_id": self.unit_id}

    @classmethod
    def of(cls, told: dict[str, Any]) -> "StaffWanted":
        """Return what was stored."""
        return cls(date.fromisoformat(told["on"]), told["unit_id"])


Wanted = CoverageWanted | StaffWanted
WANTED: Mapping[Kind, type[CoverageWanted] | type[StaffWanted]] = {
    one.kind: one for one in (CoverageWanted, StaffWanted)
}
