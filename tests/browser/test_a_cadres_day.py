"""A cadre's day on a phone: go on with a lesson, look something up, try, be tested, ask, and take the proof along."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from models import assessment, learning, text
from tests import city
from tests.browser.seat import COURSE, PHONE, Office, Seat, questions

LESSONS = 8
MARK_IN_SIGHT = """() => [...document.querySelectorAll("mark")].some((one) => {
  const box = one.getBoundingClientRect()
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight
})"""


def test_a_cadre_learns_looks_up_is_tested_asks_and_takes_the_proof_along(office: Office, tmp_path: Path) -> None:
    cadre = office.seat(PHONE)
    cadre.sign_in("canbo")
    heading = stops_reading(cadre)
    goes_on_where_it_stopped(office, heading)
    finds_the_paragraph(cadre)
    tries_a_quiz(cadre, office)
    attempt, missed = is_tested(cadre, office)
    asks_about(cadre, office, attempt, missed)
    shows_the_certificate(cadre, office)
    takes_the_record_along(cadre, office, tmp_path)


def stops_reading(cadre: Seat) -> str:
    """Read into the second lesson, and leave in its middle; return the heading that was reached."""
    expect(cadre.heading()).to_have_text("1 khóa học cần hoàn thành")
    cadre.picture("home")
    cadre.press("Bắt đầu")
    cadre.choices().first.click()
    cadre.sees(re.compile("^(Đúng|Chưa đúng)$"))
    cadre.press("Bài tiếp theo")
    cadre.sees(re.compile(f"^Bài 2 trên {LESSONS}"))
    middle = cadre.page.locator(".kns-lesson h2[id]").nth(2)
    middle.evaluate("one => one.scrollIntoView({ block: 'start' })")
    cadre.page.wait_for_timeout(300)
    with cadre.page.expect_response("**/api/place"):
        cadre.turn_to("Việc học của tôi")
    return middle_of(cadre)


def middle_of(cadre: Seat) -> str:
    """Return the heading that the platform remembers."""
    statement = "SELECT heading FROM lesson_progress WHERE heading <> '' ORDER BY seen_at DESC LIMIT 1"
    return str(cadre.office.rows(statement)[0][0])


def goes_on_where_it_stopped(office: Office, heading: str) -> None:
    """Go on at another device: at the heading that was reached."""
    tablet = office.seat(PHONE)
    tablet.sign_in("canbo")
    tablet.sees(re.compile(f"1 trên {LESSONS} bài"))
    tablet.press("Học tiếp")
    tablet.sees(re.compile(f"^Bài 2 trên {LESSONS}"))
    expect(tablet.page.locator(f"[id='{heading}']")).to_be_in_viewport()
    tablet.picture("goes-on")


def finds_the_paragraph(cadre: Seat) -> None:
    """Look something up without accents; the hit opens at the paragraph, with the words marked."""
    cadre.turn_to("Danh mục khóa học")
    cadre.fill("Tìm trong khóa học và bài học", "xac thuc hai")
    hit = cadre.page.locator("ul.found a[href*='#']").first  # a lesson's title leads to its top, words in it to them
    expect(hit).to_be_visible()
    cadre.picture("found")
    hit.click()
    cadre.settle()
    place = cadre.page.url.partition("#")[2]
    expect(cadre.page.locator(f"[id='{unquote(place)}']")).to_be_in_viewport()
    cadre.page.wait_for_function(MARK_IN_SIGHT)
    cadre.picture("paragraph")
    cadre.page.go_back()
    cadre.settle()
    expect(cadre.page.get_by_role("textbox", name="Tìm trong khóa học và bài học")).to_have_value("xac thuc hai")
    expect(hit).to_be_visible()


def tries_a_quiz(cadre: Seat, office: Office) -> None:
    """Try what a quiz is like: feedback at once, and nothing is stored."""
    cadre.open(f"/course?course={COURSE}")
    cadre.picture("course", whole=True)
    cadre.follow("Làm thử vài câu (không tính kết quả)")
    cadre.sees("Câu 1 trên")
    cadre.press("Kiểm tra câu trả lời")
    cadre.sees(re.compile("^Anh/chị trả lời trước"))
    keep = cadre.page.locator(".answer .keep")  # of what is to be put in order, which stays as it is
    cadre.choices().or_(keep).first.click()
    cadre.press("Kiểm tra câu trả lời")
    cadre.sees(re.compile("^(Đúng|Chưa đúng|Đúng một phần)$"))
    cadre.picture("trial")
    cadre.press("Câu tiếp theo")
    cadre.sees("Câu 2 trên")
    assert office.rows("SELECT count(*) FROM attempt WHERE person_id = ?", me(office)) == [(0,)]


def is_tested(cadre: Seat, office: Office) -> tuple[str, int]:
    """Read the rest, take the quiz with one answer missed, and pass; return the attempt and the place of the miss."""
    with office.writing() as db:
        released, actor = city.shipped(db), city.actor(db, "canbo")
        for lesson in released.course.lessons[:-1]:
            learning.finish_lesson(db, actor, released.release_id, lesson.name, now=text.utc_now())
    cadre.open(f"/course?course={COURSE}")
    cadre.press("Học tiếp")
    cadre.sees(re.compile(f"^Bài {LESSONS} trên {LESSONS}"))
    cadre.press("Tôi đã đọc xong")
    cadre.press("Bắt đầu làm bài")
    attempt = office.newest_attempt()
    asked = questions(office, attempt)
    first, *rest, last = asked
    cadre.sees(f"Câu 1 trên {len(asked)}")
    cadre.answer(first.right, first.order)
    cadre.sees(re.compile("Đã lưu lúc"))
    with office.writing() as db:  # on another device
        for one in rest:
            assessment.answer(db, city.actor(db, "canbo"), attempt, one.place, one.right, now=text.utc_now())
    cadre.page.reload()
    cadre.settle()
    cadre.sees(f"Đã trả lời {len(asked) - 1} trên {len(asked)} câu")
    cadre.unfold("Tất cả câu hỏi và nộp bài")
    cadre.picture("all-questions")
    cadre.page.get_by_role("button", name=f"Câu {last.place}, chưa trả lời", exact=True).click()
    cadre.sees(f"Câu {last.place} trên {len(asked)}")
    cadre.press("Xem lại và nộp bài")
    cadre.sees("Còn 1 câu chưa trả lời")
    cadre.picture("look-over")
    cadre.press("Nộp bài")
    share = text.percent(len(asked) - 1, len(asked), None).replace("\N{NO-BREAK SPACE}", " ")
    expect(cadre.heading()).to_have_text(f"Đạt: {share}")
    cadre.sees("Anh/chị đã hoàn thành khóa học; kết quả được tính cho đơn vị.")
    cadre.sees("Cần xem lại (1)")
    cadre.picture("result", whole=True)
    return attempt, last.place


def asks_about(cadre: Seat, office: Office, attempt: str, place: int) -> None:
    """Ask about the question that was missed; what was asked stands on the page, and in the list of one's own."""
    cadre.follow("Hỏi hoặc khiếu nại về câu này")
    cadre.sees(f"câu {place}")
    words = "Vì sao đáp án này đúng?\nTôi đọc bài 8 chưa thấy nói."
    field = cadre.page.get_by_role("textbox", name="Nội dung")
    field.fill(words)
    address = cadre.page.url
    cadre.page.reload()  # as a phone does that dropped the page while something else was looked at
    expect(field).to_have_value(words)
    cadre.picture("ask")
    cadre.press("Gửi")
    cadre.sees("Tôi đọc bài 8 chưa thấy nói.")
    cadre.page.goto(address)
    cadre.settle()
    expect(field).to_have_value("")  # what is sent is not offered once more
    cadre.page.go_back()
    cadre.sees("Tôi đọc bài 8 chưa thấy nói.")
    cadre.sees(re.compile("Chờ trả lời, hạn"))
    asked = office.rows(
        "SELECT a.key, i.place, m.words FROM inquiry i JOIN attempt a ON a.id = i.attempt_id"
        " JOIN message m ON m.inquiry_id = i.id WHERE i.person_id = ?",
        me(office),
    )
    assert asked == [(attempt, place, words)]
    cadre.turn_to("Hỏi đáp của tôi")
    expect(cadre.heading()).to_have_text("1 nội dung đang chờ trả lời")
    cadre.picture("my-questions")


def shows_the_certificate(cadre: Seat, office: Office) -> None:
    """Open the certificate; whoever types its address without an account sees that it counts, and no full name."""
    cadre.turn_to("Kết quả của tôi")
    cadre.picture("results")
    cadre.follow(re.compile("^Chứng nhận "))
    expect(cadre.heading()).to_contain_text("Chứng nhận: An toàn thông tin")
    cadre.sees(city.NAMES["canbo"])
    cadre.picture("certificate", whole=True)
    address = cadre.page.locator("[data-testid=stCode] code").inner_text().strip()
    stranger = office.seat(PHONE)
    stranger.page.goto(office.platform.url + "/c/" + address.rsplit("/c/", 1)[1])
    expect(stranger.page.get_by_text("An toàn thông tin cơ bản cho cán bộ").first).to_be_visible()
    assert city.NAMES["canbo"] not in stranger.page.content()
    stranger.picture("certificate-checked")
    with cadre.context.expect_page() as opened:
        cadre.main().get_by_role("link", name="In hoặc lưu PDF").click()
    expect(opened.value.get_by_text(city.NAMES["canbo"]).first).to_be_visible()
    opened.value.close()


def takes_the_record_along(cadre: Seat, office: Office, folder: Path) -> None:
    """Download all that is kept about oneself, for people and for machines: it says what the pages said."""
    cadre.open("/account")
    cadre.picture("account")
    book = CalamineWorkbook.from_path(str(cadre.download("Tải tệp Excel", folder)))
    cells = " ".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )
    told = json.loads(cadre.download("JSON", folder).read_text("utf-8"))
    for said in (cells, json.dumps(told, ensure_ascii=False)):
        assert city.NAMES["canbo"] in said
        assert "An toàn thông tin cơ bản cho cán bộ" in said
        assert "Tôi đọc bài 8 chưa thấy nói." in said
        assert city.NAMES["giangvien"] not in said


def me(office: Office) -> int:
    """Return the cadre's number in the database."""
    return int(office.rows("SELECT id FROM person WHERE staff_code = 'canbo'")[0][0])
