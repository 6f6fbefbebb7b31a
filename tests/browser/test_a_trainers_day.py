"""A trainer's day at a desk: how the quiz goes, which question is hard, and what learners ask and are told."""

import json
import re
from typing import Any

from playwright.sync_api import expect

from models import courses
from tests import city
from tests.browser.seat import COURSE, DESK, PHONE, Office, Seat

ASKED = "Điện thoại cơ quan cũ không cài được ứng dụng xác thực thì làm thế nào?"
ANSWER = "Anh/chị dùng tin nhắn xác thực trong lúc chờ đổi máy.\nBài 2 sẽ nói rõ hơn."


def test_a_trainer_sees_what_is_hard_and_answers_who_asked(office: Office) -> None:
    cadre = office.seat(PHONE)
    cadre.sign_in("canbo")
    asks_in_a_lesson(cadre, office)
    trainer = office.seat(DESK)
    trainer.sign_in("giangvien")
    looks_at_the_quiz(trainer, office)
    answers(trainer)
    reads_the_answer(cadre)


def asks_in_a_lesson(cadre: Seat, office: Office) -> None:
    """Ask the trainers from within a lesson."""
    with office.writing() as db:
        lesson = city.shipped(db).course.lessons[1]
    cadre.open(f"/lesson?course={COURSE}&lesson={lesson.name}")
    cadre.follow("Hỏi giảng viên hoặc báo sai sót")
    cadre.sees(str(lesson.title))
    cadre.page.get_by_role("textbox", name="Nội dung").fill(ASKED)
    cadre.press("Gửi")
    cadre.sees(re.compile("Chờ trả lời, hạn"))


def looks_at_the_quiz(trainer: Seat, office: Office) -> None:
    """Go from the courses to one question's answers: all counted, with those who left it empty as many as asked."""
    trainer.turn_to("Khóa học tôi phụ trách")
    trainer.picture("courses")
    card = trainer.main().locator("[data-testid=stVerticalBlock]").filter(has_text=COURSE).last
    card.get_by_role("link", name="Kết quả bài kiểm tra").click()
    trainer.settle()
    attempts = office.rows(
        "SELECT count(DISTINCT person_id), count(*) FROM attempt a JOIN course c ON c.id = a.course_id"
        " WHERE c.slug = ? AND a.state = 'submitted'",
        COURSE,
    )[0]
    trainer.sees(f"{attempts[0]} người đã nộp bài, tổng cộng {attempts[1]} lượt.")
    trainer.picture("quiz-results")
    question, given = first_answers(office)
    trainer.choose("Xem một câu", courses.to_plain(question["stem"]["vi"])[:60])
    told = trainer.sees(f"Được hỏi trong {len(given)} lần làm đầu tiên").inner_text()
    rows = trainer.main().get_by_role("table").filter(has_text="Số người chọn").get_by_role("row").all_inner_texts()[1:]
    counts = dict(re.fullmatch(r"(?:✓ )?(.+)\s+(\d+) \(.*\)", row, re.DOTALL).groups() for row in rows)  # type: ignore[union-attr]
    assert {words.strip(): int(count) for words, count in counts.items()} == {
        courses.to_plain(option["text"]["vi"]): given.count(option["id"]) for option in question["options"]
    }
    assert 0 < sum(map(int, counts.values())) == len(given) - given.count(None)
    trainer.picture("one-question", whole=True)
    trainer.page.reload()
    trainer.settle()
    trainer.sees(told)


def first_answers(office: Office) -> tuple[Any, list[str | None]]:
    """Return a question of the quiz with one right option, and what each first attempt chose, None: nothing."""
    first: dict[int, Any] = {}
    for person, vector in office.rows(
        "SELECT a.person_id, a.vector FROM attempt a JOIN course c ON c.id = a.course_id"
        " WHERE c.slug = ? AND a.state = 'submitted' ORDER BY a.id",
        COURSE,
    ):
        first.setdefault(person, json.loads(vector))
    texts = dict(office.rows("SELECT hash, text FROM content_text"))
    asked = [(json.loads(texts[digest]), given) for vector in first.values() for digest, given, *_ in vector]
    question = next(one for one, given in asked if one["type"] == "single" and given is not None)
    return question, [said for one, said in asked if one == question]


def answers(trainer: Seat) -> None:
    """Answer what waits, without learning who asked."""
    trainer.turn_to("Câu hỏi gửi đến")
    expect(trainer.heading()).to_have_text("1 nội dung chờ anh/chị trả lời")
    trainer.follow("Mở")
    trainer.sees(ASKED)
    assert city.NAMES["canbo"] not in trainer.page.content()
    trainer.page.get_by_role("textbox", name="Câu trả lời").fill(ANSWER)
    trainer.picture("answering")
    trainer.press("Gửi trả lời")
    trainer.sees("Đã trả lời")
    trainer.follow("Câu hỏi gửi đến")
    expect(trainer.heading()).to_have_text("Không có nội dung chờ trả lời")
    trainer.picture("inbox-answered")


def reads_the_answer(cadre: Seat) -> None:
    """The asker is told, reads the answer, and the notice is no longer new."""
    cadre.open("/")
    bell = cadre.main().get_by_role("link", name=re.compile("^Thông báo"))
    expect(bell).to_have_accessible_name(re.compile("mới"))
    bell.click()
    cadre.settle()
    expect(cadre.heading()).to_have_text(re.compile(r"^\d+ thông báo mới$"))
    cadre.picture("notices")
    answer = cadre.main().locator("[data-testid=stVerticalBlock]").filter(has_text="trả lời").last
    answer.get_by_role("link", name="Mở").click()
    cadre.settle()
    cadre.sees("Anh/chị dùng tin nhắn xác thực trong lúc chờ đổi máy.")
    cadre.sees("Đã trả lời")
    cadre.picture("answered")
    cadre.open("/notices")
    expect(cadre.heading()).to_have_text("Không có thông báo mới")
