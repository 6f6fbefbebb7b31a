"""What stands around every answer: who may get anything at all (`protection`: its headers, `document`: a page's head).

Whatever has no line here is a page, and a page is for who is signed in.
"""

import logging
import secrets
import time
from enum import Enum, auto
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models import logs, measures, sentences, text
from models.access import SignedIn
from models.rights import Right, Unavailable
from pages.parts import live, menu, who
from pages.routes import document, files, forms, protection, tabs

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
            if me is None:
                await _to_sign_in(request)(scope, receive, send)
                return
            if not menu.opens(scope["path"], me.actor):
                text.use_language(me.language)
                await forms.missing(request)(scope, receive, send)
                return
            if kind := tabs.full(request, me.actor.person_id):
                text.use_language(me.language)
                await forms.missing(request, status=429, said=tabs.sentence(kind))(scope, receive, send)
                return
            if document.is_plainly(request):
                await document.answer(request, me)(scope, receive, send)
            else:  # another method, a stroke too many: Streamlit says so
                await self.app(scope, receive, send)
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
    if door is Door.SHUT or me is None:
        return False
    return door is Door.SIGNED_IN or me.actor.rights > {Right.LEARN}


def _to_sign_in(request: Request) -> Response:
    asked = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(asked, safe='')}", 303)


def _bytes_only(receive: Receive) -> Receive:
    """Hang up on who sends text down the pages' socket: Streamlit's messages are bytes, and it would stumble."""

    async def receiving() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is None:
            return {"type": "websocket.disconnect", "code": 1003}
        return message

    return receiving
