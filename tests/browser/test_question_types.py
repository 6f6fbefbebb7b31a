"""Each type of question in a real browser: with the keyboard alone and by touch, on a phone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models import courses
from models.courses.questions import kinds
from tests.browser import widgets
from tests.browser.seat import DESK, PHONE, Asked, Office, Seat, questions, until
from tests.browser.test_keyboard import enter
from tests.browser.test_keyboard import tab_to as tab_to_words
from tests.server import PROVING, ROOT, Platform, running

SAVED = re.compile("Đã lưu lúc")
SLUG = "moi-loai-cau-hoi"
TYPES = sorted(courses.KINDS)
SCENARIO = """\
- id: mot-cua
  type: scenario
  text: Sáng thứ hai, bộ phận một cửa nhận được một thư.
  questions:
    - {id: mo-thu, type: truefalse, stem: Nên mở thư ngay., answer: false}
    - id: thu-nao
      type: single
      stem: Thư nào là thư ấy?
      options:
        - {text: "![Thư có ba phần](../media/thu.svg)", right: true}
        - text: "| Từ | Gửi lúc |\\n| --- | --- |\\n| một cửa | 7 giờ |"
        - text: Cả hai
"""
COURSE = """\
title: Mọi loại câu hỏi
status: published
completion: {quiz: thu}
"""
LESSON = "---\ntitle: Mở đầu\n---\nMỗi loại một câu.\n"
SECRETS = (  # feedback, and an answer that nobody types in these tests
    "Chữ v là voice",
    "Ký rồi mà sửa",
    "Văn bản hành chính đi qua hệ thống",
    "Chỉ người ký giữ khóa này",
    "bảy ngày",
    "Tên miền thật là com",
)


def course(folder: Path) -> Path:
    """Write the content of the platform and one course more, with the examples of all types; return the folder."""
    content = shutil.copytree(ROOT / "content", folder / "content")
    place = content / "courses" / SLUG
    for name in ("lessons", "questions", "quizzes", "media"):
        (place / name).mkdir(parents=True)
    (place / "course.yaml").write_text(COURSE, encoding="utf-8")
    (place / "lessons" / "01-mo-dau.md").write_text(LESSON, encoding="utf-8")
    ids = []
    for name in TYPES:
        bank = (kinds.FOLDER / name / "example.yaml").read_text(encoding="utf-8")
        (place / "questions" / f"{name}.yaml").write_text(bank, encoding="utf-8")
        ids += re.findall(r"^- id: (\S+)", bank, re.MULTILINE)
    (place / "questions" / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    ids.append("mot-cua")
    (place / "rubrics").mkdir()
    shutil.copy(kinds.FOLDER / "rubric" / "example.yaml", place / "rubrics" / "mau.yaml")
    shutil.copy(kinds.FOLDER / "hotspot" / "thu.svg", place / "media")
    quiz = f"title: Thử mọi loại\nfeedback: after-submission\ndraw:\n  - questions: [{', '.join(ids)}]\n"
    (place / "quizzes" / "thu.yaml").write_text(quiz, encoding="utf-8")
    return content


@pytest.fixture(scope="module")
def platform(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform that has the course with all types."""
    data = tmp_path_factory.mktemp("types")
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    with running(data, KNS_CONTENT_DIR=str(course(tmp_path_factory.mktemp("content")))) as started:
        yield started


def begin(office: Office, width: int) -> tuple[Seat, str, list[tuple[Asked, courses.Question]]]:
    """Let a new learner begin the quiz; return the seat, the attempt's key, and what is asked."""
    seat = office.seat(width, office.learner())
    seat.open(f"/quiz?course={SLUG}&quiz=thu")
    seat.press("Bắt đầu làm bài")
    seat.sees(re.compile("^Câu 1 trên"))
    attempt = office.newest_attempt()
    asked = questions(office, attempt)
    release = office.rows("SELECT release_id FROM attempt WHERE key = ?", attempt)[0][0]
    with office.writing() as db:
        found = {question.id: question for question in courses.course_at(db, release).questions}
    return seat, attempt, [(one, found[one.name]) for one in asked]


def turn_to(seat: Seat, place: int) -> None:
    seat.open(f"/quiz?course={SLUG}&quiz=thu&question={place}")
    seat.sees(re.compile(f"^Câu {place} trên"))


def no_sideways_scroll(seat: Seat) -> None:
    wide = seat.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth")
    assert wide <= 0


def test_every_type_is_answered_with_the_keyboard_alone(office: Office) -> None:
    seat, attempt, asked = begin(office, PHONE)
    assert {one.type for one, _ in asked} == set(TYPES)
    assert any(question.scenario for _, question in asked)
    frames: list[bytes] = []
    seat.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda sent: frames.append(bytes(sent) if isinstance(sent, bytes) else b"")
        ),
    )
    for one, question in asked:
        turn_to(seat, one.place)
        no_sideways_scroll(seat)
        seat.picture(f"{one.type}-asked")
        widgets.by_keyboard(seat.page, question, one.order)
        seat.sees(SAVED)
        if question.takes_files:
            given = [str(key) for (key,) in office.rows("SELECT key FROM handed")]
        else:
            given = question.parse(question.right_answer())
        assert until(lambda: office.saved(attempt).get(one.place) == given), (  # noqa: B023
            one.type,
            office.saved(attempt).get(one.place),
            given,
        )
        seat.picture(f"{one.type}-answered")
    sent = b"".join(frames).decode("utf-8", "replace")
    assert "Bấm vào dấu hiệu giả" in sent  # the frames are those of the questions
    assert [secret for secret in SECRETS if secret in sent] == []

    for one, question in asked:
        turn_to(seat, one.place)
        holds(seat, one, question)
    tab_to_words(seat, "Xem lại và nộp bài")
    enter(seat)
    tab_to_words(seat, "Nộp bài")
    enter(seat)
    expect(seat.heading()).to_have_text("Chờ chấm điểm")
    seat.picture("handed-in")
    found = office.rows(
        "SELECT i.place, i.marks FROM attempt_item i JOIN attempt a ON a.id = i.attempt_id WHERE a.key = ?", attempt
    )
    judged = {one.place for one, question in asked if isinstance(question, courses.Judged)}
    assert {place: marks for place, marks in found if place not in judged} == {
        one.place: float(question.marks) for one, question in asked if one.place not in judged
    }


def holds(seat: Seat, one: Asked, question: courses.Question) -> None:
    """See the right answer in the widget after the page was opened anew."""
    right = question.right_answer()
    if question.takes_files:
        expect(seat.page.locator(".answer .files a")).to_have_text("Bài làm.pdf")
    elif isinstance(right, dict):
        assert widgets.held(seat.page) == [said for _, said in widgets.in_order(right, one.order)]
    elif isinstance(right, list) and one.type == "order":
        texts = {piece.id: courses.to_plain(str(piece.text)) for piece in dict(question.groups())["items"]}
        expect(seat.page.locator(f"{widgets.ORDER} li > span:first-child")).to_have_text(
            [texts[name] for name in right]
        )
    elif isinstance(right, list):
        assert set(widgets.held(seat.page)[0].split()) == set(right)
        expect(seat.page.locator(".answer .mark")).to_have_count(len(right) if one.type == "hotspot" else 0)
    else:
        assert widgets.held(seat.page) == [str(right).lower() if isinstance(right, bool) else str(right)]


def test_fingers_do_all_of_it_too_and_a_click_beside_is_told(office: Office) -> None:
    seat, attempt, asked = begin(office, PHONE)
    for one, question in asked:
        if one.type in ("short", "number", "written", "task"):
            continue
        turn_to(seat, one.place)
        right = question.right_answer()
        if one.type == "hotspot":
            assert isinstance(right, list)
            touch(seat, question, right)
        else:
            seat.answer(right, one.order)
        seat.sees(SAVED)
        assert until(lambda: office.saved(attempt).get(one.place) == right), (one.type, office.saved(attempt))  # noqa: B023
    seat.picture("touched", whole=True)
    for control in seat.page.locator(".answer :is(button, label, select)").all():
        box = control.bounding_box()
        assert box is None or box["height"] >= 44


def touch(seat: Seat, question: courses.Question, ids: list[str]) -> None:
    """Tap on a picture: first beside all areas, then on those to choose."""
    picture = seat.page.locator(".answer .picture")
    expect(picture.locator("img")).to_be_visible()
    size = picture.bounding_box()
    assert size is not None
    assert size["height"] > 100
    picture.tap(position={"x": size["width"] - 4, "y": size["height"] - 4})
    seat.sees("Chỗ này không có gì để chọn.")
    for name in ids:
        left, top, width, height = question.settings()["boxes"][name]
        x, y = (left + width / 2) * size["width"], (top + height / 2) * size["height"]
        picture.tap(position={"x": x, "y": y})
        seat.sees(re.compile("^Đã chọn: "))
    expect(picture.locator(".mark")).to_have_count(len(ids))
    expect(seat.page.locator(".answer fieldset input:checked")).to_have_count(len(ids))


def test_an_order_left_as_it_stands_is_no_answer_until_it_is_confirmed(office: Office) -> None:
    seat, attempt, asked = begin(office, DESK)
    one, question = next(found for found in asked if found[0].type == "order")
    turn_to(seat, one.place)
    seat.sees("Chưa trả lời: dùng mũi tên để đổi thứ tự.")
    seat.sees("Chưa trả lời câu này")
    assert office.saved(attempt) == {}
    seat.page.get_by_role("button", name="Thứ tự này đã đúng").click()
    seat.sees(SAVED)
    assert office.saved(attempt) == {one.place: one.order}
    first = {piece.id: str(piece.text) for piece in dict(question.groups())["items"]}[one.order[0]]
    seat.page.get_by_role("button", name=f"Đưa xuống: {first}").press("Enter")
    expect(seat.page.locator(".answer [aria-live]")).to_have_text(f"{first}: đang ở vị trí 2 trên {len(one.order)}")
    assert until(lambda: office.saved(attempt)[one.place][1] == one.order[0])
    assert seat.page.evaluate(widgets.FOCUSED)[2] == f"Đưa xuống: {first}"  # the focus went along


def test_what_is_chosen_from_a_list_can_be_read_whole_on_a_phone(office: Office) -> None:
    seat, _attempt, asked = begin(office, PHONE)
    one, _question = next(found for found in asked if found[0].type == "match")
    turn_to(seat, one.place)
    chosen, below = seat.page.locator(".answer select").first, seat.page.locator(".answer .whole").first
    chosen.select_option(label="mã độc khóa tệp rồi đòi tiền chuộc mới trả")
    expect(below).to_be_visible()
    expect(below).to_have_text("mã độc khóa tệp rồi đòi tiền chuộc mới trả")
    chosen.select_option(label="vishing")
    expect(below).to_be_hidden()


def test_a_half_typed_gap_survives_a_closed_tab(office: Office) -> None:
    seat, attempt, asked = begin(office, PHONE)
    one, question = next(found for found in asked if found[0].type == "gaps")
    turn_to(seat, one.place)
    typed = seat.page.get_by_role("textbox", name="Chỗ trống 1 trên 2")
    typed.press_sequentially("7 ng", delay=5)
    seat.page.close(run_before_unload=True)  # within the pause after which a page sends by itself
    gap = question.settings()["gaps"][0]
    assert until(lambda: office.saved(attempt) == {one.place: {gap: "7 ng"}}), office.saved(attempt)
    seat.page = seat.context.new_page()
    turn_to(seat, one.place)
    expect(seat.page.get_by_role("textbox", name="Chỗ trống 1 trên 2")).to_have_value("7 ng")


@pytest.mark.skipif(not PROVING, reason="pictures to look at: make prove")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_the_types_look_at_a_desk(office: Office, scheme: str) -> None:
    """Pictures to look at; and nothing is wider than the page."""
    seat, _, asked = begin(office, DESK)
    seat.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for one, _ in asked:
        turn_to(seat, one.place)
        no_sideways_scroll(seat)
        seat.picture(f"{scheme}-{one.type}")
