"""The state of a person and a course on a day, one story a test, each worked out by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models import database, training
from models.assessment.tables import Attempt, AttemptState
from models.learning.tables import Completion, LessonProgress, Source
from models.organisation import Status, Tree
from models.training import Duty, Exemption, Flag, PersonCourse, Rule, State
from models.training.columns import load
from models.training.coverage import flagged
from models.training.states import states
from tests import factories
from tests.factories import BEFORE, LONG_AGO, NOW

TODAY = date(2026, 3, 2)
DUE = date(2026, 3, 31)


class Case:
    """One person in one unit with a duty since January, due at the end of March."""

    def __init__(self, db: Session, *, assigned: bool = True, status: Status = Status.ACTIVE) -> None:
        self.db = db
        self.unit = factories.unit(db, "Phường")
        self.person = factories.person(db)
        factories.posting(db, self.person, self.unit, status=status)
        self.course = factories.bare_course(db, "an-toan")
        self.rule = self.add(Rule(course_id=self.course, whom={}, from_=LONG_AGO, recorded_at=BEFORE)).id
        if assigned:
            self.duty()

    def add(self, row: Any) -> Any:
        self.db.add(row)
        self.db.flush()
        return row

    def duty(self, **extra: Any) -> Duty:
        values = {"from_": date(2026, 1, 1), "due": DUE, "recorded_at": BEFORE, **extra}
        return self.add(Duty(person_id=self.person, course_id=self.course, rule_id=self.rule, **values))

    def completion(self, achieved: date, **extra: Any) -> Completion:
        values = {"edition": 1, "source": Source.EARNED, "recorded_at": BEFORE, **extra}
        return self.add(Completion(person_id=self.person, course_id=self.course, achieved_on=achieved, **values))

    def exemption(self, from_: date, until: date | None = None) -> None:
        self.add(
            Exemption(
                person_id=self.person, course_id=self.course, from_=from_, until=until, reason="x", recorded_at=BEFORE
            )
        )

    def opened(self, at: datetime) -> None:
        self.add(LessonProgress(person_id=self.person, course_id=self.course, lesson="01", opened_at=at, seen_at=at))

    def tried(self, at: datetime, number: int = 1, **result: Any) -> None:
        """A quiz that was begun, and handed in at once where it has a result."""
        about: dict[str, Any] = {"person_id": self.person, "course_id": self.course, "release_id": 1, "seed": 1}
        if result:
            about |= {"state": AttemptState.SUBMITTED, "submitted_at": at}
        self.add(Attempt(quiz="q", number=number, started_at=at, **about, **result))

    def flags(self, on: date) -> set[Flag]:
        pairs = states(load(self.db), Tree.ADMINISTRATION, on)
        return {flag for flag in Flag if flagged(pairs, flag, on)[0]}

    def look(self, on: date = TODAY, known_at: datetime | None = None, tree: Tree = Tree.ADMINISTRATION) -> State:
        pairs = states(load(self.db), tree, on, known_at)
        assert len(pairs.person) == 1
        return training.STATES[pairs.state[0]]


def test_a_duty_that_nothing_was_done_for_is_not_started_until_the_day_after_it_was_due(db: Session) -> None:
    case = Case(db)
    assert case.look(date(2025, 12, 31)) is State.NOT_ASSIGNED
    assert case.look(date(2026, 1, 1)) is State.NOT_STARTED
    assert case.look(DUE) is State.NOT_STARTED
    assert case.look(DUE + timedelta(days=1)) is State.OVERDUE


def test_an_opened_lesson_is_in_progress_from_its_day_in_hanoi_and_overdue_comes_first(db: Session) -> None:
    case = Case(db)
    case.opened(datetime(2026, 2, 1, 17, 0, tzinfo=UTC))  # midnight in Hanoi: 2 February has begun
    assert case.look(date(2026, 2, 1)) is State.NOT_STARTED
    assert case.look(date(2026, 2, 2)) is State.IN_PROGRESS
    assert case.look(date(2026, 2, 2), known_at=datetime(2026, 2, 1, 16, 59, tzinfo=UTC)) is State.NOT_STARTED
    assert case.look(date(2026, 4, 1)) is State.OVERDUE


def test_an_attempt_that_was_begun_is_in_progress_too(db: Session) -> None:
    case = Case(db)
    case.tried(NOW)
    assert case.look() is State.IN_PROGRESS
    assert case.look(TODAY - timedelta(days=1)) is State.NOT_STARTED


@pytest.mark.parametrize("by", [Case.opened, Case.tried])
def test_who_began_fourteen_days_ago_is_stuck_and_a_day_before_was_not(
    sqlite_database: str, by: Callable[[Case, datetime], None]
) -> None:
    with database.writing() as db:
        case = Case(db)
        by(case, datetime(2026, 2, 15, 17, 0, tzinfo=UTC))  # the first moment of the 16th in Hanoi
        assert case.flags(date(2026, 3, 1)) == {Flag.STARTED}
        assert case.flags(date(2026, 3, 2)) == {Flag.STARTED, Flag.STUCK}
        case.duty(due=date(2026, 3, 1))
        assert case.flags(date(2026, 3, 2)) == {Flag.STARTED}, "overdue comes first"


def test_who_failed_twice_after_the_day_of_the_last_completion_is_failing(sqlite_database: str) -> None:
    """An hour before midnight in Hanoi still belongs to the day of the completion, whatever came first on it."""
    with database.writing() as db:
        case = Case(db)
        case.completion(date(2026, 2, 10), valid_until=date(2026, 2, 20))
        case.tried(datetime(2026, 2, 10, 16, tzinfo=UTC), 1, passed=False)
        case.tried(datetime(2026, 2, 10, 17, tzinfo=UTC), 2, passed=False)
        assert case.flags(date(2026, 3, 2)) == {Flag.STARTED}, "one of the two is of the day of the completion"
        case.tried(datetime(2026, 3, 1, 3, tzinfo=UTC), 3, passed=False)
        assert case.flags(date(2026, 2, 28)) == {Flag.STARTED}
        assert case.flags(date(2026, 3, 1)) == {Flag.STARTED, Flag.FAILING}


def test_what_is_due_within_fourteen_days_is_due_soon(sqlite_database: str) -> None:
    with database.writing() as db:
        case = Case(db)
        days = {day: case.flags(date(2026, 3, day)) for day in (16, 17, 31)}
        assert days == {16: set(), 17: {Flag.DUE_SOON}, 31: {Flag.DUE_SOON}}
        assert case.flags(date(2026, 4, 1)) == set()


def test_a_completion_counts_from_its_day_until_the_day_before_its_end_and_then_is_expired(db: Session) -> None:
    case = Case(db)
    case.completion(date(2026, 2, 10), valid_until=date(2027, 2, 10))
    assert case.look(date(2026, 2, 9)) is State.NOT_STARTED
    assert case.look(date(2026, 2, 10)) is State.COMPLETED
    assert case.look(date(2027, 2, 9)) is State.COMPLETED
    assert case.look(date(2027, 2, 10)) is State.EXPIRED


def test_a_completion_before_the_duty_counts_unless_the_duty_asks_for_a_newer_one(db: Session) -> None:
    case = Case(db)
    case.completion(date(2025, 6, 1))
    assert case.look() is State.COMPLETED
    case.duty(not_before=date(2026, 1, 1), due=date(2026, 2, 1))
    assert case.look() is State.DUE_AGAIN  # not overdue: a valid one exists
    case.completion(date(2026, 1, 1))
    assert case.look() is State.COMPLETED


def test_no_two_completions_together_satisfy_what_one_must(db: Session) -> None:
    case = Case(db)
    case.duty(not_before=date(2026, 1, 1))
    factories.bare_release(db, case.course, edition=2, renews=True, at=datetime(2026, 2, 1, tzinfo=UTC))
    case.completion(date(2025, 12, 1), edition=2)  # the edition, but too old for the duty
    case.completion(date(2026, 1, 15), edition=1)  # new enough, but the old edition before its release
    assert case.look() is State.DUE_AGAIN
    case.completion(date(2026, 2, 1), edition=1)  # an attempt begun before, achieved on the release's day
    assert case.look() is State.COMPLETED


def test_a_renewing_edition_asks_from_its_release_on_as_far_as_it_was_known(db: Session) -> None:
    case = Case(db)
    case.completion(date(2026, 1, 10))
    at = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
    factories.bare_release(db, case.course, edition=2, renews=True, at=at)
    assert case.look(date(2026, 1, 31)) is State.COMPLETED
    assert case.look(date(2026, 2, 1)) is State.DUE_AGAIN
    assert case.look(date(2026, 2, 1), known_at=at - timedelta(seconds=1)) is State.COMPLETED


def test_an_edition_that_does_not_renew_asks_nothing_and_a_mended_one_asks_nothing_again(db: Session) -> None:
    case = Case(db)
    case.completion(date(2026, 1, 10))
    factories.bare_release(db, case.course, edition=2, at=datetime(2026, 2, 1, tzinfo=UTC))
    assert case.look() is State.COMPLETED
    factories.bare_release(db, case.course, edition=3, renews=True, at=datetime(2026, 2, 10, tzinfo=UTC))
    case.completion(date(2026, 2, 15), edition=2)
    factories.bare_release(db, case.course, edition=3, renews=True, at=datetime(2026, 2, 20, tzinfo=UTC))
    assert case.look() is State.COMPLETED


@pytest.mark.parametrize(("status", "state"), [(Status.ON_LEAVE, State.ON_LEAVE), (Status.INACTIVE, State.INACTIVE)])
def test_who_is_away_is_neither_required_nor_overdue(db: Session, status: Status, state: State) -> None:
    case = Case(db, status=status)
    case.exemption(LONG_AGO)
    case.completion(date(2026, 1, 10))
    assert case.look() is state


def test_without_a_main_posting_in_the_tree_a_person_is_inactive_there(db: Session) -> None:
    case = Case(db)
    other = factories.unit(db, "Chi bộ", tree=Tree.PARTY)
    assert case.look(tree=Tree.PARTY) is State.INACTIVE
    factories.posting(db, case.person, other, tree=Tree.PARTY, main=False)
    assert case.look(tree=Tree.PARTY) is State.INACTIVE
    factories.posting(db, case.person, other, tree=Tree.PARTY)
    assert case.look(tree=Tree.PARTY) is State.NOT_STARTED


def test_a_record_that_points_to_another_is_inactive(db: Session) -> None:
    case = Case(db)
    factories.same(db, case.person, factories.person(db))
    db.flush()
    assert case.look() is State.INACTIVE


def test_an_exemption_covers_its_days_and_comes_before_completion_and_duty(db: Session) -> None:
    case = Case(db)
    case.completion(date(2026, 1, 10))
    case.exemption(date(2026, 3, 1), date(2026, 4, 1))
    assert case.look(date(2026, 2, 28)) is State.COMPLETED
    assert case.look(date(2026, 3, 1)) is State.EXEMPT
    assert case.look(date(2026, 4, 1)) is State.COMPLETED


def test_a_voluntary_completion_is_not_assigned(db: Session) -> None:
    case = Case(db, assigned=False)
    case.completion(date(2026, 1, 10))
    assert case.look() is State.NOT_ASSIGNED


def test_the_earliest_due_day_of_the_duties_in_force_counts(db: Session) -> None:
    case = Case(db)
    case.duty(due=date(2026, 3, 1), until=date(2026, 3, 5))
    assert case.look(date(2026, 3, 2)) is State.OVERDUE
    assert case.look(date(2026, 3, 5)) is State.NOT_STARTED  # the stricter rule has ended


def test_what_was_entered_or_voided_later_was_not_known_before(db: Session) -> None:
    case = Case(db)
    late = NOW + timedelta(days=10)
    row = case.completion(date(2026, 2, 1), recorded_at=late)
    assert case.look() is State.COMPLETED
    assert case.look(known_at=late - timedelta(microseconds=1)) is State.NOT_STARTED
    assert case.look(known_at=late) is State.COMPLETED
    row.voided_at = late + timedelta(days=1)
    db.flush()
    assert case.look() is State.NOT_STARTED
    assert case.look(known_at=late) is State.COMPLETED
    assert case.look(known_at=late + timedelta(days=1)) is State.NOT_STARTED


def test_a_retired_course_asks_nothing_from_that_day_on(db: Session) -> None:
    case = Case(db)
    release = factories.bare_release(db, case.course, edition=2, at=NOW)
    db.get_one(factories.Release, release).status = "retired"
    db.flush()
    assert case.look(TODAY - timedelta(days=1)) is State.NOT_STARTED
    assert case.look() is State.NOT_ASSIGNED
    assert case.look(known_at=NOW - timedelta(seconds=1)) is State.NOT_STARTED


def test_a_persons_own_courses_say_what_is_due_and_what_counts(db: Session) -> None:
    case = Case(db)
    assert training.person_courses(db, case.person, date(2026, 3, 16)) == [
        PersonCourse(case.course, State.NOT_STARTED, True, DUE, False, False, None, None, None)
    ]
    soon = training.person_courses(db, case.person, date(2026, 3, 17))[0]
    assert soon.due_soon
    case.completion(date(2026, 3, 18), valid_until=date(2027, 3, 18), source=Source.TESTED_OUT)
    case.opened(datetime(2026, 3, 18, 3, 0, tzinfo=UTC))
    assert training.person_courses(db, case.person, date(2026, 3, 20)) == [
        PersonCourse(
            case.course,
            State.COMPLETED,
            True,
            DUE,
            False,
            True,
            date(2026, 3, 18),
            date(2027, 3, 18),
            Source.TESTED_OUT,
        )
    ]
    assert training.person_courses(db, case.person + 1, TODAY) == []
