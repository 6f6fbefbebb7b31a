"""A unit that no longer stands on the day asked for: when it ended, and which units continue it, within a scope."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from models import organisation, text
from models.rights import DomainError, Scope
from models.training.columns import NEVER, NO_DAY, micros
from models.training.coverage import Crumb, Question, find_part, tree_on
from models.training.held import Held
from models.training.naming_facts import UnitFact


@dataclass(frozen=True)
class Ended:
    """A unit by its last name; ``on`` is the first day without it; ``successors``: those of the scope that stand."""

    unit: Crumb
    on: date
    successors: tuple[Crumb, ...]

    @property
    def last(self) -> date:
        """The last day on which it stood."""
        return self.on - timedelta(days=1)

    def as_error(self) -> DomainError:
        """Return it as the reason why there is no figure, for whoever can only be told in a sentence."""
        told = {"unit": self.unit.name, "day": self.on, "last": self.last}
        if not self.successors:
            return DomainError("unit-ended", **told)
        return DomainError("unit-continued", **told, units=tuple(one.name for one in self.successors))


def ended(db: Session, held: Held, scope: Scope, question: Question) -> Ended | None:
    """Return what became of a question's unit that ended before its day, as known at its moment.

    None where it did not, or where it lay outside the scope on its last day, too: then nothing may be said of it.
    """
    mine = [fact for fact in _known(held, question) if fact.node.key == question.unit]
    if not mine:
        return None
    newest = max(mine, key=lambda fact: fact.until)
    if newest.until == NO_DAY or newest.until > question.on.toordinal():
        return None
    found = Ended(Crumb(newest.node.key, newest.node.name), date.fromordinal(newest.until), ())
    if not _is_in(held, scope, replace(question, on=found.last)):
        return None
    units = tree_on(held, question).nodes
    steps = organisation.mergers(db, found.last, question.on)
    following = [Crumb(units[one].key, units[one].name) for one in _standing(newest.node.id, steps, units)]
    mine_now = [one for one in following if _is_in(held, scope, replace(question, unit=one.key))]
    return replace(found, successors=tuple(sorted(mine_now, key=lambda one: text.sort_key(one.name))))


def ended_named(db: Session, held: Held, scope: Scope, question: Question, wanted: str) -> Ended | None:
    """Return the same of a unit with this key, code or last name that no longer stands on a question's day.

    Raises `DomainError` 'unit-ambiguous' where several have that name.
    """
    day = question.on.toordinal()
    before = sorted((fact for fact in _known(held, question) if fact.until <= day), key=lambda fact: fact.until)
    stood = {fact.node.id: fact.node for fact in before}
    gone = {unit: node for unit, node in stood.items() if unit not in tree_on(held, question).nodes}
    try:
        unit = organisation.unit_named(organisation.UnitTree.of(question.tree, gone), wanted)
    except DomainError as error:
        if error.code == "not-found":
            return None
        raise
    return ended(db, held, scope, replace(question, unit=gone[unit].key))


def _known(held: Held, question: Question) -> list[UnitFact]:
    at = NEVER - 1 if question.known_at is None else micros(question.known_at)
    of_tree = (fact for fact in held.units.facts if fact.tree is question.tree and fact.from_ < fact.until)
    return [fact for fact in of_tree if fact.recorded <= at < fact.voided]


def _is_in(held: Held, scope: Scope, question: Question) -> bool:
    try:
        find_part(tree_on(held, question), scope, question)
    except DomainError:
        return False
    return True


def _standing(unit: int, steps: Iterable[tuple[int, int]], units: Collection[int]) -> list[int]:
    """Return the units that stand of those that continue a unit, or continue one that continued it."""
    found: list[int] = []
    seen, waiting = {unit}, [unit]
    while waiting:
        old = waiting.pop()
        if old in units:
            found.append(old)
            continue
        into = {new for before, new in steps if before == old} - seen
        seen |= into
        waiting.extend(into)
    return found
