"""Units and people move through time, and the past stays as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import access, organisation
from models.organisation import Posting, Status, Tree
from models.rights import Actor, DomainError, Held, Right, Scope
from tests import factories
from tests.factories import NOW

CONSOLE = access.operator()
ALL = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ADMINISTRATION = Tree.ADMINISTRATION
MARCH = date(2026, 3, 1)


def test_a_renamed_unit_keeps_its_old_name_in_the_past(db: Session) -> None:
    unit = factories.unit(db, "Sở Thông tin")
    organisation.rename_unit(db, CONSOLE, unit, "Sở Khoa học", on=MARCH, now=NOW)
    assert organisation.unit_tree(db, ADMINISTRATION, MARCH - timedelta(days=1)).nodes[unit].name == "Sở Thông tin"
    assert organisation.unit_tree(db, ADMINISTRATION, MARCH).nodes[unit].name == "Sở Khoa học"
    earlier = NOW - timedelta(seconds=1)
    assert organisation.unit_tree(db, ADMINISTRATION, MARCH, known_at=earlier).nodes[unit].name == "Sở Thông tin"


def test_a_unit_cannot_go_under_its_own_child(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    ward = factories.unit(db, "Phường", city)
    team = factories.unit(db, "Tổ", ward)
    with pytest.raises(DomainError) as refused:
        organisation.move_unit(db, CONSOLE, city, team, on=MARCH, now=NOW)
    assert refused.value.code == "unit-cycle"


def test_a_move_that_a_later_known_move_turns_into_a_ring_is_refused(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    a = factories.unit(db, "A", city)
    b = factories.unit(db, "B", city)
    organisation.move_unit(db, CONSOLE, a, b, on=date(2026, 6, 1), now=NOW)
    with pytest.raises(DomainError) as refused:
        organisation.move_unit(db, CONSOLE, b, a, on=MARCH, now=NOW)
    assert refused.value.code == "unit-cycle"


def test_a_merger_takes_people_and_child_units_over_on_its_day(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    old, new = factories.unit(db, "Sở Cũ", city), factories.unit(db, "Sở Mới", city)
    office = factories.unit(db, "Phòng", old)
    person = factories.person(db)
    factories.posting(db, person, old)
    assert organisation.merge_units(db, CONSOLE, [old], new, on=MARCH, now=NOW) == 1
    before = organisation.unit_tree(db, ADMINISTRATION, MARCH - timedelta(days=1))
    after = organisation.unit_tree(db, ADMINISTRATION, MARCH)
    assert office in before.subtree(old)
    assert old not in after.nodes
    assert office in after.subtree(new)
    assert _places(db, person) == [(old, factories.LONG_AGO, MARCH), (new, MARCH, None)]


def test_several_units_go_into_one_on_the_same_day_also_one_below_another(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    first, second, new = (factories.unit(db, name, city) for name in ("Sở Một", "Sở Hai", "Sở Mới"))
    office = factories.unit(db, "Phòng", first)
    group = factories.unit(db, "Tổ", office)
    people = [factories.person(db) for _one in range(3)]
    for person, unit in zip(people, (first, second, office), strict=True):
        factories.posting(db, person, unit)
    seen = {unit: organisation.unit_fingerprint(db, unit) for unit in (office, first, second)}
    hit = organisation.unit_hit(db, ADMINISTRATION, list(seen), MARCH)
    assert (hit.direct, hit.people, hit.children) == (3, 3, 1)
    assert organisation.merge_units(db, CONSOLE, list(seen), new, on=MARCH, now=NOW, seen=seen) == 3
    after = organisation.unit_tree(db, ADMINISTRATION, MARCH)
    assert after.subtree(city) == {city, new, group}
    assert [_places(db, person)[-1][0] for person in people] == [new] * 3
    another = factories.unit(db, "Sở Ba", city)
    with pytest.raises(DomainError, match="changed-meanwhile"):
        organisation.merge_units(db, CONSOLE, [another, new], city, on=MARCH, now=NOW, seen={new: "0"})


def test_a_late_transfer_is_not_known_earlier(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    a, b = factories.unit(db, "A", city), factories.unit(db, "B", city)
    person = factories.person(db)
    factories.posting(db, person, a)
    organisation.place(db, CONSOLE, ALL, person, unit_id=b, from_=date(2026, 1, 1), now=NOW)
    assert _places(db, person) == [(a, factories.LONG_AGO, date(2026, 1, 1)), (b, date(2026, 1, 1), None)]
    known_before = [p for p in db.exec(select(Posting)).all() if p.recorded_at < NOW]
    assert [(p.unit_id, p.until) for p in known_before] == [(a, None)]


def test_a_leave_is_written_ahead_with_its_return(db: Session) -> None:
    unit = factories.unit(db, "A")
    person = factories.person(db)
    factories.posting(db, person, unit)
    organisation.take_leave(db, CONSOLE, ALL, person, ADMINISTRATION, from_=MARCH, until=date(2026, 9, 1), now=NOW)
    rows = sorted((p for p in db.exec(select(Posting)).all() if p.voided_at is None), key=lambda p: p.from_)
    assert [(p.status, p.from_) for p in rows] == [
        (Status.ACTIVE, factories.LONG_AGO),
        (Status.ON_LEAVE, MARCH),
        (Status.ACTIVE, date(2026, 9, 1)),
    ]


def test_an_officer_moves_nobody_into_or_out_of_a_foreign_unit(db: Session) -> None:
    city = factories.unit(db, "Thành phố")
    mine, foreign = factories.unit(db, "A", city), factories.unit(db, "B", city)
    officer = Actor(person_id=None, name="x", held=frozenset({Held(Right.MANAGE_PEOPLE, unit_id=mine)}))
    scope = access.scope_of(officer, Right.MANAGE_PEOPLE)
    assert scope == Scope(right=Right.MANAGE_PEOPLE, roots=frozenset({mine}))
    person = factories.person(db)
    factories.posting(db, person, foreign)
    for target in (mine, foreign):
        with pytest.raises(DomainError) as refused:
            organisation.place(db, officer, scope, person, unit_id=target, from_=MARCH, now=NOW)
        assert refused.value.code == "outside-scope"


def test_logins_find_people_however_they_are_typed(db: Session) -> None:
    unit = factories.unit(db, "A")
    made = organisation.add_person(
        db,
        CONSOLE,
        ALL,
        "Nguyễn Thị Bình",
        unit_id=unit,
        from_=MARCH,
        now=NOW,
        staff_code=" HN-001 ",
        phone="0912 345 678",
    )
    for login in ("hn-001", "HN-001", "+84912345678", "0912345678"):
        found = organisation.find_person(db, login=login)
        assert found is not None
        assert found.id == made
    assert organisation.find_person(db, login="") is None


def _places(db: Session, person: int) -> list[tuple[int, date, date | None]]:
    rows = [p for p in db.exec(select(Posting).where(Posting.person_id == person)).all() if p.voided_at is None]
    return [(p.unit_id, p.from_, p.until) for p in sorted(rows, key=lambda p: p.from_)]


def test_moments_are_utc(db: Session) -> None:
    unit = factories.unit(db, "A")
    row = db.exec(select(organisation.UnitVersion).where(organisation.UnitVersion.unit_id == unit)).one()
    assert row.recorded_at == datetime(2020, 1, 1, tzinfo=UTC)
