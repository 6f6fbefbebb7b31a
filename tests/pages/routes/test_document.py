"""The document of every page: Streamlit's with our head, at a page's plain address, for who may open it."""

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.routes import bundle
from pages.routes.shell import Shell
from tests.pages.routes.client import Browser
from tests.pages.routes.seats import browser_of

pytestmark = pytest.mark.usefixtures("pages_of_city")
ROOT = '<div id="root"></div>'  # in which Streamlit draws


def behind(login: str | None) -> Browser:
    """A browser of somebody behind the shell; what goes on to Streamlit is answered with its name."""

    async def streamlit(_request: object) -> PlainTextResponse:
        return PlainTextResponse("Streamlit")

    methods = ["GET", "HEAD", "POST"]
    through = Browser(Shell(Starlette(routes=[Route("/{rest:path}", streamlit, methods=methods)])))
    through.cookies.update(browser_of(login, []).cookies)
    return through


@pytest.mark.parametrize("path", ["/", "/course?course=an-toan-thong-tin", "/account"])
def test_every_page_is_drawn_in_streamlits_document_with_our_head(path: str) -> None:
    answer = behind("canbo").get(path)
    assert answer.status == 200
    assert answer.header("content-type") == "text/html; charset=utf-8"
    assert (answer.header("cache-control"), answer.header("vary")) == ("no-store", "accept-encoding")
    assert '<html lang="vi">' in answer.text
    assert "<title>Kỹ Năng Số</title>" in answer.text
    assert '<link rel="shortcut icon" href="/icon.svg" />' in answer.text
    assert ROOT in bundle.INDEX.read_text(encoding="utf-8")
    assert ROOT in answer.text
    assert int(answer.header("content-length")) == len(answer.text.encode())


def test_only_the_scripts_of_its_head_may_run() -> None:
    answer = behind("canbo").get("/")
    scripts = re.findall(r"<script>", answer.text)
    assert len(scripts) >= 2
    assert len(re.findall(r"'sha256-[^']{44}'", answer.header("content-security-policy"))) == len(scripts)
    assert "ws://hoc.example.vn" in answer.header("content-security-policy")


def test_it_is_squeezed_for_who_takes_that() -> None:
    browser = behind("canbo")
    whole, small = browser.get("/"), browser.get("/", accept_encoding="br, gzip")
    assert whole.header("content-encoding") == ""
    assert small.header("content-encoding") == "gzip"
    assert int(small.header("content-length")) < int(whole.header("content-length")) / 2


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/course/"), ("GET", "//course")])
def test_another_method_or_a_stroke_too_many_is_streamlits_to_answer(method: str, path: str) -> None:
    assert behind("canbo").send(method, path, headers={}).text == "Streamlit"


def test_who_may_not_open_a_page_gets_no_document() -> None:
    assert behind(None).get("/").status == 303
    refused = behind("canbo").get("/coverage")
    assert refused.status == 404
    assert ROOT not in refused.text
