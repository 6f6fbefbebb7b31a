"""What stands around every answer: who may get anything at all, and the page's head (`protection`: its headers).

Whatever has no line here is a page, and a page is for who is signed in.
"""

import gzip
import logging
import re
import secrets
import time
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models import logs, measures, sentences, text
from models.access import SignedIn
from models.rights import Right, Unavailable
from pages.parts import live, menu, who
from pages.routes import bundle, files, forms, protection, tabs

log = logging.getLogger("kns.requests")


class Door(Enum):
    """Whom an address lets in."""

    OPEN = auto()  # everybody
    SIGNED_IN = auto()
    OFFICE = auto()  # who may do more than learn: a page with a field for files is never a learner's
    SHUT = auto()  # nobody
    PAGE = auto()  # who is signed in; anybody else is led to sign-in and back


# Streamlit's own addresses, the first that fits. Its socket is no HTTP: see `Shell`.
STREAMLIT = (
    ("/static/", Door.OPEN),
    ("/_stcore/health", Door.OPEN),  # a tab asks these two while it has lost its line
    ("/_stcore/host-config", Door.OPEN),
    ("/_stcore/bidi-components/", Door.SIGNED_IN),
    ("/component/", Door.SIGNED_IN),
    ("/media/", Door.SIGNED_IN),
    ("/_stcore/upload_file/", Door.OFFICE),
    ("/_stcore/", Door.SHUT),  # metrics, agents
    ("/auth/", Door.SHUT),
    ("/oauth2callback", Door.SHUT),
)
# Plain routes of ours, which ask who it is themselves.
FOLDERS = (
    "/kns-static/",
    "/files/",
    "/draft/",
    "/export/",
    "/sign-in/",
    "/k/",
    "/print/",
    "/c/",
    "/handed/",
    "/second-step/",
)
ROUTES = frozenset(
    (
        "/health",
        "/ready",
        "/metrics",
        "/api/draft",
        "/api/place",
        "/api/upload",
        "/api/upload/remove",
        *files.ICONS,
        "/sign-in",
        "/second-step",
        "/anew",
        "/sign-out",
        "/sign-out-everywhere",
        "/password",
        "/code",
        "/c",
        "/first",
        "/language",
        "/slips",
        "/text-size",
    )
)
_STYLE = " ".join(  # shown at a click until the answer is there; on a phone menu and account share a row; lists' lines
    re.sub(r"\s+", " ", (Path(__file__).parent / f"{name}.css").read_text("utf-8")).strip()
    for name in ("waiting", "phone", "rows")
)
_LEAVING = (  # a link to another page says by itself that it waits (a download takes it back)
    'addEventListener("beforeunload",()=>{const page=document.documentElement;page.dataset.leaving="";'
    "setTimeout(()=>{delete page.dataset.leaving},4000)});"
)
_FORGOTTEN = (  # what was typed and not sent goes with whoever signs out (`pages/parts/typed.js`)
    'addEventListener("submit",({target})=>{'
    'if(target.getAttribute("action")?.startsWith("/sign-out"))sessionStorage.removeItem("kns-typed")});'
)
_AT_ONCE = (  # the socket opens at once: Streamlit else asks first where its server is and what it allows
    '__streamlit={BACKEND_BASE_URL:location.origin+"/",'
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:!1}};"
)
_PARTS = bundle.head()
_PIXELS = 18  # theme.baseFontSize in .streamlit/config.toml


class Shell:
    """ASGI middleware: lets in whom an address is for, and opens the pages' socket to our own pages only.

    The socket takes people without a session too: the page then says that their sign-in has ended.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            with _Counted(scope, send) as counted:
                send = protection.guarded(counted.send, HTTPConnection(scope))
                try:
                    await self._answer(scope, receive, send)
                except Exception as error:
                    if counted.answered:
                        raise
                    await _sorry(Request(scope), error)(scope, receive, send)
        elif scope["type"] != "websocket":
            await self.app(scope, receive, send)
        elif not forms.is_from_here(HTTPConnection(scope)):
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._open_line(scope, receive, send)

    async def _open_line(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        try:
            me = await run_in_threadpool(who.from_cookies, connection.cookies)
        except Unavailable:
            me = None  # the page will say so
        with tabs.one_more(connection, me.actor.person_id if me else None) as room:
            if room:
                await self.app(scope, _bytes_only(receive), send)
            else:
                await Response(status_code=429)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        door = door_of(scope["path"])
        me: SignedIn | None = None
        if door not in (Door.OPEN, Door.SHUT):
            me = await run_in_threadpool(who.from_cookies, request.cookies)
        if door is Door.PAGE:
            if me is None or me.must_change:
                await _to_sign_in(request, me)(scope, receive, send)
                return
            if not menu.opens(scope["path"], me.actor):
                text.use_language(me.language)
                await forms.missing(request)(scope, receive, send)
                return
            if kind := tabs.full(request, me.actor.person_id):
                text.use_language(me.language)
                await forms.missing(request, status=429, said=tabs.sentence(kind))(scope, receive, send)
                return
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
            await self.app(scope, receive, _Rewriter(send, me, request.headers).send)
        elif _lets_in(door, me):
            await self.app(scope, receive, send)
        else:
            await Response(status_code=404)(scope, receive, send)


class _Counted:
    """Gives a request an id, which its answer carries and its log lines name, and counts it when it is answered."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._method, self._named, self._send = scope["method"], named(scope["path"]), send
        self._id, self._status, self._begun = secrets.token_hex(8), 500, time.perf_counter()
        self.answered = False  # once it has begun, nothing else can be said

    def __enter__(self) -> "_Counted":
        logs.request_id.set(self._id)
        return self

    def __exit__(self, *_error: object) -> None:
        taken = time.perf_counter() - self._begun
        measures.requests.took(taken, self._named, str(self._status))
        ms = round(1000 * taken, 1)
        logs.told(log, "answered", method=self._method, address=self._named, status=self._status, ms=ms)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self.answered = message["status"], True
            MutableHeaders(scope=message)["x-request-id"] = self._id
        await self._send(message)


def named(path: str) -> str:
    """Return what an address is called where it is counted and written down: never a key or a code that is in it."""
    if path in ROUTES:
        return path
    starts = (*FOLDERS, *(start for start, _door in STREAMLIT))
    return next((start for start in starts if path.startswith(start)), "page")


def _sorry(request: Request, error: Exception) -> Response:
    """Return words in place of a stack trace, which goes to the log; a database that is away may be back in a while."""
    text.use_language(forms.language_of(request))
    if isinstance(error, Unavailable):
        log.warning("%s could not be answered: %s: %s", request.url.path, error.code, error.__cause__)
        said, status = sentences.sentence(error), 503
    else:
        log.error("%s failed", request.url.path, exc_info=error)
        said, status = live.sorry(), 500
    if request.url.path.startswith("/api/"):
        return JSONResponse({"said": said}, status_code=status, headers={"cache-control": "no-store"})
    answer = forms.missing(request, status=status, said=said)
    answer.headers["retry-after"] = "30"
    return answer


def door_of(path: str) -> Door:
    """Return whom an address lets in."""
    if path in ROUTES or path.startswith(FOLDERS):
        return Door.OPEN
    return next((door for start, door in STREAMLIT if path.startswith(start)), Door.PAGE)


def _lets_in(door: Door, me: SignedIn | None) -> bool:
    if door is Door.OPEN:
        return True
    if door is Door.SHUT or me is None or me.must_change:
        return False
    return door is Door.SIGNED_IN or me.actor.rights > {Right.LEARN}


def _to_sign_in(request: Request, me: SignedIn | None) -> Response:
    asked = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{'/sign-in' if me is None else '/password'}?next={quote(asked, safe='')}", 303)


def _bytes_only(receive: Receive) -> Receive:
    """Hang up on who sends text down the pages' socket: Streamlit's messages are bytes, and it would stumble."""

    async def receiving() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is None:
            return {"type": "websocket.disconnect", "code": 1003}
        return message

    return receiving


@lru_cache(maxsize=16)
def _squeezed(page: bytes) -> bytes:
    return gzip.compress(page, mtime=0)


class _Rewriter:
    """Gives Streamlit's page the right language, title, icon and size of text, and a browser locale of the language.

    Everything on a page is measured in rem, so the size of the root is the size of all.
    """

    def __init__(self, send: Send, me: SignedIn, asked: Headers) -> None:
        self._send, self._host = send, asked.get("host", "")
        self._squeezed = "gzip" in asked.get("accept-encoding", "")
        self._language, self._text_size = me.language, me.text_size
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                await self._send(message)
                return
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        html = self._rewritten(self._body.decode("utf-8"))
        body = html.encode("utf-8")
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-security-policy"] = protection.page_policy(html, self._host)
        headers["vary"] = "accept-encoding"
        if self._squeezed:  # it is the same for everybody: no secret is in it whose length could tell something
            body = _squeezed(body)
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-store"
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    def _rewritten(self, html: str) -> str:
        locale = "vi-VN" if self._language == "vi" else "en-GB"
        html = html.replace('<html lang="en">', f'<html lang="{self._language}">', 1)
        html = re.sub(r"<title>.*?</title>", "<title>Kỹ Năng Số</title>", html, count=1)
        html = re.sub(
            r'<link rel="shortcut icon"[^>]*>', '<link rel="shortcut icon" href="/icon.svg" />', html, count=1
        )
        html = re.sub(r'<link[^>]*rel="preload"[^>]*SourceSans[^>]*>', "", html)
        html = re.sub(r'<link[^>]*rel="service-desc"[^>]*>', "", html)
        html = html.replace("</head>", f"{_PARTS}</head>", 1)
        copies = bundle.current()
        if copies is not None:
            html = html.replace("./static/", copies.address(self._language))
        script = (
            f'<script>Object.defineProperty(navigator,"language",{{get:()=>"{locale}"}});'
            f'Object.defineProperty(navigator,"languages",{{get:()=>["{locale}"]}});{_AT_ONCE}{_LEAVING}{_FORGOTTEN}</script>'
            f"<style>{_STYLE}</style>"
        )
        pixels = _PIXELS * self._text_size / 100
        sized = "" if self._text_size == 100 else f"<style>html{{font-size:{pixels:g}px!important}}</style>"
        return html.replace("<head>", "<head>" + script + sized, 1)
