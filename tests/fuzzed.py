"""The readers of what comes from outside, each with good inputs and what hurts in its language: for `tests.fuzzing`."""

import base64
import importlib.util
import io
import json
import re
import socket
import ssl
import tempfile
import threading
import time
import xml.etree.ElementTree as Tree
import zipfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from models import audit, backups, courses, organisation, settings, text
from models.access import directory, provider
from models.assessment import true_kinds
from models.courses import markdown, pictures, svg
from models.courses.files import FoundFile
from models.rights import DomainError
from pages.parts import asked
from pages.routes.drafts import Draft
from tests import certificates
from tests.fuzzing import Reader
from tests.models.assessment import test_uploads
from tests.models.courses import library
from tests.models.organisation import samples

CONTENT = settings.ROOT / "content"
TODAY = date(2026, 3, 2)
PLACE = Path(tempfile.gettempdir()) / "kns-fuzzing"
YAML = (
    b"&a [*a, *a]",
    b"[",
    b"{",
    b"- ",
    b"? ",
    b"!!python/object/apply:os.system ['id']",
    b"<<: *a\n",
    b"\t",
    b"'",
    b'"',
    b"|\n",
    b": ",
    b"!!binary x",
    b"0o777",
    b"1_000",
    b"2026-13-45",
    b".inf",
    b"\n---\n",
    b"%YAML 9.9\n",
)
MARKDOWN = (
    b"[",
    b"](",
    b"![",
    b">",
    b"> > ",
    b"`",
    b"```",
    b"*",
    b"_",
    b"**a",
    b"|",
    b"|-|\n",
    b"<",
    b"<a href=",
    b"<!--",
    b"&#x",
    b"\\",
    b"- ",
    b"    ",
    b"<script>alert(1)</script>",
    b"[a](javascript:alert(1))",
    b"![a](x onerror=alert(1))",
    b"\n# ",
    b"[^1]",
    b":::",
    b"~~~mermaid\n",
    b"<svg onload=alert(1)>",
    b"[a](<javascript&colon;x>)",
    b"[a]: data:text/html,x\n[a]",
)
SVG = (
    b"<!ENTITY a 'b'>",
    b'<!DOCTYPE svg [<!ENTITY a "&b;&b;">]>',
    b"<script>",
    b"<g>",
    b" onload=x",
    b"<!--",
    b"-->",
    b"xlink:href='http://x'",
    b" href = 'javascript:x'",
    b"<svg:script>",
    b"<a href='&#106;avascript:x'>",
    b"url(http://x)",
    b"@import 'x'",
    b"<foreignObject>",
    b"<set attributeName='href' to='javascript:x'/>",
    b"<![CDATA[",
    b"]]>",
    b' viewBox="0 0 1e999 nan"',
    b' width="1e400"',
)
JSON = (
    b"[",
    b'{"a":',
    b'"',
    b"\\ud800",
    b"NaN",
    b"Infinity",
    b"1e999",
    b"null",
    b"true",
    b"-0",
    b'"\\u0000"',
    b"1" * 4000,
    b",",
    b'{"attempt":1}',
)
XML = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"<c",
    b"<row r='1048576'>",
    b"<c r='XFD1048576'>",
    b"<v>1e400</v>",
    b"<v>",
    b"<f>",
    b"&b;",
    b"t='s'",
    b"<mergeCell ref='A1:XFD1048576'/>",
    b"<is><t>",
)


def mutable(folder: Path) -> Path:
    """Return a folder of this process's own."""
    made = folder / str(threading.get_native_id())
    made.mkdir(parents=True, exist_ok=True)
    return made


def texts(pattern: str) -> list[bytes]:
    """Return shipped files of content, none of them long."""
    return [path.read_bytes()[:20_000] for path in sorted(CONTENT.glob(pattern))[:12]]


# courses


def course_file(path: str) -> Callable[[bytes], object]:
    """Return what checks a small course in which one file is the input."""

    def read(data: bytes) -> object:
        content = _small_course()
        file = content / "courses" / "an-toan" / path
        file.write_bytes(data)
        report = courses.check_folder(content)
        text.use_language("vi")
        return [finding.message for finding in report.findings]

    return read


@lru_cache(maxsize=1)
def _small_course() -> Path:
    place = mutable(PLACE)
    library.write(place)
    return place


UNSAFE = re.compile(
    r"<script|<iframe|<[^>]+\son\w+\s*=|(?:href|src)\s*=\s*[\"']?\s*(?:javascript|vbscript|data:text)", re.IGNORECASE
)


def read_markdown(data: bytes) -> None:
    """Draw a text as lessons are drawn; what comes out must hold nothing that runs."""
    written = data.decode("utf-8", "replace")
    drawn = markdown.to_html(written)
    found = UNSAFE.search(drawn)
    assert found is None, drawn[max(0, found.start() - 40) : found.end() + 40]
    markdown.to_inline_html(written)
    markdown.to_plain(written)
    list(markdown.paragraphs((written,)))


def read_svg(data: bytes) -> None:
    """Judge a picture; one that passes and that a browser could read holds nothing that runs or calls outside."""
    file = mutable(PLACE) / "picture.svg"
    file.write_bytes(data)
    pictures.frame_of(FoundFile("media/picture.svg", str(file), len(data), 0))
    written = data.decode("utf-8", "replace")
    if svg.unsafe_part(written) is not None:
        raise DomainError("unsafe")
    try:
        root = Tree.fromstring(written)
    except (Tree.ParseError, ValueError):
        return
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        assert name not in ("script", "foreignobject", "iframe", "handler"), name
        for key, value in element.attrib.items():
            short = key.rpartition("}")[2].lower()
            assert not short.startswith("on"), key
            assert short not in ("href", "src") or re.match(r"\s*(#|data:image/)", value), value


def read_picture(data: bytes) -> object:
    """Read a picture's size."""
    file = mutable(PLACE) / "picture.png"
    file.write_bytes(data)
    return pictures.frame_of(FoundFile("media/picture.png", str(file), len(data), 0))


# uploads


def office(main: str) -> bytes:
    """Return a small Word or Excel file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<w:document><w:t>bài làm</w:t></w:document>" * 20)
        archive.writestr("docProps/core.xml", "<a/>")
    return packed.getvalue()


def handed_in() -> list[bytes]:
    """Return what may be handed in."""
    small = [b"%PDF-1.7\nb\xc3\xa0i\n%%EOF\n", test_uploads.png(), test_uploads.jpg()]
    return [*small, office("word/document.xml"), office("xl/workbook.xml")]


def lists() -> list[bytes]:
    """Return staff lists as workbooks."""
    rows = [*samples.TITLES, samples.HEADING, ("1", "CB01", "Nguyễn Văn An", date(1990, 2, 5), "Chuyên viên", "Sở A")]
    return [samples.xlsx(("Danh sách", [*rows, *samples.SIGNATURES])), samples.ods([["Họ và tên"], ["Lê Thị Bình"]])]


def csv_lists() -> list[bytes]:
    """Return staff lists as text."""
    rows = [
        samples.HEADING,
        ("1", "CB01", "Nguyễn Văn An", "05/02/1990", "Chuyên viên", "Sở A", "0912345678", "a@b.vn"),
    ]
    made = [samples.csv_text(rows * 5, one) for one in (",", ";", "\t")]
    return [*(one.encode() for one in made), made[0].encode("utf-16"), made[1].encode("utf-8-sig")]


def read_list(data: bytes) -> object:
    """Read a staff list."""
    return organisation.read_roster_file(data, today=TODAY, known_units=("Sở A",))


# backups and bundles


@lru_cache(maxsize=1)
def a_backup() -> bytes:
    """Return a real backup: of courses alone."""
    place = mutable(PLACE / "backup")
    library.write(place / "content")
    chosen = settings.Settings(data_dir=place / "data", content_dir=place / "content")
    kept, settings.current = settings.current, lambda: chosen  # type: ignore[assignment]
    try:
        made = backups.make(place / "made", now=text.utc_now(), database=False)
        return made.path.read_bytes()
    finally:
        settings.current = kept


def read_backup(data: bytes) -> None:
    """Open a backup, every byte of it, and take its parts out: none may land elsewhere."""
    file, inside = mutable(PLACE) / "kns.zip", mutable(PLACE) / "out"
    file.write_bytes(data)
    with backups.opened(file) as opened:
        for part in opened.manifest.parts:
            assert (inside / part.name).resolve().is_relative_to(inside.resolve()), part.name


@lru_cache(maxsize=1)
def installer() -> Any:
    """Return the installer of bundles."""
    spec = importlib.util.spec_from_file_location("installer", settings.ROOT / "deploy" / "installer.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def a_bundle() -> bytes:
    """Return a bundle of one file."""
    import hashlib
    import sys

    packed, part = io.BytesIO(), b"print()"
    files = {"app.py": hashlib.sha256(part).hexdigest()}
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    told = {"version": "1", "python": running, "schema": "0023", "files": files}
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("MANIFEST.json", json.dumps(told))
        archive.writestr("app.py", part)
    return packed.getvalue()


def read_bundle(data: bytes) -> None:
    """Compare a bundle with its list."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:  # Python itself would not start it
        raise installer().RefusedError(str(error)) from error
    with packed:
        installer().verified(packed, None)


# what browsers and addresses say


@lru_cache(maxsize=1)
def questions() -> tuple[courses.Question, ...]:
    """Return one question of each type."""
    drafts = courses.check_folder(CONTENT, deep=False).drafts
    whole = [courses.with_option_ids(draft.course, None)[0] for draft in drafts if draft.course]
    found = {type(one): one for course in whole for one in course.questions}
    return tuple(found.values())


def answers() -> list[bytes]:
    """Return drafts of answers as a page sends them."""
    sent = [{"attempt": "a" * 12, "place": 1, "answer": one.right_answer()} for one in questions()]
    more = [
        {**sent[0], "answer": wrong, "device": "d", "sequence": 3}
        for one in questions()
        for wrong in one.wrong_answers()
    ]
    return [json.dumps(one).encode() for one in (*sent, *more)]


def read_answer(data: bytes) -> None:
    """Read a draft and take its answer as each type of question does."""
    sent = Draft.model_validate_json(data[: 64 * 1024])
    for question in questions():
        try:
            given = question.parse(sent.answer)
        except DomainError as error:
            if error.code != "answer-invalid":
                raise
            continue
        question.mark(given)
        assert question.parse(given) == given, "read again it is another answer"


def addresses() -> list[bytes]:
    """Return addresses of views."""
    return [
        b"on=2026-03-02&known=2026-03-02T09:00:00%2B07:00&tree=party&by=course&unit=abc&state=open",
        b"from=2026-01-01&on=2026-03-02&past=compare&weeks=26&look=now&place=3&category=congchuc",
        b"view=map&path=lo-trinh&attribute=leader&flag=x&step=left&alone=1",
    ]


def read_address(data: bytes) -> None:
    """Read what an address asks, as pages do, and say its day and moment."""
    from urllib.parse import parse_qsl

    address = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None))
    for read in (asked.states, asked.listed, asked.flag, asked.split, asked.by_course, asked.weeks, asked.step):
        read(address)
    asked.known_then(address)
    assert asked.place(address, "place") >= 1
    for name in ("on", "from"):
        told = asked.day(address.get(name, ""))
        if told is not None:
            text.day(told)
            asked.past(address, told)
            asked.week_days(told, asked.weeks(address), now=text.utc_now())
    moment = asked._moment(address.get("known", ""))
    if moment is not None:
        text.moment(moment)
        moment.astimezone(text.utc_now().tzinfo)


def heads() -> list[bytes]:
    """Return kept heads of the trail."""
    return [b"2026-03-02T02:00:00+00:00 500 " + b"a" * 64 + b"\n2026-03-03T02:00:00+00:00 1000 " + b"b" * 64 + b"\n"]


def read_heads(data: bytes) -> object:
    """Read kept heads from a file."""
    file = mutable(PLACE) / "heads.txt"
    file.write_bytes(data)
    return audit.kept_heads(file)


# what a provider and a directory say


@lru_cache(maxsize=1)
def _signing() -> tuple[rsa.RSAPrivateKey, settings.Settings]:
    """Set a provider up whose keys are known already; return the key that signs, and the settings."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuer = "https://provider.example.vn"
    chosen = settings.Settings(oidc_issuer=issuer, oidc_client_id="kns", public_url="https://hoc.example.vn")
    published = {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "one", "use": "sig"}
    ends = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for address, found in (
        ("/.well-known/openid-configuration", {"issuer": issuer, **ends}),
        ("/jwks_uri", {"keys": [published]}),
    ):
        provider._kept[issuer + address] = provider._Kept(found, time.monotonic() + 10**6)
    return key, chosen


def tokens() -> list[bytes]:
    """Return a token's claims, to be signed, and whole tokens, to be spoilt."""
    now = int(time.time())
    claims = {
        "iss": "https://provider.example.vn",
        "aud": "kns",
        "iat": now,
        "exp": now + 10**6,
        "sub": "u",
        "nonce": "n",
    }
    whole = jwt.encode(claims, _signing()[0], algorithm="RS256", headers={"kid": "one"})
    return [
        b"signed" + json.dumps(claims).encode(),
        b"signed" + json.dumps({**claims, "aud": ["kns"]}).encode(),
        whole.encode(),
    ]


def read_token(data: bytes) -> object:
    """Check a token: what begins with ``signed`` is signed as it is, since a provider may say anything."""
    key, chosen = _signing()
    settings.current = lambda: chosen  # type: ignore[assignment]
    if data.startswith(b"signed"):
        head, body = (
            base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS256","kid":"one"}', data[6:])
        )
        signer = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
        signature = base64.urlsafe_b64encode(signer.sign(head + b"." + body, key)).rstrip(b"=")
        data = head + b"." + body + b"." + signature
    return provider.checked(data.decode("utf-8", "replace"), required=("exp", "sub", "nonce"))


def ber(tag: int, *parts: bytes) -> bytes:
    """Return a value as LDAP writes it."""
    inner = b"".join(parts)
    return bytes([tag, 0x82]) + len(inner).to_bytes(2, "big") + inner


def result(tag: int) -> bytes:
    """Return a result that says: done."""
    return ber(tag, b"\x0a\x01\x00\x04\x00\x04\x00")


def directory_answers() -> list[bytes]:
    """Return what a directory answers to a bind, and to a search with one entry, as one stream."""
    values = ber(0x31, ber(0x04, b"CB01"))
    entry = ber(0x64, ber(0x04, b"cn=An,dc=example,dc=vn"), ber(0x30, ber(0x30, ber(0x04, b"employeeID"), values)))
    found = ber(0x30, b"\x02\x01\x02", entry) + ber(0x30, b"\x02\x01\x02", result(0x65))
    return [ber(0x30, b"\x02\x01\x01", result(0x61)) + found]


def numbered(answer: bytes, request: bytes) -> bytes:
    """Return the answer to a bind with the number that its request has."""
    at = request.find(b"\x02\x01") + 2
    return answer[:6] + request[at : at + 1] + answer[7:]


BIND = len(ber(0x30, b"\x02\x01\x01", result(0x61)))  # bytes of the first answer; the rest is said after a question


class _Directory:
    """A directory that says the same bytes to everybody and hangs up."""

    def __init__(self) -> None:
        place = mutable(PLACE / "directory")
        certificate, key = certificates.make(place, "localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.says = b""
        self._line = socket.create_server(("127.0.0.1", 0))
        self._safe = context
        port = self._line.getsockname()[1]
        chosen = settings.Settings(
            directory_url=f"ldaps://localhost:{port}", directory_base="dc=example,dc=vn", directory_user="cn=kns",
            directory_password="x", ca_file=str(certificate),
        )  # fmt: skip
        self.chosen = chosen
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            plain, _where = self._line.accept()
            try:
                with self._safe.wrap_socket(plain, server_side=True) as line:
                    line.sendall(numbered(self.says[:BIND], line.recv(4096)))
                    if line.recv(4096):
                        line.sendall(self.says[BIND:])
            except OSError:
                pass


@lru_cache(maxsize=1)
def _directory() -> _Directory:
    return _Directory()


def read_directory(data: bytes) -> str | None:
    """Ask a directory that answers with the input."""
    import ldap3

    there = _directory()
    there.says = data[:100_000]
    settings.current = lambda: there.chosen  # type: ignore[assignment]
    directory.SECONDS = 1  # what is cut short is waited for
    directory._away_until, ldap3.Server._message_counter = 0.0, 0
    told = directory.who_is("an", "password")
    assert told is None or isinstance(told, str)
    return told


REFUSED = (DomainError,)
READERS: dict[str, Reader] = {
    one.name: one
    for one in (
        Reader(
            "course.yaml",
            lambda: [library.COURSE.encode(), *texts("courses/*/course.yaml")],
            course_file("course.yaml"),
            (),
            YAML,
            costly=4,
        ),
        Reader(
            "lesson",
            lambda: [library.LESSON.encode(), *texts("courses/*/lessons/*.md")],
            course_file("lessons/01-thu-lua-dao.md"),
            (),
            (*YAML, *MARKDOWN),
            costly=4,
        ),
        Reader(
            "questions",
            lambda: [library.BANK.encode(), *texts("courses/*/questions/*.yaml")],
            course_file("questions/chung.yaml"),
            (),
            (*YAML, *MARKDOWN),
            costly=4,
        ),
        Reader(
            "quiz",
            lambda: [library.QUIZ.encode(), *texts("courses/*/quizzes/*.yaml")],
            course_file("quizzes/cuoi-khoa.yaml"),
            (),
            YAML,
            costly=4,
        ),
        Reader(
            "markdown",
            lambda: [library.LESSON.encode(), *texts("courses/*/lessons/*.md")],
            read_markdown,
            (),
            MARKDOWN,
            costly=2,
        ),
        Reader("svg", lambda: [library.PICTURE.encode(), *texts("courses/*/media/*.svg")], read_svg, REFUSED, SVG),
        Reader("picture", lambda: handed_in()[1:3], read_picture, ()),
        Reader(
            "handed in",
            handed_in,
            lambda data: true_kinds.kind_of(data, true_kinds.MEDIA_TYPES),
            REFUSED,
            XML,
            packed=True,
        ),
        Reader("staff list, workbook", lists, read_list, REFUSED, XML, packed=True, costly=40),
        Reader("staff list, text", csv_lists, read_list, REFUSED, (b'"', b",", b";", b"\n", b"=1+1", b'""')),
        Reader("backup", lambda: [a_backup()], read_backup, REFUSED, JSON, packed=True),
        Reader("bundle", lambda: [a_bundle()], read_bundle, (installer().RefusedError,), JSON, packed=True, costly=8),
        Reader("answer", answers, read_answer, (ValidationError,), JSON),
        Reader(
            "address of a view",
            addresses,
            read_address,
            (),
            (
                b"&",
                b"=",
                b"%00",
                b"%ff",
                b"0001-01-01",
                b"9999-12-31",
                b"T00:00:00%2B23:59",
                b"W",
                b"2026-W01-1",
                b"NaN",
            ),
        ),
        Reader("kept heads", heads, read_heads, REFUSED, ("²".encode(), "٣".encode(), b"9" * 5000, b" ")),
        Reader(
            "provider's token",
            tokens,
            read_token,
            REFUSED,
            (*JSON, b".", b"=", b"eyJhbGciOiJub25lIn0", b'"exp":1e400', b'"aud":{}'),
        ),
        Reader(
            "directory's answer",
            directory_answers,
            read_directory,
            REFUSED,
            (b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"\x04\x00", b"\x64", b"\x73"),
            costly=60,
        ),
    )
}
