"""Renewals by hand: a window in which one may renew, days of grace after the end, and nothing that is ever wiped."""

from datetime import date

import pytest
from sqlmodel import col, select

from models import audit, changes, database, learning, notices, training
from models.rights import Actor, DomainError, Right
from models.training import Duty, Flag, Question, Renewal, State
from tests import factories
from tests.models.training import making
from tests.models.training.making import CONSOLE, START, City, city, officer, scope
from tests.models.training.small_world import at, on
from tests.models.training.telling import COVERAGE, NOW, Town, figure, finished, give, state, town

OPEN_DUTIES = select(Duty).where(col(Duty.voided_at).is_(None))


def reader() -> Actor:
    return officer(0, right=Right.SEE_COVERAGE)


@pytest.fixture
def t(any_database: str) -> Town:
    """A course that An completed on 10 February 2026, valid before 10 June; its rule: window 30 days, grace 14."""
    made = town()
    with database.writing() as db:
        terms = {"due_on": on(3, 31), "renewal": Renewal(window=30, grace=14)}
        for rule in making.rules(db):
            training.end_rule(db, CONSOLE, scope(), rule.id or 0, on=on(1, 5), now=at(1, 6))
        give(db, made.course, made.city, now=at(1, 6), **terms)  # type: ignore[arg-type]
    finished(made.an, made.course, at(2, 10), until=on(6, 10))
    return made


def mine(person: int, day: date) -> training.PersonCourse:
    with database.reading() as db:
        (one,) = training.person_courses(db, person, day)
        return one


def renewing(day: date) -> list[str]:
    """Who is on the list of those who can renew, and that the figure says as many."""
    with database.reading() as db:
        question = Question(on=day)
        listed = training.names(db, COVERAGE, question, flag=Flag.RENEWING).rows
        total = training.coverage(training.figures(db), COVERAGE, question).total
        assert total.flags[Flag.RENEWING] == len(listed)
        return [row.full_name for row in listed]


def test_in_the_window_one_is_asked_and_still_counts(t: Town) -> None:
    assert (mine(t.an, on(5, 10)).renewing, renewing(on(5, 10))) == (False, [])
    asked = mine(t.an, on(5, 11))  # thirty days before 10 June
    assert (asked.state, asked.renewing, asked.due) == (State.COMPLETED, True, on(6, 9))
    assert renewing(on(5, 11)) == ["Nguyễn Văn An"]
    assert state(t, t.an, on(6, 9)) == "completed"
    assert figure(t.city, on(6, 9)) == (5, 1, 5, 1)


def test_after_the_end_come_days_of_grace_and_only_then_it_has_expired(t: Town) -> None:
    """Ended on 10 June; 14 days of grace: due again from the 10th to the 23rd, expired from the 24th on."""
    days = (on(6, 9), on(6, 10), on(6, 23), on(6, 24))
    assert [state(t, t.an, day) for day in days] == ["completed", "due-again", "due-again", "expired"]
    assert (mine(t.an, on(6, 10)).due, mine(t.an, on(7, 1)).due) == (on(6, 23), on(6, 23))
    assert figure(t.city, on(6, 10)) == (5, 0, 5, 0)


def test_a_renewal_adds_a_completion_and_takes_none_away(t: Town) -> None:
    finished(t.an, t.course, at(5, 20), until=on(9, 20))
    days = (on(5, 19), on(5, 20), on(6, 10), on(9, 19), on(9, 20))
    assert [state(t, t.an, day) for day in days] == [*["completed"] * 4, "due-again"]
    assert not mine(t.an, on(5, 21)).renewing
    assert mine(t.an, on(8, 21)).renewing
    with database.reading() as db:
        of_an = select(learning.tables.Completion).where(learning.tables.Completion.person_id == t.an)
        rows = db.exec(of_an.order_by(col(learning.tables.Completion.achieved_on))).all()
        assert [(row.achieved_on, row.valid_until, row.voided_at) for row in rows] == [
            (on(2, 10), on(6, 10), None),
            (on(5, 20), on(9, 20), None),
        ]
    assert state(t, t.an, on(5, 21), at(5, 19)) == "completed", "as it was known then"


def test_a_renewal_too_late_counts_from_its_day_on(t: Town) -> None:
    finished(t.an, t.course, at(7, 1), until=on(11, 1))
    assert [state(t, t.an, day) for day in (on(6, 30), on(7, 1))] == ["expired", "completed"]


def test_a_rule_may_ask_more_often_than_the_course_and_the_proof_stays_what_it_is(t: Town) -> None:
    """Every three months: what An achieved on 10 February counts for it before 10 May, though valid before 10 June."""
    with database.writing() as db:
        strict = {"from_": on(1, 6), "due_days": 14, "renewal": Renewal(months=3, window=10)}
        give(db, t.course, t.a, now=at(3, 1), **strict)  # type: ignore[arg-type]
    days = (on(4, 9), on(4, 10), on(5, 9), on(5, 10))
    assert [mine(t.an, day).renewing for day in days] == [False, True, True, False]  # 30 days of the first rule
    assert [state(t, t.an, day) for day in days] == ["completed", "completed", "completed", "expired"]
    assert mine(t.an, on(5, 9)).due == on(5, 9)
    with database.reading() as db:
        (proof,) = learning.achieved(db, t.an, t.course)
        assert proof.valid_until == on(6, 10)


def test_three_months_from_the_end_of_november_end_with_february(t: Town) -> None:
    finished(t.binh, t.course, at(11, 30))
    with database.writing() as db:
        for rule in making.rules(db):
            training.end_rule(db, CONSOLE, scope(), rule.id or 0, on=on(12, 1), now=NOW)
        give(db, t.course, t.a, now=NOW, from_=on(11, 1), due_days=14, renewal=Renewal(months=3))  # type: ignore[arg-type]
    days = (date(2027, 2, 27), date(2027, 2, 28))
    assert [state(t, t.binh, day) for day in days] == ["completed", "expired"]


def test_who_may_renew_is_told_once_in_words_of_their_own(t: Town) -> None:
    with database.writing() as db:
        for day in (on(5, 11), on(5, 12)):
            for duty in training.untold(db, t.an, training.person_courses(db, t.an, day)):
                training.tell_given(db, t.an, duty, slug="an-toan", title="An toàn", now=at(5, 12))
        assert [(told.kind, told.values["due"]) for told in notices.of(db, t.an)] == [("renewal", "09/06/2026")]


def happened(t: Town, today: date, since: date) -> training.Events:
    """What the overview says has happened between two days."""
    with database.reading() as db:
        seen = training.overview(training.figures(db), COVERAGE, now=at(today.month, today.day), last_look=since)
    return seen.before[0].events


def events(completed: int = 0, renewed: int = 0, lapsed: int = 0) -> tuple[int, int, int]:
    return completed, renewed, lapsed


def test_since_a_day_who_renewed_is_not_newly_done_and_what_ran_out_is_said(t: Town) -> None:
    """An: 10 February, valid before 10 June, renewed on 20 May, valid before 20 September. Bình: first on 25 May."""

    def told(today: date, since: date) -> tuple[int, int, int]:
        found = happened(t, today, since)
        return found.completed, found.renewed, found.lapsed

    assert told(on(2, 12), on(2, 9)) == events(completed=1)
    assert told(on(6, 12), on(6, 1)) == events(lapsed=1)  # in its days of grace
    assert told(on(6, 30), on(6, 1)) == events(lapsed=1)  # expired
    assert told(on(6, 30), on(6, 10)) == events()  # it had run out before that day
    finished(t.an, t.course, at(5, 20), until=on(9, 20))
    finished(t.binh, t.course, at(5, 25), until=on(9, 25))
    assert told(on(6, 12), on(5, 19)) == events(completed=1, renewed=1)
    assert told(on(6, 12), on(5, 21)) == events(completed=1)
    assert told(on(6, 12), on(2, 9)) == events(completed=2), "on that day An had none"
    finished(t.an, t.course, at(9, 28), until=on(12, 28))
    assert told(on(9, 30), on(9, 27)) == events(completed=1), "it had run out: done anew, in its days of grace"
    assert told(on(9, 30), on(9, 15)) == events(renewed=1, lapsed=1), "it counted on the 15th; Bình's has run out"


def test_a_renewal_of_a_joined_record_is_none_of_a_newcomer(t: Town) -> None:
    with database.writing() as db:
        other = factories.person(db, "Nguyễn Văn An")
        factories.posting(db, other, t.a)
        factories.same(db, t.an, other)
        training.reconcile(db, now=at(2, 12))
        changes.note(db, changes.Kind.PEOPLE, None, now=at(2, 12))
    assert happened(t, on(5, 18), on(5, 17)).completed == 0
    finished(other, t.course, at(5, 20), until=on(9, 20))
    found = happened(t, on(6, 12), on(5, 19))
    assert (found.completed, found.renewed) == (0, 1)


def the_rule() -> training.Rule:
    with database.reading() as db:
        return making.rules(db)[0]


def supposed(renewal: Renewal, day: date) -> tuple[int, int, int, int]:
    """What a change is said to do on a day: lapsed, due again, back, asked."""
    with database.reading() as db:
        rule, held = making.rules(db)[0], training.figures(db)
        hit = training.renewed_by(db, held, scope(), rule.id or 0, renewal, now=at(day.month, day.day))
    return hit.lapsed, hit.again, hit.back, hit.asked


def test_a_changed_renewal_holds_from_then_on_wipes_nothing_and_is_known_when_it_was_said(t: Town) -> None:
    """An's completion of 10 February ends on 10 June; every three months instead, it ended on 10 May."""
    before = the_rule()
    with database.reading() as db:
        duties = {(duty.person_id, duty.from_, duty.until, duty.due) for duty in db.exec(OPEN_DUTIES)}
    assert supposed(Renewal(months=3), on(5, 20)) == (1, 0, 0, 0)
    assert supposed(Renewal(months=3, grace=14), on(5, 20)) == (0, 1, 0, 0)
    with database.writing() as db:
        new = training.change_renewal(db, CONSOLE, scope(), before.id or 0, Renewal(months=3, window=10), now=at(5, 20))
        assert (new.key, new.due_on, new.whom, new.from_) == (before.key, before.due_on, before.whom, before.from_)
        (line,) = audit.lines(db, act="training.change-renewal")
        said = {name: value for name, value in line.details.items() if name.startswith("renew")}
        assert said == {
            "renew_months": 3, "renew_months_before": None, "renew_window": 10, "renew_window_before": 30,
            "renew_grace": 0, "renew_grace_before": 14,
        }  # fmt: skip
    days = (on(4, 29), on(4, 30), on(5, 9), on(5, 10))
    assert [mine(t.an, day).renewing for day in days] == [False, True, True, False]
    assert [state(t, t.an, day) for day in days] == ["completed", "completed", "completed", "expired"]
    assert state(t, t.an, on(5, 19), at(5, 19)) == "completed", "as it was known then"
    assert figure(t.city, on(5, 20)) == (5, 0, 5, 0)
    with database.reading() as db:
        assert {(duty.person_id, duty.from_, duty.until, duty.due) for duty in db.exec(OPEN_DUTIES)} == duties
        (proof,) = learning.achieved(db, t.an, t.course)
        assert proof.valid_until == on(6, 10)
    assert supposed(Renewal(window=30, grace=14), on(5, 20)) == (0, 0, 1, 0)
    assert supposed(Renewal(months=4, window=30), on(5, 20)) == (0, 0, 1, 0), "until 10 June"
    with database.writing() as db:
        training.change_renewal(db, CONSOLE, scope(), new.id or 0, Renewal(window=5, grace=14), now=at(5, 21))
    assert state(t, t.an, on(5, 21)) == "completed"
    assert supposed(Renewal(window=30, grace=14), on(5, 21)) == (0, 0, 0, 1)


def test_a_renewal_is_changed_by_whom_the_rule_lies_within_and_once(t: Town) -> None:
    rule, strict = the_rule(), Renewal(months=3)
    with database.writing() as db:
        with pytest.raises(DomainError, match="not-found"):
            training.change_renewal(db, officer(t.a), scope(t.a), rule.id or 0, strict, now=NOW)
        with pytest.raises(DomainError, match="not-found"):
            training.renewed_by(db, training.figures(db), scope(t.a), rule.id or 0, strict, now=NOW)
        with pytest.raises(DomainError, match="forbidden"):
            training.change_renewal(db, reader(), scope(), rule.id or 0, strict, now=NOW)
        with pytest.raises(DomainError, match="renewal-invalid"):
            training.change_renewal(db, CONSOLE, scope(), rule.id or 0, Renewal(months=0), now=NOW)
        training.change_renewal(db, CONSOLE, scope(), rule.id or 0, strict, now=NOW)
        with pytest.raises(DomainError, match="changed-meanwhile"):
            training.change_renewal(db, CONSOLE, scope(), rule.id or 0, Renewal(months=4), now=NOW)


@pytest.mark.parametrize("renewal", [Renewal(months=0), Renewal(months=121), Renewal(window=-1), Renewal(grace=181)])
def test_a_renewal_that_makes_no_sense_is_refused(db_city: City, renewal: Renewal) -> None:
    whom = training.Whom(subtree=(db_city.ward,))
    with database.writing() as db, pytest.raises(DomainError, match="renewal-invalid"):
        training.create_rule(
            db,
            CONSOLE,
            scope(),
            course_id=db_city.course,
            whom=whom,
            from_=START,
            due_days=14,
            now=NOW,
            renewal=renewal,
        )


@pytest.fixture
def db_city(any_database: str) -> City:
    with database.writing() as db:
        return city(db)
