"""Files for an answer: from an own page, for an own open attempt, of a true kind; downloaded by who may."""

import json
from urllib.parse import urlencode

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from models import database, learning, settings, text
from models.assessment.tables import Handed
from pages.routes import uploads
from tests import city, judged
from tests.pages.routes.client import Answer, Browser
from tests.pages.routes.conftest import use_settings
from tests.pages.routes.seats import browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")

HERE = {
    "origin": "http://hoc.example.vn",
    "content-type": "application/octet-stream",
    "sec-fetch-site": "same-origin",
}
NAME = "Công văn của Hạnh.pdf"


@pytest.fixture
def attempt() -> str:
    """The key of the cadre's open attempt at the practical task."""
    with database.writing() as db:
        return judged.begun(db, "canbo", judged.DOCUMENTS, judged.TASK_QUIZ)


def sent(
    login: str | None, attempt: str, data: bytes = judged.PDF, *, name: str = NAME, place: str = "1", **headers: str
) -> Answer:
    told = {**HERE, **{key.replace("_", "-"): value for key, value in headers.items()}}
    told = {key: value for key, value in told.items() if value}
    query = urlencode({"attempt": attempt, "place": place, "name": name})
    return browser_of(login, uploads.routes).send("POST", f"/api/upload?{query}", headers=told, body=data)


def taken(login: str, attempt: str, file: str) -> Answer:
    query = urlencode({"attempt": attempt, "place": "1", "file": file})
    return browser_of(login, uploads.routes).send("POST", f"/api/upload/remove?{query}", headers=HERE)


def stored() -> list[str]:
    with database.reading() as db:
        return list(db.exec(select(Handed.name)).all())


def said(answer: Answer) -> str:
    return str(json.loads(answer.text)["said"])


def test_a_file_is_in_the_database_before_the_page_hears_of_it(attempt: str) -> None:
    answer = sent("canbo", attempt)
    assert answer.status == 200
    (file,) = json.loads(answer.text)["files"]
    assert (file["name"], file["about"].split(",")[0]) == (NAME, "1 kB")
    assert stored() == [NAME]
    assert sent("canbo", attempt).text == answer.text, "sent again it is there once"
    assert json.loads(taken("canbo", attempt, file["key"]).text) == {"files": []}
    assert taken("canbo", attempt, file["key"]).status == 200, "and again"
    assert stored() == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_length": "1000000000"}, 413),
        ({"content_length": "9" * 40}, 413),
    ],
)
def test_what_no_page_of_ours_sends_stores_nothing(attempt: str, headers: dict[str, str], status: int) -> None:
    assert sent("canbo", attempt, **headers).status == status
    assert stored() == []


def test_nobody_puts_a_file_into_anothers_attempt_or_a_wrong_place(attempt: str) -> None:
    assert sent(None, attempt).status == 403
    for login in ("thutruong", "giangvien", "nhansu", "quantri"):
        assert sent(login, attempt).status == 409
    for place in ("2", "99999", "0x1", "-1"):
        assert sent("canbo", attempt, place=place).status in (200, 409)
    assert sent("canbo", "khong-co").status == sent("canbo", "\x00" * 20).status == 409
    with database.writing() as db:
        written = judged.begun(db, "canbo", city.SLUG, judged.ESSAY_QUIZ)
    assert sent("canbo", written).status == 409, "a question that takes words"
    assert set(stored()) <= {NAME}


def test_a_file_that_is_not_what_it_says_is_refused_in_words_and_the_others_stay(attempt: str) -> None:
    assert sent("canbo", attempt).status == 200
    answer = sent("canbo", attempt, b"MZ\x90\x00 this is a program", name="bao-cao.pdf")
    assert (answer.status, stored()) == (409, [NAME])
    assert said(answer).startswith("Nội dung tệp không thuộc loại nộp được ở đây (pdf, docx)")


def test_too_large_a_file_is_refused_whatever_length_it_tells(attempt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use_settings(monkeypatch, task_file_mb=1)
    answer = sent("canbo", attempt, judged.PDF + b"x" * 1_000_001)
    assert (answer.status, stored()) == (413, [])
    assert said(answer).startswith("Tệp lớn hơn 1 MB")
    assert settings.current().task_file_mb == 1


def test_after_handing_in_nothing_changes_any_more(attempt: str) -> None:
    (file,) = json.loads(sent("canbo", attempt).text)["files"]
    with database.writing() as db:
        learning.finish(db, city.actor(db, "canbo"), attempt, now=text.utc_now())
    assert sent("canbo", attempt, judged.PDF + b"\n%%EOF").status == 409
    assert taken("canbo", attempt, file["key"]).status == 409
    assert stored() == [NAME]


def test_a_file_is_downloaded_by_its_owner_and_once_handed_in_by_who_judges(attempt: str) -> None:
    (file,) = json.loads(sent("canbo", attempt).text)["files"]

    def gets(login: str | None) -> int:
        return browser_of(login, uploads.routes).get(file["address"]).status

    people = (None, "canbo", "giangvien", "nhansu", "thutruong", "quantri")
    assert [gets(one) for one in people] == [404, 200, 404, 404, 404, 404]
    with database.writing() as db:
        learning.finish(db, city.actor(db, "canbo"), attempt, now=text.utc_now())
    assert [gets(one) for one in people] == [404, 200, 200, 404, 404, 404]
    answer = browser_of("giangvien", uploads.routes).get(file["address"])
    assert "H%E1%BA%A1nh" not in answer.header("content-disposition"), "the name may tell whose it is"
    assert answer.header("content-disposition").startswith("attachment; filename*=UTF-8''bai-")
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("cache-control") == "private, no-store"
    assert Browser(Starlette(routes=uploads.routes)).get("/handed/khong-co/x.pdf").status == 404
