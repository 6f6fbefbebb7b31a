"""Work that a person judges: written and uploaded on a phone, judged at a desk by keyboard, and the figure moves."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models import text
from tests import city
from tests.browser import scene
from tests.browser.seat import PHONE, Office, Seat, until, writing_to
from tests.models.assessment.judged import SAID, judged_course, pdf
from tests.models.assessment.released import release
from tests.server import Platform, running

SLUG = "judged"


@pytest.fixture(scope="module")
def platform(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform with a course whose final quiz a person judges in part, asked of the cadre's ward."""
    data = tmp_path_factory.mktemp("judged")
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    with writing_to(data / "ky-nang-so.db") as db:
        release(db, judged_course(), at=text.utc_now())
        scene.overdue(db, SLUG, scene.WARD, since=5, ago=-30)
    with running(data) as started:
        yield started


def test_what_a_trainer_judges_completes_the_course_and_moves_the_figure(office: Office) -> None:
    officer = office.seat()
    with office.writing() as db:
        ward = city.unit_key(db, scene.WARD)
    officer.open(f"/coverage?unit={ward}&course={SLUG}")
    officer.enter_as("Cán bộ tổ chức")
    before = completed(officer)

    cadre = office.seat(PHONE)
    cadre.open(f"/quiz?course={SLUG}&quiz=final")
    cadre.enter_as("Cán bộ")
    key = answer(cadre, office)
    expect(cadre.heading()).to_have_text("Chờ chấm điểm")
    cadre.sees(re.compile("đang chờ chấm. Chấm xong sẽ có thông báo"))
    cadre.picture("handed-in", whole=True)
    assert office.rows("SELECT passed FROM attempt WHERE key = ?", key) == [(None,)]
    officer.page.reload()
    officer.settle()
    assert completed(officer) == before, "what waits is not done"

    trainer = office.seat()
    trainer.open("/marking")
    trainer.enter_as("Giảng viên")
    expect(trainer.heading()).to_have_text("2 bài chờ anh/chị chấm")
    trainer.picture("list", whole=True)
    judge(trainer)
    expect(trainer.heading()).to_have_text("1 bài chờ anh/chị chấm")
    judge(trainer)
    expect(trainer.heading()).to_have_text("Không có bài chờ chấm")

    cadre.page.reload()
    expect(cadre.heading()).to_have_text(re.compile(r"^Đạt: 100\s%"))
    cadre.sees("Anh/chị đã hoàn thành khóa học; kết quả được tính cho đơn vị.")
    cadre.picture("judged", whole=True)
    moved = time.monotonic() + 10
    while (after := completed(officer)) == before and time.monotonic() < moved:
        officer.page.reload()
        officer.settle()
    assert after == before + 1


def answer(cadre: Seat, office: Office) -> str:
    """Answer the three questions; what the page calls saved is in the database at that moment. Return the attempt."""
    cadre.press("Bắt đầu làm bài")
    key = office.newest_attempt()
    cadre.choices().filter(has_text="option a").click()
    cadre.sees(re.compile("Đã lưu lúc"))
    cadre.press("Câu tiếp theo")
    field = cadre.page.get_by_role("textbox", name="Câu trả lời")
    field.fill(SAID)
    assert until(lambda: office.saved(key).get(2) == SAID)
    cadre.sees(re.compile("9 chữ · cần 3 đến 50 chữ"))
    cadre.picture("written")
    cadre.press("Câu tiếp theo")
    files = cadre.page.locator("input[type=file]")
    files.set_input_files({"name": "la.pdf", "mimeType": "application/pdf", "buffer": b"MZ a program"})
    cadre.sees(re.compile("^Nội dung tệp không thuộc loại nộp được ở đây"))
    office.faults[:] = [one for one in office.faults if "409" not in one]  # the browser tells of what was refused
    files.set_input_files({"name": "Bài làm.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    cadre.sees("Đã lưu Bài làm.pdf.")
    assert office.rows("SELECT name FROM handed") == [("Bài làm.pdf",)]
    cadre.settle()
    cadre.picture("files", whole=True)
    with cadre.page.expect_download() as download:
        cadre.page.get_by_role("link", name="Bài làm.pdf").click()
    assert Path(download.value.path()).read_bytes() == pdf()
    cadre.press("Xem lại và nộp bài")
    cadre.press("Nộp bài")
    return key


def judge(trainer: Seat) -> None:
    """Judge the oldest answer by keyboard alone, with all points."""
    trainer.press("Chấm bài chờ lâu nhất")
    trainer.sees(re.compile("^Bài số"))
    groups = trainer.page.get_by_role("radiogroup")
    for number, place in enumerate((2, 0)):
        option = groups.nth(number).get_by_role("radio").nth(place)
        option.focus()
        trainer.page.keyboard.press("Space")
        expect(option).to_be_checked()
        trainer.settle()
    trainer.sees(re.compile("5 trên 5 điểm"))
    trainer.picture("judging", whole=True)
    trainer.page.get_by_role("button", name="Chấm xong").focus()
    trainer.page.keyboard.press("Enter")


def completed(officer: Seat) -> int:
    """Return how many have completed the course, as the sentence under the title says it."""
    said = officer.sees(re.compile(r"trên [\d.]+")).inner_text()
    found = re.search(r"([\d.]+) trên [\d.]+", said)
    assert found is not None, said
    return int(found[1].replace(".", ""))
