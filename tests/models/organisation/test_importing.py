"""A staff list into the database: previewed, refused by row, written once, and never beyond the importer's scope."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import access, database, organisation
from models.audit import AuditLine
from models.changes import Change, Kind
from models.organisation import PartyMembership, Person, Posting, Status, Tree, Unit
from models.organisation.exporting import list_people
from models.organisation.import_types import ImportPlan, ImportReport, Outcome
from models.organisation.importing import apply_import, plan_import
from models.organisation.roster import read_roster_file
from models.organisation.roster_wording import problem_sentence
from models.rights import Actor, DomainError, Held, Right, Scope
from tests import factories
from tests.factories import NOW
from tests.models.organisation import samples

CONSOLE = access.operator()
ALL = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ON = date(2026, 3, 2)
BEFORE = ON - timedelta(days=1)
HEADING = ("Mã CB", "Họ tên", "Chức vụ", "Đơn vị", "Email", "SĐT")
LATER = NOW + timedelta(hours=1)


class City:
    """Two wards with two rooms each, and an officer of the first."""

    def __init__(self, db: Session) -> None:
        self.top = factories.unit(db, "UBND thành phố", code="H26")
        self.ward = factories.unit(db, "UBND phường Ba Đình", self.top, code="H26.01")
        self.other = factories.unit(db, "UBND phường Ngọc Hà", self.top, code="H26.02")
        self.economy = factories.unit(db, "Phòng Kinh tế", self.ward)
        self.office = factories.unit(db, "Văn phòng", self.ward)
        self.far_office = factories.unit(db, "Văn phòng", self.other)
        held = frozenset({Held(Right.MANAGE_PEOPLE, unit_id=self.ward)})
        self.officer = Actor(person_id=None, name="officer", held=held)
        self.scope = access.scope_of(self.officer, Right.MANAGE_PEOPLE)


@pytest.fixture
def city(db: Session) -> City:
    return City(db)


def plan(
    db: Session, *rows: samples.Cells, scope: Scope = ALL, heading: samples.Cells = HEADING, **options: Any
) -> ImportPlan:
    roster = read_roster_file(samples.xlsx(("Sheet1", [heading, *rows])), today=ON)
    return plan_import(db, scope, roster, on=options.pop("on", ON), now=NOW, **options)


def bring(db: Session, *rows: samples.Cells, **options: Any) -> ImportReport:
    return apply_import(db, CONSOLE, ALL, plan(db, *rows, **options), now=NOW)


def outcomes(report: ImportReport) -> list[tuple[int, Outcome]]:
    return [(person.row, person.outcome) for person in report.people]


def refused(plan_: ImportPlan) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in plan_.report.refused]


def places(db: Session, person_id: int) -> list[tuple[int, date, date | None, Status]]:
    rows = db.exec(select(Posting).where(Posting.person_id == person_id, col(Posting.voided_at).is_(None))).all()
    return sorted((row.unit_id, row.from_, row.until, row.status) for row in rows)


def person_of(db: Session, code: str) -> Person:
    return db.exec(select(Person).where(Person.staff_code_key == code.casefold())).one()


def test_somebody_new_comes_with_everything_the_list_says(db: Session, city: City) -> None:
    report = bring(db, ("CB01", "NGUYỄN VĂN AN", "Phó Trưởng phòng", "P. Kinh tế", "An@hanoi.gov.vn", 912345678))
    assert outcomes(report) == [(2, Outcome.ADDED)]
    an = person_of(db, "cb01")
    assert (an.full_name, an.email, an.phone_key) == ("Nguyễn Văn An", "an@hanoi.gov.vn", "0912345678")
    (posting,) = db.exec(select(Posting)).all()
    assert (posting.unit_id, posting.from_, posting.until, posting.main) == (city.economy, ON, None, True)
    assert (posting.position, posting.head, posting.leader) == ("Phó Trưởng phòng", False, True)


def test_a_second_run_changes_nothing_and_records_nothing(db: Session, city: City) -> None:
    rows = [
        ("CB01", "Nguyễn Văn An", "Chuyên viên", "Phòng Kinh tế", None, "0912345678"),
        ("CB02", "Lê Ba", None, None, None, None),
    ]
    bring(db, *rows, unit_id=city.ward)
    written = len(db.exec(select(AuditLine)).all()), len(db.exec(select(Posting)).all())
    again = bring(db, *rows, unit_id=city.ward)
    assert [person.outcome for person in again.people] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert again.empty
    assert (len(db.exec(select(AuditLine)).all()), len(db.exec(select(Posting)).all())) == written


def test_a_transfer_keeps_the_past(db: Session, city: City) -> None:
    an = factories.person(db, staff_code="CB01")
    factories.posting(db, an, city.office, position="Kế toán")
    report = bring(db, ("cb01", "Nguyễn Văn An", None, "Phòng Kinh tế", None, None))
    assert outcomes(report) == [(2, Outcome.MOVED)]
    assert [(c.field, c.before, c.after) for c in report.people[0].fields] == [
        (
            "unit",
            "UBND thành phố › UBND phường Ba Đình › Văn phòng",
            "UBND thành phố › UBND phường Ba Đình › Phòng Kinh tế",
        ),
        ("position", "Kế toán", ""),
    ]
    assert places(db, an) == sorted(
        [(city.office, factories.LONG_AGO, ON, Status.ACTIVE), (city.economy, ON, None, Status.ACTIVE)]
    )


def test_a_leave_and_a_later_transfer_written_ahead_stay_as_they_are(db: Session, city: City) -> None:
    an = factories.person(db, staff_code="CB01")
    may, june, july = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
    factories.posting(db, an, city.office, until=may)
    factories.posting(db, an, city.office, from_=may, until=june, status=Status.ON_LEAVE)
    factories.posting(db, an, city.office, from_=june, until=july)
    factories.posting(db, an, city.far_office, from_=july)
    bring(db, ("CB01", "Nguyễn Văn An", None, "Phòng Kinh tế", None, None))
    assert places(db, an) == sorted(
        [
            (city.office, factories.LONG_AGO, ON, Status.ACTIVE),
            (city.economy, ON, may, Status.ACTIVE),
            (city.economy, may, june, Status.ON_LEAVE),
            (city.economy, june, july, Status.ACTIVE),
            (city.far_office, july, None, Status.ACTIVE),
        ]
    )


def test_details_change_and_an_empty_cell_takes_nothing_away(db: Session, city: City) -> None:
    an = factories.person(db, staff_code="CB01", email="an@hanoi.gov.vn", email_key="an@hanoi.gov.vn")
    factories.posting(db, an, city.office, position="Trưởng phòng", head=False, rank="Chuyên viên")
    report = bring(db, ("CB01", "Nguyễn Văn Ân", "Trưởng phòng", "Văn phòng", None, "0987654321"), unit_id=city.ward)
    assert [(c.field, c.before, c.after) for c in report.people[0].fields] == [
        ("full_name", "Nguyễn Văn An", "Nguyễn Văn Ân"),
        ("phone", "", "0987654321"),
    ]
    assert report.people[0].outcome is Outcome.CHANGED
    row = person_of(db, "CB01")
    assert (row.full_name, row.email, row.search_key) == ("Nguyễn Văn Ân", "an@hanoi.gov.vn", "nguyen van an")
    assert len(places(db, an)) == 1


def test_a_complete_list_says_who_left_and_only_then(db: Session, city: City) -> None:
    an, binh, far = (
        factories.person(db, name, staff_code=code)
        for name, code in (("Ngô An", "1"), ("Vũ Bình", "2"), ("Lê Ca", "3"))
    )
    for who, where in ((an, city.office), (binh, city.economy), (far, city.far_office)):
        factories.posting(db, who, where)
    row = ("1", "Ngô An", None, "Văn phòng", None, None)
    assert Outcome.LEFT not in [p.outcome for p in plan(db, row, unit_id=city.ward).report.people]
    report = bring(db, row, unit_id=city.ward, complete=True)
    assert [(p.row, p.outcome, p.full_name) for p in report.people] == [
        (2, Outcome.UNCHANGED, "Ngô An"),
        (0, Outcome.LEFT, "Vũ Bình"),
    ]
    assert places(db, binh) == [
        (city.economy, factories.LONG_AGO, ON, Status.ACTIVE),
        (city.economy, ON, None, Status.INACTIVE),
    ]
    assert places(db, far) == [(city.far_office, factories.LONG_AGO, None, Status.ACTIVE)]
    back = bring(db, ("2", "Vũ Bình", None, "Phòng Kinh tế", None, None), on=ON + timedelta(days=9))
    assert outcomes(back) == [(2, Outcome.CHANGED)]
    assert places(db, binh)[-1][3] is Status.ACTIVE


def test_nothing_is_written_while_anything_is_refused(db: Session, city: City) -> None:
    made = plan(
        db,
        ("CB01", "Nguyễn Văn An", None, "Phòng Kinh tế", None, None),
        ("CB02", "Lê Ba", None, "Phòng Kinh té", "không-phải-thư", None),
        ("CB03", "Vũ Tư", None, "Phòng Không Có", None, None),
        ("CB04", "Bùi Năm", None, "Văn phòng", None, None),
    )
    assert refused(made) == [
        (3, "E", "email-invalid"),
        (4, "D", "unit-unknown"),
        (5, "D", "unit-ambiguous"),
    ]
    with pytest.raises(DomainError) as error:
        apply_import(db, CONSOLE, made.scope, made, now=NOW)
    assert (error.value.code, error.value.values) == ("import-refused", {"count": 3})
    assert db.exec(select(Person)).all() == []


def test_an_unknown_unit_is_refused_with_the_likeliest_name(db: Session, city: City) -> None:
    made = plan(db, ("CB01", "Nguyễn Văn An", None, "Phòng Kinh ế", None, None))
    assert made.report.refused[0].values == {"unit": "Phòng Kinh ế", "like": "Phòng Kinh tế"}


def test_a_unit_that_nobody_knows_is_told_once_with_all_its_rows(db: Session, city: City) -> None:
    made = plan(
        db,
        ("CB01", "Nguyễn Văn An", None, "Tổ Toán", None, None),
        ("CB02", "Lê Thị Bình", None, "Tổ Văn", None, None),
        ("CB03", "Vũ Văn Chi", None, "Tổ Toán", None, None),
        ("CB04", "Đỗ Thị Dung", None, "Tổ Toán", None, None),
    )
    first, second = made.report.refused
    assert (first.row, first.column, first.code) == (2, "D", "unit-unknown")
    assert first.values == {"unit": "Tổ Toán", "like": "", "rows": "4, 5"}
    assert (second.row, second.values) == (3, {"unit": "Tổ Văn", "like": ""})


def test_an_error_names_the_column_of_its_own_table(db: Session, city: City) -> None:
    made = plan(
        db,
        ("CB01", "Nguyễn Văn An", None, "Phòng Lạ", None, None),
        ("Đơn vị", "Họ tên", "Mã CB", "Chức vụ"),
        ("Phòng Khác", "Lê Thị Bình", "CB02", None),
    )
    assert refused(made) == [(2, "D", "unit-unknown"), (4, "A", "unit-unknown")]


def test_a_code_that_lost_its_zeros_makes_nobody_twice(db: Session, city: City) -> None:
    factories.posting(db, factories.person(db, "Ngô An", staff_code="00123"), city.office)
    same = plan(db, (123, "NGÔ AN", None, "Phòng Kinh tế", None, None), unit_id=city.ward)
    other = plan(db, (123, "Lê Ba", None, "Phòng Kinh tế", None, None), unit_id=city.ward)
    assert [(p.row, p.column, p.code) for p in same.report.refused] == [(2, "A", "code-lost-zero")]
    assert same.report.refused[0].values == {"value": "123", "known": "00123"}
    assert other.report.refused == ()


def test_a_name_shared_by_units_is_told_by_what_stands_above_it(db: Session, city: City) -> None:
    below = plan(db, ("CB01", "Nguyễn Văn An", None, "Văn phòng", None, None), unit_id=city.other)
    written = plan(db, ("CB01", "Nguyễn Văn An", None, "Văn phòng - UBND phường Ngọc Hà", None, None))
    reached = plan(db, ("CB01", "Nguyễn Văn An", None, "UBND phường Ngọc Hà › Văn phòng", None, None))
    for made in (below, written, reached):
        assert made.report.refused == ()
        assert made.report.people[0].fields[0].after == "UBND thành phố › UBND phường Ngọc Hà › Văn phòng"


def test_an_officer_moves_nobody_out_of_into_or_from_beyond_their_units(db: Session, city: City) -> None:
    for code, where in (("1", city.office), ("2", city.far_office)):
        factories.posting(db, factories.person(db, "Ngô An", staff_code=code), where)
    made = plan(
        db,
        ("1", "Ngô An", None, "UBND phường Ngọc Hà", None, None),
        ("2", "Ngô An", None, "Phòng Kinh tế", None, None),
        ("3", "Lê Ba", None, "UBND phường Ngọc Hà", None, None),
        ("4", "Lê Tư", None, "Phòng Kinh tế", None, None),
        scope=city.scope,
    )
    assert refused(made) == [(4, "D", "outside-scope")]
    assert outcomes(made.report) == [(2, Outcome.OFFERED), (3, Outcome.ASKED), (5, Outcome.ADDED)]
    with pytest.raises(DomainError):
        plan(db, scope=city.scope, unit_id=city.other)


@pytest.mark.parametrize("day", [date(2025, 12, 1), ON, date(2035, 1, 1)])
def test_no_day_of_the_list_reaches_those_who_belong_to_others_since(db: Session, city: City, day: date) -> None:
    """Who came to another ward in February had no place at all in December, when the list claims to be of."""
    far = factories.person(db, "Ngô An", staff_code="1")
    factories.posting(db, far, city.far_office, from_=date(2026, 2, 1))
    made = plan(db, ("1", "Kẻ Mạo Danh", None, "Phòng Kinh tế", "x@hanoi.gov.vn", None), scope=city.scope, on=day)
    assert [(one.outcome, one.full_name) for one in made.report.people] == [(Outcome.ASKED, "Kẻ Mạo Danh")]
    apply_import(db, city.officer, city.scope, made, now=NOW)
    assert person_of(db, "1").full_name == "Ngô An"
    assert places(db, far) == [(city.far_office, date(2026, 2, 1), None, Status.ACTIVE)]


def test_a_unit_that_went_to_others_is_theirs_on_every_day(db: Session, city: City) -> None:
    factories.posting(db, factories.person(db, "Ngô An", staff_code="1"), city.economy)
    organisation.move_unit(db, CONSOLE, city.economy, city.other, on=ON, now=NOW)
    row = ("1", "Kẻ Mạo Danh", None, "Phòng Kinh tế", None, None)
    assert refused(plan(db, row, scope=city.scope, on=BEFORE)) == [(2, "D", "outside-scope")]
    assert refused(plan(db, row, scope=ALL, on=BEFORE)) == []


def test_somebody_announced_for_later_comes_but_is_described_by_where_they_are(db: Session, city: City) -> None:
    coming = ON + timedelta(days=30)
    far = factories.person(db, "Ngô An", staff_code="1")
    factories.posting(db, far, city.far_office, until=coming)
    row = ("1", "Ngô An", None, "Phòng Kinh tế", "moi@hanoi.gov.vn", None)
    apply_import(db, city.officer, city.scope, plan(db, row, scope=city.scope, on=coming), now=NOW)
    assert person_of(db, "1").email is None
    assert places(db, far)[0] == (city.economy, coming, None, Status.ACTIVE)


def test_an_officer_does_not_rewrite_the_contacts_of_people_elsewhere(db: Session, city: City) -> None:
    far = factories.person(db, "Ngô An", staff_code="1")
    factories.posting(db, far, city.far_office)
    heading = (*HEADING, "Kiêm nhiệm")
    row = ("1", "Ngô An", "Ủy viên", "Phòng Kinh tế", "moi@hanoi.gov.vn", None, "x")
    made = plan(db, row, scope=city.scope, heading=heading)
    apply_import(db, city.officer, city.scope, made, now=NOW)
    assert person_of(db, "1").email is None
    beside = db.exec(select(Posting).where(col(Posting.main).is_(False))).one()
    assert (beside.unit_id, beside.position) == (city.economy, "Ủy viên")


def test_a_contact_of_somebody_else_is_refused(db: Session, city: City) -> None:
    factories.person(db, "Ngô An", staff_code="1", phone="0912345678", phone_key="0912345678")
    made = plan(db, ("2", "Lê Ba", None, "Phòng Kinh tế", None, "0912 345 678"))
    assert refused(made) == [(2, "F", "phone-taken")]


def test_people_without_a_code_are_found_by_mail_and_get_their_code(db: Session, city: City) -> None:
    an = factories.person(db, "Ngô An", staff_code="x", email="an@hanoi.gov.vn", email_key="an@hanoi.gov.vn")
    row = db.get(Person, an)
    assert row is not None
    row.staff_code = row.staff_code_key = None
    factories.posting(db, an, city.office)
    bring(db, ("CB09", "Ngô An", None, "Phòng Kinh tế", "an@hanoi.gov.vn", None))
    assert (row.staff_code, row.staff_code_key) == ("CB09", "cb09")
    assert len(places(db, an)) == 2
    again = bring(db, (None, "Ngô An", None, "Phòng Kinh tế", "an@hanoi.gov.vn", None))
    assert outcomes(again) == [(2, Outcome.UNCHANGED)]


def test_the_same_name_is_never_the_same_person(db: Session, city: City) -> None:
    bring(db, *[(code, "Nguyễn Văn An", None, "Phòng Kinh tế", None, None) for code in ("1", "2")])
    assert len(db.exec(select(Person)).all()) == 2


def test_a_merged_record_leads_to_the_one_that_counts(db: Session, city: City) -> None:
    counts = factories.person(db, "Ngô An", staff_code="NEW")
    factories.person(db, "Ngô An", staff_code="OLD", same_as_id=counts)
    factories.posting(db, counts, city.office)
    bring(db, ("OLD", "Ngô An", None, "Phòng Kinh tế", None, None))
    assert len(places(db, counts)) == 2
    assert person_of(db, "NEW").id == counts


def test_a_concurrent_row_stands_beside_the_main_place(db: Session, city: City) -> None:
    rows = [
        ("1", "Ngô An", "Bí thư", "Văn phòng", None, None, None),
        ("1", "Ngô An", "Trưởng ban", "Phòng Kinh tế", None, None, "x"),
    ]
    options: dict[str, Any] = {"heading": (*HEADING, "Kiêm nhiệm"), "unit_id": city.ward}
    bring(db, *rows, **options)
    postings = db.exec(select(Posting).order_by(col(Posting.main).desc())).all()
    assert [(p.unit_id, p.main, p.position) for p in postings] == [
        (city.office, True, "Bí thư"),
        (city.economy, False, "Trưởng ban"),
    ]
    assert bring(db, *rows, **options).empty
    alone = plan(db, ("9", "Lê Ba", None, "Văn phòng", None, None, "x"), **options)
    assert refused(alone) == [(2, "", "concurrent-without-main")]


def test_the_list_may_bring_its_units(db: Session, city: City) -> None:
    data = samples.xlsx(
        ("Nhân sự", [HEADING, ("1", "Ngô An", None, "Tổ Thuế", None, None)]),
        (
            "Cây đơn vị",
            [
                ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên", "Mã đơn vị cấp trên"),
                ("H26.01.9", "Tổ Thuế", "tổ", "Phòng Tài chính", None),
                (None, "Phòng Tài chính", "phòng", None, "H26.01"),
                ("H26.01", "UBND phường Ba Đình", None, None, "H26"),
            ],
        ),
    )
    made = plan_import(db, city.scope, read_roster_file(data, today=ON), on=ON, now=NOW, unit_id=city.ward)
    assert [(unit.name, unit.row, unit.parent) for unit in made.report.units] == [
        ("Phòng Tài chính", 3, "UBND thành phố › UBND phường Ba Đình"),
        ("Tổ Thuế", 2, "UBND thành phố › UBND phường Ba Đình › Phòng Tài chính"),
    ]
    with pytest.raises(DomainError) as error:
        apply_import(db, city.officer, city.scope, made, now=NOW)
    assert error.value.code == "forbidden"
    apply_import(db, CONSOLE, made.scope, made, now=NOW)
    tree = organisation.unit_tree(db, Tree.ADMINISTRATION, ON)
    (tax,) = [node for node in tree.nodes.values() if node.name == "Tổ Thuế"]
    assert [node.name for node in tree.path(tax.id)][1:] == ["UBND phường Ba Đình", "Phòng Tài chính", "Tổ Thuế"]
    assert (tax.code, tax.kind) == ("H26.01.9", "tổ")
    assert tax.id not in organisation.unit_tree(db, Tree.ADMINISTRATION, BEFORE).nodes
    assert places(db, person_of(db, "1").id or 0)[0][0] == tax.id
    assert plan_import(db, ALL, read_roster_file(data, today=ON), on=ON, now=NOW, unit_id=city.ward).report.empty


def test_an_empty_installation_is_filled_from_one_file(db: Session) -> None:
    heading = ("Mã CB", "Họ tên", "Cơ quan", "Phòng ban")
    rows = [
        ("1", "Ngô An", "Sở Nội vụ", "Văn phòng"),
        ("2", "Lê Ba", "Sở Tư pháp", "Văn phòng"),
        ("3", "Vũ Tư", "Sở Nội vụ", None),
    ]
    bring(db, *rows, heading=heading)
    assert len(db.exec(select(Unit)).all()) == 4
    assert bring(db, *rows, heading=heading).empty


def test_units_beyond_the_scope_are_not_made(db: Session, city: City) -> None:
    data = samples.xlsx(("Đơn vị", [("Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên"), ("N1", "Phòng Mới", "H26.02")]))
    made = plan_import(db, city.scope, read_roster_file(data, today=ON), on=ON, now=NOW)
    assert refused(made) == [(2, "", "outside-scope")]


def test_a_plan_made_before_something_else_happened_is_refused(db: Session, city: City) -> None:
    an = factories.person(db, staff_code="CB01")
    factories.posting(db, an, city.office)
    made = plan(db, ("CB01", "Nguyễn Văn An", None, "Phòng Kinh tế", None, None))
    organisation.place(db, CONSOLE, ALL, an, unit_id=city.far_office, from_=BEFORE, now=NOW)
    with pytest.raises(DomainError) as error:
        apply_import(db, CONSOLE, made.scope, made, now=LATER)
    assert error.value.code == "import-stale"


def test_a_scope_taken_away_since_the_preview_stops_it(db: Session, city: City) -> None:
    made = plan(db, ("CB01", "Nguyễn Văn An", None, "Phòng Kinh tế", None, None), scope=city.scope)
    smaller = Scope(right=Right.MANAGE_PEOPLE, roots=frozenset({city.office}))
    with pytest.raises(DomainError) as error:
        apply_import(db, city.officer, smaller, made, now=LATER)
    assert error.value.code == "import-stale"


def test_a_failure_in_the_middle_leaves_nothing(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as db:
        ward = factories.unit(db, "UBND phường Ba Đình")
    with database.reading() as db:
        made = plan(db, ("1", "Ngô An", None, None, None, None), unit_id=ward)

    def follower(*_: object) -> None:
        raise RuntimeError("duties cannot be reckoned")

    monkeypatch.setattr("models.organisation.following._followers", [follower])
    with pytest.raises(RuntimeError), database.writing() as db:
        apply_import(db, CONSOLE, made.scope, made, now=NOW)
    with database.reading() as db:
        assert db.exec(select(Person)).all() == []


def test_party_membership_is_read_only_by_who_may_see_it(db: Session, city: City) -> None:
    heading = ("Mã CB", "Họ tên", "Đơn vị", "Đảng viên", "Ngày vào Đảng")
    rows = [("1", "Ngô An", "Phòng Kinh tế", "x", date(2010, 2, 3)), ("2", "Lê Ba", "Phòng Kinh tế", None, None)]
    blind = plan(db, *rows, heading=heading, scope=city.scope)
    assert [note.code for note in blind.report.notes] == ["column-not-yours", "column-not-yours"]
    apply_import(db, city.officer, city.scope, blind, now=NOW)
    assert db.exec(select(PartyMembership)).all() == []
    seeing = Scope(right=Right.MANAGE_PEOPLE, roots=frozenset(), everywhere=True, party=True)
    apply_import(db, CONSOLE, seeing, plan(db, *rows, heading=heading, scope=seeing), now=NOW)
    assert [row.from_ for row in db.exec(select(PartyMembership)).all()] == [date(2010, 2, 3)]
    gone = [("1", "Ngô An", "Phòng Kinh tế", "không", None), ("2", "Lê Ba", "Phòng Kinh tế", "x", None)]
    told = {
        one.full_name: [(f.before, f.after) for f in one.fields]
        for one in plan(db, *gone, heading=heading, scope=seeing).report.people
    }
    assert told["Lê Ba"] == [("", "x")]  # a bare mark names no day of joining
    apply_import(db, CONSOLE, seeing, plan(db, *gone, heading=heading, scope=seeing), now=LATER)
    standing = db.exec(select(PartyMembership).where(col(PartyMembership.voided_at).is_(None))).all()
    assert sorted((row.from_, row.until) for row in standing if row.until) == [(date(2010, 2, 3), ON)]
    assert [row.from_ for row in standing if not row.until] == [ON]


def test_one_record_and_one_change_line_tell_of_a_whole_list(db: Session, city: City) -> None:
    bring(db, *[(str(n), "Ngô An", None, "Phòng Kinh tế", None, None) for n in range(30)], unit_id=city.ward)
    (line,) = db.exec(select(AuditLine)).all()
    assert (line.act, line.subject_id, line.details["added"], line.details["left"]) == (
        "organisation.import",
        city.ward,
        30,
        0,
    )
    assert [change.kind for change in db.exec(select(Change)).all()] == [Kind.PEOPLE]


def test_followers_hear_of_exactly_those_who_changed(db: Session, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("models.organisation.following._followers", [lambda _, people, now: heard.append(people)])
    bring(db, ("1", "Ngô An", None, "Phòng Kinh tế", None, None))
    rows = [("1", "Ngô An", None, "Phòng Kinh tế", None, None), ("2", "Lê Ba", None, "Phòng Kinh tế", None, None)]
    bring(db, *rows)
    assert heard == [[person_of(db, "1").id], [person_of(db, "2").id]]


def test_the_report_names_everybody_by_row_as_json(db: Session, city: City) -> None:
    an = factories.person(db, staff_code="1", national_id="001080012345")
    factories.posting(db, an, city.office)
    heading = ("Mã CB", "Họ tên", "Đơn vị", "CCCD")
    told = plan(
        db,
        ("1", "Nguyễn Văn An", "Phòng Kinh tế", "001080012999"),
        ("2", "Lê Ba", "Phòng Kinh tế", None),
        ("3", "Vũ Tư", "Phòng Lạ", None),
        heading=heading,
    ).report.to_json()
    body = json.loads(told)
    assert body["counts"] == {
        "added": 1,
        "moved": 1,
        "changed": 0,
        "left": 0,
        "asked": 0,
        "offered": 0,
        "unchanged": 0,
        "refused": 1,
    }
    assert [(p["row"], p["staff_code"]) for p in body["moved"] + body["added"]] == [(2, "1"), (3, "2")]
    assert {"field": "national_id", "before": "…345", "after": "…999"} in body["moved"][0]["fields"]
    assert [(p["row"], p["column"], p["code"]) for p in body["refused"]] == [(4, "C", "unit-unknown")]
    assert "001080012" not in told


def test_nobody_lets_themselves_go_by_a_complete_list_without_their_name(db: Session, city: City) -> None:
    bring(db, ("1", "Ngô An", None, "Văn phòng", None, None), unit_id=city.ward)
    bring(db, ("2", "Lê Ba", None, "Văn phòng", None, None), unit_id=city.ward)
    an = replace(city.officer, person_id=person_of(db, "1").id)
    list_ = [("2", "Lê Ba", None, "Văn phòng", None, None)]
    how = {"scope": city.scope, "unit_id": city.ward, "complete": True}
    own = plan(db, *list_, **how, by=an.person_id)
    assert refused(own) == [(0, "", "own-leave")]
    assert "Ngô An" in problem_sentence(own.report.refused[0])
    silent = plan(db, *list_, **how)  # whoever made the preview said nothing of who they are
    for one, code in ((own, "import-refused"), (silent, "import-stale")):
        with pytest.raises(DomainError) as error:
            apply_import(db, an, city.scope, one, now=LATER)
        assert error.value.code == code
    colleague = replace(city.officer, person_id=person_of(db, "2").id)
    apply_import(db, colleague, city.scope, plan(db, *list_, **how, by=colleague.person_id), now=LATER)
    assert places(db, an.person_id or 0)[-1][3] is Status.INACTIVE


def test_our_own_export_comes_back_without_a_change(db: Session, city: City) -> None:
    bring(
        db,
        ("1", "Ngô An", "Bí thư Đảng ủy, Chủ tịch HĐND", "UBND phường Ba Đình", "an@hanoi.gov.vn", "0912345678"),
        ("2", "Lê Ba", "Chuyên viên", "Phòng Kinh tế", None, None),
        ("3", "Đỗ Tư", None, "Văn phòng", None, None),
        unit_id=city.ward,
    )
    organisation.take_leave(
        db, CONSOLE, ALL, person_of(db, "2").id or 0, Tree.ADMINISTRATION, from_=BEFORE, until=None, now=NOW
    )
    people, units = list_people(db, city.scope, on=ON, unit_id=city.ward)
    assert [row.full_name for row in people] == ["Ngô An", "Lê Ba", "Đỗ Tư"]
    roster = read_roster_file(samples.written(people, units), today=ON)
    back = plan_import(db, city.scope, roster, on=ON, now=LATER, unit_id=city.ward, complete=True)
    assert back.report.refused == ()
    assert back.report.empty


def test_the_export_of_a_deep_tree_without_codes_comes_back_without_a_change(db: Session) -> None:
    top = factories.unit(db, "UBND thành phố Hà Nội")
    for ward in ("Phường Ba Đình", "Phường Tây Hồ"):
        middle = factories.unit(db, ward, top)
        room = factories.unit(db, "Phòng Văn hóa - Xã hội", middle)
        person = factories.person(db, "Ngô An")
        factories.posting(db, person, room, position="Giảng viên kiêm nhiệm")
        factories.posting(db, person, middle, main=False, position="Phó Chủ tịch")
    people, units = list_people(db, ALL, on=ON)
    assert len(people) == 4
    back = plan_import(db, ALL, read_roster_file(samples.written(people, units), today=ON), on=ON, now=LATER)
    assert (back.report.refused, back.report.units) == ((), ())
    assert back.report.empty


def test_an_export_gives_nothing_beyond_the_scope(db: Session, city: City) -> None:
    factories.posting(db, factories.person(db, staff_code="9"), city.far_office)
    people, units = list_people(db, city.scope, on=ON)
    assert people == []
    assert {unit.name for unit in units} == {"UBND phường Ba Đình", "Phòng Kinh tế", "Văn phòng"}
    with pytest.raises(DomainError):
        list_people(db, city.scope, on=ON, unit_id=city.other)


@pytest.mark.slow
def test_two_thousand_people_are_brought_in_at_once(db: Session, city: City) -> None:
    rows = [
        (f"CB{n:05}", "Nguyễn Văn An", "Chuyên viên", "Phòng Kinh tế", f"a{n}@hanoi.gov.vn", None) for n in range(2000)
    ]
    made = plan(db, *rows)
    apply_import(db, CONSOLE, made.scope, made, now=NOW)
    assert len(db.exec(select(Person).where(col(Person.staff_code_key).startswith("cb"))).all()) == 2000
