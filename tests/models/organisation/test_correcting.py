"""Details corrected by hand with their history; places told late, mended and taken back; people found."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import access, organisation
from models.audit import AuditLine
from models.organisation import Job, Person, Posting, Status, Tree
from models.organisation.tables import PersonChange
from models.rights import DomainError, Right
from tests import factories
from tests.factories import NOW
from tests.models.training.making import City, city, officer, scope

CONSOLE = access.operator()
ALL = access.scope_of(CONSOLE, Right.MANAGE_PEOPLE)
ADMINISTRATION = Tree.ADMINISTRATION
LATER = NOW + timedelta(days=1)
WHY = "Theo hồ sơ gốc"
CLERK = Job(position="Chuyên viên")


@pytest.fixture
def c(db: Session) -> City:
    return city(db)


def spans(db: Session, person: int, *, main: bool = True) -> list[tuple[int, date, date | None, Status]]:
    rows = db.exec(
        select(Posting).where(
            Posting.person_id == person, col(Posting.voided_at).is_(None), col(Posting.main).is_(main)
        )
    ).all()
    return sorted((row.unit_id, row.from_, row.until, row.status) for row in rows)


def correct(db: Session, person: int, **details: object) -> tuple[str, ...]:
    return organisation.correct_person(db, CONSOLE, ALL, person, details, reason=WHY, now=NOW)


def test_a_correction_keeps_before_and_after_and_remakes_the_keys(db: Session, c: City) -> None:
    born = date(1980, 5, 2)
    changed = correct(db, c.in_ward, full_name="Trần Thị  Bính", phone="+84 912 345 678", birth_date=born)
    assert changed == ("birth_date", "full_name", "phone")
    row = db.get_one(Person, c.in_ward)
    assert (row.full_name, row.search_key, row.phone_key, row.birth_date) == (
        *("Trần Thị Bính", "tran thi binh", "0912345678", born),
    )
    (change,) = organisation.changes_of(db, ALL, c.in_ward, now=NOW)
    assert change.before == {"full_name": "Trần Thị Bình", "phone": None, "birth_date": None}
    assert change.after == {"full_name": "Trần Thị Bính", "phone": "0912345678", "birth_date": "1980-05-02"}
    assert change.reason == WHY
    line = db.exec(select(AuditLine).where(AuditLine.act == "organisation.correct-person")).one()
    assert "Bính" not in str(line.details)


def test_what_changes_nothing_is_not_written(db: Session, c: City) -> None:
    assert correct(db, c.in_ward, full_name=" Trần Thị Bình ") == ()
    assert db.exec(select(PersonChange)).all() == []


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"full_name": "  "}, "name-missing"),
        ({"email": "không phải thư"}, "detail-invalid"),
        ({"phone": "12"}, "detail-invalid"),
        ({"national_id": "12345"}, "detail-invalid"),
        ({"birth_date": date(2020, 1, 1)}, "detail-invalid"),
        ({"birth_date": "1980"}, "detail-invalid"),
        ({"same_as_id": "1"}, "detail-invalid"),
        ({"staff_code": "---"}, "detail-invalid"),
        ({"full_name": "A" * 500}, "detail-invalid"),
    ],
)
def test_what_cannot_be_is_refused(db: Session, c: City, details: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as error:
        correct(db, c.in_ward, **details)
    assert error.value.code == code
    assert db.exec(select(PersonChange)).all() == []


def test_a_login_of_somebody_else_is_named_only_where_the_officer_may_see_them(db: Session, c: City) -> None:
    correct(db, c.in_other, email="an@x.vn")
    correct(db, c.in_office, email="duc@x.vn")
    mine, reach = officer(c.ward, right=Right.MANAGE_PEOPLE), scope(c.ward, right=Right.MANAGE_PEOPLE)
    refused = []
    for taken in ("AN@x.vn", "duc@x.vn"):
        with pytest.raises(DomainError) as error:
            organisation.correct_person(db, mine, reach, c.in_ward, {"email": taken}, reason=WHY, now=NOW)
        refused.append((error.value.code, error.value.values.get("who")))
    assert refused == [("detail-taken", None), ("detail-taken-by", "Đỗ Văn Đức")]


def test_only_in_ones_own_part_and_with_a_reason(db: Session, c: City) -> None:
    mine, reach = officer(c.ward, right=Right.MANAGE_PEOPLE), scope(c.ward, right=Right.MANAGE_PEOPLE)
    for actor, within, person, reason, code in (
        (mine, reach, c.in_other, WHY, "outside-scope"),
        (officer(c.ward), reach, c.in_ward, WHY, "forbidden"),
        (mine, scope(c.ward), c.in_ward, WHY, "forbidden"),
        (mine, reach, c.in_ward, " ", "reason-missing"),
    ):
        with pytest.raises(DomainError) as error:
            organisation.correct_person(db, actor, within, person, {"full_name": "Khác"}, reason=reason, now=NOW)
        assert error.value.code == code


def test_what_somebody_changed_meanwhile_is_not_overwritten(db: Session, c: City) -> None:
    seen = organisation.fingerprint(db, c.in_ward)
    correct(db, c.in_ward, email="moi@x.vn")
    acts = (
        lambda: organisation.correct_person(
            db, CONSOLE, ALL, c.in_ward, {"email": "khac@x.vn"}, reason=WHY, now=NOW, seen=seen
        ),
        lambda: organisation.transfer(
            db, CONSOLE, ALL, c.in_ward, c.other, from_=NOW.date(), job=CLERK, now=NOW, seen=seen
        ),
        lambda: organisation.depart(db, CONSOLE, ALL, c.in_ward, ADMINISTRATION, on=NOW.date(), now=NOW, seen=seen),
    )
    for act in acts:
        with pytest.raises(DomainError, match="changed-meanwhile"):
            act()
    assert db.get_one(Person, c.in_ward).email == "moi@x.vn"


def test_a_transfer_told_late_ends_where_the_next_one_known_begins(db: Session, c: City) -> None:
    """Known: to the office on 1 May. Told in June: from 1 March until then in the other unit."""
    move = {"job": CLERK, "now": LATER}
    organisation.transfer(db, CONSOLE, ALL, c.in_ward, c.office, from_=date(2026, 5, 1), **move)  # type: ignore[arg-type]
    organisation.transfer(db, CONSOLE, ALL, c.in_ward, c.other, from_=date(2026, 3, 1), **move)  # type: ignore[arg-type]
    assert spans(db, c.in_ward) == [
        (c.ward, factories.LONG_AGO, date(2026, 3, 1), Status.ACTIVE),
        (c.office, date(2026, 5, 1), None, Status.ACTIVE),
        (c.other, date(2026, 3, 1), date(2026, 5, 1), Status.ACTIVE),
    ]


def test_a_transfer_keeps_a_leave_written_ahead(db: Session, c: City) -> None:
    leave = {"from_": date(2026, 4, 1), "until": date(2026, 6, 1)}
    organisation.take_leave(db, CONSOLE, ALL, c.in_ward, ADMINISTRATION, now=NOW, **leave)  # type: ignore[arg-type]
    organisation.transfer(db, CONSOLE, ALL, c.in_ward, c.other, from_=date(2026, 3, 10), job=CLERK, now=NOW)
    there = [span for span in spans(db, c.in_ward) if span[0] == c.other]
    assert there == [
        (c.other, date(2026, 3, 10), date(2026, 4, 1), Status.ACTIVE),
        (c.other, date(2026, 4, 1), date(2026, 6, 1), Status.ON_LEAVE),
        (c.other, date(2026, 6, 1), None, Status.ACTIVE),
    ]
    organisation.end_leave(db, CONSOLE, ALL, c.in_ward, ADMINISTRATION, on=date(2026, 5, 1), now=LATER)
    on_leave = [span for span in spans(db, c.in_ward) if span[3] is Status.ON_LEAVE]
    assert on_leave == [(c.other, date(2026, 4, 1), date(2026, 5, 1), Status.ON_LEAVE)]


def test_a_leaver_comes_back(db: Session, c: City) -> None:
    organisation.depart(db, CONSOLE, ALL, c.in_ward, ADMINISTRATION, on=date(2026, 2, 1), now=NOW)
    organisation.transfer(db, CONSOLE, ALL, c.in_ward, c.other, from_=date(2026, 6, 1), job=CLERK, now=NOW)
    assert spans(db, c.in_ward) == [
        (c.ward, factories.LONG_AGO, date(2026, 2, 1), Status.ACTIVE),
        (c.ward, date(2026, 2, 1), date(2026, 6, 1), Status.INACTIVE),
        (c.other, date(2026, 6, 1), None, Status.ACTIVE),
    ]


def test_the_officer_of_the_unit_they_left_brings_them_back(db: Session, c: City) -> None:
    mine, reach = officer(c.ward, right=Right.MANAGE_PEOPLE), scope(c.ward, right=Right.MANAGE_PEOPLE)
    organisation.depart(db, mine, reach, c.in_ward, ADMINISTRATION, on=date(2026, 2, 1), now=NOW)
    assert [line.status for line in organisation.search_people(db, reach, "binh", now=NOW).lines] == [Status.INACTIVE]
    organisation.transfer(db, mine, reach, c.in_ward, c.office, from_=date(2026, 6, 1), job=CLERK, now=NOW)
    assert (c.office, date(2026, 6, 1), None, Status.ACTIVE) in spans(db, c.in_ward)
    with pytest.raises(DomainError, match="outside-scope"):
        organisation.transfer(db, mine, reach, c.in_other, c.office, from_=date(2026, 6, 1), job=CLERK, now=NOW)


def test_a_wrong_posting_is_mended_and_the_wrong_one_stays_known(db: Session, c: City) -> None:
    organisation.transfer(db, CONSOLE, ALL, c.in_ward, c.other, from_=date(2026, 3, 1), job=CLERK, now=NOW)
    wrong = next(line for line in organisation.places_of(db, ALL, c.in_ward, now=NOW) if line.unit_id == c.other)
    organisation.correct_posting(
        db, CONSOLE, ALL, wrong.id, unit_id=c.office, from_=date(2026, 2, 15), until=None, job=CLERK, now=LATER
    )
    assert spans(db, c.in_ward) == [
        (c.ward, factories.LONG_AGO, date(2026, 2, 15), Status.ACTIVE),
        (c.office, date(2026, 2, 15), None, Status.ACTIVE),
    ]
    lines = organisation.places_of(db, ALL, c.in_ward, now=LATER)
    assert [(line.unit_id, line.voided_at) for line in lines if line.id == wrong.id] == [(c.other, LATER)]
    with pytest.raises(DomainError, match="changed-meanwhile"):
        organisation.void_posting(db, CONSOLE, ALL, wrong.id, now=LATER)


def test_a_second_post_is_ended_or_taken_back(db: Session, c: City) -> None:
    beside = {"unit_id": c.other, "from_": date(2026, 3, 1), "main": False}
    organisation.place(db, CONSOLE, ALL, c.in_ward, now=NOW, **beside)  # type: ignore[arg-type]
    (post,) = [line for line in organisation.places_of(db, ALL, c.in_ward, now=NOW) if not line.main]
    organisation.end_post(db, CONSOLE, ALL, post.id, on=date(2026, 5, 1), now=LATER)
    assert spans(db, c.in_ward, main=False) == [(c.other, date(2026, 3, 1), date(2026, 5, 1), Status.ACTIVE)]
    (post,) = [
        line for line in organisation.places_of(db, ALL, c.in_ward, now=NOW) if not line.main and not line.voided_at
    ]
    organisation.void_posting(db, CONSOLE, ALL, post.id, now=LATER)
    assert spans(db, c.in_ward, main=False) == []
    assert len(spans(db, c.in_ward)) == 1


def test_the_partys_places_are_neither_seen_nor_touched_without_its_right(db: Session, c: City) -> None:
    cell = factories.unit(db, "Chi bộ", tree=Tree.PARTY)
    factories.posting(db, c.in_ward, cell, tree=Tree.PARTY)
    blind = scope(right=Right.MANAGE_PEOPLE)
    assert {line.tree for line in organisation.places_of(db, blind, c.in_ward, now=NOW)} == {ADMINISTRATION}
    assert {line.tree for line in organisation.places_of(db, ALL, c.in_ward, now=NOW)} == {ADMINISTRATION, Tree.PARTY}
    with pytest.raises(DomainError, match="outside-scope"):
        organisation.place(db, CONSOLE, blind, c.in_other, unit_id=cell, from_=NOW.date(), now=NOW)
    with pytest.raises(DomainError, match="outside-scope"):
        organisation.depart(db, CONSOLE, blind, c.in_ward, Tree.PARTY, on=NOW.date(), now=NOW)


@pytest.mark.parametrize("words", ["tran binh", "BÌNH", "cb-77", "0912 345", "+84912345678", "binh@x", "  "])
def test_people_are_found_by_any_of_their_details(db: Session, c: City, words: str) -> None:
    correct(db, c.in_ward, staff_code="CB-77", phone="0912345678", email="binh@x.vn")
    reach = scope(c.ward, right=Right.MANAGE_PEOPLE)
    found = organisation.search_people(db, reach, words, now=NOW)
    assert ("Trần Thị Bình", "Phường Hà Đông") in [(line.full_name, line.unit) for line in found.lines]
    assert found.total == len(found.lines) == (2 if not words.strip() else 1)
    assert organisation.search_people(db, scope(c.other, right=Right.MANAGE_PEOPLE), words, now=NOW).total == (
        0 if words.strip() else 1
    )
