"""Which target holds where: the share asked of a unit on a day, as known at a moment, from few facts in memory.

Of a unit's own targets and those of the units above it (the whole installation's last) the nearest unit's count, and
of these the one for the very course asked about before the one for all courses. Among its days the next one counts:
with 60 % by 31/3 and 80 % by 31/12, the 60 % are asked until 31/3 and the 80 % from the day after. A unit whose
days are all over is asked for what the units above it are asked for later; where no day is to come anywhere, the
latest that was remains asked. Where nothing was ever set, the administrator's share counts, without a day.

What a unit asked of itself counts, for it and those under it that have no nearer one, only where it asks for at least
as much as those above it do, and by no later day while theirs is to come: or a unit could put off what is asked of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import choices, organisation
from models.training.columns import NEVER, micros
from models.training.tables import Target

DEFAULT = choices.Choices().target_percent

Place = tuple[int | None, int | None]  # unit, course
Path = Sequence[organisation.UnitNode]  # from the top; empty: the whole installation


@dataclass(frozen=True)
class TargetFact:
    """A target as it was set: for a unit (None: the installation), a course (None: all), a day (None: the default)."""

    unit: int | None
    course: int | None
    percent: int
    due: date | None
    own: bool
    recorded: int
    voided: int

    def known(self, at: int | None) -> bool:
        """Return whether it was known at a moment (microseconds; None: now)."""
        return self.voided == NEVER if at is None else self.recorded <= at < self.voided


@dataclass(frozen=True)
class Goal:
    """The share asked for, by the end of which day (None: none was named), and where that was set.

    ``unit``: the key of the unit that it was set for (None: the whole installation); ``course``: the course it was
    set for (its id; None: all).
    """

    percent: int
    due: date | None = None
    unit: str | None = None
    course: int | None = None
    own: bool = False

    @property
    def share(self) -> float:
        """The percentage as a share from 0 to 1."""
        return self.percent / 100


class Targets:
    """All targets ever set, and all defaults; nothing in it changes."""

    def __init__(self, facts: Iterable[TargetFact] = ()) -> None:
        self.facts = tuple(facts)

    def plans(self, known_at: datetime | None) -> "Plans":
        """Return what was set as known at a moment (None: now)."""
        at = None if known_at is None else micros(known_at)
        return Plans(fact for fact in self.facts if fact.known(at))


class Plans:
    """The targets known at one moment, by where they were set."""

    def __init__(self, facts: Iterable[TargetFact]) -> None:
        self._default = DEFAULT
        self._set: dict[Place, list[tuple[date, TargetFact]]] = {}
        for fact in facts:
            if fact.due is None:
                self._default = fact.percent
            else:
                self._set.setdefault((fact.unit, fact.course), []).append((fact.due, fact))
        self._units = {unit for unit, _course in self._set}
        self._goals: dict[tuple[tuple[int, ...], int | None, date], Goal] = {}

    def goal(self, path: Path, course: int | None, on: date) -> Goal:
        """Return what is asked on a day of the last unit of a path.

        Every row of a figure asks, and few units have a target: those of a path that have none move nothing.
        """
        told = tuple(node for node in path if node.id in self._units)
        key = (tuple(node.id for node in told), course, on)
        if key not in self._goals:
            self._goals[key] = self._goal(told, course, on)
        return self._goals[key]

    def _goal(self, path: Path, course: int | None, on: date) -> Goal:
        asked, far = self._nearest(path, course, on, own=False)
        mine, near = self._nearest(path, course, on, own=True)
        if near > far or mine.percent < asked.percent:
            return asked
        if asked.due is None or mine.due is None or asked.due < on:
            return mine
        return mine if on <= mine.due <= asked.due else asked

    def from_above(self, path: Path, course: int | None, on: date) -> Goal:
        """Return the same without what units asked of themselves."""
        return self._nearest(path, course, on, own=False)[0]

    def _nearest(self, path: Path, course: int | None, on: date, *, own: bool) -> tuple[Goal, int]:
        """Return the goal that counts among those of one kind, and how many steps above it was set."""
        latest = (Goal(self._default), len(path) + 2 if own else len(path) + 1)
        for steps, node in enumerate((*reversed(path), None)):
            for asked in (course, None) if course is not None else (None,):
                days = self._set.get((None if node is None else node.id, asked), ())
                found = [(due, fact) for due, fact in days if fact.own is own]
                if not found:
                    continue
                due, fact = min(
                    (one for one in found if one[0] >= on),
                    key=lambda one: (one[0], -one[1].percent),
                    default=max(found, key=lambda one: (one[0], one[1].percent)),
                )
                goal = Goal(fact.percent, due, None if node is None else node.key, asked, own)
                if due >= on:
                    return goal, steps
                if latest[0].due is None or due > latest[0].due:
                    latest = (goal, steps)
        return latest


def read_targets(db: Session) -> Targets:
    """Read every target and every default, those that no longer hold too."""
    rows = db.exec(select(Target).order_by(col(Target.id))).all()
    facts = [
        TargetFact(row.unit_id, row.course_id, row.percent, row.due, row.own, *_clocks(row.recorded_at, row.voided_at))
        for row in rows
    ]
    defaults = (
        TargetFact(None, None, int(row.value), None, False, *_clocks(row.recorded_at, row.voided_at))
        for row in choices.history(db, "target_percent")
    )
    return Targets([*facts, *defaults])


def _clocks(recorded: datetime, voided: datetime | None) -> tuple[int, int]:
    return micros(recorded), NEVER if voided is None else micros(voided)
