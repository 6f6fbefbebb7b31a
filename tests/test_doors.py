"""Whom each address of the running platform lets in, what posts from elsewhere do, and when a session is over."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from models import access, database, settings, text
from models.access.tables import SignInSession
from models.organisation import Person, Posting, Status
from models.rights import Right
from tests import city, factories, menu, probing
from tests.server import ROOT, Page, Platform, running
from tests.test_serving import eventually

pytestmark = pytest.mark.server

FILLED = {"hash": "0" * 64, "language": "vi"}  # every other part of an address is an x
FOR_EVERYBODY = {
    "/health",
    "/ready",
    "/sign-in",
    "/code",
    "/c",
    "/first",
    "/icon.svg",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
}
FOR_NOBODY = ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/auth/login", "/oauth2callback")
REFUSED = {303, 403, 404, 405, 415, 422}
PASSWORD = "mưa rơi trên phố cổ"
TOKEN = "mot-ma-rieng"
LIST_ROUTES = """
import json, app
routes = app.app._build_starlette_app().routes
print(json.dumps([[one.path, sorted(getattr(one, "methods", None) or ())] for one in routes if one.path]))
"""


@pytest.fixture(scope="module")
def platform(city_file, tmp_path_factory) -> Iterator[Platform]:  # type: ignore[no-untyped-def]
    """The platform over the demonstration city; nothing that is asked here may end in a stack trace."""
    folder = city.copied(city_file, tmp_path_factory.mktemp("doors") / "data")
    with (
        running(
            folder, KNS_WORKER="false", KNS_METRICS_TOKEN=TOKEN, KNS_TABS_OF_PERSON="5", KNS_TABS_OF_ADDRESS="10"
        ) as started,
        probing.database_of(started),
    ):
        yield started
        assert "Traceback" not in (started.data / "server.log").read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[str]]]:
    """Every address of the application with its methods, Streamlit's own included, as the program makes them."""
    place = {"KNS_DATA_DIR": str(tmp_path_factory.mktemp("routes"))}
    said = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES], cwd=ROOT, env=place, capture_output=True, text=True, check=True
    )
    found = json.loads(said.stdout.splitlines()[-1])
    part = re.compile(r"\{(\w+)[^}]*\}")
    return [(part.sub(lambda named: FILLED.get(named[1], "x"), path), methods) for path, methods in found]


def test_a_stranger_is_let_in_nowhere_but_at_the_open_doors(
    platform: Platform, routes: list[tuple[str, list[str]]]
) -> None:
    assert len(routes) > 30
    for path, methods in routes:
        for method in set(methods) - {"HEAD", "OPTIONS"}:
            status, headers, body = platform.ask(method, path)
            if path in FOR_EVERYBODY and method == "GET":
                assert status == 200, path
                continue
            assert status in REFUSED, (method, path, status)
            leads = headers.get("location", "/")
            short = path == "/k/x" and leads == "/course?course=x"  # the same whether or not there is such a course
            assert leads == "/" or leads.startswith("/sign-in") or short, path
            again = status in (403, 422) or path == "/c/x"  # a form that is shown again
            assert len(body) < 100 or again, (method, path)


@pytest.mark.parametrize("login", [None, *city.NAMES])
def test_every_answer_says_what_a_browser_may_do(
    platform: Platform, routes: list[tuple[str, list[str]]], login: str | None
) -> None:
    """Every address of the application, every page and what is none: nothing but Streamlit's page runs any script."""
    cookie = platform.sign_in(login) if login else None
    addresses = {path for path, methods in routes if not methods or "GET" in methods}
    addresses |= {f"/{page.address}" for page in menu.pages()} | {"/no-such-page", "/static/js/none.js", *FOR_NOBODY}
    runs = set()
    for path in sorted(addresses):
        status, headers, body = platform.get(path, cookie)
        policy = headers["content-security-policy"].split("; ")
        assert not body or headers["content-type"], path
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        if not path.startswith("/static/"):
            assert "public" not in headers["cache-control"] or path in ("/icon.svg", "/favicon.png"), path
        scripts = [rule for rule in policy if rule.startswith("script-src")]
        assert not any("unsafe" in rule for rule in scripts), path
        runs |= {path} if scripts and status == 200 else set()
    with database.reading() as db:
        rights = city.rights_of(db, login)
    assert runs == {f"/{page.address}" for page in menu.pages() if page.gate in rights}


def test_a_page_that_nobody_thought_of_is_for_who_is_signed_in(platform: Platform) -> None:
    for path in ("/index.html", "/manifest.json", "/app/static/x", "/khong-co", "/.git/config", "/%2e%2e/etc/passwd"):
        assert platform.get(path)[0] in (303, 400, 404), path


@pytest.mark.parametrize("login", [None, *city.NAMES])
def test_what_is_for_nobody_stays_shut_for_every_role(platform: Platform, login: str | None) -> None:
    cookie = platform.sign_in(login) if login else None
    assert [platform.get(path, cookie)[0] for path in FOR_NOBODY] == [404] * len(FOR_NOBODY)


def upload(platform: Platform, session: str, cookie: str | None, *, token: bool = True) -> int:
    """Put a file into a session's memory as Streamlit's field for files does; return the status."""
    _status, headers, _body = platform.get("/_stcore/health")
    xsrf = headers["set-cookie"].split(";")[0]
    told = {"cookie": f"{xsrf}; {cookie or ''}", "content-type": "multipart/form-data; boundary=x"}
    told |= {"x-xsrftoken": xsrf.split("=", 1)[1]} if token else {}
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\nMa CB\r\n--x--\r\n'
    return platform.ask("PUT", f"/_stcore/upload_file/{session}/f1", headers=told, body=body)[0]


def session_in(messages: list[ForwardMsg]) -> str:
    return next(one.new_session.initialize.session_id for one in messages if one.WhichOneof("type") == "new_session")


def test_files_are_taken_from_an_office_and_from_nobody_else(platform: Platform) -> None:
    """A stranger has a session of the socket too: the page that says they are not signed in."""
    office = platform.sign_in("nhansu")
    for cookie, status in ((None, 404), (platform.sign_in("canbo"), 404), (office, 204)):
        with Page(platform, cookie) as socket:
            session = session_in(socket.open("staff-list"))
            assert upload(platform, session, cookie) == status
            assert upload(platform, session, None) == 404
            if status == 204:
                assert upload(platform, session, office, token=False) == 403
    assert upload(platform, "no-such-session", office) == 400


def test_every_page_with_a_field_for_files_is_an_offices() -> None:
    uploading = [page for page in menu.pages() if "file_uploader" in page.path.read_text(encoding="utf-8")]
    assert uploading
    assert [page.address for page in uploading if page.right is Right.LEARN] == []


@pytest.mark.parametrize(
    "origin", ["https://evil.vn", "null", "http://[", "http://localhost:3000", "http://127.0.0.1:1", "javascript:x", ""]
)
def test_a_page_of_another_site_cannot_open_the_socket(platform: Platform, origin: str) -> None:
    headers = {"Cookie": platform.sign_in("canbo"), "Origin": origin}
    with pytest.raises(InvalidStatus), connect(socket_of(platform), additional_headers=headers):
        pass


def socket_of(platform: Platform) -> str:
    return platform.url.replace("http://", "ws://") + "/_stcore/stream"


def test_one_person_and_one_address_have_room_for_so_many_tabs(platform: Platform) -> None:
    """Five of a person and ten of an address, as this platform is set: no more lines, words instead of a page."""
    mine, other = platform.sign_in("canbo"), platform.sign_in("nhansu")
    eventually(lambda: counted(platform, "kns_open_sessions") == 0, 30)
    before = counted(platform, 'kns_tabs_refused_total{bound="person"}')
    with contextlib.ExitStack() as tabs:
        for _number in range(5):
            tabs.enter_context(Page(platform, mine)).open("")
        assert refused_line(platform, mine) == 429
        assert counted(platform, "kns_open_sessions") == 5
        assert counted(platform, 'kns_tabs_refused_total{bound="person"}') == before + 1
        status, _headers, body = platform.get("/", mine)
        assert (status, "đang mở 5 thẻ" in body.decode()) == (429, True)
        assert platform.get("/", other)[0] == 200
        for _number in range(5):
            tabs.enter_context(Page(platform))  # without a session; the page would say that it has ended
        assert refused_line(platform, other) == 429
        assert counted(platform, 'kns_tabs_refused_total{bound="address"}') == 1
        status, _headers, body = platform.get("/", other)
        assert (status, "từ mạng của cơ quan anh/chị" in body.decode()) == (429, True)
    eventually(lambda: counted(platform, "kns_open_sessions") == 0, 30)
    assert platform.get("/", mine)[0] == 200
    with Page(platform, mine) as again:
        assert again.open("")


def refused_line(platform: Platform, cookie: str) -> int:
    headers = {"Cookie": cookie, "Origin": platform.url}
    with pytest.raises(InvalidStatus) as refused, connect(socket_of(platform), additional_headers=headers):
        pass
    return refused.value.response.status_code


def counted(platform: Platform, name: str) -> float:
    body = platform.ask("GET", "/metrics", headers={"authorization": f"Bearer {TOKEN}"})[2].decode()
    found = dict(line.rsplit(" ", 1) for line in body.splitlines() if line and not line.startswith("#"))
    return float(found.get(name, 0))


def test_text_down_the_socket_ends_it(platform: Platform) -> None:
    with Page(platform) as socket:
        socket.open("")
        assert socket._socket is not None
        socket._socket.send("text")
        with pytest.raises(ConnectionClosed):
            list(iter(lambda: socket._socket.recv(timeout=5), b""))
    assert platform.get("/health")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://["},
        {"origin": "http://127.0.0.1@evil.vn"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
    ],
    ids=str,
)
def test_a_post_from_elsewhere_does_nothing_at_any_route(
    platform: Platform, routes: list[tuple[str, list[str]]], headers: dict[str, str]
) -> None:
    """With everything else right: a session, the form's cookie and its token."""
    mine = platform.sign_in("canbo")
    token, cookie = platform.form()
    posts = [path for path, methods in routes if "POST" in methods]
    assert {"/sign-out", "/sign-in/demo", "/api/draft"} <= set(posts)
    fields = {"form_token": token, "login": "nhansu", "language": "en", "code": "x", "new": PASSWORD, "again": PASSWORD}
    for path in posts:
        status, answered, _body = platform.post(path, fields, f"{mine}; {cookie}", **headers)
        assert status in REFUSED, path
        assert "kns=" not in answered.get("set-cookie", "").replace("kns_form=", ""), path
    assert platform.get("/results", mine)[0] == 200


def test_a_body_without_end_is_not_waited_for(platform: Platform, routes: list[tuple[str, list[str]]]) -> None:
    huge = b"a=" + b"x" * 3_000_000
    kind = {"content-type": "application/x-www-form-urlencoded", "origin": platform.url}
    for path in [path for path, methods in routes if "POST" in methods]:
        with contextlib.suppress(ConnectionError):  # hung up on while still sending
            assert platform.ask("POST", path, headers=kind, body=huge)[0] in {*REFUSED, 413}, path


def sign_out(db: Session, person: int, token: str) -> None:
    me = access.recognise(token, now=text.utc_now())
    assert me is not None
    access.sign_out(db, me.actor, me.session, now=text.utc_now())


def sign_out_everywhere(db: Session, person: int, token: str) -> None:
    access.sign_out_everywhere(db, access.actor_for(db, person, "", now=text.utc_now()), now=text.utc_now())


def be_idle(db: Session, person: int, token: str) -> None:
    idle = timedelta(hours=settings.current().session_idle_hours, seconds=1)
    session_row(db, person).seen_at = text.utc_now() - idle


def grow_old(db: Session, person: int, token: str) -> None:
    session_row(db, person).expires_at = text.utc_now()


def be_idle_on_a_shared_computer(db: Session, person: int, token: str) -> None:
    row = session_row(db, person)
    row.shared, row.seen_at = (
        True,
        text.utc_now() - timedelta(minutes=settings.current().shared_idle_minutes, seconds=1),
    )


def leave_the_office(db: Session, person: int, token: str) -> None:
    for posting in db.exec(select(Posting).where(Posting.person_id == person, col(Posting.voided_at).is_(None))):
        posting.status = Status.INACTIVE


def be_merged(db: Session, person: int, token: str) -> None:
    db.get_one(Person, person).same_as_id = city.person_id(db, "nhansu")


def session_row(db: Session, person: int) -> SignInSession:
    rows = db.exec(
        select(SignInSession).where(SignInSession.person_id == person, col(SignInSession.ended_at).is_(None))
    )
    return sorted(rows, key=lambda row: row.created_at)[-1]


ENDS = (
    sign_out, sign_out_everywhere, be_idle, grow_old,
    be_idle_on_a_shared_computer, leave_the_office, be_merged,
)  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_session_that_is_over_opens_nothing_in_an_open_tab_either(
    platform: Platform, end: Callable[[Session, int, str], None]
) -> None:
    with database.writing() as db:
        person = factories.person(db, "Người Đang Mở Trang")
        factories.posting(db, person, city.unit_id(db, "Phường Ba Đình"))
        token = access.open_session(db, person, shared=False, now=text.utc_now())
    with Page(platform, f"kns={token}") as socket:
        assert "An toàn thông tin" in probing.bytes_of(socket.open("courses"))
        with database.writing() as db:
            end(db, person, token)
        said = probing.bytes_of(probing.without_greeting(socket.open("courses")))
        assert "An toàn thông tin" not in said
        assert "/sign-in" in said
    status, headers, _body = platform.get("/courses", f"kns={token}")
    assert (status, headers["location"]) == (303, "/sign-in?next=%2Fcourses")


def test_a_password_of_ones_own_ends_the_other_tabs_and_a_code_ends_all(platform: Platform) -> None:
    with database.writing() as db:
        person = city.person_id(db, "giangvien")
        factories.password(db, person, PASSWORD, now=text.utc_now())
        mine, other = (access.open_session(db, person, shared=False, now=text.utc_now()) for _ in range(2))
    token, form = platform.form()
    new = PASSWORD + " xưa"
    fields = {"form_token": token, "old": PASSWORD, "new": new, "again": new}
    with Page(platform, f"kns={other}") as socket:
        socket.open("my-courses")
        assert platform.post("/password", fields, f"kns={mine}; {form}")[0] == 303
        assert "/sign-in" in probing.bytes_of(socket.open("my-courses"))
    assert [platform.get("/results", f"kns={one}")[0] for one in (mine, other)] == [200, 303]
    with database.writing() as db:
        scope = access.scope_of(access.operator(), Right.GIVE_CODES)
        code = access.give_code(db, access.operator(), scope, person, now=text.utc_now())
    fields = {"form_token": token, "code": code, "new": PASSWORD, "again": PASSWORD}
    assert platform.post("/code", fields, form)[1]["location"] == "/sign-in?done=1"
    assert platform.get("/results", f"kns={mine}")[0] == 303
    assert platform.post("/code", fields, form)[0] == 422


def test_what_a_proxy_is_said_to_say_moves_nobody_to_another_address(platform: Platform) -> None:
    """Thirty failures make this address wait, whatever it claims to be; so does a right code. Comes last."""
    token, form = platform.form()
    answers = []
    for number in range(31):
        fields = {"form_token": token, "code": f"{number:016}", "new": PASSWORD, "again": PASSWORD}
        headers = {
            "x_forwarded_for": f"10.0.0.{number}",
            "forwarded": f"for=10.0.0.{number}",
            "x_real_ip": f"10.0.1.{number}",
        }
        answers.append("Thử lại sau" in platform.post("/code", fields, form, **headers)[2].decode())
    assert (answers[0], answers[-1]) == (False, True)
