"""The time of a quiz: its last minute, what is added to it, zero, where the page hands in; the worker; a lost line."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from models.assessment.tables import Attempt
from tests.browser.seat import COURSE, PHONE, QUIZ, Office, Seat, questions, until
from tests.server import ROOT, Platform, running

WARNED = re.compile(r"(^|\s)last(\s|$)")
LOST = re.compile("^Mất kết nối")


@pytest.fixture(scope="module")
def platform(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform whose exam gives a minute to finish after its time, and asks all its questions on one page."""
    data = tmp_path_factory.mktemp("clock")
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    content = shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("rules") / "content")
    rules = content / "courses" / COURSE / "quizzes" / f"{QUIZ}.yaml"
    rules.write_text(f"grace: 1\nper_page: all\n{rules.read_text(encoding='utf-8')}", encoding="utf-8")
    with running(data, KNS_CONTENT_DIR=str(content)) as started:
        yield started


def begin(office: Office) -> tuple[Seat, str]:
    """Let a new learner begin the exam on a phone; return the seat and the attempt's key."""
    seat = office.seat(PHONE, office.learner())
    seat.open(f"/quiz?course={COURSE}&quiz={QUIZ}")
    seat.sees("Hết giờ, có thêm 1 phút để làm nốt câu đang làm.")
    seat.press("Bắt đầu làm bài")
    seat.sees(re.compile("^Câu 1 đến"))
    return seat, office.newest_attempt()


def answer_first(seat: Seat, option: int = 0) -> None:
    """Choose an option of the first question that has some, on which the page draws its clock anew."""
    seat.choices().nth(option).click()
    seat.page.wait_for_timeout(100)
    seat.settle()


def set_end(office: Office, attempt: str, end: datetime) -> None:
    """Move the end of an attempt's time."""
    with office.writing() as db:
        row = db.exec(select(Attempt).where(Attempt.key == attempt)).one()
        row.closes_at = end
        db.add(row)


def test_the_last_minute_what_is_added_and_zero(office: Office) -> None:
    seat, attempt = begin(office)
    clock = seat.page.get_by_role("timer")
    expect(clock).to_have_text(re.compile(r"^Còn lại: (20:00|19:5\d)$"))
    expect(clock).not_to_have_class(WARNED)
    top = seat.page.get_by_role("heading", name="Câu 1", exact=True).bounding_box()

    set_end(office, attempt, datetime.now(UTC) + timedelta(seconds=66))
    answer_first(seat)
    expect(clock).to_have_text(re.compile(r"^Còn lại: 0:0\d$"))
    expect(clock).to_have_class(WARNED)
    expect(clock).to_have_css("font-weight", "700")
    seat.picture("last-seconds")
    expect(clock).to_have_text(re.compile(r"^Hết giờ, làm nốt trong (1:00|0:5\d)$"))
    assert seat.page.get_by_role("heading", name="Câu 1", exact=True).bounding_box() == top  # nothing moved
    seat.page.get_by_role("heading", name="Câu 9", exact=True).scroll_into_view_if_needed()
    expect(clock).to_be_in_viewport()
    seat.picture("added-time")

    answer_first(seat, 1)  # an answer is still taken; the same one again would take a box's tick away
    assert until(lambda: bool(office.saved(attempt)))
    kept = office.saved(attempt)
    assert list(kept) == [min(one.place for one in questions(office, attempt) if one.order or one.type == "truefalse")]
    set_end(office, attempt, datetime.now(UTC) + timedelta(seconds=3))
    seat.page.reload()
    expect(seat.heading()).to_have_text(re.compile("^Chưa đạt"), timeout=15_000)
    seat.settle()
    seat.sees(re.compile(r"^Hết giờ lúc .*nộp tự động\.$"))
    seat.picture("result")
    assert office.rows("SELECT state, passed, submitted_at = closes_at FROM attempt WHERE key = ?", attempt) == [
        ("submitted", 0, 1)
    ]
    assert office.saved(attempt) == kept


def test_a_lost_line_is_said_until_the_answer_has_arrived(office: Office) -> None:
    seat, attempt = begin(office)
    office.watching = False  # the browser complains about each of its own tries
    seat.context.set_offline(True)
    seat.choices().first.click()
    seat.sees(LOST)
    seat.picture("lost-line")
    assert office.saved(attempt) == {}
    seat.context.set_offline(False)
    expect(seat.page.get_by_text(LOST)).to_have_count(0)
    seat.sees(re.compile("Đã lưu lúc"))
    assert len(office.saved(attempt)) == 1


def test_an_abandoned_attempt_is_handed_in_by_the_worker(office: Office) -> None:
    seat, attempt = begin(office)
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=20)
    set_end(office, attempt, end)
    assert until(lambda: office.rows("SELECT state FROM attempt WHERE key = ?", attempt) == [("submitted",)], 15)
    with office.writing() as db:
        assert db.exec(select(Attempt.submitted_at).where(Attempt.key == attempt)).one() == end
    office.watching = False  # the browser tells of the answer that came too late
    seat.choices().first.click()  # the page that was left open tells what happened
    expect(seat.heading()).to_have_text(re.compile("^Chưa đạt"))
    seat.sees(re.compile(r"^Hết giờ lúc"))
    office.watching = True
    seat.open(f"/quiz?course={COURSE}&quiz={QUIZ}")
    seat.sees("Bắt đầu làm bài")
