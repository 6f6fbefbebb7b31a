"""The overview: on course or not, the past as it was known then, which units need help and why; by hand."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import assessment, learning, organisation, training
from models.rights import DomainError, Right
from models.training import Flag, Reason, State
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, scope
from tests.models.training.test_funnel import let_in

TODAY = date(2026, 3, 2)  # the day of NOW in Hanoi
SEE = Right.SEE_COVERAGE


def give(db: Session, c: City, due: date, *, now=NOW - timedelta(days=40)) -> None:  # type: ignore[no-untyped-def]
    training.create_rule(
        db, CONSOLE, scope(), course_id=c.course, whom=training.Whom(), from_=START, due_on=due, now=now
    )


def complete(db: Session, person: int, course: int, *, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    db.add(
        learning.tables.Completion(
            person_id=person,
            course_id=course,
            edition=1,
            achieved_on=TODAY - timedelta(days=days_ago),
            source=learning.Source.EARNED,
            recorded_at=at,
        )
    )
    db.flush()


def test_the_past_is_what_was_known_then(db: Session) -> None:
    c = city(db)
    give(db, c, date(2026, 3, 10))
    complete(db, c.in_ward, c.course, days_ago=10)
    late = learning.tables.Completion(  # achieved ten days ago, brought in yesterday: nobody knew it a week ago
        person_id=c.in_office,
        course_id=c.course,
        edition=1,
        achieved_on=TODAY - timedelta(days=10),
        source=learning.Source.IMPORTED,
        recorded_at=NOW - timedelta(days=1),
    )
    db.add(late)
    db.flush()

    seen = training.overview(training.Figures().refresh(db), scope(right=SEE), now=NOW)

    assert (seen.figure.total.valid, seen.figure.total.required) == (2, 3)
    past = [((TODAY - one.day).days, one.then.valid, one.then.required) for one in seen.before]
    assert past == [(7, 1, 3), (30, 0, 3)]
    assert [(one.course, one.pairs, one.first) for one in seen.upcoming] == [("an-toan", 1, date(2026, 3, 10))]
    assert seen.overdue_people == 0


def test_whoever_is_most_overdue_needs_help_before_whoever_has_done_least(db: Session) -> None:
    c = city(db)
    for name, done in (
        ("An", True),
        ("Ba", False),
        ("Ca", True),
    ):  # the ward's share is 2 of 5, the office of others 0 of 1
        person = factories.person(db, name)
        factories.posting(db, person, c.ward)
        if done:
            complete(db, person, c.course, days_ago=30)
    whom = {"course_id": c.course, "from_": START, "now": NOW - timedelta(days=40)}
    training.create_rule(db, CONSOLE, scope(), whom=training.Whom(subtree=(c.ward,)), due_on=date(2026, 2, 1), **whom)  # type: ignore[arg-type]
    training.create_rule(db, CONSOLE, scope(), whom=training.Whom(subtree=(c.other,)), due_on=date(2026, 5, 1), **whom)  # type: ignore[arg-type]

    seen = training.overview(training.Figures().refresh(db), scope(right=SEE), now=NOW)

    found = [(need.row.name, need.row.count.valid, need.row.count.required, *need.reasons) for need in seen.needs]
    assert found == [
        ("Phường Hà Đông", 2, 5, (Reason.OVERDUE, 3), (Reason.NO_ACCOUNT, 3)),  # nobody was ever let in
        ("Sở Nội vụ", 0, 1, (Reason.NO_ACCOUNT, 1), (Reason.NOT_STARTED, 1)),
    ]


def test_who_has_no_account_is_a_reason_by_what_they_have_to_do_and_is_counted_as_people(db: Session) -> None:
    """Ward: Bình (two courses) and Đức (one) shut out, Cao let in with two not started, Em done and shut out."""
    c = city(db)
    second = factories.bare_course(db, "van-ban")
    cao, em = factories.person(db, "Cao"), factories.person(db, "Em")
    for person in (cao, em):
        factories.posting(db, person, c.ward)
    whom = {"from_": START, "due_on": date(2026, 5, 1), "now": NOW - timedelta(days=40)}
    for course, people in ((c.course, (c.in_ward, c.in_office, cao, em)), (second, (c.in_ward, cao))):
        mean = training.Whom(people=people)
        training.create_rule(db, CONSOLE, scope(), course_id=course, whom=mean, **whom)  # type: ignore[arg-type]
    complete(db, em, c.course, days_ago=3)

    def reasons() -> tuple[tuple[Reason, int], ...]:
        (need,) = training.overview(training.Figures().refresh(db), scope(right=SEE), now=NOW).needs
        return need.reasons

    let_in(db, cao)
    assert reasons() == ((Reason.NOT_STARTED, 5), (Reason.NO_ACCOUNT, 2))  # 3 of the 5 are theirs
    training.exempt(db, CONSOLE, scope(), cao, second, reason="Đã học nơi khác", from_=START, now=NOW)
    training.exempt(db, CONSOLE, scope(), cao, c.course, reason="Đã học nơi khác", from_=START, now=NOW)
    assert reasons() == ((Reason.NO_ACCOUNT, 2), (Reason.NOT_STARTED, 3)), "the cause first, where it is all of it"
    let_in(db, c.in_ward)
    assert reasons() == ((Reason.NOT_STARTED, 3), (Reason.NO_ACCOUNT, 1))
    let_in(db, c.in_office)
    assert reasons() == ((Reason.NOT_STARTED, 3),)


def test_a_unit_needs_help_for_its_largest_reason(db: Session) -> None:
    c = city(db)
    give(db, c, date(2026, 3, 10))
    complete(db, c.in_other, c.course, days_ago=3)
    progress = {"course_id": c.course, "lesson": "01"}
    for person, days in ((c.in_ward, 20), (c.in_office, 2)):
        opened = NOW - timedelta(days=days)
        db.add(learning.tables.LessonProgress(person_id=person, **progress, opened_at=opened, seen_at=opened))
    db.flush()

    seen = training.overview(training.Figures().refresh(db), scope(right=SEE), now=NOW)

    assert [(need.row.name, need.reasons) for need in seen.needs] == [("Phường Hà Đông", ((Reason.STUCK, 1),))]
    question = training.Question(on=TODAY)
    stuck = training.names(db, scope(right=SEE), question, flag=Flag.STUCK)
    assert [row.full_name for row in stuck.rows] == ["Trần Thị Bình"]
    begun = training.names(db, scope(right=SEE), question, flag=Flag.STARTED)
    assert [row.full_name for row in begun.rows] == ["Trần Thị Bình", "Đỗ Văn Đức"]
    assert dict(seen.figure.total.flags) == {
        Flag.DUE_SOON: 2,
        Flag.STARTED: 2,
        Flag.STUCK: 1,
        Flag.FAILING: 0,
        Flag.RENEWING: 0,
    }


def test_who_failed_twice_since_their_last_completion_is_told_apart(db: Session) -> None:
    """Twice and open: failing. Once, or once before and once after a completion, or completed since: not."""
    c = city(db)
    give(db, c, date(2026, 3, 10))
    lapsed = factories.person(db, "Vũ Thị Hoa")
    factories.posting(db, lapsed, c.ward)
    release = factories.bare_release(db, c.course, edition=1)
    tries = [
        (c.in_ward, 9),
        (c.in_ward, 2),
        (c.in_office, 5),
        (c.in_other, 9),
        (c.in_other, 8),
        (lapsed, 60),
        (lapsed, 3),
    ]
    for number, (person, days) in enumerate(tries, start=1):
        at = NOW - timedelta(days=days)
        told = {
            "course_id": c.course,
            "quiz": "cuoi",
            "number": number,
            "release_id": release,
            "seed": 1,
            "passed": False,
        }
        state = assessment.tables.AttemptState.SUBMITTED
        db.add(assessment.tables.Attempt(person_id=person, started_at=at, submitted_at=at, state=state, **told))
    complete(db, c.in_other, c.course, days_ago=3)
    complete(db, lapsed, c.course, days_ago=50)
    db.flush()
    gone = db.exec(select(learning.tables.Completion).where(learning.tables.Completion.person_id == lapsed)).one()
    gone.valid_until = TODAY - timedelta(days=5)
    db.add(gone)
    db.flush()

    question = training.Question(on=TODAY)
    found = training.names(db, scope(right=SEE), question, flag=Flag.FAILING)
    assert [row.full_name for row in found.rows] == ["Trần Thị Bình"]
    held = training.Figures().refresh(db)
    for day, expected in ((TODAY, 1), (TODAY - timedelta(days=3), 0)):  # of that day the second had not failed
        then = training.coverage(held, scope(right=SEE), training.Question(on=day))
        assert then.total.flags[Flag.FAILING] == expected
    need = training.overview(held, scope(right=SEE), now=NOW).needs[0]
    assert (need.row.name, (Reason.FAILING, 1) in need.reasons) == ("Phường Hà Đông", True)

    # marked anew, one of the two was passed: no failure, but it was one as it was known before
    failed = db.exec(select(assessment.tables.Attempt).where(assessment.tables.Attempt.person_id == c.in_ward)).first()
    assert failed is not None
    assert failed.id is not None
    anew = {"marks": 9.0, "max_marks": 10.0, "passed": True, "kept": False, "vector": [], "recorded_at": NOW}
    db.add(assessment.tables.Regraded(attempt_id=failed.id, **anew))
    db.flush()
    held = training.Figures().refresh(db)
    for known, expected in ((None, 0), (NOW - timedelta(hours=1), 1)):
        then = training.coverage(held, scope(right=SEE), training.Question(on=TODAY, known_at=known))
        assert then.total.flags[Flag.FAILING] == expected


def test_what_happened_since_a_day_is_counted(db: Session) -> None:
    """Since a week ago: one completed, one newly overdue, one came from the other unit, one left the ward."""
    c = city(db)
    give(db, c, TODAY - timedelta(days=3))
    complete(db, c.in_ward, c.course, days_ago=2)
    old = db.exec(select(organisation.Posting).where(organisation.Posting.person_id == c.in_other)).one()
    old.until = TODAY - timedelta(days=4)
    db.add(old)
    factories.posting(db, c.in_other, c.office, from_=TODAY - timedelta(days=4))
    left = factories.person(db, "Vũ Thị Hoa")
    factories.posting(db, left, c.ward, until=TODAY - timedelta(days=1))

    held = training.Figures().refresh(db)
    mine = scope(c.ward, right=SEE)
    week, month = training.overview(held, mine, now=NOW).before
    assert week.events == training.Events(completed=1, renewed=0, lapsed=0, overdue=2, joined=1, left=1)
    assert month.events == training.Events(completed=1, renewed=0, lapsed=0, overdue=2, joined=1, left=1)
    yesterday = training.overview(held, mine, now=NOW, last_look=TODAY - timedelta(days=1)).before[0]
    assert yesterday.events == training.Events(completed=0, renewed=0, lapsed=0, overdue=0, joined=0, left=0)
    assert (yesterday.then.valid, yesterday.then.required) == (1, 3)


def test_reminding_tells_each_once_a_day_and_only_who_is_still_late(db: Session) -> None:
    from models import notices

    c = city(db)
    give(db, c, date(2026, 2, 20))
    complete(db, c.in_other, c.course, days_ago=3)
    question = training.Question(on=TODAY)

    done = training.remind(db, CONSOLE, scope(right=SEE), question, now=NOW)
    assert (done.people, done.left) == (2, 0)
    assert training.remind(db, CONSOLE, scope(right=SEE), question, now=NOW).people == 0
    assert [notices.unread(db, person) for person in (c.in_ward, c.in_office, c.in_other)] == [1, 1, 0]
    assert "20/02/2026" in notices.sentence(notices.of(db, c.in_ward)[0])

    complete(db, c.in_ward, c.course, days_ago=0)
    tomorrow = NOW + timedelta(days=1)
    asked = training.Question(on=TODAY + timedelta(days=1))
    assert training.remind(db, CONSOLE, scope(right=SEE), asked, now=tomorrow).people == 1
    assert notices.unread(db, c.in_office) == 2


def test_reminding_needs_the_right_to_assign_and_stays_inside(db: Session) -> None:
    from models import notices
    from tests.models.training.making import officer

    c = city(db)
    give(db, c, date(2026, 2, 20))
    question = training.Question(on=TODAY)
    with pytest.raises(DomainError, match="forbidden"):
        training.remind(db, officer(c.ward, right=SEE), scope(c.ward, right=SEE), question, now=NOW)
    training.remind(db, officer(c.ward), scope(c.ward, right=SEE), question, now=NOW, state=State.OVERDUE)
    assert [notices.unread(db, person) for person in (c.in_ward, c.in_office, c.in_other)] == [1, 1, 0]


def test_heads_and_leaders_are_counted_apart(db: Session) -> None:
    c = city(db)
    head = factories.person(db, "Vũ Thị Hoa")
    factories.posting(db, head, c.ward, head=True, leader=True)
    deputy = factories.person(db, "Vũ Thị Lan")
    factories.posting(db, deputy, c.ward, leader=True)
    give(db, c, date(2026, 3, 10))
    held = training.Figures().refresh(db)
    for attribute, expected in ((None, 5), (training.Attribute.HEADS, 1), (training.Attribute.LEADERS, 2)):
        question = training.Question(on=TODAY, attribute=attribute)
        assert training.coverage(held, scope(right=SEE), question).total.required == expected
        assert training.names(db, scope(right=SEE), question).total == expected
        assert training.names(db, scope(right=SEE), question, held=held).total == expected
