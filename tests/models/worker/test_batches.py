"""Big writes: all of it or none at every moment, killed or not, and what others do meanwhile is not lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, audit, database, organisation, staging, text, training, worker
from models.organisation import Job, PartyMembership, Person, Posting, Tree, UnitVersion
from models.rights import DomainError, Right
from models.staging import Batch, State
from models.training import Duty, Whom
from models.worker import at_work, batch_writing, batches
from tests import factories
from tests.models.organisation import samples
from tests.models.training import making

pytestmark = pytest.mark.slow

CONSOLE = access.operator()
MANAGING = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ASSIGNING = access.scope_of(CONSOLE, Right.ASSIGN)
ON = date(2026, 3, 2)
HEADING = ("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Email", "SĐT", "Đảng viên")
GIVEN = ("An", "Bình", "Chi", "Dung", "Em", "Giang", "Hà", "Khoa", "Lan", "Minh", "Nga")
PEOPLE = len(GIVEN)


@dataclass(frozen=True)
class City:
    """Two wards of a city; ``courses``: one given to all, one to the first ward, one to those with a title."""

    top: int
    ward: int
    other: int
    people: tuple[int, ...]
    courses: tuple[int, ...]


@pytest.fixture
def city(any_database: str, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(organisation.import_batches, "PART", 2)
    monkeypatch.setattr(batch_writing, "PEOPLE", 3)
    monkeypatch.setattr(batches, "REQUESTS", 3)
    monkeypatch.setattr(batches, "ROWS", 4)
    monkeypatch.setattr(at_work, "PAUSE", 0)
    return made()


def made() -> City:
    with database.writing() as db:
        top = factories.unit(db, "UBND thành phố", code="H26")
        ward, other = factories.unit(db, "Phường Ba Đình", top), factories.unit(db, "Phường Ngọc Hà", top)
        people = []
        for number in range(6):
            person = factories.person(
                db, f"Trần Văn {GIVEN[number]}", staff_code=f"CB{number:02}", email=f"cb{number}@hn.vn"
            )
            db.get_one(Person, person).email_key = f"cb{number}@hn.vn"
            factories.posting(db, person, ward if number < 4 else other, position="Chuyên viên")
            people.append(person)
        courses = tuple(factories.bare_course(db, slug) for slug in ("mot", "hai", "ba"))
        for course, whom in zip(
            courses, (Whom(subtree=(top,)), Whom(subtree=(ward,)), Whom(positions=("trưởng phòng",))), strict=True
        ):
            training.create_rule(
                db, CONSOLE, ASSIGNING, course_id=course, whom=whom, from_=ON, due_days=30, now=factories.NOW
            )
    return City(top, ward, other, tuple(people), courses)


def roster() -> bytes:
    """Somebody moves, somebody gets a title, a phone, a membership; some are new; some stay as they are."""
    rows: list[samples.Cells] = [
        ("CB00", "Trần Văn An", "Chuyên viên", "Phường Ngọc Hà", "cb0@hn.vn", None, None),
        ("CB01", "Trần Văn Bình", "Trưởng phòng", "Phường Ba Đình", "cb1@hn.vn", "0912000001", None),
        ("CB02", "Trần Văn Chí", "Chuyên viên", "Phường Ba Đình", "cb2@hn.vn", None, "x"),
        ("CB04", "Trần Văn Em", "Chuyên viên", "Phường Ngọc Hà", "cb4@hn.vn", None, None),
    ]
    for number in range(6, PEOPLE):
        unit = "Phường Ba Đình" if number % 2 else "Phường Ngọc Hà"
        rows.append((f"CB{number:02}", f"Lê Thị {GIVEN[number]}", "Chuyên viên", unit, f"cb{number}@hn.vn", None, None))
    return samples.xlsx(("Sheet1", [HEADING, *rows]))


def asked(*, complete: bool = False, unit: int | None = None) -> str:
    with database.writing() as db:
        asked = organisation.AskedList(ON, unit, complete=complete)
        return organisation.ask_import(db, CONSOLE, MANAGING, roster(), asked, now=text.utc_now()).key


def batch(key: str) -> Batch:
    with database.reading() as db:
        return db.exec(select(Batch).where(Batch.key == key)).one()


def confirmed(**how: Any) -> str:
    key = asked(**how)
    worker.work_off()
    assert batch(key).state is State.READY
    with database.writing() as db:
        organisation.confirm_import(db, CONSOLE, MANAGING, key)
    return key


def seen() -> dict[str, list[Any]]:
    """Everything that is known now of people, places and duties, without ids and clocks."""
    with database.reading() as db:
        names = dict(db.exec(select(Person.id, Person.staff_code).where(Person.recorded_at < staging.NOT_YET)).all())
        people = select(Person.staff_code, Person.full_name, Person.phone).where(Person.recorded_at < staging.NOT_YET)
        places = select(Posting.person_id, Posting.unit_id, Posting.position, Posting.from_, Posting.until)
        party = select(PartyMembership.person_id, PartyMembership.from_)
        duties = select(Duty.person_id, Duty.course_id, Duty.from_, Duty.until, Duty.due)
        return {
            "people": sorted(map(str, db.exec(people))),
            "places": sorted(str((names[p], *rest)) for p, *rest in db.exec(places.where(known(Posting)))),
            "party": sorted(str((names[p], *rest)) for p, *rest in db.exec(party.where(known(PartyMembership)))),
            "duties": sorted(str((names[p], *rest)) for p, *rest in db.exec(duties.where(known(Duty)))),
            "figures": sorted(figures(db)),
        }


def known(table: Any) -> Any:
    return col(table.voided_at).is_(None)


def figures(db: Session) -> list[str]:
    """The duties as the columns of the figures have them."""
    found = training.columns.Duties.read(db)
    stand = found.voided == training.columns.NEVER
    return [str((int(one), int(other))) for one, other in zip(found.course[stand], found.due[stand], strict=True)]


def places(found: dict[str, list[Any]]) -> list[Any]:
    """What a flip moves: everything but what people are called."""
    return [found[one] for one in ("places", "party", "duties", "figures")]


def unmarked() -> bool:
    with database.reading() as db:
        return all(
            db.execute(select(table).where(table.c.batch_id.is_not(None))).first() is None
            for table in map(staging.stored, staging.marked_tables())
        )


class KilledError(BaseException):
    """The process ends here, as by SIGKILL: nothing after it runs."""


@contextmanager
def killed_after(transactions: int) -> Iterator[list[int]]:
    """Let the work die at the end of some write transaction; gives how many there were."""
    count = [0]
    real = database.writing

    @contextmanager
    def counted() -> Iterator[Session]:
        if count[0] >= transactions:
            raise KilledError
        with real() as db:
            yield db
        count[0] += 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "writing", counted)
        for holder in (at_work, batches):
            patch.setattr(holder, "hold", lambda *_, **__: True)
        patch.setattr(batches, "give_back", lambda *_, **__: None)
        yield count


def often_killed(key: str) -> Iterator[int]:
    """Do a batch's work in a process that is killed again and again, after one to five transactions."""
    for number, transactions in enumerate(cycle((1, 2, 3, 4, 5))):
        if batch(key).state is State.DONE:
            return
        assert number < 200
        with killed_after(transactions), suppress(KilledError):
            worker.work_off()
        yield number


def test_a_list_written_in_steps_comes_to_what_one_written_at_once_does(city: City) -> None:
    before = seen()
    key = confirmed()
    worker.work_off()
    assert batch(key).state is State.DONE
    assert unmarked()
    after = seen()
    assert after != before
    with database.writing() as db:
        (run,) = organisation.import_runs(db, CONSOLE, MANAGING, now=text.utc_now())
        assert run.counts == {"added": 5, "moved": 1, "changed": 2, "left": 0, "asked": 0, "offered": 0, "unchanged": 1}
        assert [line.act for line in audit.lines(db, act="organisation.import")] == ["organisation.import"]
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
        organisation.undo_import(db, CONSOLE, MANAGING, run.key, now=text.utc_now())
    undone = seen()
    assert [undone[one] for one in ("places", "party", "duties")] == [
        before[one] for one in ("places", "party", "duties")
    ]
    with database.writing() as db:
        sheet = organisation.read_roster_file(roster(), today=ON)
        plan = organisation.plan_import(db, MANAGING, sheet, on=ON, now=text.utc_now())
        organisation.apply_import(db, CONSOLE, MANAGING, plan, now=text.utc_now())
    assert places(seen()) == places(after)


def test_killed_anywhere_it_is_all_or_none_and_the_next_start_finishes(city: City) -> None:
    before = seen()
    key = confirmed()
    after: list[Any] = []
    steps = 0
    for steps in often_killed(key):  # noqa: B007 (how many there were)
        found = seen()
        if batch(key).flipped_at is None:
            assert found == before
        else:
            after = after or places(found)
            assert places(found) == after
    assert steps > 5
    assert after != places(before)
    assert unmarked()
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)


@pytest.mark.parametrize("moved", ["named", "new", "comes"])
def test_a_transfer_between_preview_and_flip_is_not_lost(city: City, moved: str) -> None:
    key = confirmed(complete=moved == "comes", unit=city.ward if moved == "comes" else None)
    with killed_after(6), pytest.raises(KilledError):
        worker.work_off()
    now = text.utc_now()
    with database.writing() as db:
        if moved == "named":
            organisation.transfer(
                db, CONSOLE, MANAGING, city.people[1], city.other, from_=ON, job=Job("Kế toán"), now=now
            )
        elif moved == "comes":
            organisation.transfer(db, CONSOLE, MANAGING, city.people[5], city.ward, from_=ON, job=Job(), now=now)
        else:
            organisation.rename_unit(db, CONSOLE, city.ward, "Phường Ba Đình mới", on=ON, now=now)
    changed = seen()
    worker.work_off()
    own = batch(key)
    assert own.state is State.REFUSED
    assert own.wrong is not None
    assert own.wrong["code"] == ("import-stale" if moved == "new" else "import-meanwhile")
    assert (seen(), unmarked()) == (changed, True)
    with database.writing() as db:
        organisation.look_again(db, CONSOLE, key)
    worker.work_off()
    assert batch(key).state is State.READY


def test_what_others_do_to_rules_and_other_people_meanwhile_holds_after_the_flip(city: City) -> None:
    key = confirmed()
    with killed_after(9), pytest.raises(KilledError):
        worker.work_off()
    now = text.utc_now()
    with database.writing() as db:
        rules = {rule.course_id: rule.id or 0 for rule in making.rules(db)}
        training.end_rule(db, CONSOLE, ASSIGNING, rules[city.courses[0]], on=ON + timedelta(days=9), now=now)
        training.create_rule(
            db, CONSOLE, ASSIGNING, course_id=city.courses[2], whom=Whom(), from_=ON, due_days=60, now=now
        )
        organisation.transfer(db, CONSOLE, MANAGING, city.people[5], city.ward, from_=ON, job=Job(), now=now)
    worker.work_off()
    assert batch(key).state is State.DONE
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
        mine = select(Duty.course_id).where(Duty.person_id == city.people[5], known(Duty))
        assert sorted(db.exec(mine)) == sorted(city.courses)


def test_an_answer_is_saved_between_any_two_steps(city: City) -> None:
    key = confirmed()
    for number in often_killed(key):
        with database.writing() as db:
            audit.record(db, CONSOLE, "test.answer", "person", city.people[0], now=text.utc_now())
        with database.reading() as db:
            assert audit.count(db, act="test.answer") == number + 1


def give(city: City, **how: Any) -> int:
    now = text.utc_now()
    with database.writing() as db:
        rule = training.create_rule(
            db, CONSOLE, ASSIGNING, course_id=city.courses[2], whom=Whom(), from_=ON, due_days=20, now=now, **how
        )
    assert rule.id is not None
    return rule.id


def test_a_rule_for_everybody_is_given_all_at_once_killed_or_not(city: City) -> None:
    before = seen()
    give(city, later=True)
    with database.reading() as db:
        (own,) = staging.rows(db, [])
        assert len(making.rules(db)) == 3
    for _ in often_killed(own.key):
        if batch(own.key).flipped_at is None:
            assert seen() == before
    with database.writing() as db:
        assert len(making.rules(db)) == 4
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
        line = audit.lines(db, act="training.create-rule")[0]
        assert line.details["duties"] == len(city.people)
    assert len(seen()["duties"]) == len(before["duties"]) + len(city.people)


@pytest.mark.parametrize("act", ["end", "due", "renewal"])
def test_a_rule_that_holds_many_is_changed_all_at_once(city: City, act: str) -> None:
    rule = give(city)
    before = seen()
    now = text.utc_now()
    with database.writing() as db:
        if act == "end":
            training.end_rule(db, CONSOLE, ASSIGNING, rule, on=ON, now=now, later=True)
        elif act == "renewal":
            training.change_renewal(db, CONSOLE, ASSIGNING, rule, training.Renewal(6), now=now, later=True)
        else:
            training.change_due(db, CONSOLE, ASSIGNING, rule, due_days=90, now=now, later=True)
    assert seen() == before
    with database.writing() as db, pytest.raises(DomainError, match="changed-meanwhile"):
        training.end_rule(db, CONSOLE, ASSIGNING, rule, on=ON, now=now)
    worker.work_off()
    after = seen()
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
        known_rules = making.rules(db)
    assert len(known_rules) == (3 if act == "end" else 4)
    assert len(before["duties"]) - len(after["duties"]) == (len(city.people) if act == "end" else 0)
    assert unmarked()


def test_somebody_moved_while_a_rule_is_written_has_the_duties_of_where_they_are(city: City) -> None:
    now = text.utc_now()
    with database.writing() as db:
        training.create_rule(
            db,
            CONSOLE,
            ASSIGNING,
            course_id=city.courses[2],
            whom=Whom(subtree=(city.ward,)),
            from_=ON,
            due_days=20,
            now=now,
            later=True,
        )
    with killed_after(3), pytest.raises(KilledError):
        worker.work_off()
    with database.writing() as db:
        for person, unit in ((city.people[0], city.other), (city.people[5], city.ward)):
            organisation.transfer(db, CONSOLE, MANAGING, person, unit, from_=ON, job=Job(), now=now)
    worker.work_off()
    with database.writing() as db:
        assert training.reconcile(db, now=text.utc_now()) == training.Reconciled(0, 0)
        mine = select(Duty.person_id).where(Duty.course_id == city.courses[2], known(Duty))
        assert sorted(db.exec(mine)) == sorted([*city.people[1:4], city.people[5]])


def test_a_list_that_makes_units_shows_them_at_the_flip_and_leaves_none_when_refused(city: City) -> None:
    sheet = samples.xlsx(
        (
            "Sheet1",
            [
                ("Mã CB", "Họ tên", "Đơn vị", "Trực thuộc"),
                ("CB90", "Vũ Văn Mới", "Tổ Một cửa", "Phường Ba Đình"),
                ("CB91", "Vũ Văn Nữa", "Tổ Một cửa", "Phường Ba Đình"),
            ],
        )
    )
    now = text.utc_now()

    def units() -> list[str]:
        with database.reading() as db:
            return sorted(node.name for node in organisation.unit_tree(db, Tree.ADMINISTRATION, ON).nodes.values())

    before = units()
    keys = []
    for spoiled in (True, False):
        with database.writing() as db:
            keys.append(organisation.ask_import(db, CONSOLE, MANAGING, sheet, organisation.AskedList(ON), now=now).key)
        worker.work_off()
        with database.writing() as db:
            organisation.confirm_import(db, CONSOLE, MANAGING, keys[-1])
        with killed_after(3), pytest.raises(KilledError):
            worker.work_off()
        assert units() == before
        if spoiled:
            with database.writing() as db:
                organisation.rename_unit(db, CONSOLE, city.ward, "Phường Ba Đình", on=ON, now=now)
        worker.work_off()
        if spoiled:
            assert (batch(keys[-1]).state, units()) == (State.REFUSED, before)
            with database.reading() as db:
                assert db.exec(select(UnitVersion).where(UnitVersion.name == "Tổ Một cửa")).first() is None
    assert batch(keys[-1]).state is State.DONE
    assert units() == sorted([*before, "Tổ Một cửa"])
    with database.reading() as db:
        new = db.exec(select(Person).where(Person.staff_code == "CB90")).one()
        duty = select(Duty.course_id).where(Duty.person_id == new.id, known(Duty))
        assert sorted(db.exec(duty)) == sorted(city.courses[:2])


def test_nobody_else_sees_or_touches_a_preview_and_a_lost_right_refuses_it(city: City) -> None:
    with database.writing() as db:
        officer = city.people[0]
        factories.grant(db, officer, access.tables.Role.HR, city.ward)
        actor = access.actor_for(db, officer, "HR", now=text.utc_now())
        reach = access.scope_of(actor, Right.MANAGE_PEOPLE)
        sheet = samples.xlsx(("Sheet1", [("Mã CB", "Họ tên", "Đơn vị"), ("CB80", "Lê Mới", "Phường Ba Đình")]))
        key = organisation.ask_import(db, actor, reach, sheet, organisation.AskedList(ON), now=text.utc_now()).key
    worker.work_off()
    with database.writing() as db:
        acts: list[Callable[[], object]] = [
            lambda: organisation.confirm_import(db, CONSOLE, MANAGING, key),
            lambda: organisation.look_again(db, CONSOLE, key),
            lambda: organisation.drop_import(db, CONSOLE, key, now=text.utc_now()),
        ]
        for act in acts:
            with pytest.raises(DomainError, match="not-found"):
                act()
        organisation.confirm_import(db, actor, reach, key)
        grant = db.exec(select(access.tables.Grant).where(access.tables.Grant.person_id == officer)).one()
        grant.voided_at = text.utc_now()
        db.add(grant)
    before = seen()
    worker.work_off()
    own = batch(key)
    assert (own.state, own.wrong and own.wrong["code"]) == (State.REFUSED, "forbidden")
    assert (seen(), unmarked()) == (before, True)
