"""Red, amber and green, the pace and what it comes to: reckoned by hand."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models import database, learning, organisation, training
from models.rights import Right
from models.training import By, Count, Goal, Light, Pace, RowKind, Standing
from models.training.outlook import judge
from tests import factories
from tests.factories import NOW
from tests.models.training.making import CONSOLE, START, City, city, scope

TODAY = date(2026, 3, 2)  # the day of NOW in Hanoi
IN_50 = TODAY + timedelta(days=50)
SEE = Right.SEE_COVERAGE


def count(valid: int, required: int) -> Count:
    return Count(required, valid, {}, {})


@pytest.mark.parametrize(
    ("total", "pace", "by", "standing", "light"),
    [
        (count(0, 0), Pace(0, 30), IN_50, Standing.NOTHING, Light.NONE),
        (count(90, 100), Pace(0, 30), IN_50, Standing.REACHED, Light.GREEN),
        (count(9, 9), Pace(0, 30), IN_50, Standing.REACHED, Light.NONE),  # nine are too few for a colour
        (count(89, 100), Pace(30, 30), TODAY, Standing.BEHIND, Light.AMBER),  # today is still in time
        (count(89, 100), Pace(30, 30), TODAY - timedelta(days=1), Standing.MISSED, Light.RED),
        (count(40, 100), Pace(30, 30), IN_50, Standing.ON_COURSE, Light.GREEN),  # one a day: 90 on the day
        (count(39, 100), Pace(30, 30), IN_50, Standing.BEHIND, Light.AMBER),
        (count(40, 100), Pace(30, 30, lapsing=1), IN_50, Standing.BEHIND, Light.AMBER),  # one runs out before
        (count(40, 100), Pace(7, 7), IN_50, Standing.ON_COURSE, Light.GREEN),
        (count(40, 100), Pace(30, 6), IN_50, Standing.TOO_EARLY, Light.NONE),
    ],
)
def test_where_a_figure_stands(total: Count, pace: Pace, by: date, standing: Standing, light: Light) -> None:
    found = judge(total, Goal(90), pace, by=by, on=TODAY)
    assert (found.standing, found.light) == (standing, light)


def test_what_a_pace_comes_to_and_which_is_needed() -> None:
    """60 of 200; 160 are wanted by the 56th day, 4 run out before: 104 in 8 weeks are 13 a week; 15 in 30 days."""
    found = judge(count(60, 200), Goal(80, TODAY + timedelta(56)), Pace(15, 30, 4), by=TODAY + timedelta(56), on=TODAY)
    assert (found.missing, found.a_week, found.reached_on) == (104, 13, TODAY + timedelta(208))
    assert found.expected == pytest.approx((60 - 4 + 28) / 200)
    nobody = judge(count(60, 200), Goal(80), Pace(0, 30), by=TODAY + timedelta(6), on=TODAY)
    assert (nobody.a_week, nobody.reached_on) == (None, None)


@pytest.mark.parametrize(("days", "a_week"), [(6, None), (7, 100), (14, 50)])
def test_a_pace_is_asked_for_where_a_week_is_left(days: int, a_week: int | None) -> None:
    assert judge(count(60, 200), Goal(80), Pace(9, 30), by=TODAY + timedelta(days), on=TODAY).a_week == a_week


def give(db: Session, c: City, due: date, unit: int, *, days_ago: int = 40) -> None:
    whom = training.Whom(subtree=(unit,))
    given = {"from_": START, "due_on": due, "now": NOW - timedelta(days=days_ago)}
    training.create_rule(db, CONSOLE, scope(), course_id=c.course, whom=whom, **given)  # type: ignore[arg-type]


def people(db: Session, unit: int, number: int) -> list[int]:
    found = [factories.person(db) for _ in range(number)]
    for person in found:
        factories.posting(db, person, unit)
    return found


def complete(db: Session, person: int, course: int, *, days_ago: int, valid: int | None = None) -> None:
    done = learning.tables.Completion(
        person_id=person,
        course_id=course,
        edition=1,
        achieved_on=TODAY - timedelta(days=days_ago),
        valid_until=None if valid is None else TODAY + timedelta(days=valid),
        source=learning.Source.EARNED,
        recorded_at=NOW - timedelta(days=days_ago),
    )
    db.add(done)
    db.flush()


def test_every_unit_has_a_light_of_its_own_by_its_own_target_and_pace(db: Session) -> None:
    """Ward: 20 asked (one sat there, one below), 6 done lately; other: 10 asked, 9 done long ago, 1 overdue."""
    c = city(db)
    mine, others = people(db, c.ward, 18), people(db, c.other, 9)
    give(db, c, TODAY + timedelta(days=100), c.ward)
    give(db, c, TODAY - timedelta(days=1), c.other)
    for person in mine[:6]:
        complete(db, person, c.course, days_ago=10)
    for person in others:
        complete(db, person, c.course, days_ago=39, valid=20)
    rights = {"percent": 50, "due": TODAY + timedelta(days=20), "now": NOW}
    training.set_target(db, CONSOLE, scope(), unit_id=c.ward, course_id=None, **rights)  # type: ignore[arg-type]

    held = training.Figures().refresh(db)
    figure, found = training.judged(held, scope(right=SEE), training.Question(on=TODAY))

    units = {row.name: (row.count.valid, row.count.required, found.parts[row.kind, row.key]) for row in figure.rows}
    valid, required, ward = units["Phường Hà Đông"]
    assert (valid, required, ward.goal.percent, ward.by) == (6, 20, 50, TODAY + timedelta(days=20))
    assert (ward.pace, ward.standing) == (
        Pace(6, 30, 0),
        Standing.ON_COURSE,
    )  # four are missing, a fifth a day: 20 days
    assert (ward.missing, ward.reached_on) == (4, TODAY + timedelta(days=20))
    valid, required, other = units["Sở Nội vụ"]
    assert (valid, required, other.goal.percent) == (9, 10, 90)
    assert (other.standing, other.light) == (Standing.REACHED, Light.GREEN)
    # 27 of 30 are wanted of all, 15 are there, 9 of them until the twentieth day; three may be overdue, one is: the
    # fourth is in a hundred days
    assert (found.total.by, found.total.missing) == (TODAY + timedelta(days=100), 12 + 9)
    assert (found.total.pace, found.total.light) == (Pace(6, 30, 9), Light.AMBER)  # 15 - 9 + 20 in 100 days

    by_course = training.judged(held, scope(right=SEE), training.Question(on=TODAY, by=By.COURSE))[1]
    assert by_course.parts.keys() == {(RowKind.COURSE, "an-toan")}


def test_of_a_course_given_some_days_ago_nothing_is_foretold(db: Session) -> None:
    c = city(db)
    people(db, c.ward, 18)
    give(db, c, TODAY + timedelta(days=100), c.ward, days_ago=6)
    held = training.Figures().refresh(db)
    found = training.judged(held, scope(right=SEE), training.Question(on=TODAY))[1].total
    assert (found.standing, found.missing, found.a_week) == (Standing.TOO_EARLY, 18, 2)


def test_what_was_done_before_it_was_asked_is_no_pace(db: Session) -> None:
    """20 asked ten days ago; ten had done it by themselves ten days before that, one did it on the day, none since."""
    c = city(db)
    mine = people(db, c.other, 19)
    give(db, c, TODAY + timedelta(days=40), c.other, days_ago=10)
    for person in mine[:10]:
        complete(db, person, c.course, days_ago=20)
    complete(db, mine[10], c.course, days_ago=10)
    found = training.judged(training.Figures().refresh(db), scope(right=SEE), training.Question(on=TODAY))[1].total
    assert (found.pace, found.standing) == (Pace(1, 10), Standing.BEHIND)


def test_a_pace_holds_thirty_days_and_what_runs_out_on_the_targets_day_is_made_up_for(sqlite_database: str) -> None:
    """Ten days ahead is the target's: what counts for the last time the day before has run out on it."""
    with database.writing() as db:
        c = city(db)
        mine = people(db, c.other, 19)
        give(db, c, TODAY + timedelta(days=100), c.other)
        due = TODAY + timedelta(days=10)
        training.set_target(db, CONSOLE, scope(), unit_id=c.other, course_id=None, percent=50, due=due, now=NOW)
        for person, days_ago, valid in zip(mine, (29, 30, 0), (10, 11, 9), strict=False):
            complete(db, person, c.course, days_ago=days_ago, valid=valid)
        key = db.get_one(organisation.Unit, c.other).key
        asked = training.Question(on=TODAY, unit=key)
        whole = training.judged(training.Figures().refresh(db), scope(right=SEE), asked)[1]
        part = training.judged(training.Figures().refresh(db), scope(right=SEE), training.Question(on=TODAY))[1]
    for found in (whole.total, part.parts[RowKind.UNIT, key]):
        assert (found.pace, found.by) == (Pace(2, 30, 2), due)


def test_a_part_of_a_split_stands_as_it_does_alone(db: Session) -> None:
    """One course was given 40 days ago, another eight; the second's row and its own page say the same of it."""
    c = city(db)
    mine = people(db, c.other, 19)
    second = factories.bare_course(db, "van-ban")
    give(db, c, TODAY + timedelta(days=20), c.other)
    whom = training.Whom(subtree=(c.other,))
    given = {"from_": START, "due_on": TODAY + timedelta(days=20), "now": NOW - timedelta(days=8)}
    training.create_rule(db, CONSOLE, scope(), course_id=second, whom=whom, **given)  # type: ignore[arg-type]
    for person in mine[:8]:
        complete(db, person, second, days_ago=5)
    held = training.Figures().refresh(db)
    parts = training.judged(held, scope(right=SEE), training.Question(on=TODAY, by=By.COURSE))[1].parts
    assert parts[RowKind.COURSE, "van-ban"].pace == Pace(8, 8)
    assert parts[RowKind.COURSE, "an-toan"].pace == Pace(0, 30)
    for slug in ("an-toan", "van-ban"):
        alone = training.judged(held, scope(right=SEE), training.Question(on=TODAY, course=slug))[1].total
        assert parts[RowKind.COURSE, slug] == alone


def test_renewals_keep_up_a_rate_and_are_no_progress_beside_what_runs_out(db: Session) -> None:
    """40 asked, 32 valid, 36 wanted and no day named. Two did it anew within a month, one for the first time: 3 in 30
    days. 8 have still to do it by the fiftieth day; of the 32, six run out before: 4 + 6 are missing, and 5 come.
    """
    c = city(db)
    mine = people(db, c.other, 39)
    give(db, c, TODAY + timedelta(days=50), c.other)
    for person in mine[:23]:
        complete(db, person, c.course, days_ago=100)
    for person in mine[23:29]:
        complete(db, person, c.course, days_ago=300, valid=50)
    for person in mine[29:31]:
        complete(db, person, c.course, days_ago=360, valid=5)
        complete(db, person, c.course, days_ago=10, valid=355)
    complete(db, mine[31], c.course, days_ago=10)
    complete(db, mine[32], c.course, days_ago=400, valid=-1)  # has run out: neither valid nor progress
    _figure, found = training.judged(training.Figures().refresh(db), scope(right=SEE), training.Question(on=TODAY))
    total = found.total
    assert (total.by, total.pace) == (TODAY + timedelta(days=50), Pace(3, 30, 6))
    assert (total.missing, total.standing) == (10, Standing.BEHIND)
    assert total.expected == pytest.approx((32 - 6 + 5) / 40)


def test_a_target_without_a_day_is_needed_by_the_day_after_which_too_much_would_be_overdue(db: Session) -> None:
    """Of ten one may be missing (90 per cent): the one due in 20 days alone makes no hurry, the nine in 40 do."""
    c = city(db)
    first, *others = people(db, c.other, 10)
    for some, days in (([first], 20), (others, 40)):
        whom, due = training.Whom(people=tuple(some)), TODAY + timedelta(days=days)
        training.create_rule(db, CONSOLE, scope(), whom=whom, course_id=c.course, due_on=due, from_=TODAY, now=NOW)
    _figure, found = training.judged(training.Figures().refresh(db), scope(right=SEE), training.Question(on=TODAY))
    assert found.total.by == TODAY + timedelta(days=40)
