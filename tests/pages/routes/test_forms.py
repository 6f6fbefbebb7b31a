"""Where a person may be sent on to, and the guard of forms."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages.routes import forms

HERE = "https://hoc.example.vn"


@pytest.mark.parametrize(
    "wanted",
    [
        "/", "/coverage?unit=abc&course=x", "/lesson?slug=an-toan&n=2", "/?q=//evil",
        "/search?q=chuy%E1%BB%83n%20%C4%91%E1%BB%95i", "/kho-học", "/a/b#c",
    ],
)  # fmt: skip
def test_local_paths_are_kept(wanted: str) -> None:
    assert forms.local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "", None, "evil.vn", "//evil.vn", "///evil.vn", "/\\evil.vn", "\\\\evil.vn", "\\/evil.vn", "/\\/evil.vn",
        "https://evil.vn", "https:evil.vn", "https:/evil.vn", "HTTPS://evil.vn", "javascript:alert(1)",
        "data:text/html,x",
        "/\t/evil.vn", "/\n/evil.vn", "\t//evil.vn", " //evil.vn", "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a=b",
        "/%2f%2fevil.vn", "/%2fevil.vn", "/%5cevil.vn", "/%5Cevil.vn", "/%252fevil.vn", "/%09/evil.vn", "/\x00",
        "/\x7f", "/\u2028/evil.vn\x85", "//hoc.example.vn@evil.vn", "/a//evil.vn", "/sign-in", "/sign-in?next=/x",
        "/sign-out",
        "/password", "/code?code=x", "/first", "mailto:a@b.vn", "?next=x", "#x",
    ],
)  # fmt: skip
def test_everything_else_leads_home(wanted: str | None) -> None:
    assert forms.local_path(wanted) == "/"


ODD = st.text(st.sampled_from("/\\:.@?#%25cCfF0dD9aA \t\n\r\x00\x0b\x85\u2028\uff0fevil"), max_size=14)


@given(st.one_of(ODD, st.text(max_size=30), ODD.map(lambda tail: "/" + tail), ODD.map(lambda tail: "//evil.vn" + tail)))
@example("/%2e%2e//evil.vn")
def test_whatever_is_asked_the_browser_stays_here(wanted: str) -> None:
    """As browsers read an address: tabs and line breaks dropped, backslashes taken for slashes."""
    location = forms.go(wanted).headers["location"]
    read = "".join(char for char in location if char not in "\t\n\r").replace("\\", "/").strip("\x00\x1f ")
    assert read.startswith("/")
    assert not read.startswith("//")
    assert urlsplit(urljoin(HERE, read)).netloc == "hoc.example.vn"
    assert location.isascii()
    assert location.isprintable()


@given(st.text(max_size=40))
def test_whatever_was_typed_stays_text(typed: str) -> None:
    shown = forms.field("login", typed, value=typed, error=typed, hint=typed)
    inside = shown.replace("<p class", "").replace("</p>", "")
    assert "<script" not in inside
    assert shown.count("<") == forms.field(
        "login", "x", value="x" if typed else "", error="x" if typed else "", hint="x" if typed else ""
    ).count("<")
