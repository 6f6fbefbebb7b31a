"""Time that an outage took is given back: once, to whom it took it, and nobody is cut off before."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models import access, assessment
from models.assessment.outages import AFTER
from models.assessment.tables import Attempt, Heartbeat, Outage
from models.audit import AuditLine
from tests.models.assessment.released import MINUTE, NOW, course, learner, quiz, release

SECOND = timedelta(seconds=1)
PLATFORM = access.operator("pages")


def ends(db: Session) -> list[tuple[int, int]]:
    """Return by how many minutes after NOW each attempt closes, and the seconds that it was given back."""
    rows = db.exec(select(Attempt).order_by(Attempt.id).execution_options(populate_existing=True)).all()  # type: ignore[arg-type]
    return [(-1 if one.closes_at is None else (one.closes_at - NOW) // MINUTE, one.given_back) for one in rows]


def test_a_gap_is_given_back_once_to_attempts_whose_time_ran(db: Session) -> None:
    _, timed = release(db, course("timed", quiz(minutes=20)))
    _, free = release(db, course("free", quiz()))
    running, ran_out, handed_in, untimed = (learner(db, name) for name in ("An", "Bình", "Chi", "Dũng"))
    assessment.start(db, running, timed, "final", now=NOW)
    assessment.start(db, ran_out, timed, "final", now=NOW - 19 * MINUTE)
    done = assessment.start(db, handed_in, timed, "final", now=NOW)
    assessment.submit(db, handed_in, done, now=NOW)
    assessment.start(db, untimed, free, "final", now=NOW)
    assert assessment.beat(db, PLATFORM, now=NOW) == 0
    assert assessment.beat(db, PLATFORM, now=NOW + AFTER) == 0
    began = NOW + AFTER
    assert ends(db) == [(20, 0), (1, 0), (20, 0), (-1, 0)]

    back = began + 10 * MINUTE
    assert not assessment.answering(db, now=back)
    assert assessment.beat(db, PLATFORM, now=back) == 2
    assert [assessment.beat(db, PLATFORM, now=back + n * SECOND) for n in (0, 0, 1, 2)] == [0, 0, 0, 0]
    assert ends(db) == [(30, 600), (11, 600), (20, 0), (-1, 0)]
    assert assessment.answering(db, now=back + 2 * SECOND)
    given = select(AuditLine).where(AuditLine.act == "assessment.give-back")
    lines = db.exec(given.order_by(col(AuditLine.id))).all()
    assert [(line.subject_id, line.details) for line in lines] == [(1, {"seconds": 600}), (2, {"seconds": 600})]
    outage = db.exec(select(Outage)).one()
    assert (outage.began_at, outage.ended_at, outage.attempts) == (began, back, 2)


def test_a_quick_restart_is_given_back_where_a_slow_moment_is_not(db: Session) -> None:
    _, timed = release(db, course("timed", quiz(minutes=20)))
    assessment.start(db, learner(db), timed, "final", now=NOW)
    assessment.beat(db, PLATFORM, now=NOW)
    assert assessment.beat(db, PLATFORM, now=NOW + 15 * SECOND) == 0
    assert assessment.beat(db, PLATFORM, now=NOW + 30 * SECOND, starting=True) == 1
    assert [given for _, given in ends(db)] == [15]
    assert assessment.beat(db, PLATFORM, now=NOW + 40 * SECOND, starting=True) == 0


def test_an_attempt_that_was_over_before_the_gap_gets_nothing(db: Session) -> None:
    _, timed = release(db, course("timed", quiz(minutes=20)))
    assessment.start(db, learner(db), timed, "final", now=NOW - 20 * MINUTE)
    assessment.beat(db, PLATFORM, now=NOW)
    assert assessment.beat(db, PLATFORM, now=NOW + 10 * MINUTE) == 0
    assert ends(db) == [(0, 0)]


def test_two_outages_add_up_and_the_view_says_so(db: Session) -> None:
    _, timed = release(db, course("timed", quiz(closes=NOW + 30 * MINUTE)))
    actor = learner(db)
    key = assessment.start(db, actor, timed, "final", now=NOW)
    for minute in (0, 3, 5):
        assessment.beat(db, PLATFORM, now=NOW + minute * MINUTE)
    shown = assessment.view(db, actor, key)
    assert (shown.closes_at, shown.given_back) == (NOW + 35 * MINUTE, 300)


def test_a_clock_that_is_set_back_takes_nothing(db: Session) -> None:
    _, timed = release(db, course("timed", quiz(minutes=20)))
    assessment.start(db, learner(db), timed, "final", now=NOW)
    assessment.beat(db, PLATFORM, now=NOW + 5 * MINUTE)
    assert assessment.beat(db, PLATFORM, now=NOW) == 0
    assert db.exec(select(Heartbeat.at)).one() == NOW + 5 * MINUTE
    assert ends(db) == [(20, 0)]


def test_without_any_beat_the_platform_counts_as_answering(db: Session) -> None:
    assert assessment.answering(db, now=NOW)
