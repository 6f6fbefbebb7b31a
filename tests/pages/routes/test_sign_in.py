"""Signing in and out as a browser does it: cookies, forms, redirects, and what the pages say."""

import re
from datetime import timedelta
from unicodedata import normalize

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from models import access, database, organisation, text
from models.access.tables import Account, SignInSession, SignInTry
from models.rights import Right
from pages.routes import sign_in, visitor
from tests.pages.routes.client import Browser
from tests.pages.routes.conftest import PASSWORD, use_settings

NEW = "nắng lên rồi nhé"
PAGES = ("/sign-in", "/code", "/first")


def _enter(browser: Browser, login: str = "CB01", password: str = PASSWORD, **more: str) -> str:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"login": login, "password": password, **more})
    assert answer.status == 303, answer.text
    return answer.header("location")


def _me(browser: Browser) -> access.SignedIn | None:
    return access.recognise(browser.cookies.get("kns"), now=text.utc_now())


def test_a_person_signs_in_and_comes_back_to_the_page_they_asked_for(browser: Browser) -> None:
    page = browser.get("/sign-in?next=/coverage%3Funit%3Dabc")
    assert page.status == 200
    assert page.value("next") == "/coverage?unit=abc"
    answer = browser.post("/sign-in", {"login": "cb01", "password": PASSWORD, "next": page.value("next")})
    assert (answer.status, answer.header("location")) == (303, "/coverage?unit=abc")
    me = _me(browser)
    assert me is not None
    assert me.full_name == "Nguyễn Văn An"
    assert browser.get("/sign-in?next=/results").header("location") == "/results"


def test_the_cookie_is_closed_to_scripts_and_lasts_as_long_as_the_session(browser: Browser) -> None:
    browser.get("/sign-in")
    line = browser.post("/sign-in", {"login": "CB01", "password": PASSWORD}).cookie("kns")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=1209600"} <= set(line.split("; "))
    assert "Secure" not in line
    assert "Domain" not in line


def test_over_tls_the_cookies_are_secure_and_bound_to_this_host(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(monkeypatch, public_url="https://hoc.example.vn")
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"login": "CB01", "password": PASSWORD}, origin="https://hoc.example.vn")
    for name in ("__Host-kns", "__Host-kns_form"):
        assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(answer.cookie(name).split("; "))
    assert access.recognise(browser.cookies["__Host-kns"], now=text.utc_now())


def test_on_a_shared_computer_the_cookie_goes_with_the_browser(browser: Browser) -> None:
    browser.get("/sign-in")
    line = browser.post("/sign-in", {"login": "CB01", "password": PASSWORD, "shared": "1"}).cookie("kns")
    assert "Max-Age" not in line
    assert "expires" not in line
    with database.reading() as db:
        assert db.exec(select(SignInSession.shared)).one()
    soon = text.utc_now() + timedelta(minutes=21)
    assert access.recognise(browser.cookies["kns"], now=soon) is None


def test_signing_in_again_gives_a_new_token_and_ends_the_old_session(browser: Browser) -> None:
    browser.get("/sign-in")
    browser.cookies["kns"] = planted = "planted-by-somebody-else-0123456789"
    browser.post("/sign-in", {"login": "CB01", "password": PASSWORD})
    first, form = browser.cookies["kns"], browser.cookies["kns_form"]
    assert first != planted
    browser.post("/sign-in", {"login": "CB01", "password": PASSWORD}, token=form)
    assert browser.cookies["kns"] != first
    assert browser.cookies["kns_form"] != form
    assert access.recognise(first, now=text.utc_now()) is None


@pytest.mark.parametrize(("login", "password"), [("CB01", "wrong"), ("nobody", "wrong"), ("NS01", "wrong")])
def test_all_that_is_wrong_is_told_alike_beside_the_field(browser: Browser, login: str, password: str) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"login": login, "password": password, "next": "/results", "shared": "1"})
    assert answer.status == 422
    assert "Tên đăng nhập và mật khẩu không khớp" in answer.text
    assert re.search(r'<input id="password"[^>]*aria-invalid="true"[^>]*aria-describedby="password-error"', answer.text)
    assert answer.value("login") == login
    assert answer.value("next") == "/results"
    assert 'id="shared" name="shared" type="checkbox" value="1" checked' in answer.text
    assert password not in answer.text
    assert answer.cookie("kns") == ""


def test_what_is_typed_is_never_markup(browser: Browser) -> None:
    browser.get("/sign-in")
    odd = '"><script>alert(1)</script>'
    answer = browser.post("/sign-in", {"login": odd, "password": "x", "next": odd})
    assert "<script" not in answer.text
    assert answer.value("login") == odd


def test_empty_fields_are_named_and_no_try_is_counted(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"login": " ", "password": ""})
    assert "Nhập mã cán bộ, thư điện tử hoặc số điện thoại." in answer.text
    assert "Nhập mật khẩu." in answer.text
    with database.reading() as db:
        assert db.exec(select(SignInTry)).all() == []


def test_five_failures_make_one_wait_and_the_answer_says_how_long(browser: Browser) -> None:
    browser.get("/sign-in")
    for _ in range(5):
        assert browser.post("/sign-in", {"login": "CB01", "password": "wrong"}).status == 422
    answer = browser.post("/sign-in", {"login": "CB01", "password": PASSWORD})
    assert answer.status == 429
    assert 1 <= int(answer.header("retry-after")) <= 16
    assert "Thử lại sau 1 phút" in answer.text


@pytest.mark.parametrize(
    "path", ["/sign-in", "/code", "/first", "/language", "/sign-in/demo", "/sign-out", "/password"]
)
@pytest.mark.parametrize("attack", ["no token", "another token", "another site", "same site", "another origin", "null"])
def test_a_post_from_elsewhere_does_nothing(browser: Browser, demo: None, path: str, attack: str) -> None:
    code = _code_for("CB01")
    if path in ("/sign-out", "/password"):
        _enter(browser)
    browser.get("/code")
    fields = {
        "login": "canbo" if path == "/sign-in/demo" else "CB01",
        "password": PASSWORD,
        "old": PASSWORD,
        "code": code,
        "new": NEW,
        "again": NEW,
        "language": "en",
    }
    before, headers, token = _state(browser), {}, None
    if attack == "no token":
        token = ""
    elif attack == "another token":
        token = "A" * 32
    elif attack == "another origin":
        headers = {"origin": "https://evil.vn"}
    elif attack == "null":
        headers = {"origin": "null"}
    else:
        headers = {"sec_fetch_site": "cross-site" if attack == "another site" else "same-site"}
    answer = browser.post(path, fields, token=token, **headers)
    assert answer.status in (303, 403)
    assert _state(browser) == before
    assert "kns_language" not in browser.cookies


def test_without_the_form_cookie_the_form_comes_again_with_the_login_kept(browser: Browser) -> None:
    answer = browser.post("/sign-in", {"login": "CB01", "password": PASSWORD}, token="x" * 30)
    assert answer.status == 403
    assert answer.value("login") == "CB01"
    assert "Mời thử lại" in answer.text
    assert browser.post("/sign-in", {"login": "CB01", "password": PASSWORD}).status == 303


@pytest.mark.parametrize("wanted", ["//evil.vn", "/\\evil.vn", "https://evil.vn", "/%2f/evil.vn", "/\tevil"])
def test_next_never_leads_away(browser: Browser, wanted: str) -> None:
    assert _enter(browser, next=wanted) == "/"
    assert browser.get("/sign-in?next=" + "".join(f"%{ord(char):02x}" for char in wanted)).header("location") == "/"


def test_a_link_signs_nobody_out_but_the_button_does(browser: Browser) -> None:
    _enter(browser)
    page = browser.get("/sign-out")
    assert "Nguyễn Văn An" in page.text
    assert _me(browser) is not None
    token = browser.cookies["kns"]
    answer = browser.post("/sign-out", {})
    assert (answer.status, answer.header("location")) == (303, "/sign-in")
    assert "kns" not in browser.cookies
    assert access.recognise(token, now=text.utc_now()) is None
    assert browser.get("/sign-out").header("location") == "/sign-in"


def test_signing_out_everywhere_ends_the_other_browser_too(browser: Browser) -> None:
    _enter(browser)
    other = Browser(browser.app)
    _enter(other)
    browser.get("/sign-out")
    browser.post("/sign-out-everywhere", {})
    assert _me(other) is None


def test_a_password_is_changed_and_every_mistake_is_told_beside_its_field(browser: Browser) -> None:
    _enter(browser)
    assert browser.get("/password?next=/results").value("next") == "/results"
    for fields, told in (
        ({"old": "wrong", "new": NEW, "again": NEW}, "Mật khẩu hiện tại chưa đúng."),
        ({"old": PASSWORD, "new": NEW, "again": "khác"}, "Hai lần nhập không giống nhau."),
        ({"old": PASSWORD, "new": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "đang dùng"),
    ):
        answer = browser.post("/password", {**fields, "next": "/results"})
        assert answer.status == 422
        assert told in answer.text
        assert not any(value in answer.text for value in fields.values() if len(value) > 5)
    answer = browser.post("/password", {"old": PASSWORD, "new": NEW, "again": NEW, "next": "/results"})
    assert (answer.status, answer.header("location")) == (303, "/results")
    assert _me(browser) is not None
    browser.post("/sign-out", {})
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"login": "CB01", "password": NEW}).header("location") == "/"


def test_whoever_came_from_the_account_to_change_a_password_goes_back_there(browser: Browser) -> None:
    _enter(browser)
    assert 'href="/account">Về trang tài khoản' in browser.get("/password?next=/account").text
    assert "Về trang tài khoản" not in browser.get("/password").text


def test_the_password_page_is_for_those_who_are_signed_in(browser: Browser) -> None:
    assert browser.get("/password").header("location") == "/sign-in"
    browser.get("/code")
    assert browser.post("/password", {"old": PASSWORD, "new": NEW, "again": NEW}).header("location") == "/sign-in"


def test_a_one_time_code_sets_a_password_and_fetching_its_link_uses_nothing_up(browser: Browser) -> None:
    code = _code_for("CB01")
    for _ in range(3):
        page = browser.get(f"/code?code={code}")
        assert page.value("code") == code
    refused = browser.post("/code", {"code": code, "new": "ngắn", "again": "ngắn"})
    assert refused.status == 422
    assert refused.value("code") == code
    answer = browser.post("/code", {"code": code.lower(), "new": NEW, "again": NEW})
    assert (answer.status, answer.header("location")) == (303, "/sign-in?done=1")
    assert "Đã đặt mật khẩu" in browser.get("/sign-in?done=1").text
    assert _enter(browser, password=normalize("NFD", NEW)) == "/"
    browser.get("/code")
    again = browser.post("/code", {"code": code, "new": NEW, "again": NEW})
    assert again.status == 422
    assert "Mã này không dùng được" in again.text


def test_the_first_administrator_enters_by_the_link_of_the_terminal(sqlite_database: str) -> None:
    with database.writing() as db:
        code = access.first_administrator(db, now=text.utc_now())
    browser = Browser(Starlette(routes=sign_in.routes))
    page = browser.get(f"/first?code={code}")
    assert page.value("code") == code
    fields = {"code": code or "", "name": "Lê Thị Đầu", "login": "QT01", "new": NEW, "again": NEW}
    assert "Nhập họ và tên." in browser.post("/first", {**fields, "name": ""}).text
    assert browser.post("/first", fields).header("location") == "/sign-in?done=1"
    _enter(browser, "QT01", NEW)
    me = _me(browser)
    assert me is not None
    assert me.actor.has(Right.ADMINISTER)
    browser.get("/code")
    assert browser.post("/first", {**fields, "login": "QT02"}).status == 422


def test_demonstration_accounts_are_one_click_in_demonstration_mode_only(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/sign-in/demo" not in browser.get("/sign-in").text
    assert browser.post("/sign-in/demo", {"login": "canbo"}).status == 404
    assert _me(browser) is None
    use_settings(monkeypatch, demo=True)
    page = browser.get("/sign-in?next=/results")
    assert re.findall(r'name="login" value="(\w+)"', page.text) == [*access.DEMO_LOGINS, *access.DEMO_SECONDS]
    assert browser.post("/sign-in/demo", {"login": "CB01"}).status == 404
    answer = browser.post("/sign-in/demo", {"login": "canbo", "next": "/results"})
    assert (answer.status, answer.header("location")) == (303, "/results")
    me = _me(browser)
    assert me is not None
    assert me.full_name == "Hoàng Cán Bộ"


def test_language_is_kept_in_the_browser_and_in_the_account(browser: Browser, office: int) -> None:
    page = browser.get("/sign-in?next=/results")
    assert '<html lang="vi">' in page.text
    assert "Đăng nhập" in page.text
    answer = browser.post("/language", {"language": "en", "back": "/sign-in?next=/results"})
    assert answer.header("location") == "/sign-in?next=/results"
    page = browser.get("/sign-in")
    assert '<html lang="en">' in page.text
    assert "Staff code, e-mail or phone number" in page.text
    browser.post("/language", {"language": "xx", "back": "//evil.vn"})
    assert browser.cookies["kns_language"] == "en"
    _enter(browser)
    browser.get("/sign-out")
    browser.post("/language", {"language": "en", "back": "/sign-out"})
    with database.reading() as db:
        assert db.get_one(Account, office).language == "en"


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_small_scriptless_and_closed(browser: Browser, demo: None, path: str) -> None:
    page = browser.get(path)
    assert len(page.text.encode()) < 12_000
    assert "<script" not in page.text
    assert page.header("cache-control") == "no-store"
    policy = page.header("content-security-policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert 'name="viewport" content="width=device-width' in page.text
    assert not re.search(r" (style|on\w+)=", page.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label_and_says_what_it_is_to_a_password_manager(browser: Browser, path: str) -> None:
    page = browser.get(path)
    shown = re.findall(r'<input id="(\w+)" name="(\w+)" type="(\w+)"(?: autocomplete="([\w-]+)")?', page.text)
    assert shown
    kinds = {"login": "username", "password": "current-password", "new": "new-password", "again": "new-password"}
    for identity, name, kind, autocomplete in shown:
        assert f'<label for="{identity}">' in page.text
        if kind != "checkbox":
            assert autocomplete == kinds.get(name, {"code": "one-time-code", "name": "name"}.get(name))
        assert (kind == "password") is (name in ("password", "new", "again"))


def test_nothing_is_left_untranslated(browser: Browser, demo: None) -> None:
    _enter(browser)
    pages = [browser.get(path).text for path in ("/sign-out", "/password", "/code", "/first")]
    browser.cookies.clear()
    pages.append(browser.get("/sign-in").text)
    for page in pages:
        shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page)
        assert not re.search(r"\b(the|your|you|password|sign|code|a|works)\b", shown), shown


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ("", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1, 10.0.0.2", "10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.0/24, ::1", "10.0.0.9", "10.0.1.5, 10.0.0.4", "10.0.1.5"),
        ("nonsense, fd00::/8", "fd00::7", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.1", "made up", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_the_address(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, trusted: str, peer: str, forwarded: str, client: str
) -> None:
    use_settings(monkeypatch, trusted_proxies=trusted)
    seen = []
    real = visitor.access.sign_in

    def watched(login: str, password: str, address: str, **rest: bool) -> access.Outcome:
        seen.append(address)
        return real(login, password, address, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(visitor.access, "sign_in", watched)
    here = Browser(browser.app, address=peer)
    here.get("/sign-in")
    here.post("/sign-in", {"login": "CB01", "password": PASSWORD}, x_forwarded_for=forwarded)
    assert seen == [client]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"login=" + b"x" * 20_000 + b"&password=" + b"y" * 20_000, 422),
        (b"login=" + b"x" * 1_000_000, 403),
        (b"&".join(b"a%d=1" % n for n in range(50)), 403),
        (b"login=%ff%fe&password=%00", 422),
        (b"", 403),
        (b"\xff\x00=&&&", 403),
    ],
)
def test_odd_forms_are_answered(browser: Browser, body: bytes, status: int) -> None:
    browser.get("/sign-in")
    if status == 422:
        body = f"form_token={browser.form_token}&".encode() + body
    answer = browser.send("POST", "/sign-in", headers={}, body=body)
    assert answer.status == status
    assert len(answer.text) < 12_000


def _code_for(login: str) -> str:
    now = text.utc_now()
    with database.writing() as db:
        person = _person(login)
        actor = access.operator()
        return access.give_code(db, actor, access.scope_of(actor, Right.GIVE_CODES), person, now=now)


def _person(login: str) -> int:
    with database.reading() as db:
        found = organisation.find_person(db, login=login)
        assert found is not None
        return found.id or 0


def _state(browser: Browser) -> tuple[object, ...]:
    with database.reading() as db:
        accounts = [tuple(row.model_dump().values()) for row in db.exec(select(Account))]
        sessions = sorted((row.token_hash, row.ended_at is None) for row in db.exec(select(SignInSession)))
        tries = len(db.exec(select(SignInTry)).all())
    return accounts, sessions, tries, browser.cookies.get("kns")
