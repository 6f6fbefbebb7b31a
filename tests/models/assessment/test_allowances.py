"""Extra time and attempts: who may give them, whom they reach, what they change; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import access, assessment, notices
from models.assessment.tables import Allowance, Attempt
from models.audit import AuditLine, AuditValue
from models.organisation import Tree
from models.rights import Actor, DomainError, Right, Role, Scope
from tests import factories
from tests.models.assessment.released import MINUTE, NOW, course, learner, quiz, release

DAY = timedelta(days=1)
TODAY = NOW.date()


class Ward:
    """A ward with one office, a neighbour ward; an officer of the ward, a learner in each, a course with a quiz."""

    def __init__(self, db: Session) -> None:
        city = factories.unit(db, "City")
        self.ward, self.next_ward = factories.unit(db, "Ward", city), factories.unit(db, "Next ward", city)
        self.office = factories.unit(db, "Office", self.ward)
        self.officer = self.person(db, "Lê Thu Hương", self.ward, Role.HR, self.ward)
        self.inside, self.outside = self.person(db, "An", self.office), self.person(db, "Bình", self.next_ward)
        self.rules = quiz(minutes=20, attempts=1)
        self.course_id, self.release_id = release(db, course("safety", self.rules))
        self.scope = access.scope_of(self.officer, Right.ASSIGN)

    def person(self, db: Session, name: str, unit: int, role: Role | None = None, over: int | None = None) -> Actor:
        made = learner(db, name)
        factories.posting(db, made.person_id or 0, unit)
        if role is not None:
            factories.grant(db, made.person_id or 0, role, over)
        return access.actor_for(db, made.person_id or 0, name, now=NOW)

    def give(self, db: Session, **what: Any) -> int:
        values = {"course_id": self.course_id, "reason": "Thị lực kém", "minutes": 10, "now": NOW, **what}
        return assessment.allow(db, values.pop("by", self.officer), values.pop("scope", self.scope), **values)

    def extra(self, db: Session, actor: Actor, now: Any = NOW) -> tuple[int, int]:
        found = assessment.chance(db, actor.person_id or 0, self.course_id, self.rules, now=now).extra
        return found.minutes, found.attempts


def test_extra_time_and_attempts_count_before_the_start_and_in_it(db: Session) -> None:
    ward = Ward(db)
    me = ward.inside
    ward.give(db, person_id=me.person_id, minutes=10, attempts=1)
    told = assessment.chance(db, me.person_id or 0, ward.course_id, ward.rules, now=NOW)
    assert (told.allowed, told.left, told.extra.minutes) == (2, 2, 10)
    assert told.ending is not None
    assert told.ending.minutes == 30
    for _ in range(2):
        key = assessment.start(db, me, ward.release_id, "final", now=NOW)
        assert assessment.view(db, me, key).closes_at == NOW + 30 * MINUTE
        assessment.submit(db, me, key, now=NOW)
    with pytest.raises(DomainError) as caught:
        assessment.start(db, me, ward.release_id, "final", now=NOW)
    assert (caught.value.code, caught.value.values) == ("attempts-used", {"allowed": 2})
    assert ward.extra(db, ward.outside) == (0, 0)


def test_a_units_reaches_all_under_it_and_the_largest_counts(db: Session) -> None:
    ward = Ward(db)
    ward.give(db, unit_id=ward.ward, minutes=10)
    ward.give(db, person_id=ward.inside.person_id, minutes=5, attempts=2, quiz="final")
    ward.give(db, person_id=ward.inside.person_id, minutes=60, quiz="another")
    assert ward.extra(db, ward.inside) == (10, 2)
    assert ward.extra(db, ward.officer) == (0, 0)  # who gave it: nobody gives themselves more time
    assert ward.extra(db, ward.outside) == (0, 0)


def test_it_reaches_an_attempt_that_is_open_and_never_shortens_it(db: Session) -> None:
    ward = Ward(db)
    mine = assessment.start(db, ward.inside, ward.release_id, "final", now=NOW)
    others = assessment.start(db, ward.outside, ward.release_id, "final", now=NOW)
    given = ward.give(db, unit_id=ward.ward, minutes=10, now=NOW + 5 * MINUTE)
    assert assessment.view(db, ward.inside, mine).closes_at == NOW + 30 * MINUTE
    assert assessment.view(db, ward.outside, others).closes_at == NOW + 20 * MINUTE
    ward.give(db, person_id=ward.inside.person_id, minutes=4, now=NOW + 6 * MINUTE)
    assessment.end_allowance(db, ward.officer, ward.scope, given, now=NOW + 7 * MINUTE)
    assert assessment.view(db, ward.inside, mine).closes_at == NOW + 30 * MINUTE
    assert ward.extra(db, ward.inside, NOW + 7 * MINUTE) == (4, 0)


def test_it_does_not_bring_back_an_attempt_whose_time_is_over(db: Session) -> None:
    ward = Ward(db)
    assessment.start(db, ward.inside, ward.release_id, "final", now=NOW)
    ward.give(db, person_id=ward.inside.person_id, minutes=60, now=NOW + 21 * MINUTE)
    assert db.exec(select(Attempt.closes_at)).one() == NOW + 20 * MINUTE


def test_it_counts_on_its_days_only(db: Session) -> None:
    ward = Ward(db)
    ward.give(db, person_id=ward.inside.person_id, until=TODAY + 2 * DAY)
    assert ward.extra(db, ward.inside, NOW + DAY) == (10, 0)
    assert ward.extra(db, ward.inside, NOW + 2 * DAY) == (0, 0)


def test_taken_back_it_stays_on_record(db: Session) -> None:
    ward = Ward(db)
    given = ward.give(db, person_id=ward.inside.person_id)
    for minute in (1, 2):
        assessment.end_allowance(db, ward.officer, ward.scope, given, now=NOW + minute * MINUTE)
    row = db.get_one(Allowance, given)
    assert (row.recorded_at, row.voided_at, row.reason) == (NOW, NOW + MINUTE, "Thị lực kém")
    acts = db.exec(select(AuditLine.act).where(AuditLine.act != "assessment.start").order_by(AuditLine.id)).all()  # type: ignore[arg-type]
    assert acts == ["assessment.allow", "assessment.end-allowance"]
    assert db.exec(select(AuditValue.values)).one() == {"reason": "Thị lực kém"}
    assert [told.kind for told in notices.of(db, ward.inside.person_id or 0)] == ["allowance"]


def test_nobody_gives_any_outside_their_scope_or_to_themselves(db: Session) -> None:
    ward = Ward(db)
    refused = {
        "outside-scope": [{"person_id": ward.outside.person_id}, {"unit_id": ward.next_ward}],
        "own-allowance": [{"person_id": ward.officer.person_id}],
        "forbidden": [
            {"person_id": ward.inside.person_id, "by": ward.inside},
            {"person_id": ward.inside.person_id, "scope": None},  # keeps no course
            {"person_id": ward.inside.person_id, "scope": access.scope_of(ward.officer, Right.SEE_COVERAGE)},
        ],
        "person-unknown": [{}, {"person_id": 999}, {"person_id": 1, "unit_id": 1}],
        "unit-unknown": [{"unit_id": 999}],
        "course-unknown": [{"person_id": ward.inside.person_id, "course_id": 999}],
        "reason-missing": [{"person_id": ward.inside.person_id, "reason": "  "}],
        "words-long": [{"person_id": ward.inside.person_id, "reason": "x" * 501}],
        "interval-empty": [{"person_id": ward.inside.person_id, "until": TODAY}],
        "allowance-size": [
            {"person_id": ward.inside.person_id, "minutes": minutes, "attempts": attempts}
            for minutes, attempts in ((0, 0), (-1, 0), (601, 0), (0, 21), (5, -1))
        ],
    }
    for code, tries in refused.items():
        for what in tries:
            with pytest.raises(DomainError) as caught:
                ward.give(db, **what)
            assert caught.value.code == code, what
    assert db.exec(select(Allowance)).all() == []


def test_a_unit_of_the_party_is_no_unit_here(db: Session) -> None:
    ward = Ward(db)
    cell = factories.unit(db, "Cell", tree=Tree.PARTY)
    everywhere: Scope = access.scope_of(access.operator(), Right.ASSIGN)
    with pytest.raises(DomainError, match="unit-unknown"):
        ward.give(db, by=access.operator(), scope=everywhere, unit_id=cell)


def test_who_keeps_a_course_gives_for_it_and_sees_their_own_only(db: Session) -> None:
    ward = Ward(db)
    other_id, _ = release(db, course("other"))
    trainer = ward.person(db, "Trần Quang Đạt", ward.next_ward)
    factories.grant(db, trainer.person_id or 0, Role.TRAINER, course_id=ward.course_id)
    trainer = access.actor_for(db, trainer.person_id or 0, "Trần Quang Đạt", now=NOW)
    ward.give(db, person_id=ward.inside.person_id)
    ward.give(db, by=trainer, scope=None, person_id=ward.outside.person_id, reason="Máy hỏng")
    with pytest.raises(DomainError, match="forbidden"):
        ward.give(db, by=trainer, scope=None, person_id=ward.outside.person_id, course_id=other_id)

    def listed(actor: Actor, scope: Scope | None) -> list[tuple[str | None, str]]:
        found = assessment.allowances(db, actor, scope, course_id=ward.course_id, now=NOW)
        return [(one.person, one.reason) for one in found]

    assert listed(trainer, None) == [("Bình", "Máy hỏng")]
    assert listed(ward.officer, ward.scope) == [("An", "Thị lực kém")]
    with pytest.raises(DomainError, match="forbidden"):
        listed(ward.inside, None)
