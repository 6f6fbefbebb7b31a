"""Lessons and codes on paper for people who are signed in, without any key; the short link that leads to a course."""

import re

import pytest

from models import courses, database
from models.courses.questions.single.question import Single
from pages.parts import sharing
from pages.routes import links, print_course
from pages.routes.shell import FOLDERS, ROUTES
from tests import city
from tests.models.courses.library import read_bank
from tests.pages.offering import offer
from tests.pages.routes.conftest import use_settings
from tests.pages.routes.seats import browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")
SECOND = "02-thu-lua-dao"


def shipped() -> courses.Course:
    with database.reading() as db:
        return city.shipped(db).course


def test_a_printed_lesson_holds_its_text_and_its_checks_and_no_key() -> None:
    answer = browser_of("canbo", print_course.routes).get(f"/print/lesson?course={city.SLUG}&lesson={SECOND}")
    assert answer.status == 200
    lesson = shipped().lesson(SECOND)
    assert lesson is not None
    assert "Đọc địa chỉ từ phải sang trái" in answer.text
    assert len(lesson.checks) == 2
    for check in lesson.checks:
        assert isinstance(check, Single)
        assert courses.to_plain(str(check.stem)) in answer.text.replace("&quot;", '"')
        for option in check.options:
            assert courses.to_inline_html(str(option.text)) in answer.text
            assert courses.to_plain(str(option.feedback)) not in answer.text
    assert "<script" not in answer.text
    assert "popover" not in answer.text
    assert "script-src" not in answer.header("content-security-policy")
    assert "default-src 'none'" in answer.header("content-security-policy")


OF_EACH_KIND = """\
- {id: mot, type: single, stem: Chọn., options: [{text: phải, right: true}, {text: trái}]}
- {id: nhieu, type: multiple, stem: Chọn., options: [{text: phải, right: true}, {text: trái}]}
- {id: dung-sai, type: truefalse, stem: Đúng không?, answer: true}
- {id: so, type: number, stem: Mấy?, answer: 8, unit: bit}
- {id: xep, type: order, stem: Xếp., items: [Cô lập, Báo cáo, Khắc phục]}
- {id: ghep, type: match, stem: Ghép., pairs: [{left: Ký, right: bí mật}, {left: Kiểm tra, right: công khai}]}
- id: khuyet
  type: gaps
  text: |
    Ký bằng [khóa]((bí mật ~ công khai)).

    | Việc | Hạn |
    | --- | --- |
    | Báo cáo | ((7 ngày)) |
"""


def test_checks_of_every_kind_are_printed_so_that_a_pen_can_answer_them() -> None:
    checks = tuple(courses.Check(question=one) for one in read_bank(OF_EACH_KIND))
    lesson = courses.Lesson(name="01-giay", title=courses.Translated(vi="Giấy"), parts=checks)
    offer(lessons=(lesson,))
    answer = browser_of("canbo", print_course.routes).get("/print/lesson?course=safety&lesson=01-giay")
    shown = [re.sub(r"\s+", " ", part) for part in answer.text.split('<div class="check">')[1:]]
    one, several, true, number, order, match, gaps = shown
    assert (one.count("<span>○</span>"), true.count("<span>○</span>")) == (2, 2)
    assert several.count("<span>☐</span>") == 2
    assert "(bit)" in number
    assert 'class="line"' in number
    assert order.count("<span>………</span>") == 3
    assert match.count("<span>………</span>") == 2
    assert "<span>A.</span>" in match
    assert "<span>B.</span>" in match
    assert "⟦" not in gaps
    assert gaps.index("(1)") < gaps.index("(2)") < gaps.index("bí mật") < gaps.index("</section>")
    assert "7 ngày" not in gaps
    assert "<a " not in gaps


def test_all_lessons_of_a_course_are_printed_one_after_the_other() -> None:
    answer = browser_of("canbo", print_course.routes).get(f"/print/lesson?course={city.SLUG}")
    assert answer.text.count("<section>") == len(shipped().lessons) == 8


def test_nothing_is_printed_for_nobody() -> None:
    nobody = browser_of(None, print_course.routes)
    for path in (f"/print/lesson?course={city.SLUG}", f"/print/code?course={city.SLUG}"):
        answer = nobody.get(path)
        assert (answer.status, answer.header("location")) == (303, "/sign-in")


@pytest.mark.parametrize("asks", ["course=khong-co", f"course={city.SLUG}&lesson=khong-co", "", "course=%00"])
def test_what_is_not_there_is_not_found(asks: str) -> None:
    assert browser_of("canbo", print_course.routes).get(f"/print/lesson?{asks}").status == 404


def test_a_page_for_the_wall_shows_code_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, public_url="https://hoc.hanoi.example")
    browser = browser_of("canbo", print_course.routes)
    browser.cookies["__Host-kns"] = browser.cookies["kns"]
    answer = browser.get(f"/print/code?course={city.SLUG}")
    address = f"https://hoc.hanoi.example/k/{city.SLUG}"
    assert address in answer.text
    assert sharing.code(address) in answer.text


def test_a_short_link_leads_to_the_course_and_tells_nobody_whether_it_exists() -> None:
    nobody = browser_of(None, links.routes)
    for slug in (city.SLUG, "khong-co"):
        answer = nobody.get(f"/k/{slug}")
        assert (answer.status, answer.header("location")) == (303, f"/course?course={slug}")
    assert nobody.get("/k/a&b=c").header("location") == "/course?course=a%26b%3Dc"


def test_the_gate_knows_these_routes() -> None:
    assert {"/k/", "/print/"} <= set(FOLDERS)
    assert {"/text-size", "/api/place"} <= ROUTES
