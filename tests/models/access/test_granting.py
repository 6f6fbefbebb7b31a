"""Roles: given by administrators only, over the right kind of thing, from a day to a day."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models import access, audit, database, notices, organisation
from models.access.tables import Grant
from models.organisation import Job, Posting, Status
from models.rights import DomainError, Held, Right, Role
from tests import factories
from tests.factories import NOW
from tests.models.access.conftest import DAY, World, acting

TODAY = date(2026, 3, 2)


def test_a_role_from_a_day_to_a_day(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        dates = {"from_": TODAY + timedelta(1), "until": TODAY + timedelta(3)}
        access.grant_role(db, admin, world.an, Role.HEAD, unit_id=world.office, now=NOW, **dates)
    with database.reading() as db:
        held = [access.actor_for(db, world.an, "An", now=NOW + n * DAY).has(Right.SEE_COVERAGE) for n in range(5)]
    assert held == [False, True, True, False, False]


def test_a_day_begins_at_midnight_in_hanoi(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        access.grant_role(db, admin, world.an, Role.HEAD, unit_id=world.office, from_=date(2026, 3, 3), now=NOW)
        midnight = NOW.replace(hour=17, minute=0)  # 00:00 on 3 March in Hanoi
        before = access.actor_for(db, world.an, "An", now=midnight - timedelta(seconds=1))
        after = access.actor_for(db, world.an, "An", now=midnight)
    assert not before.has(Right.ASSIGN)
    assert Held(Right.ASSIGN, unit_id=world.office) in after.held


def test_taking_a_role_away_keeps_the_days_on_which_it_held(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        (line,) = [line for line in access.grants(db, admin, now=NOW) if line.person_id == world.hr]
        access.end_grant(db, admin, line.id, now=NOW)
        rows = db.exec(select(Grant).where(Grant.person_id == world.hr).order_by(col(Grant.id))).all()
        assert [(row.until, row.voided_at is None) for row in rows] == [(None, False), (TODAY, True)]
        assert not access.actor_for(db, world.hr, "Bình", now=NOW).has(Right.ASSIGN)
        assert access.actor_for(db, world.hr, "Bình", now=NOW - DAY).has(Right.ASSIGN)
        with pytest.raises(DomainError, match="grant-unknown"):
            access.end_grant(db, admin, line.id, now=NOW)
        acts = db.exec(select(audit.AuditLine.act).where(audit.AuditLine.subject_id == world.hr)).all()
        assert "access.end-grant" in acts


def test_the_last_administrator_stays(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        mine = db.exec(select(Grant.id).where(Grant.role == Role.ADMINISTRATOR)).one()
        assert mine
        with pytest.raises(DomainError, match="last-administrator"):
            access.end_grant(db, admin, mine, now=NOW)
        access.grant_role(db, admin, world.an, Role.ADMINISTRATOR, until=TODAY + timedelta(7), now=NOW)
        with pytest.raises(DomainError, match="last-administrator"):
            access.end_grant(db, admin, mine, now=NOW)  # the other one ends in a week
        access.grant_role(db, admin, world.an, Role.ADMINISTRATOR, now=NOW)
        access.end_grant(db, admin, mine, now=NOW)


def test_two_administrators_who_end_each_other_at_once_leave_one(world: World) -> None:
    first, _ = acting(world.admin)
    with database.writing() as db:
        access.grant_role(db, first, world.an, Role.ADMINISTRATOR, now=NOW)
        ids = db.exec(select(Grant.id).where(Grant.role == Role.ADMINISTRATOR)).all()
    gate, refused = threading.Barrier(2), []

    def end(grant_id: int) -> None:
        gate.wait()
        try:
            with database.writing() as db:
                access.end_grant(db, first, grant_id, now=NOW)
        except DomainError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=end, args=(grant_id,)) for grant_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last-administrator"]


@pytest.mark.parametrize(
    ("role", "reach", "code"),
    [
        (Role.TRAINER, {"unit_id": 1}, "grant-reach"),
        (Role.ADMINISTRATOR, {"unit_id": 1}, "grant-reach"),
        (Role.HR, {"course_id": 1}, "grant-reach"),
        (Role.HR, {"unit_id": 999}, "unit-unknown"),
        (Role.HR, {"from_": TODAY, "until": TODAY}, "dates-order"),
        (Role.HEAD, {}, "grant-reach"),
    ],
)
def test_refused_grants(world: World, role: Role, reach: dict[str, int], code: str) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db, pytest.raises(DomainError, match=code):
        access.grant_role(db, admin, world.an, role, now=NOW, **reach)  # type: ignore[arg-type]


def test_a_head_without_a_unit_sees_nothing(world: World) -> None:
    with database.writing() as db:
        db.add(Grant(person_id=world.an, role=Role.HEAD, from_=TODAY, recorded_at=NOW))  # as no act gives it
        db.flush()
        actor = access.actor_for(db, world.an, "An", now=NOW)
        assert actor.rights == {Right.LEARN}
        with pytest.raises(DomainError, match="forbidden"):
            access.scope_of(actor, Right.SEE_COVERAGE)


def test_only_administrators_give_and_see_roles(world: World) -> None:
    officer, _ = acting(world.hr)
    with database.writing() as db:
        grant = db.exec(select(Grant.id).where(Grant.person_id == world.hr)).one()
        with pytest.raises(DomainError, match="forbidden"):
            access.grant_role(db, officer, world.hr, Role.ADMINISTRATOR, now=NOW)
        with pytest.raises(DomainError, match="forbidden"):
            access.end_grant(db, officer, grant or 0, now=NOW)
        with pytest.raises(DomainError, match="forbidden"):
            access.grants(db, officer, now=NOW)


def test_a_role_is_given_to_the_record_that_counts(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        double = factories.person(db, "Bản Ghi Trùng", same_as_id=world.an)
        for person in (double, 999):
            with pytest.raises(DomainError, match="person-unknown"):
                access.grant_role(db, admin, person, Role.TRAINER, now=NOW)


def test_a_role_for_many_at_once_or_for_nobody_when_one_is_unknown(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        names, refused = access.grant_to_many(db, admin, ["CB01", "nobody"], Role.HEAD, unit_id=world.office, now=NOW)
        assert (names, [(one.login, one.code) for one in refused]) == ([], [("nobody", "person-unknown")])
        assert not access.actor_for(db, world.an, "An", now=NOW).has(Right.ASSIGN)
        names, refused = access.grant_to_many(
            db, admin, [" cb01 ", "NS01", "an@example.vn"], Role.HEAD, unit_id=world.office, now=NOW
        )
        assert (names, refused) == (["Nguyễn Văn An", "Trần Thị Bình"], [])
        names, refused = access.grant_to_many(db, admin, ["CB01"], Role.HEAD, unit_id=world.office, now=NOW)
        assert (names, [one.code for one in refused]) == ([], ["grant-held"])
        held = [line for line in access.grants(db, admin, now=NOW) if line.role is Role.HEAD]
        assert len(held) == 2


def test_a_role_is_given_back_as_it_was_once_and_no_deputys(world: World) -> None:
    admin, _ = acting(world.admin)
    with database.writing() as db:
        grant = access.grant_role(
            db, admin, world.an, Role.HEAD, unit_id=world.office, until=TODAY + timedelta(9), now=NOW
        )
        with pytest.raises(DomainError, match="grant-unknown"):
            access.give_back(db, admin, grant, now=NOW)
        access.end_grant(db, admin, grant, now=NOW + 2 * DAY)
        with pytest.raises(DomainError, match="grant-unknown"):
            access.give_back(db, admin, grant, now=NOW + 9 * DAY)
        with pytest.raises(DomainError, match="forbidden"):
            access.give_back(db, acting(world.hr)[0], grant, now=NOW + 3 * DAY)
        fresh = db.get_one(Grant, access.give_back(db, admin, grant, now=NOW + 3 * DAY))
        assert (fresh.role, fresh.unit_id, fresh.from_, fresh.until) == (
            *(Role.HEAD, world.office, TODAY + timedelta(3), TODAY + timedelta(9)),
        )
        with pytest.raises(DomainError, match="grant-held"):
            access.give_back(db, admin, grant, now=NOW + 3 * DAY)
        assert not access.actor_for(db, world.an, "An", now=NOW + 2 * DAY).has(Right.ASSIGN)
        assert access.actor_for(db, world.an, "An", now=NOW + 3 * DAY).has(Right.ASSIGN)


def outlived(on: date) -> list[tuple[str, date, int | None]]:
    """Return whose roles were outlived as of noon of a day, since when, and where they are."""
    now = NOW + timedelta((on - TODAY).days)
    with database.reading() as db:
        lines = access.grants(db, access.operator(), now=now)
        away = access.moved_away(db, lines, now=now)
        return [(line.full_name, away[line.id].since, away[line.id].unit_id) for line in lines if line.id in away]


def test_a_role_over_a_unit_that_its_holder_has_left_is_told_and_stays(world: World) -> None:
    admin, _ = acting(world.admin)
    moved, gone = TODAY + timedelta(5), TODAY + timedelta(9)
    everywhere = access.scope_of(access.operator(), Right.MANAGE_PEOPLE)
    with database.writing() as db:
        factories.posting(db, world.admin, world.other)
        access.grant_role(db, admin, world.an, Role.HEAD, unit_id=world.other, now=NOW)  # never worked there
        for unit, day in ((world.office, TODAY + timedelta(3)), (world.other, moved)):
            organisation.transfer(
                db, access.operator(), everywhere, world.hr, unit, from_=day, job=Job("Chuyên viên"), now=NOW
            )
        places = db.exec(select(Posting).where(Posting.person_id == world.admin)).one()
        places.until = gone
        db.add(places)
        factories.posting(db, world.admin, world.other, from_=gone, status=Status.INACTIVE)
    assert outlived(moved - timedelta(1)) == []
    assert outlived(moved) == [("Trần Thị Bình", moved, world.other)]
    left = [("Trần Thị Bình", moved, world.other), ("Lê Quang Trị", gone, None)]
    assert sorted(outlived(gone)) == sorted(left)
    with database.writing() as db:
        for day in (8, 9, 9):
            access.tell_moved_away(db, now=NOW + timedelta(day))
        told = [(one.kind, one.values["name"]) for one in notices.of(db, world.admin)]
        assert sorted(told) == [("role-outlived", "Lê Quang Trị"), ("role-outlived", "Trần Thị Bình")]
        assert access.actor_for(db, world.hr, "Bình", now=NOW + timedelta(9)).has(Right.ASSIGN)
