"""What every answer tells a browser that it may do, and what changes over TLS."""

import base64
import hashlib

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.assessment.true_kinds import MEDIA_TYPES as HANDED
from models.courses.files import MEDIA_TYPES as TAUGHT
from pages.routes import protection, sign_in
from pages.routes.shell import Shell
from tests.pages.routes.client import Answer, Browser
from tests.pages.routes.conftest import use_settings

HTML = '<head><script>a="x"</script><script type="module" src="./static/js/a.js"></script></head>'


@pytest.fixture
def shell(office: int) -> Shell:
    """The routes of sign-in, and one whose answer says nothing about itself but a cookie, within the shell."""

    async def bare(_request: Request) -> Response:
        answer = Response("{}", media_type="application/json")
        answer.set_cookie("theirs", "1")
        answer.set_cookie("own", "2", secure=True)
        return answer

    return Shell(Starlette(routes=[*sign_in.routes, Route("/health", bare)]))


def cookies(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name == "set-cookie"]


def test_an_answer_that_says_nothing_may_do_nothing_and_is_kept_nowhere(shell: Shell) -> None:
    answer = Browser(shell).get("/health")
    policy = answer.header("content-security-policy").split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "sandbox"} <= set(policy)
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("cross-origin-opener-policy") == "same-origin"
    assert answer.header("cross-origin-resource-policy") == "same-origin"
    assert answer.header("referrer-policy") == "same-origin"
    assert answer.header("strict-transport-security") == ""


def test_what_an_answer_says_itself_stays(shell: Shell) -> None:
    form = Browser(shell).get("/sign-in")
    assert "style-src 'sha256-" in form.header("content-security-policy")
    assert "sandbox" not in form.header("content-security-policy")
    assert len([name for name, _value in form.headers if name == "content-security-policy"]) == 1


@pytest.mark.parametrize(
    ("settings", "peer", "scheme", "said", "tls"),
    [
        ({}, "203.0.113.7", "http", "", False),
        ({}, "203.0.113.7", "http", "https", False),  # anybody can say so
        ({"trusted_proxies": "10.0.0.1"}, "203.0.113.7", "http", "https", False),
        ({"trusted_proxies": "10.0.0.1"}, "10.0.0.1", "http", "", False),
        ({"trusted_proxies": "10.0.0.1"}, "10.0.0.1", "http", "http", False),
        ({"trusted_proxies": "10.0.0.1"}, "10.0.0.1", "http", "https", True),
        ({"public_url": "https://hoc.example.vn"}, "203.0.113.7", "http", "", True),
        ({"public_url": "http://hoc.example.vn"}, "203.0.113.7", "http", "", False),
        ({}, "203.0.113.7", "https", "", True),
    ],
)
def test_over_tls_browsers_stay_there_and_no_cookie_travels_without(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    peer: str,
    scheme: str,
    said: str,
    tls: bool,
) -> None:
    use_settings(monkeypatch, **settings)
    here = Browser(shell, address=peer, scheme=scheme)
    answer = here.get("/health", x_forwarded_proto=said) if said else here.get("/health")
    assert answer.header("strict-transport-security") == ("max-age=31536000" if tls else "")
    theirs, own = cookies(answer)
    assert ("Secure" in theirs.split("; ")) is tls
    assert own.lower().count("secure") == 1


def test_a_page_runs_streamlits_files_and_the_lines_of_its_own_head_alone() -> None:
    policy = protection.page_policy(HTML, "hoc.example.vn:8501")
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src ")).split(" ")[1:]
    own = base64.b64encode(hashlib.sha256(b'a="x"').digest()).decode()
    assert scripts == ["'self'", "blob:", f"'sha256-{own}'"]
    assert "connect-src 'self' ws://hoc.example.vn:8501 wss://hoc.example.vn:8501;" in policy
    assert policy.startswith("default-src 'none'; ")
    for closed in ("frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'"):
        assert closed in policy.split("; ")


@pytest.mark.parametrize("host", ["", "*", "a b", "evil.vn;script-src *", "x'y", "hoc.vn\r\nx: y", "[::1]:99 *"])
def test_a_host_that_is_none_writes_no_rule(host: str) -> None:
    policy = protection.page_policy(HTML, host)
    assert "connect-src 'self';" in policy
    assert policy == protection.page_policy(HTML, "")


def test_nothing_that_people_write_or_hand_in_is_served_as_a_script() -> None:
    kinds = {*HANDED.values(), *TAUGHT.values()}
    assert [kind for kind in kinds if "script" in kind or "html" in kind or kind == "text/plain"] == []
