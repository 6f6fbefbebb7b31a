"""Everything that a learner must do can be done with Tab, arrows, Enter and Space."""

import re

from playwright.sync_api import expect

from tests.browser.seat import DESK, Office, Seat

FOCUSED = """() => {
  let at = document.activeElement
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
  if (!at) return ["", "", ""]
  return [at.tagName, at.getAttribute("type") || "", (at.innerText || at.getAttribute("aria-label") || "").trim()]
}"""


def tab_to(seat: Seat, words: str, tag: str = "", limit: int = 60) -> None:
    """Press Tab until what has these words (or is such an element) has the focus."""
    passed = []
    for _press in range(limit):
        seat.page.keyboard.press("Tab")
        name, kind, said = seat.page.evaluate(FOCUSED)
        passed.append(f"{name} {kind} {said[:40]}")
        if (
            words in said
            and name not in ("BODY", "MAIN")
            and (not tag or f"{name} {kind}".strip().lower().startswith(tag))
        ):
            return
    raise AssertionError(f"no way by Tab to {words or tag}: {passed}")


def enter(seat: Seat) -> None:
    """Press Enter and wait for what it brings."""
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_timeout(100)
    seat.settle()


def test_a_learner_needs_no_mouse(office: Office) -> None:
    seat = office.seat(DESK)
    seat.open("/")
    tab_to(seat, "Cán bộ")
    enter(seat)
    expect(seat.heading()).to_contain_text("khóa học cần hoàn thành")
    tab_to(seat, "Bắt đầu")
    enter(seat)
    seat.sees(re.compile("^Bài 1 trên 8"))

    tab_to(seat, "", "input radio")
    seat.page.keyboard.press("ArrowDown")
    seat.sees(re.compile("^(Đúng|Chưa đúng)$"))
    seat.picture("check-answered")
    tab_to(seat, "Bài tiếp theo")
    enter(seat)
    seat.sees(re.compile("^Bài 2 trên 8"))
    expect(seat.heading()).to_be_in_viewport()
    tab_to(seat, "Bài trước")  # the focus began at the new lesson's top, so the next stop is on it
    assert office.rows("SELECT count(*) FROM lesson_progress WHERE finished_at IS NOT NULL AND lesson LIKE '01-%'")

    seat.open("/quiz?course=an-toan-thong-tin&quiz=cuoi-khoa")
    tab_to(seat, "Bắt đầu làm bài")
    enter(seat)
    seat.sees(re.compile("^Câu 1 trên"))
    expect(seat.main().locator(".answer input").first).to_be_visible()  # or the flag below it is the first to be met
    tab_to(seat, "", "input")
    kind = seat.page.evaluate(FOCUSED)[1]
    seat.page.keyboard.press("Space" if kind in ("radio", "checkbox") else "1")
    seat.sees(re.compile("Đã lưu lúc"))
    seat.picture("question-answered")
    tab_to(seat, "Câu tiếp theo")
    enter(seat)
    seat.sees(re.compile("^Câu 2 trên"))
    tab_to(seat, "Câu trước")
    tab_to(seat, "Tất cả câu hỏi và nộp bài")
    enter(seat)
    tab_to(seat, "Xem lại và nộp bài")
    enter(seat)
    expect(seat.heading()).to_contain_text("câu chưa trả lời")
    tab_to(seat, "Nộp bài")
    enter(seat)
    expect(seat.heading()).to_contain_text("Chưa đạt")
    seat.picture("handed-in")
