"""What stands around every answer: who may open a page at all, the page's head, and security headers."""

import re
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts import who
from pages.routes import bundle

# What is not a page of ours: Streamlit's own files and socket, and plain routes, which ask who it is themselves.
FOLDERS = (
    "/static/",
    "/kns-static/",
    "/_stcore/",
    "/media/",
    "/component/",
    "/files/",
    "/export/",
    "/print/",
    "/c/",
    "/sign-in/",
)
ROUTES = frozenset(
    (
        "/health",
        "/api/draft",
        "/icon.svg",
        "/sign-in",
        "/sign-out",
        "/sign-out-everywhere",
        "/password",
        "/code",
        "/c",
        "/first",
        "/language",
        "/slips",
    )
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Shell:
    """ASGI middleware: a page asked for without a session leads to sign-in and back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        request = Request(scope)
        page = path not in ROUTES and not path.startswith(FOLDERS)
        if page:
            me = await run_in_threadpool(who.from_cookies, request.cookies)
            if me is None or me.must_change:
                asked = path + (f"?{request.url.query}" if request.url.query else "")
                target = "/sign-in" if me is None else "/password"
                await RedirectResponse(f"{target}?next={quote(asked, safe='')}", 303)(scope, receive, send)
                return
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        await self.app(scope, receive, _Rewriter(send, me.language).send if page and me else _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


class _Rewriter:
    """Gives Streamlit's page the right language, title and icon, and a browser locale of the same language."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = _with_headers(send)
        self._language = language
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
        body = self._rewritten(self._body.decode("utf-8")).encode("utf-8")
        headers = MutableHeaders(raw=list(self._start["headers"]))
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
        copies = bundle.current()
        if copies is not None:
            html = html.replace("./static/", copies.address(self._language))
        script = (
            f'<script>Object.defineProperty(navigator,"language",{{get:()=>"{locale}"}});'
            f'Object.defineProperty(navigator,"languages",{{get:()=>["{locale}"]}});</script>'
        )
        return html.replace("<head>", "<head>" + script, 1)
