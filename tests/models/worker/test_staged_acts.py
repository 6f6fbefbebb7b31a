"""Lists taken back and units changed by the worker: all at once or not at all, and what others do meanwhile holds."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import access, audit, database, notices, organisation, staging, text, training, worker
from models.organisation import Job, Person, Posting, Succession, TransferState, Tree
from models.rights import Actor, DomainError, Held, Right, Role
from models.staging import Batch, Kind, State
from models.training import Duty, Whom
from tests import factories
from tests.models.organisation import samples
from tests.models.worker.test_batches import (
    ASSIGNING,
    CONSOLE,
    MANAGING,
    ON,
    City,
    KilledError,
    batch,
    city,
    confirmed,
    killed_after,
    known,
    often_killed,
    roster,
    seen,
    unmarked,
)

pytestmark = pytest.mark.slow

__all__ = ["city"]
SAME = ("places", "party", "duties")


def brought_in() -> str:
    """Bring the list in at once, and return its key."""
    with database.writing() as db:
        sheet = organisation.read_roster_file(roster(), today=ON)
        plan = organisation.plan_import(db, MANAGING, sheet, on=ON, now=text.utc_now())
        organisation.apply_import(db, CONSOLE, MANAGING, plan, now=text.utc_now())
        return organisation.import_runs(db, CONSOLE, MANAGING, now=text.utc_now())[0].key


def asked_undo(key: str) -> str:
    with database.writing() as db:
        asked = organisation.ask_undo(db, CONSOLE, MANAGING, key, now=text.utc_now()).key
    worker.work_off()
    assert batch(asked).state is State.READY
    return asked


def confirmed_undo(key: str) -> str:
    asked = asked_undo(key)
    with database.writing() as db:
        organisation.confirm_undo(db, CONSOLE, MANAGING, asked, now=text.utc_now())
    return asked


def nothing_to_reconcile() -> bool:
    with database.writing() as db:
        return training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)


def newest(kind: Kind) -> Batch:
    with database.reading() as db:
        return staging.rows(db, [col(Batch.kind) == kind])[0]


def test_a_list_is_taken_back_all_at_once_killed_or_not(city: City) -> None:
    before = seen()
    key = brought_in()
    listed = seen()
    asked = confirmed_undo(key)
    plan = organisation.told_undoing(batch(asked))
    assert (plan.people, plan.new_people, plan.details, plan.obstacles) == (8, 5, 2, ())
    for _ in often_killed(asked):
        now = seen()
        if batch(asked).flipped_at is None:
            assert now == listed
        else:
            assert [now[one] for one in SAME] == [before[one] for one in SAME]
    assert unmarked()
    assert nothing_to_reconcile()
    with database.reading() as db:
        (run,) = organisation.import_runs(db, CONSOLE, MANAGING, now=text.utc_now())
        assert run.undone_at == batch(asked).flipped_at
        assert [line.act for line in audit.lines(db, act="organisation.undo-import")] == ["organisation.undo-import"]
        details = {
            code: (name, phone)
            for code, name, phone in db.exec(select(Person.staff_code, Person.full_name, Person.phone))
        }
    assert details["CB01"] == ("Trần Văn Bình", None)
    assert details["CB02"] == ("Trần Văn Chi", None)
    with database.writing() as db, pytest.raises(DomainError, match="import-undone"):
        organisation.ask_undo(db, CONSOLE, MANAGING, key, now=text.utc_now())


def test_a_list_whose_people_were_moved_meanwhile_is_not_taken_back(city: City) -> None:
    key = brought_in()
    asked = confirmed_undo(key)
    with killed_after(4), pytest.raises(KilledError):
        worker.work_off()
    with database.writing() as db:
        organisation.transfer(
            db, CONSOLE, MANAGING, city.people[0], city.top, from_=ON, job=Job("Kế toán"), now=text.utc_now()
        )
    moved = seen()
    worker.work_off()
    own = batch(asked)
    assert (own.state, (own.wrong or {})["code"]) == (State.REFUSED, "import-meanwhile")
    assert (seen(), unmarked()) == (moved, True)
    with database.writing() as db:
        organisation.look_again(db, CONSOLE, asked)
    worker.work_off()
    assert [(one.name, one.code) for one in organisation.told_undoing(batch(asked)).obstacles] == [
        ("Trần Văn An", "place")
    ]
    with database.writing() as db, pytest.raises(DomainError, match="import-changed"):
        organisation.confirm_undo(db, CONSOLE, MANAGING, asked, now=text.utc_now())


def test_two_do_not_take_the_same_list_back_and_nobody_confirms_anothers_preview(city: City) -> None:
    key = brought_in()
    asked = asked_undo(key)
    with database.writing() as db:
        officer = city.people[5]
        factories.grant(db, officer, Role.ADMINISTRATOR)
        actor = access.actor_for(db, officer, "Khác", now=text.utc_now())
        reach = access.scope_of(actor, Right.MANAGE_PEOPLE)
        with pytest.raises(DomainError, match="import-undoing"):
            organisation.ask_undo(db, actor, reach, key, now=text.utc_now())
        for act in (
            lambda: organisation.confirm_undo(db, actor, reach, asked, now=text.utc_now()),
            lambda: organisation.drop_import(db, actor, asked, now=text.utc_now()),
        ):
            with pytest.raises(DomainError, match="not-found"):
                act()
    narrow = Actor(None, "ward", frozenset({Held(Right.MANAGE_PEOPLE, unit_id=city.ward)}))
    with database.writing() as db:
        organisation.drop_import(db, CONSOLE, asked, now=text.utc_now())
        scope = access.scope_of(narrow, Right.MANAGE_PEOPLE)
        other = organisation.ask_undo(db, narrow, scope, key, now=text.utc_now()).key
    worker.work_off()  # the console's process does it as the console: by_id is nobody's
    assert batch(other).state is State.READY


def test_details_left_are_counted_however_often_the_settling_is_killed(city: City) -> None:
    key = confirmed()
    for _ in often_killed(key):
        if batch(key).flipped_at is not None:
            break
    with database.writing() as db:
        for number, phone in ((1, "0911111111"), (2, "0922222222")):
            person = city.people[number]
            changed = {"phone": phone} if number == 1 else {"full_name": "Trần Văn Chín"}
            organisation.correct_person(db, CONSOLE, MANAGING, person, changed, reason="Sửa", now=text.utc_now())
    for _ in often_killed(key):
        pass
    assert batch(key).told["left"] == 2
    with database.reading() as db:
        assert db.get_one(Person, city.people[2]).full_name == "Trần Văn Chín"


def merge(city: City, **how: Any) -> None:
    with database.writing() as db:
        organisation.merge_units(db, CONSOLE, [city.ward], city.other, on=ON, now=text.utc_now(), **how)


def standing_in(unit: int) -> set[int]:
    with database.reading() as db:
        here = select(Posting.person_id).where(Posting.unit_id == unit, known(Posting), col(Posting.until).is_(None))
        return set(db.exec(here))


def units() -> dict[int, int | None]:
    """The units of that day, each with the one above it."""
    with database.reading() as db:
        nodes = organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes
        return {number: node.parent_id for number, node in nodes.items()}


def test_units_merge_all_at_once_killed_or_not(city: City) -> None:
    before, tree = seen(), units()
    merge(city, later=True)
    own = newest(Kind.UNITS)
    for _ in often_killed(own.key):
        if batch(own.key).flipped_at is None:
            assert (seen(), units()) == (before, tree)
        else:
            assert units() == {city.top: None, city.other: city.top}
            assert standing_in(city.other) == set(city.people)
    assert unmarked()
    assert nothing_to_reconcile()
    with database.reading() as db:
        (step,) = db.exec(select(Succession)).all()
        assert (step.old_id, step.new_id, step.on) == (city.ward, city.other, ON)
        (line,) = audit.lines(db, act="organisation.merge-units")
        assert (line.subject_id, line.details["people"], line.details["units"]) == (city.other, 4, [city.ward])
        ward_duties = db.exec(select(Duty.until).where(Duty.course_id == city.courses[1], known(Duty))).all()
    assert ward_duties == []  # the rule names the ward, which ends on the day from which the rule holds


def test_who_comes_and_goes_while_units_merge_is_where_they_belong(city: City) -> None:
    merge(city, later=True)
    worker_stops_in_the_middle()
    now = text.utc_now()
    with database.writing() as db:
        organisation.transfer(db, CONSOLE, MANAGING, city.people[0], city.top, from_=ON, job=Job("Kế toán"), now=now)
        organisation.transfer(db, CONSOLE, MANAGING, city.people[5], city.ward, from_=ON, job=Job("Kế toán"), now=now)
        fresh = organisation.add_person(db, CONSOLE, MANAGING, "Lê Mới", unit_id=city.ward, from_=ON, now=now)
    worker.work_off()
    assert newest(Kind.UNITS).state is State.DONE
    assert newest(Kind.UNITS).asked["tries"] >= 1
    assert standing_in(city.other) == {*city.people[1:], fresh}
    assert standing_in(city.top) == {city.people[0]}
    assert nothing_to_reconcile()


def worker_stops_in_the_middle() -> None:
    own = newest(Kind.UNITS).key
    for _ in often_killed(own):
        if batch(own).state is State.WRITING and batch(own).done:
            return
    pytest.fail("it never wrote, or all at once")


def test_a_unit_moves_with_the_duties_of_those_below_it(city: City) -> None:
    with database.writing() as db:
        room = factories.unit(db, "Tổ Một cửa", city.other)
        factories.posting(db, city.people[5], room, main=False)
        organisation.move_unit(db, CONSOLE, room, city.ward, on=ON, now=text.utc_now(), later=True)
    before = seen()
    own = newest(Kind.UNITS)
    for _ in often_killed(own.key):
        if batch(own.key).flipped_at is None:
            assert seen() == before
    assert units()[room] == city.ward
    assert nothing_to_reconcile()
    with database.reading() as db:
        mine = select(Duty.course_id).where(Duty.person_id == city.people[5], known(Duty))
        assert sorted(db.exec(mine)) == sorted(city.courses[:2])


def test_what_has_become_impossible_meanwhile_is_refused_and_its_owner_told(city: City) -> None:
    with database.writing() as db:
        factories.grant(db, city.people[5], Role.ADMINISTRATOR)
        actor = access.actor_for(db, city.people[5], "Quản trị", now=text.utc_now())
        organisation.move_unit(db, actor, city.ward, city.other, on=ON, now=text.utc_now(), later=True)
        organisation.move_unit(db, CONSOLE, city.other, city.ward, on=ON, now=text.utc_now())
    before = seen()
    worker.work_off()
    own = newest(Kind.UNITS)
    assert (own.state, (own.wrong or {})["code"]) == (State.REFUSED, "unit-cycle")
    assert (seen(), unmarked()) == (before, True)
    with database.reading() as db:
        assert [one.kind for one in notices.of(db, city.people[5])] == ["big-write-refused"]


def test_a_split_by_the_worker_makes_the_unit_and_takes_its_people_over(city: City) -> None:
    going = city.people[:2]
    with database.writing() as db:
        part = organisation.NewPart("Phường Mới", going)
        organisation.split_unit(db, CONSOLE, city.ward, [part], on=ON, ends=False, now=text.utc_now(), later=True)
    own = newest(Kind.UNITS)
    tree = units()
    for _ in often_killed(own.key):
        if batch(own.key).flipped_at is None:
            assert units() == tree
    (new,) = units().keys() - tree.keys()
    assert units()[new] == city.top
    assert (standing_in(new), standing_in(city.ward)) == (set(going), set(city.people[2:4]))
    assert nothing_to_reconcile()


def test_somebody_new_while_a_rule_for_everybody_is_written_gets_it_too(city: City) -> None:
    now = text.utc_now()
    with database.writing() as db:
        training.create_rule(
            db,
            CONSOLE,
            ASSIGNING,
            course_id=city.courses[2],
            whom=Whom(),
            from_=ON - timedelta(days=1),
            due_days=20,
            now=now,
            later=True,
        )
    with killed_after(3), pytest.raises(KilledError):
        worker.work_off()
    with database.writing() as db:
        fresh = organisation.add_person(db, CONSOLE, MANAGING, "Lê Mới", unit_id=city.ward, from_=ON, now=now)
    worker.work_off()
    with database.reading() as db:
        mine = db.exec(select(Duty.course_id).where(Duty.person_id == fresh, known(Duty))).all()
    assert sorted(mine) == sorted(city.courses)
    assert nothing_to_reconcile()


def test_a_list_taken_back_by_the_worker_takes_its_open_requests_back(city: City) -> None:
    with database.writing() as db:
        factories.grant(db, city.people[0], Role.HR, city.ward)
        actor = access.actor_for(db, city.people[0], "Phường", now=text.utc_now())
        reach = access.scope_of(actor, Right.MANAGE_PEOPLE)
        rows = [
            ("Mã CB", "Họ tên", "Đơn vị"),
            ("CB04", "Trần Văn Em", "Phường Ba Đình"),
            ("CB70", "Lê Mới", "Phường Ba Đình"),
            ("CB01", "Trần Văn Bình", "Phường Ngọc Hà"),  # their own, who is offered there
        ]
        listed = organisation.AskedList(ON)
        handed = organisation.ask_import(
            db, actor, reach, samples.xlsx(("Sheet1", rows)), listed, now=text.utc_now()
        ).key
    worker.work_off()
    counts = {name: n for name, n in batch(handed).told["counts"].items() if n}
    assert counts == {"added": 1, "asked": 1, "offered": 1}
    with database.writing() as db:
        organisation.confirm_import(db, actor, reach, handed)
    for _ in often_killed(handed):
        pass
    with database.reading() as db:
        (run,) = organisation.import_runs(db, actor, reach, now=text.utc_now())
        assert organisation.list_states(db, [run.key]) == {run.key: {TransferState.ASKED: 1, TransferState.RELEASED: 1}}
        assert standing_in(city.other) == set(city.people[4:])
    asked = confirmed_undo(run.key)
    for _ in often_killed(asked):
        pass
    with database.reading() as db:
        assert organisation.list_states(db, [run.key]) == {run.key: {TransferState.WITHDRAWN: 2}}
