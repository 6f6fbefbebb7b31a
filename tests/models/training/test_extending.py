"""A later last day for single people: states computed by hand, kept through changes of rules, within the scope.

The town is in `telling`: A has An, Bình and Chi, B Dung and Em, and everybody must take the course by 31 March 2026.
"""

from datetime import date, datetime

import pytest
from sqlmodel import col, select

from models import audit, database, notices, organisation, training
from models.rights import Actor, DomainError, Scope
from tests import factories
from tests.models.training.making import officer, own_rules, scope
from tests.models.training.small_world import at, on
from tests.models.training.telling import (
    ASSIGNING,
    CONSOLE,
    COVERAGE,
    PEOPLE,
    Town,
    figure,
    finished,
    give,
    state,
    town,
)


@pytest.fixture
def told(any_database: str) -> Town:
    return town()


def longer(
    told: Town,
    *people: int,
    due: date,
    now: datetime,
    reason: str = "Đi công tác dài ngày",
    actor: Actor = CONSOLE,
    reach: Scope = ASSIGNING,
) -> int:
    with database.writing() as db:
        return training.extend(db, actor, reach, people, told.course, due=due, reason=reason, now=now)


def back(person: int, *, now: datetime, actor: Actor = CONSOLE, reach: Scope = ASSIGNING) -> None:
    with database.writing() as db:
        row = training.Extension
        (number,) = db.exec(select(row.id).where(row.person_id == person, col(row.voided_at).is_(None))).all()
        assert number is not None
        training.take_back_extension(db, actor, reach, number, now=now)


def due_of(person: int) -> list[date]:
    with database.reading() as db:
        row = training.Duty
        read = select(row.due).where(row.person_id == person, col(row.voided_at).is_(None)).order_by(col(row.from_))
        return list(db.exec(read).all())


def refused(code: str, told: Town, *people: int, **terms: object) -> None:
    before = [due_of(person) for person in people]
    with pytest.raises(DomainError) as error:
        longer(told, *people, **{"due": on(4, 30), "now": at(3, 20), **terms})  # type: ignore[arg-type]
    assert error.value.code == code
    assert [due_of(person) for person in people] == before


def test_the_extended_are_late_from_the_day_after_their_own_last_day(told: Town) -> None:
    """On 2 April Bình and Chi, late since the 1st, get until 20 April; An and B get nothing."""
    assert longer(told, told.binh, told.chi, due=on(4, 20), now=at(4, 2)) == 2
    days = (on(3, 31), on(4, 1), on(4, 20), on(4, 21))
    assert [state(told, told.binh, day) for day in days] == ["not-started", "not-started", "not-started", "overdue"]
    assert [state(told, told.an, day) for day in days] == ["not-started", "overdue", "overdue", "overdue"]
    # As it was known before the second of April, both were late on the first.
    assert [state(told, person, on(4, 1), at(4, 1)) for person in (told.binh, told.an)] == ["overdue", "overdue"]
    assert [figure(told.a, day) for day in days] == [(3, 0, 3, 0)] * 4
    with database.reading() as db:
        question = training.Question(on=on(4, 10), unit=None, by=training.By.UNIT)
        counted = training.coverage(training.figures(db), COVERAGE, question).total.states
    assert (counted[training.State.OVERDUE], counted[training.State.NOT_STARTED]) == (3, 2)


def test_taken_back_the_rules_day_holds_again(told: Town) -> None:
    longer(told, told.binh, due=on(4, 20), now=at(3, 20))
    back(told.binh, now=at(4, 6))
    assert [state(told, told.binh, day) for day in (on(3, 31), on(4, 1))] == ["not-started", "overdue"]
    assert state(told, told.binh, on(4, 1), at(4, 5)) == "not-started"
    assert due_of(told.binh) == [on(3, 31)]
    with pytest.raises(ValueError, match="not enough values"):
        back(told.binh, now=at(4, 7))


@pytest.mark.parametrize(
    ("rules_day", "expected"), [(on(2, 28), on(4, 20)), (on(4, 10), on(4, 20)), (on(5, 15), on(5, 15))]
)
def test_a_rule_that_is_changed_later_takes_no_extension_away(told: Town, rules_day: date, expected: date) -> None:
    longer(told, told.binh, due=on(4, 20), now=at(2, 2))
    with database.writing() as db:
        (rule,) = own_rules(db, ASSIGNING, now=at(2, 3))
        training.change_due(db, CONSOLE, ASSIGNING, rule, due_on=rules_day, now=at(2, 3))
    assert (due_of(told.binh), due_of(told.an)) == ([expected], [rules_day])


def test_it_outlives_a_transfer_and_a_second_rule_and_is_no_release_from_either(told: Town) -> None:
    """Bình has until 20 April, moves to B on the 1st; on the 5th another rule asks B for the course by the 25th."""
    longer(told, told.binh, due=on(4, 20), now=at(3, 20))
    with database.writing() as db:
        organisation.place(db, CONSOLE, PEOPLE, told.binh, unit_id=told.b, from_=on(4, 1), now=at(4, 1))
    with database.writing() as db:
        give(db, told.course, told.b, now=at(4, 5), due_on=on(4, 25))
    assert due_of(told.binh) == [on(4, 20), on(4, 25)]
    assert [state(told, told.binh, day) for day in (on(4, 20), on(4, 21))] == ["not-started", "overdue"]
    assert [state(told, told.dung, day) for day in (on(4, 1), on(4, 20))] == ["overdue", "overdue"]


def test_a_duty_that_was_over_keeps_its_day_and_one_that_begins_later_has_the_longer(told: Town) -> None:
    """Heads have 30 days: Em led from 5 January to 1 March, leads again from 1 April, is extended on 5 April."""
    with database.writing() as db:
        other = factories.bare_course(db, "lanh-dao")
        terms = {"whom": training.Whom(head=True), "from_": on(1, 5), "due_days": 30}
        training.create_rule(db, CONSOLE, ASSIGNING, course_id=other, now=at(1, 5), **terms)  # type: ignore[arg-type]
    for start, head, now in ((on(1, 5), True, at(1, 5)), (on(3, 1), False, at(3, 1)), (on(4, 1), True, at(4, 1))):
        with database.writing() as db:
            where = {"unit_id": told.b, "from_": start, "job": organisation.Job(head=head), "now": now}
            organisation.place(db, CONSOLE, PEOPLE, told.em, **where)  # type: ignore[arg-type]
    with database.writing() as db:
        training.extend(db, CONSOLE, ASSIGNING, [told.em], other, due=on(6, 30), reason="Nghỉ ốm", now=at(4, 5))
    days = (on(2, 4), on(2, 5), on(3, 1), on(4, 1), on(5, 2), on(6, 30), on(7, 1))
    assert [state(told, told.em, day, course="lanh-dao") for day in days] == [
        *("not-started", "overdue", "not-assigned", "not-started", "not-started", "not-started", "overdue"),
    ]


def test_who_has_completed_stays_completed(told: Town) -> None:
    finished(told.an, told.course, at(2, 10))
    longer(told, told.an, told.binh, due=on(4, 20), now=at(3, 20))
    assert [state(told, told.an, day) for day in (on(2, 10), on(4, 21))] == ["completed", "completed"]
    assert figure(told.a, on(4, 21)) == (3, 1, 3, 1)


def test_the_later_of_two_counts_and_who_has_as_long_is_left_alone(told: Town) -> None:
    longer(told, told.binh, due=on(4, 20), now=at(3, 20))
    assert longer(told, told.an, told.binh, due=on(4, 20), now=at(3, 21)) == 1
    longer(told, told.binh, due=on(5, 4), now=at(4, 18))
    assert (due_of(told.an), due_of(told.binh)) == ([on(4, 20)], [on(5, 4)])
    refused("extension-not-later", told, told.binh, due=on(5, 4), now=at(4, 18))


def test_what_is_refused_changes_nothing(told: Town) -> None:
    head, ward = officer(told.a), scope(told.a)
    refused("outside-scope", told, told.an, told.dung, actor=head, reach=ward)
    refused("own-extension", told, told.an, told.binh, actor=officer(told.a, person=told.an), reach=ward)
    refused("forbidden", told, told.an, reach=COVERAGE)
    refused("reason-missing", told, told.an, reason="  \n")
    refused("extension-past", told, told.an, due=on(3, 19))
    refused("extension-too-long", told, told.an, due=date(2027, 3, 22))
    refused("extension-not-later", told, told.an, due=on(3, 31))
    refused("extension-too-many", told, *range(10_000, 10_201))
    refused("extension-nobody", told)
    with database.writing() as db:
        stranger = factories.person(db, "Lê Chưa Giao")
        factories.posting(db, stranger, told.a, from_=on(3, 25))
    refused("extension-nobody", told, told.an, stranger)
    with database.writing() as db:
        other = factories.bare_course(db, "du-lieu")
    refused("extension-nobody", Town(**{**vars(told), "course": other}), told.an)
    with database.writing() as db, pytest.raises(DomainError, match="course-unknown"):
        training.extend(db, CONSOLE, ASSIGNING, [told.an], 999, due=on(4, 9), reason="x", now=at(3, 20))


def test_a_head_takes_back_within_the_scope_only_and_once(told: Town) -> None:
    longer(told, told.dung, due=on(4, 20), now=at(3, 20))
    with pytest.raises(DomainError, match="outside-scope"):
        back(told.dung, now=at(3, 21), actor=officer(told.a), reach=scope(told.a))
    with pytest.raises(DomainError, match="own-extension"):
        back(told.dung, now=at(3, 21), actor=officer(told.b, person=told.dung), reach=scope(told.b))
    assert due_of(told.dung) == [on(4, 20)]
    back(told.dung, now=at(3, 22), actor=officer(told.b), reach=scope(told.b))
    with database.writing() as db, pytest.raises(DomainError, match="not-found"):
        training.take_back_extension(db, CONSOLE, ASSIGNING, 1, now=at(3, 23))


def test_the_person_is_told_of_both_and_of_nothing_twice(told: Town) -> None:
    longer(told, told.binh, due=on(4, 20), now=at(3, 20))
    back(told.binh, now=at(3, 21))
    longer(told, told.binh, due=on(4, 20), now=at(3, 22))
    with database.reading() as db:
        said = [(one.kind, one.values["due"]) for one in reversed(notices.of(db, told.binh))]
        assert said == [("extended", "20/04/2026"), ("extension-ended", "31/03/2026"), ("extended", "20/04/2026")]
        assert all("{" not in notices.sentence(one) for one in notices.of(db, told.binh))
        # At home the course is no new one because its day is another.
        mine = training.person_courses(db, told.binh, on(3, 22))
        assert training.untold(db, told.binh, mine) == []
        others = training.person_courses(db, told.an, on(3, 22))
        assert [one.due for one in training.untold(db, told.an, others)] == [on(3, 31)]


def test_history_and_trail_say_who_gave_it_who_took_it_back_and_why(told: Town) -> None:
    longer(told, told.binh, due=on(4, 20), now=at(3, 20), actor=officer(told.a, person=told.an))
    back(told.binh, now=at(3, 21), actor=officer(told.a, person=told.chi))
    with database.reading() as db:
        person = db.get(organisation.Person, told.binh)
        assert person is not None
        (one,) = training.person_record(db, COVERAGE, person.key, now=at(3, 22)).courses
        told_of = [(row.due, row.reason, row.granted_by, row.taken_back_at, row.taken_back_by) for row in one.longer]
        given, taken = "Nguyễn Văn An", "Nguyễn Văn Chi"
        assert told_of == [(on(4, 20), "Đi công tác dài ngày", given, at(3, 21), taken)]
        acts = [(line.act, line.subject_id, line.details["due"]) for line in audit.lines(db, limit=2)]
        assert acts == [
            ("training.take-back-extension", told.binh, "2026-04-20"),
            ("training.extend", told.binh, "2026-04-20"),
        ]
        assert "Đi công tác" not in str([line.details for line in audit.lines(db, limit=2)])
