"""The time of a quiz: the page hands in by itself at zero, the worker for somebody who left."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from sqlmodel import select

from models.assessment.tables import Attempt
from tests.browser.seat import COURSE, PHONE, QUIZ, Office, questions, until


def set_end(office: Office, attempt: str, end: datetime) -> None:
    """Move the end of an attempt's time."""
    with office.writing() as db:
        row = db.exec(select(Attempt).where(Attempt.key == attempt)).one()
        row.closes_at = end
        db.add(row)


def test_at_zero_the_page_hands_in_and_shows_the_result(office: Office) -> None:
    seat = office.seat(PHONE, office.learner())
    attempt = seat.begin_quiz()
    seat.sees(re.compile(r"^Còn lại: 19:5\d$"))
    set_end(office, attempt, datetime.now(UTC) + timedelta(seconds=6))
    one = questions(office, attempt)[0]
    seat.answer(one.right, one.order)
    seat.sees(re.compile(r"^Còn lại: 0:0\d$"))
    seat.picture("last-seconds")
    expect(seat.heading()).to_have_text(re.compile("^Chưa đạt"), timeout=15_000)
    seat.settle()
    seat.picture("result")
    assert office.rows("SELECT state, passed FROM attempt WHERE key = ?", attempt) == [("submitted", 0)]
    assert office.saved(attempt) == {1: one.right}


def test_an_abandoned_attempt_is_handed_in_by_the_worker(office: Office) -> None:
    seat = office.seat(PHONE, office.learner())
    attempt = seat.begin_quiz()
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=20)
    set_end(office, attempt, end)
    assert until(lambda: office.rows("SELECT state FROM attempt WHERE key = ?", attempt) == [("submitted",)], 15)
    with office.writing() as db:
        assert db.exec(select(Attempt.submitted_at).where(Attempt.key == attempt)).one() == end
    seat.choices().first.click()  # the page that was left open tells what happened
    expect(seat.heading()).to_have_text(re.compile("^Chưa đạt"))
    seat.open(f"/quiz?course={COURSE}&quiz={QUIZ}")
    seat.sees("Bắt đầu làm bài")
