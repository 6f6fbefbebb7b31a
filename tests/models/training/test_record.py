"""A person's page: inside the scope only; results, never answers; the Party's for those who may see it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models import learning, organisation, training
from models.assessment.tables import Attempt
from models.organisation import Tree
from models.rights import DomainError, Right
from models.training import State, Whom
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, city, officer, scope

SEE = Right.SEE_COVERAGE
TODAY = date(2026, 3, 2)


def key_of(db: Session, person: int) -> str:
    row = db.get(organisation.Person, person)
    assert row is not None
    return row.key


def test_nobody_outside_the_scope_is_found(db: Session) -> None:
    c = city(db)
    here = scope(c.ward, right=SEE)
    assert training.person_record(db, here, key_of(db, c.in_office), now=NOW).full_name == "Đỗ Văn Đức"
    gone = factories.person(db, "Lê Đã Chuyển")
    factories.posting(db, gone, c.ward, until=date(2026, 2, 1))
    factories.posting(db, gone, c.other, from_=date(2026, 2, 1))
    beside = factories.person(db, "Lê Kiêm Nhiệm")
    factories.posting(db, beside, c.other)
    factories.posting(db, beside, c.ward, main=False)
    for key in (key_of(db, c.in_other), key_of(db, gone), key_of(db, beside), "khong-co", ""):
        with pytest.raises(DomainError, match="not-found"):
            training.person_record(db, here, key, now=NOW)
    with pytest.raises(DomainError, match="forbidden"):
        training.person_record(db, scope(c.ward), key_of(db, c.in_office), now=NOW)


def test_of_many_units_that_a_rule_means_the_persons_own_is_named_first_to_who_sees_all(db: Session) -> None:
    c = city(db)
    more = [factories.unit(db, f"Phường {number}", parent=c.city) for number in (1, 2, 3)]
    whom = Whom(subtree=(*more, c.ward))
    training.create_rule(db, CONSOLE, scope(), course_id=c.course, whom=whom, from_=START, due_days=30, now=NOW)
    seen = training.person_record(db, scope(right=SEE), key_of(db, c.in_office), now=NOW)
    (asked,) = [one.rule.whom for course in seen.courses for one in course.asked if one.rule is not None]
    assert asked == "mọi người thuộc Phường Hà Đông, Phường 1, Phường 2 và 1 đơn vị khác"


def test_party_places_need_the_right_to_see_them(db: Session) -> None:
    c = city(db)
    cell = factories.unit(db, "Chi bộ 1", tree=Tree.PARTY)
    factories.posting(db, c.in_ward, cell, tree=Tree.PARTY)
    training.create_rule(
        db,
        CONSOLE,
        scope(party=True),
        course_id=c.course,
        whom=Whom(subtree=(cell,)),
        from_=START,
        due_days=30,
        now=NOW,
    )
    key = key_of(db, c.in_ward)
    blind = training.person_record(db, scope(c.ward, right=SEE), key, now=NOW)
    assert [place.tree for place in blind.places] == [Tree.ADMINISTRATION]
    assert [asked.rule for asked in blind.courses[0].asked] == [None]
    assert "Chi bộ" not in repr(blind)
    seeing = training.person_record(db, scope(c.ward, right=SEE, party=True), key, now=NOW)
    assert {place.unit for place in seeing.places} == {"Phường Hà Đông", "Chi bộ 1"}
    assert seeing.courses[0].asked[0].rule is not None
    with pytest.raises(DomainError, match="not-found"):  # a root in the Party's tree reads it with the right only
        training.person_record(db, scope(cell, right=SEE), key, now=NOW)


def test_each_course_with_why_it_is_asked_its_proofs_results_and_exemptions(db: Session) -> None:
    c = city(db)
    by = factories.person(db, "Lê Thu Hương")
    training.create_rule(
        db,
        officer(c.city, person=by),
        scope(c.city),
        course_id=c.course,
        whom=Whom(subtree=(c.city,)),
        from_=START,
        due_on=date(2026, 2, 20),
        now=NOW,
    )
    release = factories.bare_release(db, c.course, edition=2)
    db.add(
        Attempt(
            person_id=c.in_office,
            course_id=c.course,
            quiz="cuoi",
            number=1,
            release_id=release,
            seed=1,
            started_at=NOW,
            submitted_at=NOW,
            marks=6,
            max_marks=10,
            passed=False,
            state="submitted",
        )
    )
    db.add(
        learning.tables.Completion(
            person_id=c.in_office,
            course_id=c.course,
            edition=1,
            achieved_on=date(2026, 1, 5),
            source=learning.Source.IMPORTED,
            recorded_at=NOW,
            voided_at=NOW,
        )
    )
    training.exempt(
        db,
        officer(c.city, person=by),
        scope(c.city),
        c.in_office,
        c.course,
        from_=TODAY,
        until=TODAY + timedelta(days=9),
        reason="Đi học tập trung",
        now=NOW,
    )
    (one,) = training.person_record(db, scope(c.ward, right=SEE), key_of(db, c.in_office), now=NOW).courses
    assert one.state.state is State.EXEMPT
    assert [(a.due, a.from_, a.rule and a.rule.whom, a.rule and a.rule.given_by) for a in one.asked] == [
        (date(2026, 2, 20), START, "mọi người thuộc Thành phố", "")  # given from outside the ward
    ]
    assert [(p.achieved_on, p.source, p.revoked) for p in one.proofs] == [
        (date(2026, 1, 5), learning.Source.IMPORTED, True)
    ]
    assert [(t.number, t.marks, t.max_marks, t.passed) for t in one.tries] == [(1, 6, 10, False)]
    assert [(f.reason, f.granted_by, f.until) for f in one.freed] == [
        ("Đi học tập trung", "Lê Thu Hương", TODAY + timedelta(days=9))
    ]
