"""People whom others answer for are asked for: what each side learns, who may answer, and what becomes of a request."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, audit, notices, organisation
from models.organisation import Job, Person, Posting, Status, TransferState, Tree
from models.organisation.importing import apply_import, plan_import
from models.organisation.roster import read_roster_file
from models.organisation.transfer_asking import Ask, ask_for
from models.rights import Actor, DomainError, Right, Role, Scope
from tests import factories
from tests.factories import NOW
from tests.models.organisation import samples

CONSOLE = access.operator()
ALL = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ON = date(2026, 3, 2)  # the day of NOW
LATER = NOW + timedelta(hours=1)
SECRETS = ("Nguyễn Thị Thật", "1985", "that@hn.vn", "0912345678", "Phường Bắc", "Kế toán trưởng", "001085")
HEADING = ("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Email", "SĐT", "Ngày sinh")


@dataclass(frozen=True)
class Officer:
    """Somebody who answers for a ward, or for everything."""

    id: int
    actor: Actor
    scope: Scope

    @classmethod
    def of(cls, db: Session, name: str, unit: int | None) -> "Officer":
        person = factories.person(db, name)
        factories.grant(db, person, Role.HR, unit)
        actor = access.actor_for(db, person, name, now=NOW)
        return cls(person, actor, access.scope_of(actor, Right.MANAGE_PEOPLE))

    @property
    def may(self) -> tuple[Actor, Scope]:
        return self.actor, self.scope


class City:
    """Three wards with an officer each, one of the whole city, and somebody who works in the ward of the north."""

    def __init__(self, db: Session) -> None:
        self.top = factories.unit(db, "UBND thành phố")
        self.north, self.south, self.east = (
            factories.unit(db, name, self.top) for name in ("Phường Bắc", "Phường Nam", "Phường Đông")
        )
        self.room = factories.unit(db, "Phòng Kế toán", self.north)
        self.north_officer = Officer.of(db, "Lê Bắc", self.north)
        self.south_officer = Officer.of(db, "Lê Nam", self.south)
        self.east_officer = Officer.of(db, "Lê Đông", self.east)
        self.boss = Officer.of(db, "Lê Thành Phố", None)
        self.person = factories.person(
            db,
            "Nguyễn Thị Thật",
            staff_code="HN01",
            birth_date=date(1985, 5, 6),
            email="that@hn.vn",
            email_key="that@hn.vn",
            phone="0912345678",
            phone_key="0912345678",
            national_id="001085000001",
        )
        factories.posting(db, self.person, self.room, position="Kế toán trưởng", category="vienchuc", rank="III")


@pytest.fixture
def city(db: Session) -> City:
    return City(db)


def ask(db: Session, officer: Officer, unit: int, *, code: str = "hn01", on: date = ON, name: str = "Thật") -> None:
    organisation.ask_transfer(db, *officer.may, code, name, unit_id=unit, on=on, job=Job("Chuyên viên"), now=NOW)


def waiting(db: Session, officer: Officer) -> list[organisation.TransferLine]:
    count, lines = organisation.waiting_transfers(db, *officer.may, now=LATER)
    assert count == len(lines)
    return lines


def sent(db: Session, officer: Officer, **more: Any) -> list[organisation.TransferLine]:
    return organisation.sent_transfers(db, *officer.may, now=LATER, **more)[1]


def the(lines: list[organisation.TransferLine]) -> organisation.TransferLine:
    (line,) = lines
    return line


def answer(db: Session, officer: Officer, key: str, **more: Any) -> TransferState:
    return organisation.answer_transfer(db, *officer.may, key, now=LATER, **more)


def place(db: Session, person: int, on: date = ON, tree: Tree = Tree.ADMINISTRATION) -> tuple[int, Status]:
    """Where somebody counts on a day: exactly one place."""
    rows = db.exec(
        select(Posting).where(
            Posting.person_id == person, Posting.tree == tree, col(Posting.main), col(Posting.voided_at).is_(None)
        )
    ).all()
    (here,) = [row for row in rows if row.from_ <= on and (row.until is None or row.until > on)]
    return here.unit_id, here.status


def told(db: Session, officer: Officer) -> list[str]:
    return [notice.kind for notice in notices.of(db, officer.id)]


def listed(db: Session, officer: Officer, *rows: samples.Cells, on: date = ON, **how: Any) -> organisation.ImportPlan:
    roster = read_roster_file(samples.xlsx(("Sheet1", [HEADING, *rows])), today=ON)
    return plan_import(db, officer.scope, roster, on=on, now=NOW, **how)


ROW = ("HN01", "Nguyễn Văn Gì", "Chuyên viên", "Phường Nam", None, None, None)


def test_a_list_asks_for_whom_others_answer_and_leaves_them_where_they_are(db: Session, city: City) -> None:
    plan = listed(db, city.south_officer, ROW, ("HN77", "Vũ Thị Mới", None, "Phường Nam", None, None, None))
    assert organisation.ImportSummary.of(plan.report).asked == 1
    assert organisation.ImportSummary.of(plan.report).changed == 1
    apply_import(db, city.south_officer.actor, city.south_officer.scope, plan, now=NOW, file_name="nam.xlsx")
    assert place(db, city.person) == (city.room, Status.ACTIVE)
    line = the(waiting(db, city.north_officer))
    assert (line.full_name, line.staff_code, line.said_name) == ("Nguyễn Thị Thật", "HN01", "Nguyễn Văn Gì")
    assert (line.from_unit, line.to_unit, line.by, line.file_name) == (
        "Phòng Kế toán, Phường Bắc",
        "Phường Nam",
        "Lê Nam",
        "nam.xlsx",
    )
    assert told(db, city.north_officer) == ["transfer-asked"]
    assert [told(db, one) for one in (city.south_officer, city.east_officer, city.boss)] == [[], [], []]


def test_the_same_list_again_asks_nobody_twice(db: Session, city: City) -> None:
    south = city.south_officer
    apply_import(db, *south.may, listed(db, south, ROW), now=NOW)
    again = listed(db, south, ROW)
    assert again.report.empty
    assert [note.code for note in again.report.notes] == ["transfer-waits"]
    apply_import(db, *south.may, again, now=LATER)
    organisation.refuse_transfer(db, *city.north_officer.may, the(sent(db, south)).key, "Đang cần", now=LATER)
    refused = listed(db, south, ROW)
    assert refused.report.empty
    assert [(note.code, note.values["reason"]) for note in refused.report.notes] == [("transfer-refused", "Đang cần")]
    another_day = listed(db, south, ROW, on=ON + timedelta(days=30))
    assert [one.outcome for one in another_day.report.people] == [organisation.Outcome.ASKED]


def test_whoever_asks_learns_nothing_of_the_record(db: Session, city: City) -> None:
    """Every answer is the same whatever name they write, for a code that is in use elsewhere."""
    south = city.south_officer
    plan = listed(db, south, (*ROW[:4], "moi@hn.vn", "0987654321", "01/01/1990"))
    seen = [plan.report.to_json()]
    with pytest.raises(DomainError) as elsewhere:
        organisation.code_holder(db, south.scope, "HN01", now=NOW)
    seen.append(repr(elsewhere.value))
    apply_import(db, *south.may, plan, now=NOW)
    seen.append(repr(sent(db, south)))
    organisation.refuse_transfer(db, *city.north_officer.may, the(sent(db, south)).key, "Đang cần", now=LATER)
    seen.append(repr(sent(db, south)))
    seen.append(repr([notice.values for notice in notices.of(db, south.id)]))
    for secret in (*SECRETS, "Lê Bắc"):
        assert not any(secret in said for said in seen), secret
    assert (elsewhere.value.code, elsewhere.value.values) == ("person-elsewhere", {"value": "HN01"})


def test_a_code_is_free_or_ones_own_or_in_use_elsewhere(db: Session, city: City) -> None:
    assert organisation.code_holder(db, city.south_officer.scope, "HN02", now=NOW) is None
    mine = organisation.code_holder(db, city.north_officer.scope, " hn01 ", now=NOW)
    assert mine is not None
    assert mine.id == city.person
    twin = factories.person(db, staff_code="HN01-CU")
    factories.same(db, twin, city.person)
    with pytest.raises(DomainError, match="person-elsewhere"):
        organisation.code_holder(db, city.south_officer.scope, "HN01-CU", now=NOW)


def test_released_they_move_on_that_day_with_what_was_asked_and_what_was_known(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south, on=ON + timedelta(days=10))
    assert answer(db, city.north_officer, the(waiting(db, city.north_officer)).key) is TransferState.DONE
    assert place(db, city.person, ON + timedelta(days=9)) == (city.room, Status.ACTIVE)
    assert place(db, city.person, ON + timedelta(days=10)) == (city.south, Status.ACTIVE)
    new = db.exec(select(Posting).where(Posting.unit_id == city.south)).one()
    assert (new.position, new.category, new.rank) == ("Chuyên viên", "vienchuc", "III")
    line = the(sent(db, city.south_officer))
    assert (line.state, line.agreed, line.answered_by) == (TransferState.DONE, ON + timedelta(days=10), "")
    assert told(db, city.south_officer) == ["transfer-answered"]
    acts = [one.act for one in audit.lines(db) if one.subject_id == city.person]
    assert sorted(acts) == ["organisation.agree-transfer", "organisation.ask-transfer", "organisation.transfer"]


def test_a_day_that_is_over_becomes_today_unless_whoever_lets_go_says_so(db: Session, city: City) -> None:
    before = ON - timedelta(days=20)
    ask(db, city.south_officer, city.south, on=before)
    answer(db, city.north_officer, the(waiting(db, city.north_officer)).key)
    assert place(db, city.person, ON - timedelta(days=1)) == (city.room, Status.ACTIVE)
    assert place(db, city.person) == (city.south, Status.ACTIVE)
    other = factories.person(db, staff_code="HN02")
    factories.posting(db, other, city.room, from_=ON - timedelta(days=30))
    ask(db, city.south_officer, city.south, code="HN02", on=before)
    key = the(waiting(db, city.north_officer)).key
    with pytest.raises(DomainError) as early:
        answer(db, city.north_officer, key, on=ON - timedelta(days=31))
    assert (early.value.code, early.value.values) == ("transfer-early", {"day": ON - timedelta(days=30)})
    answer(db, city.north_officer, key, on=before)
    assert place(db, other, before) == (city.south, Status.ACTIVE)
    assert place(db, other, before - timedelta(days=1)) == (city.room, Status.ACTIVE)


def test_only_who_answers_for_the_person_sees_and_answers_a_request(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south)
    key = the(waiting(db, city.north_officer)).key
    assert [waiting(db, one) for one in (city.south_officer, city.east_officer)] == [[], []]
    assert [line.key for line in waiting(db, city.boss)] == [key]
    assert sent(db, city.east_officer) == []
    for stranger in (city.south_officer, city.east_officer):
        with pytest.raises(DomainError, match="not-found"):
            answer(db, stranger, key)
        with pytest.raises(DomainError, match="not-found"):
            organisation.refuse_transfer(db, *stranger.may, key, "Không", now=LATER)
    for stranger in (city.north_officer, city.east_officer):
        with pytest.raises(DomainError, match="not-found"):
            organisation.withdraw_transfer(db, *stranger.may, key, now=LATER)
    learner = access.actor_for(db, city.person, "Thật", now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        organisation.answer_transfer(db, learner, city.north_officer.scope, key, now=LATER)
    assert place(db, city.person) == (city.room, Status.ACTIVE)


def test_asking_is_for_ones_own_units_and_for_people_of_others(db: Session, city: City) -> None:
    with pytest.raises(DomainError, match="outside-scope"):
        ask(db, city.south_officer, city.east)
    with pytest.raises(DomainError, match="not-found"):
        ask(db, city.south_officer, city.south, code="HN99")
    with pytest.raises(DomainError, match="not-found"):
        ask(db, city.north_officer, city.north)
    ask(db, city.south_officer, city.south)
    with pytest.raises(DomainError, match="transfer-waits"):
        ask(db, city.south_officer, city.south)


def test_of_two_that_ask_the_first_released_wins_and_the_other_is_told(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south, on=ON + timedelta(days=3))
    ask(db, city.east_officer, city.east)
    keys = {line.to_unit: line.key for line in waiting(db, city.north_officer)}
    assert answer(db, city.north_officer, keys["Phường Nam"]) is TransferState.DONE
    with pytest.raises(DomainError, match="changed-meanwhile"):
        answer(db, city.north_officer, keys["Phường Đông"])
    assert the(sent(db, city.east_officer)).state is TransferState.LAPSED
    assert told(db, city.east_officer) == ["transfer-answered"]
    assert waiting(db, city.north_officer) == []


@pytest.mark.parametrize("how", ["moved", "left", "joined", "listed"])
def test_a_request_lapses_when_they_move_or_leave_otherwise(db: Session, city: City, how: str) -> None:
    ask(db, city.south_officer, city.south)
    if how == "moved":
        organisation.transfer(db, CONSOLE, ALL, city.person, city.east, from_=ON, job=Job(), now=LATER)
    elif how == "left":
        organisation.depart(db, *city.north_officer.may, city.person, Tree.ADMINISTRATION, on=ON, now=LATER)
    elif how == "joined":
        twin = factories.person(db, staff_code="HN02")
        factories.posting(db, twin, city.room)
        organisation.join_records(db, *city.north_officer.may, twin, city.person, reason="Hai hồ sơ", now=LATER)
    else:
        row = ("HN01", "Nguyễn Thị Thật", None, "Phường Bắc", None, None, None)
        apply_import(db, *city.north_officer.may, listed(db, city.north_officer, row), now=LATER)
    assert the(sent(db, city.south_officer)).state is TransferState.LAPSED
    assert told(db, city.south_officer) == ["transfer-answered"]


def test_a_leave_a_correction_and_a_merger_of_their_unit_leave_the_request_as_it_is(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south)
    north, tree = city.north_officer, Tree.ADMINISTRATION
    organisation.take_leave(db, *north.may, city.person, tree, from_=ON, until=ON + timedelta(days=90), now=LATER)
    organisation.correct_person(db, *north.may, city.person, {"full_name": "Nguyễn Thị Thực"}, reason="Sửa", now=LATER)
    fresh = factories.unit(db, "Phòng Tài chính", city.north)
    organisation.merge_units(db, CONSOLE, [city.room], fresh, on=ON, now=LATER)
    assert answer(db, north, the(waiting(db, north)).key) is TransferState.DONE
    assert place(db, city.person) == (city.south, Status.ON_LEAVE)


def test_what_changed_by_the_passing_of_a_day_is_found_at_the_answer_and_by_the_worker(db: Session, city: City) -> None:
    organisation.transfer(db, *city.boss.may, city.person, city.east, from_=ON + timedelta(days=5), job=Job(), now=NOW)
    ask(db, city.south_officer, city.south, on=ON + timedelta(days=9))
    key = the(waiting(db, city.north_officer)).key
    with pytest.raises(DomainError, match="outside-scope"):  # they are announced elsewhere for that day
        answer(db, city.north_officer, key)
    after = NOW + timedelta(days=6)
    organisation.lapse_moved(db, None, after)
    assert the(sent(db, city.south_officer)).state is TransferState.LAPSED
    ask(db, city.south_officer, city.south, on=ON + timedelta(days=9))
    assert organisation.answer_transfer(db, *city.boss.may, the(waiting(db, city.boss)).key, now=LATER) is (
        TransferState.DONE
    )


def test_refusing_takes_a_reason_and_ends_the_request(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south)
    north, key = city.north_officer, the(waiting(db, city.north_officer)).key
    with pytest.raises(DomainError, match="reason-missing"):
        organisation.refuse_transfer(db, *north.may, key, " ", now=LATER)
    with pytest.raises(DomainError, match="words-long"):
        organisation.refuse_transfer(db, *north.may, key, "x" * 501, now=LATER)
    organisation.refuse_transfer(db, *north.may, key, "Đang cần", now=LATER)
    assert (the(sent(db, city.south_officer)).state, the(sent(db, city.south_officer)).reason) == (
        TransferState.REFUSED,
        "Đang cần",
    )
    with pytest.raises(DomainError, match="transfer-said-no"):
        ask(db, city.south_officer, city.south)
    for again in (
        lambda: answer(db, north, key),
        lambda: organisation.refuse_transfer(db, *north.may, key, "Không", now=LATER),
    ):
        with pytest.raises(DomainError, match="changed-meanwhile"):
            again()
    ask(db, city.south_officer, city.south, on=ON + timedelta(days=1))  # circumstances change
    assert len(waiting(db, north)) == 1


def test_a_list_taken_back_takes_its_open_requests_back_and_no_move_that_was_agreed(db: Session, city: City) -> None:
    other = factories.person(db, staff_code="HN02")
    factories.posting(db, other, city.room)
    rows = (ROW, ("HN02", "Trần Hai", None, "Phường Nam", None, None, None))
    apply_import(db, *city.south_officer.may, listed(db, city.south_officer, *rows), now=NOW)
    keys = {line.staff_code: line.key for line in waiting(db, city.north_officer)}
    answer(db, city.north_officer, keys["HN02"])
    (run,) = organisation.import_runs(db, *city.south_officer.may, now=LATER)
    assert run.counts["asked"] == 2
    states = organisation.list_states(db, [run.key])
    assert states == {run.key: {TransferState.ASKED: 1, TransferState.DONE: 1}}
    assert organisation.plan_undo(db, city.south_officer.scope, run.key, by=None, now=LATER).requests == 1
    organisation.undo_import(db, *city.south_officer.may, run.key, now=LATER)
    found = {line.staff_code: line.state for line in sent(db, city.south_officer, import_key=run.key)}
    assert found == {"HN01": TransferState.WITHDRAWN, "HN02": TransferState.DONE}
    assert place(db, other) == (city.south, Status.ACTIVE)
    assert waiting(db, city.north_officer) == []


def test_somebody_is_offered_to_a_unit_beyond_the_scope_and_moves_when_it_says_yes(db: Session, city: City) -> None:
    how: dict[str, Any] = {"on": ON + timedelta(days=2), "job": Job("Thủ quỹ"), "now": NOW}
    with pytest.raises(DomainError, match="not-found"):
        organisation.offer_transfer(db, *city.south_officer.may, city.person, unit_id=city.east, **how)
    with pytest.raises(DomainError, match="transfer-own"):
        organisation.offer_transfer(db, *city.north_officer.may, city.person, unit_id=city.north, **how)
    organisation.offer_transfer(db, *city.north_officer.may, city.person, unit_id=city.south, **how)
    assert told(db, city.south_officer) == ["transfer-asked"]
    with pytest.raises(DomainError, match="not-found"):
        answer(db, city.north_officer, the(sent(db, city.north_officer)).key)
    assert answer(db, city.south_officer, the(waiting(db, city.south_officer)).key) is TransferState.DONE
    assert place(db, city.person, ON + timedelta(days=2)) == (city.south, Status.ACTIVE)
    assert told(db, city.north_officer) == ["transfer-answered"]


AWAY = ("HN01", "Nguyễn Thị Thật", "Thủ quỹ", "Phường Nam", None, None, None)


def test_a_list_that_sends_ones_own_elsewhere_offers_them_and_they_stay_until_that_unit_agrees(
    db: Session, city: City
) -> None:
    north, south = city.north_officer, city.south_officer
    plan = listed(db, north, AWAY, ("HN77", "Vũ Thị Mới", None, "Phường Bắc", None, None, None))
    summary = organisation.ImportSummary.of(plan.report)
    assert (summary.offered, summary.asked, summary.changed, summary.refused_count) == (1, 0, 1, 0)
    (shown,) = [one for one in plan.report.people if one.outcome is organisation.Outcome.OFFERED]
    assert [(one.field, one.before, one.after) for one in shown.fields] == [
        ("unit", "UBND thành phố › Phường Bắc › Phòng Kế toán", "UBND thành phố › Phường Nam")
    ]
    apply_import(db, *north.may, plan, now=NOW, file_name="bac.xlsx")
    assert place(db, city.person) == (city.room, Status.ACTIVE)
    assert told(db, south) == ["transfer-asked"]
    line = the(waiting(db, south))
    assert (line.offered, line.full_name, line.file_name, line.job.position) == (True, AWAY[1], "bac.xlsx", "Thủ quỹ")
    assert waiting(db, north) == []
    again = listed(db, north, AWAY)
    assert again.report.empty
    assert [note.code for note in again.report.notes] == ["transfer-waits"]
    assert answer(db, south, line.key) is TransferState.DONE
    assert place(db, city.person) == (city.south, Status.ACTIVE)
    after = listed(db, north, AWAY)
    assert after.report.empty
    assert not after.report.refused
    assert [note.code for note in after.report.notes] == ["transfer-done"]
    assert [one.state for one in sent(db, north)] == [TransferState.DONE]


def test_a_refused_offer_of_a_list_is_told_and_not_sent_again_and_a_list_taken_back_takes_it_back(
    db: Session, city: City
) -> None:
    north = city.north_officer
    apply_import(db, *north.may, listed(db, north, AWAY), now=NOW)
    organisation.refuse_transfer(db, *city.south_officer.may, the(sent(db, north)).key, "Đủ người", now=LATER)
    refused = listed(db, north, AWAY)
    assert refused.report.empty
    assert [(note.code, note.values["reason"]) for note in refused.report.notes] == [("transfer-refused", "Đủ người")]
    apply_import(db, *north.may, listed(db, north, AWAY, on=ON + timedelta(days=3)), now=LATER)
    keys = [run.key for run in organisation.import_runs(db, *north.may, now=LATER)]
    assert organisation.plan_undo(db, north.scope, keys[0], by=None, now=LATER).requests == 1
    organisation.undo_import(db, *north.may, keys[0], now=LATER)
    assert {one.state for one in sent(db, north)} == {TransferState.REFUSED, TransferState.WITHDRAWN}
    assert place(db, city.person) == (city.room, Status.ACTIVE)


def test_a_list_offers_only_who_is_ones_own_on_its_day_and_today(db: Session, city: City) -> None:
    """Nobody else's people, nobody new, nobody who left; an old list sends nobody back to where they came from."""

    def refused(*rows: samples.Cells, on: date = ON) -> list[tuple[int, str]]:
        report = listed(db, city.north_officer, *rows, on=on).report
        assert not any(one.outcome is organisation.Outcome.OFFERED for one in report.people)
        return [(one.row, one.code) for one in report.refused]

    others = factories.person(db, "Trần Hai", staff_code="HN02")
    factories.posting(db, others, city.east)
    came = factories.person(db, "Trần Ba", staff_code="HN03")
    factories.posting(db, came, city.south, until=ON - timedelta(days=20))
    factories.posting(db, came, city.north, from_=ON - timedelta(days=20))
    assert refused(
        ("HN02", "Trần Hai", None, "Phường Nam", None, None, None),
        ("HN04", "Trần Bốn", None, "Phường Nam", None, None, None),
    ) == [(2, "outside-scope"), (3, "outside-scope")]
    stale = ("HN03", "Trần Ba", None, "Phường Nam", None, None, None)
    assert refused(stale, on=ON - timedelta(days=40)) == [(2, "outside-scope")]
    organisation.depart(db, *city.north_officer.may, city.person, Tree.ADMINISTRATION, on=ON, now=NOW)
    assert refused(AWAY) == [(2, "outside-scope")]


def test_who_agreed_to_take_somebody_is_told_to_who_gave_them_only(db: Session, city: City) -> None:
    """Else a list would say, unit by unit, where somebody works."""
    ask(db, city.south_officer, city.south)
    yours = listed(db, city.north_officer, AWAY)
    assert [note.code for note in yours.report.notes] == ["transfer-yours"]
    answer(db, city.north_officer, the(waiting(db, city.north_officer)).key)
    gave, others = (listed(db, officer, AWAY).report for officer in (city.north_officer, city.east_officer))
    assert ([one.code for one in gave.notes], gave.refused, gave.empty) == (["transfer-done"], (), True)
    assert [one.code for one in others.refused] == ["outside-scope"]


def test_who_went_elsewhere_while_a_long_list_was_written_is_not_offered(db: Session, city: City) -> None:
    plan = listed(db, city.north_officer, AWAY)
    organisation.transfer(db, *city.boss.may, city.person, city.east, from_=ON, job=Job("X"), now=NOW)
    with pytest.raises(DomainError, match="import-stale"):
        apply_import(db, *city.north_officer.may, plan, now=NOW)
    ask = Ask(city.person, city.south, ON, Job(), "Nguyễn Thị Thật", "HN01", 2, giver=city.room)
    assert ask_for(db, city.north_officer.actor, [ask], Tree.ADMINISTRATION, now=LATER) == 0
    assert waiting(db, city.south_officer) == []


def test_who_left_elsewhere_is_asked_for_too(db: Session, city: City) -> None:
    organisation.depart(db, *city.north_officer.may, city.person, Tree.ADMINISTRATION, on=ON, now=NOW)
    plan = listed(db, city.south_officer, (*ROW[:4], "moi@hn.vn", None, None))
    assert [(one.outcome, len(one.fields)) for one in plan.report.people] == [(organisation.Outcome.ASKED, 1)]
    apply_import(db, *city.south_officer.may, plan, now=NOW)
    assert db.get_one(Person, city.person).email == "that@hn.vn"
    answer(db, city.north_officer, the(waiting(db, city.north_officer)).key)
    assert place(db, city.person) == (city.south, Status.ACTIVE)


def test_who_is_known_to_go_later_is_listed_where_they_are_and_not_asked_for(db: Session, city: City) -> None:
    organisation.transfer(db, *city.boss.may, city.person, city.south, from_=ON + timedelta(days=9), job=Job(), now=NOW)
    row = ("HN01", "Nguyễn Thị Thật", "Kế toán trưởng", "Phòng Kế toán", None, None, None)
    assert listed(db, city.north_officer, row).report.empty


def test_the_partys_requests_are_for_who_may_see_the_party(db: Session, city: City) -> None:
    top = factories.unit(db, "Đảng bộ thành phố", tree=Tree.PARTY)
    one, other = (factories.unit(db, name, top, tree=Tree.PARTY) for name in ("Chi bộ 1", "Chi bộ 2"))
    factories.posting(db, city.person, one, tree=Tree.PARTY)
    asking = factories.person(db, "Vũ Đảng")
    for role in (Role.HR, Role.PARTY_HR):
        factories.grant(db, asking, role, other)
    actor = access.actor_for(db, asking, "Vũ Đảng", now=NOW)
    scope = access.scope_of(actor, Right.MANAGE_PEOPLE)
    organisation.transfer_asking.ask_for(
        db,
        actor,
        [organisation.transfer_asking.Ask(city.person, other, ON, Job(), "Thật", "HN01")],
        Tree.PARTY,
        now=NOW,
    )
    for blind in (city.north_officer, city.boss):
        assert waiting(db, blind) == []
        assert told(db, blind) == []
    key = the(organisation.sent_transfers(db, actor, scope, now=LATER)[1]).key
    with pytest.raises(DomainError, match="not-found"):
        answer(db, city.boss, key)
    assert organisation.answer_transfer(db, CONSOLE, ALL, key, now=LATER) is TransferState.DONE
    assert place(db, city.person, tree=Tree.PARTY) == (other, Status.ACTIVE)
    assert place(db, city.person) == (city.room, Status.ACTIVE)


def test_whoever_lets_a_request_wait_is_reminded_once_a_week(db: Session, city: City) -> None:
    ask(db, city.south_officer, city.south)
    remind = organisation.remind_of_transfers
    assert remind(db, days=7, now=NOW + timedelta(days=7)) == 0
    assert remind(db, days=7, now=NOW + timedelta(days=8)) == 1
    remind(db, days=7, now=NOW + timedelta(days=9))
    assert told(db, city.north_officer) == ["transfer-waits", "transfer-asked"]
    remind(db, days=7, now=NOW + timedelta(days=15))
    assert told(db, city.north_officer).count("transfer-waits") == 2
    assert told(db, city.boss) == []
