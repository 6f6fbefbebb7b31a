"""What a preview says is what `create_rule` then writes; who may be named is found within the scope only."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models import learning, organisation, training
from models.organisation import Category, PartyMembership
from models.rights import DomainError, Right
from models.training import Duty, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, scope

TODAY = date(2026, 3, 2)


def grown(db: Session) -> City:
    c = city(db)
    for name, unit, job in (
        ("Lê Thị Hà", c.ward, {"position": "Kế toán viên", "category": Category.VIENCHUC}),
        ("Lê Văn Hải", c.office, {"position": "Trưởng phòng", "category": Category.CONGCHUC, "head": True}),
        ("Lý Thu Nga", c.other, {"position": "Phó Giám đốc", "category": Category.CONGCHUC, "leader": True}),
    ):
        factories.posting(db, factories.person(db, name), unit, **job)  # type: ignore[arg-type]
    newcomer = factories.person(db, "Ngô Minh Mới")
    factories.posting(db, newcomer, c.office, from_=date(2026, 2, 10), category=Category.CONGCHUC)
    later = factories.person(db, "Đỗ Thị Sau")
    factories.posting(db, later, c.ward, from_=date(2026, 4, 1), category=Category.CONGCHUC)
    beside = factories.person(db, "Vũ Kiêm Nhiệm")
    factories.posting(db, beside, c.other, category=Category.CONGCHUC)
    factories.posting(db, beside, c.ward, main=False, position="Thủ quỹ")
    db.add(PartyMembership(person_id=c.in_ward, from_=START, recorded_at=factories.BEFORE))
    db.flush()
    return c


CASES = {
    "everybody": (lambda c: Whom(), 8, 1),
    "two subtrees": (lambda c: Whom(subtree=(c.office, c.other)), 6, 0),
    "civil servants": (lambda c: Whom(categories=(Category.CONGCHUC,)), 4, 1),
    "heads": (lambda c: Whom(head=True), 1, 0),
    "leaders": (lambda c: Whom(leader=True), 1, 0),
    "position without accents": (lambda c: Whom(subtree=(c.ward,), positions=("ke toan", "thu quy")), 2, 0),
    "newcomers": (lambda c: Whom(joined_after=date(2026, 2, 1)), 1, 1),
    "party": (lambda c: Whom(party_member=True), 1, 0),
    "named": (lambda c: Whom(people=(c.in_ward, c.in_other)), 2, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_a_preview_equals_what_is_then_written(db: Session, case: str) -> None:
    c = grown(db)
    make, count, later = CASES[case]
    whom, terms = make(c), {"from_": date(2026, 2, 1), "due_days": 20, "course_id": c.course}  # type: ignore[no-untyped-call]
    held = training.Figures().refresh(db)
    for columns in (None, held):
        seen = training.preview(db, scope(party=True), whom, now=NOW, held=columns, **terms)
        assert (seen.count, seen.later) == (count, later)
    training.create_rule(db, CONSOLE, scope(party=True), whom=whom, now=NOW, **terms)
    today = select(Duty).where(
        col(Duty.voided_at).is_(None), Duty.from_ <= TODAY, (col(Duty.until).is_(None)) | (col(Duty.until) > TODAY)
    )
    written = db.exec(today).all()
    assert len({duty.person_id for duty in written}) == count
    assert sum(duty.due < TODAY for duty in written) == seen.late
    names = organisation.names(db, [duty.person_id for duty in written])
    assert sorted(seen.names) == sorted(names.values())
    assert sum(one.people for one in seen.by_unit) == sum(one.people for one in seen.by_category) == count


def test_a_preview_says_who_is_done_and_counts_late_only_who_is_not(db: Session) -> None:
    c = city(db)
    for person, day in ((c.in_ward, date(2026, 1, 10)), (c.in_office, date(2025, 6, 1))):
        db.add(
            learning.tables.Completion(
                person_id=person,
                course_id=c.course,
                edition=1,
                achieved_on=day,
                source=learning.Source.EARNED,
                recorded_at=NOW,
            )
        )
    db.flush()
    held = training.Figures().refresh(db)
    asked = {"from_": date(2026, 1, 1), "due_on": date(2026, 2, 1), "course_id": c.course, "held": held, "now": NOW}
    seen = training.preview(db, scope(), Whom(), **asked)
    assert (seen.count, seen.completed, seen.late) == (3, 2, 1)
    newer = training.preview(db, scope(), Whom(), not_before=date(2026, 1, 1), **asked)
    assert (newer.count, newer.completed, newer.late) == (3, 1, 2)


def test_a_preview_says_of_how_many_it_is_asked_already_and_still_waits(db: Session) -> None:
    """Of the ward's two one has completed what an earlier rule asks, of the other it waits; one sits elsewhere."""
    c = city(db)
    first = {"whom": Whom(subtree=(c.ward,)), "due_on": date(2026, 3, 20), "from_": START, "now": NOW}
    training.create_rule(db, CONSOLE, scope(), course_id=c.course, **first)  # type: ignore[arg-type]
    proof = {"source": learning.tables.Source.EARNED, "recorded_at": NOW, "edition": 1}
    db.add(learning.tables.Completion(person_id=c.in_ward, course_id=c.course, achieved_on=TODAY, **proof))
    db.flush()
    terms = {"from_": TODAY, "due_days": 30, "course_id": c.course, "now": NOW}
    held = training.Figures().refresh(db)
    seen = training.preview(db, scope(), Whom(subtree=(c.city,)), held=held, **terms)  # type: ignore[arg-type]
    assert (seen.count, seen.completed, seen.asked) == (3, 1, 1)
    assert training.preview(db, scope(), Whom(people=(c.in_other,)), held=held, **terms).asked == 0  # type: ignore[arg-type]


def test_names_are_found_and_codes_are_read_within_the_scope_only(db: Session) -> None:
    c = city(db)
    code = {row.full_name: row.staff_code for row in db.exec(select(organisation.Person))}
    inside, outside = code["Đỗ Văn Đức"], code["Nguyễn Văn An"]
    everything = training.find_to_name(db, scope(), "duc", now=NOW)
    assert [(one.id, one.unit) for one in everything] == [(c.in_office, "Phòng Kinh tế")]
    assert training.find_to_name(db, scope(c.ward), "nguyen", now=NOW) == []
    assert training.find_to_name(db, scope(c.ward), "%", now=NOW) == []
    read = training.pasted(db, scope(c.ward), f"{inside};\n {inside}\t{outside}, KHONG-CO", now=NOW)
    assert [one.id for one in read.found] == [c.in_office]
    assert read.unknown == (outside, "KHONG-CO")
    keys = [row.key for row in db.exec(select(organisation.Person))]
    assert {one.id for one in training.named(db, scope(c.ward), keys, now=NOW)} == {c.in_ward, c.in_office}
    with pytest.raises(DomainError, match="forbidden"):
        training.find_to_name(db, scope(right=Right.SEE_COVERAGE), "duc", now=NOW)


def test_a_unit_that_left_and_came_back_gives_a_new_first_day(db: Session) -> None:
    c = grown(db)
    for parent, day in ((c.other, date(2026, 2, 10)), (c.ward, date(2026, 2, 25))):
        organisation.move_unit(db, CONSOLE, c.office, parent, on=day, now=NOW)
    db.flush()
    held = training.Figures().refresh(db)
    terms = {"from_": date(2026, 1, 5), "due_days": 20, "course_id": c.course, "now": NOW}
    seen = training.preview(db, scope(), Whom(subtree=(c.ward,)), held=held, **terms)
    training.create_rule(db, CONSOLE, scope(), whom=Whom(subtree=(c.ward,)), **terms)
    today = (Duty.from_ <= TODAY, (col(Duty.until).is_(None)) | (col(Duty.until) > TODAY))
    written = db.exec(select(Duty.person_id, Duty.due).where(col(Duty.voided_at).is_(None), *today)).all()
    assert seen.count == len(written) == 6
    assert seen.late == sum(due < TODAY for _person, due in written) == 3  # the office's three began anew
    assert seen.later == 1
