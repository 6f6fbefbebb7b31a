"""Giving courses and exemptions: within the giver's scope, recorded, and undone by a day."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models import audit, changes, organisation, training
from models.organisation import Category, Tree
from models.rights import DomainError, Right
from models.training import Exemption, Rule, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, duties, officer, own_rules, scope

DUE = date(2026, 3, 31)


def refused(code: str, act: object, *args: object, **values: object) -> None:
    with pytest.raises(DomainError) as caught:
        act(*args, **values)  # type: ignore[operator]
    assert caught.value.code == code


def test_a_rule_without_a_unit_stays_within_the_scope_of_its_giver(db: Session) -> None:
    c = city(db)
    rule = training.create_rule(
        db, officer(c.ward), scope(c.ward), course_id=c.course, whom=Whom(), from_=START, due_on=DUE, now=NOW
    )
    assert rule.whom == {"subtree": [c.ward]}
    assert [row[0] for row in duties(db)] == [c.in_ward, c.in_office]
    line = db.exec(select(audit.AuditLine)).one()
    assert (line.act, line.subject_id, line.actor_id, line.details["duties"]) == (
        "training.create-rule",
        rule.id,
        900,
        2,
    )


def test_a_rule_cannot_reach_beyond_the_scope(db: Session) -> None:
    c = city(db)
    for whom in (Whom(subtree=(c.other,)), Whom(subtree=(c.ward, c.city)), Whom(people=(c.in_ward, c.in_other))):
        refused(
            "outside-scope",
            training.create_rule,
            db,
            officer(c.ward),
            scope(c.ward),
            course_id=c.course,
            whom=whom,
            from_=START,
            due_on=DUE,
            now=NOW,
        )
    refused("outside-scope", training.preview, db, scope(c.ward), Whom(subtree=(c.other,)), from_=START, now=NOW)
    assert db.exec(select(Rule)).all() == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "due-missing"),
        ({"due_on": DUE, "due_days": 30}, "due-missing"),
        ({"due_days": 13}, "due-too-short"),
        ({"due_on": DUE, "until": START}, "interval-empty"),
        ({"due_on": START - timedelta(days=1)}, "interval-empty"),
        ({"due_on": DUE, "course_id": 999}, "course-unknown"),
        ({"due_on": DUE, "whom": Whom(party_member=True)}, "forbidden"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(db: Session, values: dict[str, object], code: str) -> None:
    c = city(db)
    given = {"course_id": c.course, "whom": Whom(), "from_": START, "now": NOW, **values}
    refused(code, training.create_rule, db, CONSOLE, scope(), **given)


def test_who_may_only_read_cannot_give(db: Session) -> None:
    c = city(db)
    reader = officer(c.ward, right=Right.SEE_COVERAGE)
    given = {"course_id": c.course, "whom": Whom(), "from_": START, "due_on": DUE, "now": NOW}
    refused("forbidden", training.create_rule, db, reader, scope(c.ward), **given)
    wrong_scope = scope(c.city, right=Right.SEE_COVERAGE)
    refused("forbidden", training.create_rule, db, officer(c.ward), wrong_scope, **given)


def test_a_preview_says_whom_a_rule_would_hit_and_writes_nothing(db: Session) -> None:
    c = city(db)
    viewed = training.preview(db, scope(), Whom(), from_=START, now=NOW)
    assert viewed.count == 3
    assert viewed.names == ("Nguyễn Văn An", "Trần Thị Bình", "Đỗ Văn Đức")
    assert {(unit.name, unit.people) for unit in viewed.by_unit} == {
        ("Phường Hà Đông", 2),  # with the one in its office
        ("Sở Nội vụ", 1),
    }
    assert training.preview(db, scope(c.ward), Whom(), from_=START, now=NOW).count == 2
    assert training.preview(db, scope(), Whom(categories=(Category.CANBO,)), from_=START, now=NOW).count == 0
    assert db.exec(select(changes.Change)).all() == []


def test_a_rule_ends_on_a_day_and_what_was_known_stays(db: Session) -> None:
    c = city(db)
    rule = training.create_rule(
        db, CONSOLE, scope(), course_id=c.course, whom=Whom(subtree=(c.ward,)), from_=START, due_on=DUE, now=NOW
    )
    later = NOW + timedelta(days=1)
    assert rule.id is not None
    refused("not-found", training.end_rule, db, officer(c.other), scope(c.other), rule.id, on=DUE, now=later)
    ended = training.end_rule(db, officer(c.ward), scope(c.ward), rule.id, on=date(2026, 5, 1), now=later)
    assert ended is not None
    assert (ended.key, ended.until) == (rule.key, date(2026, 5, 1))
    assert duties(db, c.in_ward) == [(c.in_ward, START, date(2026, 5, 1), DUE)]
    assert own_rules(db, scope(c.ward), now=later) == [ended.id]
    assert own_rules(db, scope(c.other), now=later) == []
    assert ended.id is not None
    assert training.end_rule(db, CONSOLE, scope(), ended.id, on=START, now=later) is None
    assert duties(db) == []


def test_party_membership_in_a_rule_needs_its_own_right(db: Session) -> None:
    c = city(db)
    db.add(organisation.PartyMembership(person_id=c.in_ward, from_=date(2026, 2, 3), recorded_at=factories.BEFORE))
    training.create_rule(
        db,
        CONSOLE,
        scope(party=True),
        course_id=c.course,
        whom=Whom(party_member=True),
        from_=START,
        due_on=DUE,
        now=NOW,
    )
    assert duties(db) == [(c.in_ward, date(2026, 2, 3), None, DUE)]
    assert own_rules(db, scope(), now=NOW) == []


def test_a_unit_of_the_partys_tree_is_outside_a_scope_without_the_right(db: Session) -> None:
    c = city(db)
    cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
    given = {"course_id": c.course, "whom": Whom(subtree=(cell,)), "from_": START, "due_on": DUE, "now": NOW}
    refused("outside-scope", training.create_rule, db, CONSOLE, scope(), **given)
    rule = training.create_rule(db, CONSOLE, scope(party=True), **given)  # type: ignore[arg-type]
    assert own_rules(db, scope(), now=NOW) == []
    assert own_rules(db, scope(party=True), now=NOW) == [rule.id]


def exemptions(db: Session, c: City) -> list[tuple[date, date | None]]:
    known = select(Exemption.from_, Exemption.until).where(col(Exemption.voided_at).is_(None))
    return list(db.exec(known.where(Exemption.person_id == c.in_ward)).all())


def test_an_exemption_is_recorded_with_its_reason_apart_and_ends_on_a_day(db: Session) -> None:
    c = city(db)
    hr = officer(c.ward)
    row = training.exempt(db, hr, scope(c.ward), c.in_ward, c.course, from_=START, reason="  Nghỉ  thai sản ", now=NOW)
    assert row.reason == "Nghỉ thai sản"
    line = db.exec(select(audit.AuditLine)).one()
    assert "Nghỉ" not in str(line.details)
    assert db.exec(select(audit.AuditValue)).one().values == {"reason": "Nghỉ thai sản"}
    assert exemptions(db, c) == [(START, None)]
    assert row.id is not None
    ended = training.end_exemption(db, hr, scope(c.ward), row.id, on=DUE, now=NOW)
    assert exemptions(db, c) == [(START, DUE)]
    assert ended is not None
    assert ended.id is not None
    assert training.end_exemption(db, hr, scope(c.ward), ended.id, on=START, now=NOW) is None
    assert exemptions(db, c) == []


def test_an_exemption_of_no_day_is_refused(db: Session) -> None:
    c = city(db)
    given = {"from_": START, "until": START, "reason": "Ốm", "now": NOW}
    refused("interval-empty", training.exempt, db, officer(c.ward), scope(c.ward), c.in_ward, c.course, **given)


def test_to_end_an_exemption_never_makes_it_longer(db: Session) -> None:
    c = city(db)
    hr, reach = officer(c.ward), scope(c.ward)
    row = training.exempt(db, hr, reach, c.in_ward, c.course, from_=START, until=DUE, reason="Ốm", now=NOW)
    assert training.end_exemption(db, hr, reach, row.id or 0, on=DUE + timedelta(days=30), now=NOW) == row
    assert exemptions(db, c) == [(START, DUE)]


def test_nobody_exempts_themselves_or_somebody_outside_the_scope(db: Session) -> None:
    c = city(db)
    given = {"from_": START, "reason": "Lý do", "now": NOW}
    themselves = officer(c.ward, person=c.in_ward)
    refused("own-exemption", training.exempt, db, themselves, scope(c.ward), c.in_ward, c.course, **given)
    refused("outside-scope", training.exempt, db, officer(c.ward), scope(c.ward), c.in_other, c.course, **given)
    unexplained = {**given, "reason": " "}
    refused("reason-missing", training.exempt, db, CONSOLE, scope(), c.in_ward, c.course, **unexplained)
    assert exemptions(db, c) == []
