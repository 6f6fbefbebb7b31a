"""An exam on a phone by keyboard alone: answers, a flag, how far one is, the look over it all, the last press."""

import json
import re

from playwright.sync_api import Route, expect

from tests.browser.seat import PHONE, Office, Seat, questions
from tests.browser.test_keyboard import FOCUSED, enter, tab_to


def mark(seat: Seat) -> None:
    """Go to the mark of the question that is shown and set it."""
    tab_to(seat, "", "input checkbox")
    while "xem lại" not in name_of_focused(seat):
        tab_to(seat, "", "input checkbox")
    seat.page.keyboard.press("Space")
    seat.page.wait_for_timeout(100)
    seat.settle()


def name_of_focused(seat: Seat) -> str:
    return str(seat.page.evaluate("() => document.activeElement.closest('label')?.innerText || ''"))


def test_an_exam_with_flags_and_a_look_over_it_all(office: Office) -> None:
    seat = office.seat(PHONE, office.learner())
    attempt = seat.begin_quiz()
    asked = questions(office, attempt)
    tab_to(seat, "", "input")
    kind = seat.page.evaluate(FOCUSED)[1]
    seat.page.keyboard.press("Space" if kind in ("radio", "checkbox") else "1")
    seat.sees(re.compile("Đã lưu lúc"))
    mark(seat)
    assert office.rows("SELECT place FROM attempt_item WHERE flagged") == [(1,)]

    tab_to(seat, "Tất cả câu hỏi và nộp bài")
    seat.page.keyboard.press("Enter")
    here = seat.page.get_by_role("navigation", name="Chuyển đến câu").get_by_role("button")
    expect(here.first).to_have_accessible_name("Câu 1, đã trả lời, đánh dấu xem lại")
    expect(here.first).to_have_attribute("aria-current", "true")
    expect(here).to_have_count(len(asked))
    tab_to(seat, "3")
    expect(here.nth(2)).to_have_accessible_name("Câu 3, chưa trả lời")
    enter(seat)
    seat.sees(re.compile("^Câu 3 trên"))
    expect(seat.heading()).to_be_in_viewport()

    seat.unfold("Tất cả câu hỏi và nộp bài")
    tab_to(seat, "Xem lại và nộp bài")
    enter(seat)
    expect(seat.heading()).to_have_text(f"Còn {len(asked) - 1} câu chưa trả lời")
    expect(seat.page.get_by_role("heading", name="Đã đánh dấu để xem lại (1)")).to_be_visible()
    seat.picture("look-over", whole=True)
    seat.page.reload()
    seat.settle()
    expect(seat.heading()).to_have_text(f"Còn {len(asked) - 1} câu chưa trả lời")
    wide = seat.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE
    flagged = seat.page.get_by_role("navigation", name="Đã đánh dấu để xem lại").get_by_role("button")
    expect(flagged).to_have_accessible_name("Câu 1, đã trả lời, đánh dấu xem lại")
    flagged.focus()
    enter(seat)
    seat.sees(re.compile("^Câu 1 trên"))
    seat.page.go_back()
    expect(seat.heading()).to_have_text(f"Còn {len(asked) - 1} câu chưa trả lời")
    seat.settle()
    tab_to(seat, "Nộp bài")
    enter(seat)
    expect(seat.heading()).to_have_text(re.compile("^(Chưa đạt|Đạt)"))
    assert office.rows("SELECT state FROM attempt WHERE key = ?", attempt) == [("submitted",)]


def test_words_that_a_slow_line_brings_late_do_not_overwrite_newer_ones(office: Office) -> None:
    seat = office.seat(PHONE, office.learner("short", "number"))
    attempt = office.newest_attempt()
    place = next(one.place for one in questions(office, attempt) if one.type in ("short", "number"))
    sent: list[str] = []

    def hold_back(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    seat.page.route("**/api/draft", hold_back)
    seat.open(f"/quiz?course=an-toan-thong-tin&quiz=cuoi-khoa&question={place}")
    field = seat.page.get_by_role("textbox")
    field.fill("12")
    seat.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange')); delete document.visibilityState"
    )
    seat.page.wait_for_timeout(200)
    field.fill("123")
    seat.sees(re.compile("Đã lưu lúc"))
    assert office.saved(attempt)[place] == "123"
    late = json.loads(sent[0])
    assert late["answer"] == "12"
    answered = seat.page.request.post(
        f"{office.platform.url}/api/draft",
        data=json.dumps(late),
        headers={"content-type": "application/json", "origin": office.platform.url},
    )
    assert answered.status == 204
    assert office.saved(attempt)[place] == "123"
