"""An officer of two places: who is a member of the Party is told only where the right to see it reaches."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from models import access, organisation, training
from models.organisation import Tree
from models.rights import DomainError, Right, Role, Scope
from models.training import Question, Whom
from tests import factories
from tests.models.training.making import CONSOLE, START, City, city, own_rules

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DUE = date(2026, 6, 1)


def scope(db: Session, right: Right, *roles: tuple[Role, int | None]) -> Scope:
    """The scope of somebody who was given these roles over these units."""
    person = factories.person(db, "Lê Thị Hương")
    for role, unit in roles:
        access.grant_role(db, CONSOLE, person, role, unit_id=unit, from_=START, now=NOW)
    return access.scope_of(access.actor_for(db, person, "Lê Thị Hương", now=NOW), right)


@pytest.fixture
def c(db: Session) -> City:
    made = city(db)
    for person in (made.in_ward, made.in_office, made.in_other):
        db.add(organisation.PartyMembership(person_id=person, from_=START, recorded_at=factories.BEFORE))
    return made


def count(db: Session, mine: Scope, *units: int) -> int | str:
    try:
        whom = Whom(subtree=units, party_member=True)
        return training.preview(db, mine, whom, from_=START, now=NOW, due_on=DUE).count
    except DomainError as error:
        return error.code


def test_a_preview_of_members_stays_where_the_party_right_reaches(db: Session, c: City) -> None:
    mine = scope(db, Right.ASSIGN, (Role.HR, c.ward), (Role.PARTY_HR, c.other))
    assert count(db, mine, c.other) == 1
    assert count(db, mine, c.ward) == "forbidden"
    assert count(db, mine, c.other, c.office) == "forbidden"
    assert count(db, mine) == "forbidden"  # no unit named: both roots
    assert training.preview(db, mine, Whom(subtree=(c.ward,)), from_=START, now=NOW, due_on=DUE).count == 2


def test_the_party_right_over_a_part_of_a_larger_scope(db: Session, c: City) -> None:
    mine = scope(db, Right.ASSIGN, (Role.HR, None), (Role.PARTY_HR, c.ward))
    assert count(db, mine, c.office) == 1
    assert count(db, mine, c.city) == "forbidden"
    assert count(db, mine) == "forbidden"
    whole = scope(db, Right.ASSIGN, (Role.HR, None), (Role.PARTY_HR, None))
    assert count(db, whole) == 3


def test_a_rule_about_members_elsewhere_is_neither_told_nor_changed(db: Session, c: City) -> None:
    given = {"course_id": c.course, "from_": START, "due_on": DUE, "now": NOW}
    everywhere = scope(db, Right.ASSIGN, (Role.PARTY_HR, None))
    rules = []
    for unit in (c.ward, c.other):
        whom = Whom(subtree=(unit,), party_member=True)
        rules.append(training.create_rule(db, CONSOLE, everywhere, whom=whom, **given).id)  # type: ignore[arg-type]
    mine = scope(db, Right.ASSIGN, (Role.HR, c.ward), (Role.PARTY_HR, c.other))
    assert own_rules(db, mine, now=NOW) == rules[1:]
    told = training.rules_reaching(db, training.figures(db), mine, now=NOW)
    assert [line.people for line in told] == [1]


def test_the_partys_tree_is_read_below_the_unit_of_the_party_right(db: Session, c: City) -> None:
    committee = factories.unit(db, "Thành ủy", tree=Tree.PARTY)
    cells = [factories.unit(db, name, committee, tree=Tree.PARTY) for name in ("Chi bộ 1", "Chi bộ 2")]
    for person, cell in zip((c.in_ward, c.in_other), cells, strict=True):
        factories.posting(db, person, cell, tree=Tree.PARTY)
    mine = scope(db, Right.SEE_COVERAGE, (Role.HR, None), (Role.PARTY_HR, cells[0]))
    held = training.figures(db)
    found = training.coverage(held, mine, Question(on=DUE, tree=Tree.PARTY))
    assert found.unit is not None
    assert found.unit.name == "Chi bộ 1"
    (other,) = (node.key for node in organisation.unit_tree(db, Tree.PARTY, DUE).nodes.values() if node.id == cells[1])
    with pytest.raises(DomainError) as refused:
        training.coverage(held, mine, Question(on=DUE, tree=Tree.PARTY, unit=other))
    assert refused.value.code == "not-found"
    assert organisation.scope_units(db, mine, Tree.PARTY, DUE) == {cells[0]}


def test_a_staff_list_tells_membership_only_where_all_of_it_may_be_read(db: Session, c: City) -> None:
    mine = scope(db, Right.MANAGE_PEOPLE, (Role.HR, c.city), (Role.PARTY_HR, c.ward))
    in_ward, _units = organisation.list_people(db, mine, on=DUE, unit_id=c.ward)
    whole, _units = organisation.list_people(db, mine, on=DUE)
    assert [row.party for row in in_ward] == [True, True]
    assert [row.party for row in whole] == [None, None, None]


def test_a_persons_page_tells_party_places_of_ones_own_part_only(db: Session, c: City) -> None:
    cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
    for person in (c.in_ward, c.in_other):
        factories.posting(db, person, cell, tree=Tree.PARTY)
    mine = scope(db, Right.SEE_COVERAGE, (Role.HR, c.ward), (Role.PARTY_HR, c.other))
    trees = {}
    for person in (c.in_ward, c.in_other):
        row = db.get(organisation.Person, person)
        assert row is not None
        trees[person] = {place.tree for place in training.person_record(db, mine, row.key, now=NOW).places}
    assert trees == {c.in_ward: {Tree.ADMINISTRATION}, c.in_other: {Tree.ADMINISTRATION, Tree.PARTY}}
