"""A long list is asked for on the page, seen on its way, found again, and fetched by nobody else."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from python_calamine import CalamineWorkbook
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from models import access, audit, database, reports, settings, text, worker
from models.reports import State
from models.rights import DomainError
from pages.parts import who
from pages.routes import exports
from tests import city
from tests.models.reports.asking import export, take_roles_away
from tests.pages.hr.test_coverage import lines_of, required_of
from tests.pages.routes.client import awaited
from tests.pages.visiting import Visitor


@pytest.fixture(autouse=True)
def _long(pages_of_city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rows are many here."""
    chosen = settings.Settings(data_dir=pages_of_city)
    monkeypatch.setattr(settings, "current", lambda: chosen)
    monkeypatch.setattr(reports, "AT_ONCE", 3)


def ask(login: str | None, path: str, **asked: str) -> Response:
    """Ask for an address of ours with somebody's cookie."""
    cookie = b""
    if login is not None:
        with database.writing() as db:
            token = access.open_session(db, city.person_id(db, login), shared=False, now=text.utc_now())
        cookie = f"{who.COOKIE}={token}".encode()
    headers, query = [(b"cookie", cookie)], urlencode(asked).encode()
    key = path.removeprefix("/export/file/")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers}
    found = exports.coverage if path == "/export/coverage.xlsx" else exports.made
    return awaited(found(Request({**scope, "path_params": {"key": key}})))


def links(page: Visitor) -> list[str]:
    """The links to files with names; those beside a chart have its figures."""
    urls = [one.proto.url for one in page.at.get("link_button")]
    return [url for url in urls if url.startswith(("/export/coverage.xlsx", "/export/file/"))]


def progress(page: Visitor) -> list[str]:
    return [one.proto.text for one in page.at.get("progress") if one.proto.text]


def test_asked_for_seen_on_its_way_and_found_again() -> None:
    page = Visitor("nhansu").open("coverage", state="all").unfold().well()
    assert links(page) == []
    page.press("Export to Excel").well()
    assert text.translate("It begins in a moment.") in progress(page)[0]
    with database.writing() as db:
        begun = reports.take_next(db, now=text.utc_now())
        assert begun is not None
        reports.say_how_far(db, begun, 1200, 200_000)
    anew = Visitor("nhansu").open("coverage").well()  # another tab, or the page after a refresh
    assert "1.200 trong 200.000 dòng" in progress(anew)[0]
    worker.make_exports()
    again = Visitor("nhansu").open("coverage").well()
    assert (progress(again), links(again)) == ([], [f"/export/file/{export().key}"])
    answer = ask("nhansu", links(again)[0])
    assert isinstance(answer, FileResponse)
    book = CalamineWorkbook.from_path(answer.path)
    found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert found[text.translate("Figures")][-1][2] == required_of(page)
    assert len(found[text.translate("People")]) - 1 == lines_of(page) == export().total
    assert answer.headers["cache-control"] == "private, no-store"
    assert export().key not in answer.headers["content-disposition"]
    assert "do-phu-" in answer.headers["content-disposition"]
    with database.reading() as db:
        assert audit.lines(db)[0].act == "reports.export-coverage"


def test_cancelled_and_deleted_at_a_click() -> None:
    page = Visitor("nhansu").open("coverage").well().press("Export to Excel").press("Cancel").well()
    assert (export().state, progress(page)) == (State.DROPPED, [])
    page.press("Export to Excel")
    worker.make_exports()
    page = Visitor("nhansu").open("coverage").well()
    address = links(page)[0]
    page.press("Delete the file").well()
    assert links(page) == []
    assert ask("nhansu", address).status_code == 404


def test_a_third_one_at_the_same_time_is_refused_in_words() -> None:
    for state in ("all", "open"):
        Visitor("nhansu").open("coverage", state=state).press("Export to Excel").well()
    page = Visitor("nhansu").open("coverage", by="course").press("Export to Excel").well()
    assert any("2 tệp" in said for said in page.errors)
    assert len(progress(page)) == 2
    assert any("Còn 1 tệp" in said for said in progress(page))


def test_nobody_else_gets_it_by_its_address() -> None:
    Visitor("nhansu").open("coverage").press("Export to Excel").well()
    worker.make_exports()
    address = f"/export/file/{export().key}"
    for login in ("thutruong", "tochucdang", "quantri", "giangvien", "canbo"):
        assert ask(login, address).status_code == 404, login
    assert ask(None, address).status_code == 303
    assert links(Visitor("thutruong").open("coverage").well())[:1] != [address]
    with database.reading() as db:
        assert audit.lines(db, act="reports.export-coverage") == []


def test_who_lost_the_role_is_told_so_and_gets_no_file() -> None:
    Visitor("nhansu").open("coverage").press("Export to Excel").well()
    worker.make_exports()
    with database.reading() as db:
        officer = city.person_id(db, "nhansu")
    take_roles_away(officer)
    answer = ask("nhansu", f"/export/file/{export().key}")
    assert (answer.status_code, isinstance(answer, FileResponse)) == (403, False)


def test_what_could_not_be_made_says_why_and_the_way_on() -> None:
    page = Visitor("nhansu").open("coverage").press("Export to Excel").well()
    with database.writing() as db:
        begun = reports.take_next(db, now=text.utc_now())
        assert begun is not None
        reports.refuse(db, begun, DomainError("export-disk"), now=text.utc_now())
    page = Visitor("nhansu").open("coverage").well()
    assert any("Máy chủ không còn chỗ trống" in said for said in page.errors)
    page.press("I have read this").well()
    assert page.errors == []
    page.press("Export to Excel").well()
    assert len(progress(page)) == 1


def test_the_address_for_short_lists_leads_to_the_page_when_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask("nhansu", "/export/coverage.xlsx", state="all")
    assert (answer.status_code, answer.headers["location"]) == (303, "/coverage?state=all")
    monkeypatch.setattr(reports, "AT_ONCE", 10_000)
    assert ask("nhansu", "/export/coverage.xlsx", state="all").status_code == 200
    assert links(Visitor("nhansu").open("coverage").well())[0].startswith("/export/coverage.xlsx?")
