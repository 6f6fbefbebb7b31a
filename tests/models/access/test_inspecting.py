"""Inspectors: for a time, reading only, nothing beside it, and whatever they open is written down."""

import ast
import dataclasses
import importlib
import inspect
import typing
from datetime import date, datetime, timedelta
from pathlib import Path
from types import UnionType
from typing import Any

import pytest

from models import access, audit, database, organisation
from models.audit import Wanted as Lines
from models.rights import ROLE_RIGHTS, Actor, DomainError, Held, Right, Role, Scope
from models.seconding import Wanted
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import World, acting

TODAY = date(2026, 3, 2)
WEEK = timedelta(7)
# What everybody may do for themselves, and what the platform does when somebody signs in, learns or is told.
OWN = {
    *("access.sessions.sign_out", "access.sessions.sign_out_everywhere", "access.inspecting.note_inspection"),
    *(
        "access.accounts.set_language",
        "access.accounts.set_text_size",
        "privacy.record.my_record",
        "learning.certificates.issue_missing",
    ),
    *("access.own_sessions.end_own_session", "access.own_sessions.end_other_sessions"),
    "training.looking.note_list",  # an inspector's look at names is on record as anybody's
}


def give(world: World, person: int, role: Role, **terms: Any) -> int:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        return access.grant_role(db, admin, person, role, now=NOW, **terms)


def inspector(world: World) -> Actor:
    give(world, world.an, Role.INSPECTOR, unit_id=world.department, until=TODAY + WEEK)
    with database.reading() as db:
        return access.actor_for(db, world.an, "An", now=NOW)


def test_an_inspector_is_one_until_a_day_and_no_longer(world: World) -> None:
    for until in (None, TODAY + timedelta(91)):
        with pytest.raises(DomainError, match="inspector-end"):
            give(world, world.an, Role.INSPECTOR, until=until)
    actor = inspector(world)
    assert actor.rights == {Right.LEARN, Right.SEE_COVERAGE, Right.READ_AUDIT, Right.INSPECT}
    with database.reading() as db:
        assert not access.actor_for(db, world.an, "An", now=NOW + WEEK).has(Right.READ_AUDIT)


def test_an_inspector_holds_no_other_role_meanwhile(world: World) -> None:
    with pytest.raises(DomainError, match="inspector-alone"):
        give(world, world.hr, Role.INSPECTOR, until=TODAY + WEEK)
    inspector(world)
    with pytest.raises(DomainError, match="inspector-alone"):
        give(world, world.an, Role.HR, unit_id=world.office)
    give(world, world.an, Role.HR, unit_id=world.office, from_=TODAY + WEEK)
    hr, _ = acting(world.hr)
    with database.reading() as db:
        (mine,) = access.own_scopes(db, hr, now=NOW)
    with pytest.raises(DomainError, match="inspector-alone"), database.writing() as db:
        access.hand_over(db, hr, mine.grant_id, "CB01", from_=TODAY, until=TODAY + WEEK, now=NOW)


def test_what_an_inspector_opens_is_written_by_unit_person_or_all_of_it(world: World) -> None:
    actor = inspector(world)
    with database.writing() as db:
        access.note_inspection(db, actor, "coverage", units=[world.office], now=NOW)
        access.note_inspection(db, actor, "person", person_id=world.hr, now=NOW)
        access.note_inspection(db, actor, "overview", now=NOW)
        found = [(line.subject_kind, line.subject_id, line.details) for line in audit.lines(db, act="access.inspect")]
    assert found == [
        ("unit", world.department, {"page": "overview"}),
        ("person", world.hr, {"page": "person"}),
        ("unit", world.office, {"page": "coverage"}),
    ]


def test_the_trail_of_a_part_holds_what_was_done_to_its_people_and_units_alone(world: World) -> None:
    actor = inspector(world)
    with database.writing() as db:
        stranger = factories.person(db, "Người khác")
        factories.posting(db, stranger, world.other)
        for kind, subject in (
            ("person", world.hr),
            ("person", stranger),
            ("unit", world.office),
            ("unit", world.other),
        ):
            audit.record(db, access.operator(), "x.x", kind, subject, now=NOW)
        audit.record(db, access.operator(), "x.x", "choice", None, now=NOW)
        for person in (world.hr, stranger):
            audit.record(db, Actor(person, "", frozenset()), "x.x", "attempt", 7, now=NOW)
            audit.record(db, Actor(person, "", frozenset()), "x.x", "person", stranger, now=NOW)
    with database.reading() as db:
        scope = access.scope_of(actor, Right.READ_AUDIT)
        theirs = organisation.people_of_scope(db, scope, TODAY)
        below = organisation.scope_units(db, scope, organisation.Tree.ADMINISTRATION, TODAY)
        found = audit.lines(db, wanted=Lines(act="x.x", people=theirs, units=below))
    assert [(line.subject_kind, line.subject_id, line.actor_id) for line in found] == [
        ("attempt", 7, world.hr),
        ("unit", world.office, None),
        ("person", world.hr, None),
    ]


def acts() -> dict[str, Any]:
    """Every function of the domain that takes an actor and writes a line of the trail."""
    found = {}
    for path in sorted(Path("models").rglob("*.py")):
        module = ".".join(path.with_suffix("").parts)
        if path.name.startswith("test_") or "/demo/" in str(path) or "/migrations/" in str(path):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                takes = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
                if {"db", "actor", "now"} <= takes and "audit.record(" in ast.unparse(node):
                    act = getattr(importlib.import_module(module), node.name)
                    subject = importlib.import_module(".".join(module.split(".")[:2]))
                    if getattr(subject, node.name, None) is act or "privacy.requests" in module:  # by the front door
                        found[f"{module.removeprefix('models.')}.{node.name}"] = act
    return found


def was_refused(act: Any, values: dict[str, Any]) -> bool:
    try:
        with database.writing() as db:
            act(**{**values, "db": db})
    except DomainError:
        return True
    return False


class Anything:
    """Whatever an act looks at of it is the number one."""

    def __getattr__(self, name: str) -> int:
        return 1


def some(kind: Any, scope: Scope) -> Any:
    """Return any value of an annotation."""
    if kind is Scope:
        return scope
    plain = {int: 1, str: "x", bool: True, date: TODAY, datetime: NOW, bytes: b"x", float: 1.0}
    if kind in plain:
        return plain[kind]
    if typing.get_origin(kind) in (UnionType, typing.Union):
        return some(typing.get_args(kind)[0], scope)
    if kind is Wanted:
        return Wanted("training.end-rule", Right.ASSIGN, frozenset({1}), {})
    if dataclasses.is_dataclass(kind):
        return Anything()
    if inspect.isclass(kind) and hasattr(kind, "__members__"):
        return next(iter(kind))
    return typing.get_origin(kind)() if typing.get_origin(kind) in (list, tuple, dict) else [1]


def test_no_act_of_the_domain_is_an_inspectors(sqlite_database: str) -> None:
    """Tried with values that mean nothing: the right is asked first, or nothing that is theirs is found."""
    everything = acts()
    assert len(everything) > 45
    assert everything.keys() >= OWN
    with database.writing() as db:
        person = factories.person(db)
    actor = Actor(person, "Thanh tra", frozenset(Held(right) for right in ROLE_RIGHTS[Role.INSPECTOR]))
    scope = access.scope_of(actor, Right.SEE_COVERAGE)
    for name in sorted(everything.keys() - OWN):
        act, values = everything[name], {}
        hints = typing.get_type_hints(act)
        for one in inspect.signature(act).parameters.values():
            if one.default is inspect.Parameter.empty and one.kind is not inspect.Parameter.VAR_KEYWORD:
                values[one.name] = {"actor": actor, "now": NOW}.get(one.name) or some(hints[one.name], scope)
        assert was_refused(act, values), name
    with database.reading() as db:
        assert audit.count(db) == 0
