"""Rules in words and in numbers, another due day, an end: previews equal what is written, nobody reaches beyond."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import learning, training
from models.organisation import Category, PartyMembership, Tree
from models.rights import DomainError
from models.training import Duty, Rule, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, duties, officer, scope

DUE = date(2026, 3, 31)
TODAY = date(2026, 3, 2)


def give(db: Session, c: City, whom: Whom, **terms: object) -> Rule:
    told = {"from_": START, "due_on": DUE, "now": NOW, **terms}
    return training.create_rule(db, CONSOLE, scope(party=True), course_id=c.course, whom=whom, **told)  # type: ignore[arg-type]


def lines(db: Session, *units: int, party: bool = False) -> list[tuple[str, int, bool]]:
    held = training.Figures().refresh(db)
    found = training.rules_reaching(db, held, scope(*units, party=party), now=NOW)
    return [(line.words.whom, line.people, line.own) for line in found]


def test_rules_are_told_in_words_with_how_many_they_hold(db: Session) -> None:
    c = city(db)
    give(db, c, Whom(subtree=(c.city,)))
    give(db, c, Whom(subtree=(c.ward,), categories=(Category.CONGCHUC,), head=True, positions=("kế toán",)))
    give(db, c, Whom(subtree=(c.ward,), people=(c.in_ward,)))
    assert lines(db) == [
        ("Trần Thị Bình; khi còn công tác tại Phường Hà Đông", 1, True),
        (
            "mọi người thuộc Phường Hà Đông; công chức; chỉ người đứng đầu đơn vị; chức danh có từ “kế toán”",
            0,
            True,
        ),
        ("mọi người thuộc Thành phố", 3, True),
    ]
    assert lines(db, c.ward)[-1] == ("mọi người thuộc Thành phố", 2, False)  # of one's own people only


def test_of_many_units_that_a_rule_means_the_readers_own_is_named_first(db: Session) -> None:
    c = city(db)
    more = [factories.unit(db, f"Phường {number}", parent=c.city) for number in (1, 2, 3)]
    give(db, c, Whom(subtree=(*more, c.ward)))
    assert [words for words, _people, _own in lines(db)] == [
        "mọi người thuộc Phường 1, Phường 2, Phường 3 và 1 đơn vị khác"
    ]
    assert [words for words, _people, _own in lines(db, c.ward)] == [
        "mọi người thuộc Phường Hà Đông, Phường 1, Phường 2 và 1 đơn vị khác"
    ]


def test_rules_of_others_that_name_people_or_the_party_are_not_told(db: Session) -> None:
    c = city(db)
    cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
    factories.posting(db, c.in_ward, cell, tree=Tree.PARTY)
    db.add(PartyMembership(person_id=c.in_ward, from_=START, recorded_at=factories.BEFORE))
    give(db, c, Whom(subtree=(c.city,), people=(c.in_ward, c.in_other)))
    give(db, c, Whom(subtree=(c.city,), party_member=True))
    give(db, c, Whom(subtree=(cell,)))
    assert lines(db, c.ward) == []
    assert [own for _whom, _people, own in lines(db)] == [True]  # without the right to see the Party's
    assert len(lines(db, party=True)) == 3
    assert lines(db, c.other) == []


def test_another_due_day_is_written_for_all_and_the_second_writer_is_told(db: Session) -> None:
    c = city(db)
    rule = give(db, c, Whom(subtree=(c.ward,)))
    assert rule.id is not None
    new = training.change_due(
        db, officer(c.ward), scope(c.ward), rule.id, due_on=date(2026, 5, 1), now=NOW + timedelta(hours=1)
    )
    assert (new.key, new.due_on, new.whom) == (rule.key, date(2026, 5, 1), rule.whom)
    assert {due for *_rest, due in duties(db)} == {date(2026, 5, 1)}
    for act, values in (
        (training.change_due, {"due_on": date(2026, 6, 1)}),
        (training.end_rule, {"on": TODAY}),
    ):
        with pytest.raises(DomainError, match="changed-meanwhile"):
            act(db, officer(c.ward), scope(c.ward), rule.id, now=NOW + timedelta(hours=2), **values)  # type: ignore[operator]
        with pytest.raises(DomainError, match="not-found"):
            act(db, officer(c.other), scope(c.other), rule.id, now=NOW + timedelta(hours=2), **values)  # type: ignore[operator]
    assert {due for *_rest, due in duties(db)} == {date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "due-missing"),
        ({"due_days": 13}, "due-too-short"),
        ({"due_on": START - timedelta(days=1)}, "interval-empty"),
    ],
)
def test_a_due_day_that_makes_no_sense_changes_nothing(db: Session, values: dict[str, object], code: str) -> None:
    c = city(db)
    rule = give(db, c, Whom())
    with pytest.raises(DomainError, match=code):
        training.change_due(db, CONSOLE, scope(), rule.id or 0, now=NOW, **values)  # type: ignore[arg-type]
    assert rule.voided_at is None
    assert {due for *_rest, due in duties(db)} == {DUE}


def test_what_ending_releases_is_what_is_released(db: Session) -> None:
    c = city(db)
    wide = give(db, c, Whom(subtree=(c.city,)))
    give(db, c, Whom(subtree=(c.office,)))
    done = {"achieved_on": TODAY, "source": learning.Source.EARNED, "recorded_at": NOW, "edition": 1}
    db.add(learning.tables.Completion(person_id=c.in_ward, course_id=c.course, **done))
    db.flush()
    held = training.Figures().refresh(db)

    moved = training.moved_by(db, held, scope(), wide.id or 0, now=NOW)

    assert (moved.people, moved.released, moved.open) == (3, 2, 1)  # the office's own rule keeps one
    training.end_rule(db, CONSOLE, scope(), wide.id or 0, on=TODAY, now=NOW + timedelta(hours=1))
    left = select(Duty.person_id).where(col(Duty.voided_at).is_(None), col(Duty.until).is_(None))
    assert set(db.exec(left)) == {c.in_office}
    with pytest.raises(DomainError, match="not-found"):
        training.moved_by(db, held, scope(c.ward), wide.id or 0, now=NOW)


def test_who_would_be_overdue_by_a_new_number_of_days(db: Session) -> None:
    c = city(db)
    rule = give(db, c, Whom(subtree=(c.city,)), due_on=None, due_days=90, from_=date(2026, 1, 20))
    held = training.Figures().refresh(db)
    late = [
        training.moved_by(db, held, scope(), rule.id or 0, now=NOW, due_days=days).late for days in (30, 40, 41, 42)
    ]
    assert late == [3, 3, 0, 0]  # 20 January + 41 days is today: the last day in time
