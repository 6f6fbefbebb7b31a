"""Checking a certificate without signing in, printing one's own, and downloading one's own record, over HTTP."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select
from starlette.applications import Starlette

from models import access, database, learning, messages, privacy, text
from models.audit import AuditLine
from models.courses import Completion as Rules
from models.courses import Duration
from models.learning.tables import Certificate, Completion
from models.messages import Kind
from pages.routes import certificate_check, exports, print_own, sign_in
from tests import factories
from tests.models.assessment.released import RIGHT, answer_all, course, release
from tests.pages.routes.client import Browser

APP = [*sign_in.routes, *certificate_check.routes, *print_own.routes, *exports.routes]
NAME = "Nguyễn Văn An"


@pytest.fixture
def number(office: int) -> str:
    """An (CB01) completes the course today; gives the certificate's number."""
    now = text.utc_now()
    with database.writing() as db:
        year = Duration(count=12, unit="month")
        _, release_id = release(db, course(completion=Rules(lessons=(), quiz="final"), valid_for=year))
        an = access.actor_for(db, office, NAME, now=now)
        key = learning.start_quiz(db, an, release_id, "final", now=now)
        answer_all(db, an, key, RIGHT, now=now)
        learning.finish(db, an, key, now=now)
        messages.ask(db, an, Kind.QUESTION, "=1+1 là gì?", release_id=release_id, lesson="01-why", now=now)
        return db.exec(select(Certificate.key)).one()


@pytest.fixture
def stranger(number: str) -> Iterator[Browser]:
    yield Browser(Starlette(routes=APP))
    text.use_language("vi")


def signed_in(office: int) -> Browser:
    browser = Browser(Starlette(routes=APP))
    with database.writing() as db:
        browser.cookies["kns"] = access.open_session(db, office, shared=False, now=text.utc_now())
    return browser


def test_a_stranger_sees_that_it_counts_and_nothing_else(stranger: Browser, number: str) -> None:
    seen = stranger.get(f"/c/{number}")
    assert seen.status == 200
    assert "Còn hiệu lực: Safety" in seen.text
    assert "Nguyễn V. A." in seen.text
    assert text.day(text.local_day(text.utc_now())) in seen.text
    for secret in (NAME, "CB01", "Sở Nội vụ", "đạt"):
        assert secret not in seen.text
    assert 'content="noindex"' in seen.text
    assert seen.header("x-robots-tag") == "noindex, nofollow"


def test_number_and_name_together_show_the_name(stranger: Browser, number: str) -> None:
    stranger.get(f"/c/{number}")
    right = stranger.post("/c", {"number": number.lower(), "name": "nguyen van an"})
    assert (right.status, NAME in right.text, "Họ tên khớp." in right.text) == (200, True, True)
    wrong = stranger.post("/c", {"number": number, "name": "Nguyễn Văn Ánh"})
    assert (wrong.status, NAME in wrong.text) == (200, False)
    assert text.translate("The name does not fit this certificate.") in wrong.text


def test_a_revoked_and_an_expired_one_say_so(stranger: Browser, number: str) -> None:
    with database.writing() as db:
        row = db.exec(select(Completion)).one()
        row.valid_until = text.local_day(text.utc_now())
        db.add(row)
    assert "Hết hiệu lực: Safety" in stranger.get(f"/c/{number}").text
    with database.writing() as db:
        row = db.exec(select(Completion)).one()
        row.voided_at = text.utc_now()
        db.add(row)
    assert "Đã thu hồi: Safety" in stranger.get(f"/c/{number}").text


@pytest.mark.parametrize("path", ["/c/000000000000", "/c/x", "/c/%00", "/c/" + "a" * 5000, "/c/%F0%9F%98%80"])
def test_an_unknown_number_says_so(stranger: Browser, path: str) -> None:
    seen = stranger.get(path)
    assert seen.status == 404
    assert (
        text.translate("There is no certificate with this number. Compare it with the paper, sign by sign.")
        in seen.text
    )


def test_whoever_tries_too_often_waits_and_others_do_not(stranger: Browser, number: str) -> None:
    stranger.get(f"/c/{number}")
    for guess in range(30):
        assert stranger.post("/c", {"number": number, "name": f"Nguyễn Văn {guess}"}).status == 200
    refused = stranger.post("/c", {"number": number, "name": NAME})
    assert refused.status == 429
    assert NAME not in refused.text
    assert Browser(Starlette(routes=APP), address="198.51.100.9").get(f"/c/{number}").status == 200
    with database.reading() as db:
        assert access.waits_until(db, "certificate", "203.0.113.7", now=text.utc_now()) is not None
        later = text.utc_now() + timedelta(minutes=16)
        assert access.waits_until(db, "certificate", "203.0.113.7", now=later) is None


def test_a_form_from_elsewhere_is_not_obeyed(stranger: Browser, number: str) -> None:
    stranger.get("/c")
    seen = stranger.post("/c", {"number": number}, token="x" * 30)
    assert seen.status == 403
    assert "Nguyễn V. A." not in seen.text


def test_the_holder_prints_it_and_nobody_else(stranger: Browser, office: int, number: str) -> None:
    mine = signed_in(office).get(f"/print/certificate/{number}")
    assert mine.status == 200
    assert NAME in mine.text
    assert "Safety" in mine.text
    assert f"http://hoc.example.vn/c/{number}" in mine.text
    assert "<script" not in mine.text
    assert "script-src" not in mine.header("content-security-policy")
    assert "default-src 'none'" in mine.header("content-security-policy")
    assert "<svg" in mine.text
    assert stranger.get(f"/print/certificate/{number}").status == 303
    with database.writing() as db:
        other = factories.person(db, "Trần Thị Bình")
        factories.posting(db, other, factories.unit(db, "Sở Khác"))
    for path in (f"/print/certificate/{number}", "/print/certificate/x"):
        seen = signed_in(other).get(path)
        assert (seen.status, NAME in seen.text, number in seen.text) == (404, False, False)


def test_ones_own_record_is_downloaded_by_oneself_with_an_audit_line(
    stranger: Browser, office: int, number: str
) -> None:
    for path in ("/export/my-record.xlsx", "/export/my-record.json", "/print/my-record"):
        refused = stranger.get(path)
        assert (refused.status, refused.header("location"), refused.text) == (303, "/sign-in", "")
    browser = signed_in(office)
    told = json.loads(browser.get("/export/my-record.json").text)
    today = text.local_day(text.utc_now()).isoformat()
    assert told["full_name"] == NAME
    assert [(one["unit"], one["main"], one["until"]) for one in told["places"]] == [("Sở Nội vụ", True, None)]
    (attempt,) = told["attempts"]
    assert (attempt["marks"], attempt["max_marks"], attempt["percent"], attempt["passed"]) == (6.0, 6.0, 100.0, True)
    (done,) = told["completions"]
    assert (done["course"], done["completed_on"], done["certificate"]) == ("Safety", today, learning.number_of(number))
    assert [one["words"] for one in told["messages"]] == ["=1+1 là gì?"]
    assert "secret-short-key" not in json.dumps(told).casefold()
    with database.reading() as db:
        acts = [line.act for line in db.exec(select(AuditLine).where(AuditLine.act == "privacy.read-own"))]
    assert acts == ["privacy.read-own"]
    page = browser.get("/print/my-record").text
    assert "Trần Thị Bình" not in page
    assert "Sở Nội vụ" in page


def test_the_workbook_has_typed_cells_and_no_formulas(office: int, number: str) -> None:
    with database.writing() as db:
        mine = privacy.my_record(db, access.actor_for(db, office, NAME, now=text.utc_now()), now=text.utc_now())
    book = CalamineWorkbook.from_filelike(BytesIO(privacy.as_workbook(mine)))
    assert len(book.sheet_names) == len(mine.parts)
    sheet = book.get_sheet_by_name("Các lượt làm bài").to_python()
    assert sheet[0][:3] == ["Khóa học", "Bài kiểm tra", "Lượt làm"]
    assert sheet[1][2] == 1.0
    assert sheet[1][5:8] == [6.0, 6.0, 100.0]
    assert sheet[1][3].date() == text.local_day(text.utc_now())
    words = book.get_sheet_by_name("Hỏi đáp và trả lời").to_python()
    assert words[1][3] == "=1+1 là gì?"
