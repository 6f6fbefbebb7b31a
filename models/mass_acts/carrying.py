"""Every act over many that a second person confirms: how it is carried out from the terms that were kept of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import access, choices, learning, organisation, training
from models.rights import Actor, Role, Scope

Terms = dict[str, Any]
Carry = Callable[[Session, Actor, Any, Terms, datetime], object]  # of the act's right: a scope, or None for a course


@dataclass(frozen=True)
class MassAct:
    """How an act is carried out; ``tried`` where what it checks of somebody else is another thing than doing it.

    ``taken_up``: confirming opens the way for its preparer, who alone may see what comes of it.
    """

    carry: Carry
    tried: Carry | None = None
    taken_up: bool = False


def acts() -> dict[str, MassAct]:
    """Return the acts by their names in the audit trail."""
    return {
        "access.grant": MassAct(_grant),
        "access.give-slips": MassAct(_slips, taken_up=True),
        "assessment.regrade": MassAct(_regrade),
        "choices.choose": MassAct(_choose),
        "organisation.merge-units": MassAct(_merge),
        "organisation.move-unit": MassAct(_move),
        "organisation.split-unit": MassAct(_split),
        "organisation.undo-import": MassAct(_undo, tried=_may_undo),
        "training.change-due": MassAct(_change_due),
        "training.change-renewal": MassAct(_change_renewal),
        "training.end-rule": MassAct(_end_rule),
        "training.extend": MassAct(_extend),
    }


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _grant(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    over = {"unit_id": terms["unit"], "course_id": terms["course"]}
    days: Terms = {"from_": _day(terms["from"]), "until": _day(terms["until"])}
    access.grant_people(db, actor, terms["people_ids"], Role(terms["role"]), now=now, **over, **days)
    return None


def _slips(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    return access.give_slips(db, actor, scope, terms["unit"], now=now)


def _regrade(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    return learning.regrade_as_planned(db, actor, terms, now=now)


def _choose(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    choices.choose(db, actor, terms["name"], terms["value"], now=now, seen=terms["seen"])
    return None


def _merge(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    seen = dict(terms["olds"])
    said = {"on": date.fromisoformat(terms["on"]), "later": terms["later"]}
    return organisation.merge_units(db, actor, list(seen), terms["into"], now=now, seen=seen, **said)


def _move(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    said = {"on": date.fromisoformat(terms["on"]), "later": terms["later"], "seen": terms["seen"]}
    organisation.move_unit(db, actor, terms["unit"], terms["parent"], now=now, **said)
    return None


def _split(db: Session, actor: Actor, _scope: Scope, terms: Terms, now: datetime) -> object:
    parts = [organisation.NewPart(name, tuple(people), tuple(units)) for name, people, units in terms["parts"]]
    said = {"on": date.fromisoformat(terms["on"]), "later": terms["later"], "seen": terms["seen"]}
    return organisation.split_unit(db, actor, terms["unit"], parts, ends=terms["ends"], now=now, **said)


def _undo(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    if terms["batch"]:
        organisation.confirm_undo(db, actor, scope, terms["batch"], now=now)
        return None
    return organisation.undo_import(db, actor, scope, terms["list"], now=now)


def _may_undo(db: Session, actor: Actor, scope: Scope, terms: Terms, _now: datetime) -> object:
    organisation.check_undoing(db, actor, scope, terms["list"])
    return None


def _change_due(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    said = {**terms, "due_on": _day(terms["due_on"])}
    return training.change_due(db, actor, scope, said.pop("rule"), now=now, **said)


def _change_renewal(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    renewal = training.Renewal(*terms["renewal"])
    return training.change_renewal(db, actor, scope, terms["rule"], renewal, now=now, later=terms["later"])


def _end_rule(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    on = date.fromisoformat(terms["on"])
    return training.end_rule(db, actor, scope, terms["rule"], on=on, now=now, later=terms["later"])


def _extend(db: Session, actor: Actor, scope: Scope, terms: Terms, now: datetime) -> object:
    said = {"due": date.fromisoformat(terms["due"]), "reason": terms["reason"]}
    return training.extend(db, actor, scope, terms["people_ids"], terms["course"], now=now, **said)
