"""Units split and ended from a day on; what a change touches; nobody overwrites a colleague's change."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models import access, organisation, training
from models.organisation import NewPart, Tree
from models.organisation.tables import Succession
from models.rights import Actor, DomainError, Held, Right
from tests import factories
from tests.factories import NOW
from tests.models.training.making import START, City, city, duties

CONSOLE = access.operator()
MAY = date(2026, 5, 1)
APRIL = MAY - timedelta(days=1)


@pytest.fixture
def c(db: Session) -> City:
    return city(db)


def nodes(db: Session, on: date) -> dict[int, organisation.UnitNode]:
    return organisation.unit_tree(db, Tree.ADMINISTRATION, on).nodes


def split(db: Session, c: City, *parts: NewPart, ends: bool = False) -> list[int]:
    return organisation.split_unit(db, CONSOLE, c.ward, parts, on=MAY, ends=ends, now=NOW)


def refusal(act: object) -> str:
    with pytest.raises(DomainError) as error:
        act()  # type: ignore[operator]
    return error.value.code


def test_a_split_takes_people_and_child_units_over_on_its_day(db: Session, c: City) -> None:
    training.create_rule(
        db, CONSOLE, access.scope_of(CONSOLE, Right.ASSIGN), course_id=c.course,
        whom=training.Whom(subtree=(c.ward,)), from_=START, due_days=30, now=NOW,
    )  # fmt: skip
    (new,) = split(db, c, NewPart("Phường Mới", people=(c.in_ward,), children=(c.office,)))
    assert new not in nodes(db, APRIL)
    assert (nodes(db, MAY)[new].name, nodes(db, MAY)[new].parent_id) == ("Phường Mới", c.city)
    assert nodes(db, APRIL)[c.office].parent_id == c.ward
    assert nodes(db, MAY)[c.office].parent_id == new
    assert organisation.head_counts(db, Tree.ADMINISTRATION, APRIL) == {c.ward: 1, c.office: 1, c.other: 1}
    assert organisation.head_counts(db, Tree.ADMINISTRATION, MAY) == {new: 1, c.office: 1, c.other: 1}
    # A rule means the unit that it names: whoever went over is released that day.
    assert {row[2] for row in duties(db)} == {MAY}
    past, steps = organisation.unit_history(db, c.ward)
    assert [(one.name, one.until) for one in past] == [("Phường Hà Đông", None)]
    assert [(one.other, one.into, one.on) for one in steps] == [("Phường Mới", True, MAY)]
    assert [(one.other, one.into) for one in organisation.unit_history(db, new)[1]] == [("Phường Hà Đông", False)]


def test_units_that_continue_one_from_the_same_day_stand_in_the_order_in_which_they_were_named(
    db: Session, c: City
) -> None:
    split(db, c, NewPart("Phường B", people=(c.in_ward,)), NewPart("Phường A"))
    factories.turn_round(db, Succession)
    assert [one.other for one in organisation.unit_history(db, c.ward)[1]] == ["Phường B", "Phường A"]


def test_a_unit_that_ends_with_its_split_must_be_empty(db: Session, c: City) -> None:
    assert refusal(lambda: split(db, c, NewPart("Mới", people=(c.in_ward,)), ends=True)) == "unit-in-use"
    db.rollback()


def test_a_split_that_makes_no_sense_is_refused(db: Session, c: City) -> None:
    twice = (NewPart("A", people=(c.in_ward,)), NewPart("B", people=(c.in_ward,)))
    assert refusal(lambda: split(db, c, *twice)) == "split-twice"
    assert refusal(lambda: split(db, c, NewPart("A", people=(c.in_other,)))) == "split-strange"
    assert refusal(lambda: split(db, c, NewPart("A", children=(c.other,)))) == "split-strange"
    assert refusal(lambda: split(db, c, NewPart("  "))) == "unit-nameless"


def test_a_unit_ends_when_nobody_is_left_in_it(db: Session, c: City) -> None:
    assert refusal(lambda: organisation.end_unit(db, CONSOLE, c.ward, on=MAY, now=NOW)) == "unit-in-use"
    empty = factories.unit(db, "Phòng Trống", c.city)
    organisation.end_unit(db, CONSOLE, empty, on=MAY, now=NOW)
    assert empty in nodes(db, APRIL)
    assert empty not in nodes(db, MAY)
    assert refusal(lambda: organisation.end_unit(db, CONSOLE, empty, on=MAY, now=NOW)) == "unit-unknown"


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(db: Session, c: City) -> None:
    seen = organisation.unit_fingerprint(db, c.office)
    organisation.rename_unit(db, CONSOLE, c.office, "Phòng Kinh tế và Đô thị", on=MAY, now=NOW)
    later = {"on": MAY, "now": NOW, "seen": seen}
    acts = (
        lambda: organisation.rename_unit(db, CONSOLE, c.office, "Khác", **later),  # type: ignore[arg-type]
        lambda: organisation.move_unit(db, CONSOLE, c.office, c.other, **later),  # type: ignore[arg-type]
        lambda: organisation.merge_units(db, CONSOLE, [c.office], c.other, **later | {"seen": {c.office: seen}}),  # type: ignore[arg-type]
        lambda: organisation.end_unit(db, CONSOLE, c.office, **later),  # type: ignore[arg-type]
        lambda: organisation.split_unit(db, CONSOLE, c.office, [NewPart("A")], ends=False, **later),  # type: ignore[arg-type]
    )
    assert [refusal(act) for act in acts] == ["changed-meanwhile"] * len(acts)
    assert nodes(db, MAY)[c.office].name == "Phòng Kinh tế và Đô thị"


def test_the_partys_units_need_the_partys_right(db: Session) -> None:
    cell = factories.unit(db, "Chi bộ", tree=Tree.PARTY)
    blind = Actor(person_id=5, name="QT", held=frozenset({Held(Right.ADMINISTER)}))
    when = {"on": MAY, "now": NOW}
    acts = (
        lambda: organisation.rename_unit(db, blind, cell, "Khác", **when),  # type: ignore[arg-type]
        lambda: organisation.end_unit(db, blind, cell, **when),  # type: ignore[arg-type]
        lambda: organisation.create_unit(db, blind, "A", tree=Tree.PARTY, parent_id=None, from_=MAY, now=NOW),
    )
    assert [refusal(act) for act in acts] == ["forbidden"] * len(acts)


def test_what_a_change_touches(db: Session, c: City) -> None:
    hit = organisation.unit_hit(db, Tree.ADMINISTRATION, [c.ward], MAY)
    assert (hit.direct, hit.people, hit.children) == (1, 2, 1)
    scope = access.scope_of(CONSOLE, Right.ASSIGN)
    give = {"course_id": c.course, "from_": START, "due_days": 30, "now": NOW}
    training.create_rule(db, CONSOLE, scope, whom=training.Whom(subtree=(c.ward,)), title="Một", **give)  # type: ignore[arg-type]
    training.create_rule(db, CONSOLE, scope, whom=training.Whom(subtree=(c.city,)), title="Hai", **give)  # type: ignore[arg-type]
    assert [rule.title for rule in training.rules_naming(db, [c.ward], on=MAY)] == ["Một"]
    units = organisation.unit_tree(db, Tree.ADMINISTRATION, MAY)
    counts = organisation.subtree_counts(units, organisation.head_counts(db, Tree.ADMINISTRATION, MAY))
    assert counts == {c.city: (3, 3), c.ward: (1, 2), c.office: (0, 1), c.other: (0, 1)}
