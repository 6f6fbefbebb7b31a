"""The workbook holds the screen's figures and names, typed; nothing from outside the scope; text stays text."""

import re
from datetime import date, datetime
from io import BytesIO
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select
from starlette.requests import Request
from starlette.responses import Response

from models import access, audit, courses, database, text, training
from models.organisation import Person
from models.rights import Right
from pages.parts import live, who
from pages.parts.plain import plain
from pages.routes import exports
from tests import city
from tests.pages.hr.reading import tables_of
from tests.pages.hr.test_coverage import key_of, lines_of, names_in, required_of
from tests.pages.routes.client import awaited
from tests.pages.visiting import Visitor

pytestmark = pytest.mark.usefixtures("pages_of_city")

WARD = "Phường Hoàn Kiếm"


def ask(login: str | None, **asked: str) -> Response:
    """Ask for the workbook with somebody's cookie."""
    cookie = b""
    if login is not None:
        with database.writing() as db:
            token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
        cookie = f"{who.COOKIE}={token}".encode()
    query = urlencode(asked).encode()
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": [(b"cookie", cookie)]}
    return awaited(exports.coverage(Request(scope)))


def sheets(answer: Response) -> dict[str, list[list[Any]]]:
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(bytes(answer.body)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_learning_path_narrows_page_names_and_files_to_its_courses() -> None:
    with database.writing() as db:
        number = courses.load_catalogue(db).released("chuyen-doi-so-nguoi-dung-dau")
        assert number is not None
        everybody = city.everybodys_rule(db)
        training.create_rule(
            db,
            access.operator(),
            access.scope_of(access.operator(), Right.ASSIGN),
            course_id=number.course_id,
            whom=training.Whom(subtree=(city.unit_id(db, WARD),)),
            from_=everybody.from_,
            due_days=30,
            now=text.utc_now(),
        )
    page = Visitor("nhansu").open("coverage", unit=key_of(WARD), state="all").unfold().well()
    whole = required_of(page)
    page.fill(page.at.selectbox(key="f:path"), "pho-cap").well()
    assert page.address["path"] == "pho-cap"
    people = len(names_in(WARD))
    assert (whole, required_of(page), lines_of(page)) == (2 * people, people, people)
    titles = {path.id: str(path.title) for path in live.references().paths}
    said = text.translate("learning path: {title}", title=titles["pho-cap"])
    assert any(plain(said) in one.value for one in page.at.caption)
    found = sheets(ask("nhansu", **page.address))
    assert found[text.translate("Figures")][-1][2] == people
    other = Visitor("thutruong").open("coverage", path="nguoi-dung-dau", state="all").unfold().well()
    assert required_of(other) == whole, "both courses belong to that path"
    lost = Visitor("thutruong").open("coverage", path="khong-con")
    assert lost.title == text.translate("This page cannot be opened")
    assert ask("thutruong", path="khong-con").status_code == 404


@pytest.mark.parametrize(
    ("login", "asked"),
    [
        ("nhansu", {"state": "all"}),
        ("nhansu", {"category": "vienchuc", "state": "open"}),
        ("nhansu", {"by": "category", "attribute": "heads", "state": "all"}),
        ("thutruong", {"state": "completed"}),
    ],
)
def test_the_workbook_equals_the_page(login: str, asked: dict[str, str]) -> None:
    page = Visitor(login).open("coverage", **asked).unfold().well()
    found = sheets(ask(login, **asked))
    head, *rows = found[text.translate("Figures")]
    shown_head, *shown = tables_of(page)[0]
    words = [text.translate(word) for word in ("Completed", "Required", "Overdue", "Not started")]
    columns, places = [head.index(word) for word in words], [shown_head.index(word) for word in words]
    itself = text.translate("{unit} (directly)", unit=WARD)  # a file has no heading that says of which
    told = {
        text.translate("in the unit itself") if row[0] == itself else row[0]: [row[column] for column in columns]
        for row in rows[:-1]
        if row[columns[1]]
    }
    seen = {row[0].split("\n")[0]: [float(row[place].replace(".", "")) for place in places] for row in shown}
    assert told == seen
    assert len(seen) == len(shown)
    assert rows[-1][2] == required_of(page)
    for title in (text.translate(name) for name in ("By unit", "By course", "By staff category")):
        if title in found:  # the splits that are not the first
            assert sum(row[2] for row in found[title][1:-1]) == found[title][-1][2] == required_of(page)
    assert len(found) == 5
    assert len(found[text.translate("People")]) - 1 == lines_of(page)


@pytest.mark.parametrize(
    "asked", [{}, {"state": "all"}, {"flag": "stuck"}, {"find": "nguyen"}, {"find": "hạnh", "state": "all"}]
)
def test_the_pages_link_asks_for_the_names_that_the_page_lists(asked: dict[str, str]) -> None:
    page = Visitor("nhansu").open("coverage", **asked).unfold().well()
    link = next(one for one in page.at.get("link_button") if "/export/coverage.xlsx" in one.proto.url)
    found = sheets(ask("nhansu", **dict(parse_qsl(urlsplit(link.proto.url).query))))
    assert len(found[text.translate("People")]) - 1 == lines_of(page) > 0


def test_numbers_and_days_are_typed_and_the_file_says_what_it_is() -> None:
    found = sheets(ask("nhansu", on="2026-11-20", category="congchuc", state="completed,overdue"))
    total = found[text.translate("Figures")][-1]
    assert all(isinstance(value, float) for value in total[1:3])
    people = found[text.translate("People")]
    assert all(isinstance(row[5], date) for row in people[1:])
    told = {row[0]: row[1] for row in found[text.translate("What the figures mean")]}
    assert told[text.translate("Day")] == date(2026, 11, 20)
    assert isinstance(told[text.translate("As known at")], datetime)
    assert told[text.translate("Made by")] == city.NAMES["nhansu"]
    for said in ("công chức", "Hoàn thành", "Quá hạn", "20/11/2026"):
        assert said in told[text.translate("Narrowed by")]


def test_whoever_was_given_a_file_sees_on_the_page_whether_it_still_says_what_was_exported() -> None:
    data = bytes(ask("nhansu", unit=key_of(WARD)).body)
    changed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb'(<c r="B2".*?<v>)', rb"\g<1>9", part, count=1) if "sheet1." in name else part)
    page = Visitor("thutruong").open("coverage").unfold("Check an Excel file of figures").well()
    for file, said in ((data, "Số liệu đúng như khi xuất."), (changed.getvalue(), "Đã bị sửa: Số liệu.")):
        page.at.file_uploader[0].upload("do-phu.xlsx", file)
        assert plain(said) in page.run().well().everything()
        assert city.NAMES["nhansu"] not in page.everything(), "who exported it is not told to others"
        opened = getrusage(RUSAGE_CHILDREN)
        assert plain(said) in page.run().well().everything()
        assert getrusage(RUSAGE_CHILDREN) == opened, "another click on the page does not open the file again"
    page.at.file_uploader[0].upload("do-phu.xlsx", b"%PDF-1.7\n1 0 obj")
    assert "Không đọc được tệp này dưới dạng bảng" in page.run().well().everything()


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    with database.writing() as db:
        person = db.exec(select(Person).where(Person.staff_code == "canbo")).one()
        person.full_name = '=HYPERLINK("http://x","y")'
        db.add(person)
    answer = ask("nhansu", unit=key_of(WARD))
    names = [row[0] for row in sheets(answer)[text.translate("People")]]
    assert '=HYPERLINK("http://x","y")' in names
    with ZipFile(BytesIO(bytes(answer.body))) as parts:
        written = "".join(parts.read(name).decode() for name in parts.namelist() if "worksheets" in name)
    assert "<f>" not in written


def test_who_is_named_sees_that_a_list_was_taken_and_what_for() -> None:
    assert "chưa ai lấy ra" in Visitor("canbo").open("my-data").well().everything()
    told = {row[0]: row[1] for row in sheets(ask("nhansu", purpose="report"))[text.translate("What the figures mean")]}
    assert told[text.translate("Taken along for")] == "báo cáo cấp trên"
    ask("nhansu", unit=key_of("Phường Ba Đình"), purpose="evaluate")  # another ward's
    said = Visitor("canbo").open("my-data").well().everything()
    assert "được lấy ra 1 lần, bởi 1 người" in said
    assert "báo cáo cấp trên" in said
    assert "đánh giá cán bộ" not in said


def test_nobody_from_outside_is_in_the_file_and_others_get_none() -> None:
    inside = sorted(names_in(WARD))
    assert sorted(row[0] for row in sheets(ask("thutruong"))[text.translate("People")][1:]) == inside
    assert ask("thutruong", unit=key_of("Phường Ba Đình")).status_code == 404
    assert ask("thutruong", tree="party").status_code == 404
    for login in ("canbo", "giangvien", "quantri"):
        assert ask(login).status_code == 403
    assert ask(None).status_code == 303
    with database.reading() as db:
        assert [line.act for line in audit.lines(db, act="reports.export-coverage")] == ["reports.export-coverage"]
