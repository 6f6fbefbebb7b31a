"""Every page for every role: it opens for those who may, shows nothing to others, and bears nonsense in its address."""

from collections import Counter

import pytest

from bench import pages as bench_pages
from models import database, learning, messages, sentences, text
from models.rights import DomainError, Right
from tests import city, judged, menu
from tests.pages.visiting import Visitor, is_well_headed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("pages_of_city")]  # slow: a long file goes first

ACCOUNTS = (None, *city.NAMES)
TITLES = {
    "": "1 khóa học cần hoàn thành",
    "courses": "Danh mục khóa học",
    "results": "Kết quả của tôi",
    "course": "An toàn thông tin cơ bản cho cán bộ",
    "lesson": "Vì sao cán bộ là đích",
    "quiz": "Bài kiểm tra cuối khóa",
    "result": "Chưa đạt: 0",
    "trial": "Làm thử bài kiểm tra",
    "glossary": "Thuật ngữ",
    "inquiries": "Hỏi đáp của tôi",
    "help": "Cách dùng và nơi hỏi",
    "certificate": "Chứng nhận: An toàn thông tin",
    "ask": "Hỏi hoặc báo sai sót",
    "inquiry": "Câu hỏi",
    "notices": "Không có thông báo mới",
    "account": "",
    "allowances": "Thêm giờ và lượt làm bài",
    "course-allowances": "Thêm giờ và lượt làm bài trong khóa của tôi",
    "objections": "Không có khiếu nại chờ trả lời",
    "lost-passes": "Không có kết quả nào chờ quyết định",
    "contact": "Đầu mối hỗ trợ của đơn vị",
    "regrade": "Chấm lại một câu hỏi",
    "inbox": "Không có nội dung chờ trả lời",
    "marking": "Không có bài chờ chấm",
    "judge": "Bài số ",
    "overview": "UBND thành phố Hà Nội: ",
    "coverage": "UBND thành phố Hà Nội: ",
    "person": city.NAMES["canbo"],
    "assign": "Giao học",
    "targets": "Chưa đặt chỉ tiêu nào",
    "codes": "Cấp mã đăng nhập",
    "my-courses": "Mọi khóa học đều chạy tốt",
    "authors-guide": "Hướng dẫn soạn bài",
    "preview": "Vì sao cán bộ là đích",
    "deputies": "Ai thay tôi",
    "second-person": "Không có việc nào chờ anh/chị xác nhận",
    "inspections": "Thanh tra đã xem những gì",
    "roles": "5 người được giao vai trò",
    "people": "Danh sách người",
    "transfers": "Không có yêu cầu điều chuyển nào chờ anh/chị",
    "units": "Đơn vị",
    "days-off": "0 ngày làm việc được nghỉ trong năm ",
    "settings": "Thiết lập",
    "audit": "Nhật ký hệ thống",
    "my-data": "Dữ liệu cá nhân của tôi",
    "data-requests": "Không có yêu cầu về dữ liệu nào chờ trả lời",
}
PLACES = {"thutruong": "Phường Hoàn Kiếm", "tochucdang": "Thành ủy Hà Nội"}
SUBJECTS = {"tochucdang": "thutruong"}  # whose page an account opens: the cadre is no member of the Party
HOME = "1 khóa học cần hoàn thành"
PARAMETERS = {"course": city.SLUG, "lesson": "01-vi-sao-can-bo-la-dich", "quiz": city.QUIZ}
NONSENSE = [
    {"course": "khong-co", "lesson": "khong-co", "quiz": "khong-co", "attempt": "khong-co", "unit": "khong-co"},
    {"course": city.SLUG, "lesson": "../../etc/passwd", "quiz": "x' OR 1=1 --", "attempt": "%00", "unit": "\x00"},
    {"person": "khong-co", "by": "?", "flag": "nonsense", "attribute": "?", "rule": "khong-co", "units": "-3"},
    {"page": "-1", "on": "hôm qua", "state": "nonsense", "category": "?", "tree": "?", "known": "?", "question": "-1"},
    {"page": "99999999999999999999", "question": "²", "on": "9999-12-31", "known": "0001-01-01T00:00"},
    {"page": "²", "on": "0001-01-01", "known": "9999-12-31T23:59:59+14:00", "act": "nonsense", "q": "%_\\"},
    dict.fromkeys(("course", "lesson", "quiz", "attempt", "unit", "on", "state", "q", "find", "page"), "đ" * 10000),
    {"q": "mật khẩu <script>", "find": "'; DROP TABLE person; --", "course": city.SLUG, "quiz": city.QUIZ},
]
FEW = (0, 3, 4, 6)  # whoever has few pages of their own


def rights(login: str | None) -> frozenset[Right]:
    with database.reading() as db:
        return city.rights_of(db, login)


def handed_in(login: str) -> str:
    """Let somebody start the quiz and hand it in empty; return the attempt's key."""
    with database.writing() as db:
        released = city.shipped(db)
        who = city.actor(db, login)
        key = learning.start_quiz(db, who, released.release_id, city.QUIZ, now=text.utc_now())
        learning.finish(db, who, key, now=text.utc_now())
    return key


def alike(seen: Visitor) -> list[str]:
    """Return the options of lists that read like another: a browser sends back what was read, so one is both."""
    lists = [*seen.at.selectbox, *seen.at.multiselect, *seen.at.radio]
    often = [Counter(option.strip() for option in one.options) for one in lists]
    return [option for counted in often for option, times in counted.items() if times > 1]


def made_for(login: str, address: str) -> dict[str, str]:
    """Let somebody have what a page shows one of, and return its parameter."""
    if address == "result":
        return {"attempt": handed_in(login)}
    with database.writing() as db:
        released, me = city.shipped(db), city.actor(db, login)
        if address == "judge":
            return {"attempt": judged.essay(db, "canbo" if login == "quantri" else "quantri"), "question": "1"}
        if address == "inquiry":
            words, lesson = "Vì sao?", PARAMETERS["lesson"]
            where = {"release_id": released.release_id, "lesson": lesson}
            return {"inquiry": messages.ask(db, me, messages.Kind.QUESTION, words, **where, now=text.utc_now())}
        if address == "certificate":
            return {"certificate": city.completed(db, login, released)}
        if address == "regrade":
            return {"question": city.asked_question(db)}
        if address == "person":
            return {"person": city.person_key(db, SUBJECTS.get(login, "canbo"))}
    return {}


@pytest.mark.parametrize("page", menu.pages(), ids=lambda page: page.address or "home")
@pytest.mark.parametrize("login", city.NAMES)
def test_a_page_opens_for_those_who_may_and_for_no_others(login: str, page: menu.Listed) -> None:
    parameters = PARAMETERS | made_for(login, page.address)

    seen = Visitor(login).open(page.address, **parameters).well()

    assert not set(seen.errors) & set(sentences.sentences().values())
    if page.right in rights(login):
        expected = TITLES.get(page.address, "")
        if page.address in ("coverage", "overview"):
            expected = PLACES.get(login, "UBND thành phố Hà Nội") + ": "
        if page.address == "person":
            expected = city.NAMES[SUBJECTS.get(login, "canbo")]
        assert seen.title.startswith(expected)
        assert seen.title
        assert alike(seen) == []
        assert is_well_headed(seen.outline()), seen.outline()
    else:
        assert seen.title == HOME
        said = seen.everything()
        assert [phrase for phrase in menu.phrases(page) if phrase in said] == []


@pytest.mark.parametrize("page", menu.pages(), ids=lambda page: page.address or "home")
def test_nobody_sees_no_page(page: menu.Listed) -> None:
    seen = Visitor(None).open(page.address, **PARAMETERS).well()

    assert seen.title == text.translate("Your sign-in has ended")
    said = seen.everything()
    assert text.translate("Sign in again") in said
    assert [one for one in (*menu.phrases(page), *city.NAMES.values(), "Hoàn Kiếm") if one in said] == []


@pytest.mark.parametrize("page", menu.pages(), ids=lambda page: page.address or "home")
def test_a_page_asks_for_its_right_by_itself(page: menu.Listed) -> None:
    for login in ACCOUNTS:
        if page.right in rights(login):
            continue
        seen = Visitor(login).script(f"{page.file}.py")
        said = seen.everything()
        assert [one for one in menu.phrases(page) if one in said] == [], login
        assert seen.title == ("" if login else text.translate("Your sign-in has ended")), login
        refused = [one.message for one in seen.at.exception]
        assert refused == ([] if login is None else [str(DomainError("forbidden", right=page.right.value))]), login


@pytest.mark.parametrize(
    ("login", "nonsense"),
    [
        *(("nhansu", one) for one in range(len(NONSENSE))),
        *((one, at) for one in ("quantri", "giangvien") for at in FEW),
    ],
)
def test_nonsense_in_an_address_gives_words_and_no_trace(login: str, nonsense: int) -> None:
    for page in menu.pages():
        if page.right not in rights(login) or (login != "nhansu" and page.right is Right.LEARN):
            continue
        seen = Visitor(login).open(page.address, **NONSENSE[nonsense]).well()
        assert is_well_headed(seen.outline()), (page.address, seen.outline())
        for error in seen.errors:
            assert error == text.translate("This was not found, or it lies outside what you may see.")
        assert "Traceback" not in seen.everything()


def test_the_menu_offers_exactly_what_each_page_lets_in() -> None:
    wrong = [page.address for page in menu.pages() if page.gate is not page.right]
    assert wrong == []


def test_what_every_page_costs_is_measured() -> None:
    measured = {address for _login, address, _query, _aim in bench_pages.PAGES} | bench_pages.UNLISTED
    assert {page.address for page in menu.pages()} == measured


def test_every_page_has_phrases_to_look_for() -> None:
    said_elsewhere = ["result"]  # all that a result says, a rehearsal's says too
    assert [page.address for page in menu.pages() if not menu.phrases(page)] == said_elsewhere
