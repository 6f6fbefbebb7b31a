"""Where the last attempt counts, computed by hand: what a worse one takes away, and what it never does.

The quiz is that of `test_regrading`: 6 marks, 70 % (4.2 marks) are needed, An's answer to the single choice is 'b'.
"""

from datetime import date

import pytest
from sqlmodel import Session, select

from models import access, assessment, courses, learning, notices
from models.assessment import Treatment
from models.courses import Course, Keep
from models.learning import Decision, Source, Standing
from models.learning.tables import Certificate
from models.rights import Right
from tests.models.assessment.released import NOW, RIGHT
from tests.models.learning.taking import QUIZ_AND_LESSONS, read_all
from tests.models.learning.test_regrading import B_FOR_A, DAY, LATER, LOW, Story, standing

FOUR = {**RIGHT, "q-multiple": None}  # 4 of 6: 66.7 %
THREE = {**B_FOR_A, "q-multiple": None}  # 3 of 6
TODAY = date(2026, 3, 2)


@pytest.fixture
def reading(db: Session) -> Story:
    """Lessons and the quiz complete the course."""
    return Story(db, keep="last", completion=QUIZ_AND_LESSONS)


@pytest.fixture
def quiz_only(db: Session) -> Story:
    return Story(db, keep="last")


def test_a_worse_attempt_takes_a_pass_away_that_has_completed_nothing_yet(reading: Story) -> None:
    db = reading.db
    an, first = reading.sits("Lê An", RIGHT)
    _, second = reading.sits("Lê An", FOUR, at=NOW + DAY, actor=an)

    assert read_all(db, an, reading.release_id, now=NOW + 2 * DAY) is None
    tries = assessment.results(db, an.person_id or 0)
    release = courses.Released(reading.course_id, reading.release_id, "", _course(reading))
    assert not learning.progress(db, an.person_id or 0, release).quiz_passed
    come_to = assessment.standing(tries, Keep.LAST)
    assert (come_to.percent, come_to.passed) == (tries[1].percent, False)
    assert (reading.result(an, first).superseded, reading.result(an, second).superseded) == (True, False)

    _, third = reading.sits("Lê An", B_FOR_A, at=NOW + 3 * DAY, actor=an)  # 5 of 6: passed again, all lessons read
    assert standing(db) == [(TODAY + 3 * DAY, Source.EARNED)]
    assert reading.result(an, third).completion is not None


def test_where_the_highest_counts_the_same_attempts_complete_the_course(db: Session) -> None:
    story = Story(db, completion=QUIZ_AND_LESSONS)
    an, first = story.sits("Lê An", RIGHT)
    story.sits("Lê An", FOUR, at=NOW + DAY, actor=an)
    assert not story.result(an, first).superseded
    assert read_all(db, an, story.release_id, now=NOW + 2 * DAY) is not None


def test_what_was_achieved_stands_whatever_the_next_attempt_is_worth(quiz_only: Story) -> None:
    db = quiz_only.db
    an, _ = quiz_only.sits("Lê An", RIGHT)
    number = db.exec(select(Certificate.key)).one()
    _, worse = quiz_only.sits("Lê An", LOW, at=NOW + DAY, actor=an)

    assert standing(db) == [(TODAY, Source.EARNED)]
    assert learning.check_certificate(db, number, now=NOW + DAY).standing is Standing.VALID
    found = quiz_only.result(an, worse)
    assert (found.passed, found.completion) == (False, None)
    assert found.valid is not None
    assert found.valid.achieved_on == TODAY
    counted = assessment.quiz_statistics(db, quiz_only.trainer, quiz_only.course_id, _course(quiz_only), "final")
    assert (counted.people, counted.passed_first, counted.passed) == (1, 1, 0)  # by the quiz alone: not passed by now


def test_a_regrade_moves_the_last_attempt_and_leaves_alone_what_it_had_replaced(reading: Story) -> None:
    """Without the single choice there are 5 marks: 5 of 5, then 3 of 5, where they were 6 of 6 and 4 of 6."""
    db = reading.db
    an, _first = reading.sits("Lê An", {**RIGHT, "q-number": "9"})  # 5 of 6: passed; 4 of 6 by the new key: would fail
    reading.sits("Lê An", THREE, at=NOW + DAY, actor=an)  # 3 of 6; 4 of 6 by the new key: fails as before
    reading.mends("b")
    key = reading.regrades(Treatment.KEY)
    assert {name: count for name, count in reading.counts(key).items() if count} == {
        "moved": 2,
        "up": 1,
        "down": 1,
        "people": 1,
    }
    assert reading.lost() == []  # nobody has to decide about a pass that had been replaced
    assert [one.kind for one in notices.of(db, an.person_id or 0)] == ["regraded"]
    assert read_all(db, an, reading.release_id, now=LATER) is None


def test_a_regrade_that_lets_the_last_attempt_pass_completes_the_course(reading: Story) -> None:
    db = reading.db
    an, _ = reading.sits("Lê An", RIGHT)
    _, last = reading.sits(
        "Lê An", {**B_FOR_A, "q-number": "9"}, at=NOW + DAY, actor=an
    )  # 4 of 6; 5 of 6 by the key 'b'
    assert read_all(db, an, reading.release_id, now=NOW + 2 * DAY) is None
    reading.mends("b")
    key = reading.regrades(Treatment.KEY)
    assert (reading.counts(key)["won"], reading.counts(key)["completed"]) == (1, 1)
    assert standing(db) == [(TODAY + 2 * DAY, Source.EARNED)]
    assert reading.result(an, last).completion is not None


def test_an_earlier_attempt_that_passes_by_a_regrade_completes_only_what_it_would_have_then(db: Session) -> None:
    """Both fail; by the key 'b' the first passes. Bình had read everything before his second attempt, An had not."""
    story = Story(db, keep="last", completion=QUIZ_AND_LESSONS)
    first = {**B_FOR_A, "q-number": "9"}  # 4 of 6; 5 of 6 by the key 'b'
    an, _ = story.sits("Lê An", first)
    binh, _ = story.sits("Lê Bình", first)
    read_all(db, binh, story.release_id, now=NOW)
    for who in (an, binh):
        story.sits("", LOW, at=NOW + DAY, actor=who)  # 3 of 6; 4 of 6 by the key 'b'
    read_all(db, an, story.release_id, now=NOW + 2 * DAY)
    story.mends("b")
    key = story.regrades(Treatment.KEY)
    assert (story.counts(key)["won"], story.counts(key)["completed"]) == (1, 1)
    assert standing(db) == [(TODAY, Source.EARNED)]
    assert learning.achieved(db, an.person_id or 0) == ()


def test_a_completion_whose_attempt_was_followed_by_a_worse_one_is_still_an_offices_to_decide(quiz_only: Story) -> None:
    db = quiz_only.db
    an, key = quiz_only.sits("Lê An", {**RIGHT, "q-number": "9"})  # 5 of 6: passed; 4 of 6 by the key 'c'
    quiz_only.sits("Lê An", {}, at=NOW + DAY, actor=an)
    quiz_only.mends("c")
    quiz_only.regrades(Treatment.KEY)
    assert [one.full_name for one in quiz_only.lost()] == ["Lê An"]
    assert standing(db) == [(TODAY, Source.EARNED)]
    learning.decide(
        db,
        quiz_only.hr,
        access.scope_of(quiz_only.hr, Right.ASSIGN),
        quiz_only.lost()[0].key,
        Decision.WITHDRAWN,
        "",
        now=LATER,
    )
    assert standing(db) == []
    assert not quiz_only.result(an, key).result.passed


def _course(story: Story) -> Course:
    return assessment.released(story.db, story.release_id)[1]
